package letter

import (
	"strings"
	"testing"
)

func TestRich(t *testing.T) {
	const list = "<p>a</p><ul><li>b</li></ul>"
	for _, c := range []struct{ source, html, want string }{
		{"<p>[r]</p>", list, "<div>" + list + "</div>"},
		{"<p class=\"x\"> [r] </p>", list, "<div class=\"x\"> " + list + " </div>"},
		{"<td>[r]</td>", list, list},
		{"<div><h2>x</h2>[r]<p>y</p></div>", list, "<div><h2>x</h2>" + list + "<p>y</p></div>"},
		{"<div>x: [r]</div>", list, "<div>x: a<ul><li>b</li></ul></div>"},
		{"<p>x: [r]</p>", list, "<div>x: a<ul><li>b</li></ul></div>"},
		{"<p>x<br/>[r]</p>", list, "<div>x<br/>" + list + "</div>"},
		{"<p><b>[r]</b></p>", list, "<div><b>" + list + "</b></div>"},
		{"<h1>[r]</h1>", list, "<h1>a<br/><br/>- b</h1>"},
		{"<ul><li>[r]</li></ul>", "<ul><li>b</li></ul><li>c</li>", "<ul><li><ul><li>b</li></ul><div>c</div></li></ul>"},
		{"<svg><text>[r]</text></svg>", list, "<svg><text>a - b</text></svg>"},
		{"<p>x: [r]</p>", "<p>only <b>one</b></p>\n", "<p>x: only <b>one</b></p>"},
		{`<p title="[r]">x</p>`, list, `<p title="a - b">x</p>`},
		{`<a href="https://x/">[r]</a>`, `see <a href="https://y/">y</a>`, `<a href="https://x/">see y</a>`},
		{"<div>[r]</div>", `<script>alert(1)</script><p onclick="x" style="x" class="y">a</p><img src="x" alt="a picture" onerror="x"><iframe src="x">z</iframe>`,
			"<div><p>a</p>a picture</div>"},
		{"<div>[r]</div>", `<a href="javascript:x">a</a> <a href="/browse/X">b</a> <a href="data:x">c</a> <a href="https://x/?a=b&amp;c">d</a> <a href="mailto:a@b.c">e</a>`,
			`<div>a b c <a href="https://x/?a=b&amp;c">d</a> <a href="mailto:a@b.c">e</a></div>`},
		{"<div>[r]</div>", "<p>a&#x202e;b&#27;c [issue.key]</p><p>d</p>", "<div><p>a&lt;U+202E&gt;b\u241bc [issue.key]</p><p>d</p></div>"},
		{"<div>[r]</div>", "<style>p{}</style><form><input value=x></form></div></td></table><p>a</p><p>b", "<div><p>a</p><p>b</p></div>"},
		{"<div>[r]</div>", "<table><tr><th>a</th><td>b</td></tr></table>", "<div><table><tbody><tr><th>a</th><td>b</td></tr></tbody></table></div>"},
		{"<div>[r]</div>", "<h2><a href=https://x/><table><h3><s><a href=https://x/><h1>b", "<div>plain<br/>words</div>"}, // two parsers would see two trees
		{"<div>[r]</div>", "<script>x</script>", "<div>plain<br/>words</div>"},
		{"<div>[r]</div>", "", "<div>plain<br/>words</div>"},
		{"<div>[r]</div>", strings.Repeat("<div>", 600) + "x", "<div>plain<br/>words</div>"},
		{"<div>[r]</div>", "<!-- [issue.key] --><p>a</p>\n<p>b</p>", "<div><p>a</p>\n<p>b</p></div>"},
	} {
		source, want := c.source, c.want
		if strings.HasPrefix(source, "<td>") {
			source, want = "<table><tbody><tr>"+source+"</tr></tbody></table>", "<table><tbody><tr><td>"+want+"</td></tr></tbody></table>"
		}
		got, findings := body(t, source, outage().with("r", richly(c.html, "plain\nwords")))
		if got != want || len(findings) > 0 {
			t.Errorf("%s with %.200s\n got %.300s\nwant %s\n%v", c.source, c.html, got, want, findings)
		}
	}
}

func TestRichThatIsEmpty(t *testing.T) {
	got, findings := body(t, "<p>[r?nothing]</p>", outage().with("r", richly("<p> &nbsp;</p><br>", " ")))
	if got != "<p>nothing</p>" || len(findings) > 0 {
		t.Error(got, findings)
	}
}

// A field of this site's HTML must read back in a browser as the tree that was reviewed.
func FuzzRich(f *testing.F) {
	for _, s := range []string{
		"<a><table><a href=https://x/>x", "<p><table><p>x", "<b><i><p></b>x", "<li><div><li>x", "<h1><h2>x", "<table><td><table><p>",
		"<svg><style><img alt='<b>'>", "<math><mtext><table><mglyph><style><img>", "<pre>\n\nx", "<ul><ul><li>a<p>b</ul>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, html string) {
		for _, source := range []string{"<p>[r]</p>", "<table><tr><td>[r]</td></tr></table>", "<ul><li>[r]</li></ul>", "<p>x [r]</p>", "<a href=https://x/>[r]</a>"} {
			facts := outage().with("r", richly(html, "words"))
			once, _ := body(t, source, facts)
			again, _ := body(t, strings.NewReplacer("[", "&#91;").Replace(once), facts)
			if strings.TrimRight(once, "\n") != strings.TrimRight(again, "\n") {
				t.Errorf("%s with %q\nonce  %s\nagain %s", source, html, once, again)
			}
			for _, bad := range []string{"<script", "<img", "<style", "<iframe", " on", "javascript:"} {
				if strings.Contains(strings.ToLower(tags(once)), bad) {
					t.Errorf("%q leaves %s", html, once)
				}
			}
		}
	})
}

// tags is the markup without the words.
func tags(s string) string {
	var b strings.Builder
	for _, part := range strings.Split(s, "<")[1:] {
		tag, _, _ := strings.Cut(part, ">")
		b.WriteString("<" + tag)
	}
	return b.String()
}
