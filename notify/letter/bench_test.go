package letter

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify/letter/guard"
)

// letterOf is a letter of about so many bytes: words, facts, links and layout.
func letterOf(bytes int) string {
	const piece = `<tr><td style="padding:8px" class="k">Reference</td><td><p>Some <b>words</b> of a letter &amp; more, [issue.key], ` +
		`<a href="https://jira.example.com/browse/[issue.key]">[issue.summary]</a> since [impact-start|yyyy-MM-dd HH:mm z].</p></td></tr>` + "\n"
	return "<h1>[issue.summary]</h1><table>" + strings.Repeat(piece, bytes/len(piece)) + "</table>"
}

func markdownOf(bytes int) string {
	const piece = "## [issue.key]\n\nSome **words** of a letter & more, [the ticket](https://jira.example.com/browse/[issue.key]).\n\n" +
		"- [region] since [impact-start|yyyy-MM-dd HH:mm z]\n- https://status.example.com/[issue.key]\n\n| a | b |\n|---|---|\n| [issue.key] | x |\n\n"
	return strings.Repeat(piece, bytes/len(piece))
}

func styledOf(bytes int) string {
	var b strings.Builder
	b.WriteString("<html><head><style>")
	for i := range bytes / 400 {
		fmt.Fprintf(&b, ".c%d, td.k%d > p { color: #333; padding: %dpx }\n", i, i, i%9)
	}
	b.WriteString("@media (max-width:600px) { p { margin: 0 } }</style></head><body><table>")
	for i := 0; b.Len() < bytes; i++ {
		fmt.Fprintf(&b, `<tr><td class="k%d"><p class="c%d">[issue.key] words of a letter</p></td><td>[region]</td></tr>`, i%50, i%30)
	}
	return b.String() + "</table></body></html>"
}

// fillOnce is the time of one filling, without that of reading the template.
func benchFill(b *testing.B, name, source string, facts Facts) {
	tpl, err := Parse(name, source)
	if err != nil {
		b.Fatal(err)
	}
	m := Manner{Zone: time.UTC, Language: "en", Base: "https://jira.example.com"}
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		tpl.Fill(facts, m)
	}
}

// A letter of 10 kB is filled in 1.5 ms at most.
func BenchmarkFill(b *testing.B) {
	b.Run("html", func(b *testing.B) { benchFill(b, "x.html", letterOf(10_000), outage()) })
	b.Run("markdown", func(b *testing.B) { benchFill(b, "x.md", markdownOf(10_000), outage()) })
	b.Run("styled", func(b *testing.B) { benchFill(b, "x.html", styledOf(10_000), outage()) })
	b.Run("guarded", func(b *testing.B) {
		tpl, err := Parse("x.html", letterOf(10_000))
		if err != nil {
			b.Fatal(err)
		}
		m := Manner{Guard: guard.New(guard.Watch{Domains: []string{"corp.example.com"}, People: []string{"Anna Schmidt"}})}
		for b.Loop() {
			tpl.Fill(outage(), m)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for name, source := range map[string]string{"x.html": letterOf(10_000), "x.md": markdownOf(10_000)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Parse(name, source); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Everything that can grow costs time in proportion to its size: twice the size, twice the time.
func BenchmarkDoubling(b *testing.B) {
	for _, c := range growing {
		for n := c.from; n <= c.to; n *= 2 {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				source, facts := c.at(n)
				tpl, err := Parse(c.file(), source)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					tpl.Fill(facts, Manner{Zone: time.UTC, Guard: c.guard})
				}
			})
		}
	}
}

type growth struct {
	name     string
	from, to int
	at       func(n int) (source string, facts Facts)
	guard    *guard.Guard
}

func (g growth) file() string {
	if strings.HasPrefix(g.name, "markdown") {
		return "x.md"
	}
	return "x.html"
}

// of is a growth in which only the template grows.
func of(name string, from, to int, source func(n int) string) growth {
	return growth{name: name, from: from, to: to, at: func(n int) (string, Facts) { return source(n), outage() }}
}

// repeated is one piece again and again, between a beginning and an end.
func repeated(name, before, piece, after string) growth {
	return of(name, 1<<10, 1<<13, func(n int) string { return before + strings.Repeat(piece, n) + after })
}

var growing = []growth{
	of("html", 10<<10, 640<<10, letterOf),
	of("markdown", 10<<10, 640<<10, markdownOf),
	of("styled", 10<<10, 640<<10, styledOf),
	repeated("placeholders", "<p>", "[issue.key] ", "</p>"),
	repeated("conditions", "", "<p>[if empty]a</p>\n<p>[if region]b</p>\n", ""),
	repeated("headings", "", "<h2>[if empty]a</h2>\n<p>c</p>\n", ""),
	repeated("tables", "", "<table><tr><td><table><tr><td>[issue.key]</td><td>[region]</td></tr></table></td></tr></table>", ""),
	repeated("empty values in a row", "<table><tr><td>words that are long enough to keep this row in its table </td><td>", "[empty] ", "</td><td>[region]</td></tr></table>"),
	repeated("optional values in a layout", "<table><tr><td>", "<b>[empty?]</b> ", "<table><tr><td>x</td></tr></table></td></tr></table>"),
	repeated("empty rows", "<table>", "<tr><td>a</td><td>[empty]</td></tr>\n", "</table>"),
	repeated("unknown names", "", "<p>[issue.nonsense] [workarond]</p>", ""),
	repeated("brackets", "", "[EXTERNAL] [words] [a [b [c|d ", ""),
	repeated("pieces of text", "<p>", "a</x>", "</p>"),
	repeated("comments", "", "<!--[if mso]><p>[issue.key]</p><![endif]--><!-- a -->", ""),
	repeated("rich", "", "<p>[customer-description]</p><p>x: [customer-description]</p>", ""),
	repeated("links", "<p>", `<a href="https://x/[issue.key]">x</a>`, "</p>"),
	repeated("markdown links", "", "[Open](https://x/[issue.key]) [a][b] [", "\n\n[b]: https://x/\n"),
	repeated("divs", "", "<div><div><div>[issue.key]</div></div></div>", ""),
	{name: "field", from: 1 << 13, to: 1 << 23, at: func(n int) (string, Facts) {
		return "<p>[v]</p>", outage().with("v", said(strings.Repeat("word é\n", n/8)))
	}},
	{name: "rich field", from: 1 << 13, to: 1 << 17, at: func(n int) (string, Facts) {
		return "<p>[v]</p>", outage().with("v", richly(strings.Repeat("<p>word <b>é</b></p>", n/21), "x"))
	}},
	{name: "leaks", from: 1 << 9, to: 1 << 13, guard: guard.New(guard.Watch{Domains: []string{"corp"}}), at: func(n int) (string, Facts) {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<p>db%d.corp</p>", i)
		}
		return b.String(), outage()
	}},
}
