package lint

import (
	"regexp"
	"strings"
)

// neutral stands for every byte of a placeholder: no character of markup and no space.
const neutral = 0x1A // SUBSTITUTE (ECMA-48 8.3.148)

var (
	placeholder = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9._-]*(?:[!?|][^\[\]<]*)?|if\s[^\[\]<]*)$`)
	include     = regexp.MustCompile(`^include\s+[^\[\]<]*$`)
)

// mask replaces placeholders, which may hold quotes and angle brackets, by as many neutral
// bytes. An include becomes spaces: what it brings, rows of a table perhaps, is markup of
// another file.
func mask(source string) string {
	masked := []byte(source)
	for i := 0; ; {
		open := strings.IndexByte(source[i:], '[')
		if open < 0 {
			return string(masked)
		}
		open += i
		i = open + 1
		n := strings.IndexAny(source[i:], "[]<")
		if n < 0 || source[i+n] != ']' || conditional(source[:open]) {
			continue
		}
		fill := byte(neutral)
		switch words := source[i : i+n]; {
		case include.MatchString(words):
			fill = ' '
		case !placeholder.MatchString(words):
			continue
		}
		for j := open; j <= i+n; j++ {
			masked[j] = fill
		}
		i += n + 1
	}
}

// conditional reports that a bracket after these words is one of a conditional comment.
func conditional(before string) bool {
	before = strings.TrimRight(before[max(0, len(before)-8):], spaces)
	return strings.HasSuffix(before, "<!") || strings.HasSuffix(before, "<!--")
}
