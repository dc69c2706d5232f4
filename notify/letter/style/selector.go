package style

import (
	"errors"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// selector is one of a rule's selectors.
type selector struct {
	text        string
	rule        *rule
	parts       []compound
	specificity [3]int // ids; classes, attributes and pseudo-classes; tags (Selectors 4, 17)
	reach       reach
	rank        int  // its place in the cascade, among the selectors of all sheets
	unknown     bool // has a name that not every browser knows
	structural  bool // asks where among its siblings an element stands
	pseudo      bool // ends in a pseudo-element
	styled      bool // the attribute of some element says it
}

// compound is what a selector asks of one element.
type compound struct {
	link    byte // how the element stands to that of the part before: ' ', '>', '+' or '~'
	tag, id string
	classes []string
	tests   []func(*element) bool
	maybe   bool // asks what cannot be known here; taken to hold
	root    bool // can only be the html element
	size    int  // number of simple selectors
}

var (
	errEmpty    = errors.New("something is missing")
	errForeign  = errors.New("it has a sign that means nothing there")
	errBrackets = errors.New("what stands in the brackets cannot be read")
)

// readSelector reads a complex selector; the first token has this index in the sheet.
func readSelector(list []token, base int) (*selector, error) {
	s := &selector{text: text(list, "")}
	var part compound
	var link byte
	for i := 0; i < len(list); i++ {
		t := list[i]
		switch {
		case t.kind == css.CommentToken:
		case t.kind == css.WhitespaceToken:
			if link == 0 && part.size > 0 {
				link = ' '
			}
		case t.is('>') || t.is('+') || t.is('~'):
			if part.size == 0 || link != 0 && link != ' ' {
				return nil, errEmpty
			}
			link = t.text[0]
		default:
			if link != 0 {
				s.parts = append(s.parts, part)
				part, link = compound{link: link}, 0
			}
			used, err := s.simple(&part, list[i:], base+i)
			if err != nil {
				return nil, err
			}
			i += used - 1
		}
	}
	if part.size == 0 || link != 0 && link != ' ' {
		return nil, errEmpty
	}
	s.parts = append(s.parts, part)
	s.settle()
	return s, nil
}

// settle says where the selector may be said.
func (s *selector) settle() {
	last := s.parts[len(s.parts)-1]
	if s.pseudo || last.root || last.tag == "html" || s.specificity == [3]int{} {
		s.reach = apart
	}
	for _, p := range s.parts {
		s.structural = s.structural || p.link == '+' || p.link == '~'
		if p.maybe && s.reach == plain {
			s.reach = waiting
		}
	}
}

// simple reads one simple selector and gives the number of its tokens.
func (s *selector) simple(part *compound, list []token, base int) (used int, err error) {
	if s.pseudo {
		return 0, errForeign
	}
	part.size++
	switch t := list[0]; {
	case t.kind == css.IdentToken && part.size == 1:
		part.tag = strings.ToLower(unescape(t.text))
		s.specificity[2]++
		return 1, nil
	case t.is('*') && part.size == 1:
		return 1, nil
	case t.kind == css.HashToken && (t.text[1] < '0' || t.text[1] > '9'):
		s.byID(part, unescape(t.text[1:]))
		return 1, nil
	case t.is('.') && len(list) > 1 && ident(list[1]):
		part.classes = append(part.classes, unescape(list[1].text))
		s.specificity[1]++
		return 2, nil
	case t.kind == css.LeftBracketToken:
		s.specificity[1]++
		end := t.end - base
		return end + 1, part.attribute(list[1:end])
	case t.kind == css.ColonToken:
		return s.colon(part, list, base)
	}
	return 0, errForeign
}

// byID asks for an id, of which an element has one.
func (s *selector) byID(part *compound, id string) {
	s.specificity[0]++
	if part.id == "" {
		part.id = id
	} else {
		part.tests = append(part.tests, func(e *element) bool { return e.id == id })
	}
}

func ident(t token) bool {
	return t.kind == css.IdentToken || t.kind == css.CustomPropertyNameToken
}

// attribute reads what stands between the brackets of an attribute selector.
func (c *compound) attribute(list []token) error {
	words := slices.DeleteFunc(slices.Clone(list), token.blank)
	if len(words) == 0 || !ident(words[0]) {
		return errBrackets
	}
	key := strings.ToLower(unescape(words[0].text))
	compare, ok := condition(words[1:])
	if !ok {
		return errBrackets
	}
	if key == "style" {
		c.maybe = true // what it finds changes with every attribute that is written
		return nil
	}
	c.tests = append(c.tests, func(e *element) bool {
		have, ok := e.attr(key)
		return ok && compare(have)
	})
	return nil
}

// condition reads what an attribute selector asks of the value: an operator, a value, and
// perhaps whether case counts.
func condition(words []token) (test func(have string) bool, ok bool) {
	if len(words) == 0 {
		return func(string) bool { return true }, true
	}
	if len(words) < 2 || len(words) > 3 {
		return nil, false
	}
	want, compare := words[1].text, comparison(words[0])
	switch {
	case words[1].kind == css.StringToken:
		want = unescape(want[1 : len(want)-1])
	case ident(words[1]):
		want = unescape(want)
	default:
		return nil, false
	}
	if len(words) == 2 || strings.EqualFold(words[2].text, "s") {
		return func(have string) bool { return compare(have, want) }, compare != nil
	}
	want = strings.ToLower(want)
	return func(have string) bool { return compare(strings.ToLower(have), want) }, compare != nil && strings.EqualFold(words[2].text, "i")
}

// comparison is what the operator of an attribute selector asks.
func comparison(operator token) func(have, want string) bool {
	switch operator.text {
	case "=":
		return func(have, want string) bool { return have == want }
	case "~=":
		return func(have, want string) bool {
			for word := range strings.FieldsSeq(have) {
				if word == want {
					return true
				}
			}
			return false
		}
	case "|=":
		return func(have, want string) bool { return have == want || strings.HasPrefix(have, want+"-") }
	case "^=":
		return func(have, want string) bool { return want != "" && strings.HasPrefix(have, want) }
	case "$=":
		return func(have, want string) bool { return want != "" && strings.HasSuffix(have, want) }
	case "*=":
		return func(have, want string) bool { return want != "" && strings.Contains(have, want) }
	}
	return nil
}
