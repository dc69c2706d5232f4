package style

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// sheet is a style element whose rules are ours to move.
type sheet struct {
	node   *html.Node
	source string
	held   bool // for some media only: nothing of it goes into attributes
	items  []*item
}

// item is a thing in a sheet: a rule, a group of items under a condition, or text that stays
// as it is.
type item struct {
	source string // as the author wrote it
	rule   *rule
	head   string // of a group: "@media print"
	items  []*item
	group  bool
	// changed says that the source is no longer what it is to be.
	changed bool
}

// find gives the sheets in the order of the document, without those that are not to be
// touched.
func find(doc *html.Node) (sheets []*sheet) {
	conditional := false
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.CommentNode:
				conditional = within(c.Data, conditional)
			case c.DataAtom == atom.Template || c.Namespace == "svg":
			case c.DataAtom == atom.Style && c.Namespace == "":
				if held, ours := media(c); ours && !conditional {
					sheets = append(sheets, &sheet{node: c, source: content(c), held: held})
				}
			default:
				walk(c)
			}
		}
	}
	walk(doc)
	return sheets
}

// within reports whether a comment leaves what follows it inside an Outlook condition, as
// <!--[if !mso]><!--> does until <!--<![endif]-->.
func within(comment string, now bool) bool {
	comment = strings.ToLower(strings.TrimSpace(comment))
	switch {
	case strings.Contains(comment, "[endif]"):
		return false
	case strings.HasPrefix(comment, "[if"):
		return true
	}
	return now
}

// media reports whether a style element holds for some media only, and whether it is CSS and
// not for print alone. What is for screens is for letters.
func media(n *html.Node) (held, ours bool) {
	for _, a := range n.Attr {
		value := strings.ToLower(strings.TrimSpace(a.Val))
		switch a.Key {
		case "media":
			if value == "print" {
				return true, false
			}
			held = value != "" && value != "all" && value != "screen"
		case "type":
			if value != "" && value != "text/css" {
				return true, false
			}
		}
	}
	return held, true
}

func content(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(c.Data)
	}
	return b.String()
}

// write puts what stays into the style element. One that has become empty is removed, unless
// it stands among elements that rules count.
func (s *sheet) write(structural bool) {
	left := s.source
	if changed(s.items) {
		var b strings.Builder
		write(&b, s.items)
		left = b.String()
	}
	left = strings.ReplaceAll(left, "</", `<\/`) // nothing may end the element
	if left == s.source {
		return
	}
	for c := s.node.FirstChild; c != nil; c = s.node.FirstChild {
		s.node.RemoveChild(c)
	}
	if left != "" {
		s.node.AppendChild(&html.Node{Type: html.TextNode, Data: left})
		return
	}
	if p := s.node.Parent; p != nil && (!structural || p.DataAtom == atom.Head) {
		p.RemoveChild(s.node)
	}
}

// changed reports, and marks for write, the items that are not as they were.
func changed(items []*item) (some bool) {
	for _, it := range items {
		it.changed = it.rule != nil && it.rule.changed() || it.group && changed(it.items)
		some = some || it.changed
	}
	return some
}

// write puts every item on a line of its own. Nothing follows the last one, which may be
// open still.
func write(b *strings.Builder, items []*item) {
	for _, it := range items {
		switch {
		case it.group && it.changed:
			b.WriteString("\n" + it.head + " {")
			write(b, it.items)
			b.WriteString("\n}")
		case it.changed:
			it.rule.write(b)
		default:
			b.WriteString("\n" + it.source)
		}
	}
}
