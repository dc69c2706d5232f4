package letter

import (
	"strings"
	"testing"
)

func TestURLs(t *testing.T) {
	for _, c := range []struct{ source, value, want string }{
		{"https://x/browse/[v]", "a/b?c#d&e%20é", "https://x/browse/a%2Fb%3Fc%23d%26e%2520%C3%A9"},
		{"https://x/?q=[v]", "a b&c=d+e", "https://x/?q=a%20b%26c%3Dd%2Be"},
		{"https://x[v]", "@evil.example", ""},
		{"[v]", "https://x/a?b=c&d=%20", "https://x/a?b=c&amp;d=%20"},
		{" [v]", "HTTPS://x/<a b>", " HTTPS://x/%3Ca%20b%3E"},
		{"mailto:[v]?subject=[issue.key]", "noc+p1@example.com?bcc=x@y", "mailto:noc+p1@example.com%3Fbcc%3Dx@y?subject=OPS-101"},
		{"[v]", "mailto:noc@example.com", "mailto:noc@example.com"},
		{"#[v]", "https://x\" y", "#https%3A%2F%2Fx%22%20y"},
		{"[v]", "#x", ""},
		{"[v]", "javascript:alert(1)", ""},
		{"[v]", "JaVaScRiPt:alert(1)", ""},
		{"[v]", "java\nscript:alert(1)", ""},
		{"[v]", "\x01javascript:alert(1)", ""},
		{"[v]", " javascript:alert(1)", ""},
		{"[v]", "data:text/html,<script>", ""},
		{"[v]", "//evil.example/", ""},
		{"[v]", "www.example.com", ""},
		{"[v]", "vbscript:x", ""},
		{"java[v]", "script:alert(1)", ""},
		{"javascript:x('[v]')", "');alert(1);('", ""},
		{"tel:[v]", "123", ""},
	} {
		for _, tag := range []string{`<a href="%">x</a>`, `<img src="%"/>`} {
			got, findings := body(t, strings.Replace(tag, "%", c.source, 1), outage().with("v", said(c.value)))
			want := strings.Replace(tag, "%", c.want, 1)
			if c.want == "" {
				want = strings.NewReplacer(` href="%"`, "", ` src="%"`, "").Replace(tag)
			}
			if got != want {
				t.Errorf("%s with %q\n got %s\nwant %s", c.source, c.value, got, want)
			}
			if blocked := found(findings, Block, "start.html:1", "no web or mail address"); blocked != (c.want == "") {
				t.Errorf("%s with %q: %v", c.source, c.value, findings)
			}
		}
	}
}

func TestAttributes(t *testing.T) {
	for _, c := range []struct{ source, value, want string }{
		{`<b title="[v]">x</b>`, `" onclick="alert(1)`, `<b title="&#34; onclick=&#34;alert(1)">x</b>`},
		{`<b title=[v]>x</b>`, `a onclick=alert(1)><script>`, `<b title="a onclick=alert(1)&gt;&lt;script&gt;">x</b>`},
		{`<b title="[v]">x</b>`, "a\nb", `<b title="a b">x</b>`},
		{`<b class="p-[v]">x</b>`, "P1", `<b class="p-P1">x</b>`},
		{`<b title="[v]">x</b>`, "[issue.key]", `<b title="[issue.key]">x</b>`},
	} {
		got, findings := body(t, c.source, outage().with("v", said(c.value)))
		if got != c.want || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", c.source, got, c.want, findings)
		}
	}
	for _, source := range []string{`<b onclick="x('[v]')">x</b>`, `<b style="color:[v]">x</b>`, `<iframe srcdoc="[v]"></iframe>`} {
		got, findings := body(t, source, outage().with("v", said("SECRET")))
		if strings.Contains(got, "=") || !found(findings, Block, "start.html:1", "[v]", "attribute") {
			t.Errorf("%s: %s %v", source, got, findings)
		}
	}
}

func TestWhereNothingIsFilled(t *testing.T) {
	for _, source := range []string{
		"<script>x('[v]')</script>", "<style>a[v]{}</style>",
		"<noscript>[v]</noscript>", "<iframe>[v]</iframe>", "<xmp>[v]</xmp>",
	} {
		got, findings := body(t, source, outage().with("v", said("</script></style></xmp>--><b>")))
		if got != source || !found(findings, Warn, "start.html:1", "[v]", "nothing is filled") {
			t.Errorf("%s: %s %v", source, got, findings)
		}
	}
	const css = "<style>a[href], [issue.foo], [hidden] { color: red }</style>" // the second is no selector either
	if got, findings := body(t, css, outage()); got != css || len(findings) != 1 || !found(findings, Note, "start.html", "no selector") {
		t.Error(got, findings)
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ source, value, want string }{
		{"<p>[v]</p>", "<script>alert(1)</script>&amp;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p>"},
		{"<p>[v]</p>", "[issue.key] \uFDD00\uFDD1", "<p>[issue.key] \uFDD00\uFDD1</p>"},
		{"<p>[v]</p>", "a\x1b[31m\u202eb", "<p>a\u241b[31m&lt;U+202E&gt;b</p>"},
		{"<p>[v]</p>", "a\r\nb", "<p>a<br/>b</p>"},
		{"<svg><text>[v]</text></svg>", "a\nb", "<svg><text>a b</text></svg>"},
		{"<textarea>[v]</textarea>", "a\n</textarea><b>", "<textarea>a &lt;/textarea&gt;&lt;b&gt;</textarea>"},
	} {
		got, findings := body(t, c.source, outage().with("v", said(c.value)))
		if got != c.want || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", c.source, got, c.want, findings)
		}
	}
}
