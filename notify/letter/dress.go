package letter

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// rule is the line below a row: softer where a mail program knows transparent colours.
const rule = ";border-bottom:1px solid #808080;border-bottom:1px solid rgba(128,128,128,0.5)"

// dress is the style of tags to which their author gave none: many mail programs read no
// style sheets.
var dress = map[string]string{
	"h1":         "margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:600",
	"h2":         "margin:24px 0 8px;font-size:18px;line-height:1.3;font-weight:600",
	"h3":         "margin:16px 0 8px;font-size:16px;line-height:1.3;font-weight:600",
	"p":          "margin:0 0 16px",
	"table":      "width:100%;margin:0 0 16px;border-collapse:collapse",
	"th":         "padding:8px 12px 8px 0;text-align:left;text-align:start;vertical-align:top;font-weight:600" + rule,
	"td":         "padding:8px 12px 8px 0;vertical-align:top" + rule,
	"label":      "padding:8px 12px 8px 0;text-align:left;text-align:start;vertical-align:top;font-weight:600" + rule,
	"value":      "padding:8px 0;vertical-align:top" + rule,
	"a":          "text-decoration:underline",
	"ul":         "margin:0 0 16px;padding-left:24px",
	"ol":         "margin:0 0 16px;padding-left:24px",
	"pre":        "margin:0 0 16px;white-space:pre-wrap;font-family:monospace",
	"blockquote": "margin:0 0 16px;padding-left:12px;border-left:3px solid #808080",
}

// clothe dresses the tags that their author left bare.
func clothe(fragment *html.Node) {
	ours := map[*html.Node]bool{} // the tables that look like facts or data
	for n := range fragment.Descendants() {
		style, ok := dress[n.Data]
		authors := node.Attr(n, "style")
		if n.Type != html.ElementNode || !ok || authors != "" && !alignment.MatchString(authors) {
			continue
		}
		switch {
		case n.Data == "table":
			if ours[n] = tells(n); !ours[n] {
				continue
			}
		case slices.Contains(cells, n.Data):
			if !ours[tableOf(n)] {
				continue
			}
			style = cell(n)
		}
		if authors != "" {
			style += ";" + authors
		}
		if slices.Contains(cells, n.Parent.Data) && sibling(n, after) == nil {
			style = strings.Replace(style, "margin:0 0 16px", "margin:0", 1) // the cell has its own space
		}
		node.Set(n, "style", style)
	}
}

// alignment is a style that leaves room for more: columns in Markdown have it.
var alignment = regexp.MustCompile(`^text-align:[a-z]+$`)

// own are the attributes with which an author says how a table is to look, or that it only
// places things.
var own = []string{"align", "bgcolor", "border", "cellpadding", "cellspacing", "role", "style", "width"}

// tells reports a table of facts or data that its author left bare: with two cells side by
// side, and with no table in it but in the value of a fact.
func tells(table *html.Node) bool {
	if slices.ContainsFunc(table.Attr, func(a html.Attribute) bool { return slices.Contains(own, a.Key) }) {
		return false
	}
	nested := node.Has(table, "table")
	for n := range table.Descendants() {
		if slices.Contains(cells, n.Data) && tableOf(n) == table {
			if heads(n) {
				return true
			}
			if nested {
				continue
			}
			if next := sibling(n, after); next != nil && slices.Contains(cells, next.Data) {
				return true
			}
		}
	}
	return false
}

// tableOf is the table in which a cell stands.
func tableOf(cell *html.Node) *html.Node {
	for p := range cell.Ancestors() {
		if p.Data == "table" {
			return p
		}
	}
	return nil
}

// cell is the style of a cell. The parts of a fact are told apart.
func cell(n *html.Node) string {
	part := n.Data
	switch {
	case heads(n):
		part = "label"
	case heads(sibling(n, before)):
		part = "value"
	}
	if part != n.Data {
		node.Set(n, "class", strings.TrimSpace(node.Attr(n, "class")+" "+part))
	}
	if part == "label" {
		node.Set(n, "width", "36%")
	}
	return dress[part] + breaks(n)
}

// breaks sets what programs without styles can do with a cell, and gives what it has in style
// beyond others.
func breaks(n *html.Node) string {
	if node.Attr(n, "valign") == "" {
		node.Set(n, "valign", "top")
	}
	if n.Data == "th" && node.Attr(n, "align") == "" {
		node.Set(n, "align", "left")
	}
	if unbroken(n) { // it alone: the short words of others would be split too
		return ";word-break:break-word"
	}
	for p := range n.Ancestors() {
		if strings.HasSuffix(node.Attr(p, "style"), ";word-break:break-word") {
			return ";word-break:normal"
		}
	}
	return ""
}

var cells = []string{"th", "td"}

// heads reports the header of a row of two cells: the row says one thing of the incident.
func heads(n *html.Node) bool {
	value := sibling(n, after)
	return n != nil && n.Data == "th" && sibling(n, before) == nil && value != nil && value.Data == "td" && sibling(value, after) == nil
}

func before(n *html.Node) *html.Node { return n.PrevSibling }
func after(n *html.Node) *html.Node  { return n.NextSibling }

// sibling is the next node in a direction that is more than space, nil if there is none.
func sibling(n *html.Node, next func(*html.Node) *html.Node) *html.Node {
	if n == nil {
		return nil
	}
	for n = next(n); n != nil && node.Blank(n); n = next(n) {
	}
	return n
}

// unbroken reports a word that is too wide for a column on a phone.
func unbroken(n *html.Node) bool {
	for d := range n.Descendants() {
		for word := range strings.FieldsSeq(d.Data) {
			if d.Type == html.TextNode && len(word) > 20 {
				return true
			}
		}
	}
	return false
}
