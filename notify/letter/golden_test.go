package letter

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"bulletin/notify/incident"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestBuiltinLetters(t *testing.T) {
	l, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	paris := Manner{Zone: zone(t, "Europe/Paris"), Language: "en"}
	for _, a := range []incident.Audience{
		{Name: "customers"}, {Name: "staff", Exposure: incident.Internal}, {Name: "management", Exposure: incident.Internal},
	} {
		for _, s := range incident.Stages() {
			tpl, err := l.Find(s, a)
			if err != nil {
				t.Fatal(err)
			}
			full, findings := tpl.Fill(outage(), paris)
			for _, f := range findings {
				t.Errorf("%s: %v", tpl.Name(), f)
			}
			name := strings.TrimSuffix(filepath.Base(tpl.Name()), ".html")
			golden(t, name+".html", full.HTML)
			golden(t, name+".txt", "Subject: "+full.Subject+"\n\n"+full.Text)
			readable(t, full.Text)
		}
	}
}

// The letter goes out with the least that can be known in the first five minutes.
func TestBuiltinLettersOfLittle(t *testing.T) {
	l, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	little := outage()
	for _, name := range []string{"components", "region", "impact-end", "workaround", "root-cause", "message", "duration"} {
		little = little.with(name, named(name))
	}
	for name, tpl := range l.builtin {
		got, findings := tpl.Fill(little, Manner{Zone: zone(t, "Europe/Paris"), Language: "en"})
		for _, f := range findings {
			t.Errorf("%s: %v", name, f)
		}
		if strings.Contains(got.Text, "[") || strings.Contains(got.Subject, "] :") {
			t.Errorf("%s: %s\n%s", name, got.Subject, got.Text)
		}
		golden(t, strings.TrimSuffix(name, ".html")+".little.txt", "Subject: "+got.Subject+"\n\n"+got.Text)
	}
}

// What is not public by nature or by the house's usual config may not be in an external one.
func TestExternalLettersUseOnlyPublicNames(t *testing.T) {
	l, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	public := strings.Fields("issue.key issue.summary components region impact-start impact-end customer-description " +
		"workaround now next-update duration sequence stage service-status message contact audience")
	facts := outage()
	for name, f := range facts {
		f.Internal = !contains(public, name)
		facts[name] = f
	}
	for _, s := range incident.Stages() {
		for _, name := range []string{string(s) + ".html", string(s) + ".management.html"} {
			if _, findings := l.builtin[name].Fill(facts, Manner{}); len(findings) > 0 {
				t.Errorf("%s: %v", name, findings)
			}
		}
	}
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
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
		if uniseg.StringWidth(line) > columns && widest <= columns-8 { // a mark and an indent stand before a word
			t.Errorf("wider than %d: %q", columns, line)
		}
	}
}
