// Package plain writes an HTML tree as a person likes to read it in a mail program without
// HTML: tables of facts as "Label: value", links as "words: URL", lists with their bullets
// and numbers, nothing of the layout.
//
// It refuses to lose or to move a word: whatever a reader of the HTML sees stands in the
// text, in the same order.
package plain

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

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
	p := &page{width: columns}
	p.children(root)
	p.flush()
	return p.out.String()
}

// page takes the tree in reading order and writes lines.
type page struct {
	out      strings.Builder
	width    int
	language string  // of the words at hand, in lower case
	run      []piece // the inline content of the block at hand
	indent   string  // before every line of the block
	next     string  // before its next line: the indent, a bullet or a label
	label    bool    // next is a label
	flushes  int
	gap      bool // an empty line is due before the next one
	pre      bool
	flat     bool       // all is one line: a label, a cell of data
	tight    *html.Node // the paragraph that is all there is in its row or item
	link     *link
	last     string // the URL that was written last, if only its link's words have come since
	list     list
	table    table
}

// piece is inline content: words, a link, or the end of a line.
type piece struct {
	text string
	url  string
	end  bool
}

func (p *page) children(n *html.Node) {
	for c := range node.Children(n) {
		p.node(c)
	}
}

func (p *page) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		p.words(clean(n.Data))
	case n.Type == html.ElementNode && !node.Unseen(n):
		p.speaking(n, func() { p.element(n) })
	}
}

func (p *page) element(n *html.Node) {
	switch n.Data {
	case "br":
		p.run = append(p.run, piece{end: true})
	case "img":
		p.words(" " + clean(node.Alt(n)) + " ")
	case "area":
		p.area(n)
	case "a":
		p.anchor(n)
	case "del", "s", "strike":
		p.between("~", "~", n)
	case "sup":
		p.between(power(n), "", n)
	case "q":
		marks := p.quotes()
		p.between(marks[0], marks[1], n)
	default:
		switch {
		case !node.IsBlock(n) && !node.IsBox(n):
			p.children(n)
		case p.flat || !node.IsBlock(n):
			p.words(" ")
			p.children(n)
			p.words(" ")
		default:
			p.block(n)
		}
	}
}

// power is the sign before a raised number: 10^3 is not 103.
func power(n *html.Node) string {
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode && c.Data != "" && strings.Trim(c.Data, "0123456789-+") == "" {
		return "^"
	}
	return ""
}

func (p *page) words(s string) {
	if p.link == nil && strings.ContainsFunc(s, inks) {
		p.last = ""
	}
	if !p.pre || p.flat {
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

func (p *page) block(n *html.Node) {
	separate := p.separate(n)
	p.flush()
	p.space(separate)
	switch n.Data {
	case "h1":
		p.heading(n, "=")
	case "h2":
		p.heading(n, "-")
	case "table":
		p.grid(n)
	case "tr":
		p.row(n)
	case "dl":
		p.terms(n)
	case "ul", "ol":
		p.items(n)
	case "li":
		p.item(n)
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

// separate reports a block with an empty line before and after.
func (p *page) separate(n *html.Node) bool {
	switch n.Data {
	case "ul", "ol":
		return !node.Inside(n, "li", "ul", "ol")
	case "p":
		return n != p.tight
	}
	return slices.Contains(apart, n.Data)
}

// sole is the paragraph that is all there is in n, if it is so.
func sole(n *html.Node) *html.Node {
	for {
		var only *html.Node
		for c := range n.ChildNodes() {
			if node.Blank(c) {
				continue
			}
			if only != nil || c.Type != html.ElementNode {
				return nil
			}
			only = c
		}
		switch {
		case only == nil || only.Data == "p":
			return only
		case !slices.Contains([]string{"div", "center", "span", "font"}, only.Data):
			return nil
		}
		n = only
	}
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

// within writes a part with its own beginning of the first line and of the others. From half
// of the page on lines begin no further to the right.
func (p *page) within(first, rest string, write func()) {
	indent := p.indent
	if len(indent) > p.width/2 {
		rest = ""
	}
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
