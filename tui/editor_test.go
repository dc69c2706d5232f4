//go:build unix

package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulletin/tui/screen"
)

// editor makes a shell script the operator's editor; "$1" is the file.
func editor(t *testing.T, script string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", path)
	t.Setenv("TMPDIR", t.TempDir())
}

func TestEditor(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"as it was":     {"true", "before"},
		"other words":   {`printf 'after\n\n' > "$1"`, "after"},
		"control bytes": {`printf 'a\033[2Jb' > "$1"`, "a␛[2Jb"},
	} {
		editor(t, c.script)
		s := &session{ctx: t.Context(), edit: screen.Edit{Text: "before", Limit: 100}}
		if err := s.Run(); err != nil || s.text != c.want {
			t.Errorf("%s: %q, %v", name, s.text, err)
		}
		if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
			t.Errorf("%s: it left %v", name, left)
		}
	}
}

// What an editor saved before it failed, or what is too long, is not lost: the error says
// where it is.
func TestEditorThatFails(t *testing.T) {
	for name, script := range map[string]string{
		"it fails after saving": `printf saved > "$1"; exit 3`,
		"it is killed":          `printf saved > "$1"; kill -9 $$`,
		"the text is too long":  `printf 'saved %0200d' 1 > "$1"`,
	} {
		editor(t, script)
		s := &session{ctx: t.Context(), edit: screen.Edit{Text: "before", Limit: 100}}
		err := s.Run()
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		left, _ := filepath.Glob(filepath.Join(os.TempDir(), "bulletin-*.txt"))
		if len(left) != 1 || !strings.Contains(err.Error(), left[0]) {
			t.Fatalf("%s: %v; left %v", name, err, left)
		}
		if kept, _ := os.ReadFile(left[0]); !strings.HasPrefix(string(kept), "saved") {
			t.Errorf("%s: kept %q", name, kept)
		}
	}
}
