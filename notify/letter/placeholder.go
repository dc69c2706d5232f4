package letter

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// slot is a piece of a template that has a placeholder's form. Whether it is one, or words
// that the author put in brackets, is known only when the facts are there.
type slot struct {
	raw      string // as written, brackets included
	words    string // the same without HTML's entities
	verb     verb
	name     string // in lower case; "field|customer description" for a field by its label
	modifier byte   // '!' required, '?' optional, 0 none
	instead  string // what stands for an empty value, after '?'
	parts    []string
	unequal  bool   // of a condition: the value must be another
	wanted   string // of a condition: the value; empty: any
	pos      Pos    // zero in a subject that no file holds
}

// verb is what a slot asks for.
type verb int

const (
	write  verb = iota // the value, here
	when               // what stands here only where the field has a value
	unless             // the opposite
)

// form is the grammar of values, [name|part|part] with an optional modifier right after the
// name, and perhaps a line end before a bar; condition that of [if name], [if not name], [if name=words] and [if name!=words].
var (
	form      = regexp.MustCompile(`\[([A-Za-z][A-Za-z0-9._-]*)([!?][^\[\]|<>]*)?((?:\s*\|[^\[\]|<>]*)*)\]`)
	condition = regexp.MustCompile(`\[(?i:if)` + gap + `((?i:not)` + gap + `)?([A-Za-z][A-Za-z0-9._-]*)((?:\|[^\[\]|<>=!]*)?)(?:\s*(!=|==?)([^\[\]<>]*))?\s*\]`)
	inclusion = regexp.MustCompile(`\[(?i:include)` + gap + `([A-Za-z0-9][A-Za-z0-9._-]*)\]`)
	brackets  = regexp.MustCompile(form.String() + "|" + condition.String() + "|" + inclusion.String())
)

const gap = `(?:[ \t\r\n\x{a0}]|&nbsp;)+`

// A slot is taken out of the source before HTML is parsed, and a mark stands for it: so
// quotes and entities in a pattern cannot disturb the markup, and the slot's place is kept.
// The marks are noncharacters, which no text may hold (Unicode 23.7).
const (
	markOpen  = '\uFDD0'
	markClose = '\uFDD1'
)

var (
	mark      = regexp.MustCompile("\uFDD0([0-9]+)\uFDD1")
	markRunes = strings.NewReplacer("\uFDD0", "\uFFFD", "\uFDD1", "\uFFFD")
)

// encoded is a placeholder in a link, as mail editors write it there.
var (
	encoded = regexp.MustCompile(`(?i)%5B((?:issue|project)\.[a-z-]+|components|custom-field-[0-9]+)((?:(?:%7C|\|)[^"'<>\[\]]*?)?)%5D`)
	decoder = strings.NewReplacer("%7C", "|", "%7c", "|", "%20", " ")
)

// cutter takes slots out of sources and keeps them by number.
type cutter struct {
	slots []slot
}

// notation is how a source is written.
type notation int

const (
	inSubject  notation = iota // no entities
	inHTML                     // a slot's words may be written with entities
	inMarkdown                 // and brackets may be those of a link
)

// cut replaces every slot of source by its mark. Source begins at the given place of its
// file. An inclusion becomes what include makes of its name and place.
func (c *cutter) cut(source string, at Pos, how notation, include func(name string, at Pos) string) string {
	source = markRunes.Replace(source)
	source = decoded(source)
	var b strings.Builder
	var links references
	if how == inMarkdown {
		links = referencesIn(source)
	}
	done, noted := 0, false
	for _, found := range brackets.FindAllStringIndex(source, -1) {
		at, noted = at.after(source[done:found[0]]), inNote(noted, source[done:found[0]])
		b.WriteString(source[done:found[0]])
		raw := source[found[0]:found[1]]
		before, after := source[:found[0]], source[found[1]:]
		m := inclusion.FindStringSubmatch(raw)
		switch {
		case m != nil && include != nil && !noted:
			b.WriteString(include(m[1], at))
		case strings.HasSuffix(before, "<!--") || strings.HasSuffix(before, "<!"), links.has(raw): // Outlook's, or Markdown's
			b.WriteString(raw)
		case how == inMarkdown && links.follow(after):
			b.WriteString("[" + c.keep(newSlot(raw, at, how).linked()) + "]")
		default:
			b.WriteString(c.keep(newSlot(raw, at, how)))
		}
		at = at.after(raw)
		done = found[1]
	}
	b.WriteString(source[done:])
	return b.String()
}

// keep gives a slot its number, and returns its mark.
func (c *cutter) keep(s slot) string {
	c.slots = append(c.slots, s)
	return markOf(len(c.slots) - 1)
}

// decoded is a source with the placeholders in its addresses as others are written. In running
// text they stay: there they are words.
func decoded(source string) string {
	var b strings.Builder
	done := 0
	for _, at := range encoded.FindAllStringIndex(source, -1) {
		if at[0] == 0 || strings.IndexByte(" \t\r\n\f>", source[at[0]-1]) >= 0 {
			continue
		}
		b.WriteString(source[done:at[0]] + "[" + decoder.Replace(source[at[0]+3:at[1]-3]) + "]")
		done = at[1]
	}
	return b.String() + source[done:]
}

// inNote reports whether a comment is open behind some more text.
func inNote(open bool, text string) bool {
	begin, end := strings.LastIndex(text, "<!--"), strings.LastIndex(text, "-->")
	if begin == end { // neither
		return open
	}
	return begin > end
}

// after is the place behind some text.
func (p Pos) after(text string) Pos {
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		p.Line += strings.Count(text, "\n")
		p.Column, text = 1, text[i+1:]
	}
	p.Column += utf8.RuneCountInString(text)
	return p
}

func newSlot(raw string, at Pos, how notation) slot {
	unescape := func(s string) string { return s }
	if how != inSubject {
		unescape = html.UnescapeString
	}
	decode := func(s string) string { return strings.Join(strings.Fields(unescape(s)), " ") }
	s := slot{raw: raw, words: unescape(raw), pos: at}
	m := form.FindStringSubmatch(raw)
	if m == nil {
		return s.conditional(condition.FindStringSubmatch(raw), decode)
	}
	s.name = strings.ToLower(m[1])
	if m[2] != "" {
		s.modifier, s.instead = m[2][0], decode(m[2][1:])
	}
	s.take(m[3], decode)
	return s
}

// conditional fills in a condition; an inclusion where none can be is left as the author's words.
func (s slot) conditional(m []string, decode func(string) string) slot {
	if m == nil {
		return s
	}
	s.verb, s.name = when, strings.ToLower(m[2])
	s.unequal, s.wanted = m[4] == "!=", unquoted(decode(m[5]))
	if none := m[4] != "" && s.wanted == "" && !s.unequal; (m[1] != "") != none { // [if name=] asks for an empty one
		s.verb = unless
	}
	s.take(strings.TrimRight(m[3], " "), decode)
	return s
}

// unquoted is a condition's words without the quotes that some authors write around them.
func unquoted(s string) string {
	for _, q := range []string{`""`, "''", "“”", "«»"} {
		open, closing := string([]rune(q)[0]), string([]rune(q)[1])
		if rest, ok := strings.CutPrefix(s, open); ok && strings.HasSuffix(rest, closing) {
			return strings.TrimSpace(strings.TrimSuffix(rest, closing))
		}
	}
	return s
}

func (s *slot) take(parts string, decode func(string) string) {
	for _, p := range strings.Split(parts, "|")[1:] {
		s.parts = append(s.parts, decode(p))
	}
	if s.name == "field" && len(s.parts) > 0 {
		s.name += "|" + strings.ToLower(s.parts[len(s.parts)-1])
	}
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
	return s.wanted != ""
}

// bare is what a mistyped name can look like. Words in capitals are tags such as [EXTERNAL].
var bare = regexp.MustCompile(`^\[(?:(?i:if)` + gap + `(?:(?i:not)` + gap + `)?)?[a-z][a-z0-9._-]{4,}[|!?\]]`)

// segment is a stretch of marked text: words, or the number of a slot.
type segment struct {
	words string
	slot  int // -1: words
}

func segments(marked string) []segment {
	var all []segment
	for marked != "" {
		words, rest, ok := strings.Cut(marked, string(markOpen))
		if words != "" {
			all = append(all, segment{words, -1})
		}
		if !ok {
			return all
		}
		number, rest, _ := strings.Cut(rest, string(markClose))
		if n, err := strconv.Atoi(number); err == nil {
			all = append(all, segment{slot: n})
		}
		marked = rest
	}
	return all
}

// hasMark reports a marked text of a template.
func hasMark(s string) bool { return strings.Contains(s, string(markOpen)) }
