package style

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const letter = `<!DOCTYPE html><html class="c"><head><title>t</title><style></style></head><body id="i" class="c d"><!-- x -->
<table class="d" width="600"><tr><td class="c">a</td><td align="center" style="color:red;top:0!important">b</td></tr></table>
<p>a <a href="#" class="c" style="color:blue">b</a><b></b></p><style></style><p class="d c" style="&quot;broken">c</p>
<!--[if mso]>x<![endif]--><svg><path class="c"></path></svg><script>p{}</script></body></html>`

// shape is a tree without its style elements and style attributes.
func shape(n *html.Node, b *strings.Builder) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Style {
			continue
		}
		b.WriteString("(" + c.Data)
		for _, a := range c.Attr {
			if a.Key != "style" {
				b.WriteString(" " + a.Key + "=" + a.Val)
			}
		}
		shape(c, b)
		b.WriteString(")")
	}
}

func FuzzInline(f *testing.F) {
	for _, css := range []string{
		`p{color:red}.c{color:blue!important}@media x{p{top:0}td{color:red}}`,
		`a:hover,a::before,p{margin:0;margin-top:1px}`,
		"<!-- p{a:b}--> @import url(x); } q{} p{top:0;*zoom:1;x:\"\\\"\n;y:z}",
		`p{content:"</style><script>`, `<p{}/style>`, `p{a:b(}`, `p{a:b/*`, `p{a:\`, `@media x{p{a:b`,
		`:not(:not(.c)){a:b} td+td~*{a:b} .d>tbody :nth-child(2n - 1){a:b}`, `html{a:b}.c{a:b!important;color:#fff}#i .c{color:#000}`,
		`p[style]{a:b} a:link{c:d} a:not(:hover){e:f} *{g:h}`, `.\63 {a:b}`, `p{a:b;c:{d}}`, "p{a:\x00b}\r\nq{\r\n}",
	} {
		f.Add(css, `p+p{a:b}b{c:d}`)
	}
	f.Fuzz(func(t *testing.T, css, more string) {
		doc := document(t, letter)
		for n := range doc.Descendants() {
			if n.DataAtom == atom.Style && n.Parent.DataAtom == atom.Head {
				n.AppendChild(&html.Node{Type: html.TextNode, Data: css})
			} else if n.DataAtom == atom.Style {
				n.AppendChild(&html.Node{Type: html.TextNode, Data: more})
			}
		}
		var before, after, read strings.Builder
		shape(doc, &before)
		Inline(doc)
		shape(doc, &after)
		if before.String() != after.String() {
			t.Fatalf("the tree became\n%s", after.String())
		}
		out := render(t, doc)
		again := document(t, out)
		shape(again, &read)
		if strings.ContainsAny(css+more, "\x00\r") { // the parser of HTML knows neither
			return
		}
		if read.String() != after.String() || render(t, again) != out {
			t.Fatalf("what is written reads as\n%s", read.String())
		}
		if Inline(again); render(t, again) != out {
			t.Fatalf("inlining again changes\n%s\nto\n%s", out, render(t, again))
		}
	})
}
