package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestTemplateRender(t *testing.T) {
	t.Parallel()
	picture := "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 50)
	h, dir := withTemplates(t, map[string]string{
		"start.html": "---\nsubject: \"[issue.key] [service-status]\"\n---\n<p>[message?no message] for [audience] at [now]</p><p>[impact-start] [issue.key]</p><img src=\"images/a.png\" alt=\"plan\">\n",
		"blocked.md": "---\nstage: update\naudience: staff\n---\nhello [issue.nope]\n", "images/a.png": picture,
		"odd.html": "<p>odd</p>", "_part.html": "<p>part</p>",
	})
	file := h.recorded(t, "OPS-147")
	for _, from := range [][]string{nil, {"--issue-file", file}, {"--issue", "OPS-147"}} {
		for _, format := range []string{"text", "html", "eml"} {
			args := append([]string{"template", "render", "start", "--format", format, "--at", moment}, from...)
			first := h.call(t, args...)
			later := h
			later.w.now = func() time.Time { return h.w.now().Add(90 * time.Minute) }
			if again := later.call(t, args...); first.code != exitDone || again.out != first.out || first.out == "" {
				t.Errorf("%v: %d, not the same bytes:\n%s\n%s%s", args, first.code, first.out, again.out, first.err)
			}
		}
	}
	text := func(args ...string) result {
		return h.call(t, append([]string{"template", "render", "--at", moment}, args...)...)
	}
	text("start").want(t, exitDone, "no message for customers at 2024-01-31 11:00 CET (10:00 UTC)", "subject: OPS-101 DISRUPTED")
	text("start", "--audience", "staff", "--message", "Hear").want(t, exitDone, "Hear for staff at 2024-01-31 10:00 UTC", "")
	text(filepath.Join(dir, "start.html"), "--stage", "resolved", "--issue-file", file).want(t, exitDone, "no message", "subject: OPS-147 UP")
	text("start", "--format", "eml").want(t, exitDone, "Content-Type: image/png", "")
	text("odd", "--stage", "start").want(t, exitDone, "odd", "")
	text("_part", "--stage", "start").want(t, exitDone, "part", "")
	text("builtin/start.fr.html").want(t, exitDone, "11:30 CET (10:30 UTC)", "the audience reads en, and this letter is written in fr")
	blocked := text("blocked.md")
	blocked.want(t, exitBlocked, "hello", "block: blocked.md:5:7: [issue.nope] is no known name")
	if r := text("blocked.md", "--format", "eml"); r.code != exitBlocked || r.out != "" {
		t.Errorf("got %d, %q", r.code, r.out)
	}
	text("odd").want(t, exitUsage, "", "the name odd.html says no stage")
	text("_part").want(t, exitUsage, "", "is a partial, and no letter")
	text("start", "--stage", "begin").want(t, exitUsage, "", `not "begin"`)
	text("start", "--audience", "custmers").want(t, exitUsage, "", `did you mean "customers"?`)
	text("start", "--format", "pdf").want(t, exitUsage, "", "--format must be one of")
	h.call(t, "template", "render", "start", "--at", "noon").want(t, exitUsage, "", "is no time")
}

// TestTemplateBadFiles: what is no template and no issue is refused in words, at once.
func TestTemplateBadFiles(t *testing.T) {
	t.Parallel()
	w, dir := author(t, map[string]string{
		"start.html": "<p>x</p>", "big.html": strings.Repeat("a", 2<<20), "broken.json": `{"id": "1",`, "empty.json": "", "object.json": "{}",
		"page.json": "<!DOCTYPE html><title>Log in</title>", "error.json": `{"errorMessages":["Issue Does Not Exist"]}`,
	})
	in := func(name string) string { return filepath.Join(dir, name) }
	w.call(t, "template", "render", in("gone.html")).want(t, exitUsage, "", "there is no file and no template")
	w.call(t, "template", "render", dir).want(t, exitUsage, "", "it is a folder")
	w.call(t, "template", "render", in("big.html"), "--stage", "start").want(t, exitBlocked, "", "larger than 1 MiB")
	for name, want := range map[string]string{
		"broken.json": "it is cut short", "empty.json": "it is empty", "object.json": "it is not an issue", "page.json": "it is a web page",
		"error.json": "it is an error of Jira: Issue Does Not Exist",
	} {
		r := w.call(t, "template", "render", in("start.html"), "--issue-file", in(name))
		r.want(t, exitJira, "", "read the recorded issue in "+in(name)+": "+want)
		r.want(t, exitJira, "", "What to do: ")
	}
	w.call(t, "template", "render", in("start.html"), "--issue-file", in("gone.json")).want(t, exitUsage, "", "cannot read "+in("gone.json"))
	w.call(t, "template", "render", in("start.html"), "--issue-file", dir).want(t, exitUsage, "", "it is a folder")
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the browser is a shell script")
	}
	dir := t.TempDir()
	script := filepath.Join(dir, "browser")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf '%s' \"$*\" > "+dir+"/called\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	h, _ := withTemplates(t, map[string]string{
		"start.html": "<p>Look</p><img src=\"a.png\" alt=\"plan\">\n", "a.png": "\x89PNG\r\n\x1a\n",
	})
	set := func(env map[string]string) { h.w.getenv = func(key string) string { return env[key] } }
	opened := func(r result, want, arguments string) {
		t.Helper()
		r.want(t, exitDone, "Look", want)
		file := regexp.MustCompile(`\S+/letter\.html`).FindString(r.err)
		t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(file)) })
		html, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(html), "cid:") || !strings.Contains(string(html), "data:image/png;base64,iVBORw0KGgo=") {
			t.Errorf("%v: %s", err, html)
		}
		for path, mode := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s: %v, %v", path, info.Mode(), err)
			}
		}
		if called, _ := os.ReadFile(filepath.Join(dir, "called")); string(called) != strings.ReplaceAll(arguments, "FILE", file) {
			t.Errorf("called with %q, want %q", called, arguments)
		}
		_ = os.Remove(filepath.Join(dir, "called"))
	}
	preview := append(line("preview"), "--open")
	set(map[string]string{"BROWSER": script})
	opened(h.call(t, preview...), "Opened ", "FILE")
	set(map[string]string{"BROWSER": script + " --new %s --quiet:other"})
	opened(h.call(t, "template", "render", "start", "--open"), "Opened ", "--new FILE --quiet")
	set(nil)
	opened(h.call(t, preview...), "There is no browser to open here; the HTML part lies in ", "")
	set(map[string]string{"BROWSER": filepath.Join(dir, "none")})
	opened(h.call(t, preview...), "The browser did not open", "")
	set(map[string]string{"BROWSER": "/bin/false"})
	opened(h.call(t, preview...), "The browser did not open", "")
}

// TestTemplateOfAnyName: what the config calls a letter is that letter here too.
func TestTemplateOfAnyName(t *testing.T) {
	t.Parallel()
	h, dir := withTemplates(t, map[string]string{"outage.html": "<p>Down: [stage] for [audience]</p>", "down.html": "---\nsubject: Ours\n---\n<p>x [stage]</p>"})
	h.edit(t, `templates: \{folder: templates\}`, "templates: {folder: templates, letters: {update.staff: {file: outage.html, subject: \"Theirs [issue.key]\"}, update.customers: {file: outage.html, subject: Others}, resolved: down.html, start: down.html}}")
	for _, name := range []string{"update.staff", "outage.html", filepath.Join(dir, "outage.html")} {
		h.call(t, "template", "render", name).want(t, exitDone, "Down: update for staff", "subject: Theirs OPS-101")
	}
	h.call(t, "template", "lint", "--strict", filepath.Join(dir, "outage.html")).want(t, exitDone, "", "0 findings")
	for who, subject := range map[string]string{"staff": "Theirs [issue.key]\nsuch as: Theirs OPS-101\n", "customers": "Others\n"} {
		h.call(t, "template", "show", "--stage", "update", "--audience", who).want(t, exitDone, "subject: "+subject, "")
	}
	h.call(t, "template", "render", "resolved").want(t, exitDone, "x resolved", "subject: Ours")
	h.call(t, "template", "render", "start").want(t, exitDone, "x start", "subject: Ours")
}
