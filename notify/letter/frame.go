package letter

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// house is the frame around a fragment. It sets no colours but a grey that can be read on
// light and on dark: so the reader's own colours stand, also where a mail program inverts.
const house = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title></title>
<style>:root { color-scheme: light dark; }</style>
</head>
<body style="margin:0;padding:0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;max-width:600px">
<tr><td id="letter" align="left" style="font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"></td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`

// dress is the style of tags to which their author gave none: many mail programs read no
// style sheets.
var dress = map[string]string{
	"h1":         "margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:600",
	"h2":         "margin:24px 0 8px;font-size:18px;line-height:1.3;font-weight:600",
	"h3":         "margin:16px 0 8px;font-size:16px;line-height:1.3;font-weight:600",
	"p":          "margin:0 0 16px",
	"table":      "width:100%;margin:0 0 16px;border-collapse:collapse",
	"th":         "padding:8px 12px 8px 0;border-bottom:1px solid #808080;text-align:left;vertical-align:top;font-weight:600",
	"td":         "padding:8px 0;border-bottom:1px solid #808080;text-align:left;vertical-align:top",
	"a":          "text-decoration:underline",
	"ul":         "margin:0 0 16px;padding-left:24px",
	"ol":         "margin:0 0 16px;padding-left:24px",
	"pre":        "margin:0 0 16px;white-space:pre-wrap;font-family:monospace",
	"blockquote": "margin:0 0 16px;padding-left:12px;border-left:3px solid #808080",
}

// frame sets a fragment in the house frame.
func frame(fragment *html.Node, subject, language string) *html.Node {
	doc, err := html.Parse(strings.NewReader(house))
	if err != nil {
		return fragment // the frame is a constant, and a test parses it
	}
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Html && language != "":
			n.Attr = []html.Attribute{{Key: "lang", Val: language}}
		case n.DataAtom == atom.Title:
			n.AppendChild(textNode(subject))
		case attr(n, "id") == "letter":
			n.Attr = n.Attr[1:]
			clothe(fragment)
			for c := fragment.FirstChild; c != nil; c = fragment.FirstChild {
				fragment.RemoveChild(c)
				n.AppendChild(c)
			}
			return doc
		}
	}
	return doc
}

func clothe(fragment *html.Node) {
	for n := range fragment.Descendants() {
		style, ok := dress[n.Data]
		if ok && n.Type == html.ElementNode && attr(n, "style") == "" && !layout(n) {
			n.Attr = append(n.Attr, html.Attribute{Key: "style", Val: style})
		}
	}
}

// layout reports a table, or a part of one, that its author uses to place things only.
func layout(n *html.Node) bool {
	for p := n; p != nil && slices.Contains([]string{"table", "thead", "tbody", "tfoot", "tr", "th", "td"}, p.Data); p = p.Parent {
		if p.Data == "table" {
			return attr(p, "role") == "presentation"
		}
	}
	return false
}
