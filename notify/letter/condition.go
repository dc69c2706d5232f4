package letter

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// conditions takes out of the tree what is not for this letter, before anything else looks
// at it: a field that is internal may stand in a part that only staff get. For the same
// reason the outer parts go before what stands in them.
func (f *filling) conditions(root *html.Node, sites []*html.Node) {
	var asking []asked
	for _, n := range sites {
		if n.Type == html.TextNode && !node.Raw(n) && f.asks(n) {
			asking = append(asking, newAsked(root, n))
		}
	}
	slices.SortStableFunc(asking, func(a, b asked) int { return cmp.Compare(a.depth, b.depth) })
	for _, a := range asking {
		if node.Within(root, a.at) {
			f.decide(a)
		}
	}
}

// asked is a text with conditions, and the part that they are about.
type asked struct {
	at, part *html.Node
	depth    int // of the part
}

func newAsked(root, n *html.Node) asked {
	a := asked{at: n, part: partOf(root, n)}
	if a.part != nil {
		for range a.part.Ancestors() {
			a.depth++
		}
	}
	return a
}

func (f *filling) decide(a asked) {
	failed := f.failed(a.at)
	switch {
	case a.part == nil:
		for _, slot := range slotsIn(a.at) {
			if s := f.resolve(slot); s.verb != write && s.kind != words {
				f.add(Block, s.pos, s.words+" stands in no row, paragraph, heading or other part that could be left out", "put it into one")
			}
		}
	case failed:
		leaveOut(a.part)
	}
	a.at.Data = f.without(a.at.Data)
	if !failed && a.part != nil && a.part.Data == "p" && hollow(a.part) { // it held nothing but the condition
		leaveOut(a.part)
	}
}

// asks reports a text with conditions.
func (f *filling) asks(n *html.Node) bool {
	return slices.ContainsFunc(slotsIn(n), func(slot int) bool { return f.t.slots[slot].verb != write })
}

// failed reports a condition of a text that does not hold. Those behind it are not asked: the
// first may be there to keep them away from this letter.
func (f *filling) failed(n *html.Node) bool {
	for _, slot := range slotsIn(n) {
		if f.t.slots[slot].verb == write {
			continue
		}
		if a := f.resolve(slot); a.kind != words && !a.holds() {
			return true
		}
	}
	return false
}

// holds reports whether a condition is met.
func (a *answer) holds() bool {
	met := a.kind == filled
	if a.wanted != "" && a.kind != barred {
		met = a.value.Has(a.wanted) != a.unequal
	}
	return a.kind != barred && met == (a.verb == when)
}

// without is a marked text without its conditions.
func (f *filling) without(marked string) string {
	var b strings.Builder
	for _, s := range segments(marked) {
		switch {
		case s.slot < 0:
			b.WriteString(s.words)
		case f.t.slots[s.slot].verb == write || f.answers[s.slot] != nil && f.answers[s.slot].kind == words:
			b.WriteString(markOf(s.slot))
		}
	}
	return b.String()
}

// parts can be left out of a letter.
var parts = []string{
	"tr", "li", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "pre", "blockquote",
	"table", "div", "section", "article", "center", "ul", "ol", "header", "footer",
}

// partOf is the nearest part in which n stands. A paragraph that is all there is in its cell
// stands for the cell's row.
func partOf(root, n *html.Node) *html.Node {
	for p := n.Parent; p != nil && p != root && p.Data != "body"; p = p.Parent {
		alone := p.Data == "p" && slices.Contains(cells, p.Parent.Data) && node.Only(p)
		if slices.Contains(parts, p.Data) && !alone {
			return p
		}
	}
	return nil
}

// hollow reports an element in which nothing can be seen.
func hollow(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && !node.Blank(d) || d.Data == "img" {
			return false
		}
	}
	return true
}
