package date

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// letters are those that SimpleDateFormat of Java 17 knows.
const letters = "GyYMLwWDdFEuaHkKhmsSzZX"

// PatternError says where a pattern is wrong and how to mend it.
type PatternError struct {
	Column int    // the character in the pattern, counted from 1
	What   string // what is wrong, in lower case, no full stop
	Do     string // what to write instead
}

// Error is all of it in one line.
func (e *PatternError) Error() string {
	return fmt.Sprintf("%s (character %d): %s", e.What, e.Column, e.Do)
}

// Parse reads a pattern. Letters of ASCII are fields, text between apostrophes and all other
// characters stand for themselves, two apostrophes for one. The error is a [*PatternError].
func Parse(pattern string) (Pattern, error) {
	var p Pattern
	for i := 0; i < len(pattern); {
		var n int
		switch c := pattern[i]; {
		case c == '\'':
			text, length := quoted(pattern[i:])
			if length == 0 {
				return Pattern{}, wrong(pattern, i, "the quote is never closed",
					"close it with another ', or write '' for one apostrophe")
			}
			p.tail += text
			n = length
		case isASCIILetter(c):
			n = run(pattern[i:])
			if what, do := refuse(pattern, i, n); what != "" {
				return Pattern{}, wrong(pattern, i, what, do)
			}
			p.fields = append(p.fields, field{before: p.tail, letter: c, width: n})
			p.tail = ""
		default:
			n = plain(pattern[i:])
			p.tail += pattern[i : i+n]
		}
		i += n
	}
	// Java writes a month that is the only field as one that stands alone, as L does.
	if len(p.fields) == 1 && p.fields[0].letter == 'M' {
		p.fields[0].letter = 'L'
	}
	return p, nil
}

func wrong(pattern string, at int, what, do string) error {
	return &PatternError{Column: utf8.RuneCountInString(pattern[:at]) + 1, What: what, Do: do}
}

// quoted is the text in quotes at the beginning of s, and how long it is with them; the
// length is 0 where they are not closed.
func quoted(s string) (string, int) {
	if strings.HasPrefix(s, "''") {
		return "'", 2
	}
	var text strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '\'':
			text.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "''"):
			text.WriteByte('\'')
			i++
		default:
			return text.String(), i + 1
		}
	}
	return "", 0
}

// plain is the length of the text at the beginning of s that is neither field nor quote.
func plain(s string) int {
	for i := range len(s) {
		if s[i] == '\'' || isASCIILetter(s[i]) {
			return i
		}
	}
	return len(s)
}

func isASCIILetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isField(c byte) bool { return in(letters, c) }

// run is how often the first byte of s stands at its beginning.
func run(s string) int { return len(s) - len(strings.TrimLeft(s, s[:1])) }

// refuse is what is wrong with the n letters at i, and what to write instead.
func refuse(pattern string, i, n int) (what, do string) {
	c := pattern[i]
	switch {
	case !isField(c):
		return string(c) + " is no letter of a date pattern", instead(pattern, i, n)
	case c == 'X' && n > 3:
		return "an offset has at most three X", "XXX is the longest, +01:00"
	}
	return "", ""
}

// instead is what was probably meant by the n letters at i: a field by another name, or a
// word that lacks its quotes.
func instead(pattern string, i, n int) string {
	word := wordAround(pattern, i, n)
	if do, ok := meant[word]; ok {
		return do
	}
	if do, ok := meant[pattern[i:i+1]]; ok && len(word) == n {
		return do
	}
	return "put words in quotes: '" + word + "'"
}

// wordAround is the word that the n letters at i are in. A field of two letters and more,
// such as the HH in THH, is not taken for a part of it.
func wordAround(pattern string, i, n int) string {
	end := i + n
	for end < len(pattern) {
		r, size := utf8.DecodeRuneInString(pattern[end:])
		if !unicode.IsLetter(r) || isField(pattern[end]) && run(pattern[end:]) > 1 {
			break
		}
		end += size
	}
	start := i
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(pattern[:start])
		twice := start > 1 && pattern[start-1] == pattern[start-2]
		if !unicode.IsLetter(r) || isField(pattern[start-1]) && twice {
			break
		}
		start -= size
	}
	return pattern[start:end]
}

// meant is what letters and words of other pattern languages are called here.
var meant = map[string]string{
	"A": halfDay, "B": halfDay, "p": halfDay, "tt": halfDay,
	"am": halfDay, "pm": halfDay, "AM": halfDay, "PM": halfDay,
	"c": weekday, "e": weekday,
	"f": "S is the millisecond, s the second",
	"g": "G is the era, y the year",
	"i": "m is the minute",
	"j": "d is the day of the month, D that of the year",
	"l": "L is the month that stands alone, M the month in a date",
	"n": "m is the minute, M the month",
	"O": offset, "x": offset,
	"v": zoneName, "V": zoneName,
	"UTC": zoneWords, "GMT": zoneWords,
}

const (
	halfDay   = "a is AM or PM"
	weekday   = "E is the day of the week"
	offset    = "XXX is the offset, +01:00"
	zoneName  = "z is the zone"
	zoneWords = "z is the zone; put words in quotes"
)
