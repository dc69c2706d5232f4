package letter

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"bulletin/notify/letter/node"
)

// house is the frame around a fragment. It sets no colours but a grey that can be read on
// light and on dark: so the reader's own colours stand, also where a mail program inverts.
// The sheets hold only what no attribute can say: Outlook keeps no font across tables and no
// greatest width, and on a phone a label stands above its value. They are apart because some
// mail programs drop a whole sheet for one rule that they do not know.
const house = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title></title>
<style>:root { color-scheme: light dark; }</style>
<style>
@media (max-width: 480px) {
.label, .value { display: block !important; width: auto !important; }
.label { padding-bottom: 0 !important; border-bottom: 0 !important; }
.value { padding-top: 0 !important; }
}
</style>
<!--[if mso]><style>body, table, th, td { font-family: Arial, sans-serif !important; }</style><![endif]-->
</head>
<body style="margin:0;padding:0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;table-layout:fixed">
<tr><td style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" align="center" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;table-layout:fixed;max-width:600px;margin:0 auto">
<tr><td id="letter" lang="en" dir="ltr" style="word-wrap:break-word;overflow-wrap:break-word;font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"></td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`

// frame sets a fragment in the house frame.
func frame(fragment *html.Node, subject string, m Manner) *html.Node {
	doc, err := html.Parse(strings.NewReader(house))
	if err != nil {
		return fragment // the frame is a constant, and a test parses it
	}
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Html && m.Language != "":
			node.Set(n, "lang", m.Language)
		case n.DataAtom == atom.Title:
			n.AppendChild(node.Text(subject))
		case node.Attr(n, "id") == "letter":
			n.Attr = n.Attr[1:]
			speak(n, m.Language)
			clothe(fragment)
			if face := m.Brand.face(); face != nil {
				n.AppendChild(face)
			}
			for _, c := range takeChildren(fragment) {
				n.AppendChild(c)
			}
			return doc
		}
	}
	return doc
}

// speak names the letter's language where it stays when a mail program takes the html element
// away, and the direction of the language's usual script (CLDR, character order).
func speak(letter *html.Node, language string) {
	if language != "" {
		node.Set(letter, "lang", language)
	}
	if slices.Contains([]string{"ar", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"}, primary(language)) {
		node.Set(letter, "dir", "rtl")
	}
}
