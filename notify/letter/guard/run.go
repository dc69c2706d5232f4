package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// run is a stretch of the text.
type run struct{ start, end int }

// runs are the longest stretches of characters of a kind. It is what a pattern of one class
// would find, at a tenth of the cost.
func runs(text string, in func(rune) bool) []run {
	var all []run
	start := -1
	for i, r := range text {
		switch {
		case in(r) && start < 0:
			start = i
		case !in(r) && start >= 0:
			all, start = append(all, run{start, i}), -1
		}
	}
	if start >= 0 {
		all = append(all, run{start, len(text)})
	}
	return all
}

// words are the stretches of letters and digits.
func words(text string) []run {
	return runs(text, func(r rune) bool {
		if r < utf8.RuneSelf {
			return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		}
		return unicode.In(r, unicode.L, unicode.M, unicode.N)
	})
}

// chunks are the stretches without white space, quotes and the like.
func chunks(text string) []run {
	return runs(text, func(r rune) bool {
		if r < utf8.RuneSelf {
			return r > ' ' && r != '<' && r != '>' && r != '"' && r != '|'
		}
		return !unicode.IsSpace(r) && !strings.ContainsRune("“”«»„‹›", r)
	})
}

// dotted are numbers with dots in them: 10.0.0.1, also in the wide letters of East Asia.
func dotted(text string) []run {
	var all []run
	digits := func(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r >= '０' && r <= '９' || r == '．' }
	for _, r := range runs(text, digits) {
		start := r.start
		for part := range strings.SplitSeq(text[r.start:r.end], "..") {
			inner := strings.Trim(part, ".．")
			if at := start + strings.Index(part, inner); strings.ContainsAny(inner, ".．") {
				all = append(all, run{at, at + len(inner)})
			}
			start += len(part) + len("..")
		}
	}
	return all
}

// colons are stretches of hexadecimal digits, colons and dots, with a colon in them.
func colons(text string) []run {
	var all []run
	hex := func(r rune) bool {
		return r >= '0' && r <= ':' || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F' || r == '.'
	}
	for _, r := range runs(text, hex) {
		if strings.Contains(text[r.start:r.end], ":") {
			all = append(all, r)
		}
	}
	return all
}
