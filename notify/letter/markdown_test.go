package letter

import (
	"strings"
	"testing"
	"time"
)

// markdownBody is what a Markdown template becomes, without the frame's styles.
func markdownBody(t testing.TB, source string, facts Facts) (string, []Finding) {
	t.Helper()
	tpl, err := Parse("start.md", source)
	if err != nil {
		t.Fatal(err)
	}
	tpl.body, tpl.whole = "<html><head></head><body>"+tpl.body+"</body></html>", true
	l, findings := tpl.Fill(facts, Manner{Zone: time.UTC, Language: "en"})
	_, rest, _ := strings.Cut(l.HTML, "<body>")
	inside, _, _ := strings.Cut(rest, "</body>")
	return strings.TrimSpace(inside), findings
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{"# [issue.key]\n\nand **[issue.key]**s, *[region]*, ~~[region]~~, `[issue.key]`", "<h1>OPS-101</h1>\n<p>and <strong>OPS-101</strong>s, <em>Europe</em>, <del>Europe</del>, <code>OPS-101</code></p>"},
		{"a\n\n    [issue.key]\n\n```\n[region]\n```", "<p>a</p>\n<pre><code>OPS-101\n</code></pre>\n<pre><code>Europe\n</code></pre>"},
		{"> [issue.key]\n\n1. [region]\n2. b", "<blockquote>\n<p>OPS-101</p>\n</blockquote>\n<ol>\n<li>Europe</li>\n<li>b</li>\n</ol>"},
		{"| a | b |\n|---|---|\n| [impact-start|HH:mm z] | [custom-field-11754|Customer Description] |",
			"<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>10:00 UTC</td>\n<td>Payments fail.</td>\n</tr>\n</tbody>\n</table>"},
		// links
		{"[the ticket [issue.key]](https://x/[issue.key]?q=[region])", `<p><a href="https://x/OPS-101?q=Europe">the ticket OPS-101</a></p>`},
		{"[[issue.key]](https://x/[issue.key]) [issue.key](https://x/)", `<p><a href="https://x/OPS-101">OPS-101</a> <a href="https://x/">OPS-101</a></p>`},
		{"[Open](https://x/) [here](https://y/ \"t [region]\")", `<p><a href="https://x/">Open</a> <a href="https://y/" title="t Europe">here</a></p>`},
		{"[x]([issue.url])", `<p><a href="https://jira.example.com/browse/OPS-101">x</a></p>`},
		{"<https://x/[issue.key]>", `<p><a href="https://x/OPS-101">https://x/OPS-101</a></p>`},
		{"see https://x.example.com/browse/[issue.key]. Or www.example.com/[issue.key]/a", `<p>see <a href="https://x.example.com/browse/OPS-101">https://x.example.com/browse/OPS-101</a>. Or <a href="http://www.example.com/OPS-101/a">www.example.com/OPS-101/a</a></p>`},
		{"(https://x.example.com/?a=[region]&b=[issue.key]) https://x.example.com:8080/a_(b)", `<p>(<a href="https://x.example.com/?a=Europe&amp;b=OPS-101">https://x.example.com/?a=Europe&amp;b=OPS-101</a>) <a href="https://x.example.com:8080/a_(b)">https://x.example.com:8080/a_(b)</a></p>`},
		{"noc@example.com", `<p><a href="mailto:noc@example.com">noc@example.com</a></p>`},
		{"[the page][ref], [Page][ref], [ref]\n\n[ref]: https://x/[issue.key]", `<p><a href="https://x/OPS-101">the page</a>, <a href="https://x/OPS-101">Page</a>, <a href="https://x/OPS-101">ref</a></p>`},
		{"[service-status]: [issue.key]", "<p>Degraded: OPS-101</p>"},
		{"[EXTERNAL] [1] [words] (x) - [x] [a][b]", "<p>[EXTERNAL] [1] [words] (x) - [x] [a][b]</p>"},
		{"![Logo](https://x/l.png) ![[brand]](https://x/l.png)", `<p><img src="https://x/l.png" alt="Logo"/> <img src="https://x/l.png" alt="Example Pay"/></p>`},
		// HTML
		{`<p class="x">[issue.key]</p>`, `<p class="x">OPS-101</p>`},
		{`a <b title="[issue.key]">[region]</b> &amp; &copy; <!-- c -->`, `<p>a <b title="OPS-101">Europe</b> &amp; © </p>`},
		{"<table><tr><td>\n\n**[issue.key]**\n\n</td></tr></table>", "<table><tbody><tr><td>\n<p><strong>OPS-101</strong></p>\n</td></tr></tbody></table>"},
		// dropped parts
		{"- [empty?]\n- b", "<ul>\n\n<li>b</li>\n</ul>"},
		{"a [empty?] b\n\nc", "<p>c</p>"},
		{"[message?]", "<p>The number of failing payments is falling.</p>"},
		{"[customer-description]", "<div><p>Card payments fail for about one in five customers. Refunds and transfers are <b>not</b> affected.</p>" +
			"<ul><li>Web shop: slow</li><li>App: some payments are refused</li></ul></div>"},
		{"\\[issue.key]\\*", "<p>\\OPS-101*</p>"},
	} {
		got, findings := markdownBody(t, c.source, outage())
		if got != c.want || len(findings) > 0 {
			t.Errorf("%q\n got %s\nwant %s\n%v", c.source, got, c.want, findings)
		}
	}
}

// What is data is never Markdown.
func TestDataIsNeverReadAsMarkdown(t *testing.T) {
	t.Parallel()
	places := []string{
		"[v]", "a [v] b", "**[v]**", "*[v]*x", "# [v]", "- [v]", "> [v]", "`[v]`", "    [v]", "| a |\n|---|\n| [v] |", "[[v]](https://x/)", "[x](https://x/[v])", "<https://x/[v]>",
		"https://x.example.com/[v]", "![[v]](https://x/y.png)", `<b title="[v]">[v]</b>`, "<div>\n\n[v]\n\n</div>", "[a][r]\n\n[r]: https://x/[v]", "1. [v]\n2. [v]", "[v]\n===", "~~[v]~~",
	}
	for _, place := range places {
		tame, _ := markdownBody(t, place, outage().with("v", said("x")))
		for _, v := range []string{
			"*a* **b** _c_ __d__", "# a", "a | b", "`a`", "``", "[x](javascript:alert(1))", "![x](https://evil.example/)", "<b>a</b>", "<javascript:x>",
			"https://evil.example/a", "~~a~~", "- a", "1. a", "> a", "a\\", "&lt;b&gt;", "```", "a](https://evil.example)", "a)", "***", "---", "[issue.key]", "[ref]: https://evil.example",
			"a\n\n# b\n\n- c", "a  \nb", "|", "\uFDD00\uFDD1 %EF%B7%900%EF%B7%91",
		} {
			got, findings := markdownBody(t, place, outage().with("v", said(v)))
			if shape(reparse(t, got)) != shape(reparse(t, tame)) {
				t.Errorf("%q with %q\n got %s\nwant the shape of %s", place, v, got, tame)
			}
			if strings.Contains(got, `"javascript:`) || strings.Contains(got, `href="https://evil`) || strings.Contains(got, "OPS-101") || len(findings) > 0 {
				t.Errorf("%q with %q: %s %v", place, v, got, findings)
			}
		}
	}
}

func TestPositionsInMarkdown(t *testing.T) {
	t.Parallel()
	_, findings := fillMarkdown(t, "---\nsubject: x\n---\n# é [issue.one]\n\n- [Open](https://x/[issue.two]) [issue.three](https://x/)\n", outage())
	for where, name := range map[string]string{"start.md:4:5": "one", "start.md:6:20": "two", "start.md:6:33": "three"} {
		if !found(findings, Block, where, "issue."+name) {
			t.Errorf("nothing of %s at %s: %v", name, where, findings)
		}
	}
}

func fillMarkdown(t *testing.T, source string, f Facts) (Letter, []Finding) {
	t.Helper()
	tpl, err := Parse("start.md", source)
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Fill(f, Manner{Zone: time.UTC})
}
