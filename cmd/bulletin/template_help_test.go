package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestTemplateHelp does what the help tells an author to do, one command after the other.
// Not parallel: the commands name their files from the current folder.
func TestTemplateHelp(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the config is found through a link")
	}
	h, dir := withTemplates(t, nil)
	home := t.TempDir()
	if err := os.Symlink(filepath.Dir(h.Config), filepath.Join(home, "bulletin")); err != nil {
		t.Fatal(err)
	}
	w := h.w
	w.getenv = func(key string) string { return map[string]string{"XDG_CONFIG_HOME": home}[key] }
	answer, err := os.ReadFile(h.recorded(t, "OPS-147"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(dir))
	if err := put(".", "issue.json", string(answer)); err != nil {
		t.Fatal(err)
	}
	text := topic("templates")
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^ {4,}bulletin (.*)$`).FindAllStringSubmatch(text, -1) {
		n++
		command, file, kept := strings.Cut(strings.ReplaceAll(m[1], "KEY", "OPS-147"), " > ")
		r := w.call(t, strings.Fields(command)...)
		if r.code != exitDone || r.out == "" && !strings.Contains(command, "lint") {
			t.Errorf("%s: %d, %q, %q", command, r.code, r.out, r.err)
		}
		again := w.call(t, strings.Fields(command)...)
		if kept && (again.out != r.out || !strings.HasPrefix(file, "golden/start.customers.")) {
			t.Errorf("%s: not the same bytes twice", command)
		}
		for _, lies := range regexp.MustCompile(`\S+/letter\.html`).FindAllString(r.err+again.err, -1) {
			t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(lies)) })
		}
	}
	// A built-in template takes no partial from the current folder.
	if err := put(".", "_facts.html", "<p>Found here</p>"); err != nil {
		t.Fatal(err)
	}
	if r := w.call(t, "template", "render", "builtin/start.html"); r.code != exitDone || strings.Contains(r.out, "Found here") {
		t.Errorf("%d, %s", r.code, r.out)
	}
	if n < 13 {
		t.Errorf("the help has %d commands only", n)
	}
}

// TestTemplateHelpExamples checks the templates that the help shows, and what it says of
// names and files.
func TestTemplateHelpExamples(t *testing.T) {
	t.Parallel()
	h, dir := withTemplates(t, map[string]string{"images/plan.png": "\x89PNG\r\n\x1a\n"})
	text := topic("templates")
	blocks := regexp.MustCompile("(?s)( *)```(markdown|html)\n(.*?)```").FindAllStringSubmatch(text, -1)
	pieces := regexp.MustCompile("`(\\[impact-start[^`]*|\\[custom-field[^`]*|<img [^`]*)`").FindAllStringSubmatch(text, -1)
	if len(blocks) != 3 || len(pieces) != 3 {
		t.Fatalf("the help has %d templates and %d pieces", len(blocks), len(pieces))
	}
	for _, m := range pieces {
		blocks = append(blocks, []string{"", "", "html", "<p>" + m[1] + "</p>\n"})
	}
	for _, m := range blocks {
		file := filepath.Join(dir, map[string]string{"markdown": "start.md", "html": "start.html"}[m[2]])
		source := strings.ReplaceAll("\n"+m[3], "\n"+m[1], "\n")[1:]
		if !strings.HasPrefix(source, "---") {
			source = "---\nsubject: x\n---\n" + source
		}
		if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := h.call(t, "template", "lint", "--strict", file); r.code != exitDone || r.out != "" {
			t.Errorf("%d %s, of\n%s", r.code, r.out, source)
		}
		if r := h.call(t, "template", "render", file, "--at", moment); r.code != exitDone || regexp.MustCompile(`(?m)^(note|warn|block):`).MatchString(r.err) {
			t.Errorf("%d %s, of\n%s", r.code, r.err, source)
		}
	}
}
