package incident

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from outside harmless and keeps it honest: what could act on a
// terminal or reorder what a person reads becomes a visible mark, the rest stays as it
// was. Line ends become \n, tabs become spaces, bytes that are no UTF-8 become U+FFFD, and
// of more marks on one character than a script needs, which would cover the lines around,
// the rest becomes their number. It is idempotent.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	p := pile{out: &b}
	for _, r := range s {
		if !p.takes(r) {
			clean(&b, r)
		}
	}
	p.end()
	return b.String()
}

// tallest is how many marks may stand on one character; pointed Hebrew and Tibetan stacks
// have fewer.
const tallest = 8

// pile counts the marks on a character.
type pile struct {
	out   *strings.Builder
	marks int
	first rune // of those that are too many
}

// takes reports a mark that is too many, and counts it instead of writing it. What shows
// nothing is no character for the next marks to stand on.
func (p *pile) takes(r rune) bool {
	switch {
	case joins(r) || unicode.Is(unicode.M, r) && !invisible(r):
		if p.marks++; p.marks == tallest+1 {
			p.first = r
		}
		return p.marks > tallest
	case !invisible(r) || reorders(r):
		p.end()
	}
	return false
}

// end writes how many marks were too many on the last character.
func (p *pile) end() {
	if p.marks > tallest {
		fmt.Fprintf(p.out, "<U+%04X x%d>", p.first, p.marks-tallest)
	}
	p.marks = 0
}

// CleanLine is [Clean] for what must stay on one line: line ends become single spaces.
func CleanLine(s string) string {
	s = Clean(s)
	if !strings.Contains(s, "\n") {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// plain reports that s holds printable ASCII and \n only: the common case.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 0x20 && c != '\n') || c >= 0x7f {
			return false
		}
	}
	return true
}

func clean(b *strings.Builder, r rune) {
	switch {
	case r == '\t':
		b.WriteString("    ")
	case r == '\n', r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
		b.WriteByte('\n')
	case r < 0x20:
		b.WriteRune(0x2400 + r) // the control pictures: ESC is shown as U+241B
	case r == 0x7f:
		b.WriteRune(0x2421)
	case r < 0xa0 && r > 0x7f, reorders(r), utf8.RuneLen(r) < 0:
		fmt.Fprintf(b, "<U+%04X>", r)
	case invisible(r):
	default:
		b.WriteRune(r)
	}
}

// reorders reports the bidirectional controls (Unicode UAX #9), with which text can be
// made to read otherwise than it is.
func reorders(r rune) bool {
	return r == 0x061c || r == 0x200e || r == 0x200f ||
		(r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
}

// joins reports the joiners, which stand between characters and show nothing themselves.
func joins(r rune) bool { return r == 0x200c || r == 0x200d }

// invisible reports runes that show nothing and can hide text or break words. The joiners
// U+200C and U+200D and the variation selectors stay: scripts and emoji need them. Those of
// plane 14 go: a letter can do without, and any bytes can be hidden in them.
func invisible(r rune) bool {
	switch {
	case joins(r):
		return false
	case r == 0x00ad, r == 0x200b, r == 0x180e, r == 0xfeff:
		return true
	case r >= 0x2060 && r <= 0x206f, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
