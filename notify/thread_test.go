package notify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// threaded is what the customers were told of the outage so far.
func threaded() []Receipt {
	start, update := past(incident.Start, 1, "customers", now.Add(-2*time.Hour), Accepted), past(incident.Update, 1, "customers", now.Add(-time.Hour), Unknown)
	start.MessageID, start.Stem = "<start@example.com>", Stem{"Card payments are failing", "Payments"}
	update.MessageID, update.Stem = "<update-1@example.com>", start.Stem
	return []Receipt{start, update}
}

func TestThreads(t *testing.T) {
	t.Parallel()
	two := threaded()
	rest := two[0] // the same bytes once more, to the rest of the list
	rest.Resumes, rest.ID = "a", "b"
	change := func(r Receipt, id string) Receipt { r.MessageID = id; return r }
	unsent, test := change(past(incident.Start, 1, "customers", now.Add(-3*time.Hour), Refused), "<x@y>"), change(two[0], "<test@example.com>")
	test.Test = true
	for name, c := range map[string]struct {
		told        []Receipt
		first, refs string
	}{
		"the first letter":     {nil, "", ""},
		"the second":           {two[:1], "<start@example.com>", "<start@example.com>"},
		"the third":            {two, "<start@example.com>", "<start@example.com> <update-1@example.com>"},
		"a resumed one":        {[]Receipt{two[0], rest}, "<start@example.com>", "<start@example.com>"},
		"nobody got one":       {append([]Receipt{unsent}, two[0]), "<start@example.com>", "<start@example.com>"},
		"a test":               {append([]Receipt{test}, two[0]), "<start@example.com>", "<start@example.com>"},
		"an audience's own":    {[]Receipt{past(incident.Start, 1, "staff", now, Accepted)}, "", ""},
		"no Message-ID known":  {[]Receipt{change(two[0], "")}, "", ""},
		"a later one known":    {[]Receipt{change(two[0], ""), two[1]}, "<update-1@example.com>", "<update-1@example.com>"},
		"no Message-ID":        {[]Receipt{change(two[0], "<a@b>\r\nBcc: c@d"), change(two[0], "a@b"), change(two[0], "<a b@c>"), change(two[0], "<é@c>"), change(two[0], "<@@>")}, "", ""},
		"one that is too long": {[]Receipt{change(two[0], "<"+strings.Repeat("x", 300)+"@example.com>")}, "", ""},
	} {
		o := order("customers")
		o.Stage = incident.Update
		d := draft(t, desk(t), o, history(c.told...))
		m := composed(t, d)
		if d.Thread != c.first || field(t, m.EML(), "In-Reply-To") != c.first || field(t, m.EML(), "References") != c.refs {
			t.Errorf("%s: %q, header %q and %q", name, d.Thread, field(t, m.EML(), "In-Reply-To"), field(t, m.EML(), "References"))
		}
		if why := malformed(m.EML()); why != "" {
			t.Errorf("%s: %s", name, why)
		}
	}
}

// A Message-ID never serves twice: also letters that differ in their thread alone.
func TestThreadsChangeTheMessageID(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, change := range []func(*Draft){
		func(*Draft) {}, func(d *Draft) { d.Thread = "<a@example.com>" }, func(d *Draft) { d.Thread = "<b@example.com>" },
		func(d *Draft) { d.Thread, d.latest = "<a@example.com>", "<c@example.com>" },
	} {
		d := draft(t, desk(t), order("customers"), nil)
		change(&d)
		seen[composed(t, d).id] = true
	}
	if len(seen) != 4 {
		t.Errorf("%d Message-IDs for 4 letters", len(seen))
	}
}

func TestSubjectsKeepTheirStem(t *testing.T) {
	t.Parallel()
	const usual = "[DISRUPTED] Payments: Card payments are failing (OPS-101)"
	for name, c := range map[string]struct {
		stem          Stem
		summary       string
		services      []string
		subject, says string
	}{
		"nothing has changed": {Stem{"Card payments are failing", "Payments"}, "Card payments are failing", []string{"Payments"}, usual, ""},
		"the summary":         {Stem{"Card payments are failing", "Payments"}, "All payments are slow", []string{"Payments"}, usual, "the summary has changed since start; the subject keeps its first words"},
		"the services":        {Stem{"Card payments are failing", "Payments"}, "Card payments are failing", []string{"Payments", "Login"}, usual, "the services have changed since start"},
		"both":                {Stem{"Card payments are failing", "Payments"}, "Login fails", []string{"Login"}, usual, "the summary and the services have changed since start"},
		"a service in the summary": {Stem{"Login fails", "Portal"}, "Login fails again", []string{"Login"},
			"[DISRUPTED] Portal: Login fails (OPS-101)", "the summary and the services have"},
		"a service in a word":             {Stem{"x", "Portal"}, "x", []string{"RUPT"}, "[DISRUPTED] Portal: x (OPS-101)", "the services have"},
		"services were none":              {Stem{Summary: "x"}, "x", []string{"Login"}, "[DISRUPTED] Login: x (OPS-101)", ""},
		"services are none":               {Stem{"x", "Portal"}, "x", nil, "[DISRUPTED]: x (OPS-101)", ""},
		"no stem is known":                {Stem{}, "x", []string{"Login"}, "[DISRUPTED] Login: x (OPS-101)", ""},
		"the summary is a part of a word": {Stem{"y", ""}, "PS", []string{"Login"}, "[DISRUPTED] Login: y (OPS-101)", "the summary has"},
	} {
		start := threaded()[0]
		start.Stem = c.stem
		o := order("customers")
		o.Stage, o.Incident.Summary, o.Incident.Services = incident.Update, c.summary, c.services
		got := draft(t, desk(t), o, history(start))
		want := c.stem
		if want == (Stem{}) {
			want = Stem{"x", "Login"}
		}
		if got.Letter.Subject != c.subject || got.Stem != want || found(got, Note, "subject", c.says) != (c.says != "") || got.Count(Note) > 1 {
			t.Errorf("%s: %q, %+v, %+v", name, got.Letter.Subject, got.Stem, got.Findings)
		}
		if !strings.Contains(got.Letter.HTML, "<title>"+c.subject+"</title>") {
			t.Errorf("%s: the title is another: %s", name, got.Letter.HTML[:400])
		}
	}
}

// The stem is what the subject says, in its audience's words.
func TestTheStemOfTheFirstLetter(t *testing.T) {
	t.Parallel()
	d, o := desk(t), order("customers")
	d.Glossary = map[string]map[string]string{"payments": {"customers": "Card  payments"}}
	o.Incident.Summary, o.Incident.Services = "Two\nlines  here", []string{"Payments", "Login"}
	got := draft(t, d, o, nil)
	if want := (Stem{"Two lines here", "Card payments, Login"}); got.Stem != want || !strings.Contains(got.Letter.Subject, want.Services+": "+want.Summary) {
		t.Errorf("%+v in %q", got.Stem, got.Letter.Subject)
	}
}

// Whatever the letter is and whoever it is from, these bytes say that it belongs to others.
func TestLettersOfAThreadGolden(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Stage, o.Incident.Summary = incident.Update, "All payments are failing"
	golden(t, "update.thread.eml", composed(t, draft(t, desk(t), o, history(threaded()...))))
}

// golden compares a letter with the kept one.
func golden(t *testing.T, file string, m Message) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, []byte(m.EML()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if m.EML() != string(want) {
		t.Errorf("%s differs; got\n%s", file, m.EML())
	}
	if why := malformed(m.EML()); why != "" {
		t.Errorf("%s: %s", file, why)
	}
}
