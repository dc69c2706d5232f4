package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	letters "bulletin/notify/letter"
)

// faulty are templates with most of what can be wrong, by name.
var faulty = map[string]string{
	"good/start.html": "---\nsubject: \"[issue.key]\"\n---\n<p>[if region=EMEA]<b>[customer-description!]</b> [issue.key]</p>\n<!--[if mso]><p>[issue.key]</p><![endif]-->\n",
	"good/_x.md":      "Questions? [contact]\n",
	"none/x.txt":      "",
	"start.html": "---\n# [if nothing] here [no.name]\nsubject: \"[issue.sumary]\"\n---\n<p>[regiom]</p>\n<p>[custom-field-1|yyyy-MM-dd hh:mm|A]</p>\n" +
		"<p>[custom-field-2|dd.QQ|A] [custom-field-3|yyyy-MM-dd]</p>\n<p>[custom-field-4|A] [custom-field-4|B] [custom-field-3|C]</p>\n<p>[workaround|yyyy]</p>\n" +
		"<p>[if not workaround][issue.nope]</p>\n<p>[if nothing] x</p>\n<img src=\"images/none.png\" alt=\"x\">\n[if region]\n<p><b>x</p>\n[include contcat]\n<p>[include gone]</p>[customer-descr-x]\n",
	"update.md":       "![a](logo.png)\n\n[impact-start|HH:mm] [impact-end|HH:mm]\n",
	"resolved.html":   strings.Repeat("a", 2<<20),
	"postmortem.html": "<p>\xff</p>", "correction.html": "---\nsubjct: x\n---\n", "start.staff.html": "<p>" + strings.Repeat("words ", 20_000) + "</p>",
	"elsewhere.html": "<p>x</p>", "start.management.html": "<p>[include loop]</p>", "_loop.html": "<p>[include loop]</p>",
}

// told is what must be told of them.
var told = []string{
	"_loop.html:1:4: block: the include goes in a circle", "correction.html:2:1: block: unknown key \"subjct\"",
	"elsewhere.html:1:1: warn: no letter uses it: ", "elsewhere.html:1:1: note: it has no subject",
	"postmortem.html:1:4: block: not UTF-8; save", "resolved.html:1:1: block: larger than 1 MiB",
	"start.html:3:11: block: [issue.sumary] is no known name; the nearest known name is issue.summary",
	"start.html:5:4: block: [regiom] is no known name; the nearest known name is region",
	"start.html:6:4: warn: [custom-field-1|yyyy-MM-dd hh:mm|A]: hh is the hour of half a day",
	"start.html:6:4: warn: [custom-field-1|yyyy-MM-dd hh:mm|A] shows a time without its zone",
	"start.html:7:4: block: [custom-field-2|dd.QQ|A]: Q is no letter of a date pattern",
	"start.html:7:29: warn: [custom-field-3|yyyy-MM-dd]: its last part is the label, and reads as a date pattern",
	"start.html:8:23: note: custom-field-4 is labelled B here, and elsewhere A; ", "start.html:9:4: note: the field Workaround holds no date",
	"start.html:10:23: block: [issue.nope] is no known name", "start.html:11:4: warn: [if nothing] is no known name",
	"start.html:12:11: warn: the picture images/none.png cannot be embedded", "start.html:13:1: block: [if region] stands in no row",
	"start.html:14:4: warn: <b>: ", "start.html:15:1: block: [include contcat]: there is no partial of this name; the nearest known name is contact",
	"start.html:16:4: block: [include gone]: there is no partial", "start.html:16:22: note: [customer-descr-x] is no known name, and stands in the letter",
	"start.staff.html:1:1: warn: the HTML part has 12", "update.md:1:6: warn: the picture logo.png cannot be embedded",
	"update.md:3:1: warn: [impact-start|HH:mm] and 1 more show times without their zone",
}

func TestTemplateLint(t *testing.T) {
	t.Parallel()
	w, dir := author(t, faulty)
	r := w.call(t, "template", "lint", dir)
	r.want(t, exitBlocked, "", "9 templates, ")
	if !slices.IsSorted(places(r.out)) {
		t.Errorf("not sorted:\n%s", r.out)
	}
	for _, want := range told {
		if !strings.Contains(r.out, filepath.Join(dir, want)) {
			t.Errorf("no %s in\n%s", want, r.out)
		}
	}
	for _, not := range []string{":2:", "custom-field-1 is labelled", "called Label", "[EXTERNAL]"} {
		if strings.Contains(r.out, "start.html"+not) {
			t.Errorf("told %s:\n%s", not, r.out)
		}
	}
	good := filepath.Join(dir, "good")
	w.call(t, "template", "lint", "--strict", good).want(t, exitDone, "", "2 templates, 0 findings")
	warned := filepath.Join(dir, "update.md")
	w.call(t, "template", "lint", warned).want(t, exitDone, "update.md:1:6: warn", "")
	w.call(t, "template", "lint", "--strict", warned, good).want(t, exitBlocked, "", "2 warnings, and --strict lets none pass")
	var said struct {
		Templates int
		Findings  []flaw
	}
	if err := json.Unmarshal([]byte(w.call(t, "template", "lint", "--json", warned).out), &said); err != nil || said.Templates != 1 ||
		len(said.Findings) != 3 || said.Findings[1].File != warned || said.Findings[1].Line != 1 || said.Findings[1].Column != 6 {
		t.Errorf("%v, %+v", err, said)
	}
	w.call(t, "template", "lint", filepath.Join(dir, "none")).want(t, exitUsage, "", "holds no .html and no .md file")
	w.call(t, "template", "lint", filepath.Join(dir, "gone.html")).want(t, exitUsage, "", "there is no file and no template")
	w.call(t, "template", "lint").want(t, exitUsage, "", "requires at least 1 arg")
}

// places are the lines of a list without what they say.
func places(out string) []string {
	var all []string
	for line := range strings.Lines(out) {
		p := strings.SplitN(line, ":", 4)
		all = append(all, p[0]+":"+strings.Repeat("0", 6-len(p[1]))+p[1]+":"+strings.Repeat("0", 6-len(p[2]))+p[2])
	}
	return all
}

// TestTemplateLintOfAHouse: names, readers, partials and fields are those of the config and
// of Jira.
func TestTemplateLintOfAHouse(t *testing.T) {
	t.Parallel()
	h, dir := withTemplates(t, map[string]string{
		"start.html":       "---\nsubject: x\n---\n<p>[root-cause] [severity]</p>[include own]\n",
		"start.staff.html": "---\nsubject: x\n---\n<p>[root-cause] [severity]</p>\n",
		"start.boss.html":  "---\nsubject: x\n---\n<p>x</p>\n", "_own.html": "<p>Bye</p>",
		"update.html": "---\nsubject: x\n---\n<p>[custom-field-11754|Customer text] [custom-field-1|X] [field|Severty!]</p>\n",
	})
	own := func(name string) string { return filepath.Join(dir, name) }
	h.call(t, "template", "lint", own("start.html")).want(t, exitBlocked, "the field Root Cause is internal and this letter goes to an external audience", "")
	h.call(t, "template", "lint", own("start.staff.html")).want(t, exitDone, "", "0 findings")
	h.call(t, "template", "lint", own("start.boss.html")).want(t, exitDone, `"boss" is no audience`, "")
	h.edit(t, `  - customfield_11754   # Customer Description`, "  - customfield_11754\n  - custom-field-1\n  - Severity")
	file := h.recorded(t, "OPS-147")
	h.call(t, "template", "lint", own("update.html")).want(t, exitDone, "", "0 findings")
	for _, from := range [][]string{{"--issue", "OPS-147"}, {"--issue-file", file}} {
		r := h.call(t, append([]string{"template", "lint", own("update.html")}, from...)...)
		r.want(t, exitBlocked, "update.html:4:4: note: custom-field-11754 is labelled Customer text, and Jira calls this field Customer Description", "")
		r.want(t, exitBlocked, "update.html:4:39: block: [custom-field-1|X] is no known name", "")
	}
	h.edit(t, `  severity: customfield_11713`, "  severity: customfield_11713\n  gone: customfield_99999")
	if err := put(dir, "resolved.html", "---\nsubject: x\n---\n<!-- [gone] -->\n<p>[if gone][severity]</p>[gone?]\n"); err != nil {
		t.Fatal(err)
	}
	r := h.call(t, "template", "lint", own("resolved.html"), "--issue-file", file)
	r.want(t, exitBlocked, "resolved.html:5:4: warn: gone stands for the field customfield_99999, which OPS-147 does not have; name the right field", "")
	if err := put(dir, "correction.html", "---\nsubject: x\n---\n[include internal]\n"); err != nil {
		t.Fatal(err)
	}
	if r := h.call(t, "template", "lint", own("correction.html")); r.code != exitBlocked || !strings.HasPrefix(r.out, "builtin/_internal.html:") {
		t.Errorf("%d, %s", r.code, r.out)
	}
	// A file elsewhere has the partials beside it, and none of the house's.
	w, other := author(t, map[string]string{"start.html": "---\nsubject: x\n---\n<p>x</p>[include own]\n"})
	h.call(t, "template", "render", filepath.Join(other, "start.html")).want(t, exitBlocked, "", "there is no partial")
	w.call(t, "template", "lint", filepath.Join(other, "start.html")).want(t, exitBlocked, "there is no partial", "")
	if err := put(other, "_own.html", "<p>Hello</p>"); err != nil {
		t.Fatal(err)
	}
	h.call(t, "template", "render", filepath.Join(other, "start.html")).want(t, exitDone, "Hello", "")
	h.edit(t, `operator: Duty`, "oprator: Duty")
	h.call(t, "template", "lint", own("update.html")).want(t, exitConfig, "", `unknown key "oprator"`)
}

// TestUnconditional keeps every place, and conditions for Outlook.
func TestUnconditional(t *testing.T) {
	t.Parallel()
	const text = "é[if a]b<!--[if mso]>x<![endif]--><!--[if gte mso 9]>y<![endif]-->\n[if\nnot b]"
	got := unconditional(text)
	if len([]rune(got)) != len([]rune(text)) || strings.Count(got, "\n") != 2 || strings.Contains(got, "[if a]") ||
		!strings.Contains(got, "<!--[if mso]>") || !strings.Contains(got, "<!--[if gte mso 9]>") || strings.Contains(got, "not b") {
		t.Errorf("got %q", got)
	}
}

// TestTrialKnowsEverything: whatever a template asks of the trial's facts, they hold it.
func TestTrialKnowsEverything(t *testing.T) {
	t.Parallel()
	d, err := exampleDesk()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{desk: &desk{}, example: true, shelves: map[string]*shelf{}}
	b.Desk = d
	s, err := b.found("builtin/start.html")
	if err != nil {
		t.Fatal(err)
	}
	facts, err := b.trial(s, b.readers()[0], nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(facts.Names(), "custom-field-1", "custom-field-99999", "field|anything") {
		if f, ok := facts.Fact(name); !ok || f.Empty() || f.Internal {
			t.Errorf("%s: %+v, %v", name, f, ok)
		}
	}
	if _, ok := facts.Fact("custom-field-x"); ok {
		t.Error("custom-field-x is known")
	}
	var _ letters.Facts = facts
}

// TestTemplateLintOfMuch: many words in brackets do not hide one, and take no time.
func TestTemplateLintOfMuch(t *testing.T) {
	t.Parallel()
	w, dir := author(t, map[string]string{
		"start.html":  "---\nsubject: x\n---\n" + strings.Repeat("<p>[issue.key] [if region]</p>\n", 100) + "<p>[a.b]</p>\n",
		"update.html": "---\nsubject: x\n---\n" + strings.Repeat("<p>[a.b] [if zz]</p>\n", 20_000),
	})
	w.call(t, "template", "lint", filepath.Join(dir, "start.html")).want(t, exitDone, "start.html:104:4: note: [a.b] is no known name", "1 finding\n")
	w.call(t, "template", "lint", filepath.Join(dir, "update.html")).want(t, exitDone, "update.html:53:10: warn: [if zz]", "102 findings")
}

// TestReader: a template is checked for whom it serves.
func TestReader(t *testing.T) {
	t.Parallel()
	d := helped(t, map[string]string{"start.external.html": "x", "update.staff.html": "x", "_bye.internal.html": "x", "resolved.customers.en.html": "x"})
	b := &bench{desk: d}
	for name, want := range map[string]string{
		"start": "staff", "start.external": "customers", "start.staff": "staff", "start.internal": "staff", "update": "customers",
		"update.fr": "customers", "resolved.staff.fr": "staff", "_bye": "customers", "_bye.internal": "staff", "start.internal.en": "staff", "resolved.customers": "customers",
	} {
		if a := b.reader(name); a.Name != want {
			t.Errorf("%s is for %s, want %s", name, a.Name, want)
		}
	}
}
