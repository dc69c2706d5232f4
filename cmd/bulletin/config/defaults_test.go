package config_test

import (
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
		"operator: night shift\n", "", "host: mail.example.com", "host: mail.example.com\n  tls: implicit").Replace(good)
	c, err := config.Load(folder(t, short), config.Env(getenv))
	if err != nil {
		t.Fatal(err)
	}
	if c.SMTP.Port != 465 || c.Refresh != time.Minute || c.Operator != "op" || c.Badge != "" || c.Theme != "" {
		t.Errorf("got %d %s %q %q %q", c.SMTP.Port, c.Refresh, c.Operator, c.Badge, c.Theme)
	}
}
