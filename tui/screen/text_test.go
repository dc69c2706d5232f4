package screen

import (
	"slices"
	"testing"
	"time"
)

func TestWrapKeepsKeysWhole(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"fail (OPS-101) again":    {"fail", "(OPS-101)", "again"},
		"a-very-long-word-indeed": {"a-very-lon", "g-word-ind", "eed"},
		"検索結果に絵文字が":               {"検索結果に", "絵文字が"},
		"":                        {""},
	} {
		if got := Wrap(text, 10); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		Count(0, "incident", "incidents"):       "0 incidents",
		Count(1, "incident", "incidents"):       "1 incident",
		People(10_000):                          "10,000 people",
		People(1_234_567):                       "1,234,567 people",
		People(1_000_007):                       "1,000,007 people",
		Spread("left", "right", 12, "~"):        "left   right",
		Spread("left", "right", 9, "~"):         "left     ",
		Spread("far too left", "right", 9, "~"): "far too ~",
		Sentence("jira: it failed; "):           "Jira: it failed.",
		Sentence("état\nodd"):                   "État odd.",
		Sentence(""):                            "",
		Row("a\nb\u200d\ufe0f"):                 "a b",
		Clock(time.Date(2026, 3, 14, 3, 0, 0, 0, time.UTC), time.Date(2026, 3, 14, 23, 0, 0, 0, time.UTC)): "03:00 UTC",
		Clock(time.Date(2026, 3, 13, 23, 0, 0, 0, time.UTC), time.Date(2026, 3, 14, 1, 0, 0, 0, time.UTC)): "2026-03-13 23:00 UTC",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
