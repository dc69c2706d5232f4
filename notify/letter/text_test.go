package letter

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
)

func TestTextPart(t *testing.T) {
	long := strings.Repeat("lorem ipsum ", 8)
	for _, c := range []struct{ source, want string }{
		{"<h1>Big  \n thing</h1><h2>é日本</h2><h3>small</h3>x", "Big thing\n=========\n\né日本\n-----\n\nsmall\n\nx\n"},
		{"a<b>b</b> <i>c</i><br>d<br><br><br>e", "ab c\nd\n\ne\n"},
		{"<p>a</p><p></p><p>&nbsp;</p><div>b</div><div>c</div>", "a\n\nb\nc\n"},
		{"<p>10&nbsp;000&nbsp;</p>", "10 000\n"},
		{"<table><tr><th>Status:</th><td>bad</td></tr><tr><td><p><b>Key</b></p></td><td><p>K</p></td></tr></table>", "Status: bad\nKey: K\n"},
		{"<table><tr><td>Key</td><td><a href='https://x/K'>K</a></td></tr></table>", "Key: K <https://x/K>\n"},
		{"<table><tr><td>Key</td><td></td></tr><tr><td></td><td>only</td></tr></table>", "Key:\nonly\n"},
		{"<table><tr><td>Text</td><td>" + long + "</td></tr></table>",
			"Text: lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum\n  lorem ipsum lorem ipsum\n"},
		{"<table><tr><td>Steps</td><td><ul><li>a</li><li>b</li></ul></td></tr></table>", "Steps:\n  - a\n  - b\n"},
		{"<table><tr><th>When</th><th>What</th><th>Who</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>", "When | What | Who\n1 | 2 | 3\n"},
		{"<table><tr><td><table><tr><td><center>a<table><tr><td>b</td></tr></table></td></tr></table></td></tr></table>", "a\n\nb\n"},
		{"<table><tr><td>Nav</td><td><table><tr><td>K</td><td>V</td></tr></table></td></tr></table>", "Nav\n\nK: V\n"},
		{"<table><tr><td>A whole sentence in a cell is not the label of the next one.</td><td>x</td></tr></table>",
			"A whole sentence in a cell is not the label of the next one.\nx\n"},
		{"<table><tr><th>A label of some length</th><td>https://example.com/" + strings.Repeat("x", 50) + " a</td></tr></table>",
			"A label of some length:\n  https://example.com/" + strings.Repeat("x", 50) + " a\n"},
		{"<pre>a\n   \n   \nb</pre>", "a\n\nb\n"},
		{"<p><a href='https://x/a b?c=d'>Open</a></p>", "Open: https://x/a%20b?c=d\n"},
		{"<p>See <a href='https://x/'>the\n page</a>.</p>", "See the page <https://x/>.\n"},
		{"<p><a href='https://x/'>https://x/</a> <a href='mailto:a@b'>a@b</a> <a href='#top'>top</a> <a>none</a></p>", "https://x/ a@b top none\n"},
		{"<p><a href='https://x/'>x</a><a href='https://y/'>y</a>z, (<a href='https://w/'>w</a>)</p>", "x <https://x/> y <https://y/> z, (w <https://w/>)\n"},
		{"<p>x <a href='https://x/'><img src=y alt='A picture'></a></p>", "x A picture <https://x/>\n"},
		{"<a href='https://x/'><table><tr><td>Button</td></tr></table></a>", "Button: https://x/\n"},
		{"<p>" + long[:70] + " <a href='https://example.com/" + strings.Repeat("x", 90) + "'>it</a></p>",
			strings.TrimSpace(long[:70]) + " it\n<https://example.com/" + strings.Repeat("x", 90) + ">\n"},
		{"<img alt='Logo' src=x><img src=y><p>x</p>", "Logo\n\nx\n"},
		{"x<ul><li>a</li><li><p>b</p><ul><li>" + long + "</li></ul></li><li></li></ul><ol><li>c<li>d</ol>y",
			"x\n\n- a\n- b\n\n  - lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum\n    lorem ipsum lorem ipsum\n\n1. c\n2. d\n\ny\n"},
		{"<pre>a  b\n    c\n\n\n\nd   \n</pre>e", "a  b\n    c\n\nd\n\ne\n"},
		{"<pre>" + long + "</pre>", strings.TrimSpace(long) + "\n"},
		{"<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b\n"},
		{"<script>x</script><style>y{}</style><noscript>z</noscript><span style='display: none'>h</span><b hidden>i</b>a", "a\n"},
		{"a&#27;[31m<b>\u202e</b>", "a\u241b[31m<U+202E>\n"},
	} {
		l, findings := fill(t, c.source, table{})
		if l.Text != c.want || len(onlyBody(findings)) > 0 {
			t.Errorf("%s\n got %q\nwant %q\n%v", c.source, l.Text, c.want, findings)
		}
	}
}

// The house frame dresses the facts and the data of authors who left them bare, and nothing
// that they drew themselves: a button would become a bar.
func TestTablesOfAuthorsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	const row = "<tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
	for _, table := range []string{
		`<table border="0">` + row, `<table cellpadding="6">` + row, `<table cellspacing="0">` + row, `<table width="600">` + row, `<table bgcolor="#fff">` + row, `<table align="center">` + row,
		`<table style="color:red">` + row, `<table role="presentation">` + row, `<table role="none">` + row,
		"<table><tbody><tr><td>Button</td></tr></tbody></table>", "<table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>",
		`<table border="0"><tbody><tr><th>a</th><td style="width:120pt">b</td></tr></tbody></table>`,
	} {
		if l, _ := fill(t, table, outage()); !strings.Contains(l.HTML, table) {
			t.Errorf("%s is in\n%s", table, l.HTML)
		}
	}
	nested := "<table><tbody><tr><td>a</td><td><table><tbody><tr><td>b</td><td>c</td></tr></tbody></table></td></tr></tbody></table>"
	l, _ := fill(t, nested, outage())
	if !strings.Contains(l.HTML, "<table><tbody><tr><td>a</td><td><table style=") {
		t.Error(l.HTML)
	}
	for _, bare := range []string{"<table>" + row, `<table class="x"><tbody><tr><th>a</th><td>b</td></tr></tbody></table>`, "<table><tbody><tr><td>a</td></tr><tr><td>a</td><td style='text-align:right'>b</td></tr></tbody></table>"} {
		if l, _ := fill(t, bare, outage()); strings.Count(l.HTML, "border-bottom:1px solid #808080") != strings.Count(bare, "</td>")+strings.Count(bare, "</th>") {
			t.Errorf("%s is in\n%s", bare, l.HTML)
		}
	}
}

func TestBrandStandsApart(t *testing.T) {
	t.Parallel()
	tpl, err := Parse("start.html", "<div>Hello,</div>")
	if err != nil {
		t.Fatal(err)
	}
	l, _ := tpl.Fill(table{}, Manner{Brand: Brand{Name: "Example Org"}})
	if want := "Example Org\n\nHello,\n"; l.Text != want {
		t.Errorf("got %q, want %q", l.Text, want)
	}
}

func onlyBody(all []Finding) []Finding {
	return slices.DeleteFunc(all, func(f Finding) bool {
		return f.Where == "subject" || strings.Contains(f.What, "cannot be embedded") || strings.Contains(f.What, "take out script")
	})
}

// messy is HTML as mail editors leave it.
const messy = `<html><head><title></title></head><body><center>
<table width=600><tr><td><img src="banner.png"></td></tr><tr><td>
<table><tr><td><b/>Issue</td><td style="color:red";"height:25pt">[issue.key]</td></tr>
<tr><td>Impact</td><td>[custom-field-11754|Customer Description]</td></tr>
<tr><td>Ended</td><td>[custom-field-11745|yyyy-MM-dd HH:mm:ss z|Impact End Date]</td></tr></table>
<table><tr><td bgcolor=#00f><a href="https://jira.example.com/browse/[issue.key]">Open</a></center></td></tr></table>
</td></tr></table><p>[EXTERNAL] Regards`

func TestMessyTemplate(t *testing.T) {
	l, findings := fill(t, messy, outage())
	want := "Issue: OPS-101\nImpact: Payments fail.\n\nOpen: https://jira.example.com/browse/OPS-101\n\n[EXTERNAL] Regards\n"
	if l.Text != want {
		t.Errorf("got:\n%s", l.Text)
	}
	if len(findings) != 2 || !found(findings, Warn, "start.html", "banner.png") || !found(findings, Note, "start.html:5", "Impact End Date", "row is left out") {
		t.Error(findings)
	}
}

// whole is a template with a placeholder in every kind of place.
const whole = `<html><head><title>[a]</title></head><body><h1>[a] x</h1><p title="[b]">[b] [a]</p>
<a href="https://x/[b]?q=[a]">l [b]</a><a href="[a]">m</a><ul><li>[b]<li>i</ul>
<table><tr><td>K</td><td>[a]</td></tr><tr><td>[b]<td>2<td>3</table><pre>[a]
 x</pre><textarea>[b]</textarea><div>[r]</div></body></html>`

// No value changes the letter's shape, and no word that can be seen is lost from the text.
func FuzzShape(f *testing.F) {
	for _, s := range []string{
		"<script>alert(1)</script>", `"onclick=alert(1) x="`, "javascript:alert(1)", "[issue.key]", "a\r\nb", "</td></table><p>",
		"--></title></textarea></pre><b>", "&lt;b&gt;&#60;", "\x00\x1b\u202e\uFDD00\uFDD1", "mailto:x@y", "https://x/", "  a  b  ",
		"\n\na\n\n", "\u00a0", "日本 語", "'", "a: b: ", "\u200c", "<<s>s", strings.Repeat("日本", 50),
	} {
		f.Add(s, "plain")
		f.Add("plain", s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if said(incident.CleanLine(a)).Empty() || said(incident.CleanLine(b)).Empty() {
			return // empty values take rows out, as promised
		}
		facts := outage().with("a", said(a)).with("b", said(b)).with("r", richly(a, b))
		l, _ := fill(t, whole, facts)
		ordinary, _ := fill(t, whole, outage().with("a", said("x")).with("b", said("x")).with("r", said("x")))
		tree, want := reparse(t, l.HTML), reparse(t, ordinary.HTML)
		if got := shape(without(tree)); got != shape(without(want)) {
			t.Errorf("%q %q make %s", a, b, got)
		}
		if strings.ContainsAny(l.Subject, "\r\n\x00\x1b") {
			t.Errorf("subject %q", l.Subject)
		}
		readable(t, l.Text)
		flowing, _ := fill(t, strings.ReplaceAll(whole, "pre>", "p>"), facts)
		narrow(t, flowing.Text)
		rest := squeeze(l.Text) // a line may end between characters of Chinese and Japanese
		for _, w := range seen(reparse(t, l.HTML)) {
			w = squeeze(w)
			i := strings.Index(rest, w)
			if i < 0 {
				t.Fatalf("%q %q: the word %q is not in its place in\n%s", a, b, w, l.Text)
			}
			rest = rest[i+len(w):]
		}
	})
}

func reparse(t *testing.T, s string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// without takes out what a value may bring: line ends, and the rich field's own tree; and
// the link that may be dropped is there in any case, only without its address.
func without(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if n.Data == "div" {
			n.FirstChild = nil
		}
	}
	return doc
}

func shape(doc *html.Node) string {
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			b.WriteString("!")
		}
		if n.Type == html.ElementNode && n.Data != "br" {
			b.WriteString(n.Data)
			for _, a := range n.Attr {
				if a.Key != "href" {
					b.WriteString("." + a.Key)
				}
			}
			b.WriteString(" ")
		}
	}
	return b.String()
}

// seen are the words that a browser shows, in order.
func seen(n *html.Node) []string {
	var b strings.Builder
	var look func(*html.Node)
	look = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		apart := n.Type == html.ElementNode && slices.Contains(append([]string{"br", "a", "del", "q", "s", "strike"}, node.Blocks...), n.Data)
		if apart {
			b.WriteString(" ")
		}
		for c := range n.ChildNodes() {
			if c.Data != "head" {
				look(c)
			}
		}
		if apart {
			b.WriteString(" ")
		}
	}
	look(n)
	return strings.Fields(b.String())
}
