package letter

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// addresses are the attributes whose value is a URL.
var addresses = []string{
	"action", "background", "cite", "data", "formaction", "href", "longdesc",
	"ping", "poster", "src", "srcset", "usemap",
}

// schemes are those that a letter may lead to.
var schemes = []string{"http", "https", "mailto", "cid"}

// attributes fills the marked attributes of an element and drops those in which a value
// could act.
func (f *filling) attributes(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if hasMark(a.Key) {
			f.misplaced(a.Key, Block, "in a tag, outside of any value", "write it inside of a quoted value")
			continue
		}
		if !hasMark(a.Val) {
			kept = append(kept, a)
			continue
		}
		var ok bool
		if a.Val, ok = f.attribute(a.Key, a.Val); ok {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

// attribute is the filled value; false drops the attribute.
func (f *filling) attribute(key, marked string) (string, bool) {
	if key == "style" || key == "srcdoc" || strings.HasPrefix(key, "on") {
		f.misplaced(marked, Block, "in the attribute "+key+", where a value could act", "take it out of the attribute")
		return "", false
	}
	address := slices.Contains(addresses, key)
	var b strings.Builder
	at, values := Pos{}, false
	for _, s := range segments(marked) {
		if s.slot < 0 {
			b.WriteString(s.words)
			continue
		}
		before := b.String()
		text := f.inline(&b, s.slot)
		a := f.resolve(s.slot)
		if at.File == "" {
			at = a.pos
		}
		if address && a.kind == filled {
			text, values = escape(before, text), true
		}
		b.WriteString(text)
	}
	inside := strings.HasPrefix(strings.TrimSpace(marked), "#") // a place in the letter
	if address && values && !inside && !leads(b.String()) {
		f.add(Block, at, fmt.Sprintf("the %s becomes %q, which is no web or mail address; it is left out", key, b.String()),
			"correct the field in Jira, or the link in the template")
		return "", false
	}
	return b.String(), true
}

// escape makes a value fit for its place in a URL. At the beginning it is the URL itself;
// elsewhere it is part of a path or a query, and nothing in it may end that part.
func escape(before, value string) string {
	const always, whole = "-._~", "-._~:/?#[]@!$&'()*+,;=%"
	safe := always
	switch {
	case strings.TrimSpace(before) == "":
		safe = whole
	case strings.HasPrefix(strings.ToLower(strings.TrimSpace(before)), "mailto:"):
		safe = always + "@+"
	}
	var b strings.Builder
	for i := range len(value) {
		c := value[i]
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', strings.IndexByte(safe, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// leads reports a URL with a scheme that a letter may have. Browsers take white space and
// control characters out of a URL, so one that holds them is not trusted.
func leads(s string) bool {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return false
	}
	return slices.Contains(schemes, strings.ToLower(u.Scheme))
}
