package plain

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// terms writes a list of terms and what is said of them: "Term: value".
func (p *page) terms(n *html.Node) {
	var names, values []*html.Node
	end := func() {
		p.term(names, values)
		names, values = nil, nil
	}
	for c := range n.ChildNodes() {
		switch {
		case node.Blank(c) || node.Unseen(c):
		case c.Type != html.ElementNode:
			end()
			p.node(c)
		case c.Data == "dt":
			if len(values) > 0 {
				end()
			}
			names = append(names, c)
		case c.Data == "dd":
			values = append(values, c)
		case c.Data == "div":
			end()
			p.speaking(c, func() { p.terms(c) })
		default:
			end()
			p.node(c)
		}
	}
	end()
}

// term writes terms with what is said of them. Several things stand under their terms.
func (p *page) term(names, values []*html.Node) {
	p.flush()
	if label := p.termLabel(names); label != "" && len(values) == 1 {
		p.fact(label, values[0])
		return
	} else if label != "" && len(values) > 0 {
		p.within(strings.TrimRight(p.named(label), " "), "", p.settle)
	} else {
		for _, n := range names {
			p.node(n)
		}
	}
	for _, v := range values {
		p.within("  ", "  ", func() {
			p.tight = sole(v)
			p.speaking(v, func() { p.children(v) })
		})
	}
}

// termLabel is the terms as one label; empty where they read as more than that.
func (p *page) termLabel(names []*html.Node) string {
	if slices.ContainsFunc(names, func(n *html.Node) bool { return !fits(n) || node.Has(n, "a", "img") }) {
		return ""
	}
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = p.flatten(n)
	}
	label := strings.Join(words, ", ")
	if width(label) > Label {
		return ""
	}
	return label
}
