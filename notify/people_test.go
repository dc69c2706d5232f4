package notify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// A domain in another script becomes what the mail server hears, and what hides is refused.
func TestDomains(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ops@bücher.example": "ops@xn--bcher-kva.example", "ops@BÜCHER.example": "ops@xn--bcher-kva.example",
		"ops@xn--bcher-kva.example": "ops@xn--bcher-kva.example", "ops@例え.テスト": "ops@xn--r8jz45g.xn--zckzah",
		"ops@пример.example": "ops@xn--e1afmkfd.example", "ops@Example.COM": "ops@example.com",
	} {
		a, err := ParseAddress(in)
		if err != nil || a.Mail() != want {
			t.Errorf("%s: %q, %v", in, a.Mail(), err)
			continue
		}
		if again, err := ParseAddress(a.Mail()); err != nil || again != a {
			t.Errorf("%s is not what it is when read again: %v", want, err)
		}
	}
	for in, why := range map[string]string{
		"ops@exаmple.com":        "mixes scripts", // a Cyrillic а
		"ops@xn--exmple-4nf.com": "mixes scripts", // the same in A-labels
		"ops@exa\u00admple.com":  "invisible", "ops@exa\u200bmple.com": "invisible", "ops@exa\u200dmple.com": "invisible",
		"ops@ｅxample.com": "stands for", "ops@xn--0.example": "no domain name", "ops@-ä.example": "no domain name",
		"ops@a\u202eb.example.com": "invisible",
	} {
		if a, err := ParseAddress(in); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %q, %v; want an error with %q", in, a.Mail(), err, why)
		}
	}
}

// Why an address is there is known for each, and for any that somebody asks about.
func TestWhy(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Audiences[0].Lists = []string{"customers", "vips"}
	d.Lists["vips"] = List{Name: "vips", To: addresses(t, "IT@alpha.example.com"), When: map[string]string{"Region": "Mars"}}
	dr := draft(t, d, order("customers"), nil)
	if got := dr.Recipients.Why("it@alpha.example.com"); !slices.Equal(got, []Source{{"customers", "bcc"}}) {
		t.Errorf("sources %v", got)
	}
	got := d.Why("it@ALPHA.example.com", outage())
	if len(got) != 2 || !got[0].Applies || got[1].Applies || got[1].List != "vips" || got[1].Field != "to" || got[1].When["Region"] != "Mars" {
		t.Errorf("%+v", got)
	}
	d.Lists["vips"] = List{Name: "vips", Bcc: d.Lists["customers"].Bcc}
	dr = draft(t, d, order("customers"), nil)
	if dr.Recipients.Count() != 2 || !found(dr, Note, "recipients", "2 stand in more than one place") {
		t.Errorf("%d people, %+v", dr.Recipients.Count(), dr.Findings)
	}
}

// What the audience's rules forbid blocks the letter.
func TestRulesAboutPeople(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Desk)
		says   string
	}{
		"denied":       {func(d *Desk) { d.Audiences[0].Deny = []string{"alpha.example.com"} }, "it@alpha.example.com may not get letters for customers"},
		"denied above": {func(d *Desk) { d.Audiences[0].Deny = []string{"EXAMPLE.com"} }, "it@alpha.example.com, ops@beta.example.com may not"},
		"not allowed":  {func(d *Desk) { d.Audiences[0].Allow = []string{"beta.example.com"} }, "it@alpha.example.com may not"},
		"not below":    {func(d *Desk) { d.Audiences[0].Allow = []string{"a.example.com", "pha.example.com"} }, "it@alpha.example.com, ops@beta.example.com may not"},
		"too many seen": {func(d *Desk) {
			d.Lists["customers"] = List{Name: "customers", To: addresses(t, "a@example.com", "b@example.com"), Cc: addresses(t, "c@example.com", "d@example.com")}
		}, "4 people stand in To and Cc"},
		"a reader in the words": {func(d *Desk) {
			d.Lists["customers"] = List{Name: "customers", Bcc: addresses(t, "x@y.example.com", "We@work.on")}
		}, ""},
	} {
		d := desk(t)
		c.change(&d)
		dr := draft(t, d, order("customers"), nil)
		if c.says != "" && !found(dr, Block, "recipients", c.says) || c.says == "" && dr.Blocked() != nil {
			t.Errorf("%s: %+v", name, dr.Findings)
		}
	}
	d := desk(t)
	d.Audiences[0].Allow = []string{"example.com"}
	if dr := draft(t, d, order("customers"), nil); dr.Blocked() != nil {
		t.Errorf("below an allowed domain: %v", dr.Blocked())
	}
}

// No reader of an external letter finds another one's address, anywhere in its bytes.
func TestNoReaderSeesAnother(t *testing.T) {
	t.Parallel()
	for name, words := range map[string]string{
		"plain": "ask it@alpha.example.com", "case": "IT@Alpha.Example.COM.", "brackets": "<it@alpha.example.com>", "link": "https://x.example/?to=it%40alpha.example.com",
		"glued": "contact=it@alpha.example.com", "at the end": "it@alpha.example.com", "quoted": `"it@alpha.example.com"`,
	} {
		o := order("customers")
		o.Message = words
		dr := draft(t, desk(t), o, nil)
		if !found(dr, Block, "letter", "it@alpha.example.com") {
			t.Errorf("%s: %+v", name, dr.Findings)
		}
		dr.Findings = nil // no change of a draft brings it back
		if _, err := dr.Compose(); err == nil {
			t.Errorf("%s: it was composed", name)
		}
		o.Audience = "staff" // among ourselves it may be said
		o.Message = "ask board@example.com"
		if dr := draft(t, desk(t), o, nil); dr.Blocked() != nil {
			t.Errorf("internal: %v", dr.Blocked())
		}
	}
	for name, words := range map[string]string{"another": "xit@alpha.example.community", "longer domain": "it@alpha.example.com.au", "the sender": "noc@example.com"} {
		o := order("customers")
		o.Message = words
		if dr := draft(t, desk(t), o, nil); found(dr, Block, "letter", "another of them") {
			t.Errorf("%s: %+v", name, dr.Findings)
		}
	}
}

func FuzzNoReaderSeesAnother(f *testing.F) {
	f.Add("ask it@alpha.example.com now")
	f.Add("it@alpha.exa\nmple.com")
	f.Fuzz(func(t *testing.T, words string) {
		o := order("customers")
		o.Message = words
		dr, err := desk(t).Draft(o, nil)
		if err != nil {
			return
		}
		m, err := dr.Compose()
		if err != nil {
			return
		}
		all := strings.ToLower(m.Text() + m.HTML() + fmt.Sprint(m.Headers()))
		for _, reader := range m.Envelope() {
			if strings.Contains(all, " "+reader+" ") {
				t.Errorf("%s stands in the letter", reader)
			}
		}
	})
}

// A list that has changed by half since it was last used is said, whatever the incident.
func TestListsThatGrowOrShrink(t *testing.T) {
	t.Parallel()
	last := past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted)
	last.IncidentID = "777"
	for before, warns := range map[int]bool{2: false, 3: false, 4: false, 5: true, 20: true} {
		last.Lists = map[string]int{"customers": before}
		dr := draft(t, desk(t), order("customers"), history(last)) // 2 addresses
		if got := found(dr, Warn, "recipients", fmt.Sprintf("has 2 addresses, and had %d", before)); got != warns {
			t.Errorf("from %d to 2: warned %t", before, got)
		}
	}
	d := desk(t)
	d.Lists["customers"] = List{Name: "customers", Bcc: addresses(t, "a@x.example.com", "b@x.example.com", "c@x.example.com", "d@x.example.com", "e@x.example.com", "f@x.example.com")}
	last.Lists = map[string]int{"customers": 2}
	if dr := draft(t, d, order("customers"), history(last)); !found(dr, Warn, "recipients", "has 6 addresses, and had 2") || dr.Sizes["customers"] != 6 {
		t.Errorf("%+v", dr.Findings)
	}
}

// told is a letter to customers that reached these people.
func toldTo(stage incident.Stage, ago time.Duration, people ...string) Receipt {
	r := past(stage, 1, "customers", now.Add(-ago), Accepted)
	r.ID, r.MessageID, r.Digest = newID(Digest(stage), r.Began, ""), "<first."+string(stage)+"@example.com>", Digest("sha256:"+string(stage))
	r.Stem = Stem{Summary: "Payments fail", Services: "Payments"}
	r.Outcomes = nil
	for _, p := range people {
		state := Accepted
		if strings.HasPrefix(p, "refused") {
			state = Refused
		}
		r.Outcomes = append(r.Outcomes, Outcome{Address: p, State: state})
	}
	return r
}

// Every letter after the first answers the first, under the first one's words.
func TestOneThread(t *testing.T) {
	t.Parallel()
	told := history(toldTo(incident.Start, 2*time.Hour, "it@alpha.example.com"), toldTo(incident.Update, time.Hour, "it@alpha.example.com"))
	o := order("customers")
	o.Stage = incident.Update
	dr := draft(t, desk(t), o, told)
	m := composed(t, dr)
	for _, name := range []string{"In-Reply-To", "References"} {
		if got := field(t, m.EML(), name); got != "<first.start@example.com>" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !strings.Contains(dr.Letter.Subject, "Payments fail") || strings.Contains(dr.Letter.Subject, "Card payments") || !found(dr, Note, "subject", "has changed since start") ||
		dr.Stem.Summary != "Payments fail" {
		t.Errorf("subject %q, %+v", dr.Letter.Subject, dr.Findings)
	}
	first := composed(t, draft(t, desk(t), order("customers"), nil))
	if field(t, first.EML(), "In-Reply-To") != "" || first.Draft().Stem.Summary != "Card payments are failing" {
		t.Error("the first letter answers one")
	}
	evil := toldTo(incident.Start, time.Hour, "it@alpha.example.com")
	evil.MessageID = "<a@b>\r\nBcc: x@example.com"
	if got := draft(t, desk(t), o, history(evil)).Thread; got != "" {
		t.Errorf("a Message-ID from elsewhere acts: %q", got)
	}
}

// Who got start and is on no list now is named, offered, and gets resolved where that is asked.
func TestFormerReaders(t *testing.T) {
	t.Parallel()
	told := history(toldTo(incident.Start, time.Hour, "it@alpha.example.com", "gone@gamma.example.com", "refused@delta.example.com"))
	o := order("customers")
	o.Stage = incident.Resolved
	dr := draft(t, desk(t), o, told)
	if len(dr.Former) != 1 || dr.Former[0].Mail() != "gone@gamma.example.com" || dr.Recipients.Has("gone@gamma.example.com") ||
		!found(dr, Warn, "recipients", "gone@gamma.example.com got an earlier letter") {
		t.Errorf("former %v, %+v", dr.Former, dr.Findings)
	}
	o.Former = true
	dr = draft(t, desk(t), o, told)
	if !slices.Contains(dr.Recipients.Envelope(), "gone@gamma.example.com") || dr.Recipients.Count() != 3 || found(dr, Warn, "recipients", "gone") {
		t.Errorf("%v, %+v", dr.Recipients.Envelope(), dr.Findings)
	}
	d := desk(t)
	d.Audiences[0].Deny = []string{"gamma.example.com"}
	if dr := draft(t, d, o, told); dr.Recipients.Has("gone@gamma.example.com") {
		t.Error("a former reader comes in by the back door")
	}
	o.Stage, o.Former = incident.Update, false
	if dr := draft(t, desk(t), o, told); found(dr, Warn, "recipients", "gone") || len(dr.Former) != 1 {
		t.Error("an update is no last word")
	}
	elsewhere := toldTo(incident.Start, time.Hour)
	elsewhere.Elsewhere, elsewhere.Tally = true, map[State]int{Accepted: 3}
	o.Stage = incident.Resolved
	if dr := draft(t, desk(t), o, history(elsewhere)); !found(dr, Note, "recipients", "from another machine") {
		t.Errorf("%+v", dr.Findings)
	}
}

// A correction goes to exactly those who got, or may have got, the letter that was wrong.
func TestCorrectionGoesToThoseWhoGotIt(t *testing.T) {
	t.Parallel()
	start := toldTo(incident.Start, 2*time.Hour, "it@alpha.example.com", "gone@gamma.example.com", "refused@delta.example.com")
	update := toldTo(incident.Update, time.Hour, "it@alpha.example.com")
	rest := toldTo(incident.Start, 90*time.Minute, "late@eta.example.com")
	rest.Resumes = start.ID
	told := history(start, rest, update)
	o := order("customers")
	o.Stage = incident.Correction
	for name, c := range map[string]struct {
		corrects ID
		want     []string
	}{
		"the last one":            {"", []string{"it@alpha.example.com"}},
		"the first, and its rest": {start.ID, []string{"it@alpha.example.com", "gone@gamma.example.com", "late@eta.example.com"}},
	} {
		o.Corrects = c.corrects
		dr := draft(t, desk(t), o, told)
		if got := dr.Recipients.Envelope(); !slices.Equal(got, c.want) || dr.Blocked() != nil {
			t.Errorf("%s: %v, %v", name, got, dr.Blocked())
		}
	}
	elsewhere := toldTo(incident.Start, time.Hour)
	elsewhere.Elsewhere, elsewhere.Outcomes, elsewhere.Tally = true, nil, map[State]int{Accepted: 3}
	o.Corrects = ""
	if dr := draft(t, desk(t), o, history(elsewhere)); dr.Recipients.Count() != 2 || !found(dr, Warn, "recipients", "not known here") {
		t.Errorf("%+v", dr.Findings)
	}
}

// A test says what it is, and reaches nobody but the operator.
func TestForTest(t *testing.T) {
	t.Parallel()
	m := composed(t, draft(t, desk(t), order("customers"), nil).ForTest(address(t, "me@example.com")))
	if !slices.Equal(m.Envelope(), []string{"me@example.com"}) || m.Phrase() != "test" {
		t.Errorf("%v, %q", m.Envelope(), m.Phrase())
	}
	stamped(t, m, "[TEST] ", "This is a test of the letter for customers. It went to me@example.com alone.")
	if a := approved(t, m); !a.receipt().Test {
		t.Error("its receipt does not say that it is a test")
	}
}

// An exercise says what it is, and can reach its own list alone.
func TestDrill(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Drill = &List{Name: "drill", Bcc: addresses(t, "trainee@example.com")}
	dr := draft(t, d, order("customers"), nil)
	m := composed(t, dr)
	if !slices.Equal(m.Envelope(), []string{"trainee@example.com"}) {
		t.Errorf("%v", m.Envelope())
	}
	stamped(t, m, "[DRILL] ", "This is an exercise.")
	dr.Recipients = gather([]List{desk(t).Lists["customers"]})
	if _, err := dr.Compose(); err == nil || !strings.Contains(err.Error(), "does not take part") {
		t.Errorf("it reaches others: %v", err)
	}
	o := order("customers")
	o.Stage, o.Former = incident.Resolved, true
	told := history(toldTo(incident.Start, time.Hour, "it@alpha.example.com", "trainee@example.com"))
	if got := draft(t, d, o, told).Recipients.Envelope(); !slices.Equal(got, []string{"trainee@example.com"}) {
		t.Errorf("former readers of the real list: %v", got)
	}
	o.Stage = incident.Correction
	if got := draft(t, d, o, told).Recipients.Envelope(); !slices.Equal(got, []string{"trainee@example.com"}) {
		t.Errorf("a correction: %v", got)
	}
}

func stamped(t *testing.T, m Message, subject, line string) {
	t.Helper()
	if !strings.HasPrefix(m.Draft().Letter.Subject, subject) || !strings.HasPrefix(m.Text(), subject+line) {
		t.Errorf("subject %q, text %.100q", m.Draft().Letter.Subject, m.Text())
	}
	at, body := strings.Index(m.HTML(), line), strings.Index(m.HTML(), "<body")
	if at < body || at > body+700 {
		t.Errorf("the line stands at %d of the HTML part, its body at %d", at, body)
	}
}

// A letter that would be another by now is not the one that was reviewed.
func TestChanged(t *testing.T) {
	t.Parallel()
	d := desk(t)
	old := draft(t, d, order("customers"), nil)
	quiet := outage()
	quiet.Updated = now
	quiet.Fields = append(slices.Clone(quiet.Fields), incident.Value{ID: "customfield_99", Name: "Notes", Texts: []string{"internal"}})
	if err := d.Changed(old, quiet, nil); err != nil {
		t.Errorf("a field that the letter does not use: %v", err)
	}
	described := with(outage(), "Customer Description", func(v *incident.Value) { v.Texts = []string{"Two payments in five fail."} })
	fewer := desk(t)
	fewer.Lists = map[string]List{"customers": {Name: "customers", Bcc: addresses(t, "it@alpha.example.com", "new@gamma.example.com")}, "staff": d.Lists["staff"]}
	if err := d.Changed(old, outage(), history(toldTo(incident.Start, time.Hour, "it@alpha.example.com"))); !errors.As(err, new(*OvertakenError)) {
		t.Errorf("another letter has left: %v", err)
	}
	for name, c := range map[string]struct {
		desk Desk
		in   incident.Incident
		told History
		says string
	}{
		"a field":    {d, described, nil, "Customer Description was One payment in five fails. and is now Two payments in five fail."},
		"the people": {fewer, outage(), nil, "new among the recipients is now new@gamma.example.com; no recipients any more is now ops@beta.example.com"},
	} {
		err := c.desk.Changed(old, c.in, c.told)
		var changed *ChangedError
		if !errors.As(err, &changed) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !found(changed.Draft, Warn, "since you wrote") || c.desk.Changed(changed.Draft, c.in, c.told) != nil {
			t.Errorf("%s: the new draft is not as it is now: %+v", name, changed.Draft.Findings)
		}
	}
}
