package notify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bulletin/notify/incident"
)

func TestDraftOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Order)
		says   string
	}{
		"audience": {func(o *Order) { o.Audience = "Customers" }, `there is no audience "Customers"`},
		"stage":    {func(o *Order) { o.Stage = "maintenance" }, `there is no stage "maintenance"`},
		"no stage": {func(o *Order) { o.Stage = "" }, `there is no stage ""`},
	} {
		o := order("customers")
		c.change(&o)
		if _, err := desk(t).Draft(o, nil); err == nil || err.Error() != c.says {
			t.Errorf("%s: %v, want %s", name, err, c.says)
		}
	}
}

func TestDraft(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.At = now.In(time.FixedZone("far", 5*60*60))
	o.Message = " \tWe \x1b[2Jwork\r\non it.\u202e \n"
	d := draft(t, desk(t), o, nil)
	if want := (Notice{IncidentID: "10101", Key: "OPS-101", Stage: "start", Sequence: 1, Audience: "customers"}); d.Notice != want {
		t.Errorf("notice %+v", d.Notice)
	}
	if d.At != now.Truncate(time.Second) || d.At.Location() != time.UTC {
		t.Errorf("the letter's time is %v", d.At)
	}
	if d.From.Mail() != "noc@example.com" || d.ReplyTo.Mail() != "help@example.com" || d.Template.Name() != "start.html" {
		t.Errorf("from %s, answers to %s, template %s", d.From, d.ReplyTo, d.Template.Name())
	}
	facts := Situation{
		Regions: "Europe, Asia", Services: "Payments", ImpactStart: now.Truncate(time.Second).Add(-30 * time.Minute),
		Status: "DISRUPTED", Message: "We ␛[2Jwork\non it.<U+202E>",
	}
	if d.Facts != facts {
		t.Errorf("facts %+v, want %+v", d.Facts, facts)
	}
	if d.Letter.Subject != "[DISRUPTED] Payments: Card payments are failing (OPS-101)" {
		t.Errorf("subject %q", d.Letter.Subject)
	}
	for _, want := range []string{"We ␛[2Jwork\non it.<U+202E>", "help@example.com", "One payment in five fails.", "OPS-101"} {
		if !strings.Contains(d.Letter.Text, want) {
			t.Errorf("the letter lacks %q:\n%s", want, d.Letter.Text)
		}
	}
}

// The built-in letters need nothing of the house but what is usual.
func TestDraftOfTheBuiltInLetters(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Templates = library(t, "")
	for _, stage := range incident.Stages() {
		for _, audience := range []string{"customers", "staff"} {
			o := order(audience)
			o.Stage = stage
			var told History
			if stage != incident.Start {
				told = history(got(past(incident.Start, 1, audience, now, Accepted), draft(t, d, o, nil).Recipients.Envelope()...))
			}
			if stage == incident.Postmortem {
				told.Add(got(past(incident.Resolved, 1, audience, now, Accepted), draft(t, d, o, nil).Recipients.Envelope()...))
			}
			if o.Incident = outage(); stage == incident.Resolved {
				o.Incident = done()
			}
			got := draft(t, d, o, told)
			if len(got.Findings) > 0 || !strings.Contains(composed(t, got).Text(), "OPS-101") {
				t.Errorf("%s for %s: %+v\n%s", stage, audience, got.Findings, got.Letter.Text)
			}
		}
	}
}

func TestDraftPromisesTheNextUpdate(t *testing.T) {
	t.Parallel()
	for stage, want := range map[incident.Stage]time.Time{
		incident.Start:    time.Date(2026, 1, 31, 10, 55, 0, 0, time.UTC),
		incident.Update:   time.Date(2026, 1, 31, 10, 55, 0, 0, time.UTC),
		incident.Resolved: {},
	} {
		o := order("customers")
		o.Stage = stage
		d := draft(t, desk(t), o, nil)
		if d.NextUpdate != want || strings.Contains(d.Letter.Text, "10:55") == want.IsZero() {
			t.Errorf("%s promises %v in\n%s", stage, d.NextUpdate, d.Letter.Text)
		}
	}
}

// A reader answers to Reply-To, and to the sender where there is none.
func TestDraftNamesTheContact(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.ReplyTo = Address{}
	if text := draft(t, d, order("customers"), nil).Letter.Text; !strings.Contains(text, "noc@example.com") {
		t.Errorf("nobody to answer to:\n%s", text)
	}
}

func TestDraftCountsTheUpdatesOfAnAudience(t *testing.T) {
	t.Parallel()
	told := history(
		past(incident.Start, 1, "customers", now.Add(-5*time.Hour), Accepted),
		past(incident.Update, 1, "customers", now.Add(-4*time.Hour), Accepted),
		past(incident.Update, 2, "customers", now.Add(-3*time.Hour), Unknown),
		past(incident.Update, 3, "customers", now.Add(-2*time.Hour), Refused), // nobody saw it
		past(incident.Update, 9, "others", now.Add(-time.Hour), Accepted),
	)
	for _, c := range []struct {
		stage    incident.Stage
		audience string
		want     int
	}{
		{incident.Update, "customers", 3},
		{incident.Update, "staff", 1},
		{incident.Start, "customers", 2}, // the incident came back
		{incident.Resolved, "customers", 1},
	} {
		o := order(c.audience)
		o.Stage = c.stage
		if got := draft(t, desk(t), o, told).Notice.Sequence; got != c.want {
			t.Errorf("%s for %s has number %d, want %d", c.stage, c.audience, got, c.want)
		}
	}
}

func TestDraftFindings(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 300)
	for name, c := range map[string]struct {
		audience string
		change   func(*Desk, *Order)
		told     History
		severity Severity
		where    string
		words    []string
	}{
		"nobody": {"customers", func(d *Desk, _ *Order) {
			d.Lists["customers"] = List{When: map[string]string{"Region": "Africa"}, Bcc: addresses(t, "a@example.com")}
		}, nil, Block, "recipients", []string{"nobody", "customers"}},
		"two in To": {"customers", func(d *Desk, _ *Order) {
			d.Lists["customers"] = List{To: addresses(t, "desk@example.com", "b@example.org")}
		}, nil, Block, "recipients", []string{"b@example.org", "bcc"}},
		"one in To, one in Cc": {"customers", func(d *Desk, _ *Order) {
			d.Lists["customers"] = List{To: addresses(t, "a@example.com"), Cc: addresses(t, "b@example.org")}
		}, nil, Block, "recipients", []string{"b@example.org"}},
		"one in To, others in Bcc": {"customers", func(d *Desk, _ *Order) {
			d.Lists["customers"] = List{To: addresses(t, "b@example.org"), Bcc: addresses(t, "c@example.org")}
		}, nil, Block, "recipients", []string{"b@example.org"}},
		"a second start": {"customers", nil, history(past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted)),
			Warn, "stage", []string{"customers was already told start at 2026-01-31 09:25 UTC"}},
		"an unknown outcome": {"customers", nil, history(past(incident.Update, 2, "customers", now.Add(-time.Hour), Unknown)),
			Warn, "history", []string{"update 2 ended unknown at 2026-01-31 09:25 UTC"}},
		"a cut subject": {"customers", func(_ *Desk, o *Order) { o.Incident.Summary = long },
			nil, Warn, "subject", []string{"characters and was cut"}},
		"a mark in the subject": {"customers", func(_ *Desk, o *Order) { o.Incident.Summary = "a␛b" },
			nil, Warn, "letter", []string{"could not be shown"}},
		"a mark in the subject alone": {"customers", func(d *Desk, o *Order) {
			d.Templates = templates(t, map[string]string{"start.html": "---\nsubject: \"[issue.summary]\"\n---\nnews"})
			o.Incident.Summary = "a␛b"
		}, nil, Warn, "letter", []string{"could not be shown"}},
		"a mark in the text": {"customers", func(_ *Desk, o *Order) { o.Message = "a\u202eb" },
			nil, Warn, "letter", []string{"could not be shown"}},
		"an empty field that is needed": {"customers", func(_ *Desk, o *Order) {
			o.Incident = with(o.Incident, "Customer Description", func(v *incident.Value) { v.Texts = nil })
		}, nil, Block, "start.html:", []string{"Customer Description is empty"}},
	} {
		d, o := desk(t), order(c.audience)
		if c.change != nil {
			c.change(&d, &o)
		}
		got := draft(t, d, o, c.told)
		if !found(got, c.severity, c.where, c.words...) || len(got.Findings) != 1 {
			t.Errorf("%s: findings %+v", name, got.Findings)
		}
		if blocked := got.Blocked() != nil; blocked != (c.severity == Block) {
			t.Errorf("%s: blocked = %t", name, blocked)
		}
	}
}

// What is as it should be raises no finding: else the operator learns to look past them.
func TestDraftFindsNothingToSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		audience string
		change   func(*Desk, *Order)
		told     History
	}{
		"a start":                    {"customers", nil, nil},
		"many visible, but internal": {"staff", nil, nil},
		"one person alone":           {"customers", func(d *Desk, _ *Order) { d.Lists["customers"] = List{To: addresses(t, "a@example.org")} }, nil},
		"our own address in To": {"customers", func(d *Desk, _ *Order) {
			d.Lists["customers"] = List{To: addresses(t, "desk@example.com"), Bcc: addresses(t, "a@example.org")}
		}, nil},
		"a start that reached nobody":   {"customers", nil, history(past(incident.Start, 1, "customers", now, Unsent))},
		"a start of another audience":   {"staff", nil, history(past(incident.Start, 1, "customers", now, Unknown))},
		"an update after a start":       {"customers", func(_ *Desk, o *Order) { o.Stage = incident.Update }, history(past(incident.Start, 1, "customers", now, Accepted))},
		"an update after an update":     {"customers", func(_ *Desk, o *Order) { o.Stage = incident.Update }, history(past(incident.Update, 1, "customers", now, Accepted))},
		"a subject of the whole length": {"customers", func(_ *Desk, o *Order) { o.Incident.Summary = strings.Repeat("é", 200-32) }, nil},
	} {
		d, o := desk(t), order(c.audience)
		if c.change != nil {
			c.change(&d, &o)
		}
		if got := draft(t, d, o, c.told); len(got.Findings) > 0 {
			t.Errorf("%s: %+v; subject %d", name, got.Findings, utf8.RuneCountInString(got.Letter.Subject))
		}
	}
}

func TestDraftCutsTheSubject(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Incident.Summary = strings.Repeat("é", 300)
	s := draft(t, desk(t), o, nil).Letter.Subject
	if utf8.RuneCountInString(s) != 200 || !strings.HasSuffix(s, "éé…") || !strings.HasPrefix(s, "[DISRUPTED] Payments: éé") {
		t.Errorf("subject of %d: %s", utf8.RuneCountInString(s), s)
	}
}

func TestImpactStartFallsBackToCreated(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Incident = with(o.Incident, "Impact Start Date", func(v *incident.Value) { v.Time = time.Time{} })
	d := draft(t, desk(t), o, nil)
	if d.Facts.ImpactStart != o.Incident.Created || !found(d, Note, "impact-start", "the issue's creation") || d.Blocked() != nil {
		t.Errorf("impact start %v, findings %+v", d.Facts.ImpactStart, d.Findings)
	}
	if !strings.Contains(d.Letter.Text, "09:25") {
		t.Errorf("the letter does not say when it began:\n%s", d.Letter.Text)
	}

	internal := desk(t)
	internal.Public = slices.DeleteFunc(internal.Public, func(p string) bool { return p == "Impact Start Date" })
	d = draft(t, internal, o, nil)
	if !found(d, Block, "start.html:", "Impact Start Date is internal") || strings.Contains(d.Letter.Text+d.Letter.HTML, "09:25") {
		t.Errorf("the fallback is more public than the field: %+v\n%s", d.Findings, d.Letter.Text)
	}
}

func TestBlocked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		all  []Severity
		says string
	}{
		{nil, ""},
		{[]Severity{Note, Warn, Note}, ""},
		{[]Severity{Warn, Block, Note}, "the letter is blocked: here: what 1"},
		{[]Severity{Block, Warn, Block, Block}, "the letter is blocked: here: what 0 (and 2 more)"},
	} {
		var d Draft
		for i, s := range c.all {
			d.find(s, "here", fmt.Sprint("what ", i), fmt.Sprint("do ", i))
		}
		if n := d.Count(Note) + d.Count(Warn) + d.Count(Block); n != len(c.all) {
			t.Errorf("%v: %d are counted", c.all, n)
		}
		if err := d.Blocked(); (err == nil) != (c.says == "") || err != nil && err.Error() != c.says {
			t.Errorf("%v: blocked: %v, want %q", c.all, err, c.says)
		}
	}
}
