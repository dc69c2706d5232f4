// Package style writes the rules of a document's style sheets into the style attributes of
// the elements that they match, because many mail programs read no style sheets.
//
// A style sheet keeps what no attribute can say: conditional groups (@media, @supports,
// @container), @font-face and other at-rules, pseudo-elements, states such as :hover, rules
// for the html element, the bare * and rules that match nothing here (they are for what a
// mail program wraps around a letter). Where such a rule speaks of elements that got an
// attribute, its declarations become important, for the attribute would win over it
// otherwise; and what was stronger than it becomes important too.
//
// a:link is read as a[href]: no attribute knows what a reader has visited, and :visited
// stays behind, important.
//
// The package refuses to know better than the author: it merges no shorthands, checks no
// values, and follows no @import. What it cannot read stays as it is, and is reported. Sheets
// in conditional comments, in SVG and for print are not touched.
package style

import (
	"golang.org/x/net/html"
)

// Defect is something in a style sheet that could not be read, or will not work in a letter.
type Defect struct {
	What string // what is wrong, in lower case, no full stop
	Do   string // what mends it
}

// Inline writes the rules of the document's style sheets into style attributes and leaves in
// the sheets what no attribute can say. It reports what could not be read, in the order of
// the sheets, each defect once. Its time grows with the size of the sheets, and with that of the document
// times the number of rules that an element matches.
func Inline(doc *html.Node) []Defect {
	var p parser
	sheets := find(doc)
	for _, s := range sheets {
		s.items = p.read(s.source, s.held)
	}
	if len(p.selectors) > 0 {
		newMatcher(p.selectors).run(doc)
	}
	for _, s := range sheets {
		s.write(p.structural)
	}
	return p.defects
}
