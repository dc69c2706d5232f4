package style

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// large is a letter of about this many bytes with a sheet of this many rules.
func large(t testing.TB, bytes, rules int) *html.Node {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><style>")
	for i := range rules {
		fmt.Fprintf(&b, [...]string{
			".c%d{color:#%03d;padding:4px 8px}", "td.c%d{margin:0;color:#%03d}", "table .c%d p{line-height:1.5;color:#%03d}",
			"#i%d>tr>td{color:#%03d}", "tr:nth-child(%d) td{width:%dpx}",
		}[i%5], i, i)
	}
	b.WriteString("td{font-family:Arial,sans-serif;font-size:14px}@media (max-width:600px){.c1,.c2{width:100%}}</style></head><body><table>")
	for i := 0; b.Len() < bytes; i++ {
		fmt.Fprintf(&b, `<tr id="i%d"><td class="c%d">some words of a letter</td><td class="c%d x" style="color:red"><p>and <a href="#">more</a></p></td></tr>`, i, i%rules, (i*7)%rules)
	}
	b.WriteString("</table></body></html>")
	return document(t, b.String())
}

func BenchmarkInline(b *testing.B) {
	bench := func(bytes, rules int) {
		b.Run(fmt.Sprintf("%dkB/%d", bytes/1000, rules), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				b.StopTimer()
				doc := large(b, bytes, rules)
				b.StartTimer()
				Inline(doc)
			}
		})
	}
	bench(10_000, 60)
	for bytes := 10_000; bytes <= 1_280_000; bytes *= 2 {
		bench(bytes, 100)
	}
}
