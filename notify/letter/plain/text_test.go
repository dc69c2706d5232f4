package plain

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func parsed(t testing.TB, source string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// cases are sources with the lines that they make.
type cases []struct{ source, want string }

func (all cases) check(t *testing.T) {
	t.Helper()
	for _, c := range all {
		if got := Text(parsed(t, c.source), Columns); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}

func TestAddressesOfPeople(t *testing.T) {
	t.Parallel()
	cases{
		{"<p>Ask <a href='mailto:desk@example.com?subject=a%20b&amp;body=c'>the desk</a>.</p>", "Ask the desk <desk@example.com>.\n"},
		{"<p><a href='MAILTO:Desk%40example.com'>desk@example.com</a></p>", "desk@example.com\n"},
		{"<p><a href='mailto:a@example.com,%20b@example.com'>Both</a></p>", "Both: a@example.com, b@example.com\n"},
		{"<p><a href='mailto:?subject=x'>Pass it on</a></p>", "Pass it on\n"},
		{"<p><a href='mailto:desk@example.com?subject=x'>Write to desk@example.com</a></p>", "Write to desk@example.com\n"},
		{"<p><a href='tel:+15550100'>555-0100</a>, <a href='tel:+44(0)201'>call</a>, <a href='tel:911'>call 9-1-1</a></p>", "555-0100, call <+44(0)201>, call 9-1-1\n"},
	}.check(t)
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	const s, w = "<a href='https://s/'>", "<a href='https://w/'>"
	cases{
		{"<p>Regards<a><br>desk</a></p>", "Regards\ndesk\n"},
		{"<p>See " + s + "the<br>page</a> now</p>", "See the page <https://s/> now\n"},
		{"<p>a" + s + " b </a>c</p>", "a b <https://s/> c\n"},
		{"<p>a " + s + " </a>b</p>", "a b\n"},
		{s + "<p>a</p><ul><li>b</li><li>c</li></ul></a><p>d</p>", "a: https://s/\n\n- b\n- c\n\nd\n"},
		{s + "<blockquote><p>a</p></blockquote></a>", "> a: https://s/\n"},
		{"<ul><li>Use " + w + "it<li>Follow the " + s + "page<li>Customers: 1<ol><li>x</ul><p>end", "- Use it <https://w/>\n- Follow the page <https://s/>\n- Customers: 1\n  1. x\n\nend\n"},
		{"<p>" + s + "a</a> b " + s + "c</a></p>", "a <https://s/> b c <https://s/>\n"},
		{"<table><tr><td>" + s + "Button</a></td></tr></table>", "Button: https://s/\n"},
		{"<p>" + s + "It takes one day.</a></p>", "It takes one day. <https://s/>\n"},
		{"<p>" + s + "Where?</a></p>", "Where? <https://s/>\n"},
		{s + "<img src=x alt='btn.gif' title='Get help'></a>", "Get help: https://s/\n"},
		{"<a href='https://s/' aria-label='Get help'><img src=x alt=''></a>", "Get help: https://s/\n"},
		{s + "<img src=x></a>", "<https://s/>\n"},
		{"<p><a href='/help'>a</a> <a href='help.html'>b</a> <a href='#top'>c</a> <a href='//h/'>d</a> <a href='WWW.h/'>e</a></p>", "a b c d <//h/> e <WWW.h/>\n"},
	}.check(t)
}

func TestPictures(t *testing.T) {
	t.Parallel()
	cases{
		{"<p>a<img alt='spacer.gif'><img alt=' LOGO.PNG '></p>", "a\n"},
		{"<p><img alt='Version 1.png is shown'></p>", "Version 1.png is shown\n"},
		{"<img alt=Map usemap=#m><map name=m><area href='https://e/' alt=Europe><area href='https://a/' title=Asia><area nohref alt=none></map>", "Map\nEurope: https://e/\nAsia: https://a/\n"},
	}.check(t)
}

func TestBlocksThatStandClose(t *testing.T) {
	t.Parallel()
	cases{
		{"<table><tr><td><p>A</p></td><td><p>1</p></td></tr><tr><td><p>B</p></td><td><div><p>2</p></div></td></tr></table>", "A: 1\nB: 2\n"},
		{"<table><tr><td><p>A</p></td><td><p>1</p><p>2</p></td></tr><tr><td>B</td><td>3</td></tr></table>", "A: 1\n\n  2\n\nB: 3\n"},
		{"<ul><li><p>a</p></li><li><p>b</p></li></ul><p>c</p>", "- a\n- b\n\nc\n"},
		{"<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n\n  b\n\n- c\n"},
		{"<ul><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ul>", "- a\n\n  - b\n\n- c\n"},
		{"<table><tr><td><p>Hello,</p></td></tr><tr><td><p>words</p></td></tr></table>", "Hello,\n\nwords\n"},
	}.check(t)
}

func TestRowsOfData(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("lorem ", 8))
	const head = "<table><tr><th>Who</th><th>What</th><th>Where</th></tr>"
	cases{
		{"<table><tr><td>a</td><td><a href='https://s/'>b</a></td><td><center>c</center></td></tr></table>", "a | b <https://s/> | c\n"},
		{"<table><tr><td><p>a</p></td><td><div><span>b</span></div></td><td>c<br></td></tr></table>", "a | b | c\n"},
		{"<table><tr><td>a<br>b</td><td>c</td><td>d</td></tr></table>", "a\nb\nc\nd\n"},
		{"<table><tr><td><p>a</p><p>b</p></td><td>c</td><td>d</td></tr></table>", "a\n\nb\n\nc\nd\n"},
		{"<table><tr><td><a href='https://s/'>a</a></td><td><a href='https://w/'>b</a></td><td> </td></tr></table>", "a: https://s/\nb: https://w/\n"},
		{"<table><tr><td>a</td><td></td><td>b</td><td></td><td>&nbsp;</td></tr></table>", "a | | b\n"},
		{"<table><tr><td>" + long + "</td><td>" + long + "</td><td>x</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>",
			long + " | " + long[:23] + "\n  " + long[24:] + " | x\na | b | c\n"},
		{head + "<tr><td>" + long + "</td><td>" + long + "</td><td></td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>",
			"Who | What | Where\n" + long + "\n  What: " + long + "\na | b | c\n"},
		{strings.Replace(head, "Who", long, 1) + "<tr><td>a</td><td>b</td><td>c</td></tr></table>", long + " | What | Where\na | b | c\n"},
		{strings.Replace(strings.Replace(head, "Who", long, 1), "What", long, 1) + "<tr><td>a</td><td>b</td><td>c</td></tr></table>",
			long + " | " + long[:23] + "\n  " + long[24:] + " | Where\na\n  " + long + ": b\n  Where: c\n"},
		{"<table><tfoot><tr><td>last</td></tr></tfoot><tbody><tr><td>first</td></tr></tbody></table>", "first\nlast\n"},
	}.check(t)
}

func TestLabels(t *testing.T) {
	t.Parallel()
	cases{
		{"<table><tr><th>Item</th><th>Value</th></tr><tr><td>A</td><td>1</td></tr></table>", "Item | Value\nA: 1\n"},
		{"<table><tr><td>Example Com, desk</td><td>OPS-101</td></tr></table>", "Example Com, desk\nOPS-101\n"},
		{"<table><tr><td>Example Com</td><td align=right>OPS-101</td></tr></table>", "Example Com\nOPS-101\n"},
		{"<table><tr><td>Example Com, desk:</td><td>OPS-101</td></tr></table>", "Example Com, desk: OPS-101\n"},
		{"<table><tr><td><b>From, to</b></td><td>x</td></tr></table>", "From, to: x\n"},
		{"<table><tr><td>From, to</td><td>x</td></tr><tr><td>By</td><td>y</td></tr></table>", "From, to: x\nBy: y\n"},
		{"<table><tr><th>What happened?</th><td>It broke.</td></tr></table>", "What happened? It broke.\n"},
		{"<div lang=fr><table><tr><th>Début</th><td>1</td></tr></table></div><div lang=en><table><tr><th>Start</th><td>1</td></tr></table></div>", "Début : 1\n\nStart: 1\n"},
		{"<html lang=fr-CA><p><a href='https://s/'>Suivi</a></p><p lang=en><a href='https://w/'>News</a></p>", "Suivi : https://s/\n\nNews: https://w/\n"},
	}.check(t)
}

func TestTerms(t *testing.T) {
	t.Parallel()
	cases{
		{"<dl><dt>A</dt><dd>1</dd><dt>B</dt><dd><p>2</p></dd></dl>x", "A: 1\nB: 2\n\nx\n"},
		{"<dl><dt>A<dt>B<dd>1<dd>2</dl>", "A, B:\n  1\n  2\n"},
		{"<dl><div><dt>A</dt><dd>1</dd></div>loose<div><dt>B</dt><dd>2</dd></div></dl>", "A: 1\nloose\nB: 2\n"},
		{"<dl><dt>A</dt><dd><p>1</p><p>2</p></dd><dt>B</dt><dd>3</dd></dl>", "A: 1\n\n  2\n\nB: 3\n"},
		{"<dl><dt>A whole sentence that is no label, for it goes on and on.</dt><dd>1</dd></dl>", "A whole sentence that is no label, for it goes on and on.\n  1\n"},
		{"<dl><dt>A</dt><dt hidden>H</dt><dd>1</dd><dd hidden>2</dd></dl>", "A: 1\n"},
		{"<dl><dt>A</dt></dl><dl><dd>1</dd></dl>", "A\n\n  1\n"},
	}.check(t)
}

func TestListsCountAsTheirAuthorWants(t *testing.T) {
	t.Parallel()
	cases{
		{"<ol start=3 type=a><li>x<li value=7>y<li>z</ol>", "c. x\ng. y\nh. z\n"},
		{"<ol type=I><li>x<li>y<li>z<li>u</ol>", "I. x\nII. y\nIII. z\nIV. u\n"},
		{"<ol reversed><li>x<li>y</ol>", "2. x\n1. y\n"},
		{"<ol reversed start=9><li>x<li>y</ol>", "9. x\n8. y\n"},
		{"<ol start=26 type=A><li>x<li>y</ol>", "Z. x\nAA. y\n"},
		{"<ol start=-1 type=i><li>x<li>y<li>z</ol>", "-1. x\n0. y\ni. z\n"},
		{"<ol start=99999999999999999999><li value=x>y</ol>", "1. y\n"},
		{"<ul><li><ol><li>x<li>y</ol></ul>", "- 1. x\n  2. y\n"},
	}.check(t)
}

func TestWhatIsNotSeen(t *testing.T) {
	t.Parallel()
	for _, style := range []string{
		"font-size:0", "FONT-SIZE : 0px !important", "max-height:0;overflow:hidden", "overflow:hidden;height:0px", "opacity:0", "opacity: 0.0", "visibility:hidden", "mso-hide:all",
		"display:none", "position:absolute;left:-9999px",
	} {
		cases{{`<div style="` + style + `">a <b>b</b></div><p>c</p>`, "c\n"}}.check(t)
	}
	for _, style := range []string{"font-size:0.8em", "max-height:0", "overflow:hidden", "opacity:0.5", "position:absolute;left:-20px", "background:url(display:none.png)", "max-height:100px;overflow:hidden"} {
		cases{{`<div style="` + style + `">a</div>`, "a\n"}}.check(t)
	}
	cases{
		{`<div style="font-size:0"><div style="font-size:14px">a</div></div>`, "a\n"},
		{`<div style="font-size:0"><img alt="a"></div>`, "a\n"},
		{`<div style="visibility:hidden">a<b style="visibility:visible">b</b></div>`, "ab\n"},
		{"<p>a</p><p>\u200a</p><p>\u200b\u200c\u200d\u034f</p><div>b &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div>", "a\n\nb\n"},
		{"<p>\u200fا\u200e – \u061cb</p>", "ا – b\n"},
		{"<p>a\u202eb</p>", "a<U+202E>b\n"},
	}.check(t)
}

func TestMarkedWords(t *testing.T) {
	t.Parallel()
	cases{
		{"<p>EMEA <del>unknown</del> <s> old <b>words</b> </s><strike></strike>x</p>", "EMEA ~unknown~ ~old words~ x\n"},
		{"<del><p>a</p><p>b</p></del>", "a\n\nb\n"},
		{"<p><s><a href='https://s/'>a</a></s>, b</p>", "~a <https://s/>~, b\n"},
		{"<p>He said <q>no</q>.</p><p lang=fr><q>non</q></p><p lang=de-AT><q>nein</q></p>", "He said “no”.\n\n« non »\n\n„nein“\n"},
	}.check(t)
}

// Chinese and Japanese have no spaces; a line may end between most of their characters, and
// never in an address or a word of another script.
func TestLinesWithoutSpaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source string
		width  int
		want   string
	}{
		{"<p>障害が発生しております。復旧中</p>", 20, "障害が発生しておりま\nす。復旧中\n"},
		{"<p>障害が発生しておりま。復旧中</p>", 20, "障害が発生しており\nま。復旧中\n"},
		{"<p>障害 Payments-Checkoutにおいて</p>", 20, "障害\nPayments-Checkoutに\nおいて\n"},
		{"<p>詳細はhttps://example.com/a/障害/bを</p>", 10, "詳細は\nhttps://example.com/a/障害/bを\n"},
		{"<p>major-incident-list/of/things</p>", 10, "major-incident-list/of/things\n"},
	} {
		if got := Text(parsed(t, c.source), c.width); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}

// Twice the source takes twice the time, however it is nested.
func BenchmarkHostile(b *testing.B) {
	const size = 1 << 20
	for name, source := range map[string]string{
		"tables":       strings.Repeat("<table><tr><td>a<td>b<td>", 120) + strings.Repeat("x ", size/2),
		"labels":       strings.Repeat("<table><tr><td>a<table><tr><td>", 60) + strings.Repeat("x ", size/2),
		"lists":        strings.Repeat("<ul><li><p>", 160) + strings.Repeat("x ", size/2),
		"terms":        strings.Repeat("<dl><dt>", 240) + strings.Repeat("<b>x</b>", size/8),
		"links":        strings.Repeat("<a href='https://x/'>x</a> ", size/27),
		"open links":   strings.Repeat("<p><a href='https://x/'>", size/24),
		"struck":       strings.Repeat("<s>", 400) + strings.Repeat("<b>x</b>", size/8),
		"quotes":       strings.Repeat("<q>x ", 400),
		"small fonts":  strings.Repeat("<div style='font-size:0'>", 400) + strings.Repeat("<b>x</b>", size/8),
		"comments":     strings.Repeat("<!----><p>x</p>", size/16),
		"cells":        "<table><tr>" + strings.Repeat("<td><p>x</p></td>", size/18),
		"rows":         "<table>" + strings.Repeat("<tr><td>a<td>b", size/14),
		"no spaces":    strings.Repeat("障", size/3),
		"some spaces":  strings.Repeat("a/", size/2) + "障",
		"records":      "<table><tr><th>a<th>b<th>" + strings.Repeat("c ", 100) + strings.Repeat("<tr><td>a<td>b<td>c", size/20),
		"rows of none": "<table>" + strings.Repeat("<tr>", size/4),
	} {
		b.Run(name, func(b *testing.B) {
			root := parsed(b, source)
			for b.Loop() {
				Text(root, Columns)
			}
		})
	}
}
