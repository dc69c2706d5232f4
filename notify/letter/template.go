package letter

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"bulletin/notify/incident"
)

// Template is the source of a letter: HTML with placeholders. It is safe for use by several
// goroutines.
type Template struct {
	name    string
	subject string // marked
	body    string // marked
	slots   []slot
	whole   bool // a document of its own, not a fragment for the house frame
	english bool // whatever the audience reads; no other built-in letters exist
}

// limit is far above any letter; a larger file is something else.
const limit = 1 << 20

// defaultSubject begins with the status in brackets: mail programs leave such a prefix out
// when they compare subjects (RFC 5256, base subject), so all stages stay one thread.
const defaultSubject = `[[service-status]] [components?]: [issue.summary] ([issue.key])`

// Parse reads a template. Its errors name the template and the line.
func Parse(name, source string) (*Template, error) {
	name = incident.CleanLine(name)
	if len(source) > limit {
		return nil, fmt.Errorf("%s: larger than 1 MiB", name)
	}
	source = lineEnds().Replace(strings.TrimPrefix(source, "\uFEFF"))
	if i := invalid(source); i >= 0 {
		return nil, fmt.Errorf("%s:%d: not UTF-8; save the file as UTF-8", name, lineOf(source, i))
	}
	if i := strings.IndexFunc(source, control); i >= 0 {
		r, _ := utf8.DecodeRuneInString(source[i:])
		return nil, fmt.Errorf("%s:%d: a control character, U+%04X; take it out", name, lineOf(source, i), r)
	}
	head, body, line, err := split(name, source)
	if err != nil {
		return nil, err
	}
	t := &Template{name: name}
	if head.subject == "" {
		head = front{subject: defaultSubject}
	}
	t.subject, t.slots = cut(head.subject, head.line, false, t.slots)
	t.body, t.slots = cut(body, line, true, t.slots)
	t.whole = hasRoot(body)
	if _, err := t.tree(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return t, nil
}

// Name is the template's file name; a built-in one is in the folder "builtin".
func (t *Template) Name() string { return t.name }

// tree is a fresh tree of the body with marks in it: a document, or a div with a fragment.
func (t *Template) tree() (*html.Node, error) {
	if t.whole {
		return html.Parse(strings.NewReader(t.body))
	}
	return fragment(t.body)
}

func fragment(source string) (*html.Node, error) {
	div := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(source), div)
	for _, n := range nodes {
		div.AppendChild(n)
	}
	return div, err
}

// front is what stands between the two lines of three hyphens.
type front struct {
	subject string
	line    int
}

// split parts the front matter from the body and says in which line the body begins.
func split(name, source string) (front, string, int, error) {
	var f front
	rest, ok := strings.CutPrefix(source, "---\n")
	if !ok {
		return f, source, 1, nil
	}
	for line := 2; rest != ""; line++ {
		var text string
		text, rest, _ = strings.Cut(rest, "\n")
		text = strings.TrimSpace(text)
		if text == "---" {
			return f, rest, line + 1, nil
		}
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := f.set(text, line); err != nil {
			return f, "", 0, fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
	return f, "", 0, fmt.Errorf("%s:1: the front matter is never closed; end it with a line ---", name)
}

func (f *front) set(text string, line int) error {
	key, value, ok := strings.Cut(text, ":")
	if !ok {
		return fmt.Errorf("%q is no \"key: value\"", text)
	}
	if key = strings.TrimSpace(key); key != "subject" {
		return fmt.Errorf("unknown key %q; the only key is subject", key)
	}
	if f.line > 0 {
		return fmt.Errorf("a second subject; the first is in line %d", f.line)
	}
	value, err := unquote(strings.TrimSpace(value))
	*f = front{subject: value, line: line}
	return err
}

func unquote(s string) (string, error) {
	switch {
	case strings.HasPrefix(s, `"`):
		u, err := strconv.Unquote(s)
		if err != nil {
			return "", fmt.Errorf("the quotes of %s do not match", s)
		}
		return u, nil
	case strings.HasPrefix(s, "'"):
		if len(s) < 2 || !strings.HasSuffix(s, "'") {
			return "", fmt.Errorf("the quotes of %s do not match", s)
		}
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'"), nil
	}
	return s, nil
}

// hasRoot reports that the source is a whole document.
func hasRoot(source string) bool {
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) == "html" {
				return true
			}
		}
	}
}

func invalid(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return i
		}
	}
	return -1
}

func lineEnds() *strings.Replacer { return strings.NewReplacer("\r\n", "\n", "\r", "\n") }

// control reports what could act on the terminal of whoever looks at the source.
func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

func lineOf(s string, i int) int { return 1 + strings.Count(s[:i], "\n") }
