package style

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2/css"
)

// elements are pseudo-elements that all browsers know.
var elements = []string{"before", "after", "first-line", "first-letter", "selection", "placeholder", "marker", "backdrop", "file-selector-button"}

// states are pseudo-classes that all browsers know and nobody can judge here.
var states = []string{"hover", "active", "focus", "visited", "target", "focus-within", "focus-visible", "checked", "disabled",
	"enabled", "required", "optional", "valid", "invalid", "read-only", "read-write", "indeterminate", "default", "placeholder-shown",
	"lang", "is", "where", "has", "dir", "scope", "defined"}

// colon reads a pseudo-class or a pseudo-element.
func (s *selector) colon(part *compound, list []token, base int) (used int, err error) {
	double := len(list) > 1 && list[1].kind == css.ColonToken
	used = 1
	if double {
		used = 2
	}
	if len(list) <= used || list[used].kind != css.IdentToken && list[used].kind != css.FunctionToken {
		return 0, errForeign
	}
	t := list[used]
	name := strings.ToLower(strings.TrimSuffix(t.text, "("))
	var arguments []token
	if t.kind == css.FunctionToken {
		arguments = list[used+1 : t.end-base]
		used = t.end - base
	}
	used++
	if double || slices.Contains(elements[:4], name) {
		s.pseudo = true
		s.specificity[2]++
		s.unknown = s.unknown || !slices.Contains(elements, name) && !strings.HasPrefix(name, "-webkit-")
		return used, nil
	}
	if name == "not" {
		s.not(part, arguments, base+used-1-len(arguments))
		return used, nil
	}
	s.specificity[1]++
	s.class(part, name, arguments)
	return used, nil
}

// class reads a pseudo-class.
func (s *selector) class(part *compound, name string, arguments []token) {
	switch name {
	case "link", "any-link":
		part.tests = append(part.tests, func(e *element) bool {
			_, ok := e.attr("href")
			return ok && (e.node.Data == "a" || e.node.Data == "area")
		})
		return
	case "root":
		part.root = true
		return
	}
	s.structural = true
	if test := counting(name, text(arguments, "")); test != nil {
		part.tests = append(part.tests, test)
		return
	}
	part.maybe = true
	s.unknown = s.unknown || !slices.Contains(states, name)
}

// not reads the negation of one compound; longer ones are left to the reader's program.
func (s *selector) not(part *compound, arguments []token, base int) {
	inner, err := readSelector(arguments, base)
	if err != nil {
		part.maybe, s.unknown = true, true // a list, which older browsers do not know
		return
	}
	for i, n := range inner.specificity {
		s.specificity[i] += n
	}
	s.structural = s.structural || inner.structural
	s.unknown = s.unknown || inner.unknown || inner.pseudo || len(inner.parts) > 1
	only := inner.parts[0]
	if only.maybe || s.unknown {
		part.maybe = true
		return
	}
	part.tests = append(part.tests, func(e *element) bool { return !only.matches(e) })
}

// counting is the test of a pseudo-class that counts siblings or looks for children.
func counting(name, argument string) func(*element) bool {
	switch name {
	case "first-child":
		return func(e *element) bool { return e.index == 1 }
	case "last-child":
		return func(e *element) bool { return e.index == e.total }
	case "only-child":
		return func(e *element) bool { return e.total == 1 }
	case "first-of-type":
		return func(e *element) bool { return e.typeIndex == 1 }
	case "last-of-type":
		return func(e *element) bool { return e.typeIndex == e.typeTotal }
	case "only-of-type":
		return func(e *element) bool { return e.typeTotal == 1 }
	case "empty":
		return (*element).empty
	}
	step, first, ok := nth(argument)
	if !ok {
		return nil
	}
	switch name {
	case "nth-child":
		return func(e *element) bool { return step.hits(e.index - first) }
	case "nth-last-child":
		return func(e *element) bool { return step.hits(e.total + 1 - e.index - first) }
	case "nth-of-type":
		return func(e *element) bool { return step.hits(e.typeIndex - first) }
	case "nth-last-of-type":
		return func(e *element) bool { return step.hits(e.typeTotal + 1 - e.typeIndex - first) }
	}
	return nil
}

// step is the A of An+B.
type step int

func (a step) hits(distance int) bool {
	if a == 0 {
		return distance == 0
	}
	return distance%int(a) == 0 && distance/int(a) >= 0
}

// nth reads An+B.
func nth(argument string) (a step, b int, ok bool) {
	s := strings.ToLower(strings.Join(strings.Fields(argument), ""))
	switch s {
	case "odd":
		return 2, 1, true
	case "even":
		return 2, 0, true
	}
	before, after, found := strings.Cut(s, "n")
	if !found {
		b, err := strconv.Atoi(s)
		return 0, b, err == nil
	}
	switch before {
	case "", "+", "-":
		before += "1"
	}
	n, err := strconv.Atoi(before)
	if after != "" && err == nil {
		b, err = strconv.Atoi(after)
	}
	return step(n), b, err == nil
}

// unescape reads the escapes of an identifier or a string (CSS Syntax 3, 4.3.7).
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		digits := 0
		for digits < 6 && i+digits < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[i+digits]) >= 0 {
			digits++
		}
		switch code, err := strconv.ParseUint(s[i:i+digits], 16, 32); {
		case err == nil && (code == 0 || code > utf8.MaxRune):
			b.WriteRune(utf8.RuneError)
		case err == nil:
			b.WriteRune(rune(code)) //nolint:gosec // at most MaxRune
		case s[i] != '\n':
			b.WriteByte(s[i])
			continue
		}
		i += digits - 1
		if digits > 0 && i+1 < len(s) && strings.IndexByte(" \t\n\r\f", s[i+1]) >= 0 {
			i++
		}
		if digits == 0 {
			i++
		}
	}
	return b.String()
}
