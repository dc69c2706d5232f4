package letter

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"bulletin/notify/letter/guard"
	"bulletin/notify/letter/node"
	"bulletin/notify/letter/plain"
)

func TestHeavyLetters(t *testing.T) {
	t.Parallel()
	_, findings := fill(t, "<html><body><p>"+strings.Repeat("word ", heavy/5)+"</p></body></html>", outage())
	if !found(findings, Warn, "letter", "the HTML part has 100 kB") {
		t.Error(findings)
	}
	if _, findings = fill(t, "<html><body><p>"+strings.Repeat("word ", heavy/5-20)+"</p></body></html>", outage()); len(findings) > 0 {
		t.Error(findings)
	}
}

// The text part is held against the HTML part, whoever wrote it.
func TestWordsThatTheTextPartLoses(t *testing.T) {
	t.Parallel()
	tree := func(s string) *html.Node {
		n, err := node.Fragment(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range []struct{ html, text, lost string }{
		{"<p>a b</p><p>c</p>", "a b c", ""}, {"<p>a b</p><p>c</p>", "a\nb c", ""}, {"<p>a b</p><p>c</p>", "a b", "c"}, {"<p>a</p><p>b</p>", "b a", "b"},
		{"<p>a<b>b</b>c</p>", "abc", ""}, {"<p>a<b hidden>b</b>c</p>", "ac", ""}, {"<p style='display : none'>x</p>", "", ""}, {"<img alt='pic'>x", "x", "pic"},
		{"<p>a <a href='https://x/'>b</a> c</p>", "a b <https://x/> c", ""}, {"<p>日本</p>", "日", "日本"}, {"<p>!? –</p>", "", ""},
	} {
		if got := lost(tree(c.html), c.text); got != c.lost {
			t.Errorf("%s as %q: %q, want %q", c.html, c.text, got, c.lost)
		}
	}
}

func TestPlaceholdersThatMarkupBreaksUp(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"<p>[issue.<b>key</b>]</p>", "<p>[<span>issue.key</span>]</p>", "<p>&#91;issue.key&#93;</p>", "<p>&lsqb;issue.key]</p>", "<p>[issue.key<b>]</b></p>",
		"<p>[custom-field-11754|<i>Customer</i> Description]</p>", `<a href="https://x/&#91;issue.key]">x</a>`, "<p>[project<!-- -->.key]</p>",
		"<p>[<i>components</i>]</p>", "<p>[ issue.key ]</p>", "<p>[issue.key</p>", "<p>[custom-field-11754|x</p>", "<p>[issue. key]</p>",
		"<p>[field|<b>X</b>]</p>", "<p>[custom-field-11754|<br>Customer Description]</p>", "<p>[issue.created|yyyy-<b>MM</b>]</p>",
	} {
		got, findings := body(t, source, outage())
		if !found(findings, Block, "start.html", "is broken up by markup, encoded or not closed") {
			t.Errorf("%s: %s %v", source, got, findings)
		}
	}
	for source, want := range map[string]string{
		`<a href="https://x/%5Bissue.key%5D?a=%5bcomponents%5d">x</a>`:     `<a href="https://x/OPS-101?a=Payments%2C%20Checkout">x</a>`,
		`<a href="https://x/%5Bimpact%5D">x</a>`:                           `<a href="https://x/%5Bimpact%5D">x</a>`,
		"<p>[issue</p><p>.key]</p>":                                        "<p>[issue</p><p>.key]</p>",
		"<p>[issue<br/>.key]</p>":                                          "<p>[issue<br/>.key]</p>",
		"<p>[EX<b>TERNAL</b>]</p>":                                         "<p>[EX<b>TERNAL</b>]</p>",
		`<a href="https://x/%5Bissue.created%7Cyyyy-MM-dd%5D">x</a>`:       `<a href="https://x/2026-01-31">x</a>`,
		`<a href="https://x/?d=%5Bissue.created|yyyy%20MM%5D&amp;b">x</a>`: `<a href="https://x/?d=2026%2001&amp;b">x</a>`,
	} {
		if got, findings := body(t, source, outage()); got != want || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", source, got, want, findings)
		}
	}
	if _, findings := body(t, "<p>[v]</p>", outage().with("v", said("[issue.key]"))); len(findings) > 0 {
		t.Errorf("data is no template: %v", findings)
	}
}

// guarded fills a template for readers outside.
func guarded(t *testing.T, source string, facts Facts) (Letter, []Finding) {
	t.Helper()
	tpl, err := Parse("start.html", source)
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Fill(facts, Manner{Zone: time.UTC, Guard: guard.New(guard.Watch{Domains: []string{"corp.example.com"}, People: []string{"Anna Schmidt"}})})
}

func TestLeaksAreTracedToTheirSource(t *testing.T) {
	t.Parallel()
	const host = "db7.corp.example.com"
	for _, c := range []struct{ source, value, where, says string }{
		{"<p>a [workaround]</p>", "use " + host, "letter", "from the field Workaround"},
		{"---\nsubject: '[workaround]'\n---\nx", host, "subject", "from the field Workaround"},
		{"<p>\nsee <b>" + host + "</b></p>", "", "start.html:2:8", host},
		{"<p title='" + host + "'>x</p>", "", "start.html:1:11", host},
		{"<a href='https://" + host + "/'>x</a>", "", "start.html:1:18", host},
		{"<img src='https://" + host + "/x.png' alt='x'>", "", "start.html:1:19", host},
		{"<img srcset='https://" + host + "/x.png 2x' src='https://example.com/x' alt='x'>", "", "start.html:1", host},
		{"<p style='background:url(https://" + host + "/x)'>x</p>", "", "start.html:1", host},
		{"<!--[if mso]><p>" + host + "</p><![endif]--><p>x</p>", "", "start.html:1:17", host},
		{"<!--[if mso]><p>[workaround]</p><![endif]--><p>x</p>", host, "letter", "from the field Workaround"},
		{"<html><head><title>" + host + "</title><meta name='a' content='x'></head><body>x</body></html>", "", "start.html:1:20", host},
		{"<html><head><meta name='a' content='" + host + "'></head><body>x</body></html>", "", "start.html:1:37", host},
		{"<html><head><style>a{b:url(https://" + host + "/)} .x{}</style></head><body>x</body></html>", "", "start.html:1", host},
		{"<p hidden>" + host + "</p>", "", "start.html:1:11", host},
		{"<p>" + "db7.corp.<b>example.com</b>" + "</p>", "", "letter", host},
		{"<a href='https://x/?q=[workaround]'>x</a>", host, "letter", "from the field Workaround"},
	} {
		facts := outage().with("workaround", named("Workaround", c.value))
		_, findings := guarded(t, c.source, facts)
		if !found(findings, Block, c.where, c.says) {
			t.Errorf("%s with %q: %v", c.source, c.value, findings)
		}
	}
	if _, findings := guarded(t, "<p>["+"workaround]</p><p>Wait for news.</p>", outage()); len(findings) > 0 {
		t.Error(findings)
	}
	eachBuiltin(t, outage(), func(tpl *Template, _ Letter, _ []Finding) {
		if _, findings := tpl.Fill(outage(), Manner{Guard: guard.New(guard.Watch{Domains: []string{"corp.example.com"}, Allowed: []string{"noc@example.com"}})}); len(findings) > 0 {
			t.Errorf("%s: %v", tpl.Name(), findings)
		}
	})
}

func TestFindingsEnd(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 500 {
		b.WriteString("<p>db" + strings.Repeat("x", i%50) + string(rune('a'+i/50)) + ".corp.example.com [issue.nonsense" + strings.Repeat("y", i) + "]</p>\n")
	}
	_, findings := guarded(t, b.String(), outage())
	if len(findings) > 2*(maxFindings+1) || !found(findings, Block, "start.html", "there are more findings of this kind") {
		t.Error(len(findings))
	}
}

// What a person reads in the tree stands in the text, whatever the width.
func TestTextAtEveryWidth(t *testing.T) {
	t.Parallel()
	doc := reparse(t, whole)
	for _, width := range []int{1, 10, 40, plain.Columns, plain.Unlimited} {
		if word := lost(doc, plain.Text(doc, width)); word != "" {
			t.Errorf("%d: %q", width, word)
		}
	}
}
