package plain

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
)

// hard is a space that must stay as it is: in pre. It is a noncharacter on the way only.
const hard = "\uFDD2"

// hints are the marks with which writers of Arabic and Hebrew put a comma on its side
// (LRM, RLM, ALM). They cannot reverse words, and a mail program does without.
var hints = strings.NewReplacer("\u200e", "", "\u200f", "", "\u061c", "")

func clean(s string) string { return incident.Clean(hints.Replace(s)) }

// inks reports a character that can be seen; a joiner or a space of any kind cannot.
func inks(r rune) bool {
	switch {
	case r > ' ' && r < 0x7f:
		return true
	case unicode.IsSpace(r), r == '\u034f', strings.ContainsRune(hard, r):
		return false
	}
	return !unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// fields are the words of a text, without those of which nobody sees anything.
func fields(s string) []string {
	words := strings.FieldsFunc(s, collapses)
	kept := words[:0]
	for _, w := range words {
		if w = strings.Trim(w, "\u00a0"); strings.ContainsFunc(w, inks) {
			kept = append(kept, w)
		}
	}
	return kept
}

func collapses(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

// speaking writes n in the language that it names, if it does.
func (p *page) speaking(n *html.Node, write func()) {
	outer := p.language
	if tag := node.Attr(n, "lang"); tag != "" {
		p.language = strings.ToLower(tag)
	}
	write()
	p.language = outer
}

// base is the language without its region.
func (p *page) base() string {
	base, _, _ := strings.Cut(p.language, "-")
	return base
}

// named is a label with its colon, before which French has a space. What ends as a sentence
// does needs none.
func (p *page) named(label string) string {
	label = bare(label)
	switch {
	case concluded(label):
		return label + " "
	case p.base() == "fr":
		return label + "\u00a0: "
	}
	return label + ": "
}

// bare is a label without the colon that its author gave it.
func bare(label string) string { return strings.TrimRight(strings.TrimSuffix(label, ":"), " \u00a0") }

func concluded(s string) bool {
	return slices.ContainsFunc([]string{".", "!", "?", "…", "。", "！", "？", "："}, func(end string) bool { return strings.HasSuffix(s, end) })
}

// quotes are the marks around a quotation (CLDR, quotationStart and quotationEnd).
func (p *page) quotes() [2]string {
	switch p.base() {
	case "fr":
		return [2]string{"«\u00a0", "\u00a0»"}
	case "de":
		return [2]string{"„", "“"}
	case "es", "it":
		return [2]string{"«", "»"}
	case "ja":
		return [2]string{"「", "」"}
	}
	return [2]string{"“", "”"}
}

// between writes the words of n between two marks. One that holds blocks is left as it is.
func (p *page) between(before, after string, n *html.Node) {
	from, flushes := len(p.run), p.flushes
	p.children(n)
	if p.flushes != flushes {
		return
	}
	first := slices.IndexFunc(p.run[from:], worded)
	if first < 0 {
		return
	}
	last := len(p.run) - 1
	for !worded(p.run[last]) {
		last--
	}
	p.run = slices.Insert(p.run, last+1, piece{text: after})
	if c := &p.run[last]; c.url == "" {
		text := strings.TrimRightFunc(c.text, collapses)
		p.run[last+1].text += c.text[len(text):]
		c.text = text
	}
	c := &p.run[from+first]
	text := strings.TrimLeftFunc(c.text, collapses)
	c.text = c.text[:len(c.text)-len(text)] + before + text
}

// worded reports a piece of which a reader sees something.
func worded(c piece) bool { return c.url != "" || strings.ContainsFunc(c.text, inks) }

// flatten is n as one line, whatever stands in it.
func (p *page) flatten(n *html.Node) string {
	inner := &page{width: Unlimited, language: p.language, flat: true}
	inner.speaking(n, func() { inner.children(n) })
	for i := range inner.run {
		if inner.run[i].end {
			inner.run[i] = piece{text: " "}
		}
	}
	return strings.Join(fields(inner.join(inner.run, true)), " ")
}

// fits reports content for one line: no list, table or the like, and no end of a line
// between its words.
func fits(n *html.Node) bool {
	words, ended := false, false
	var look func(*html.Node) bool
	look = func(n *html.Node) bool {
		for c := range n.ChildNodes() {
			element := c.Type == html.ElementNode
			switch {
			case node.Unseen(c):
				continue
			case element && slices.Contains([]string{"blockquote", "dl", "h1", "h2", "ol", "pre", "table", "ul"}, c.Data):
				return false
			case c.Type == html.TextNode && strings.ContainsFunc(c.Data, inks), element && c.Data == "img" && node.Alt(c) != "":
				if ended {
					return false
				}
				words = true
			}
			apart := node.IsBlock(c) || element && c.Data == "br"
			ended = ended || words && apart
			if !look(c) {
				return false
			}
			ended = ended || words && apart
		}
		return true
	}
	return look(n)
}
