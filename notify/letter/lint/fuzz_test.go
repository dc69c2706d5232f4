package lint

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// BenchmarkBroken reads half a megabyte of each kind of broken markup: none may need a second
// loop over the source.
func BenchmarkBroken(b *testing.B) {
	for _, piece := range []string{
		"<div>", "</b>", "<b><i></b>", "<a b=\"", "<a b='<a b=\"", "<table>", "<table><tr>x", "<td><div>", "<p><b>", "<p><span><div>",
		"<!--[if mso]>", "<!--[if mso]><![endif]>", "<![if !mso]>", "<!--", "<title>", "<title/>", "</ ", "</title", "<", "<a ;", "[a|", "[if ", "<!--[if a]><!-->",
		"<a href=x>", "<a id=a>", "<center><table><td></center>", "<b/>", "<h1></h2>", "\n", "<a =", "<a b", "é<b ", "<style></x", "<x \"a' ", "<li><div>", "\x1a",
	} {
		source := strings.Repeat(piece, 1<<19/len(piece))
		b.Run(strconv.Quote(piece), func(b *testing.B) {
			for b.Loop() {
				Markup(source)
				Markup("<p " + source + `-->">'`)
			}
		})
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{
		modern, mjml, "<b>x<b/>", "<p style=\"a>b</p><p class=\"c\">", `<a b="c";"d" e=“f”>`, "<table>a<tr>b<td><p><div></table>",
		"<!--[if mso]><![endif]><![if a]></a><![endif]>", "<title><b>\xff\u202e</title", "<img src='[a|\"]../x'>", "<a href='//x'>http://y</a>",
		"<p \u00a0\u0085>", "</tABle", "</ x></br><br/></p><svg/><title/>", "<html><head><p></head></html>x", strings.Repeat("</i>\n", 120),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got := Markup(source)
		if again := Markup(source); !reflect.DeepEqual(got, again) {
			t.Fatal("two readings differ")
		}
		if len(got) > most+1 {
			t.Fatalf("%d defects", len(got))
		}
		lines := strings.Split(source, "\n")
		for i, d := range got {
			if d.Line < 1 || d.Line > len(lines) || d.Column < 1 || d.Column > utf8.RuneCountInString(lines[d.Line-1])+1 {
				t.Fatalf("%+v lies outside", d)
			}
			if i > 0 && (d.Line < got[i-1].Line || d.Line == got[i-1].Line && d.Column < got[i-1].Column) {
				t.Fatalf("%+v stands after %+v", d, got[i-1])
			}
			for _, s := range []string{d.Words, d.What, d.Do} {
				if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) }) {
					t.Fatalf("%q in %+v", s, d)
				}
			}
			if utf8.RuneCountInString(d.Words) > width {
				t.Fatalf("%q is too long", d.Words)
			}
		}
	})
}
