package letter

import (
	"strings"
	"testing"
	"time"
)

func TestOutlooksComments(t *testing.T) {
	t.Parallel()
	const mso, end = "<!--[if mso]>", "<![endif]-->"
	for _, c := range []struct{ source, value, want string }{
		{mso + "<p>[v] &amp; &lt;b&gt;&nbsp;&#8203;</p>" + end, "it", "<p>it &amp; &lt;b&gt;&nbsp;&#8203;</p>"},
		{mso + "<p>[v]</p>" + end, `it's "q" <b> & c`, "<p>it&#39;s &#34;q&#34; &lt;b&gt; &amp; c</p>"},
		{mso + "<p>[v]</p>" + end, "--> <script> --!> ]]> <![endif]-->", "<p>--&gt; &lt;script&gt; --!&gt; ]]&gt; &lt;![endif]--&gt;</p>"},
		{mso + "[v]>" + end, "a--", "a--&gt;"},
		{mso + "[v]->" + end, "a-", "a--&gt;"},
		{mso + "[v]!>" + end, "a--", "a--!&gt;"},
		{mso + "<p>[v]</p>" + end, "a\nb [issue.key]", "<p>a b [issue.key]</p>"},
		{mso + `<v:roundrect xmlns:v="urn:x" href="https://x/[v]" arcsize="10%"><center>go</center></v:roundrect>` + end, `a"b/--><b>`,
			`<v:roundrect xmlns:v="urn:x" href="https://x/a%22b%2F--%3E%3Cb%3E" arcsize="10%"><center>go</center></v:roundrect>`},
		{mso + `<v:fill title="[v]" />` + end, `x" onclick="y --> z`, `<v:fill title="x&#34; onclick=&#34;y --&gt; z"/>`},
		{mso + "<table><tr><td>[v]" + end, "a", "<table><tr><td>a"},
		{mso + "</td></tr></table>[v?]" + end, "", "</td></tr></table>"},
		{"<!--[if (gte mso 9)|(IE)]><p>[v]</p>" + end, "a", "<p>a</p>"},
		{"<!--[if region]><p>[v]</p>" + end, "a", "<p>a</p>"},
		{mso + `<i title="[impact-start]">[impact-start|HH:mm z]</i>` + end, "", "<i title=\"2026-01-31 11:00 CET\">11:00 CET (10:00\u00a0UTC)</i>"},
	} {
		tpl, err := Parse("start.html", "<html><body>"+c.source+"<p>x</p></body></html>")
		if err != nil {
			t.Fatal(err)
		}
		l, findings := tpl.Fill(outage().with("v", said(c.value)), Manner{Zone: zone(t, "Europe/Paris")})
		findings = shown(findings)
		open, _, _ := strings.Cut(c.source, ">")
		if want := "<body>" + open + ">" + c.want + end + "<p>x</p></body>"; !strings.Contains(l.HTML, want) || len(findings) > 0 {
			t.Errorf("%s with %q\n got %s\nwant %s\n%v", c.source, c.value, l.HTML, want, findings)
		}
		if l.Text != "x\n" {
			t.Errorf("%s: %q", c.source, l.Text)
		}
	}
}

func TestOutlooksCommentsRefuseWhatActs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, says string }{
		{`<v:rect href="[v]">`, "no web or mail address"},
		{`<v:rect style="[v]">`, "attribute style"},
		{`<v:rect [v]>`, "in a tag"},
		{`<p>[secret]</p>`, "internal"},
		{`<p>[issue.nonsense]</p>`, "no known name"},
	} {
		got, findings := body(t, "<!--[if mso]>"+c.source+"<![endif]-->", outage().with("v", said("javascript:alert(1)")))
		if !found(findings, Block, "start.html:1", c.says) || strings.Contains(got, "javascript") || strings.Contains(got, "db-17") {
			t.Errorf("%s: %s %v", c.source, got, findings)
		}
	}
	const sheet = "<!--[if mso]><style>a{[v]} b{c:'&gt;'}</style><![endif]-->"
	if got, findings := body(t, sheet, outage().with("v", said("}b{"))); got != sheet || !found(findings, Warn, "start.html:1", "style sheet") {
		t.Error(got, findings)
	}
}

func TestCommentsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"<!--[if mso]><p>&nbsp;&amp;&#39;</p><![endif]-->",
		"<!--[if !mso]><!--><p>x &amp; y</p><!--<![endif]-->", "<!--[if !mso]> --><p>x &amp; y</p><!-- <![endif]-->",
		"<![if !mso]><p>x &amp; y</p><![endif]>", "<![if mso]><p>x</p><![endif]>",
		"<!--[if gte mso 9]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->",
		"<!--[if mso | IE]><table><tr><td><![endif]--><p>x</p><!--[if mso | IE]></td></tr></table><![endif]-->",
	} {
		if got, findings := body(t, source, outage()); got != source || len(findings) > 0 {
			t.Errorf("%s\n got %s\n%v", source, got, findings)
		}
	}
}

// Values in comments must not end them, however the comment is cut.
func FuzzComment(f *testing.F) {
	for _, s := range []string{"-->", "--!>", "]]>", "<![endif]-->", "--", "-", "!", ">", "a\"'", "&gt;", "javascript:x", "\n\n"} {
		f.Add(s)
	}
	const source = `<html><body><!--[if mso]>[v]><p a="[v]" href="https://x/[v]">[v]-></p>-[v]!><![endif]--><p>x</p></body></html>`
	tpl, err := Parse("x.html", source)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, v string) {
		l, _ := tpl.Fill(outage().with("v", said(v)), Manner{Zone: time.UTC})
		doc := reparse(t, l.HTML)
		if got := shape(doc); got != "html head body !p " {
			t.Errorf("%q makes %s of\n%s", v, got, l.HTML)
		}
		if !strings.HasSuffix(l.HTML, "<![endif]--><p>x</p></body></html>") || l.Text != "x\n" {
			t.Errorf("%q: %s", v, l.HTML)
		}
	})
}

// What authors say to one another in comments is not for their readers.
func TestNotesOfAuthorsStayInside(t *testing.T) {
	t.Parallel()
	got, findings := body(t, "<p>a<!-- ask db-17 [issue.key] --></p><!--[if !mso]><!--><p>b</p><!--<![endif]--><![if !mso]><p>c</p><![endif]>", outage())
	if strings.Contains(got, "db-17") || strings.Count(got, "[if !mso]") != 2 || strings.Count(got, "[endif]") != 2 || len(findings) > 0 {
		t.Error(got, findings)
	}
}
