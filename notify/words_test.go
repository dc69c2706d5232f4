package notify

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// A letter that says nothing new is told of, whatever the clock says; one that does is not.
func TestTheSameLetterAgain(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Templates = library(t, "")
	o := order("customers")
	o.Stage = incident.Update
	first := draft(t, d, o, nil)
	sent := past(incident.Update, 1, "customers", now.Add(-30*time.Minute), Accepted)
	sent.Essence = first.Essence
	o.At = now.Add(30 * time.Minute)
	if again := draft(t, d, o, history(sent)); !found(again, Warn, "letter", "it says the same as update 1") {
		t.Errorf("%+v", again.Findings)
	}
	o.Message = "Half of it works again."
	if news := draft(t, d, o, history(sent)); found(news, Warn, "letter", "it says the same") {
		t.Errorf("%+v", news.Findings)
	}
}

// A correction states what was stated last; it promises nothing where nothing was promised.
func TestWhatACorrectionPromises(t *testing.T) {
	t.Parallel()
	due := now.Add(12 * time.Minute).Truncate(time.Second)
	update, late := past(incident.Update, 1, "customers", now.Add(-time.Hour), Accepted), past(incident.Update, 1, "customers", now.Add(-time.Hour), Accepted)
	update.NextUpdate, late.NextUpdate = due, now.Add(-time.Minute)
	usual := now.Truncate(time.Minute).Add(30 * time.Minute)
	for name, c := range map[string]struct {
		stage  incident.Stage
		told   History
		status string
		next   time.Time
	}{
		"after an update":        {incident.Correction, history(update), "DISRUPTED", due},
		"after one that is late": {incident.Correction, history(late), "DISRUPTED", usual},
		"after resolved":         {incident.Correction, history(update, past(incident.Resolved, 1, "customers", now, Accepted)), "UP", time.Time{}},
		"a postmortem":           {incident.Postmortem, history(update), "UP", time.Time{}},
		"an update":              {incident.Update, history(update), "DISRUPTED", usual},
		"a stage of the house":   {"maintenance", history(update), "PLANNED", time.Time{}},
	} {
		d, o := desk(t), order("customers")
		d.Templates = templates(t, map[string]string{"maintenance.html": "<p>[message] [service-status]</p>"})
		d.Stages, d.Status["maintenance"] = []incident.Stage{"maintenance"}, "PLANNED"
		o.Stage = c.stage
		got := draft(t, d, o, c.told)
		if got.Facts.Status != c.status || !got.NextUpdate.Equal(c.next) {
			t.Errorf("%s: %s, next %v; want %s, next %v", name, got.Facts.Status, got.NextUpdate, c.status, c.next)
		}
	}
}

// A correction keeps what is owed: the update that was promised is still due.
func TestACorrectionChangesNothingOfWhatIsOwed(t *testing.T) {
	t.Parallel()
	update := past(incident.Update, 1, "customers", now.Add(-time.Hour), Accepted)
	update.NextUpdate = now.Add(-10 * time.Minute)
	correction := past(incident.Correction, 1, "customers", now.Add(-5*time.Minute), Accepted)
	told := history(update, correction)
	if s := told.Standing(outage(), now); s.Need != Overdue {
		t.Errorf("standing %s", s.Need)
	}
	if s := told.Suggest(outage(), "customers", now); s.Stage != incident.Update || !strings.Contains(s.Why, "10m overdue") {
		t.Errorf("suggested %s, %s", s.Stage, s.Why)
	}
	over := past(incident.Resolved, 1, "customers", now.Add(-2*time.Minute), Accepted)
	doubtful := past(incident.Correction, 1, "customers", now.Add(-time.Minute), Unknown)
	o := order("customers")
	o.Stage = incident.Correction
	d := desk(t)
	d.Templates = library(t, "")
	if again := draft(t, d, o, history(update, over, doubtful)); !again.NextUpdate.IsZero() || again.Facts.Status != "UP" {
		t.Errorf("after resolved and an unclear correction the next one says %s and promises %v", again.Facts.Status, again.NextUpdate)
	}
	unclear := past(incident.Correction, 2, "customers", now, Unknown)
	if s := history(update, unclear).Standing(outage(), now); s.Need != Doubt {
		t.Errorf("a correction that may not have arrived leaves %s", s.Need)
	}
}

// What slips into customers' mail by accident is found; staff may read it.
func TestWhatMustNotLeaveTheHouse(t *testing.T) {
	t.Parallel()
	for words, c := range map[string]struct {
		severity Severity
		says     string
	}{
		"Node 10.1.2.3 is down.":                        {Block, "an IP address of an internal network, from your message"},
		"See wiki.corp.example.com.":                    {Block, "internal host"},
		"Ask Grace Example about it.":                   {Warn, "a member of staff"},
		"desk@jump1 looks at it.":                       {Warn, ""},
		"It will be fixed by 14:00.":                    {Warn, "promised time of repair"},
		"java.lang.NullPointerException at Pay.java:12": {Block, "stack trace"},
		"Write to grace@example.com.":                   {Block, "mailbox of staff"},
		"sev1 it is.":                                   {Warn, "a name that only the house uses"},
	} {
		d := desk(t)
		d.Inside = Inside{Domains: []string{"corp.example.com"}}
		d.Glossary = letter.Glossary{"sev1": {"external": "major outage"}}
		o := order("customers")
		o.Message = words
		o.Incident.Fields = append(o.Incident.Fields, incident.Value{ID: "assignee", Name: "Assignee", Kind: incident.Person, Texts: []string{"Grace Example"}})
		if got := draft(t, d, o, nil); c.says != "" && !found(got, c.severity, "letter", c.says) {
			t.Errorf("%q: %+v", words, got.Findings)
		}
		o.Audience = "staff"
		for _, f := range draft(t, d, o, nil).Findings {
			if f.Words != "" {
				t.Errorf("%q is kept from staff: %+v", words, f)
			}
		}
	}
}

func TestAnEndBeforeTheStart(t *testing.T) {
	t.Parallel()
	o := order("staff")
	o.Incident = with(o.Incident, "Impact End Date", func(v *incident.Value) { v.Time = now.Add(-2 * time.Hour) })
	if got := draft(t, desk(t), o, nil); !found(got, Warn, "impact-end", "before it starts") {
		t.Errorf("%+v", got.Findings)
	}
}

// A value has other words for those who read it.
func TestGlossary(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Public = append(d.Public, "Severity")
	d.Templates = templates(t, map[string]string{"start.html": "<p>[field|Severity] [components] [message]</p>"})
	d.Glossary = letter.Glossary{"sev1": {"external": "major outage", "all": "the gravest"}, "payments": {"customers.en": "card payments", "customers": "x"}}
	for audience, want := range map[string]string{"customers": "major outage card payments sev2", "staff": "the gravest Payments sev2"} {
		o := order(audience)
		o.Message = "sev2"
		o.Incident.Fields = append(o.Incident.Fields, incident.Value{ID: "customfield_7", Name: "Severity", Texts: []string{"SEV1"}})
		if got := strings.TrimSpace(draft(t, d, o, nil).Letter.Text); got != want {
			t.Errorf("%s read %q, want %q", audience, got, want)
		}
	}
}

// dot is a PNG of one pixel.
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// Pictures travel in the message, once each, and are read back from its bytes.
func TestPicturesTravelWithTheLetter(t *testing.T) {
	t.Parallel()
	picture, err := base64.StdEncoding.DecodeString(dot)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"logo ü.png": string(picture), "start.html": `<p><img src="logo%20%C3%BC.png" alt="a"><img src="./logo ü.png" alt="b"> [message]</p>`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := desk(t)
	d.Templates = library(t, dir)
	m := composed(t, draft(t, d, order("staff"), nil))
	if len(m.Images()) != 1 || m.Images()[0].Content != string(picture) || m.Images()[0].Name != "logo ü.png" || m.Images()[0].Type != "image/png" {
		t.Fatalf("%+v", m.Images())
	}
	if n := strings.Count(m.HTML(), `src="cid:`+m.Images()[0].ID+`"`); n != 2 || strings.Count(m.EML(), "Content-ID:") != 1 {
		t.Errorf("%d links in %s", n, m.HTML())
	}
	if !strings.Contains(m.Text(), "We work on it.") || strings.Contains(m.EML(), "ü") {
		t.Error(m.EML())
	}
	for line := range strings.SplitSeq(m.EML(), "\r\n") {
		if len(line) > 998 || strings.Contains(line, "\n") {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

// Whoever makes the field summary public did not speak of another field of that name.
func TestAnotherFieldOfAPublicName(t *testing.T) {
	t.Parallel()
	d, o := desk(t), order("customers")
	d.Public, d.House = []string{"summary", "components", "story", "Region"}, map[string]string{"story": "customfield_21"}
	d.Templates = templates(t, map[string]string{"start.html": "<p>[issue.summary] [message] [custom-field-99|Summary]</p>"})
	o.Incident.Fields = append(o.Incident.Fields, incident.Value{ID: "customfield_99", Name: "Summary", Texts: []string{"SECRET"}},
		incident.Value{ID: "customfield_21", Name: "Story", Texts: []string{"open"}}, incident.Value{ID: "customfield_22", Name: "Story", Texts: []string{"SECRET"}})
	if got := draft(t, d, o, nil); got.Blocked() == nil || strings.Contains(got.Letter.Text, "SECRET") {
		t.Errorf("%s", got.Letter.Text)
	}
	d.Templates = templates(t, map[string]string{"start.html": "<p>[story] [custom-field-21|Story] [custom-field-3|Region] [message]</p>"})
	if got := draft(t, d, o, nil); got.Blocked() != nil || !strings.Contains(got.Letter.Text, "open open Europe, Asia") {
		t.Errorf("%v %s", got.Findings, got.Letter.Text)
	}
	d.Templates = templates(t, map[string]string{"start.html": "<p>[custom-field-22|Story] [message]</p>"})
	if got := draft(t, d, o, nil); got.Blocked() == nil {
		t.Errorf("%s", got.Letter.Text)
	}
}

// A letter with nothing but the brand in it is no letter.
func TestABrandIsNoLetter(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"", "<!-- later -->", "<p>[workaround?]</p>", "<div style='display:none'>x</div>", "<img src='https://x/y.png'>"} {
		d := desk(t)
		d.Brand = letter.Brand{Name: "Example Pay"}
		d.Templates = templates(t, map[string]string{"start.html": source})
		if got := draft(t, d, order("customers"), nil); !found(got, Block, "letter", "no words") {
			t.Errorf("%q: %+v", source, got.Findings)
		}
	}
}

// A letter that contradicts the times of the impact, or what was told before, says so.
func TestLettersThatContradict(t *testing.T) {
	t.Parallel()
	ended := func(in incident.Incident, by time.Duration) incident.Incident {
		return with(in, "Impact End Date", func(v *incident.Value) { v.Time = now.Add(by) })
	}
	start, over := past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted), past(incident.Resolved, 1, "customers", now.Add(-time.Minute), Accepted)
	for name, c := range map[string]struct {
		stage incident.Stage
		in    incident.Incident
		told  History
		where string
		says  string
	}{
		"resolved, and the end is to come": {incident.Resolved, ended(done(), time.Hour), history(start), "impact-end", "still to come"},
		"an update after the end":          {incident.Update, ended(outage(), -time.Minute), history(start), "impact-end", "says that it goes on"},
		"a start that is to come": {incident.Start, with(outage(), "Impact Start Date", func(v *incident.Value) { v.Time = now.Add(time.Hour) }), nil,
			"impact-start", "still to come"},
		"an update after resolved":     {incident.Update, outage(), history(start, over), "stage", "were told resolved"},
		"a postmortem before resolved": {incident.Postmortem, done(), history(start), "stage", "resolved has not gone to customers yet"},
	} {
		d, o := desk(t), order("customers")
		d.Templates = library(t, "")
		o.Stage, o.Incident = c.stage, c.in
		if got := draft(t, d, o, c.told); !found(got, Warn, c.where, c.says) {
			t.Errorf("%s: %+v", name, got.Findings)
		}
	}
	o := order("customers")
	o.Stage, o.Incident = incident.Resolved, ended(done(), -time.Minute)
	if got := draft(t, desk(t), o, history(start)); got.Count(Warn) > 0 {
		t.Errorf("%+v", got.Findings)
	}
}

// A draft that was changed after its findings were made shows nobody's address either.
func TestComposeLooksOnceMore(t *testing.T) {
	t.Parallel()
	d := draft(t, desk(t), order("customers"), nil)
	d.Recipients.To = addresses(t, "it@alpha.example.com")
	if _, err := d.Compose(); err == nil || !strings.Contains(err.Error(), "it@alpha.example.com") {
		t.Errorf("composed: %v", err)
	}
}

// What a letter says of versions is no address, and of objects of Assets it says the label.
func TestKindsThatMustNotAlarm(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Public = append(d.Public, "fixVersions", "Affected services")
	d.Templates = templates(t, map[string]string{"start.html": "<p>Fixed in [fix-versions], for [field|Affected services].</p>"})
	o := order("customers")
	o.Message = ""
	o.Incident.Fields = append(o.Incident.Fields,
		incident.Value{ID: "fixVersions", Name: "Fix versions", Kind: incident.Version, Texts: []string{"10.0.3.1"}},
		incident.Value{ID: "customfield_11", Name: "Affected services", Kind: incident.Asset, Texts: []string{"Search (SVC-4511)"}})
	got := draft(t, d, o, nil)
	if got.Letter.Text != "Fixed in 10.0.3.1, for Search.\n" || found(got, Block, "letter", "address") || found(got, Warn, "letter", "address") {
		t.Errorf("%q %+v", got.Letter.Text, got.Findings)
	}
	o.Incident.Fields[len(o.Incident.Fields)-2].Kind = incident.Text
	if got := draft(t, d, o, nil); !found(got, Block, "letter", "address") {
		t.Errorf("%+v", got.Findings)
	}
}
