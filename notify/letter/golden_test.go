package letter

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"bulletin/notify/incident"
	"bulletin/notify/letter/plain"
)

var update = flag.Bool("update", false, "write the golden files anew")

// readers are those for whom there are built-in letters.
func readers() []incident.Audience {
	return []incident.Audience{
		{Name: "customers", Language: "en"}, {Name: "staff", Exposure: incident.Internal, Language: "en"},
		{Name: "management", Exposure: incident.Internal, Language: "en"}, {Name: "clients", Language: "fr"},
		{Name: "équipe", Exposure: incident.Internal, Language: "fr-CA"}, {Name: "management", Exposure: incident.Internal, Language: "fr"},
	}
}

// eachBuiltin fills every built-in letter with facts.
func eachBuiltin(t *testing.T, facts Facts, look func(tpl *Template, l Letter, findings []Finding)) {
	t.Helper()
	l, err := Open(Folder{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range readers() {
		for _, s := range incident.Stages() {
			tpl, err := l.Find(s, a)
			if err != nil {
				t.Fatal(err)
			}
			filled, findings := tpl.Fill(facts, Manner{Zone: zone(t, "Europe/Paris"), Language: a.Language})
			look(tpl, filled, findings)
		}
	}
}

func TestBuiltinLetters(t *testing.T) {
	eachBuiltin(t, outage(), func(tpl *Template, l Letter, findings []Finding) {
		for _, f := range findings {
			t.Errorf("%s: %v", tpl.Name(), f)
		}
		name := filepath.Join("builtin", strings.TrimSuffix(filepath.Base(tpl.Name()), ".html"))
		golden(t, name+".html", l.HTML)
		golden(t, name+".txt", "Subject: "+l.Subject+"\n\n"+l.Text)
		readable(t, l.Text)
	})
}

// The letter goes out with the least that can be known in the first five minutes.
func TestBuiltinLettersOfLittle(t *testing.T) {
	little := outage()
	for _, name := range []string{"components", "region", "impact-end", "workaround", "root-cause", "duration", "next-update", "service-status"} {
		little = little.with(name, named(name))
	}
	eachBuiltin(t, little, func(tpl *Template, l Letter, findings []Finding) {
		for _, f := range findings {
			t.Errorf("%s: %v", tpl.Name(), f)
		}
		if strings.Contains(l.Text, "[") || strings.Contains(l.Subject, "] :") && !strings.Contains(tpl.Name(), ".fr.") || strings.Contains(l.Subject, "[]") {
			t.Errorf("%s: %s\n%s", tpl.Name(), l.Subject, l.Text)
		}
		golden(t, filepath.Join("builtin", strings.TrimSuffix(filepath.Base(tpl.Name()), ".html"))+".little.txt", "Subject: "+l.Subject+"\n\n"+l.Text)
	})
}

// What is not public by nature or by the house's usual config may not be in an external one.
func TestExternalLettersUseOnlyPublicNames(t *testing.T) {
	public := strings.Fields("issue.key issue.summary components region impact-start impact-end customer-description " +
		"workaround now next-update duration sequence stage service-status message contact audience exposure brand")
	facts := outage()
	for name, f := range facts {
		f.Internal = !slices.Contains(public, name)
		facts[name] = f
	}
	eachBuiltin(t, facts, func(tpl *Template, _ Letter, findings []Finding) {
		if !strings.Contains(tpl.Name(), ".internal") && len(findings) > 0 {
			t.Errorf("%s: %v", tpl.Name(), findings)
		}
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(got, "\n") {
		if wanted := strings.Split(string(want), "\n"); i >= len(wanted) || line != wanted[i] {
			t.Errorf("%s:%d differs; got %s", name, i+1, line)
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s ends early", name)
	}
}

// readable checks what every text part promises.
func readable(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "\n\n\n") {
		t.Errorf("two empty lines in a row:\n%q", text)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " \t") != line {
			t.Errorf("trailing space: %q", line)
		}
	}
}

// narrow checks that only a word that is wider than the page makes a line so. What an
// author set in pre stays as it is and is not for this.
func narrow(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		widest := 0
		for _, word := range strings.Fields(line) {
			widest = max(widest, uniseg.StringWidth(word))
		}
		if uniseg.StringWidth(line) > plain.Columns && widest <= plain.Columns-8 { // a mark and an indent stand before a word
			t.Errorf("wider than %d: %q", plain.Columns, line)
		}
	}
}
