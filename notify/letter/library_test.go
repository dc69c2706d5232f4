package letter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, source := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	dir := folder(t, map[string]string{
		"start.vip.html": "a", "start.internal.html": "b", "update.html": "c", "notes.txt": "---\n", "correction.html": "d",
	})
	if err := os.Mkdir(filepath.Join(dir, "folder.html"), 0o700); err != nil {
		t.Fatal(err)
	}
	own, err := Open(Folder{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	none, err := Open(Folder{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in       *Library
		stage    incident.Stage
		name     string
		exposure incident.Exposure
		want     string
	}{
		{own, "start", "vip", incident.External, "start.vip.html"},
		{own, "start", "vip", incident.Internal, "start.vip.html"},
		{own, "start", "staff", incident.Internal, "start.internal.html"},
		{own, "start", "management", incident.Internal, "start.internal.html"},
		{own, "start", "customers", incident.External, "builtin/start.html"},
		{own, "update", "management", incident.Internal, "update.html"},
		{own, "update", "customers", incident.External, "update.html"},
		{own, "resolved", "staff", incident.Internal, "builtin/resolved.internal.html"},
		{own, "correction", "staff", incident.Internal, "correction.html"},
		{none, "start", "management", incident.Internal, "builtin/start.management.html"},
		{none, "resolved", "customers", incident.External, "builtin/resolved.html"},
		{none, "start", "../x", incident.External, "builtin/start.html"},
	} {
		got, err := c.in.Find(c.stage, incident.Audience{Name: c.name, Exposure: c.exposure})
		if err != nil || got.Name() != c.want {
			t.Errorf("%s for %s (%s): %v, want %s; %v", c.stage, c.name, c.exposure, got, c.want, err)
		}
	}
	if _, err := own.Find("maintenance", incident.Audience{Name: "vip"}); err == nil ||
		!strings.Contains(err.Error(), "write maintenance.html in "+dir) {
		t.Error(err)
	}
}

// A file that cannot be used blocks its own letters and says why; the others serve.
func TestABrokenTemplateBlocksItsLettersAlone(t *testing.T) {
	for _, c := range []struct{ source, where, says string }{
		{"---\nsubject: x\ncolour: y\n---\n", "start.html:3:1", `unknown key "colour"`},
		{"---\nsubject: x\n", "start.html:1:1", "the front matter is never closed"},
		{"---\nsubject\n---\n", "start.html:2:1", "\"subject\" is no"},
		{"---\nsubject: \"x\n---\n", "start.html:2:1", "the quotes"},
		{"---\nsubject: 'x\n---\n", "start.html:2:1", "the quotes"},
		{"---\nsubject: x\n\nsubject: y\n---\n", "start.html:4:1", "a second subject; the first is in line 2"},
		{"<p>\n\n\xe9t\xe9", "start.html:3:1", "not UTF-8"},
		{strings.Repeat("x", 1<<20+1), "start.html:1:1", "larger than 1 MiB"},
		{"<p>\nred \x1b[31m</p>", "start.html:2:5", "a control character, U+001B"},
		{"<p>\u0085</p>", "start.html:1:4", "a control character, U+0085"},
		{strings.Repeat("<div>", 600), "start.html:1:1", ""},
		{"<p>\n[include nothing]", "start.html:2:1", "no partial of this name"},
		{"<p>\n [include contakt]", "start.html:2:2", "the nearest known name is contact"},
		{"[include a]", "_b.html:1:3", "in a circle: start.html includes _a.html includes _b.html includes _a.html"},
		{"[include broken]", "_broken.html:2:1", "not UTF-8"},
		{strings.Repeat("[include empty]", 300), "start.html:1:3001", "more than 200 includes"},
	} {
		dir := folder(t, map[string]string{"start.html": c.source, "update.html": "fine", "_a.html": "[include b]", "_b.html": "x [include a]",
			"_contact.html": "c", "_broken.html": "\n\xff", "_empty.html": ""})
		l, err := Open(Folder{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		tpl, err := l.Find(incident.Start, incident.Audience{Name: "customers"})
		if err != nil {
			t.Fatal(err)
		}
		if _, findings := tpl.Fill(outage(), Manner{}); len(findings) != 1 || !found(findings, Block, c.where, c.says) {
			t.Errorf("%.40q: %v, want %s %s", c.source, findings, c.where, c.says)
		}
		other, err := l.Find(incident.Update, incident.Audience{Name: "customers"})
		if err != nil {
			t.Fatal(err)
		}
		if letter, findings := other.Fill(outage(), Manner{}); len(findings) > 0 || letter.Text != "fine\n" {
			t.Errorf("%.40q spoils another: %v", c.source, findings)
		}
	}
}

func TestOpen(t *testing.T) {
	if _, err := Open(Folder{Dir: filepath.Join(t.TempDir(), "gone")}); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Error(err)
	}
	dir := folder(t, map[string]string{"secret": "x"})
	inner := filepath.Join(dir, "inner")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"start.html": "gone", "update.html": "../secret", "bad\x1b.html": "gone"} {
		if err := os.Symlink(to, filepath.Join(inner, link)); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(Folder{Dir: inner})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range l.List() {
		if strings.Contains(e.File, "\x1b") {
			t.Errorf("%q", e.File)
		}
	}
	for _, stage := range []incident.Stage{incident.Start, incident.Update} {
		tpl, err := l.Find(stage, incident.Audience{Name: "customers"})
		if err != nil {
			t.Fatal(err)
		}
		if _, findings := tpl.Fill(outage(), Manner{}); !found(findings, Block, string(stage)+".html:1:1", "cannot be read") {
			t.Errorf("%s: %v", stage, findings)
		}
	}
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	l, findings := fill(t, "\ufeff---\r\nsubject: x\r\n---\r\n<p>\r\n[issue.nonsense]\r\n[field|a\r\nb]\r\n[issue.foo]", outage())
	if l.Subject != "x" || strings.Contains(l.Text, "---") {
		t.Errorf("the front matter was not read: %v", l)
	}
	for _, where := range []string{"start.html:5", "start.html:6", "start.html:8"} {
		if !found(findings, Block, where) {
			t.Errorf("nothing at %s: %v", where, findings)
		}
	}
}

func TestFrame(t *testing.T) {
	tpl, err := Parse("x.html", "<h1>a</h1><p style='color:red'>b</p><table role='presentation'><tr><td>c</td></tr></table>")
	if err != nil {
		t.Fatal(err)
	}
	l, _ := tpl.Fill(outage(), Manner{Language: "fr"})
	for _, want := range []string{"<!DOCTYPE html><html lang=\"fr\">", `<meta charset="utf-8"/>`, "viewport",
		`<meta name="color-scheme" content="light dark"/>`, "max-width:600px", "<title>[Degraded]", `<h1 style="margin`,
		`<p style="color:red">`, "<td>c</td>"} {
		if !strings.Contains(l.HTML, want) {
			t.Errorf("no %s in %s", want, l.HTML)
		}
	}
	const whole = `<!DOCTYPE html><html lang="de"><head><title></title></head><body bgcolor="#fff"><h1>a</h1></body></html>`
	if l, _ = fill(t, whole, outage()); l.HTML != whole {
		t.Error(l.HTML)
	}
}

// A letter in another language than its readers' says so, and its dates and its lang are its own.
func TestALetterSaysItsLanguage(t *testing.T) {
	t.Parallel()
	l, err := Open(Folder{})
	if err != nil {
		t.Fatal(err)
	}
	tmpl, err := l.Find(incident.Start, incident.Audience{Name: "customers", Language: "de"})
	if err != nil {
		t.Fatal(err)
	}
	got, findings := tmpl.Fill(outage(), Manner{Zone: time.UTC, Language: "de"})
	if !found(findings, Note, "builtin/start.html", "reads de", "written in en") || !strings.Contains(got.HTML, `lang="en"`) {
		t.Errorf("%v\n%s", findings, got.HTML)
	}
	if got, _ = fill(t, "<html><body>x</body></html>", outage()); !strings.HasPrefix(got.HTML, `<html lang="en">`) {
		t.Error(got.HTML)
	}
}
