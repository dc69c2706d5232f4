package config_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/cmd/bulletin/config"
)

func TestWhereTheFileIs(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	env := func(key string) string {
		if key == "XDG_CONFIG_HOME" {
			return home
		}
		return getenv(key)
	}
	path := filepath.Join(home, "bulletin", "config.yaml")
	_, err := config.Load("", config.Env(env))
	want(t, err, "there is no config file "+path)
	_, err = config.Load("", config.Env(getenv))
	want(t, err, "there is no config file /home/op/.config/bulletin/config.yaml")

	write(t, path, strings.Replace(good, "    file: lists/emea.txt\n", "", 1), 0o600)
	if _, err := config.Load("", config.Env(env)); err != nil {
		t.Error(err)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	short := strings.NewReplacer("  auth: pat\n", "", "refresh: 90s\n", "", "theme: mono\n", "", "badge: DRILL\n", "",
		"operator: night shift\n", "", "operator_address: Op <op@bücher.example>\n", "", "hold: 10s\n", "",
		"drill: {to: [team@example.com], bcc: [watch@example.com]}\n", "", "host: mail.example.com", "host: mail.example.com\n  tls: implicit").Replace(good)
	c, err := config.Load(folder(t, short), config.Env(getenv))
	if err != nil {
		t.Fatal(err)
	}
	if c.SMTP.Port != 465 || c.Refresh != time.Minute || c.Operator != "op" || c.Badge != "" || c.Theme != "" {
		t.Errorf("got %d %s %q %q %q", c.SMTP.Port, c.Refresh, c.Operator, c.Badge, c.Theme)
	}
	if !c.Me.IsZero() || c.Hold != 5*time.Second || c.Drill != nil || !c.Record || c.Comment != "none" {
		t.Errorf("got %s %s %v %t %s", c.Me, c.Hold, c.Drill, c.Record, c.Comment)
	}
}

// What a house may set otherwise is set so.
func TestNotTheDefaults(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer("  filter: 10042", "  filter: 10042\n  record: false\n  comment: internal", "hold: 10s", "hold: 0s",
		"to: [team@example.com], bcc: [watch@example.com]", "file: lists/emea.txt",
		"language: fr", "language: fr, allow: [Alpha.Example, '@beta.example', bücher.example], deny: [evil.alpha.example]").Replace(good)
	c, err := config.Load(folder(t, other), config.Env(getenv))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := c.Desk.Audience("customers")
	if got := fmt.Sprintln(c.Record, c.Comment, c.Hold, c.Drill.File, a.Allow, a.Deny); got != "false internal 0s [noc@gamma.example] [alpha.example beta.example xn--bcher-kva.example] [evil.alpha.example]\n" {
		t.Error(got)
	}
}
