package letter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/net/html"
)

// row takes out the row in which an empty field stands, where the template wants that: as
// it says with a question mark, or by default in a row of a table of facts.
func (f *filling) row(n *html.Node) {
	if inert(n) {
		return
	}
	for _, slot := range slotsIn(n) {
		a := f.resolve(slot)
		if a.kind != empty {
			continue
		}
		row := rowOf(n)
		switch {
		case row == nil:
		case a.modifier == '?':
			row.Parent.RemoveChild(row)
			return
		case row.Data == "tr" && f.droppable(row):
			row.Parent.RemoveChild(row)
			f.add(Note, a.line, fmt.Sprintf("the field %s is empty; its row is left out", a.label),
				"nothing; or "+mend(a))
			return
		}
	}
}

// rowOf is the table row, list item or paragraph in which n stands, if any. A paragraph
// that is all there is in its cell stands for the cell's row.
func rowOf(n *html.Node) *html.Node {
	for p := n; p.Parent != nil; p = p.Parent {
		switch p.Data {
		case "tr":
			if has(p, "table") {
				return nil // a row of the layout: too much would go
			}
			return p
		case "li":
			return p
		case "p":
			if !slices.Contains([]string{"td", "th"}, p.Parent.Data) || !only(p) {
				return p
			}
		}
	}
	return nil
}

// droppable reports a row of facts that holds nothing else worth reading: no other value,
// and no more words than a label has.
func (f *filling) droppable(row *html.Node) bool {
	cells, width := 0, 0
	for n := range row.Descendants() {
		for _, slot := range slotsIn(n) {
			if f.resolve(slot).kind == filled {
				return false
			}
		}
		switch {
		case n.Data == "td", n.Data == "th":
			cells++
		case n.Type == html.TextNode:
			width += uniseg.StringWidth(strings.TrimSpace(mark.ReplaceAllString(n.Data, "")))
		}
	}
	return width <= labelWidth || cells == 2 && width <= 2*labelWidth
}

func slotsIn(n *html.Node) []int {
	var slots []int
	for _, text := range append(values(n), n.Data) {
		for _, s := range segments(text) {
			if s.slot >= 0 {
				slots = append(slots, s.slot)
			}
		}
	}
	return slots
}

func values(n *html.Node) []string {
	var all []string
	for _, a := range n.Attr {
		all = append(all, a.Val)
	}
	return all
}

// has reports a descendant element of one of the names.
func has(n *html.Node, names ...string) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(names, d.Data) {
			return true
		}
	}
	return false
}

// only reports that n has no sibling but white space.
func only(n *html.Node) bool {
	for s := range n.Parent.ChildNodes() {
		if s != n && !blank(s) {
			return false
		}
	}
	return true
}

// space is what HTML calls white space; a no-break space is a character like others.
var space = regexp.MustCompile(`[ \t\r\n\f]+`)

func blank(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && space.ReplaceAllString(n.Data, "") == ""
}
