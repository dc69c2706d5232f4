package letter

import (
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// inParis fills source as a body for readers in Paris.
func inParis(t *testing.T, source string, facts Facts) (string, []Finding) {
	t.Helper()
	tpl, err := Parse("start.html", "<html><body>"+source+"</body></html>")
	if err != nil {
		t.Fatal(err)
	}
	l, findings := tpl.Fill(facts, Manner{Zone: zone(t, "Europe/Paris"), Language: "en"})
	_, rest, _ := strings.Cut(l.HTML, "<body>")
	return strings.TrimSuffix(rest, "</body></html>"), findings
}

func TestTimesHaveUTCBesideThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{"<p>[impact-start]</p>", "<p>2026-01-31 11:00 CET (10:00\u00a0UTC)</p>"},
		{"<p>[impact-end]</p>", "<p>2026-02-01 00:30 CET (2026-01-31 23:30\u00a0UTC)</p>"},
		{"<p>[impact-start|dd/MM/yyyy]</p>", "<p>31/01/2026</p>"},
		{"<p>[impact-start|HH:mm z]</p>", "<p>11:00 CET (10:00\u00a0UTC)</p>"},
		{`<p title="[impact-start]">x</p>`, `<p title="2026-01-31 11:00 CET">x</p>`},
		{`<a href="https://x/?t=[impact-start|yyyy-MM-dd'T'HH:mm:ssXXX]">x</a>`, `<a href="https://x/?t=2026-01-31T11%3A00%3A00%2B01%3A00">x</a>`},
		{"<p>[custom-field-11746|Day]</p>", "<p>2026-01-31</p>"},
		{"<p>[custom-field-11746|EEEE d MMMM|Day]</p>", "<p>Saturday 31 January</p>"},
		{"<p>[custom-field-11745?open|Impact End Date]</p>", "<p>open</p>"},
	} {
		got, findings := inParis(t, c.source, outage())
		if got != c.want || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", c.source, got, c.want, findings)
		}
	}
	l, _ := fill(t, "---\nsubject: 'at [impact-start|HH:mm z]'\n---\nx", outage())
	if l.Subject != "at 10:00 UTC" {
		t.Error(l.Subject)
	}
}

func TestTimesWithoutAZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source   string
		severity Severity
		says     string
	}{
		{"<p>[now|HH:mm]</p>", Note, "without its zone"},
		{"<p>[now|HH:mm] [impact-start|HH:mm] [impact-end|HH:mm z]</p>", Warn, "and 1 more"},
		{"<p>[now|yyyy-mm-dd]</p>", Warn, "mm"},
		{"<p>[now|YYYY-MM-dd]</p>", Warn, "YYYY"},
		{"<p>[now|hh:mm z]</p>", Warn, "hh"},
		{"<p>[custom-field-11745|yyyy-MM-dd|Day]</p>", Note, "is labelled Day"},
		{"<p>[custom-field-11745|yyyy-MM-dd HH:mm]</p>", Warn, "reads as a date pattern"},
		{"<p>[custom-field-11746|HH:mm|Day]</p>", Warn, "a day without a time"},
	} {
		facts := outage().with("custom-field-11745", incident.Value{Name: "Impact End Date", Kind: incident.DateTime, Time: time.Unix(1e9, 0)})
		_, findings := body(t, c.source, facts)
		if !found(findings, c.severity, "start.html:1", c.says) {
			t.Errorf("%s: %v", c.source, findings)
		}
	}
	if _, findings := body(t, "<p title='[now|HH:mm]'>[now|yyyy]</p>", outage()); len(findings) > 0 {
		t.Error(findings)
	}
}

func TestRichInEveryPlace(t *testing.T) {
	t.Parallel()
	const inline = `<p>a <b>b</b> <a href="https://y/">y</a></p>`
	const blocks = `<p>a</p><ul><li>b</li></ul><table><tbody><tr><td>c</td></tr></tbody></table>`
	const block = `<ul><li>b</li></ul><table><tbody><tr><td>c</td></tr></tbody></table>`
	for _, c := range []struct{ source, html, want string }{
		{"<p>[r]</p>", inline, `<p>a <b>b</b> <a href="https://y/">y</a></p>`},
		{"<p>x [r] y</p>", inline, `<p>x a <b>b</b> <a href="https://y/">y</a> y</p>`},
		{"<b>[r]</b>", inline, `<b>a <b>b</b> <a href="https://y/">y</a></b>`},
		{"<h1>[r]</h1>", inline, `<h1>a <b>b</b> <a href="https://y/">y</a></h1>`},
		{"<ul><li>[r]</li></ul>", blocks, "<ul><li>" + blocks + "</li></ul>"},
		{"<ul><li>x [r]</li></ul>", blocks, "<ul><li>x a" + block + "</li></ul>"},
		{"<table><tbody><tr><td>x: [r]</td></tr></tbody></table>", blocks, "<table><tbody><tr><td>x: a" + block + "</td></tr></tbody></table>"},
		{"<table><tbody><tr><td><p>[r]</p></td></tr></tbody></table>", blocks, "<table><tbody><tr><td><div>" + blocks + "</div></td></tr></tbody></table>"},
		{"<p><b>[r]</b></p>", blocks, "<div><b>" + blocks + "</b></div>"},
		{`<a href="https://x/">[r]</a>`, blocks, `<a href="https://x/">a<br/><br/>- b<br/><br/>c</a>`},
		{"<h2>[r]</h2>", blocks, "<h2>a<br/><br/>- b<br/><br/>c</h2>"},
		{"<dl><dt>[r]</dt></dl>", blocks, "<dl><dt>a<br/><br/>- b<br/><br/>c</dt></dl>"},
		{"<pre>[r]</pre>", blocks, "<pre>a<br/><br/>- b<br/><br/>c</pre>"},
		{"<textarea>[r]</textarea>", blocks, "<textarea>a - b c</textarea>"},
		{"<div>[r]</div>", "<ul><li>b", "<div><ul><li>b</li></ul></div>"},
		{"<div>[r]</div>", "<b>a</p></div></td><i>c", "<div><b>a<p></p><i>c</i></b></div>"},
	} {
		got, findings := body(t, c.source, outage().with("r", richly(c.html, "plain")))
		if got != c.want || len(findings) > 0 {
			t.Errorf("%s with %s\n got %s\nwant %s\n%v", c.source, c.html, got, c.want, findings)
		}
	}
}

func TestLinksOfRichTextLeadToJira(t *testing.T) {
	t.Parallel()
	tpl, err := Parse("x.html", "<html><body><p>[r]</p></body></html>")
	if err != nil {
		t.Fatal(err)
	}
	for href, want := range map[string]string{
		"/browse/X": "https://jira.example.com/browse/X", "a/b?c=d": "https://jira.example.com/jira/a/b?c=d", "../x": "https://jira.example.com/x",
		"//cdn.example.com/x": "https://cdn.example.com/x", " /x ": "https://jira.example.com/x", "https://y/": "https://y/", "mailto:a@b.c": "mailto:a@b.c",
		"#top": "", "": "", "javascript:x": "", "JavaScript:alert(1)": "", "java&#10;script:x": "", "&#1;javascript:x": "", "data:text/html,x": "", "vbscript:x": "", "ftp://x/": "", "file:///x": "", "http://[x": "",
	} {
		l, _ := tpl.Fill(outage().with("r", richly(`<a href="`+href+`">w</a>`, "w")), Manner{Base: "https://jira.example.com/jira/"})
		wanted := "<p>w</p>"
		if want != "" {
			wanted = `<p><a href="` + want + `">w</a></p>`
		}
		if !strings.Contains(l.HTML, wanted) {
			t.Errorf("%q: %s, want %s", href, l.HTML, wanted)
		}
	}
}

// A field can be anything. The letter stays whole, and says what it did to it.
func TestFieldsThatNoLetterCanHold(t *testing.T) {
	t.Parallel()
	const tail = "</td><td>after</td></tr></table><p>The end.</p>"
	for name, c := range map[string]struct {
		value    incident.Value
		says     string
		severity Severity
		has      string
	}{
		"10 MB in one line":       {said(strings.Repeat("word é ", 1<<20)), "characters in 1 lines and is cut", Warn, "…"},
		"10 MB without a space":   {said(strings.Repeat("x", 10<<20)), "has 10485760 characters", Warn, "x …"},
		"a million lines":         {said(strings.Repeat("line\n", 1_000_000)), "in 1000001 lines", Warn, "line …"},
		"a million options":       {said(strings.Split(strings.Repeat("option,", 1_000_000), ",")...), "is cut", Warn, "…"},
		"500 lines":               {said(strings.Repeat("a\n", 499) + "b"), "", Note, "b"},
		"10,000 combining marks":  {said("Z" + strings.Repeat("\u0301", 10_000) + "z"), "", Note, "<U+0301 x9992>z"},
		"invalid UTF-8":           {said("a\xff\xc3(\xed\xa0\x80b"), "", Note, "a\ufffd\ufffd(\ufffd\ufffd\ufffdb"},
		"bidi":                    {said("a\u202egnp.exe\u2066"), "", Note, "a<U+202E>gnp.exe<U+2066>"},
		"controls":                {said("a\x00\x1b[2J\x07b"), "", Note, "a␀␛[2J␇b"},
		"a template":              {said("[issue.key] [if region] [include contact] %5Bissue.key%5D [secret!]"), "", Note, "[issue.key] [if region] [include contact] %5Bissue.key%5D [secret!]"},
		"marks":                   {said("\uFDD00\uFDD1 \uFDD30\uFDD4"), "", Note, "\uFDD00\uFDD1"},
		"rich of 1 MB":            {richly(strings.Repeat("<p><b>a</b></p>", 70_000), "only this"), "1050 kB of formatting", Note, "only this"},
		"rich of 60 kB":           {richly(strings.Repeat("<p>word</p>", 6000), "x"), "is cut", Warn, "…"},
		"rich and nested":         {richly(strings.Repeat("<blockquote>", 5000)+"x", "only this"), "", Note, "only this"},
		"rich of 10 MB and words": {richly(strings.Repeat("<i>a</i>", 1<<20), strings.Repeat("a", 1<<20)), "is cut", Warn, "a …"},
	} {
		v := c.value
		v.Name = "Huge"
		l, findings := fill(t, "---\nsubject: '[v]'\n---\n<table><tr><td title='[v]'>[v]"+tail, outage().with("v", v))
		if !strings.HasSuffix(l.Text, "The end.\n") || !strings.Contains(l.Text, "after") || !strings.Contains(strings.ReplaceAll(l.Text, "\n", " "), c.has) {
			t.Errorf("%s: the letter is not whole: %.300s", name, l.Text)
		}
		if strings.Contains(l.Subject, "\n") || len(l.Subject) > 100_000 || len(l.HTML) > 600_000 || strings.Count(l.Text, "\n") > 600 || strings.Contains(l.Text, "OPS-101") {
			t.Errorf("%s: %.100q, %d bytes", name, l.Subject, len(l.HTML))
		}
		if c.says != "" && !found(findings, c.severity, "start.html:4", "Huge", c.says) {
			t.Errorf("%s: %v", name, findings)
		}
		if c.says == "" && len(findings) > 0 {
			t.Errorf("%s: %v", name, findings)
		}
	}
}

func TestNamesOfMonthsInALanguageThatIsNotKnown(t *testing.T) {
	t.Parallel()
	tpl, err := Parse("start.html", "<p>[impact-start|d MMMM]</p>")
	if err != nil {
		t.Fatal(err)
	}
	l, findings := tpl.Fill(outage(), Manner{Language: "fi"})
	if !strings.Contains(l.Text, "31 January") || !found(findings, Note, "start.html:1:4", "are in English", "fi") {
		t.Error(l.Text, findings)
	}
}
