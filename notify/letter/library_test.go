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
	own, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	none, err := Open("")
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
	if _, err := own.Find("postmortem", incident.Audience{Name: "vip"}); err == nil ||
		!strings.Contains(err.Error(), "write postmortem.html in "+dir) {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct{ source, says string }{
		{"---\nsubject: x\ncolour: y\n---\n", `start.html:3: unknown key "colour"; the only key is subject`},
		{"---\nsubject: x\n", "start.html:1: the front matter is never closed"},
		{"---\nsubject\n---\n", "start.html:2: \"subject\" is no"},
		{"---\nsubject: \"x\n---\n", "start.html:2: the quotes"},
		{"---\nsubject: 'x\n---\n", "start.html:2: the quotes"},
		{"---\nsubject: x\n\nsubject: y\n---\n", "start.html:4: a second subject; the first is in line 2"},
		{"<p>\n\n\xe9t\xe9", "start.html:3: not UTF-8"},
		{strings.Repeat("x", 1<<20+1), "start.html: larger than 1 MiB"},
		{"<p>\nred \x1b[31m</p>", "start.html:2: a control character, U+001B; take it out"},
		{"<p>\u0085</p>", "start.html:1: a control character, U+0085; take it out"},
		{strings.Repeat("<div>", 600), "start.html:1: "},
	} {
		dir := folder(t, map[string]string{"start.html": c.source})
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%.40q: %v, want %s", c.source, err, c.says)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "gone")); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Error(err)
	}
	dir := t.TempDir()
	if err := os.Symlink("gone", filepath.Join(dir, "start.html")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "start.html") {
		t.Error(err)
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
	const whole = `<!DOCTYPE html><html><head><title></title></head><body bgcolor="#fff"><h1>a</h1></body></html>`
	if l, _ = fill(t, whole, outage()); l.HTML != whole {
		t.Error(l.HTML)
	}
}

// A built-in letter is in English, and says so to whoever chose another language.
func TestBuiltInLettersAreEnglish(t *testing.T) {
	t.Parallel()
	l, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	tmpl, err := l.Find(incident.Start, incident.Audience{Name: "customers"})
	if err != nil {
		t.Fatal(err)
	}
	got, findings := tmpl.Fill(outage(), Manner{Zone: time.UTC, Language: "fr"})
	if !found(findings, Note, "builtin/start.html:1", "reads fr") || !strings.Contains(got.HTML, `lang="en"`) {
		t.Errorf("%v\n%s", findings, got.HTML)
	}
}
