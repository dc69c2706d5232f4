package letter

import (
	"strings"
	"testing"

	"bulletin/notify/incident"
)

// body fills source as the body of a whole document and gives the body back.
func body(t testing.TB, source string, f Facts) (string, []Finding) {
	t.Helper()
	l, findings := fill(t, "<html><head></head><body>"+source+"</body></html>", f)
	_, rest, _ := strings.Cut(l.HTML, "<body>")
	inside, _, _ := strings.Cut(rest, "</body>")
	return inside, findings
}

func TestGrammar(t *testing.T) {
	f := outage()
	for _, c := range []struct{ source, want string }{
		{"<p>[issue.key]</p>", "<p>OPS-101</p>"},
		{"<p>[Issue.Key] [Components]</p>", "<p>OPS-101 Payments, Checkout</p>"},
		{"<p>[[service-status]] x</p>", "<p>[Degraded] x</p>"},
		{"<p>[custom-field-11754|Customer Description]</p>", "<p>Payments fail.</p>"},
		{"<p>[field|Customer\n  Description]</p>", "<p>Payments fail.</p>"},
		{"<p>[field?none|customer description]</p>", "<p>Payments fail.</p>"},
		{"<p>[issue.created|yyyy-MM-dd HH:mm:ss z]</p>", "<p>2026-01-31 09:58:00 UTC</p>"},
		{"<p>[now|HH:mm z|Sent]</p>", "<p>10:25 UTC</p>"},
		{"<p>[custom-field-11754\n|Customer\n\tDescription\n] [now\n |HH:mm\nz]</p>", "<p>Payments fail. 10:25 UTC</p>"},
		{`<p title="[issue.created|yyyy-MM-dd'T'HH:mm]">x</p>`, `<p title="2026-01-31T09:58">x</p>`},
		{`<p title="[issue.created|HH &quot;'o''clock'&quot;]">x</p>`, `<p title="09 &#34;o&#39;clock&#34;">x</p>`},
		{"<p>[custom-field-11746|dd/MM/yyyy|Day]</p>", "<p>31/01/2026</p>"},
		{"<p>[custom-field-11746|Day]</p>", "<p>2026-01-31</p>"},
		{"<p>[custom-field-11745?to be confirmed|yyyy|Impact End Date]</p>", "<p>to be confirmed</p>"},
		{"<p>[empty?R&amp;D says no]</p>", "<p>R&amp;D says no</p>"},
		{"<p>[issue.key!] [workaround?none|Workaround]</p>", "<p>OPS-101 Pay by bank transfer.<br/>It takes one working day.</p>"},
		{"<p>[EXTERNAL] [1] [if mso] [type=text] [] [ x ] [x|y] [why?] [A&amp;B] [end</p>",
			"<p>[EXTERNAL] [1] [if mso] [type=text] [] [ x ] [x|y] [why?] [A&amp;B] [end</p>"},
		{"<p>[link|R&amp;D &lt;x&gt;]</p>", "<p>[link|R&amp;D &lt;x&gt;]</p>"},
		{`<a href="https://jira.example.com/browse/[issue.key]">x</a>`, `<a href="https://jira.example.com/browse/OPS-101">x</a>`},
		{"<!--[if mso]>x<![endif]--><p>\uFDD00\uFDD1</p>", "<!--[if mso]>x<![endif]--><p>\uFFFD0\uFFFD</p>"},
	} {
		got, findings := body(t, c.source, f)
		if got != c.want || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", c.source, got, c.want, findings)
		}
	}
}

func TestWhatCannotBeResolvedBlocks(t *testing.T) {
	for _, c := range []struct {
		source string
		says   []string
	}{
		{"<p>\n[issue.sumary]", []string{"[issue.sumary]", "issue.summary"}},
		{"<p>\n[issue.]", []string{"[issue.]"}},
		{"<p>\n[project.nam]", []string{"[project.nam]"}},
		{"<p>\n[custom-field-11784|X]", []string{"correct the name"}},
		{"<p>\n[custom-field-99999|Customer Description]", []string{"the nearest known name is custom-field-11754"}},
		{"<p>\n[next_update]", []string{"the nearest known name is next-update"}},
		{"<p>\n[custom-field-name]", []string{"[custom-field-name]"}},
		{"<p>\n[field|Custmer Description]", []string{"field|customer description"}},
		{"<p>\n[workarond?]", []string{"[workarond?]", "workaround"}},
		{"<p>\n[next-updat|HH:mm]", []string{"next-update"}},
		{"<p>\n[issue.key|a|b|c]", []string{"more than two parts"}},
		{"<p>\n[issue.key!please]", []string{"after the !"}},
		{"<p>\n[now|yyyy-MM-ddTHH:mm]", []string{"T is no letter", "'T'"}},
		{"<p>\n[now|yyyy-nn]", []string{"n is no letter"}},
		{"<p>\n[now|'abc]", []string{"never closed"}},
		{"<p>\n[now|XXXX]", []string{"X"}},
		{"<p>\n<b [issue.key]>x</b>", []string{"in a tag"}},
		{"<p>\n<b[issue.key]>x</b>", []string{"in a tag"}},
	} {
		got, findings := body(t, c.source, outage())
		if len(findings) != 1 || !found(findings, Block, "start.html:2", c.says...) {
			t.Errorf("%q: %v", c.source, findings)
		}
		if strings.ContainsAny(got, "\uFDD0\uFDD1[") {
			t.Errorf("%q leaves %s", c.source, got)
		}
	}
	for _, near := range []string{"[workarounds are few]", "[Workarond]", "[keys]", "[unrelated-name]", "[wxrkxrxund]"} {
		if got, findings := body(t, "<p>"+near+"</p>", outage()); len(findings) > 0 || !strings.Contains(got, near) {
			t.Errorf("%s: %s %v", near, got, findings)
		}
	}
}

func TestEmptyValues(t *testing.T) {
	const two = "<table><tbody><tr><th>Key</th><td>[issue.key]</td></tr><tr><th>Empty</th><td>%s</td></tr></tbody></table>"
	const one = "<table><tbody><tr><th>Key</th><td>OPS-101</td></tr></tbody></table>"
	in := func(s string) string { return strings.Replace(two, "%s", s, 1) }
	for _, c := range []struct {
		source, want string
		severity     Severity
		count        int
	}{
		{"<p>a [empty?] b</p><p>c</p>", "<p>c</p>", 0, 0},
		{"<ul><li>[empty?]</li><li>b</li></ul>", "<ul><li>b</li></ul>", 0, 0},
		{in("[empty?]"), one, 0, 0},
		{in("<p>[empty?]</p>"), one, 0, 0},
		{in("<p>x</p><p>[empty?]</p>"), strings.Replace(two, "%s", "<p>x</p>", 1), 0, 0},
		{in("<p>x</p><p>[empty]</p>"), strings.Replace(two, "%s", "<p>x</p><p></p>", 1), Warn, 1},
		{in("[empty]"), one, Note, 1},
		{in("<p>[empty]</p>"), one, Note, 1},
		{in("[empty] on the [custom-field-11745|Impact End Date]"), one, Note, 1},
		{in("[empty!]"), strings.Replace(two, "%s", "", 1), Block, 1},
		{in("[empty?-]"), strings.Replace(two, "%s", "-", 1), 0, 0},
		{in("[empty], [region]"), strings.Replace(two, "%s", ", Europe", 1), Warn, 1},
		{"<p>a [empty] b</p>", "<p>a  b</p>", Warn, 1},
		{"<p>a <b title='x [empty]'>b</b></p>", `<p>a <b title="x">b</b></p>`, Warn, 1},
		{`<p><a href="[empty?]">go</a></p><p>x</p>`, "<p>x</p>", 0, 0},
		{`<div>a [empty?]</div>`, "<div>a </div>", Note, 1},
		{"<table><tbody><tr><td>[empty?]<table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>",
			"<table><tbody><tr><td><table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>", Note, 1},
		{"<table><tbody><tr><td><p>Workaround: [empty?]</p><table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>",
			"<table><tbody><tr><td><table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>", 0, 0},
		{"<table><tbody><tr><td>Dear all, a whole letter may stand in one cell of a layout. [empty]</td></tr></tbody></table>",
			"<table><tbody><tr><td>Dear all, a whole letter may stand in one cell of a layout. </td></tr></tbody></table>", Warn, 1},
	} {
		got, findings := body(t, c.source, outage())
		if want := strings.ReplaceAll(c.want, "[issue.key]", "OPS-101"); got != want {
			t.Errorf("%s\n got %s\nwant %s", c.source, got, want)
		}
		if len(findings) != c.count || c.count > 0 && !found(findings, c.severity, "start.html:1", "Empty Field", "empty") {
			t.Errorf("%s: %v", c.source, findings)
		}
	}
}

func TestFindingsOfARowThatGoesAreKept(t *testing.T) {
	_, findings := body(t, "<table><tr><td>[empty?]</td><td>[secret] [issue.nonsense]</td></tr></table>", outage())
	if len(findings) != 2 {
		t.Error(findings)
	}
}

func TestInternalValuesStayInside(t *testing.T) {
	for _, source := range []string{
		"[secret]", "<p>[secret?]</p>", "<p>[secret!]</p>", "<p>[secret?other]</p>", `<a href="https://x/[secret]" title="[secret]">x</a>`,
		"---\nsubject: [secret]\n---\nx", "<table><tr><td>Cause</td><td>[secret]</td></tr></table>",
	} {
		l, findings := fill(t, source, outage())
		if strings.Contains(l.HTML+l.Text+l.Subject, "db-17") {
			t.Errorf("%s leaks: %v", source, l)
		}
		where := "start.html:1"
		if strings.HasPrefix(source, "---") {
			where = "start.html:2"
		}
		if len(findings) < 1 || !found(findings, Block, where,
			"the field Root Cause Detail is internal and this letter goes to an external audience",
			"add Root Cause Detail to public_fields or take it out of the template") {
			t.Errorf("%s: %v", source, findings)
		}
	}
}

func TestSubject(t *testing.T) {
	f := outage().with("issue.summary", said("a\r\nBcc: x@example.com\x1b[31m [issue.key] <b> \u202e"))
	for _, c := range []struct{ head, want string }{
		{"", "[Degraded] Payments, Checkout: "},
		{"---\nsubject: '[issue.key]: it''s'\n---\n", "OPS-101: it's"},
		{"---\n# a comment\n\nsubject: \"[empty?] \\\"x\\\" &amp; [1]\"\n---\n", "\"x\" &amp; [1]"},
		{"---\nsubject: [issue.summary]\n---\n", "a Bcc: x@example.com\u241b[31m [issue.key] <b> <U+202E>"},
		{"---\nsubject: a\u202e b\n---\n", "a<U+202E> b"},
		{"---\nsubject: a [empty?]: b\n---\n", "a: b"},
		{"---\nsubject: [customer-description]\n---\n", "Card payments fail for about one in five customers."},
	} {
		l, findings := fill(t, c.head+"<p>x</p>", f)
		if !strings.HasPrefix(l.Subject, c.want) || strings.ContainsAny(l.Subject, "\r\n\x1b") || len(findings) > 0 {
			t.Errorf("%q: %q %v", c.head, l.Subject, findings)
		}
	}
	_, findings := fill(t, "x", outage().with("issue.summary", named("Summary")))
	if !found(findings, Warn, "subject", "Summary") {
		t.Error(findings)
	}
}

func TestDayWithATimePattern(t *testing.T) {
	got, findings := body(t, "<p>[custom-field-11746|dd/MM/yyyy HH:mm|Day]</p>", outage())
	if got != "<p>2026-01-31</p>" || !found(findings, Warn, "start.html:1", "Day", "without a time") {
		t.Error(got, findings)
	}
}

func TestFindingsAreCleanAndSayWhoMends(t *testing.T) {
	_, findings := body(t, "<p>[issue.key\u202e|a|b|c] [issue.x?\u202e[31m] [issue.y?\u202e]", outage())
	for _, f := range findings {
		if strings.Contains(f.What+f.Do, "\u202e") {
			t.Errorf("%q", f)
		}
	}
	if !found(findings, Block, "start.html:1", "[issue.y?<U+202E>]") {
		t.Error(findings)
	}
	_, findings = body(t, "<p>[note] [empty]</p>", outage().with("note", said("")))
	if !found(findings, Warn, "start.html:1", "give note a value") || !found(findings, Warn, "start.html:1", "fill Empty Field in Jira") {
		t.Error(findings)
	}
}

func TestSeveralValues(t *testing.T) {
	got, _ := body(t, "<p>[region]</p>", outage().with("region", incident.Value{Texts: []string{"EU", "US\nEast"}}))
	if got != "<p>EU, US<br/>East</p>" {
		t.Error(got)
	}
}
