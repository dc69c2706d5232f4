package letter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
)

// tree fills every marked node. What depends on a condition goes first, then rows, while each
// mark still shows what the row holds; and the nodes are listed before anything is inserted,
// so that no value is looked at for placeholders.
func (f *filling) tree(root *html.Node) {
	var sites []*html.Node
	for n := range root.Descendants() {
		if marked(n) {
			sites = append(sites, n)
		}
	}
	f.conditions(root, sites)
	sites = slices.DeleteFunc(sites, func(n *html.Node) bool { return !node.Within(root, n) || !marked(n) })
	for _, n := range sites { // so that every finding is made, also in a row that goes
		if !inert(n) {
			for _, slot := range slotsIn(n) {
				f.machine[slot], f.tongue[slot] = n.Type == html.ElementNode, tongue(n)
				f.resolve(slot)
			}
		}
	}
	for _, n := range sites {
		if node.Within(root, n) {
			f.row(n)
		}
	}
	for _, n := range sites {
		if node.Within(root, n) {
			f.place(n)
		}
	}
}

// tongue is the language of the part in which n stands, if the part names one.
func tongue(n *html.Node) string {
	for p := n; p != nil && p.Data != "html"; p = p.Parent {
		if lang := node.Attr(p, "lang"); lang != "" {
			return lang
		}
	}
	return ""
}

func marked(n *html.Node) bool {
	return hasMark(n.Data) || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return hasMark(a.Key) || hasMark(a.Val) })
}

func (f *filling) place(n *html.Node) {
	switch {
	case n.Type == html.CommentNode:
		f.comment(n)
	case inert(n):
		n.Data = f.leave(n.Data)
	case n.Type == html.TextNode:
		f.text(n)
	case n.Type == html.ElementNode:
		if hasMark(n.Data) {
			n.Data = f.tagName(n.Data)
		}
		f.attributes(n)
	default: // a doctype
		n.Data, n.Attr = mark.ReplaceAllString(n.Data, ""), nil
	}
}

// tagName is a tag's name without the placeholders that cannot be in it.
func (f *filling) tagName(marked string) string {
	f.misplaced(marked, Block, "in a tag's name", "take it out of the template")
	return mark.ReplaceAllString(marked, "")
}

// inert reports what is filled in a way of its own, or not at all.
func inert(n *html.Node) bool { return n.Type == html.CommentNode || node.Raw(n) }

// leave puts the source back where nothing may be filled.
func (f *filling) leave(marked string) string {
	f.misplaced(marked, Warn, "in a comment, a style sheet or a script, where nothing is filled; it stands there as written",
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
	var all []string
	first := Pos{}
	for _, s := range segments(marked) {
		if s.slot < 0 {
			continue
		}
		slot := f.t.slots[s.slot]
		if _, known := f.facts.Fact(slot.name); !known && !strings.HasPrefix(slot.name, "custom-field-") {
			continue
		}
		if all = append(all, slot.words); len(all) == 1 {
			first = slot.pos
		}
	}
	switch len(all) {
	case 0:
	case 1:
		f.add(severity, first, all[0]+" stands "+where, do)
	default:
		f.add(severity, first, fmt.Sprintf("%s stand %s", strings.Join(all, ", "), where), do)
	}
}

// text replaces a marked text node by the words and values that it stands for.
func (f *filling) text(n *html.Node) {
	var nodes []*html.Node
	for _, s := range segments(n.Data) {
		if s.slot < 0 {
			nodes = append(nodes, node.Text(s.words))
			continue
		}
		a := f.resolve(s.slot)
		if a.kind == empty {
			f.missing(a)
		}
		inserted := f.insertion(n, a)
		if a.moving {
			f.moving = append(f.moving, inserted...)
		}
		nodes = append(nodes, inserted...)
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
func (f *filling) insertion(n *html.Node, a *answer) []*html.Node {
	switch {
	case foreign(n) || node.Inside(n, "title", "textarea", "option", "select"):
		return []*html.Node{node.Text(incident.CleanLine(a.text))}
	case a.kind == filled && a.value.Kind == incident.Rich && a.value.HTML != "":
		if nodes := f.rich(a.value.HTML, n); nodes != nil {
			return nodes
		}
		if node.Inside(n, "a") {
			return lines(f.richText(a.value.HTML, false))
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
			nodes = append(nodes, node.Text(line))
		}
	}
	return nodes
}

func markOf(slot int) string { return string(markOpen) + strconv.Itoa(slot) + string(markClose) }
