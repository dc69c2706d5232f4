package letter

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// leftover looks through the tree, before any value is in it, for what would leave as its
// author never meant it: placeholders that are none to us, because markup stands inside of
// them or their brackets are encoded, and markup that a quote has swallowed.
func (f *filling) leftover(tree *html.Node) {
	f.torn()
	var b strings.Builder
	for n := range tree.Descendants() {
		switch {
		case n.Type == html.TextNode && !node.Raw(n):
			f.mistyped(n.Data)
			b.WriteString(n.Data)
		case node.IsBlock(n) || n.Data == "br":
			b.WriteString("\n")
		}
		for _, a := range n.Attr {
			f.broken(a.Val)
			f.swallowed(a)
		}
	}
	f.broken(b.String())
	f.mergeTags(b.String())
	f.dropped(tree)
}

// claim is the beginning of what nobody writes but as a placeholder.
var claim = regexp.MustCompile(`(?i)\[[ \x{a0}]*(?:(?:issue|project)[ \x{a0}]*\.[ \x{a0}]*[a-z]|custom-field-[0-9])[^\]\n]{0,60}\]?`)

func (f *filling) broken(text string) {
	if !strings.Contains(text, "[") {
		return
	}
	for _, raw := range form.FindAllString(text, -1) {
		s := newSlot(raw, Pos{}, inSubject)
		_, known := f.facts.Fact(s.name)
		if s.claims() || known && raw == strings.ToLower(raw) {
			f.unfilled(raw)
		}
	}
	for _, raw := range claim.FindAllString(form.ReplaceAllString(text, ""), -1) {
		f.unfilled(raw)
	}
}

func (f *filling) unfilled(raw string) {
	f.find(Finding{Severity: Block, Where: f.t.name, Pos: f.t.locate(raw), Words: raw,
		What: raw + " is broken up by markup, encoded or not closed, so that it cannot be filled",
		Do:   "delete it in the template and type it again in one piece"})
}

// seeming is what its author took for a condition.
var seeming = regexp.MustCompile(`\[(?i:if)\s+(?:(?i:not)\s+)?!?\s*([A-Za-z][A-Za-z0-9._-]*)[^\[\]]*\]`)

// mistyped finds what would be a condition if it were written as one.
func (f *filling) mistyped(text string) {
	if !strings.Contains(text, "[") {
		return
	}
	for _, m := range seeming.FindAllStringSubmatch(text, -1) {
		if _, known := f.facts.Fact(strings.ToLower(m[1])); known {
			f.find(Finding{Severity: Block, Where: f.t.name, Pos: f.t.locate(m[0]), What: m[0] + " is no condition",
				Do: "write [if name], [if not name], [if name=words] or [if name!=words]"})
		}
	}
}

// tag is markup where none can be meant.
var tag = regexp.MustCompile(`</[a-zA-Z]|<[a-zA-Z][a-zA-Z0-9]*[\s>]`)

// swallowed finds an attribute whose quote was never closed: the next one closed it, and all
// that stood between is lost, or belongs to the wrong place.
func (f *filling) swallowed(a html.Attribute) {
	if !strings.Contains(a.Val, "<") || !tag.MatchString(a.Val) || a.Key == "srcdoc" || strings.HasPrefix(a.Key, "data-") {
		return
	}
	x := Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(firstLine(a.Val)),
		What: fmt.Sprintf("a quote is never closed in the attribute %s, and takes markup in: %.40q", a.Key, mark.ReplaceAllString(a.Val, "[…]")),
		Do:   "close the quote in the template"}
	for _, s := range segments(a.Val) {
		if s.slot >= 0 && x.Pos.File == "" {
			x.Pos = f.t.slots[s.slot].pos
		}
	}
	f.find(x)
}

// torn tells of a tag or a comment that is never closed: what follows is not in the letter.
func (f *filling) torn() {
	if t := f.t.torn; strings.TrimSpace(t) != "" {
		f.find(Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(firstLine(t)),
			What: fmt.Sprintf("the file ends inside of a tag or a comment; what stands from %.40q on is not in the letter", t),
			Do:   "close the tag or the comment in the template"})
	}
}

// unclosed is what a source ends with, where that is inside of a tag or a comment.
func unclosed(source string) string {
	read := 0
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		kind := z.Next()
		raw := z.Raw()
		switch {
		case kind == html.ErrorToken:
			return source[min(read, len(source)):]
		case kind == html.CommentToken && read+len(raw) == len(source) && strings.HasPrefix(string(raw), "<!--") && !strings.HasSuffix(string(raw), ">"):
			return string(raw)
		}
		read += len(raw)
	}
}

// merge are the placeholders of other programs: *|NAME|*, {{name}}, ${name}, %%name%%.
var merge = regexp.MustCompile(`\*\|[A-Z_:]{2,40}\|\*|\{\{[^{}\n]{1,60}\}\}|\$\{[A-Za-z_.]{1,60}\}|%%[A-Za-z_]{1,60}%%`)

// mergeTags tells of placeholders that another program would have filled.
func (f *filling) mergeTags(text string) {
	if !strings.Contains(text, "|*") && !strings.Contains(text, "{") && !strings.Contains(text, "%%") {
		return
	}
	all := merge.FindAllString(text, 100)
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	all = slices.Compact(all)
	f.find(Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(all[0]), Words: all[0],
		What: "placeholders of another program leave as they are: " + strings.Join(all[:min(3, len(all))], ", "),
		Do:   "write the words, or placeholders of this program: bulletin help letters"})
}

// dead are elements that mail programs take out.
var dead = []string{"script", "iframe", "form", "object", "embed", "link", "frameset"}

// dropped tells of parts that no reader will get.
func (f *filling) dropped(tree *html.Node) {
	var all []string
	for n := range tree.Descendants() {
		refresh := n.Data == "meta" && strings.EqualFold(node.Attr(n, "http-equiv"), "refresh")
		if n.Type == html.ElementNode && (slices.Contains(dead, n.Data) || refresh) && !slices.Contains(all, n.Data) {
			all = append(all, n.Data)
		}
	}
	if len(all) > 0 {
		f.find(Finding{Severity: Note, Where: f.t.name, Pos: f.t.locate("<" + all[0]),
			What: "mail programs take out " + strings.Join(all, ", "), Do: "take it out of the template"})
	}
}

// locate is the place in the template's files where words stand; zero where they do not.
func (t *Template) locate(words string) Pos {
	if words == "" {
		return Pos{}
	}
	for _, file := range append([]string{t.name}, slices.Sorted(maps.Keys(t.sources))...) {
		if i := strings.Index(t.sources[file], words); i >= 0 {
			return Pos{file, 1, 1}.after(t.sources[file][:i])
		}
	}
	return Pos{}
}

// around are the words in which a place of the template stands, on its line; nothing where it
// stands alone.
func (t *Template) around(at Pos) string {
	lines := strings.Split(t.sources[at.File], "\n")
	if at.Line < 1 || at.Line > len(lines) {
		return ""
	}
	line := []rune(lines[at.Line-1])
	from, to := max(0, min(at.Column-1, len(line))-20), min(len(line), at.Column+50)
	words := strings.TrimSpace(string(line[from:to]))
	if strings.HasPrefix(words, "[") && strings.Index(words, "]") == len(words)-1 {
		return ""
	}
	return words
}

// firstLine is the beginning of a text, as far as it can be found again in its source.
func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimLeft(s, " \n"), "\n")
	s, _, _ = strings.Cut(s, string(markOpen))
	return s
}
