package notify

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// ParseDomain reads a domain name with at least one dot, or localhost. It may be written in
// Unicode and becomes letters, digits and hyphens in lower case (IDNA 2008: A-labels), the
// form in which it is also shown: so two that look the same do not read the same. A label
// that mixes scripts, as forged names do, is refused however it is written.
func ParseDomain(s string) (string, error) {
	if strings.HasPrefix(s, "[") {
		return "", fmt.Errorf("%q is an address literal; write the domain's name", s)
	}
	labels := strings.Split(s, ".")
	for i, label := range labels {
		var err error
		if labels[i], err = aLabel(label); err != nil {
			return "", err
		}
	}
	domain := strings.Join(labels, ".")
	if !hostName(domain) {
		return "", fmt.Errorf("%q is no domain name", s)
	}
	return domain, nil
}

// aLabel is a label in ASCII and lower case. What is written in Unicode or as an A-label is
// checked alike, by the rules under which a registry would take it (RFC 5891 4).
func aLabel(label string) (string, error) {
	if len(label) > 4*63 { // no label has more bytes in any form
		return "", fmt.Errorf("%.40q… is no domain name: it is too long", label)
	}
	if strings.ContainsFunc(label, turnsASCII) {
		return "", fmt.Errorf("%q is no domain name: it holds a letter that only looks like one of ASCII", label)
	}
	written := strings.ToLower(label)
	if plainLabel(written) {
		return written, nil
	}
	u := written
	if strings.HasPrefix(written, "xn--") {
		decoded, err := idna.Punycode.ToUnicode(written)
		if err != nil {
			return "", fmt.Errorf("%q is no domain name: it cannot be decoded", label)
		}
		u = decoded
	}
	if r, ok := hidden(u); ok {
		return "", fmt.Errorf("%q is no domain name: it holds %U, which cannot be seen", label, r)
	}
	a, err := idna.Registration.ToASCII(norm.NFC.String(u))
	if err != nil || strings.HasPrefix(written, "xn--") && a != written {
		return "", fmt.Errorf("%q is no domain name: no registry could take it", label)
	}
	return a, oneScript(norm.NFC.String(u))
}

// turnsASCII reports letters such as the Kelvin sign and the dotted capital I, which would
// become other letters in lower case.
func turnsASCII(r rune) bool { return r > unicode.MaxASCII && unicode.ToLower(r) <= unicode.MaxASCII }

func plainLabel(s string) bool {
	return !strings.HasPrefix(s, "xn--") && !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// writings are the scripts that stand together in one language's writing (UTS 39 5.2,
// "highly restrictive").
var writings = [][]string{
	{"Latin", "Han", "Hiragana", "Katakana"},
	{"Latin", "Han", "Bopomofo"},
	{"Latin", "Han", "Hangul"},
}

// oneScript refuses a label whose letters are not of one writing. Digits and hyphens belong
// to all of them.
func oneScript(label string) error {
	var scripts []string
	for _, r := range label {
		s, ok := scriptOf(r)
		lost := s == "Kana" && !strings.ContainsFunc(label, japanese) ||
			r == '·' && strings.ContainsRune(strings.ReplaceAll(label, "l·l", "ll"), r) // RFC 5892 A.3
		if !ok || lost {
			return fmt.Errorf("%q is no domain name: %q belongs to no writing in it", label, r)
		}
		if s != "" && s != "Kana" && !slices.Contains(scripts, s) {
			scripts = append(scripts, s)
		}
	}
	if len(scripts) < 2 {
		return nil
	}
	for _, w := range writings {
		if !slices.ContainsFunc(scripts, func(s string) bool { return !slices.Contains(w, s) }) {
			return nil
		}
	}
	slices.Sort(scripts)
	return fmt.Errorf("%q mixes %s letters, as forged names do", label, strings.Join(scripts, " and "))
}

// scriptOf is the script of a character, empty for one of all scripts, "Kana" for the marks
// that Japanese alone has. It reports false for what no label needs.
func scriptOf(r rune) (string, bool) {
	switch {
	case r == '-' || r >= '0' && r <= '9' || unicode.Is(unicode.Inherited, r):
		return "", true
	case r == '・' || r == 'ー':
		return "Kana", true
	case r >= 0x660 && r <= 0x669: // Unicode calls them common; they are Arabic's
		return "Arabic", true
	case unicode.Is(unicode.Common, r):
		return "", r == '·'
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name, true
		}
	}
	return "", false
}

func japanese(r rune) bool {
	return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han)
}

// hostName reports a domain of LDH labels (RFC 5890) with at least one dot, or localhost.
func hostName(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") && s != "localhost" {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool { return !letterOrDigit(r) && r != '-' }) {
			return false
		}
	}
	return true
}
