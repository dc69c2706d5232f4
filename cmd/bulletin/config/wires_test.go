package config_test

import (
	"strings"
	"testing"

	"bulletin/cmd/bulletin/config"
)

// TestTransactions: how many get the letter at once, and how many letters leave in a minute.
func TestTransactions(t *testing.T) {
	t.Parallel()
	for keys, c := range map[string]struct {
		transaction, pace int
		fault             string
	}{
		"":                                 {0, 0, ""},
		"\n  transaction: 50\n  pace: 30":  {50, 30, ""},
		"\n  transaction: 1000\n  pace: 0": {1000, 0, ""},
		"\n  transaction: 0":               {0, 0, `config.yaml:9: smtp.transaction: "0" must be a number from 1 to 1000`},
		"\n  transaction: 1001":            {0, 0, `config.yaml:9: smtp.transaction: "1001" must be a number from 1 to 1000`},
		"\n  transaction: all":             {0, 0, `config.yaml:9: smtp.transaction: "all" must be a number from 1 to 1000`},
		"\n  pace: -1":                     {0, 0, `config.yaml:9: smtp.pace: "-1" must be a number from 0 to 10000`},
	} {
		path := folder(t, strings.Replace(good, "username: desk", "username: desk"+keys, 1))
		got, err := config.Load(path, config.Env(getenv))
		if c.fault != "" {
			want(t, err, c.fault)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got.SMTP.Transaction != c.transaction || got.SMTP.Pace != c.pace {
			t.Errorf("%q: %d at once, %d a minute", keys, got.SMTP.Transaction, got.SMTP.Pace)
		}
	}
}
