package review

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify/incident"
	"bulletin/themes"
)

// bare is text without its spaces and line ends: what must survive the drawing.
func bare(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), "")
}

var hard = []string{
	"Status: DISRUPTED\nServices: Checkout, Payments\n    wrapped value that is indented\n",
	"DISRUPTED: Card payments fail\n=============================\n\nText below.\n\nNext\n----\nmore",
	"# no heading\n- no list\n+ no\n* no\n1. no\n> no quote\n: no definition\n| a | b |\n|---|---|\n```\nno code\n```",
	"*a* _b_ ~~c~~ `d` [e](http://f) ![g](h) <i@example.com> <b>j</b> &amp; &#65; \\* \\\\ \\& $x$ :smile: [^1] [^1]: x",
	"https://status.example.com/a?b=c&d=e_f service-desk@example.com www.example.com",
	"x <https://jira.example.com/browse/OPS-1> y\n\n\tindented\n        deep\n",
	"データエクスポート 🚀 naïve é ½ “quotes” … — ünïcode",
	"---\n***\n___\n===\n",
	"a very long word: " + strings.Repeat("abcdefghij", 30),
}

// Every character of the text part stands in the review, in its order, at every width, and
// no line is wider than the page.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	theme, err := themes.Named("dark", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range hard {
		for _, width := range []int{40, 41, 60, 80, 120, 200} {
			lossless(t, theme, text, width)
		}
	}
}

func lossless(t *testing.T, theme themes.Theme, text string, width int) {
	t.Helper()
	lines, err := drawText(text, theme, width)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w > width {
			t.Errorf("a line is %d wide on %d: %q", w, width, l)
		}
	}
	if got := bare(ansi.Strip(strings.Join(lines, "\n"))); got != bare(text) {
		t.Errorf("at width %d the review reads\n%q\nthe letter\n%q", width, got, bare(text))
	}
}

func FuzzNothingIsLost(f *testing.F) {
	theme, err := themes.Named("mono", func(string) string { return "" })
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range hard {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { lossless(t, theme, clean(text), 80) })
}

// clean is text as it can stand in a letter.
func clean(s string) string { return incident.Clean(s) }
