package plain

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// table is what a row must know of its table.
type table struct {
	rows   int
	header []string // the words of its first row, if all of it is headers of columns
	wide   bool     // the header does not fit on a line
}

// grid writes a table.
func (p *page) grid(n *html.Node) {
	outer := p.table
	p.table = table{}
	for row := range rows(n) {
		if p.table.rows++; p.table.rows > 1 {
			continue
		}
		if cells := cellsOf(row); len(cells) > 2 && heads(cells) {
			for _, c := range cells {
				p.table.header = append(p.table.header, p.flatten(c))
			}
			p.table.wide = width(p.indent+strings.Join(p.table.header, " | ")) > p.width
		}
	}
	p.children(n)
	p.table = outer
}

// rows are a table's own.
func rows(table *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for part := range table.ChildNodes() {
			for row := range part.ChildNodes() {
				if row.Data == "tr" && !node.Unseen(row) && !yield(row) {
					return
				}
			}
		}
	}
}

func cellsOf(row *html.Node) []*html.Node {
	var cells []*html.Node
	for c := range row.ChildNodes() {
		if (c.Data == "td" || c.Data == "th") && !node.Unseen(c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// heads reports headers of columns, each on one line.
func heads(cells []*html.Node) bool {
	return !slices.ContainsFunc(cells, func(c *html.Node) bool { return c.Data != "th" || !fits(c) })
}

// row is a label with its value, the cells of a table of data on one line, or a piece of a
// layout, of which only the content counts.
func (p *page) row(n *html.Node) {
	switch cells := cellsOf(n); {
	case len(cells) == 2 && p.labels(cells[0], cells[1]):
		p.fact(p.flatten(cells[0]), cells[1])
	case len(cells) > 2 && !slices.ContainsFunc(cells, rambles) && slices.ContainsFunc(cells, tells), len(cells) == 2 && heads(cells):
		p.data(cells)
	default:
		p.children(n)
	}
}

func rambles(c *html.Node) bool { return !fits(c) }

// tells reports a cell with words that are no link; a row of links only is a row of buttons.
func tells(c *html.Node) bool {
	for d := range c.ChildNodes() {
		switch {
		case d.Data == "a" && node.Attr(d, "href") != "" || node.Unseen(d):
		case d.Type == html.TextNode && strings.ContainsFunc(d.Data, inks), tells(d):
			return true
		}
	}
	return false
}

// labels reports a first cell that reads as the label of the second.
func (p *page) labels(name, value *html.Node) bool {
	if name.Data == "th" && value.Data == "th" || !fits(name) || node.Has(name, "a", "img") || node.Has(value, "table") {
		return false
	}
	label := p.flatten(name)
	return label != "" && width(label) <= Label && (p.table.rows != 1 || name.Data == "th" || asserts(name, label, value))
}

// asserts reports that the only row of a table says something, and does not only set two
// things side by side, as a footer does.
func asserts(name *html.Node, label string, value *html.Node) bool {
	if strings.HasSuffix(label, ":") || node.Has(name, "b", "strong") {
		return true
	}
	aligned := strings.EqualFold(node.Attr(value, "align"), "right") || strings.Contains(strings.ReplaceAll(node.Attr(value, "style"), " ", ""), "text-align:right")
	return !aligned && !strings.ContainsAny(label, ",;|") && strings.Count(label, " ") < 3
}

// fact writes "Label: value".
func (p *page) fact(label string, value *html.Node) {
	p.label, p.last = true, ""
	p.within(p.named(label), "  ", func() {
		p.tight = sole(value)
		p.speaking(value, func() { p.children(value) })
		p.flush()
		p.settle()
	})
}

// data writes cells on one line. A row that is wider than the page, or has a header that
// is, says of each of its values under which header it stands.
func (p *page) data(cells []*html.Node) {
	p.last = ""
	words, end := make([]string, len(cells)), 0
	for i, c := range cells {
		if words[i] = p.flatten(c); words[i] != "" {
			end = i + 1
		}
	}
	line := strings.Join(words[:end], " | ")
	if head := p.table.header; (p.table.wide || width(p.next+line) > p.width) && len(head) == len(cells) && words[0] != "" && !slices.Equal(words, head) && !spans(cells) {
		p.within("", "  ", func() { p.record(words, head) })
		return
	}
	p.within("", "  ", func() { p.run = append(p.run, piece{text: line}) })
}

// record writes a row as its first cell, with "Header: value" under it.
func (p *page) record(words, head []string) {
	p.run = append(p.run, piece{text: words[0]})
	p.flush()
	for i, w := range words[1:] {
		if w == "" {
			continue
		}
		if head[i+1] != "" {
			w = p.named(head[i+1]) + w
		}
		p.within("", "  ", func() { p.run = append(p.run, piece{text: w}) })
	}
}

func spans(cells []*html.Node) bool {
	return slices.ContainsFunc(cells, func(c *html.Node) bool { return number(node.Attr(c, "colspan"), 1) != 1 })
}
