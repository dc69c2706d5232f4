package letter

import (
	"maps"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// included fills a template among other files for an audience.
func included(t *testing.T, files map[string]string, name string, a incident.Audience) (Letter, []Finding) {
	t.Helper()
	files = maps.Clone(files)
	l, err := Open(Folder{Dir: folder(t, files)})
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := l.Find(incident.Stage(name), a)
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Fill(outage(), Manner{Zone: time.UTC, Language: a.Language})
}

// customers is who the letters of these tests are for.
func customers(language string) incident.Audience {
	return incident.Audience{Name: "customers", Language: language}
}

func TestWhichPartialIsIncluded(t *testing.T) {
	t.Parallel()
	files := map[string]string{"start.html": "<p>[include x]</p>"}
	for _, name := range []string{ // each one goes before those above it
		"_x.md", "_x.html", "_x.fr.html", "_x.fr-CA.html", "_x.external.html", "_x.external.fr.md", "_x.external.fr.html", "_x.customers.html",
		"_X.Customers.FR.html", "_x.customers.fr-ca.html",
	} {
		files[name] = "it is " + name
		files["_x.staff.html"], files["_x.internal.html"], files["_x.de.html"] = "no", "no", "no"
		l, findings := included(t, files, "start", customers("fr-CA"))
		if l.Text != "it is "+name+"\n" || len(findings) > 0 {
			t.Errorf("%s: %q %v", name, l.Text, findings)
		}
	}
	// The language is that in which the letter is written.
	files["start.html"] = "---\nlanguage: de\n---\n<p>[include x]</p>"
	files["_x.de.html"] = "deutsch"
	delete(files, "_x.customers.html")
	delete(files, "_x.external.html")
	if l, _ := included(t, files, "start", customers("fr")); l.Text != "deutsch\n" {
		t.Error(l.Text)
	}
}

func TestOwnPartialsServeBuiltinLetters(t *testing.T) {
	t.Parallel()
	own, _ := included(t, map[string]string{"_contact.html": "<p>Call 999.</p>"}, "start", customers("en"))
	house, _ := included(t, map[string]string{}, "start", customers("en"))
	if !strings.Contains(own.Text, "Call 999.") || strings.Contains(own.Text, "noc@example.com") || !strings.Contains(house.Text, "noc@example.com") {
		t.Errorf("%s\n%s", own.Text, house.Text)
	}
	theirs, findings := included(t, map[string]string{"start.html": "<h1>Own</h1>[include facts][INCLUDE Contact]"}, "start", customers("en"))
	if !strings.Contains(theirs.Text, "Reference: OPS-101") || !strings.Contains(theirs.Text, "noc@example.com") || len(findings) > 0 {
		t.Error(theirs.Text, findings)
	}
}

func TestIncludesOfBothKinds(t *testing.T) {
	t.Parallel()
	const letter = "<!DOCTYPE html><html><body><table><tr><td>"
	files := map[string]string{
		"_words.md":     "**Bold** [issue.key]\n\n- a\n- b\n",
		"_words2.html":  "<p>html [issue.key]</p>",
		"_head.html":    letter + "<h1>[issue.key]</h1>",
		"_foot.html":    "</td></tr></table></body></html>",
		"_outer.md":     "# Outer\n\n[include words]\n\n[include words2]",
		"_inline.html":  "<b>[region]</b>",
		"_nothing.html": "---\nsubject: not this\n---\n",
		"_row.html":     "<tr><td>Region</td><td>[region]</td></tr>",
	}
	for _, c := range []struct{ name, source, text string }{
		{"html.html", "<div>[include words]</div>", "Bold OPS-101\n\n- a\n- b\n"},
		{"html.html", "[include outer]", "Outer\n=====\n\nBold OPS-101\n\n- a\n- b\n\nhtml OPS-101\n"},
		{"html.html", "[include head]x[include foot]", "OPS-101\n=======\n\nx\n"},
		{"html.html", "<p>in [include inline].</p>", "in Europe.\n"},
		{"html.html", "<p>[include words2]</p><p>b</p>", "html OPS-101\n\nb\n"},
		{"html.html", "<table><tr><td>Key</td><td>[issue.key]</td></tr>[include row]</table>", "Key: OPS-101\nRegion: Europe\n"},
		{"md.md", "[include head]\n\nSome *words*.\n\n[include foot]\n", "OPS-101\n=======\n\nSome words.\n"},
		{"md.md", "[include nothing]\n\n# a\n\n[include words]\n\nin [include inline].", "a\n=\n\nBold OPS-101\n\n- a\n- b\n\nin Europe.\n"},
		{"md.md", "- a [include inline]\n- [include words2]", "- a Europe\n- html OPS-101\n"},
	} {
		files[c.name] = c.source
		l, findings := included(t, files, strings.TrimSuffix(strings.TrimSuffix(c.name, ".md"), ".html"), customers("en"))
		if l.Text != c.text || len(findings) > 0 || strings.Contains(l.HTML, "<p></p>") {
			t.Errorf("%s\n got %q\nwant %q\n%v\n%s", c.source, l.Text, c.text, findings, l.HTML)
		}
		if frames := strings.Count(l.HTML, "<html"); frames != 1 {
			t.Errorf("%s: %d documents", c.source, frames)
		}
	}
}

func TestFindingsOfAPartialNameItsFile(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"start.md":    "---\nsubject: x\n---\n# a\n\nb [include one] [issue.wrong1]\n",
		"_one.html":   "---\nlanguage: en\n---\n<p>\n  é [issue.wrong2]\n[include two] [issue.wrong3]</p>",
		"_two.md":     "[issue.wrong4]\n\n| a |\n|---|\n| ü [issue.wrong5] |",
		"update.html": "[include one]",
	}
	for _, stage := range []string{"start", "update"} {
		_, findings := included(t, files, stage, customers("en"))
		for where, name := range map[string]string{"start.md:6:17": "wrong1", "_one.html:5:5": "wrong2", "_one.html:6:15": "wrong3", "_two.md:1:1": "wrong4", "_two.md:5:5": "wrong5"} {
			if !found(findings, Block, where, name) && (stage == "start" || name != "wrong1") {
				t.Errorf("%s: nothing of %s at %s: %v", stage, name, where, findings)
			}
		}
	}
	l, err := Open(Folder{Dir: folder(t, files)})
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := l.Find("start", customers("en"))
	if err != nil || tpl.Source("_two.md") != files["_two.md"] || tpl.Source("start.md") != files["start.md"] || tpl.Source("update.html") != "" {
		t.Error(err, tpl)
	}
}

func TestWhereNothingCanBeIncluded(t *testing.T) {
	t.Parallel()
	l, findings := fill(t, "---\nsubject: 'a [include contact]'\n---\nx", outage())
	if l.Subject != "a" || !found(findings, Block, "start.html:2:13", "[include contact] stands where nothing can be included") {
		t.Error(l.Subject, findings)
	}
	for _, source := range []string{"[include]", "[include ]", "[include a b]", "[included]", "[includes x]"} {
		if got, findings := body(t, "<p>"+source+"</p>", outage()); got != "<p>"+source+"</p>" || len(findings) > 0 {
			t.Error(got, findings)
		}
	}
}

// Marks of the machinery that stand in a file do nothing.
func TestIncludesCannotBeForged(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"start.html", "start.md"} {
		l, _ := included(t, map[string]string{name: "\uFDD37\uFDD4 \uFDD30\uFDD4 \uFDD03\uFDD1 %EF%B7%903%EF%B7%91 [include contact]", "_contact.html": "us"}, "start", customers("en"))
		if strings.Count(l.Text, "us") != 1 || strings.Contains(l.Text, "OPS") {
			t.Errorf("%q", l.Text)
		}
	}
}

func TestIncludesThatMultiply(t *testing.T) {
	t.Parallel()
	files := map[string]string{"start.html": "[include a]"}
	for _, n := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"} {
		next := string(n[0] + 1)
		files["_"+n+".html"] = strings.Repeat("[include "+next+"]", 4)
	}
	files["_j.html"] = strings.Repeat("x", 1<<16)
	if _, findings := included(t, files, "start", customers("en")); len(findings) != 1 || findings[0].Severity != Block || !strings.HasPrefix(findings[0].Where, "_") {
		t.Error(findings)
	}
	files["_a.html"] = strings.Repeat("[include j]", 20)
	if _, findings := included(t, files, "start", customers("en")); len(findings) != 1 || !found(findings, Block, "_j.html:1:1", "larger than 1 MiB with its partials") {
		t.Error(findings)
	}
}

// What authors talk about in comments is no part of the template.
func TestIncludesInCommentsAreWords(t *testing.T) {
	t.Parallel()
	got, findings := body(t, "<!-- [include nothing] --><p>a</p>", outage())
	if got != "<p>a</p>" || len(findings) > 0 {
		t.Error(got, findings)
	}
}

// One template has other partials for other readers, whoever was served first.
func TestPartialsOfEachReader(t *testing.T) {
	t.Parallel()
	l, err := Open(Folder{Dir: folder(t, map[string]string{"start.html": "[include cause]", "_cause.internal.html": "<p>db-17</p>",
		"_cause.external.html": "<p>soon</p>", "_cause.vip.html": "<p>at once</p>", "_cause.external.fr.html": "<p>bientôt</p>"})})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, c := range []struct {
			a    incident.Audience
			want string
		}{
			{incident.Audience{Name: "staff", Exposure: incident.Internal}, "db-17\n"}, {incident.Audience{Name: "staff"}, "soon\n"},
			{incident.Audience{Name: "vip"}, "at once\n"}, {incident.Audience{Name: "staff", Language: "fr"}, "bientôt\n"},
		} {
			tpl, err := l.Find(incident.Start, c.a)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := tpl.Fill(outage(), Manner{}); got.Text != c.want {
				t.Errorf("%+v reads %q", c.a, got.Text)
			}
		}
	}
}
