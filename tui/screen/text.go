package screen

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// Cut shortens text to a width with the mark at its end. It knows styled text.
func Cut(s string, width int, more string) string { return ansi.Truncate(s, max(width, 0), more) }

// Fit cuts or pads text to exactly a width.
func Fit(s string, width int, more string) string {
	s = Cut(s, width, more)
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// Row makes text fit for a list's row: one line, and without the joiners and variation
// selectors about whose width terminals disagree.
func Row(s string) string {
	if ascii(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return ' '
		case r == 0x200c, r == 0x200d, r >= 0xfe00 && r <= 0xfe0f:
			return -1
		}
		return r
	}, s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '\n' {
			return false
		}
	}
	return true
}

// Wrap breaks text into lines of a width, at spaces where there are any, and never at the
// hyphen of a key such as OPS-101 unless nothing else is left.
func Wrap(s string, width int) []string {
	const joined = "\ue000" // ansi.Wrap takes every hyphen for a place to break
	s = ansi.Wrap(strings.ReplaceAll(s, "-", joined), max(width, 1), "")
	return strings.Split(strings.ReplaceAll(s, joined, "-"), "\n")
}

// Spread puts left and right at the ends of a line. Where there is no room for both, the
// left one stands alone.
func Spread(left, right string, width int, more string) string {
	room := width - ansi.StringWidth(right) - 1
	if right == "" || room < ansi.StringWidth(left) {
		return Fit(left, width, more)
	}
	return Fit(left, room, more) + " " + right
}

// Window is the part of the lines that a page of this height shows from offset, which it
// moves into range.
func Window(lines []string, offset, height int) (part []string, from int) {
	from = max(0, min(offset, len(lines)-height))
	return lines[from:min(len(lines), from+max(height, 0))], from
}

// Clock is a moment as the console writes it: always UTC, the day only where it is another.
func Clock(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04 UTC")
	}
	return t.Format("2006-01-02 15:04 UTC")
}

// Ago is how long ago a moment was: 12m.
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return notify.Span(now.Sub(t))
}

// Kept is of when what is kept is, and how old that makes it: "02:14 UTC, 43m old".
func Kept(k incident.Kept, now time.Time) string {
	return Clock(k.At, now) + ", " + Ago(k.At, now) + " old"
}

// Unseen is what of the letters of colleagues is not known of what is kept.
func Unseen(k incident.Kept, now time.Time) string {
	return k.Unseen(func(t time.Time) string { return Clock(t, now) })
}

// People is a number of people in words.
func People(n int) string { return Count(n, "person", "people") }

// Count is a number and the word that goes with it.
func Count(n int, one, many string) string {
	word := many
	if n == 1 {
		word = one
	}
	return thousands(n) + " " + word
}

// thousands is a number with commas, since 10,000 must not be read as 1,000.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	rest := strconv.Itoa(n % 1000)
	return thousands(n/1000) + "," + strings.Repeat("0", 3-len(rest)) + rest
}
