package style

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func document(t testing.TB, source string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func render(t testing.TB, doc *html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// inlined is what becomes of a sheet and a body: the head's and the body's markup.
func inlined(t *testing.T, css, body string) (head, rest string, defects []Defect) {
	t.Helper()
	doc := document(t, "<!DOCTYPE html><html><head><style>"+css+"</style></head><body>"+body+"</body></html>")
	defects = Inline(doc)
	out := render(t, doc)
	again := document(t, out)
	if Inline(again); render(t, again) != out {
		t.Errorf("inlining again changes\n%s\nto\n%s", out, render(t, again))
	}
	_, out, _ = strings.Cut(out, "<head>")
	head, rest, _ = strings.Cut(out, "</head>")
	head = strings.Join(strings.Fields(strings.TrimSuffix(strings.TrimPrefix(head, "<style>"), "</style>")), " ")
	rest = strings.TrimSuffix(strings.TrimPrefix(rest, "<body>"), "</body></html>")
	return head, rest, defects
}

func TestAttributesSayWhatTheSheetSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, css, body, want string }{
		{"a tag", `p{color:red}`, `<p>a</p>`, `<p style="color:red">a</p>`},
		{"case of tags and properties", `P{COLOR:Red}`, `<p>a</p>`, `<p style="COLOR:Red">a</p>`},
		{"case of classes", `.A{color:red}`, `<p class="a">a</p>`, `<p class="a">a</p>`},
		{"specificity", `#i{color:red} .c{color:green} p{color:blue}`, `<p id="i" class="c">a</p>`, `<p id="i" class="c" style="color:blue;color:green;color:red">a</p>`},
		{"order", `.b{top:1px} .a{top:2px}`, `<p class="a b">a</p>`, `<p class="a b" style="top:1px;top:2px">a</p>`},
		{"important last", `p{color:red !important} .c{color:blue}`, `<p class="c">a</p>`, `<p class="c" style="color:blue;color:red!important">a</p>`},
		{"an attribute wins", `p{color:red;top:0}`, `<p style="color:blue">a</p>`, `<p style="color:red;top:0;color:blue">a</p>`},
		{"important wins over an attribute", `p{color:red!important}`, `<p style="color:blue">a</p>`, `<p style="color:blue;color:red!important">a</p>`},
		{"an important attribute wins over all", `p{color:red!important}`, `<p style="color:blue ! IMPORTANT">a</p>`, `<p style="color:red!important;color:blue!important">a</p>`},
		{"shorthand before longhand", `p{margin-top:1px} .c{margin:0}`, `<p class="c">a</p>`, `<p class="c" style="margin-top:1px;margin:0">a</p>`},
		{"a fallback in one rule", `p{background:#fff;background:linear-gradient(#fff,#000)}`, `<p>a</p>`, `<p style="background:#fff;background:linear-gradient(#fff,#000)">a</p>`},
		{"sure values in one rule", `p{color:#fff;color:#000}`, `<p>a</p>`, `<p style="color:#fff;color:#000">a</p>`},
		{"certainly overridden", `p{color:#111;padding:0} .c{color:#222222;padding:4px 0}`, `<p class="c">a</p>`, `<p class="c" style="color:#222222;padding:4px 0">a</p>`},
		{"perhaps overridden", `p{color:#111} .c{color:rgba(0,0,0,.5)}`, `<p class="c">a</p>`, `<p class="c" style="color:#111;color:rgba(0,0,0,.5)">a</p>`},
		{"overridden, but important", `p{color:#111!important} .c{color:#222}`, `<p class="c">a</p>`, `<p class="c" style="color:#111!important">a</p>`},
		{"said twice", `p,.c{mso-x:y}`, `<p class="c">a</p>`, `<p class="c" style="mso-x:y">a</p>`},
		{"hacks", `p{*zoom:1;_height:1px;mso-line-height-rule:exactly;filter:progid:DX.M(a='#1',b=2)}`, `<p>a</p>`, `<p style="*zoom:1;_height:1px;mso-line-height-rule:exactly;filter:progid:DX.M(a=&#39;#1&#39;,b=2)">a</p>`},
		{"strings and urls", `p{font-family:"a;b}",c;background:url(data:a;b,c)}`, `<p>a</p>`, `<p style="font-family:&#34;a;b}&#34;,c;background:url(data:a;b,c)">a</p>`},
		{"comments", `/*a{*/p/*,q*/.c{/*x*/color/**/:/*;*/red/**/}`, `<p class="c">a</p>`, `<p class="c" style="color:red">a</p>`},
		{"word's comment", "\n<!--\np{color:red}\n-->\n", `<p>a</p>`, `<p style="color:red">a</p>`},
		{"descendants", `div p{top:0} div>p{left:0}`, `<div><p>a</p><b><p>c</p></b></div><p>d</p>`, `<div><p style="top:0;left:0">a</p><b><p style="top:0">c</p></b></div><p>d</p>`},
		{"a child below a child", `.a>.b .c{top:0}`, `<i class="a"><i class="b"><i class="b"><i class="c">a</i></i></i></i>`, `<i class="a"><i class="b"><i class="b"><i class="c" style="top:0">a</i></i></i></i>`},
		{"siblings", `b+i{top:0} b~i{left:0}`, `<b></b> x <!--y--><i></i><i></i>`, `<b></b> x <!--y--><i style="top:0;left:0"></i><i style="left:0"></i>`},
		{"counting", `li:nth-child(2n+1){top:0} li:last-child{left:0} li:nth-last-of-type(2){right:0}`, `<ul><li>1</li><li>2</li><li>3</li></ul>`, `<ul><li style="top:0">1</li><li style="right:0">2</li><li style="top:0;left:0">3</li></ul>`},
		{"counting from the end", `li:nth-child(-n+2){top:0} li:nth-last-child(-n + 1){left:0} li:nth-last-of-type(3){right:0} li:nth-child(even){bottom:0}`, `<ul><li>1</li><li>2</li><li>3</li><li>4</li></ul>`, `<ul><li style="top:0">1</li><li style="top:0;right:0;bottom:0">2</li><li>3</li><li style="left:0;bottom:0">4</li></ul>`},
		{"negation", `p:not(.c){top:0}`, `<p class="c">a</p><p>b</p>`, `<p class="c">a</p><p style="top:0">b</p>`},
		{"attributes", `[align=center]{top:0} td[width="5%" i]{left:0} a[href^=http]{right:0} [class~=d]{bottom:0}`, `<p align="center" class="c d">a</p><a href="http://x">b</a>`, `<p align="center" class="c d" style="top:0;bottom:0">a</p><a href="http://x" style="right:0">b</a>`},
		{"escapes", `.a\:b{top:0} .\31 0{left:0}`, `<p class="a:b 10">a</p>`, `<p class="a:b 10" style="top:0;left:0">a</p>`},
		{"links", `a:link{color:red}`, `<a href="#">a</a><a name="x">b</a>`, `<a href="#" style="color:red">a</a><a name="x">b</a>`},
		{"below an id", `#i *{top:0}`, `<p id="i"><b>a</b></p>`, `<p id="i"><b style="top:0">a</b></p>`},
		{"a broken attribute goes last", `p{top:0}`, `<p style="color:red;&quot;x">a</p>`, `<p style="top:0;color:red;&#34;x">a</p>`},
		{"an attribute that needs nothing", `p:hover{top:0}`, `<p style=" left : 0 ;">a</p>`, `<p style=" left : 0 ;">a</p>`},
		{"script and template", `*,script,p,.c{top:0}`, `<script class="c"></script><template><p>a</p></template>`, `<script class="c"></script><template><p>a</p></template>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, got, _ := inlined(t, c.css, c.body); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestTheSheetKeepsWhatNoAttributeCanSay(t *testing.T) {
	t.Parallel()
	const body = `<p class="c">a</p><a href="#">b</a>`
	for _, c := range []struct{ name, css, want string }{
		{"nothing", `p{color:red}`, ``},
		{"media", `p{top:0} @media (max-width:1px){p{top:1px;left:0!important} q{top:0}}`, `@media (max-width:1px) { p { top:1px!important; left:0!important } q { top:0!important } }`},
		{"nested conditions", `@supports (a:b){@media print{p{top:0}}}`, `@supports (a:b) { @media print { p { top:0!important } } }`},
		{"what no attribute competes with", `@media print{*{top:0} html{top:0} p::after{top:0} @page{margin:0}}`, `@media print{*{top:0} html{top:0} p::after{top:0} @page{margin:0}}`},
		{"fonts and keyframes", `@font-face{src:url(https://x/y)} @keyframes k{from{top:0}} p{top:0} @-ms-viewport{width:device-width}`, `@font-face{src:url(https://x/y)} @keyframes k{from{top:0}} @-ms-viewport{width:device-width}`},
		{"states", `a:hover{color:red} a:visited{top:0!important}`, `a:hover { color:red!important } a:visited{top:0!important}`},
		{"part of a list", `p, a:hover, a::before, .none{top:0}`, `a:hover { top:0!important } a::before, .none { top:0 }`},
		{"pseudo-elements", `p::before{top:0} p:first-line{top:0}`, `p::before{top:0} p:first-line{top:0}`},
		{"the root", `:root{--a:b} html{top:0} *{box-sizing:border-box} body *{left:0}`, `:root{--a:b} html{top:0} *{box-sizing:border-box}`},
		{"rules for mail programs", `#outlook a{padding:0} .ExternalClass *{line-height:100%} u + .body p{top:0}`, `#outlook a{padding:0} .ExternalClass *{line-height:100%} u + .body p{top:0}`},
		{"unknown pseudo-classes keep a rule together", `p, a:-moz-thing{top:0}`, `p, a:-moz-thing { top:0!important }`},
		{"a class of the root", `html p{top:0} html:not(.x){top:1px}`, `html:not(.x){top:1px}`},
		{"what sees attributes", `p{top:0} p[style]{left:0}`, `p[style] { left:0!important }`},
		{"layers", `@layer a{p{top:0}}`, `@layer a{p{top:0}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, _, _ := inlined(t, c.css, body); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWhatWasStrongerThanTheSheetStaysStronger(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, css, body, want string }{
		{"a stronger rule", `#i{top:0} @media x{p{top:1px}}`, `<p id="i">a</p>`, `<p id="i" style="top:0!important">a</p>`},
		{"a weaker rule", `p{top:0} @media x{p{top:1px}}`, `<p>a</p>`, `<p style="top:0">a</p>`},
		{"an attribute", `@media x{p{padding:1px}}`, `<p style="padding-top:0;top:0">a</p>`, `<p style="padding-top:0!important;top:0">a</p>`},
		{"the sheet was important", `p{top:0} @media x{p{top:1px!important}}`, `<p style="top:2px">a</p>`, `<p style="top:0;top:2px">a</p>`},
		{"between two", `@media x{p{top:1px}} .c{top:2px} @media x{.c{top:3px}}`, `<p class="c">a</p>`, `<p class="c" style="top:2px">a</p>`},
		{"another longhand", `@media x{p{font-size:1px;line-height:2}}`, `<p style="font-family:a;font-size:2px">a</p>`, `<p style="font-family:a;font-size:2px!important">a</p>`},
		{"a font and its line height", `@media x{p{line-height:2}}`, `<p style="font:2px a">a</p>`, `<p style="font:2px a!important">a</p>`},
		{"a shorthand", `@media x{p{font-size:1px;border-color:red}}`, `<p style="font:2px a;border-left:0">a</p>`, `<p style="font:2px a!important;border-left:0!important">a</p>`},
		{"the sheet was important above a weaker one", `#i{top:0} @media x{p{top:1px}#i{top:2px!important}}`, `<p id="i">a</p>`, `<p id="i" style="top:0">a</p>`},
		{"hover", `a:hover{color:red} #i{color:blue}`, `<a id="i">a</a>`, `<a id="i" style="color:blue!important">a</a>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, got, _ := inlined(t, c.css, c.body); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestBrokenCSSLosesOnlyTheBrokenRule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, css, head, body string }{
		{"a stray brace", `p{top:0} } p{left:0} p{right:0}`, `} p{left:0}`, `top:0;right:0`},
		{"no colon", `p{top 0;left:0}`, ``, `left:0`},
		{"a string over two lines", "p{top:0;content:\"a\n;left:0}", ``, `top:0;left:0`},
		{"no selector", `p{top:0} ..x{left:0} {left:1px} p,{left:2px} p{right:0}`, `..x{left:0} {left:1px} p,{left:2px}`, `top:0;right:0`},
		{"no closing brace", `p{top:0} p{left:0`, ``, `top:0;left:0`},
		{"a brace forgotten", `p{top:0} p{left:0 p{right:0}`, `p{left:0 p{right:0}`, `top:0`},
		{"a bracket forgotten", `p{top:0} p{left:calc(1px} p{right:0}`, `p{left:calc(1px} p{right:0}`, `top:0`},
		{"the end in a bracket", `p{top:0} p{left:calc(1px`, `p{left:calc(1px`, `top:0`},
		{"a comment forgotten", `p{top:0} @media x{p{left:0}/*`, `@media x{p{left:0}/*`, `top:0`},
		{"a string forgotten", `p{top:0} p{content:"a}`, `p{content:"a}`, `top:0`},
		{"a backslash", `p{top:0} p{left:0\` + "\n" + `} p{right:0}`, `p{left:0\ }`, `top:0;right:0`},
		{"outlook's namespaces", `v\:* {behavior:url(#default#VML)} p{top:0}`, `v\:* {behavior:url(#default#VML)}`, `top:0`},
		{"words at the end", `p{top:0} words`, `words`, `top:0`},
		{"semicolons between rules", `p{top:0}; p{left:0} p{right:0}`, `; p{left:0}`, `top:0;right:0`},
		{"nesting", `p{top:0; &:hover{left:0}} p{right:0}`, `p{top:0; &:hover{left:0}}`, `right:0`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			head, body, _ := inlined(t, c.css, `<p>a</p>`)
			if want := `<p style="` + c.body + `">a</p>`; head != c.head || body != want {
				t.Errorf("\ngot  %s\n     %s\nwant %s\n     %s", head, body, c.head, want)
			}
		})
	}
}

func TestSheetsThatAreNotTouched(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`<style media="print">p{top:0}</style>`,
		`<style type="text/less">p{top:0}</style>`,
		`<!--[if mso]><style>p{top:0}</style><![endif]-->`,
		`<!--[if !mso]><!--><style>p{top:0}</style><!--<![endif]-->`,
		`<![if !mso]><style>p{top:0}</style><![endif]>`,
		`<template><style>p{top:0}</style></template>`,
		`<p></p><svg><style>p{top:0}</style></svg>`,
		`<svg><foreignObject><style>p{top:0}</style></foreignObject></svg>`,
		`<title>x</title><style>title{top:0}</style>`,
		`<style></style>`,
	} {
		doc := document(t, source+`<p>a</p>`)
		want := render(t, doc)
		if Inline(doc); render(t, doc) != want {
			t.Errorf("%s became %s", want, render(t, doc))
		}
	}
}

func TestSheetsForSomeMediaHoldAgainstAttributes(t *testing.T) {
	t.Parallel()
	doc := document(t, `<style media="Screen">p{top:0}</style><style media="(max-width:1px)">p{top:1px}</style><p>a</p><!--[if mso]>b<![endif]--><style>p{left:0}</style>`)
	Inline(doc)
	const want = `<html><head><style media="(max-width:1px)">
p { top:1px!important }</style></head><body><p style="top:0;left:0">a</p><!--[if mso]>b<![endif]--></body></html>`
	if got := render(t, doc); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

func TestAnEmptiedSheetStaysWhereSiblingsCount(t *testing.T) {
	t.Parallel()
	_, got, _ := inlined(t, `p + b{top:1px}`, `<p>a</p><style>b{left:0}</style><b>a</b>`)
	if want := `<p>a</p><style></style><b style="left:0">a</b>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNothingEndsTheStyleElement(t *testing.T) {
	t.Parallel()
	doc := document(t, `<style></style><p>a</p>`)
	sheet := doc.FirstChild.FirstChild.FirstChild
	sheet.AppendChild(&html.Node{Type: html.TextNode, Data: `p{top:0} .a::before{content:"</style><script>"}`})
	Inline(doc)
	want := "<html><head><style>\n.a::before{content:\"<\\/style><script>\"}</style></head><body><p style=\"top:0\">a</p></body></html>"
	if got := render(t, doc); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

func TestDefects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		css  string
		want []string
	}{
		{`p{top:0}@media x{p{top:1px}}`, nil},
		{`@import url(https://x/y.css);`, []string{"@import is not followed: few mail programs load style sheets"}},
		{`p{background:url( 'a/b.png' )} q{background:url(a/b.png)}`, []string{`the style sheet points to "a/b.png", which is relative to nothing in a letter`}},
		{`p{background:url(//x/y)}`, []string{`the style sheet points to "//x/y", which is relative to nothing in a letter`}},
		{`p{background:url(cid:1);x:url(data:image/png;base64,aa);y:url(#z);z:url()}`, nil},
		{`p{top 0}`, []string{`"top 0" is no declaration`}},
		{`p..x{top:0}`, []string{`"p..x" is no selector: it has a sign that means nothing there`}},
		{`p{top:0} words`, []string{`the style sheet ends with "words", which is no rule`}},
		{`p{q{top:0}}`, []string{`the rule "p{q{top:0}}" has braces inside its braces`}},
		{`p{top:"0`, []string{"a style sheet has a string, bracket or comment that is not closed, or a lone backslash"}},
	} {
		_, _, defects := inlined(t, c.css, `<p>a</p>`)
		var got []string
		for _, d := range defects {
			if got = append(got, d.What); d.Do == "" {
				t.Errorf("%s: nothing to do about %s", c.css, d.What)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.css, got, c.want)
		}
	}
}
