package incident

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Compare orders values as a person expects them in a sorted column: numbers by their value,
// times from old to new, words whatever the case of their letters and with their numbers as
// numbers (OPS-9 before OPS-10). What is empty comes last. Of different kinds of values,
// numbers come first, then times, then words.
func Compare(a, b Value) int {
	rank := sorts(a)
	if c := cmp.Compare(rank, sorts(b)); c != 0 {
		return c
	}
	switch rank {
	case empty:
		return 0
	case timed:
		return a.Time.Compare(b.Time)
	}
	return cmp.Or(cmp.Compare(a.Number, b.Number), natural(a.String(), b.String()))
}

// What sorts together, in its order.
const (
	counted = iota
	timed
	worded
	empty
)

func sorts(v Value) int {
	switch {
	case v.Empty():
		return empty
	case v.Timed():
		return timed
	case v.Kind == Number:
		return counted
	}
	return worded
}

// natural compares words without the case of their letters, and digits in them as numbers of
// any length.
func natural(a, b string) int {
	same := alike(a, b)
	a, b = a[same:], b[same:]
	for a != "" && b != "" {
		i, j := digits(a), digits(b)
		if i > 0 && j > 0 {
			x, y := strings.TrimLeft(a[:i], "0"), strings.TrimLeft(b[:j], "0")
			if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
				return c
			}
			a, b = a[i:], b[j:]
			continue
		}
		r, n := utf8.DecodeRuneInString(a)
		s, m := utf8.DecodeRuneInString(b)
		if c := cmp.Compare(folded(r), folded(s)); c != 0 {
			return c
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

// alike is how many bytes two texts have in common at their beginning, but none of a number
// or of a character that goes on otherwise. To pass over them spares the sorting of a long
// list most of its work.
func alike(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (digits(a[n-1:]) > 0 || a[n-1] >= utf8.RuneSelf) {
		n--
	}
	return n
}

// digits is the length of the number with which s begins.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func folded(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }
