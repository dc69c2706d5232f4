package letter

import (
	"strings"
	"testing"

	"bulletin/notify/incident"
)

func TestConditionsLeaveOutTheNearestPart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{"<p>[if region]a [region]</p>", "<p>a Europe</p>"},
		{"<p>[if empty]a</p><p>b</p>", "<p>b</p>"},
		{"<p>a <b>[if empty]b</b></p><p>c</p>", "<p>c</p>"},
		{"<ul><li>[if empty]a</li><li>[if region]b</li></ul>", "<ul><li>b</li></ul>"},
		{"<ul><li>a<ul><li>[if empty]b</li></ul></li></ul>", "<ul><li>a<ul></ul></li></ul>"},
		{"<table><tbody><tr><td>[if empty]a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>", "<table><tbody><tr><td>c</td></tr></tbody></table>"},
		{"<table><tbody><tr><td><p>[if empty]a</p></td><td>b</td></tr><tr><td>c</td></tr></tbody></table>", "<table><tbody><tr><td>c</td></tr></tbody></table>"},
		{"<table><tbody><tr><td><p>[if empty]a</p><p>b</p></td></tr></tbody></table>", "<table><tbody><tr><td><p>b</p></td></tr></tbody></table>"},
		{"<div>[if empty]a<p>b</p></div>c", "c"},
		{"<section><p>a</p>[if empty]</section>c", "c"},
		{"<h1>[if empty]a</h1><h1>[if not empty]b</h1><p>c</p>", "<h1>b</h1><p>c</p>"},
		{"<div><h1>[if empty]a</h1>b</div><p>c</p>", "<div>b</div><p>c</p>"},
		{"<dl><dt>a</dt><dd>[if empty]b</dd><dt>c</dt><dd>[empty?]</dd><dt>e</dt><dd>f</dd></dl>", "<dl><dt>e</dt><dd>f</dd></dl>"},
		{"<h2>[if region]a</h2><p>b</p>", "<h2>a</h2><p>b</p>"},
		{"<p>[if region]</p><p>a</p>", "<p>a</p>"},
		{"<p>[if region] <img src=\"https://x/y.png\"/></p>", "<p> <img src=\"https://x/y.png\"/></p>"},
		{"<div>[if region][if empty]a</div>b", "b"},
		{"<div>[if region]a<p>[if empty]b</p><p>[if not empty]c</p></div>", "<div>a<p>c</p></div>"},
		{"<div>[if empty]<p>[if region]a</p></div>b", "b"},
		{"<p>[IF Region]a</p>", "<p>a</p>"},
		{"<p>[if&nbsp;not\n region]a</p><p>b</p>", "<p>b</p>"},
		{"<p>[if mso] [if lt mso 9] [if you like] [IF IE]</p>", "<p>[if mso] [if lt mso 9] [if you like] [IF IE]</p>"},
	} {
		got, findings := body(t, c.source, outage())
		if strings.ReplaceAll(got, "> ", ">") != strings.ReplaceAll(c.want, "> ", ">") || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", c.source, got, c.want, findings)
		}
	}
}

func TestWhenConditionsHold(t *testing.T) {
	t.Parallel()
	facts := outage().with("blank", said(" \u00a0\n")).with("rich", richly("<p>&nbsp;</p>", " ")).with("r&d", said("x"))
	for source, want := range map[string]bool{
		"[if region]": true, "[if not region]": false, "[if empty]": false, "[if not empty]": true,
		"[if blank]": false, "[if rich]": false, "[if customer-description]": true,
		"[if impact-end]": true, "[if issue.resolved]": false, "[if not issue.resolved]": true,
		"[if region=Europe]": true, "[if region=europe]": true, "[if region = Europe ]": true, "[if region==Europe]": true, "[if region ]": true, "[if region=Euro]": false,
		"[if region!=Europe]": false, "[if region!=Asia]": true, "[if not region=Europe]": false, "[if not region=Asia]": true, "[if not region!=Europe]": true,
		"[if components=Checkout]": true, "[if components=payments]": true, "[if components=Payments, Checkout]": false,
		"[if components!=Checkout]": false, "[if components!=Search]": true,
		"[if empty=x]": false, "[if empty!=x]": true, "[if region=]": false, "[if empty=]": true, "[if empty!=]": false, "[if region!=]": true, "[if not empty=]": false,
		"[if issue.status=In Progress]": true, "[if issue.status=In&nbsp;Progress]": true,
		"[if custom-field-11754|Customer Description]": true, "[if field|Customer Description]": true,
		"[if field|Customer Description=Payments fail.]": true, "[if custom-field-11745|Impact End Date]": false,
	} {
		got, findings := body(t, "<p>"+source+"words</p>", facts)
		if (got == "<p>words</p>") != want || got != "" && !want || len(findings) > 0 {
			t.Errorf("%s: %q %v, want %v", source, got, findings, want)
		}
	}
}

// A glossary says how a value is written, not what it is.
func TestConditionsAskForTheValueAsJiraHasIt(t *testing.T) {
	t.Parallel()
	tpl, err := Parse("x.html", "<p>[if issue.priority=P1][issue.priority]</p><p>[if issue.priority=Critical]b</p>")
	if err != nil {
		t.Fatal(err)
	}
	if l, f := tpl.Fill(outage(), Manner{Glossary: map[string]string{"p1": "Critical"}}); l.Text != "Critical\n" || len(f) > 0 {
		t.Error(l.Text, f)
	}
}

func TestConditionsThatCannotBeDecided(t *testing.T) {
	t.Parallel()
	const part = "no row, paragraph, heading or other part"
	for _, c := range []struct{ source, says string }{
		{"\n<p>[if workarond]a</p>", "the nearest known name is workaround"},
		{"\n<p>[if not issue.nonsense]a</p>", "[if not issue.nonsense] is no known name"},
		{"\n<p>[if nonsense=x]a</p>", "[if nonsense=x] is no known name"},
		{"\n<p>[if secret]a</p>", "the field Root Cause Detail is internal"},
		{"\n<p>[if not secret]a</p>", "the field Root Cause Detail is internal"},
		{"\n<p>[if secret!=x]a</p>", "the field Root Cause Detail is internal"},
		{"\n[if empty]a", part}, {"\n[if region]a", part},
		{"\n<span>[if region]a</span>", part}, {"\n<table>[if empty]<tr><td>a</td></tr></table>", part},
		{"\n<p title='[if region]a'>b</p>", "stands where nothing can be left out"},
		{"\n<a href='https://x/[if empty]a'>b</a>", "stands where nothing can be left out"},
		{"\n<!--[if mso]><p>[if region]a</p><![endif]-->", "stands where nothing can be left out"},
		{"\n<p>[if region?]a</p>", "[if region?] is no condition"},
		{"\n<p>[if region and empty]a</p>", "[if region and empty] is no condition"},
		{"\n<p>[if !region]a</p>", "[if !region] is no condition"},
	} {
		got, findings := body(t, c.source, outage())
		if len(findings) != 1 || !found(findings, Block, "start.html", c.says) {
			t.Errorf("%q: %s %v", c.source, got, findings)
		}
		if strings.Contains(got, "db-17") || strings.Contains(c.says, " is ") && !strings.Contains(c.says, "no condition") && strings.Contains(got, "a</p>") {
			t.Errorf("%q leaks %s", c.source, got)
		}
	}
	if _, findings := fill(t, "---\nsubject: a [if region]b\n---\nx", outage()); !found(findings, Block, "start.html:2:12", "[if region] stands where nothing") {
		t.Error(findings)
	}
	if got, findings := body(t, "<style>[if region] {}</style>", outage()); !strings.Contains(got, "[if region]") || !found(findings, Warn, "start.html:1") {
		t.Error(got, findings)
	}
}

// An internal field may stand where only staff read it.
func TestInternalFieldsInAPartThatGoes(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"<p>[if exposure=internal][secret]</p>",
		"<p>[if exposure=internal][if secret]a</p>",
		"<div>[if exposure=internal]<p>[if secret]a [secret]</p></div>",
		"<div><p>[if secret]a [secret]</p>[if exposure=internal]</div>",
		"<div>[if exposure=internal]<h2>Cause</h2><p>[secret]</p><table><tr><td>[if secret=x]</td></tr></table></div>",
		"<table><tr><td title='[secret]'>[if exposure=internal]</td><td><a href='https://x/[secret]'>[secret]</a></td></tr></table>",
		"<div>[if exposure=internal]<!--[if mso]><p>[secret]</p><![endif]--></div>",
	} {
		got, findings := body(t, source, outage())
		if strings.Trim(got, "</>tableody") != "" || len(findings) > 0 {
			t.Errorf("%s: external: %s %v", source, got, findings)
		}
		staff := outage().with("exposure", said("internal")).with("secret", said("db-17"))
		if got, findings = body(t, source, staff); len(findings) > 0 || got == "" {
			t.Errorf("%s: internal: %s %v", source, got, findings)
		}
	}
	_, findings := body(t, "<p>[if exposure=external][if secret]a</p>", outage())
	if !found(findings, Block, "start.html:1", "internal") {
		t.Error(findings)
	}
}

func TestConditionsInMarkdown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{"[if empty] a\nb\n\nc", "c\n"},
		{"[if region] a\n\nc", "a\n\nc\n"},
		{"- [if empty] a\n- b", "- b\n"},
		{"- a\n  - [if empty] b\n  - c", "- a\n  - c\n"},
		{"1. [if empty] a\n2. b", "1. b\n"},
		{"| k | v | w |\n|---|---|---|\n| [if empty] a | b | c |\n| d | e | f |", "k | v | w\nd | e | f\n"},
		{"## [if empty] a\n\nb", "b\n"},
		{"# [if empty] a\n\n# [if not empty] b\n\nc", "b\n=\n\nc\n"},
		{"a\n\n## [if region=Europe] b", "a\n\nb\n-\n"},
		{"[if empty] a [if region] b\n\nc", "c\n"},
		{"<div>[if empty]\n\na\n\n</div>\n\nb", "b\n"},
	} {
		tpl, err := Parse("x.md", c.source)
		if err != nil {
			t.Fatal(err)
		}
		if l, f := tpl.Fill(outage(), Manner{}); l.Text != c.want || len(f) > 0 {
			t.Errorf("%q: %q, want %q; %v", c.source, l.Text, c.want, f)
		}
	}
	// What goes takes the findings about it along.
	tpl, err := Parse("x.md", "[if empty] [secret] [empty] [issue.nonsense]\n\na")
	if err != nil {
		t.Fatal(err)
	}
	if _, f := tpl.Fill(outage().with("x", incident.Value{}), Manner{}); len(f) > 0 {
		t.Error(f)
	}
}
