package letter

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// slot is a piece of a template that has a placeholder's form. Whether it is one, or words
// that the author put in brackets, is known only when the facts are there.
type slot struct {
	raw      string // as written, brackets included
	words    string // the same without HTML's entities
	name     string // in lower case; "field|customer description" for a field by its label
	modifier byte   // '!' required, '?' optional, 0 none
	instead  string // what stands for an empty value, after '?'
	parts    []string
	line     int
}

// form is the grammar: [name|part|part] with an optional modifier right after the name.
var form = regexp.MustCompile(`\[([A-Za-z][A-Za-z0-9._-]*)([!?][^\[\]|<>]*)?((?:\|[^\[\]|<>]*)*)\]`)

// A slot is taken out of the source before HTML is parsed, and a mark stands for it: so
// quotes and entities in a pattern cannot disturb the markup, and the slot's line is kept.
// The marks are noncharacters, which no text may hold (Unicode 23.7).
const (
	markOpen  = '\uFDD0'
	markClose = '\uFDD1'
)

var (
	mark      = regexp.MustCompile("\uFDD0([0-9]+)\uFDD1")
	markRunes = strings.NewReplacer("\uFDD0", "\uFFFD", "\uFDD1", "\uFFFD")
)

// cut replaces every slot of source by its mark and appends it to slots. Source begins at
// the given line of its file. In HTML a slot's words may be written with entities.
func cut(source string, line int, inHTML bool, slots []slot) (string, []slot) {
	source = markRunes.Replace(source)
	var b strings.Builder
	done := 0
	for _, at := range form.FindAllStringIndex(source, -1) {
		line += strings.Count(source[done:at[0]], "\n")
		b.WriteString(source[done:at[0]])
		b.WriteRune(markOpen)
		b.WriteString(strconv.Itoa(len(slots)))
		b.WriteRune(markClose)
		slots = append(slots, newSlot(source[at[0]:at[1]], line, inHTML))
		line += strings.Count(source[at[0]:at[1]], "\n")
		done = at[1]
	}
	b.WriteString(source[done:])
	return b.String(), slots
}

func newSlot(raw string, line int, inHTML bool) slot {
	unescape := func(s string) string { return s }
	if inHTML {
		unescape = html.UnescapeString
	}
	decode := func(s string) string { return strings.Join(strings.Fields(unescape(s)), " ") }
	m := form.FindStringSubmatch(raw)
	s := slot{raw: raw, words: unescape(raw), line: line}
	s.name = strings.ToLower(m[1])
	if m[2] != "" {
		s.modifier, s.instead = m[2][0], decode(m[2][1:])
	}
	for _, p := range strings.Split(m[3], "|")[1:] {
		s.parts = append(s.parts, decode(p))
	}
	if s.name == "field" && len(s.parts) > 0 {
		s.name += "|" + strings.ToLower(s.parts[len(s.parts)-1])
	}
	return s
}

// custom reports a field whose last part is a label.
func (s slot) custom() bool {
	return strings.HasPrefix(s.name, "custom-field-") || strings.HasPrefix(s.name, "field|")
}

// pattern is the part that says how a date is written, or nothing.
func (s slot) pattern() string {
	parts := s.parts
	if s.custom() && len(parts) > 0 {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return ""
	}
	return parts[0]
}

// claims reports a form that only a placeholder has: if it has no answer, it is a mistake.
func (s slot) claims() bool {
	for _, prefix := range []string{"issue.", "project.", "custom-field-", "field|"} {
		if strings.HasPrefix(s.name, prefix) {
			return true
		}
	}
	return false
}

// bare is what a mistyped name can look like. Words in capitals are tags such as [EXTERNAL].
var bare = regexp.MustCompile(`^\[[a-z][a-z0-9.-]{4,}[|!?\]]`)

// segment is a stretch of marked text: words, or the number of a slot.
type segment struct {
	words string
	slot  int // -1: words
}

func segments(marked string) []segment {
	var all []segment
	done := 0
	for _, at := range mark.FindAllStringSubmatchIndex(marked, -1) {
		if at[0] > done {
			all = append(all, segment{marked[done:at[0]], -1})
		}
		n, err := strconv.Atoi(marked[at[2]:at[3]])
		if err != nil {
			n = -1
		}
		all = append(all, segment{slot: n})
		done = at[1]
	}
	if done < len(marked) {
		all = append(all, segment{marked[done:], -1})
	}
	return all
}
