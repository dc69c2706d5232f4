package date_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bulletin/notify/letter/date"
)

func TestWrongPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern string
		column  int
		do      string
	}{
		{"eee d MMM", 1, "E is the day of the week"},
		{"yyyy-MM-dd HH:nn", 15, "m is the minute, M the month"},
		{"dd.MM.yyyy, hh:mm tt", 19, "a is AM or PM"},
		{"hh:mm AM", 7, "a is AM or PM"},
		{"HH:mm:ss.fff", 10, "S is the millisecond, s the second"},
		{"HH:mm:ssxxx", 9, "XXX is the offset, +01:00"},
		{"HH:mm VV", 7, "z is the zone"},
		{"HH:mm UTC", 7, "z is the zone; put words in quotes"},
		{"yyyy-MM-ddTHH:mm", 11, "put words in quotes: 'T'"},
		{"d MMMM at HH:mm", 9, "put words in quotes: 'at'"},
		{"ddth MMMM", 3, "put words in quotes: 'th'"},
		{"HHuhr", 5, "put words in quotes: 'uhr'"},
		{"d MMMM à partir de HH:mm", 10, "put words in quotes: 'partir'"},
		{"'été' février", 7, "put words in quotes: 'février'"},
		{"HH 'o''clock", 4, "close it with another ', or write '' for one apostrophe"},
		{"hh o'clock", 4, "put words in quotes: 'o'"},
		{"HH:mm XXXX", 7, "XXX is the longest, +01:00"},
	} {
		var wrong *date.PatternError
		if _, err := date.Parse(c.pattern); !errors.As(err, &wrong) {
			t.Errorf("%s: error %v", c.pattern, err)
		} else if wrong.Column != c.column || wrong.Do != c.do {
			t.Errorf("%s: got %d, %s", c.pattern, wrong.Column, wrong.Do)
		}
	}
}

func TestErrorInOneLine(t *testing.T) {
	t.Parallel()
	const want = "e is no letter of a date pattern (character 4): E is the day of the week"
	if _, err := date.Parse("dd e"); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// Java has these letters and no others.
func TestEveryLetter(t *testing.T) {
	t.Parallel()
	for c := range rune(utf8.RuneSelf) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		known := strings.ContainsRune("GyYMLwWDdFEuaHkKhmsSzZX", c)
		if _, err := date.Parse(string(c)); (err == nil) != (known || !letter && c != '\'') {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// FuzzPattern: no pattern, time or language panics, and every error says where and what to do.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"yyyy-MM-dd HH:mm z", "'", "''", "XXXX", "à T", "YY G 'x''y' LLLLL", "eE", "\xff'\xff'", "HH:MM 'UTC'"} {
		f.Add(s, int64(1_768_000_000), 3600, "fr-CA")
	}
	f.Fuzz(func(t *testing.T, pattern string, seconds int64, offset int, language string) {
		p, err := date.Parse(pattern)
		if err != nil {
			var wrong *date.PatternError
			if !errors.As(err, &wrong) || wrong.What == "" || wrong.Do == "" ||
				wrong.Column < 1 || wrong.Column > utf8.RuneCountInString(pattern) {
				t.Fatalf("%q: %#v", pattern, err)
			}
			return
		}
		at := time.Unix(seconds, 0).In(time.FixedZone("", offset%86400))
		if text := p.Format(at, language); len(pattern) > 0 && strings.Trim(pattern, "'") != "" && text == "" {
			t.Fatalf("%q writes nothing", pattern)
		}
		for _, doubt := range p.Doubts() {
			if doubt == "" || strings.ContainsAny(doubt, "{}\n") {
				t.Fatalf("%q: doubt %q", pattern, doubt)
			}
		}
	})
}

// FuzzText: text in quotes is written as it is, between fields as well, and so is text
// without letters and apostrophes outside of quotes.
func FuzzText(f *testing.F) {
	for _, s := range []string{"Jan", "2006-01-02 15:04 MST", "it's", "''", "年", "%d {written} \x00\xff", "Z"} {
		f.Add(s)
	}
	at := time.Date(2026, 1, 31, 10, 5, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		rest := strings.TrimLeft(text, "'")
		quoted := strings.Repeat("''", len(text)-len(rest)) // not in quotes: the first two are an apostrophe
		if rest != "" {
			quoted += "'" + strings.ReplaceAll(rest, "'", "''") + "'"
		}
		bare := strings.Map(func(r rune) rune {
			if r == '\'' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				return -1
			}
			return r
		}, text)
		if got, want := parse(t, "yyyy"+quoted+"MM"+bare).Format(at, "en"), "2026"+text+"01"+bare; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
