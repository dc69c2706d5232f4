package notify

import (
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// leaking is the usual desk with a start letter of one line. Root Cause Detail is a field
// that no customer may see; "cause" is the house's name for it.
func leaking(t *testing.T, line string, public ...string) Desk {
	t.Helper()
	d := desk(t)
	d.Public = public
	d.House = map[string]string{"cause": "Root Cause Detail"}
	d.Templates = templates(t, map[string]string{"start.html": "---\nsubject: \"News " + line + "\"\n---\n<p>It is: " +
		line + "</p><p><a href=\"https://example.com/?q=" + line + "\">more</a></p>"})
	return d
}

const secret = "SECRET-db-17"

func TestInternalFieldsStayInside(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"by id":                      "[custom-field-9|x]",
		"by name":                    "[field|Root Cause Detail]",
		"by house name":              "[cause]",
		"by house name as a field":   "[cause!]",
		"among the author's words":   "[cause?no cause]",
		"the status":                 "[issue.status]",
		"the link to Jira":           "[issue.url]",
		"the operator":               "[operator]",
		"the summary":                "[issue.summary]",
		"the creation":               "[issue.created]",
		"the service":                "[components]",
		"the region by house's name": "[region]",
	} {
		d := draft(t, leaking(t, line), order("customers"), nil)
		if !found(d, Block, "start.html:2", "internal") || !found(d, Block, "start.html:4", "internal") {
			t.Errorf("%s: no block: %+v", name, d.Findings)
		}
		all := d.Letter.Subject + d.Letter.Text + d.Letter.HTML
		for _, word := range []string{secret, "In Progress", "jira.example.com", "desk@jump1", "failing", "2026", "Payments", "Europe"} {
			if strings.Contains(all, word) {
				t.Errorf("%s: %q leaks:\n%s", name, word, all)
			}
		}
	}
}

func TestTheSameFieldsInsideTheHouse(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"[custom-field-9|x]": secret, "[field|Root Cause Detail]": secret, "[cause]": secret,
		"[issue.status]": "In Progress", "[operator]": "desk@jump1", "[issue.url]": "https://jira.example.com/browse/OPS-101",
	} {
		d := draft(t, leaking(t, line), order("staff"), nil)
		if d.Blocked() != nil || !strings.Contains(d.Letter.Text, "It is: "+want) {
			t.Errorf("%s: %v\n%s", line, d.Findings, d.Letter.Text)
		}
	}
}

// A field is public by its id, its name in Jira or the house's name, whatever the case.
func TestPublicFields(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line, public string
		shown        bool
	}{
		"id, by id":                {"[custom-field-9|x]", "customfield_9", true},
		"id, by name":              {"[field|Root Cause Detail]", "CustomField_9", true},
		"id, by house name":        {"[cause]", "customfield_9", true},
		"name, by id":              {"[custom-field-9|x]", "root cause detail", true},
		"name, by name":            {"[field|root cause detail]", "Root Cause Detail", true},
		"name, by house name":      {"[cause]", "Root Cause Detail", true},
		"house name, by itself":    {"[cause]", "Cause", true},
		"house name, by id":        {"[custom-field-9|x]", "cause", true},
		"house name, by name":      {"[field|Root Cause Detail]", "Cause", true},
		"another field":            {"[cause]", "Region", false},
		"part of a name":           {"[cause]", "Root Cause", false},
		"the template's own name":  {"[issue.status]", "issue.status", true},
		"the name of a list field": {"[issue.status]", "Status", true},
	} {
		d := draft(t, leaking(t, c.line, c.public), order("customers"), nil)
		shown := strings.Contains(d.Letter.Text, secret) || strings.Contains(d.Letter.Text, "In Progress")
		if shown != c.shown || (d.Blocked() == nil) != c.shown {
			t.Errorf("%s: shown = %t, findings %+v", name, shown, d.Findings)
		}
	}
}

func TestTheKeyAndTheDesksOwnWordsArePublic(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"[issue.key]": "OPS-101", "[project.key]": "OPS", "[stage]": "start", "[sequence]": "1", "[audience]": "customers",
		"[service-status]": "DISRUPTED", "[message]": "We work on it.", "[contact]": "help@example.com",
		"[now]": "10:25", "[next-update]": "10:55",
	} {
		d := draft(t, leaking(t, line), order("customers"), nil)
		if d.Blocked() != nil || !strings.Contains(d.Letter.Text, want) {
			t.Errorf("%s: %v\n%s", line, d.Findings, d.Letter.Text)
		}
	}
}

// The duration tells when the impact began and ended: it is as internal as they are.
func TestDurationIsAsPublicAsTheImpactsTimes(t *testing.T) {
	t.Parallel()
	ended := with(outage(), "Impact End Date", func(v *incident.Value) { v.Time = now.Truncate(time.Second).Add(-10 * time.Minute) })
	for name, c := range map[string]struct {
		in     incident.Incident
		public []string
		want   string // empty: internal
	}{
		"nothing public":               {outage(), nil, ""},
		"the start, and no end yet":    {outage(), []string{"Impact Start Date"}, "30 min"},
		"the start, and an end":        {ended, []string{"Impact Start Date"}, ""},
		"the end alone":                {ended, []string{"Impact End Date"}, ""},
		"both":                         {ended, []string{"Impact Start Date", "Impact End Date"}, "20 min"},
		"the duration by its own name": {ended, []string{"Duration"}, "20 min"},
	} {
		o := order("customers")
		o.Incident = c.in
		d := draft(t, leaking(t, "[duration]", c.public...), o, nil)
		if got := d.Blocked() == nil; got != (c.want != "") {
			t.Errorf("%s: public = %t", name, got)
		}
		if shown := strings.Contains(d.Letter.Text, "0 min"); shown != (c.want != "") || !strings.Contains(d.Letter.Text, c.want) {
			t.Errorf("%s:\n%s", name, d.Letter.Text)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	start := with(outage(), "Impact Start Date", func(v *incident.Value) { v.Time = now.Add(time.Hour) })
	for name, c := range map[string]struct {
		in   incident.Incident
		want string
	}{
		"until now":         {outage(), "It is: 30 min"},
		"until its end":     {with(outage(), "Impact End Date", func(v *incident.Value) { v.Time = now.Truncate(time.Second).Add(-25 * time.Minute) }), "It is: 5 min"},
		"ends before start": {with(outage(), "Impact End Date", func(v *incident.Value) { v.Time = now.Add(-time.Hour) }), "It is:"},
		"starts later":      {start, "It is:"},
	} {
		o := order("staff")
		o.Incident = c.in
		text := draft(t, leaking(t, "[duration]"), o, nil).Letter.Text
		if line, _, _ := strings.Cut(text, "\n"); line != c.want {
			t.Errorf("%s: %q, want %q", name, line, c.want)
		}
	}
}

func TestHowLongItLasted(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "1 min", 59 * time.Minute: "59 min", 65 * time.Minute: "1 h 05 min", 24 * time.Hour: "1 j 0 h", 100*time.Hour + time.Minute: "4 j 4 h",
	} {
		if got := lasted(d, "fr-CA"); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if got := lasted(50*time.Hour, "en"); got != "2 d 2 h" {
		t.Error(got)
	}
}

func TestHouseNames(t *testing.T) {
	t.Parallel()
	d := leaking(t, "[region] [nowhere?nothing]")
	d.House = map[string]string{"region": "customfield_9", "nowhere": "No Such Field"} // over the usual name
	got := draft(t, d, order("staff"), nil)
	if !strings.Contains(got.Letter.Text, "It is: "+secret+" nothing") {
		t.Errorf("%+v\n%s", got.Findings, got.Letter.Text)
	}
}
