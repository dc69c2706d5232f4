package plain

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// list is how the items of a list are counted.
type list struct {
	ordered bool
	next    int // the number of the next item
	step    int
	style   string // 1, a, A, i or I
}

func (p *page) items(n *html.Node) {
	if p.label {
		p.settle()
	}
	outer := p.list
	p.list = list{ordered: n.Data == "ol", next: 1, step: 1, style: node.Attr(n, "type")}
	if node.Given(n, "reversed") {
		p.list.step, p.list.next = -1, 0
		for c := range n.ChildNodes() {
			if c.Type == html.ElementNode && c.Data == "li" {
				p.list.next++
			}
		}
	}
	p.list.next = number(node.Attr(n, "start"), p.list.next)
	p.children(n)
	p.list = outer
}

func (p *page) item(n *html.Node) {
	bullet := "- "
	if l := &p.list; l.ordered {
		l.next = number(node.Attr(n, "value"), l.next)
		bullet = l.count(l.next) + ". "
		l.next += l.step
	}
	p.tight = sole(n)
	loose := p.tight == nil && paragraphs(n)
	p.within(bullet, strings.Repeat(" ", len(bullet)), func() { p.children(n) })
	p.space(loose)
}

// paragraphs reports an item with paragraphs of its own.
func paragraphs(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == "p" {
			return true
		}
	}
	return false
}

// number is an attribute's whole number of at most nine digits, or else another.
func number(s string, other int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n > 999_999_999 || n < -999_999_999 {
		return other
	}
	return n
}

// count writes a number in the list's style.
func (l list) count(n int) string {
	var s string
	switch strings.ToLower(l.style) {
	case "a":
		s = alphabetic(n)
	case "i":
		s = roman(n)
	}
	if s == "" {
		return strconv.Itoa(n)
	}
	if l.style == "A" || l.style == "I" {
		return strings.ToUpper(s)
	}
	return s
}

// alphabetic counts a, b, … z, aa; nothing below one.
func alphabetic(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

// roman is nothing where the Romans had no number.
func roman(n int) string {
	if n < 1 || n > 3999 {
		return ""
	}
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{
		{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"},
		{10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"},
	} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}
