package letter

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
)

// tree fills every marked node. Rows go first, while each mark still shows what the row
// holds; and the nodes are listed before anything is inserted, so that no value is looked
// at for placeholders.
func (f *filling) tree(root *html.Node) {
	var sites []*html.Node
	for n := range root.Descendants() {
		if marked(n) {
			sites = append(sites, n)
		}
	}
	for _, n := range sites { // so that every finding is made, also in a row that goes
		if !inert(n) {
			for _, slot := range slotsIn(n) {
				f.resolve(slot)
			}
		}
	}
	for _, n := range sites {
		if within(root, n) {
			f.row(n)
		}
	}
	for _, n := range sites {
		if within(root, n) {
			f.place(n)
		}
	}
}

func marked(n *html.Node) bool {
	return mark.MatchString(n.Data) || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return mark.MatchString(a.Key) || mark.MatchString(a.Val)
	})
}

func within(root, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == root {
			return true
		}
	}
	return false
}

func (f *filling) place(n *html.Node) {
	switch {
	case inert(n):
		n.Data = f.leave(n.Data)
	case n.Type == html.TextNode:
		f.text(n)
	case n.Type == html.ElementNode:
		if mark.MatchString(n.Data) {
			f.misplaced(n.Data, Block, "in a tag's name", "take it out of the template")
			n.Data = mark.ReplaceAllString(n.Data, "")
		}
		f.attributes(n)
	default: // a doctype
		n.Data, n.Attr = mark.ReplaceAllString(n.Data, ""), nil
	}
}

// raw are the elements whose text is written without escapes: a value there could act.
var raw = []string{"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "xmp"}

func inert(n *html.Node) bool {
	if n.Type == html.CommentNode {
		return true
	}
	if n.Type != html.TextNode {
		return false
	}
	return inside(n, raw...)
}

// inside reports an ancestor of one of the names.
func inside(n *html.Node, names ...string) bool {
	for p := range n.Ancestors() {
		if p.Type == html.ElementNode && slices.Contains(names, p.Data) {
			return true
		}
	}
	return false
}

// leave puts the source back where nothing may be filled.
func (f *filling) leave(marked string) string {
	f.misplaced(marked, Warn, "in a comment or script, where nothing is filled; it stands there as written",
		"take it out, or write the words themselves")
	var b strings.Builder
	for _, s := range segments(marked) {
		if s.slot >= 0 {
			s.words = f.t.slots[s.slot].raw
		}
		b.WriteString(s.words)
	}
	return b.String()
}

// misplaced tells of placeholders where none can be.
func (f *filling) misplaced(marked string, severity Severity, where, do string) {
	for _, s := range segments(marked) {
		if s.slot < 0 {
			continue
		}
		slot := f.t.slots[s.slot]
		if _, known := f.facts.Fact(slot.name); known {
			f.add(severity, slot.line, fmt.Sprintf("%s stands %s", slot.words, where), do)
		}
	}
}

// text replaces a marked text node by the words and values that it stands for.
func (f *filling) text(n *html.Node) {
	all := segments(n.Data)
	alone := len(strings.TrimSpace(mark.ReplaceAllString(n.Data, ""))) == 0 && len(mark.FindAllString(n.Data, 2)) == 1
	var nodes []*html.Node
	for _, s := range all {
		if s.slot < 0 {
			nodes = append(nodes, textNode(s.words))
			continue
		}
		a := f.resolve(s.slot)
		if a.kind == empty {
			f.missing(a)
		}
		nodes = append(nodes, insertion(n, a, alone)...)
	}
	for _, c := range nodes {
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

// foreign reports a place in a drawing or a formula, which an HTML element would end.
func foreign(n *html.Node) bool {
	for p := range n.Ancestors() {
		if p.Namespace != "" {
			return true
		}
	}
	return false
}

// insertion is the value as nodes that may stand where n stands.
func insertion(n *html.Node, a *answer, alone bool) []*html.Node {
	switch {
	case foreign(n) || inside(n, "title", "textarea", "option", "select"):
		return []*html.Node{textNode(incident.CleanLine(a.text))}
	case a.kind == filled && a.value.Kind == incident.Rich && a.value.HTML != "":
		if nodes := rich(a.value.HTML, n, alone); nodes != nil {
			return nodes
		}
	}
	return lines(a.text)
}

// lines is plain text with its line ends as br.
func lines(s string) []*html.Node {
	var nodes []*html.Node
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			nodes = append(nodes, &html.Node{Type: html.ElementNode, Data: "br"})
		}
		if line != "" {
			nodes = append(nodes, textNode(line))
		}
	}
	return nodes
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }
