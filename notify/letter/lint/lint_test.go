package lint

import (
	"strconv"
	"strings"
	"testing"
)

// brief is a defect as the tables write it: "line:column words of What".
func brief(d Defect) string {
	return strconv.Itoa(d.Line) + ":" + strconv.Itoa(d.Column) + " " + d.What
}

// check compares what Markup says with "line:column part of What" for each defect.
func check(t *testing.T, source string, want []string) {
	t.Helper()
	got := Markup(source)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(want):
			t.Errorf("one too many: %s (%s)", brief(got[i]), got[i].Words)
		case i >= len(got):
			t.Errorf("missing: %s", want[i])
		default:
			place, part, _ := strings.Cut(want[i], " ")
			if b := brief(got[i]); !strings.HasPrefix(b, place+" ") || !strings.Contains(b, part) {
				t.Errorf("got %s\nwant %s", b, want[i])
			}
		}
	}
}

// row sets markup in the one cell of a table, 50 characters from the left.
func row(inner string) string {
	return `<table role="presentation"><tr><td  class="inner">` + inner + `</td></tr></table>`
}

func TestMarkup(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		want   []string
	}{
		"never closed":               {"<div>\n <b>x\n</div>", []string{"2:2 <b> is never closed"}},
		"no beginning":               {"é</b>", []string{"1:2 </b> has no beginning"}},
		"table's end only":           {"a</table>", []string{"1:2 </table> has no beginning"}},
		"void end":                   {"a</br>b", []string{"1:2 <br> has no end tag"}},
		"misnested":                  {"<b><i>x</b></i>", []string{"1:12 </i> comes too late: </b>"}},
		"center open in cell":        {row("<center>x"), []string{"1:51 <center> is never closed"}},
		"center closed behind":       {row("<center>x") + "</center>", []string{"1:78 </center> comes too late: </td>"}},
		"center closed in cell":      {"<center>" + row("x</center>") + "</center>", []string{"1:60 </center> stands in a table"}},
		"center closed in cell only": {"<center>" + row("x</center>"), []string{"1:60 </center> stands in a table"}},
		"div not closed by cell's":   {"<div>" + row("<div>x") + "</div>", []string{"1:56 <div> is never closed"}},
		"b for b end":                {"<b>x<b/> y", []string{"1:5 <b/> does not end the <b> of line 1"}},
		"center in a cell's own":     {"<center>" + row("x<center/>") + "</center>", []string{"1:60 <center/> begins"}},
		"self-closing":               {"<div/>x", []string{"1:1 <div/> begins"}},
		"self-closing title":         {"<title/>x<b>", []string{"1:1 <title/> begins", "1:10 <b> is never closed"}},
		"other heading":              {"<h1>x</h2>", []string{"1:6 </h2> ends the <h1>"}},
		"quote to next":              {"<p style=\"color:red>x</p>\n<p class=\"x\">y</p><b>", []string{"1:4 the quote after style=", "2:19 <b> is never closed"}},
		"quote before words":         {`<p class="x>He said "hi"</p>`, []string{"1:4 the quote after class="}},
		"quote to the end":           {"<p class='x>a<br>b</p>", []string{"1:4 the quote after class="}},
		"quote, no bracket":          {`<p class="x <b class="y">z</b></p>`, []string{"1:4 the quote after class="}},
		"second string":              {`<p style="a:b";"height:25pt; width:1pt">x</p>`, []string{"1:15 a second value follows style"}},
		"second string with a name":  {`<p id="a" class="b";"x id=c">x</p>`, []string{"1:20 a second value follows class"}},
		"attribute behind string":    {`<p id="a" class="b";" id=c ">x</p>`, []string{"1:20 a second value follows class"}},
		"junk name":                  {`<p id="a" 5% x&>x</p>`, []string{"1:11 no attribute's name"}},
		"curly quotes":               {`<p style=“color: red”>x</p>`, []string{"1:4 typographic"}},
		"quote in value":             {`<p class=x">x</p>`, []string{"1:4 holds a quote"}},
		"placeholder for a name":     {`<p [issue.key]>x</p>`, []string{"1:4 a placeholder stands"}},
		"no bracket":                 {"<p class=\"a\" <b>x</b></p>", []string{"1:1 the tag <p has no >"}},
		"no bracket at the end":      {"<p>x</p", []string{"1:5 the end tag </p has no >"}},
		"tag cut off":                {"x <p class", []string{"1:3 the tag <p has no >"}},
		"twice":                      {`<p class="a" CLASS="b">x</p>`, []string{"1:14 class stands twice"}},
		"no name":                    {"a </ b>", []string{"1:3 no end tag"}},
		"address as tag":             {"write to <noc@example.com>", []string{"1:10 no tag of that name"}},
		"empty title":                {"<html lang=en><head>\n<title> </title></head></html>", []string{"2:1 the title is empty"}},
		"no title":                   {"<html lang=en>\n<head></head></html>", []string{"2:1 no <title>"}},
		"title open":                 {"<title>x <p>y", []string{"1:1 <title> is never closed"}},
		"no alt":                     {`<img src="a.png">`, []string{"1:1 no alt"}},
		"path up":                    {`<img alt="" src="../a.png">`, []string{"1:13 out of the template's folder"}},
		"path up with colon":         {`<img alt="" src="../a:b.png">`, []string{"1:13 out of the template's folder"}},
		"path of a disk":             {`<td background="C:\a.png">x</td>`, []string{"1:5 author's machine"}},
		"path from the root":         {`<img alt="" src="/home/a.png">`, []string{"1:13 author's machine"}},
		"file URL":                   {`<img alt="" src="FILE:///a.png">`, []string{"1:13 author's machine"}},
		"path in style":              {`<p style="background:url('../a.png')">x</p>`, []string{"1:4 out of the template's folder"}},
		"javascript":                 {`<a href=" java&#10;script:x()">x</a>`, []string{"1:4 javascript:"}},
		"data":                       {`<a href="data:text/html,x">x</a>`, []string{"1:4 data:"}},
		"script":                     {"<p>a</p><script>if (a<b) '<i>'</script>", []string{"1:9 <script> out"}},
		"form":                       {"<form></form><iframe></iframe><object></object>", []string{"1:1 <form>", "1:14 <iframe>", "1:31 <object>"}},
		"handler":                    {`<p onclick="x()">x</p>`, []string{"1:4 event handlers"}},
		"no href":                    {`<a class="x">x</a>`, []string{"1:1 no href"}},
		"empty href":                 {`<a href="">x</a>`, []string{"1:1 href is empty"}},
		"other URL":                  {`<a href="https://evil.example/">https://<b>good</b>.example</a>`, []string{"1:1 another address"}},
		"longer host":                {`<a href="https://a.example.evil">https://a.example</a>`, []string{"1:1 another address"}},
		"link in link":               {`<a href="x">y <a href="z">z</a></a>`, []string{"1:15 a link stands in the link"}},
		"layout once":                {strings.ReplaceAll(row(row("x")), ` role="presentation"`, ""), []string{"1:1 role=\"presentation\""}},
		"text in row":                {"<table><tr>\n  x<th>a</th></tr></table>", []string{"2:3 text stands in <tr>"}},
		"if in row":                  {"<table><tr>[if workaround]<th>a</th></tr></table>", []string{"1:12 text stands in <tr>"}},
		"tag in row":                 {"<table><tr><div><th>a</th></div></tr></table>", []string{"1:12 <div> stands in <tr>"}},
		"table in row":               {"<table><tr><table><th>a</table></tr><th></table>", []string{"1:12 <table> stands in <tr>"}},
		"cell without table":         {"<div><td>a</div>", []string{"1:6 outside of a table"}},
		"row closed twice":           {"<table><tr><th>a</th><tr><th>b</th></tr></tr></table>", []string{"1:41 </tr> has no beginning"}},
		"block in paragraph":         {"<p>a<div>b</div></p>", []string{"1:17 </p> comes too late: <div>"}},
		"block in span":              {"<p><span>a<div>b</div></span></p>", []string{"1:11 <div> cannot stand in a paragraph"}},
		"no lang":                    {"<html><head><title>x</title></head></html>", []string{"1:1 no lang"}},
		"conditional open":           {"a<!--[if mso]><table> <p>", []string{"1:2 conditional comment is never closed"}},
		"conditional cut by comment": {"<!--[if mso]><!-- a --><b>x</b><![endif]-->", []string{"1:1 conditional comment is never closed"}},
		"conditional half closed":    {"<!--[if mso]><i><![endif]><b>x<!-- a -->", []string{"1:1 stands without -->", "1:27 <b> is never closed"}},
		"revealed open":              {"<![if !mso]><b>x", []string{"1:1 conditional comment is never closed", "1:13 <b> is never closed"}},
		"comment open":               {"a <!-- b", []string{"1:3 the comment is never closed"}},
		"same id":                    {"<p id=a>x</p>\n<p id=a>y</p>", []string{"2:4 the id is taken by the tag of line 1"}},
		"after the body":             {"<html lang=en><title>x</title><body>a</body>\nb <p>c</p></html>", []string{"2:1 after the end of the body"}},
		"head ends early":            {"<head><title>x</title><p>y</p></head>", []string{"1:31 </head> comes too late: <p>"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, c.source, c.want)
		})
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<p\n  onclick='x\u202ey'>x</p>":                           "onclick='x\uFFFDy'>",
		"<center\n class=x>abc":                                    "<center class=x>",
		"<table><tr>" + strings.Repeat("é ", 40) + "</tr></table>": strings.Repeat("é ", 19) + "é…",
		`<a>[a|HH>"mm"]</a>`:                                       "<a>",
		`<p class="a" id=a class="[a|H>m]">b</p>`:                  `class="[a|H>m]">`,
	} {
		if got := Markup(source); len(got) != 1 || got[0].Words != want {
			t.Errorf("%q: %+v, want the words %q", source, got, want)
		}
	}
}

func TestMore(t *testing.T) {
	t.Parallel()
	if got := Markup(strings.Repeat("</b>", 100)); len(got) != 100 {
		t.Errorf("%d defects, want 100", len(got))
	}
	got := Markup(strings.Repeat("</b>", 142))
	if len(got) != 101 || got[100].What != "there are 42 more defects from here on" || got[100].Column != 401 {
		t.Errorf("%d defects, the last %+v", len(got), got[len(got)-1])
	}
}
