package letter

import (
	"strings"
	"testing"
)

// What a template would send as its author never meant it is told, with its place.
func TestWhatTheAuthorNeverMeant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source   string
		severity Severity
		where    string
		says     string
	}{
		{"<p>a</p>\n<table><tr><td width=\"70%>[region]</td></tr><tr><td title=\"x\">b</td></tr></table>", Warn, "start.html:2", "a quote is never closed in the attribute width"},
		{"<p>a</p>\n<p>b <b", Warn, "start.html:2:6", "the file ends inside of a tag"},
		{"<p>a</p>\n<!-- b", Warn, "start.html:2:1", "the file ends inside of a tag or a comment"},
		{"<p>Hi *|FNAME|*, {{issue.key}}</p>", Warn, "start.html:1:7", "*|FNAME|*, {{issue.key}}"},
		{"<p>[if prio]a</p>", Warn, "start.html:1:4", "[if prio] is no known name, and stands in the letter"},
		{"<p>${total}</p>", Warn, "start.html:1:4", "${total}"},
		{"<p>a</p><a href='/help'>help</a>", Warn, "start.html:1:18", "leads nowhere from a mail"},
		{"<p>a</p><iframe src='https://x/'></iframe><script></script>", Note, "start.html:1:9", "mail programs take out iframe, script"},
		{"<p>a</p><meta http-equiv=Refresh content='0;url=https://x/'>", Note, "start.html:1:9", "take out meta"},
		{"<p>[Region]: [region]</p>", Note, "start.html:1:4", "[Region] stands there as written"},
		{"<p>[issue.summary|yyyy-MM-dd]</p>", Note, "start.html:1:4", "holds no date"},
	} {
		if _, findings := fill(t, c.source, outage()); !found(findings, c.severity, c.where, c.says) {
			t.Errorf("%s: %v", c.source, findings)
		}
	}
	for _, source := range []string{
		"<!-- [issue.key] [custom-field-1|x] [region] {{x}} <p title='--><p>a</p>",
		"<p title='a < b'>x</p>", "<p>100% sure %% {x} {{ $5 }</p>", "<p>*|*</p>", "<a href='#top'>x</a>", "<a href='mailto:a@b'>x</a>", "<p>a &lt; b", "<br", "a<!---->",
	} {
		if _, findings := fill(t, source, outage()); len(findings) > 0 && source != "<br" {
			t.Errorf("%s: %v", source, findings)
		}
	}
}

// A document's own base makes its links whole.
func TestLinksFromABase(t *testing.T) {
	t.Parallel()
	l, findings := fill(t, `<html><head><base href="https://noc.example.net/mail/"></head><body><a href="map.html">map</a> <a href="/x">x</a></body></html>`, outage())
	if !strings.Contains(l.HTML, `href="https://noc.example.net/mail/map.html"`) || !strings.Contains(l.HTML, `href="https://noc.example.net/x"`) || len(findings) > 0 {
		t.Errorf("%s\n%v", l.HTML, findings)
	}
}

// A part of the letter in another language has dates of that language.
func TestDatesInThePartsLanguage(t *testing.T) {
	t.Parallel()
	got, _ := body(t, `<p>[impact-start|d MMMM]</p><div lang="fr"><p>[impact-start|d MMMM]</p></div>`, outage())
	if got != `<p>31 January</p><div lang="fr"><p>31 janvier</p></div>` {
		t.Error(got)
	}
}

// Words for some readers only are told, for no review shows them.
func TestWordsThatNotAllReadersSee(t *testing.T) {
	t.Parallel()
	for source, says := range map[string]string{
		"<!--[if mso]><p>The service is UP again.</p><![endif]--><p>a</p>":         "The service is UP again.",
		"<p>a</p>\n<div style='display:none'>Resolved: all works</div>":            "Resolved: all works",
		"<p>a b</p><div hidden>a b</div><!--[if mso]><td>a</td><![endif]-->":       "",
		"<p>a</p><!--[if mso]><style>p{}</style><xml>x</xml><table><![endif]-->":   "",
		"<p>a</p><!--[if gte mso 9]><xml><o:x>96</o:x></xml><![endif]--><p>96</p>": "",
	} {
		tpl, err := Parse("start.html", source)
		if err != nil {
			t.Fatal(err)
		}
		if _, findings := tpl.Fill(outage(), Manner{}); found(findings, Note, "start.html", "not all readers see", says) != (says != "") {
			t.Errorf("%s: %v", source, findings)
		}
	}
}

// Spellings of authors that used to leave as they were, or went to the wrong place.
func TestSpellings(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`<a href="https://x/?s=Re%20%5Bissue.key%5D%5Bregion%5Dx%5Bissue.key%5D">a</a>`: `<a href="https://x/?s=Re%20OPS-101%5Bregion%5DxOPS-101">a</a>`,
		`<p>%5Bissue.key%5D</p>`:                  `<p>%5Bissue.key%5D</p>`,
		`<p>[if region = "Europe"]a</p>`:          `<p>a</p>`,
		`<p>[if region != “Europe”]a</p><p>b</p>`: `<p>b</p>`,
		`<p><span style="display:block">10.0.0.5</span><span style="display:block">Call</span></p>`: `<p><span style="display:block">10.0.0.5</span><span style="display:block">Call</span></p>`,
	} {
		if got, findings := body(t, source, outage()); got != want || len(findings) > 0 {
			t.Errorf("%s\n got %s\nwant %s\n%v", source, got, want, findings)
		}
	}
	l, _ := fill(t, `<p><span style="display:block">10.0.0.5</span><span style="display:block">Call</span> <button>a</button><button>b</button> 10<sup>3</sup></p>`, outage())
	if !strings.HasPrefix(l.Text, "10.0.0.5\nCall\na b 10^3") {
		t.Error(l.Text)
	}
}

// The parser repeats an anchor that is never closed; its finding is told once.
func TestAFindingIsToldOnce(t *testing.T) {
	t.Parallel()
	_, findings := fill(t, "<p><a href='/help'>a<p>b<p>c", outage())
	n := 0
	for _, f := range findings {
		if strings.Contains(f.What, "leads nowhere") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("told %d times: %v", n, findings)
	}
}
