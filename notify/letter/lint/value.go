package lint

import "strings"

// value reads an attribute's value from i and returns the offset behind.
func (r *reader) value(t *tag, a *attribute, i int) int {
	m := r.masked
	a.valueAt = i
	if i == len(m) || m[i] != '"' && m[i] != '\'' {
		return r.unquoted(t, a, i)
	}
	quotes := r.double
	if m[i] == '\'' {
		quotes = r.single
	}
	a.valueAt = i + 1
	end := quotes.from(i + 1)
	a.value = m[i+1 : end]
	if end < len(m) && !swallows(a.key, a.value, m[end+1:]) {
		return end + 1
	}
	r.tell(a.at, "the quote after "+shorten(a.key)+"= is never closed: the value takes in the markup behind it",
		"write "+string(m[i])+" at the end of the value")
	t.odd = true
	if n := strings.IndexAny(a.value, "<>"); n >= 0 {
		a.value = a.value[:n]
		return i + 1 + n
	}
	return end
}

// swallows reports that a quoted value has taken in markup, for its own quote is missing
// and the one that ends it is another's. After is the source behind that quote.
func swallows(key, value, after string) bool {
	clean := after == "" || strings.IndexByte(spaces+"/>", after[0]) >= 0
	if !clean && strings.IndexByte(value, '>') >= 0 {
		return true
	}
	switch key {
	case "alt", "title", "content", "aria-label": // words, which may be about markup
		if clean && strings.IndexByte(value, '\n') < 0 {
			return false
		}
	}
	return !strings.HasPrefix(key, "data-") && holdsTag(value)
}

func holdsTag(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 == len(s) {
			return false
		}
		if c := s[i+1]; letter(c) || c == '/' || c == '!' {
			return true
		}
		s = s[i+1:]
	}
}

// curly are quotation marks that are none in HTML.
const curly = "“”„‟‘’‚«»"

func (r *reader) unquoted(t *tag, a *attribute, i int) int {
	m := r.masked
	for i < len(m) && !space(m[i]) && m[i] != '>' && m[i] != '<' {
		i++
	}
	a.value = m[a.valueAt:i]
	switch {
	case a.value != "" && strings.ContainsAny(a.value[:min(len(a.value), 4)], curly):
		r.odd(t, a.at, "the quotation marks around the value of "+shorten(a.key)+" are typographic ones: they become part of it",
			`write straight quotes: "`)
	case strings.ContainsAny(a.value, `"'`):
		r.odd(t, a.at, "the value of "+shorten(a.key)+" holds a quote that does not begin it", "put the whole value in quotes")
	}
	return i
}
