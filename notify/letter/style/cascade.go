package style

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/net/html"
)

// written is the attribute that some selectors and an attribute of the author's make.
type written struct {
	style   string
	changed bool
}

// said is a declaration that holds for an element, and who says it.
type said struct {
	declaration
	rule    *rule // nil for the element's own attribute
	waiting bool  // stays in the sheet and may or may not hold
}

// attribute writes the style attribute of an element that the selectors of these ranks
// match. Elements that match the same and had the same share the work.
func (m *matcher) attribute(n *html.Node, hits []int) {
	at := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "style" && a.Namespace == "" })
	own := ""
	if at >= 0 {
		own = n.Attr[at].Val
	}
	key := make([]byte, 0, 64)
	for _, rank := range hits {
		key = binary.AppendUvarint(key, uint64(rank)+1) //nolint:gosec // an index
	}
	key = append(append(key, 0), own...)
	w, ok := m.attributes[string(key)]
	if !ok {
		w.style, w.changed = m.compose(hits, own)
		m.attributes[string(key)] = w
	}
	switch {
	case !w.changed:
	case at >= 0:
		n.Attr[at].Val = w.style
	default:
		n.Attr = append(n.Attr, html.Attribute{Key: "style", Val: w.style})
	}
}

// compose puts the weaker before the stronger: the rules, the element's own attribute, then
// what is important in both. An own attribute that cannot be read goes last, as it is.
func (m *matcher) compose(hits []int, own string) (style string, changed bool) {
	mine, readable := inline(own)
	var all []said
	for _, important := range []bool{false, true} {
		for _, rank := range hits {
			s := m.selectors[rank]
			for _, d := range s.rule.body {
				if d.important == important {
					all = append(all, said{d, s.rule, s.reach == waiting})
				}
			}
		}
		for _, d := range mine {
			if d.important == important {
				all = append(all, said{declaration: d})
			}
		}
	}
	changed = protect(all)
	all = thin(all)
	var parts []string
	for _, d := range all {
		parts = append(parts, d.String())
		changed = changed || d.rule != nil
	}
	if !readable {
		parts = append(parts, own)
	}
	return strings.Join(parts, ";"), changed
}

// inline reads a style attribute.
func inline(own string) (found []declaration, readable bool) {
	list, loose := tokens(own)
	if len(loose) > 0 || slices.ContainsFunc(list, func(t token) bool { return t.kind == css.LeftBraceToken }) {
		return nil, false
	}
	found, broken := declarations(list, 0)
	if broken != "" {
		return nil, false
	}
	return found, true
}

// protect makes important what was stronger than a rule that has stayed in a sheet and
// become important, and reports whether it did. Where another such rule is stronger still,
// nothing can keep both in order, and the sheet wins: a phone's rules must work.
func protect(all []said) (done bool) {
	spans := map[string]span{}
	for i, d := range all {
		if d.waiting {
			own, whole := kin(d.name)
			spans[own] = spans[own].with(i)
			spans[whole+"-*"] = spans[whole+"-*"].with(i)
		}
	}
	if len(spans) == 0 {
		return false
	}
	for i, d := range all {
		own, whole := kin(d.name)
		near := spans[whole+"-*"]
		if own != whole {
			near = spans[own].over(spans[whole])
		}
		if !d.waiting && !d.important && near.count > 0 && near.last < i {
			all[i].important, done = true, true
		}
	}
	return done
}

// span tells of declarations that wait in a sheet: how many, and where the strongest is.
type span struct{ count, last int }

func (s span) with(i int) span { return span{s.count + 1, i} }

func (s span) over(t span) span { return span{s.count + t.count, max(s.last, t.last)} }

// thin drops what stays in the sheet, what is said again later and what is certainly
// overridden. What a rule says of one property more than once is its author's fallback, and
// stays; so does all that stood in the element's own attribute.
func thin(all []said) []said {
	type name struct {
		text      string
		important bool
	}
	again := map[name]bool{}
	over := map[name]*rule{}
	kept := make([]said, 0, len(all))
	for _, d := range slices.Backward(all) {
		if d.waiting {
			continue
		}
		drop := d.rule != nil && again[name{d.text, true}]
		if d.rule != nil && !d.important {
			drop = drop || again[name{d.text, false}]
		}
		for _, important := range []bool{true, d.important} {
			by, ok := over[name{d.name, important}]
			drop = drop || ok && d.rule != nil && by != d.rule
		}
		again[name{d.text, d.important}] = true
		if drop {
			continue
		}
		if _, ok := over[name{d.name, d.important}]; !ok && d.sure() {
			over[name{d.name, d.important}] = d.rule
		}
		kept = append(kept, d)
	}
	slices.Reverse(kept)
	return kept
}
