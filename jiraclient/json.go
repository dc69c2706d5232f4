package jiraclient

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf8"
)

// The JSON of an issue is read where it lies: an issue has hundreds of fields, of which most
// are empty, and to build maps of all of them costs ten times as much as to look at the few
// that count. What is not valid JSON is read up to where it ceases to be any, and never fails.

// member is a member of an object, or an element of an array, which has no name.
type member struct {
	name  []byte // without its quotes
	value []byte // never empty
}

// each are the members of an object or the elements of an array, in their order.
func each(raw []byte) iter.Seq[member] {
	return func(do func(member) bool) { walkThrough(bytes.TrimSpace(raw), do) }
}

func walkThrough(raw []byte, do func(member) bool) {
	if len(raw) == 0 || raw[0] != '{' && raw[0] != '[' {
		return
	}
	named := raw[0] == '{'
	for i := skip(raw, 1); i < len(raw) && raw[i] != '}' && raw[i] != ']'; i = skip(raw, i) {
		var m member
		if named {
			end := ends(raw, i)
			colon := skip(raw, end)
			if raw[i] != '"' || colon >= len(raw) || raw[colon] != ':' {
				return
			}
			m.name, i = bare(raw[i:end]), skip(raw, colon+1)
		}
		end := ends(raw, i)
		m.value = raw[min(i, len(raw)):end]
		if len(m.value) == 0 || !do(m) {
			return
		}
		i = end
	}
}

// skip is the first place from i on where something stands: neither a blank nor a comma.
func skip(raw []byte, i int) int {
	for i < len(raw) && (raw[i] <= ' ' || raw[i] == ',') {
		i++
	}
	return i
}

// ends is where the value that begins at i ends.
func ends(raw []byte, i int) int {
	depth := 0
	for ; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i = closing(raw, i)
			if depth == 0 {
				return min(i+1, len(raw))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		default:
			if depth == 0 {
				for i < len(raw) && !delimits(raw[i]) {
					i++
				}
				return i
			}
		}
		if depth < 0 {
			return i
		}
	}
	return len(raw)
}

// delimits reports a character that ends a number, true, false or null.
func delimits(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '"':
		return true
	}
	return false
}

// closing is the quote that ends the string which begins at i.
func closing(raw []byte, i int) int {
	for i++; i < len(raw) && raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i
}

// bare is a JSON string without its quotes, its escapes resolved.
func bare(quoted []byte) []byte {
	if len(quoted) < 2 || quoted[len(quoted)-1] != '"' {
		return nil
	}
	in := quoted[1 : len(quoted)-1]
	for _, c := range in {
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			var s string
			if json.Unmarshal(quoted, &s) != nil {
				return nil
			}
			return []byte(s)
		}
	}
	return in
}

// str is raw as a string, and whether it is one.
func str(raw []byte) (string, bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	return string(bare(raw)), true
}

// object is the members of a JSON object. An object of Jira's has few, so they are looked
// through.
type object []member

func objectOf(raw []byte) object {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	o := make(object, 0, min(512, 8+len(raw)/100)) // an issue has hundreds, most things a few
	for m := range each(raw) {
		o = append(o, m)
	}
	return o
}

// get is the value of a member, nil where there is none. Of several of one name it is the
// last, as in encoding/json.
func (o object) get(name string) []byte {
	for i := len(o) - 1; i >= 0; i-- {
		if string(o[i].name) == name {
			return o[i].value
		}
	}
	return nil
}

// has reports a member that is not null.
func (o object) has(name string) bool {
	raw := o.get(name)
	return raw != nil && raw[0] != 'n'
}

// text is a plain member as words: no subtree is read twice.
func (o object) text(names ...string) string {
	for _, n := range names {
		if raw := o.get(n); raw != nil && raw[0] != '{' && raw[0] != '[' {
			if s := words(raw, 0); strings.TrimSpace(s) != "" {
				return s
			}
		}
	}
	return ""
}

// members are the members of an object, or nil where raw is none.
func members(raw json.RawMessage) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}
