package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// flush writes the run as lines.
func (p *page) flush() {
	run := p.run
	p.run = nil
	from := 0
	for i, c := range run {
		if c.end {
			p.sentence(run[from:i], true)
			from = i + 1
		}
	}
	p.sentence(run[from:], false)
}

// sentence writes what stands between two line ends, wrapped. An empty line in the middle
// of a block is one that the author wanted.
func (p *page) sentence(run []piece, ended bool) {
	words := strings.FieldsFunc(p.join(run, p.label && p.next != p.indent), collapses)
	kept := words[:0]
	for _, w := range words {
		if w = strings.Trim(w, "\u00a0"); strings.Trim(w, hard) != "" {
			kept = append(kept, w)
		}
	}
	if len(kept) > 0 {
		p.wrap(kept)
	} else if ended {
		p.space(true)
	}
}

func collapses(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

// join is the run as one string. A link that stands alone is "words: URL".
func (p *page) join(run []piece, labelled bool) string {
	full := 0
	for _, c := range run {
		if c.url != "" || strings.Trim(c.text, " \n\u00a0") != "" {
			full++
		}
	}
	var b strings.Builder
	for i, c := range run {
		if i > 0 && run[i-1].url != "" && begins(c) {
			b.WriteByte(' ') // nothing may run into a URL
		}
		switch {
		case c.url == "":
			b.WriteString(c.text)
		case c.text == "":
			b.WriteString("<" + c.url + ">")
		case full == 1 && !labelled:
			b.WriteString(bare(c.text) + p.colon + c.url)
		default:
			b.WriteString(c.text + " <" + c.url + ">")
		}
	}
	return b.String()
}

// begins reports a piece that begins with a word or a link, not with a comma or the like.
func begins(c piece) bool {
	r, _ := utf8.DecodeRuneInString(c.text)
	return c.url != "" || unicode.IsLetter(r) || unicode.IsNumber(r)
}

// wrap writes words in lines no wider than the page; a word that is wider stays whole.
func (p *page) wrap(words []string) {
	var b strings.Builder
	used := width(p.next)
	for _, w := range words {
		wide := width(w)
		switch {
		case b.Len() == 0 && p.label && p.next != p.indent && used+wide > p.width:
			p.settle() // under the label there is more room
			used = width(p.indent)
		case b.Len() > 0 && used+1+wide > p.width:
			p.line(b.String())
			b.Reset()
			used = width(p.indent)
		case b.Len() > 0:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(w)
		used += wide
	}
	p.line(b.String())
}

// visible turns what was kept together on the way into spaces.
var visible = strings.NewReplacer(hard, " ", "\u00a0", " ")

func (p *page) line(s string) {
	if p.gap && p.out.Len() > 0 {
		p.out.WriteByte('\n')
	}
	p.gap = false
	p.out.WriteString(strings.TrimRight(visible.Replace(p.next+s), " "))
	p.out.WriteByte('\n')
	p.next, p.label = p.indent, false
}

// width is how many columns a text takes; the common one is told fast.
func width(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}
