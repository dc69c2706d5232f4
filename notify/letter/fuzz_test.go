package letter

import (
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// hostile is data as nobody should send it.
var hostile = []string{
	"plain", "<script>alert(1)</script>", `"onclick=alert(1) x="`, "'><img src=x onerror=y>", "javascript:alert(1)", "[issue.key]", "a\r\nBcc: x@y", "</td></tr></table><p>",
	"-->", "--!>", "]]>", "<![endif]-->", "</title></textarea></pre></style><b>", "&lt;b&gt;&#60;", "\x00\x1b\u202e\uFDD00\uFDD1\uFDD30\uFDD4", "%EF%B7%900%EF%B7%91",
	"https://x/", "//x", "*a* _b_ `c` | # d\n- e", "[x](javascript:y)", "![x](y)", "\\", "\n\n# a\n\n```", "\u00a0 \u2028", "日本 Z\u0301\u0301", "\xff\xfe", "\xcf\x00\x80", "{{.}}", "$1",
}

// places are templates with data in every kind of place.
var places = map[string]string{
	"html.html": `---
subject: "s [v] e [v]"
---
<html><head><title>[v]</title></head><body><h1>[v]</h1><p title="[v]" class='x [v]' lang=[v]>[v]</p><a href="https://x/[v]?q=[v]#[v]">[v]</a><a href="mailto:[v]">m</a>
<a href="[v]">d</a><img src="[v]" alt="[v]"><img alt="i"><table><tr><td>K</td><td>[v]</td></tr></table><ul><li>[v]</li></ul><pre>[v]</pre><textarea>[v]</textarea><select><option>[v]</option></select>
<svg><title>[v]</title><text>[v]</text></svg><p>[if v=x]</p><p>[if v!=x]</p><p>[empty?none] [d|yyyy 'o''clock' z|[v]]</p><!-- [v] --><!--[if mso]><v:rect href="https://x/[v]" title="[v]">[v]</v:rect><![endif]-->
<style>a[v]{}</style><script>[v]</script></body></html>`,
	"md.md": "---\nsubject: '[v] [v]'\n---\n# [v]\n\n**[v]** *[v]*x `[v]` ~~[v]~~ [[v]](https://x/[v]) [Open](https://x/[v]) [v](https://y/) <https://x/[v]> https://x.example.com/[v]\n\n" +
		"![[v]](https://x/[v])\n\n- [v]\n- x [v]\n\n> [v]\n\n| a | b |\n|---|---|\n| [v] | x [v] |\n\n    [v]\n\n<b title=\"[v]\">[v]</b>\n\n<div>\n\n[v]\n\n</div>\n",
}

// No data changes a letter's shape, whatever it stands in.
func FuzzPlaces(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	type kind struct {
		tpl  *Template
		want string
	}
	kinds := map[string]kind{}
	fill := func(tpl *Template, v string) (Letter, []Finding) {
		label := incident.Value{Name: v, ID: v, Kind: incident.DateTime, Time: time.Unix(1e9, 0)}
		return tpl.Fill(outage().with("v", said(v)).with("d", label), Manner{Zone: time.UTC, Language: "en", Brand: Brand{Name: v}})
	}
	for name, source := range places {
		tpl, err := Parse(name, source)
		if err != nil {
			f.Fatal(err)
		}
		l, _ := fill(tpl, "ordinary")
		kinds[name] = kind{tpl, l.HTML}
	}
	f.Fuzz(func(t *testing.T, v string) {
		if said(v).Empty() || said(incident.CleanLine(v)).Empty() || strings.EqualFold(v, "x") {
			return // empty values take rows out, as promised
		}
		for name, k := range kinds {
			l, findings := fill(k.tpl, v)
			if got, want := skeleton(t, l.HTML), skeleton(t, k.want); got != want {
				t.Errorf("%s: %q makes\n%s\nof\n%s", name, v, got, want)
			}
			for _, line := range append([]string{l.Subject}, tell(findings)...) {
				if strings.ContainsAny(line, "\r\n\x00\x1b\u2028\u202e") {
					t.Errorf("%s: %q: more than a line: %q", name, v, line)
				}
			}
			if again := reparse(t, l.HTML); lost(again, l.Text) != "" {
				t.Errorf("%s: %q: the text part loses %q", name, v, lost(again, l.Text))
			}
		}
	})
}

func tell(findings []Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Where, f.What, f.Do, f.Words)
	}
	return all
}

// skeleton is the shape, without what a letter may drop: addresses that lead nowhere.
func skeleton(t *testing.T, s string) string {
	return strings.ReplaceAll(shape(reparse(t, s)), ".src", "")
}

// Whatever is in a file: it is read or refused, in little time, and never half.
func FuzzParse(f *testing.F) {
	for _, s := range append([]string{
		"---\nsubject: [x]\n---\n<p>[if a][include facts][issue.key|yyyy]", "# a\n\n[include contact](x)[a][b]\n\n[b]: /x", "[if [if a] [include [include x] [[[a|b|c!]?]]",
		"<!--[if mso]><p>[if a]<![endif]-->", "<table>[if a]<tr>[include facts]", "<![if x]>[a]<![endif]>", "<svg><style>[a]</style>", "<plaintext>[a]", "<template>[a]</template>",
		"<frameset><frame src=[a]>", "<select><p>[a]", "<a href=[a]><a href=[b]>", "---\nglossary:\n  a: b\n---\n[a]", "\uFDD00\uFDD1\uFDD30\uFDD4", "<b [a]><i a[b]=c><[a]>", "<html [a]><body [b]>",
	}, hostile...) {
		f.Add(s, false)
		f.Add(s, true)
	}
	l, err := Open(Folder{})
	if err != nil {
		f.Fatal(err)
	}
	facts := outage().with("a", said("A")).with("b", richly("<p>b</p><ul><li>c</li></ul>", "b"))
	f.Fuzz(func(t *testing.T, source string, markdown bool) {
		name := "x.html"
		if markdown {
			name = "x.md"
		}
		tpl, err := l.Parse(name, source, customers("en"))
		if err != nil {
			return
		}
		got, _ := tpl.Fill(facts, Manner{Zone: time.UTC, Language: "en"})
		if strings.Contains(got.HTML+got.Text+got.Subject, "db-17") {
			t.Errorf("%q shows what is internal", source)
		}
		if strings.ContainsAny(got.Subject, "\r\n") {
			t.Errorf("%q: %q", source, got.Subject)
		}
		if strings.ContainsAny(got.HTML+got.Text+got.Subject, "\uFDD0\uFDD1\uFDD3\uFDD4") {
			t.Errorf("%q leaves marks: %q", source, got.HTML)
		}
	})
}
