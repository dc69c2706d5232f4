package letter

import (
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"bulletin/notify/incident"
)

// policy is all that a field's own HTML may bring into a letter.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
		"h1", "h2", "h3", "h4", "h5", "h6", "span", "div")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	return p
}

// sanitise is a div that holds the field's HTML without all that could act: or nil, where
// the HTML is such that nothing can be promised about it. What is plain text is clean.
func sanitise(source string) *html.Node {
	div, err := fragment(source)
	if err != nil {
		return nil
	}
	for n := range div.Descendants() {
		if n.Type == html.ElementNode && n.Data == "img" {
			*n = html.Node{Type: html.TextNode, Data: attr(n, "alt"), Parent: n.Parent,
				PrevSibling: n.PrevSibling, NextSibling: n.NextSibling}
		}
	}
	if div, err = fragment(policy.Sanitize(inner(div))); err != nil {
		return nil
	}
	for n := range div.Descendants() {
		switch {
		case n.Type == html.TextNode:
			n.Data = incident.Clean(n.Data)
		case n.Data == "li" && !slices.Contains([]string{"ul", "ol"}, n.Parent.Data):
			n.Data = "div" // a stray item would end the list of the template
		}
	}
	again, err := fragment(inner(div))
	if err != nil || inner(again) != inner(div) {
		return nil // a reader's parser could see another tree than ours
	}
	return div
}

// inner is the HTML of n's children.
func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			return "" // a tree from the parser can be rendered; if not, nothing is safe to show
		}
	}
	return b.String()
}

// richText is the field's HTML as plain text.
func richText(source string) string {
	div := sanitise(source)
	if div == nil {
		return ""
	}
	return strings.TrimSpace(walk(div, 1<<20))
}

// rich is a field's HTML as nodes that may stand where n stands, or nil where only plain
// text may. Blocks replace a placeholder that stands alone; a paragraph around it becomes
// a div, for a paragraph cannot hold blocks.
func rich(source string, n *html.Node, alone bool) []*html.Node {
	div := sanitise(source)
	if div == nil || inside(n, "a", "button", "pre") {
		return nil
	}
	if p := div.FirstChild; p != nil && p.Data == "p" && only(p) && !has(p, blocks...) {
		div = p
	}
	if has(div, blocks...) {
		switch {
		case !alone || !between(n):
			return nil
		case slices.Contains(holders, n.Parent.Data):
		case n.Parent.Data == "p" && only(n):
			n.Parent.Data, n.Parent.DataAtom = "div", 0
		default:
			return nil
		}
	}
	var nodes []*html.Node
	for div.FirstChild != nil {
		c := div.FirstChild
		div.RemoveChild(c)
		nodes = append(nodes, c)
	}
	return nodes
}

// holders may hold blocks among other content.
var holders = []string{
	"article", "aside", "blockquote", "body", "center", "dd", "div", "footer", "header",
	"li", "main", "section", "td", "th",
}

// between reports that n has no words before or after it on its line.
func between(n *html.Node) bool {
	return ends(n, func(n *html.Node) *html.Node { return n.PrevSibling }) &&
		ends(n, func(n *html.Node) *html.Node { return n.NextSibling })
}

func ends(n *html.Node, next func(*html.Node) *html.Node) bool {
	for s := next(n); s != nil; s = next(s) {
		if s.Type == html.ElementNode {
			return s.Data == "br" || slices.Contains(blocks, s.Data)
		}
		if !blank(s) {
			return false
		}
	}
	return true
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
