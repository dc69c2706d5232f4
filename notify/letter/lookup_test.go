package letter

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func open(t *testing.T, files map[string]string, named ...Named) *Library {
	t.Helper()
	l, err := Open(Folder{Dir: folder(t, files), Named: named})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheClosestTemplateServes(t *testing.T) {
	t.Parallel()
	steps := []string{ // each one goes before those above it
		"start.md", "start.htm", "start.fr.md", "START.FR.HTML", "start.fr-ca.html", "start.external.html", "start.external.fr.html",
		"start.external.fr-CA.html", "start.customers.html", "Start.Customers.fr.md", "start.customers.fr-CA.md", "start.customers.fr-ca.html",
	}
	files := map[string]string{"start.staff.html": "", "start.internal.html": "", "start.de.html": "", "start.customers.de.html": "", "start.customers.fr-be.html": ""}
	for _, name := range steps {
		files[name] = "x"
		l := open(t, files)
		tpl, err := l.Find(incident.Start, customers("fr-CA"))
		if err != nil || tpl.Name() != name {
			t.Errorf("%v serves, want %s; %v", tpl.Name(), name, err)
		}
		first := slices.IndexFunc(l.Steps(incident.Start, customers("fr-CA")), func(s Step) bool { return s.File != "" })
		if s := l.Steps(incident.Start, customers("fr-CA"))[first]; s.File != name || s.Builtin {
			t.Errorf("the steps say %v, want %s", s, name)
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	l := open(t, map[string]string{"start.fr.html": "x"})
	var got []string
	for _, s := range l.Steps(incident.Start, customers("fr-CA")) {
		got = append(got, s.Name+"="+s.File)
		if s.Builtin != (len(got) > 9) {
			t.Errorf("%v", s)
		}
	}
	own := []string{"start.customers.fr-ca=", "start.customers.fr=", "start.customers=", "start.external.fr-ca=", "start.external.fr=", "start.external=",
		"start.fr-ca=", "start.fr=start.fr.html", "start="}
	house := slices.Clone(own)
	house[7], house[8] = "start.fr=builtin/start.fr.html", "start=builtin/start.html"
	if !slices.Equal(got, append(own, house...)) {
		t.Errorf("%q", got)
	}
}

func TestFrontMatterNamesATemplate(t *testing.T) {
	t.Parallel()
	l := open(t, map[string]string{
		"a.html":      "---\nstage: start\naudience: Customers\nlanguage: fr\n---\nx",
		"b.html":      "---\nstage: start\naudience: customers\n---\nx",
		"c.md":        "---\nstage: Update\nlanguage: fr\n---\nx",
		"d.html":      "---\nstage: maintenance\n---\nx",
		"start.html":  "---\naudience: vip\n---\nfor the few",
		"_note.html":  "---\naudience: vip\n---\nfor the few",
		"update.html": "---\nlanguage: fr\n---\nx",
	})
	for _, c := range []struct{ stage, audience, language, want string }{
		{"start", "customers", "fr", "a.html"}, {"start", "customers", "fr-CA", "a.html"}, {"start", "customers", "en", "b.html"},
		{"update", "customers", "fr", "c.md"}, {"update", "customers", "en", "update.html"}, {"maintenance", "x", "", "d.html"},
		{"start", "vip", "en", "start.html"}, {"start", "others", "en", "builtin/start.html"},
	} {
		tpl, err := l.Find(incident.Stage(c.stage), incident.Audience{Name: c.audience, Language: c.language})
		if err != nil || tpl.Name() != c.want {
			t.Errorf("%v: %v %v", c, tpl, err)
		}
	}
	if _, err := l.Parse("x.html", "[include note]", customers("en")); err == nil {
		t.Error("a partial for an audience serves another")
	}
}

func TestTheConfigNamesATemplate(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"start.html": "---\nsubject: file\n---\nfile name",
		"front.html": "---\nstage: start\nsubject: front\n---\nfront matter",
		"any.html":   "---\nstage: update\nsubject: own\n---\nconfig",
		"old.md":     "---\nstage: start\n---\nx",
	}
	dir := folder(t, files)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "deep.md"), []byte("# deep"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Open(Folder{Dir: dir, Named: []Named{
		{Name: "Start", File: "any.html", Subject: "config [issue.key]"}, {Name: "start.customers.fr", File: "any.html"},
		{Name: "maintenance", File: "sub/deep.md"}, {Name: "gone", File: "gone.html"}, {Name: "outside", File: "../outside.html"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ stage, language, subject, text string }{
		{"start", "en", "config OPS-101", "config\n"}, {"start", "fr", "own", "config\n"}, {"update", "en", "own", "config\n"}, {"maintenance", "en", "", "deep\n====\n"},
	} {
		tpl, err := l.Find(incident.Stage(c.stage), customers(c.language))
		if err != nil {
			t.Fatal(err)
		}
		got, findings := tpl.Fill(outage(), Manner{Zone: time.UTC})
		if got.Text != c.text || c.subject != "" && got.Subject != c.subject || len(findings) > 0 {
			t.Errorf("%v: %q %q %v", c, got.Subject, got.Text, findings)
		}
	}
	for _, stage := range []string{"gone", "outside"} {
		tpl, err := l.Find(incident.Stage(stage), customers("en"))
		if err != nil {
			t.Fatal(err)
		}
		if _, findings := tpl.Fill(outage(), Manner{}); len(findings) != 1 || findings[0].Severity != Block {
			t.Errorf("%s: %v", stage, findings)
		}
	}
	// What the file name says comes last.
	l = open(t, map[string]string{"start.html": files["start.html"], "zz.html": files["front.html"]})
	if tpl, err := l.Find(incident.Start, customers("en")); err != nil || tpl.Name() != "zz.html" {
		t.Error(tpl, err)
	}
}

// A subject of the config stands in no template: its findings say so.
func TestFindingsInSubjects(t *testing.T) {
	t.Parallel()
	l := open(t, map[string]string{"start.html": "x", "update.html": "---\n# é\nsubject: 'é [issue.nonsense]'\n---\nx"},
		Named{Name: "start", File: "start.html", Subject: "[issue.nonsense]"})
	for stage, where := range map[incident.Stage]string{incident.Start: "subject", incident.Update: "update.html:3:13"} {
		tpl, err := l.Find(stage, customers("en"))
		if err != nil {
			t.Fatal(err)
		}
		if _, f := tpl.Fill(outage(), Manner{}); len(f) != 1 || f[0].Where != where {
			t.Errorf("%s: %v", stage, f)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	l := open(t, map[string]string{
		"start.html": "---\nsubject: it is [issue.key]\n---\nx", "start.md": "x", "start.customers.html": "[include sla]", "_sla.customers.html": "x",
		"broken.html": "[include nothing]", "worse.html": "\xff", "_contact.html": "x", "na\x1bme.html": "\xff",
	})
	got := map[string]Listed{}
	for _, e := range l.List() {
		got[e.File] = e
		text, ok := l.Source(e.File)
		if ok != (e.File != "worse.html" && e.File != "na\u241bme.html") || ok && text == "" {
			t.Errorf("%s: %q %v", e.File, text, ok)
		}
	}
	for file, want := range map[string]Listed{
		"start.html": {Name: "start", Subject: "it is [issue.key]"}, "start.md": {Name: "start", Hidden: true},
		"start.customers.html": {Name: "start.customers"}, "_contact.html": {Name: "_contact"},
		"builtin/start.html": {Name: "start", Hidden: true}, "builtin/_contact.html": {Name: "_contact", Hidden: true},
		"builtin/_contact.fr.html": {Name: "_contact.fr"}, "builtin/update.html": {Name: "update"},
		"broken.html": {Name: "broken", Fault: &Fault{}}, "worse.html": {Name: "worse", Fault: &Fault{}}, "na\u241bme.html": {Name: "na\u241bme", Fault: &Fault{}},
	} {
		e, ok := got[file]
		if !ok || e.Name != want.Name || e.Hidden != want.Hidden || (e.Fault != nil) != (want.Fault != nil) || want.Subject != "" && e.Subject != want.Subject {
			t.Errorf("%s: %+v", file, e)
		}
		if e.Fault != nil && strings.ContainsRune(e.Fault.Error(), 0x1b) {
			t.Errorf("%q", e.Fault.Error())
		}
	}
	for file, e := range got {
		if strings.HasPrefix(file, "builtin/") && e.Fault != nil {
			t.Errorf("%s: %v", file, e.Fault)
		}
	}
	if _, ok := l.Source("../secret"); ok {
		t.Error("there is no such file")
	}
}

func TestFrontMatter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, source, text string }{
		{"x.md", "---\n\nwords under a rule\n", "words under a rule\n"},
		{"x.md", "---\nwords: with a colon that is far: x\n", "!"},
		{"x.md", "---\nsubject: x\n---\n\nwords", "words\n"},
		{"x.md", "---\n---\nwords", "words\n"},
		{"x.md", "---\n# a comment\nsubject: x\n---\nwords", "words\n"},
		{"x.md", "words\n\n---\nsubject: x\n---\n", "words\n\nsubject: x\n----------\n"},
		{"x.html", "--- \t\nsubject: x\n---  \nwords", "words\n"},
		{"x.html", "---\nglossary:\n  P1: one\n  \"a: b\": 'it''s'\n---\n[issue.priority] [v]", "one it's\n"},
		{"x.html", "---\nglossary: {P1: one}\n---\n", "!"},
		{"x.html", "---\nglossary:\n  P1 one\n---\n", "!"},
		{"x.html", "----\nwords", "----\nwords\n"},
		{"x.html", "---", "---\n"},
	} {
		tpl, err := Parse(c.name, c.source)
		if (err != nil) != (c.text == "!") {
			t.Errorf("%q: %v", c.source, err)
		}
		if err != nil {
			continue
		}
		l, findings := tpl.Fill(outage().with("v", said("A: B")), Manner{})
		if strings.Join(strings.Fields(l.Text), " ") != strings.Join(strings.Fields(c.text), " ") || len(findings) > 0 {
			t.Errorf("%q: %q %v", c.source, l.Text, findings)
		}
	}
}

// A file whose name and front matter speak of different stages was copied, and sends nothing.
func TestNameAgainstFrontMatter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, front, key, fault string }{
		{"start.customers.html", "stage: resolved\naudience: staff", "", "the file's name says start, and its front matter resolved"},
		{"start.customers.html", "stage: start", "start.customers", ""},
		{"start.customers.fr.html", "stage: start\nlanguage: fr", "start.customers.fr", ""},
		{"start.html", "stage: start\naudience: vip\nlanguage: fr", "start.vip.fr", ""},
		{"notice.html", "stage: resolved\nlanguage: fr", "resolved.fr", ""},
		{"start.html", "audience: vip", "start.vip", ""},
	} {
		l, err := Open(Folder{Dir: folder(t, map[string]string{c.file: "---\n" + c.front + "\n---\nx"})})
		if err != nil {
			t.Fatal(err)
		}
		got := l.List()[0]
		if c.fault == "" && (got.Name != c.key || got.Fault != nil) || c.fault != "" && (got.Fault == nil || !strings.Contains(got.Fault.Error(), c.fault)) {
			t.Errorf("%s with %q: %+v", c.file, c.front, got)
		}
	}
	if got := languages("zh-Hant-TW"); !slices.Equal(got, []string{"zh-Hant-TW", "zh-Hant", "zh"}) {
		t.Error(got)
	}
}
