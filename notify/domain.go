package notify

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"bulletin/notify/incident"
)

// domainName is a domain in lower case and A-labels, if it is one that nobody can take for
// another by what it hides.
func domainName(s string) (string, error) {
	if incident.CleanLine(s) != s || strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) {
		return "", fmt.Errorf("%q has control or invisible characters", incident.CleanLine(s))
	}
	ascii := strings.ToLower(s)
	if strings.Contains(ascii, "xn--") || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		var err error
		if ascii, err = international(s); err != nil {
			return "", err
		}
	}
	if !hostName(ascii) {
		return "", fmt.Errorf("%q is no domain name", s)
	}
	return ascii, nil
}

// international is a domain of other scripts in A-labels.
func international(s string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(s)
	if err != nil {
		return "", fmt.Errorf("%q is no domain name", s)
	}
	shown, err := idna.Lookup.ToUnicode(ascii)
	if err != nil {
		return "", fmt.Errorf("%q is no domain name", s)
	}
	if lower := strings.ToLower(s); lower != shown && lower != ascii {
		return "", fmt.Errorf("%q stands for %q; write it so", s, shown)
	}
	for label := range strings.SplitSeq(shown, ".") {
		if mixed(label) {
			return "", fmt.Errorf("%q mixes scripts in %q, and could be taken for another (%s)", s, label, ascii)
		}
	}
	return ascii, nil
}

// together are the scripts that one label may have (UTS 39, 5.2: highly restrictive).
var together = [][]string{{"Latin", "Han", "Hiragana", "Katakana"}, {"Latin", "Han", "Bopomofo"}, {"Latin", "Han", "Hangul"}}

// mixed reports a label of scripts that do not belong together.
func mixed(label string) bool {
	var scripts []string
	for _, r := range label {
		if s := scriptOf(r); s != "Common" && s != "Inherited" && !slices.Contains(scripts, s) {
			scripts = append(scripts, s)
		}
	}
	if len(scripts) < 2 {
		return false
	}
	return !slices.ContainsFunc(together, func(set []string) bool {
		return !slices.ContainsFunc(scripts, func(s string) bool { return !slices.Contains(set, s) })
	})
}

func scriptOf(r rune) string {
	if r < 0x80 {
		if unicode.IsLetter(r) {
			return "Latin"
		}
		return "Common"
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return "Unknown"
}
