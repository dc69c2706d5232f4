package letter

import (
	"strings"
	"testing"

	"bulletin/notify/incident"
	"bulletin/notify/letter/guard"
)

// The key of an object of Assets stays in the house; its label goes out.
func TestKeysOfAssets(t *testing.T) {
	t.Parallel()
	assets := func(texts ...string) incident.Value {
		return incident.Value{Name: "Affected services", Kind: incident.Asset, Texts: texts}
	}
	for _, c := range []struct {
		v               incident.Value
		inside, outside string
	}{
		{assets("Search (SVC-4511)"), "Search (SVC-4511)", "Search"},
		{assets("Search (SVC-4511)", "Mail (beta) (SVC-4512)"), "Search (SVC-4511), Mail (beta) (SVC-4512)", "Search, Mail (beta)"},
		{assets("CMDB-77", "object 17"), "CMDB-77, object 17", ""},
		{assets("Orion (CMDB-77)"), "card payments", "card payments"},
		{assets("Vega (CMDB-78)"), "refunds", "refunds"},
		{named("Workaround", "Search (SVC-4511)"), "Search (SVC-4511)", "Search (SVC-4511)"},
	} {
		tpl, err := Parse("start.html", "---\nsubject: 'S [v?none]'\n---\n<p title='[v]'>[v]</p>[if v is Search (SVC-4511)]<p>x</p>[end]")
		if err != nil {
			t.Fatal(err)
		}
		m := Manner{Glossary: map[string]string{"orion": "card payments", "vega (cmdb-78)": "refunds"}}
		in, _ := tpl.Fill(outage().with("v", c.v), m)
		m.Guard = guard.New(guard.Watch{})
		out, _ := tpl.Fill(outage().with("v", c.v), m)
		if !strings.HasPrefix(in.Text, c.inside) || !strings.HasPrefix(out.Text, c.outside) {
			t.Errorf("%q: inside %q, outside %q", c.v, in.Text, out.Text)
		}
		if all := out.Subject + out.Text + out.HTML; c.v.Kind == incident.Asset && strings.Contains(strings.ReplaceAll(all, "[if v is Search (SVC-4511)]", ""), "SVC-45") || strings.Contains(all, "CMDB-7") {
			t.Errorf("%q: a key goes out: %s", c.v, all)
		}
	}
}

// A value is written as a person would, whatever its kind.
func TestKindsInALetter(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]incident.Value{
		"1500.5":        {Kind: incident.Number, Texts: []string{"1500.5"}, Number: 1500.5},
		"Europe - Bern": {Kind: incident.Cascading, Texts: []string{"Europe", "Bern"}},
		"4.1, 4.2":      {Kind: incident.Version, Texts: []string{"4.1", "4.2"}},
		"EMEA, AMER":    {Kind: incident.Option, Texts: []string{"EMEA", "AMER"}},
	} {
		if l, findings := fill(t, "<p>[v]</p>", outage().with("v", v)); strings.TrimSpace(l.Text) != want || len(findings) > 0 {
			t.Errorf("%q, want %q: %v", l.Text, want, findings)
		}
	}
	region := incident.Value{Kind: incident.Cascading, Texts: []string{"Europe", "Bern"}}
	for _, c := range []struct {
		glossary map[string]string
		want     string
	}{
		{map[string]string{"europe - bern": "Switzerland"}, "Switzerland"},
		{map[string]string{"europe": "EU"}, "EU - Bern"},
	} {
		tpl, err := Parse("start.html", "<p>[v]</p>")
		if err != nil {
			t.Fatal(err)
		}
		if l, _ := tpl.Fill(outage().with("v", region), Manner{Glossary: c.glossary}); strings.TrimSpace(l.Text) != c.want {
			t.Errorf("%q, want %q", l.Text, c.want)
		}
	}
}
