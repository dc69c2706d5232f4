package notify

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestTheTestOfALetter(t *testing.T) {
	t.Parallel()
	d, o := desk(t), order("customers")
	d.Audiences[0].Allow = []string{"alpha.example"} // nothing about recipients matters
	o.Stage, o.Test = incident.Resolved, address(t, "Me <me@example.com>")
	told := history(append(threaded(), got(past(incident.Resolved, 1, "customers", now.Add(-time.Minute), Unknown), "old@gone.example"))...)
	got := draft(t, d, o, told)
	m := composed(t, got)
	golden(t, "resolved.test.eml", m)
	if strings.Join(m.Envelope(), " ") != "me@example.com" || !got.Test || len(got.Former)+len(got.Lists)+len(got.Sizes) > 0 {
		t.Errorf("it goes to %v: %+v", m.Envelope(), got)
	}
	if len(got.Findings) > 0 {
		t.Errorf("%+v", got.Findings)
	}
	if got.Thread != "" || strings.Contains(m.EML(), "References") || strings.Contains(m.EML(), "In-Reply-To") {
		t.Error("a test is in a thread")
	}
	for _, c := range []struct {
		typed string
		ok    bool
	}{{"test", true}, {"OPS-101", false}, {"OPS-101 customers", false}, {"", false}} {
		if _, err := m.Approve(Consent{Typed: c.typed, By: "x", At: now}); (err == nil) != c.ok {
			t.Errorf("%q: %v", c.typed, err)
		}
	}
	if r := approved(t, m).receipt(); !r.Test || r.Total != 1 {
		t.Errorf("%+v", r)
	}
}

// What blocks the letter blocks its test: else the letter would be thought of as ready.
func TestTheTestOfABlockedLetter(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Test, o.Message = address(t, "me@example.com"), "See 10.1.2.3"
	if got := draft(t, desk(t), o, nil); got.Blocked() == nil {
		t.Errorf("%+v", got.Findings)
	}
}

// A test of a correction goes to nobody who got the wrong letter.
func TestTheTestOfACorrection(t *testing.T) {
	t.Parallel()
	d, o := desk(t), order("customers")
	d.Templates = library(t, "")
	o.Stage, o.Test = incident.Correction, address(t, "me@example.com")
	if got := draft(t, d, o, history(threaded()...)); everybody(got) != "to me@example.com cc  bcc " || len(got.Findings) > 0 {
		t.Errorf("%s, %+v", everybody(got), got.Findings)
	}
}

// drilled is the usual desk in an exercise.
func drilled(t testing.TB) Desk {
	d := desk(t)
	d.Drill = &List{Name: "drill", To: addresses(t, "Team <team@example.com>"), Bcc: addresses(t, "watch@exercise.example")}
	return d
}

func TestAnExercise(t *testing.T) {
	t.Parallel()
	d, o := drilled(t), order("customers")
	d.Audiences[0].Allow = []string{"alpha.example"} // the drill list is as it stands
	o.Stage, o.Incident = incident.Resolved, done()
	told := history(got(threaded()[0], "it@alpha.example.com", "old@gone.example"))
	o.Former = true
	got := draft(t, d, o, told)
	if everybody(got) != "to team@example.com cc  bcc watch@exercise.example" || len(got.Findings)+len(got.Former) > 0 || !got.Drill() {
		t.Errorf("%s, %+v", everybody(got), got.Findings)
	}
	golden(t, "resolved.drill.eml", composed(t, got))
	if got.Lists[0] != "drill" || got.Sizes["drill"] != 2 || len(got.Sizes) != 1 {
		t.Errorf("%v, %v", got.Lists, got.Sizes)
	}
}

// Nothing that becomes of a draft brings others into an exercise.
func TestAnExerciseReachesTheDrillListAlone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(d *Desk, o *Order, draft *Draft){
		"an address":    func(_ *Desk, _ *Order, d *Draft) { d.Recipients.Bcc = addresses(t, "it@alpha.example.com") },
		"a visible one": func(_ *Desk, _ *Order, d *Draft) { d.Recipients.To = addresses(t, "heads@example.com") },
		"a test for one who is not on it": func(desk *Desk, o *Order, d *Draft) {
			o.Test = address(t, "me@example.com")
			*d = draft(t, *desk, *o, nil)
		},
	} {
		desk, o := drilled(t), order("staff")
		d := draft(t, desk, o, nil)
		change(&desk, &o, &d)
		m, err := d.Compose()
		if err == nil || !strings.Contains(err.Error(), "is not on the drill list") || m.EML() != "" {
			t.Errorf("%s: %v", name, err)
		}
		if blocked, ok := errors.AsType[*BlockedError](err); !ok || blocked.Remedy() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	desk, o := drilled(t), order("staff")
	desk.Templates = library(t, "")
	o.Stage = incident.Correction
	if got := draft(t, desk, o, history(got(past(incident.Start, 1, "staff", now, Accepted), "heads@example.com"))); everybody(got) != "to team@example.com cc  bcc watch@exercise.example" {
		t.Errorf("a correction: %s", everybody(got))
	}
	desk.Drill = &List{Name: "drill"}
	if got := draft(t, desk, order("staff"), nil); !found(got, Block, "recipients", "nobody") {
		t.Errorf("an empty drill list: %+v", got.Findings)
	}
	desk.Drill = &List{Name: "drill", Bcc: addresses(t, "Me@example.com")}
	o = order("staff")
	o.Test = address(t, "me@example.com")
	if m := composed(t, draft(t, desk, o, nil)); !strings.HasPrefix(field(t, m.EML(), "Subject"), "[TEST] [DRILL] [DISRUPTED]") {
		t.Error(field(t, m.EML(), "Subject"))
	}
}

// The line stands at the top of what is read, whatever the template is.
func TestBanners(t *testing.T) {
	t.Parallel()
	drill := func(d *Desk, _ *Order) { d.Drill = drilled(t).Drill }
	test := func(_ *Desk, o *Order) { o.Test = address(t, "me@example.com") }
	for name, source := range map[string]string{
		"a fragment":     "<p>[message]</p>",
		"a document":     "<html><head><title>[issue.summary]</title><style>div{display:none}</style></head><BODY class=\"x>y\"><p>[message]</p></body></html>",
		"one with notes": "<html><head><!--[if mso]><body><![endif]--></head><body><p>[message]</p></body></html>",
		"a title only":   "<title>x</title><p>[message]",
	} {
		for _, c := range []struct {
			change       func(*Desk, *Order)
			language     string
			prefix, line string
		}{
			{test, "en", "[TEST] ", "This is a test of the letter for staff.\nIt went to nobody else."},
			{test, "fr-CA", "[TEST] ", "This is a test of the letter for staff.\nIt went to nobody else."},
			{drill, "de", "[DRILL] ", "This is an exercise.\nNothing of what stands below has happened."},
			{drill, "fr-CA", "[DRILL] ", "Ceci est un exercice.\nRien de ce qui suit n'est arrivé."},
		} {
			d, o := desk(t), order("staff")
			d.Audiences[1].Language = c.language
			d.Templates = templates(t, map[string]string{"start.html": source})
			usual := draft(t, d, o, nil)
			c.change(&d, &o)
			got := draft(t, d, o, nil)
			if got.Letter.Subject != c.prefix+usual.Letter.Subject || got.Letter.Text != c.line+"\n\n"+usual.Letter.Text {
				t.Errorf("%s: %s\n%s", name, got.Letter.Subject, got.Letter.Text)
			}
			_, body, _ := strings.Cut(got.Letter.HTML[strings.Index(got.Letter.HTML, "</head>"):], "<body")
			at, p := strings.Index(body, strings.ReplaceAll(strings.ReplaceAll(c.line, "'", "&#39;"), "\n", "<br/>")), strings.Index(body, "We work on it.")
			if at < 0 || at > p || !strings.Contains(body, `<div dir="ltr" style="display:block!important`) {
				t.Errorf("%s: %s", name, got.Letter.HTML)
			}
			if len(got.Findings) != len(usual.Findings) {
				t.Errorf("%s: %+v", name, got.Findings)
			}
		}
	}
}

// Where the line cannot stand, the letter does not leave.
func TestABannerWithoutAPlace(t *testing.T) {
	t.Parallel()
	d := draft(t, desk(t), order("staff"), nil)
	d.drill, d.Letter.HTML = map[string]bool{}, "<html><frameset></frameset></html>"
	d.announce()
	if !found(d, Block, "letter", "no body in which [DRILL] could stand") {
		t.Errorf("%+v", d.Findings)
	}
}
