package letter

import (
	"testing"

	"bulletin/notify/incident"
)

func TestGlossaryFor(t *testing.T) {
	t.Parallel()
	order := []string{"all", "fr", "fr-ca", "external", "external.fr", "external.fr-ca", "customers", "customers.fr", "customers.fr-ca"} // each over those before it
	words := map[string]string{"internal": "no", "staff": "no", "en": "no", "customers.en": "no", "": "no"}
	for _, who := range order {
		words[who] = who
		if got := (Glossary{"p1": words}).For(incident.Audience{Name: "Customers", Language: "fr-CA"}); got["p1"] != who {
			t.Errorf("%q, want %s", got["p1"], who)
		}
	}
	g := Glossary{"a": {"internal": "x"}, "b": {"all": "y"}, "c": {"external": "z"}, "d": {}}
	if got := g.For(incident.Audience{Exposure: incident.Internal}); len(got) != 2 || got["a"] != "x" || got["b"] != "y" {
		t.Error(got)
	}
	if got := Glossary(nil).For(incident.Audience{}); len(got) > 0 {
		t.Error(got)
	}
}

func TestWordsOfTheGlossary(t *testing.T) {
	t.Parallel()
	const source = "---\nglossary:\n  p2: own\n  degraded: \"<b>[issue.key]\"\n---\n<p title=\"[issue.priority]\">[issue.priority], [region], [components], [service-status]</p>"
	tpl, err := Parse("x.html", source)
	if err != nil {
		t.Fatal(err)
	}
	under := map[string]string{"p1": "Critical", "p2": "config", "payments": "Paying", "pay": "no", "europe": ""}
	facts := outage().with("region", said(" P2 "))
	l, findings := tpl.Fill(facts, Manner{Glossary: under})
	if l.Text != "Critical, own, Paying, Checkout, <b>[issue.key]\n" || len(findings) > 0 {
		t.Errorf("%q %v", l.Text, findings)
	}
	if under["p2"] != "config" || len(under) != 5 {
		t.Error("a letter changes the desk's glossary")
	}
	if l, _ = tpl.Fill(facts, Manner{}); l.Text != "P1, own, Payments, Checkout, <b>[issue.key]\n" {
		t.Errorf("%q", l.Text)
	}
	// Rich text whose words are in the glossary is no longer rich.
	facts = outage().with("v", richly("<p>P1</p>", "P1")).with("w", richly("<p><b>P9</b></p>", "P9"))
	if got, _ := fill(t, "---\nglossary:\n P1: Critical\n---\n<p>[v] [w]</p>", facts); got.Text != "Critical P9\n" {
		t.Errorf("%q", got.Text)
	}
}
