// Package plain writes an HTML tree as a person likes to read it in a mail program without
// HTML: tables of facts as "Label: value", links as "words: URL", lists with their bullets,
// nothing of the layout.
//
// It refuses to lose or to move a word: whatever a reader of the HTML sees stands in the
// text, in the same order.
package plain

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
)

const (
	// Columns is the width of a letter's lines, where its words allow (RFC 5322, 2.1.1).
	Columns = 78
	// Label is the width of the widest label; what is longer is a sentence.
	Label = 40
	// Unlimited is a width that no line reaches.
	Unlimited = 1 << 20
)

// apart are the blocks with an empty line before and after.
var apart = []string{
	"blockquote", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre",
	"table", "ul",
}

// Text is the tree in lines of at most so many columns, where its words allow; each line
// ends in a line end.
func Text(root *html.Node, columns int) string {
	p := &page{width: columns, colon: colon(root)}
	p.children(root)
	p.flush()
	return p.out.String()
}

// colon is how the tree's language writes one: French has a space before it.
func colon(root *html.Node) string {
	for n := range root.ChildNodes() {
		if n.Data == "html" && strings.HasPrefix(strings.ToLower(node.Attr(n, "lang")), "fr") {
			return "\u00a0: "
		}
	}
	return ": "
}

// page takes the tree in reading order and writes lines.
type page struct {
	out    strings.Builder
	width  int
	run    []piece // the inline content of the block at hand
	indent string  // before every line of the block
	next   string  // before its next line: the indent, a bullet or a label
	label  bool    // next is a label
	colon  string  // behind a label
	gap    bool    // an empty line is due before the next one
	pre    bool
	item   int // the number of the next list item; 0: a bullet
}

// piece is inline content: words, a link, or the end of a line.
type piece struct {
	text string
	url  string
	end  bool
}

// hard is a space that must stay as it is: in pre. It is a noncharacter on the way only.
const hard = "\uFDD2"

func (p *page) children(n *html.Node) {
	for c := range n.ChildNodes() {
		p.node(c)
	}
}

func (p *page) node(n *html.Node) {
	if n.Type == html.TextNode {
		p.words(incident.Clean(n.Data))
		return
	}
	if n.Type != html.ElementNode || node.Unseen(n) {
		return
	}
	switch n.Data {
	case "br":
		p.run = append(p.run, piece{end: true})
	case "img":
		p.words(incident.Clean(node.Attr(n, "alt")))
	case "a":
		p.link(n)
	default:
		if !node.IsBlock(n) {
			p.children(n)
			return
		}
		p.block(n)
	}
}

func (p *page) words(s string) {
	if !p.pre {
		p.run = append(p.run, piece{text: s})
		return
	}
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			p.run = append(p.run, piece{end: true})
		}
		p.run = append(p.run, piece{text: strings.ReplaceAll(line, " ", hard)})
	}
}

// link is a link on one line, whatever stands in it: some are whole layouts.
func (p *page) link(n *html.Node) {
	inner := strings.Join(strings.Fields(Text(&html.Node{FirstChild: n.FirstChild}, Unlimited)), " ")
	url := node.Space.ReplaceAllString(strings.TrimSpace(incident.Clean(node.Attr(n, "href"))), "%20")
	switch {
	case url == "" || strings.HasPrefix(url, "#"), url == inner, url == "mailto:"+inner:
		p.words(inner)
	default:
		p.run = append(p.run, piece{text: inner, url: url})
	}
}

func (p *page) block(n *html.Node) {
	separate := slices.Contains(apart, n.Data) && !(slices.Contains([]string{"ul", "ol"}, n.Data) && node.Inside(n, "li"))
	p.flush()
	p.space(separate)
	switch n.Data {
	case "h1":
		p.heading(n, "=")
	case "h2":
		p.heading(n, "-")
	case "tr":
		p.tableRow(n)
	case "ul", "ol":
		p.list(n)
	case "li":
		p.listItem(n)
	case "blockquote":
		p.settle()
		p.within("> ", "> ", func() { p.children(n) })
	case "pre":
		p.settle()
		p.pre = true
		p.children(n)
		p.flush()
		p.pre = false
	default:
		p.children(n)
	}
	p.flush()
	p.space(separate)
}

// space asks for an empty line; not between a bullet or a label and its words.
func (p *page) space(wanted bool) {
	if wanted && p.next == p.indent {
		p.gap = true
	}
}

// settle writes a bullet or a label that has had no words yet on a line of its own.
func (p *page) settle() {
	if p.next != p.indent {
		p.line("")
	}
}

// within writes a part with its own beginning of the first line and of the others.
func (p *page) within(first, rest string, write func()) {
	indent := p.indent
	p.next, p.indent = p.next+first, indent+rest
	write()
	p.flush()
	p.indent, p.next = indent, indent
}

func (p *page) heading(n *html.Node, rule string) {
	p.settle()
	from := p.out.Len()
	p.children(n)
	p.flush()
	widest := 0
	for line := range strings.Lines(p.out.String()[from:]) {
		widest = max(widest, width(strings.TrimSpace(line)))
	}
	if widest > 0 {
		p.line(strings.Repeat(rule, widest))
	}
}

func (p *page) list(n *html.Node) {
	p.settle()
	outer := p.item
	p.item = 0
	if n.Data == "ol" {
		p.item = 1
	}
	p.children(n)
	p.item = outer
}

func (p *page) listItem(n *html.Node) {
	bullet := "- "
	if p.item > 0 {
		bullet = fmt.Sprintf("%d. ", p.item)
		p.item++
	}
	p.within(bullet, strings.Repeat(" ", len(bullet)), func() { p.children(n) })
}

// tableRow is a label with its value, the cells of a table of data on one line, or a piece
// of a layout, of which only the content counts.
func (p *page) tableRow(n *html.Node) {
	var cells []*html.Node
	for c := range n.ChildNodes() {
		if c.Data == "td" || c.Data == "th" {
			cells = append(cells, c)
		}
	}
	switch {
	case len(cells) == 2 && p.labelled(cells[0], cells[1]):
	case len(cells) > 2 && !slices.ContainsFunc(cells, rambling):
		for i, c := range cells {
			if i > 0 {
				p.run = append(p.run, piece{text: " | "})
			}
			p.children(c)
		}
	default:
		p.children(n)
	}
}

// labelled writes "Label: value", if the first cell reads as a label.
func (p *page) labelled(name, value *html.Node) bool {
	if node.Has(name, "a", "br", "img", "table", "ul", "ol", "pre", "h1", "h2") || node.Has(value, "table") {
		return false
	}
	label := strings.Join(strings.Fields(Text(&html.Node{FirstChild: name.FirstChild}, Unlimited)), " ")
	if label == "" || width(label) > Label {
		return false
	}
	p.label = true
	p.within(bare(label)+p.colon, "  ", func() {
		p.children(value)
		p.flush()
		p.settle()
	})
	return true
}

// bare is a label without the colon that its author gave it.
func bare(label string) string { return strings.TrimRight(strings.TrimSuffix(label, ":"), " \u00a0") }

// rambling reports a cell with more than words in it.
func rambling(c *html.Node) bool {
	return node.Has(c, append([]string{"a", "br", "img"}, node.Blocks...)...)
}
