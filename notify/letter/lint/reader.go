package lint

import "strings"

// reader goes through a source once. It looks at masked, which is as long as source.
type reader struct {
	source, masked string
	pos            int
	lines          []int
	found          []finding

	double, single, commentEnd, angle, endif *seeker

	open    stack
	lost    map[string][]loss
	ids     map[string]int
	link    *link
	doc     document
	quiet   bool // inside of a revealed conditional comment
	layout  int  // the first table that only places things, or -1
	lastEnd int  // of the last <![endif], or -1
}

func newReader(source string) *reader {
	m := mask(source)
	low := lower(m)
	return &reader{
		source: source, masked: m, lines: lineStarts(source),
		double: seek(m, `"`), single: seek(m, `'`), commentEnd: seek(m, "-->"), angle: seek(m, ">"), endif: seek(low, endif),
		open: stack{top: map[string]int{}}, lost: map[string][]loss{}, ids: map[string]int{},
		doc: newDocument(), layout: -1, lastEnd: strings.LastIndex(low, endif),
	}
}

// tell notes a defect, but none in markup that is not for every program.
func (r *reader) tell(at int, what, do string) {
	if !r.quiet {
		r.found = append(r.found, finding{at, what, do})
	}
}

func (r *reader) read() {
	for r.pos < len(r.masked) {
		rest := r.masked[r.pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			r.comment()
		case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
			r.declaration()
		case len(rest) > 2 && rest[:2] == "</" && letter(rest[2]):
			r.endTag()
		case strings.HasPrefix(rest, "</") && r.angle.from(r.pos) < len(r.masked):
			r.notTag()
		case len(rest) > 1 && rest[0] == '<' && letter(rest[1]):
			r.startTag()
		default:
			r.text()
		}
	}
	r.finish()
}

// text is all up to the next angle bracket.
func (r *reader) text() {
	at := r.pos
	r.pos = len(r.masked)
	if i := strings.IndexByte(r.masked[at+1:], '<'); i >= 0 {
		r.pos = at + 1 + i
	}
	words := r.masked[at:r.pos]
	if r.link != nil && len(r.link.text) < width*width {
		r.link.text += words
	}
	shown := strings.TrimLeft(words, spaces)
	if shown == "" {
		return
	}
	r.within(at+len(words)-len(shown), "")
	if top := r.open.last(); top != nil && grid[top.name] && !top.told {
		r.tell(at+len(words)-len(shown), "text stands in <"+top.name+"> outside of a cell: browsers move it before the table",
			"put it in a <td>")
	}
}

// notTag is "</" before something that is no name. Browsers take it for a comment.
func (r *reader) notTag() {
	at := r.pos
	r.pos = r.angle.from(at) + 1
	r.tell(at, "this is no end tag: a name must follow </ at once", "write </name>, or &lt; for the character")
}

func (r *reader) endTag() {
	at := r.pos
	i := at + 2
	for i < len(r.masked) && !strings.ContainsRune(spaces+"/><", rune(r.masked[i])) {
		i++
	}
	name := lower(r.masked[at+2 : i])
	n := strings.IndexAny(r.masked[i:], "<>")
	switch {
	case n < 0:
		r.pos = len(r.masked)
	case r.masked[i+n] == '<':
		r.pos = i + n
	default:
		r.pos = i + n + 1
	}
	if r.masked[r.pos-1] != '>' {
		r.tell(at, "the end tag </"+shorten(name)+" has no >", "write </"+shorten(name)+">")
	}
	if name == "a" {
		r.compareLink()
	}
	r.end(name, at)
}

// seeker finds a word again and again. It goes through the text once where it is asked with
// rising offsets, so that no source can make the reading slow.
type seeker struct {
	text, word string
	at         int
}

func seek(text, word string) *seeker { return &seeker{text, word, -1} }

// from is the first offset of the word from i on, or the text's length.
func (s *seeker) from(i int) int {
	if s.at < i {
		s.at = len(s.text)
		if i < len(s.text) {
			if n := strings.Index(s.text[i:], s.word); n >= 0 {
				s.at = i + n
			}
		}
	}
	return s.at
}

// spaces are HTML's white space (HTML 4.6, ASCII whitespace of the Infra standard).
const spaces = " \t\n\f\r"

// lower changes the letters of HTML's names only, and so no offset.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

func space(c byte) bool  { return strings.IndexByte(spaces, c) >= 0 }
func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// shorten is a name as it may stand in a sentence.
func shorten(name string) string {
	plain := strings.Map(func(c rune) rune {
		if c < '!' || c > '~' {
			return '_'
		}
		return c
	}, name[:min(len(name), width)])
	if len(name) > width {
		plain += "…"
	}
	return plain
}
