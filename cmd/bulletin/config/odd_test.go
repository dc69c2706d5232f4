package config_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/cmd/bulletin/config"
)

// TestBombs are nestings for which a parser needs minutes.
func TestBombs(t *testing.T) {
	t.Parallel()
	const deep = "config.yaml:2: more than 64 levels of brackets or indentation"
	for name, value := range map[string]string{
		"lists":           "\n  " + strings.Repeat("[", 200_000),
		"closed lists":    "\n  " + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000),
		"maps":            "\n  " + strings.Repeat("{a: ", 200_000),
		"lists of lists":  "\n  " + strings.Repeat("- ", 200_000) + "x",
		"just above":      "\n  " + strings.Repeat("[", 65),
		"indented deeply": "\n" + strings.Repeat(" ", 129) + "x",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			_, err := config.Load(folder(t, "badge:"+value), config.Env(getenv))
			want(t, err, deep)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	_, err := config.Load(folder(t, "# 64 levels\nbadge: "+strings.Repeat("[", 64)+strings.Repeat("]", 64)), config.Env(getenv))
	if err == nil || !strings.Contains(err.Error(), "badge must be text, not a list") {
		t.Errorf("got %v", err)
	}
}

// TestFolders: a folder is no file, wherever a file is named.
func TestFolders(t *testing.T) {
	t.Parallel()
	odd(t, func(t *testing.T, path string) { write(t, filepath.Join(path, "x"), "", 0o600) })
}

// odd puts what is no regular file wherever the config reads a file.
func odd(t *testing.T, put func(t *testing.T, path string)) {
	t.Helper()
	for name, row := range map[string]struct{ old, new, want string }{
		"list":   {"lists/emea.txt", "odd", `config.yaml:22: lists.customers-emea.file: cannot read "odd": it is no regular file`},
		"ca":     {"auth: pat", "ca_file: odd", `config.yaml:3: jira.ca_file: cannot read "odd": it is no regular file`},
		"secret": {"{env: JIRA_TOKEN}", "{file: odd}", `config.yaml:4: jira.token: the secret from the file "odd" cannot be used: it is no regular file`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := folder(t, strings.Replace(good, row.old, row.new, 1))
			put(t, filepath.Join(filepath.Dir(path), "odd"))
			_, err := config.Load(path, config.Env(getenv))
			want(t, err, row.want)
		})
	}
	t.Run("config", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "odd")
		put(t, path)
		_, err := config.Load(path, config.Env(getenv))
		want(t, err, "cannot read the config file "+path+": it is no regular file")
	})
}
