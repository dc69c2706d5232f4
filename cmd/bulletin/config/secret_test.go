package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// short is a config with the token of the row.
func short(token string) string {
	return "jira:\n  url: https://jira.example.com\n  filter: Mine\n  token: " + token + `
smtp: {host: mail.example.com}
from: a@example.com
lists: {staff: {to: [a@example.com]}}
audiences: {staff: {exposure: internal, lists: [staff]}}
`
}

func load(t *testing.T, content string, options ...Option) (Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, f := range map[string]struct {
		content string
		mode    os.FileMode
	}{
		"config.yaml": {content, 0o600}, "closed": {"s3cr3t\nsecond\n", 0o600}, "open": {"s3cr3t\n", 0o640},
		"empty": {"\n", 0o600},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(f.content), f.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(dir, name), f.mode); err != nil {
			t.Fatal(err)
		}
	}
	env := Env(func(key string) string {
		return map[string]string{"TOKEN": "s3cr3t\n", "ODD": "s3\x1bcr3t", "HOME": dir}[key]
	})
	return Load(filepath.Join(dir, "config.yaml"), append([]Option{env}, options...)...)
}

func TestSecretSources(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the commands and modes of this test are those of unix")
	}
	for _, token := range []string{
		"{env: TOKEN}", "{file: closed}", "{file: ~/closed}", "\n    file: closed",
		"{command: [cat, closed]}", "{command: [sh, -c, 'echo s3cr3t; echo more; echo chatter >&2']}",
	} {
		c, err := load(t, short(token))
		if err != nil || c.Jira().Token != "s3cr3t" {
			t.Errorf("%s: got %q, %v", token, c.Jira().Token, err)
		}
	}
}

// TestSecretFaults wants exactly these words, and in none of them what may be the secret.
func TestSecretFaults(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the commands and modes of this test are those of unix")
	}
	const inFile = "jira.token is a secret and never stands in this file; write where it comes from: " +
		"{env: NAME}, {file: PATH} or {command: [word, ...]}, exactly one"
	const envName = "jira.token: env must name a variable in capital letters, such as BULLETIN_JIRA_TOKEN; " +
		"what stands there is not repeated here"
	for token, text := range map[string]string{
		"s3cr3t":                          inFile,
		`"s3cr3t"`:                        inFile,
		"[s3cr3t]":                        inFile,
		"{s3cr3t}":                        inFile,
		"{s3cr3t: s3cr3t}":                inFile,
		"{env: TOKEN, file: closed}":      inFile,
		"{}":                              inFile,
		"":                                inFile,
		"!!str s3cr3t":                    inFile,
		"&a s3cr3t":                       inFile,
		"{command: echo s3cr3t}":          inFile,
		"{command: []}":                   inFile,
		"{command: [echo, [s3cr3t]]}":     inFile,
		"{file: [closed]}":                inFile,
		"{env: s3cr3t}":                   envName,
		"{env: 'S3CR3T VALUE'}":           envName,
		"{env: MISSING}":                  "jira.token: the secret from the environment variable MISSING cannot be used: it is empty",
		"{env: ODD}":                      "jira.token: the secret from the environment variable ODD cannot be used: it holds control characters or invisible ones",
		"{file: none}":                    `jira.token: the secret from the file "none" cannot be used: no such file or directory`,
		"{file: .}":                       `jira.token: the secret from the file "." cannot be used: it is no regular file`,
		"{file: empty}":                   `jira.token: the secret from the file "empty" cannot be used: it is empty`,
		"{file: open}":                    `jira.token: the secret from the file "open" cannot be used: others can read it (mode 0640); run chmod 600 on it`,
		"{command: [no-such-program, x]}": `jira.token: the secret from the command "no-such-program" cannot be used: there is no such program`,
		"{command: ['true', s3cr3t]}":     `jira.token: the secret from the command "true" cannot be used: it is empty`,
		"{command: [sh, -c, 'echo s3cr3t; echo first >&2; printf \"la\\033st\\n\" >&2; exit 3']}": `jira.token: the secret from the command "sh" cannot be used: exit status 3: la␛st`,
	} {
		t.Run(token, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, short(token))
			if got := fmt.Sprint(err); got != "config.yaml:4: "+text {
				t.Errorf("got\n%s\nwant\nconfig.yaml:4: %s", got, text)
			}
		})
	}
}

func TestSecretCommandThatHangs(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sleep command")
	}
	_, err := load(t, short("{command: [sleep, '60']}"), func(r *reader) { r.patience = 50 * time.Millisecond })
	want := `config.yaml:4: jira.token: the secret from the command "sleep" cannot be used: it did not end within 50ms`
	if fmt.Sprint(err) != want {
		t.Errorf("got %v", err)
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	c, err := load(t, short("{env: MISSING}"), Without("jira.token"))
	if err != nil || c.Jira().Token != "" {
		t.Errorf("got %q, %v", c.Jira().Token, err)
	}
	if _, err = load(t, short("s3cr3t"), Without("jira.token")); err == nil {
		t.Error("a secret in the file was not refused")
	}
}

// TestNoSecretShows prints a config in every way there is.
func TestNoSecretShows(t *testing.T) {
	t.Parallel()
	content := strings.Replace(short("{env: TOKEN}"), "smtp: {", "smtp: {username: desk, password: {env: TOKEN}, ", 1)
	c, err := load(t, content)
	if err != nil {
		t.Fatal(err)
	}
	type outer struct{ inner Config }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{c, &c, c.Jira(), c.SMTP, &c.SMTP, outer{c}, []Config{c}} {
			if s := fmt.Sprintf(verb, value); strings.Contains(s, "s3cr3t") || strings.Contains(s, "733363723374") {
				t.Errorf("%s of %T shows the secret: %s", verb, value, s)
			}
		}
	}
	for _, value := range []any{c, c.Jira(), c.SMTP} { // that it cannot be written is as good as that it hides
		if b, err := json.Marshal(value); strings.Contains(fmt.Sprint(string(b), err), "s3cr3t") {
			t.Errorf("JSON of %T shows the secret: %s %v", value, b, err)
		}
	}
}

// TestNoSecretInSyntaxErrors breaks the YAML around a secret in many ways: whatever is
// wrong, what stands there is not repeated.
func TestNoSecretInSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, token := range []string{
		"|s3cr3t", ">s3cr3t", "!s3cr3t", "!<s3cr3t", "*s3cr3t", "&s3cr3t", "&s3cr3t &s3cr3t x", "%s3cr3t", "@s3cr3t", "`s3cr3t",
		`"s3cr3t`, "'s3cr3t", "{s3cr3t", "[s3cr3t", "s3cr3t: s3cr3t: s3cr3t", "{env: s3cr3t", "- s3cr3t", "\ts3cr3t",
		"s3cr3t\n s3cr3t\ns3cr3t", "? s3cr3t", "\"\\s3cr3t\"", "s3cr3t\n---\ns3cr3t", "<<: s3cr3t", "{<<: s3cr3t}", "s3cr3t: *s3cr3t",
		"!!int s3cr3t", "!!s3cr3t s3cr3t", "\"\\xs3cr3t\"", "s3cr3t]", "}s3cr3t", "|9s3cr3t\n s3cr3t",
	} {
		_, err := load(t, short(token))
		if err == nil || strings.Contains(strings.ToLower(err.Error()), "s3cr3t") {
			t.Errorf("%q: %v", token, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(short("{env: TOKEN}"))
	f.Add("a: &a [*a]\n? {b: c}\n: d\n--- |\n x")
	f.Fuzz(func(t *testing.T, content string) {
		dir := t.TempDir()
		path := filepath.Join(dir, "config.yaml")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path, Env(func(string) string { return "x" }), Without("jira.token", "smtp.password"))
		if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' && r != '\n' }) {
			t.Errorf("control characters in %q", err)
		}
	})
}
