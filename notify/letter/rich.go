package letter

import (
	"net/url"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
	"bulletin/notify/letter/plain"
)

// policy is all that a field's own HTML may bring into a letter.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "b", "strong", "i", "em", "u", "s", "del", "ins", "sup", "sub", "strike", "small", "q", "code", "pre", "blockquote",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
		"h1", "h2", "h3", "h4", "h5", "h6", "span", "div")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	return p
}

// sanitise is a div that holds the field's HTML without all that could act: or nil, where
// the HTML is such that nothing can be promised about it. What is plain text is clean.
func (f *filling) sanitise(source string) *html.Node {
	if len(source) > maxRich {
		return nil
	}
	div, err := node.Fragment(source)
	if err != nil {
		return nil
	}
	for n := range div.Descendants() {
		switch n.Data {
		case "img":
			*n = html.Node{Type: html.TextNode, Data: node.Attr(n, "alt"), Parent: n.Parent,
				PrevSibling: n.PrevSibling, NextSibling: n.NextSibling}
		case "a":
			f.absolute(n)
		}
	}
	if div, err = node.Fragment(policy.Sanitize(node.Inner(div))); err != nil {
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
	again, err := node.Fragment(node.Inner(div))
	if err != nil || node.Inner(again) != node.Inner(div) {
		return nil // a reader's parser could see another tree than ours
	}
	return div
}

// absolute makes a link lead where it leads in Jira.
func (f *filling) absolute(a *html.Node) {
	base, err := url.Parse(f.manner.Base)
	if err != nil || f.manner.Base == "" {
		return
	}
	u, err := url.Parse(strings.TrimSpace(node.Attr(a, "href")))
	if err == nil && u.Scheme == "" && (u.Path != "" || u.Host != "") {
		node.Set(a, "href", base.ResolveReference(u).String())
	}
}

// richText is the field's HTML as plain text; where a link can be none, without addresses.
func (f *filling) richText(source string, linked bool) string {
	div := f.sanitise(source)
	if div == nil {
		return ""
	}
	for n := range div.Descendants() {
		if n.Data == "a" && !linked {
			n.Attr = nil
		}
	}
	return strings.TrimSpace(plain.Text(div, plain.Unlimited))
}

// rich is a field's HTML as nodes that may stand where n stands, or nil where only plain
// text may. Beside other words the first paragraph goes on in their line.
func (f *filling) rich(source string, n *html.Node) []*html.Node {
	alone := strings.TrimSpace(mark.ReplaceAllString(n.Data, "")) == "" && len(mark.FindAllString(n.Data, 2)) == 1 && between(n)
	div := f.sanitise(source)
	if div == nil || node.Inside(n, "a", "button", "pre") {
		return nil
	}
	if p := div.FirstChild; p != nil && p.Data == "p" && node.Only(p) && !node.Has(p, node.Blocks...) {
		div = p
	}
	if node.Has(div, node.Blocks...) {
		if !room(n) {
			return nil
		}
		if p := div.FirstChild; p != nil && p.Data == "p" && !alone && !node.Has(p, node.Blocks...) {
			unwrap(p)
		}
	}
	return takeChildren(div)
}

// room makes the place of n one that may hold blocks, and reports whether it is. A paragraph
// becomes a div, for a paragraph cannot hold any.
func room(n *html.Node) bool {
	p := n.Parent
	for p.Parent != nil && slices.Contains([]string{"span", "b", "strong", "i", "em", "u", "font"}, p.Data) {
		p = p.Parent
	}
	switch {
	case slices.Contains(holders, p.Data):
	case p.Data == "p" && p.Parent != nil && (slices.Contains(holders, p.Parent.Data) || p.Parent.Data == "div"):
		p.Data, p.DataAtom = "div", 0
	default:
		return false
	}
	return true
}

// unwrap puts a node's children in its place.
func unwrap(n *html.Node) {
	for _, c := range takeChildren(n) {
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

func takeChildren(n *html.Node) []*html.Node {
	var nodes []*html.Node
	for n.FirstChild != nil {
		c := n.FirstChild
		n.RemoveChild(c)
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
			return s.Data == "br" || node.IsBlock(s)
		}
		if !node.Blank(s) {
			return false
		}
	}
	return true
}
