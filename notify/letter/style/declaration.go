package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// declaration is one property of a rule, as its author wrote it but for blanks.
type declaration struct {
	name      string // in lower case; of a hack with its sign: "*zoom"
	text      string // "color:red", without importance
	value     string
	important bool
}

// String is the declaration as CSS.
func (d declaration) String() string {
	if d.important {
		return d.text + "!important"
	}
	return d.text
}

// declarations reads the tokens between two braces. It also gives the first text that is no
// declaration; browsers skip it, and so do we.
func declarations(list []token, base int) (found []declaration, broken string) {
	for i, from := 0, 0; i <= len(list); i++ {
		if i < len(list) && list[i].kind != css.SemicolonToken {
			if opening(list[i].kind) {
				i = min(list[i].end-base, len(list)-1)
			}
			continue
		}
		part := trim(list[from:i])
		from = i + 1
		if len(part) == 0 {
			continue
		}
		if d, ok := declare(part); ok {
			found = append(found, d)
		} else if broken == "" {
			broken = text(part, " ")
		}
	}
	return found, broken
}

func declare(part []token) (declaration, bool) {
	colon := -1
	depth := 0
	for i, t := range part {
		switch {
		case t.kind == css.ColonToken && colon < 0:
			colon = i
		case opening(t.kind) && t.kind != css.LeftBraceToken:
			depth++
		case depth > 0 && (t.kind == css.RightParenthesisToken || t.kind == css.RightBracketToken):
			depth--
		case t.bad():
			return declaration{}, false
		}
	}
	if colon < 1 || opening(part[0].kind) {
		return declaration{}, false
	}
	name := text(part[:colon], "")
	rest, important := importance(trim(part[colon+1:]))
	value := text(rest, " ")
	return declaration{name: strings.ToLower(name), text: name + ":" + value, value: value, important: important}, true
}

// importance takes "!important" off the end of a value.
func importance(value []token) ([]token, bool) {
	n := len(value)
	if n < 2 || value[n-1].kind != css.IdentToken || !strings.EqualFold(value[n-1].text, "important") {
		return value, false
	}
	head := trim(value[:n-1])
	if len(head) == 0 || !head[len(head)-1].is('!') {
		return value, false
	}
	return trim(head[:len(head)-1]), true
}

// shorthands set what begins with their names.
var shorthands = []string{"margin", "padding", "border", "background", "font", "list-style", "outline", "overflow", "text-decoration", "flex"}

// kin gives a property and the shorthand that sets it too, itself where there is none.
// Those of borders overlap in so many ways that they are one.
func kin(name string) (own, whole string) {
	name = strings.TrimPrefix(name, "*")
	switch name {
	case "line-height":
		return name, "font"
	case "border-collapse", "border-spacing":
		return name, name
	}
	for _, f := range shorthands {
		if name == f || strings.HasPrefix(name, f) && name[len(f)] == '-' {
			if f == "border" {
				return f, f
			}
			return name, f
		}
	}
	return name, name
}

// sure reports a declaration that every mail program understands, so that an earlier one of
// the same property is no fallback for it.
func (d declaration) sure() bool {
	switch d.name {
	case "color", "background-color":
		return hexColor(d.value)
	case "font-size", "width", "height", "margin-top", "margin-right", "margin-bottom", "margin-left",
		"padding-top", "padding-right", "padding-bottom", "padding-left":
		return length(d.value)
	case "margin", "padding":
		sides := strings.Fields(d.value)
		for _, s := range sides {
			if !length(s) {
				return false
			}
		}
		return len(sides) >= 1 && len(sides) <= 4
	case "text-align":
		return d.value == "left" || d.value == "right" || d.value == "center"
	case "font-weight":
		return d.value == "bold" || d.value == "normal"
	}
	return false
}

func hexColor(s string) bool {
	return (len(s) == 4 || len(s) == 7) && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdefABCDEF") == ""
}

func length(s string) bool {
	if s == "0" {
		return true
	}
	number := strings.TrimSuffix(s, "px")
	return number != s && number != "" && strings.Trim(number, "0123456789") == ""
}
