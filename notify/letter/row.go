package letter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
	"bulletin/notify/letter/plain"
)

// row takes out the row in which an empty field stands, where the template wants that: as
// it says with a question mark, or by default in a row of a table of facts.
func (f *filling) row(n *html.Node) {
	if inert(n) {
		return
	}
	row := (*html.Node)(nil)
	for _, slot := range slotsIn(n) {
		a := f.resolve(slot)
		if a.kind != empty {
			continue
		}
		if row == nil {
			if row = f.rowOf(n); row == nil {
				f.stuck(a)
				return
			}
		}
		switch {
		case a.modifier == '?':
			leaveOut(row)
			return
		case row.Data == "tr" && f.judge(row).droppable:
			leaveOut(row)
			f.add(Note, a.pos, fmt.Sprintf("the field %s is empty; its row is left out", a.label),
				"leave it so, or "+mend(a))
			return
		}
	}
}

// stuck tells of an optional field whose words around it cannot go with it.
func (f *filling) stuck(a *answer) {
	if a.modifier == '?' && !a.machine {
		f.add(Note, a.pos, fmt.Sprintf("the field %s is empty, and there is no row, item or paragraph that could go with it", a.label),
			"leave it so, or put it into one")
	}
}

// leaveOut takes out a part; with the only description of a term goes the term.
func leaveOut(n *html.Node) {
	if n.Data == "dd" {
		term, more := sibling(n, before), sibling(n, after)
		if term != nil && term.Data == "dt" && (more == nil || more.Data != "dd") {
			term.Parent.RemoveChild(term)
		}
	}
	n.Parent.RemoveChild(n)
}

// rowOf is the table row, list item or paragraph in which n stands, if any. A paragraph
// that is all there is in its cell stands for the cell's row.
func (f *filling) rowOf(n *html.Node) *html.Node {
	for p := n; p.Parent != nil; p = p.Parent {
		switch p.Data {
		case "tr":
			if f.judge(p).layout {
				return nil // a row of the layout: too much would go
			}
			return p
		case "li", "dd":
			return p
		case "p":
			if !slices.Contains(cells, p.Parent.Data) || !node.Only(p) || f.judge(p.Parent.Parent).layout {
				return p
			}
		}
	}
	return nil
}

// verdict is what a table row is.
type verdict struct {
	layout    bool // it places other tables
	droppable bool // it may go without its value
}

// judge looks at each row once: it may hold a thousand placeholders.
func (f *filling) judge(row *html.Node) verdict {
	v, ok := f.rows[row]
	if !ok {
		v = verdict{layout: node.Has(row, "table")}
		v.droppable = !v.layout && f.droppable(row)
		f.rows[row] = v
	}
	return v
}

// droppable reports a row of facts that holds nothing else worth reading: no other value,
// and no more words than a label has.
func (f *filling) droppable(row *html.Node) bool {
	count, width := 0, 0
	for n := range row.Descendants() {
		for _, slot := range slotsIn(n) {
			if f.resolve(slot).kind == filled {
				return false
			}
		}
		switch {
		case slices.Contains(cells, n.Data):
			count++
		case n.Type == html.TextNode:
			width += uniseg.StringWidth(strings.TrimSpace(mark.ReplaceAllString(n.Data, "")))
		}
	}
	return width <= plain.Label || count == 2 && width <= 2*plain.Label
}

// slotsIn are the slots of a node's own text, and of its attributes.
func slotsIn(n *html.Node) []int {
	var slots []int
	look := func(text string) {
		if !hasMark(text) {
			return
		}
		for _, s := range segments(text) {
			if s.slot >= 0 {
				slots = append(slots, s.slot)
			}
		}
	}
	for _, a := range n.Attr {
		look(a.Val)
	}
	look(n.Data)
	return slots
}
