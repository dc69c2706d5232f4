package plain

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// flush writes the run as lines.
func (p *page) flush() {
	p.sealLink()
	p.flushes++
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
	if words := fields(p.join(run, p.label && p.next != p.indent)); len(words) > 0 {
		p.wrap(words)
	} else if ended {
		p.space(true)
	}
}

// join is the run as one string. A link that stands alone is "words: URL".
func (p *page) join(run []piece, labelled bool) string {
	full := 0
	for _, c := range run {
		if worded(c) {
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
		case full == 1 && !labelled && !concluded(c.text):
			b.WriteString(p.named(c.text) + c.url)
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
	for _, word := range words {
		space := " "
		for part := range parts(word) {
			if b.Len() == 0 {
				space = ""
			}
			wide := width(part)
			switch {
			case b.Len() == 0 && p.label && p.next != p.indent && used+wide > p.width:
				p.settle() // under the label there is more room
				used = width(p.indent)
			case b.Len() > 0 && used+len(space)+wide > p.width:
				p.line(b.String())
				b.Reset()
				used, space = width(p.indent), ""
			}
			b.WriteString(space + part)
			used += len(space) + wide
			space = ""
		}
	}
	p.line(b.String())
}

// parts are those of a word between which a line may end: Chinese and Japanese have no
// spaces (UAX #14). In other scripts a word stays whole, and so does an address.
func parts(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from, rest := 0, word
		if !strings.ContainsFunc(word, ideographic) {
			rest = ""
		}
		for state := -1; rest != ""; {
			var part string
			part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
			at := len(word) - len(rest)
			last, _ := utf8.DecodeLastRuneInString(part)
			next, _ := utf8.DecodeRuneInString(rest)
			if strings.Contains(part, "://") {
				break
			}
			if rest != "" && (ideographic(last) || ideographic(next)) {
				if !yield(word[from:at]) {
					return
				}
				from = at
			}
		}
		if from < len(word) {
			yield(word[from:])
		}
	}
}

// ideographic reports the characters of scripts that are written without spaces, with their
// commas and full stops.
func ideographic(r rune) bool {
	return r >= 0x2e80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3001 && r <= 0x303f || r >= 0xff00 && r <= 0xffef)
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
