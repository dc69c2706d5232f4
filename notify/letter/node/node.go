// Package node asks questions about HTML trees and makes small ones: what all who read or
// write a letter's tree have in common.
//
// It refuses to know of templates, values and mail: it changes no node that it is asked
// about.
package node

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Blocks are the elements that begin on a line of their own.
var Blocks = []string{
	"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
	"div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
	"h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p",
	"pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}

// blocks are the same to be asked for: every node is.
var blocks = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range Blocks {
		all[name] = true
	}
	return all
}()

// Fragment parses a piece of a body into a div.
func Fragment(source string) (*html.Node, error) {
	div := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(source), div)
	for _, n := range nodes {
		div.AppendChild(n)
	}
	return div, err
}

// Inner is the HTML of n's children.
func Inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			return "" // a tree from the parser can be rendered; if not, nothing is safe to show
		}
	}
	return b.String()
}

// Text is a new text node.
func Text(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// Attr is an attribute's value, or nothing.
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Given reports an attribute that is there, with or without a value.
func Given(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// Set gives an attribute a value.
func Set(n *html.Node, key, value string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// IsBlock reports an element that begins on a line of its own, by its nature or by its style.
func IsBlock(n *html.Node) bool {
	return n.Type == html.ElementNode && (blocks[n.Data] || slices.Contains([]string{"block", "table", "flex", "grid", "list-item"}, displayed(n)))
}

// IsBox reports an element that stands in a line as a box of its own, such as a button.
func IsBox(n *html.Node) bool {
	return n.Type == html.ElementNode && (n.Data == "button" || strings.HasPrefix(displayed(n), "inline-"))
}

// displayed is how an element's style has it displayed, or nothing.
func displayed(n *html.Node) string {
	style := Attr(n, "style")
	if len(style) < len("display:") || !strings.Contains(strings.ToLower(style), "display") {
		return ""
	}
	shown := ""
	for property, value := range declarations(style) {
		if property == "display" {
			shown = value
		}
	}
	return shown
}

// Inside reports an ancestor of one of the names.
func Inside(n *html.Node, names ...string) bool {
	for p := range n.Ancestors() {
		if p.Type == html.ElementNode && slices.Contains(names, p.Data) {
			return true
		}
	}
	return false
}

// Has reports a descendant element of one of the names.
func Has(n *html.Node, names ...string) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(names, d.Data) {
			return true
		}
	}
	return false
}

// Within reports that n is root or stands in it.
func Within(root, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == root {
			return true
		}
	}
	return false
}

// Only reports that n has no sibling but white space.
func Only(n *html.Node) bool {
	for s := range n.Parent.ChildNodes() {
		if s != n && !Blank(s) {
			return false
		}
	}
	return true
}

// Space is what HTML calls white space; a no-break space is a character like others.
var Space = regexp.MustCompile(`[ \t\r\n\f]+`)

// Blank reports white space and comments.
func Blank(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && strings.Trim(n.Data, " \t\r\n\f") == ""
}

// RawElements are those whose text is written without escapes: a value there could act.
var RawElements = []string{"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "xmp"}

// Raw reports text that is written without escapes.
func Raw(n *html.Node) bool { return n.Type == html.TextNode && Inside(n, RawElements...) }
