package letter

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// Comments that are HTML to Outlook (Microsoft's conditional comments), in the source and as
// the parser reads them; and those that open and close what other programs see.
var (
	written     = regexp.MustCompile(`(?s)<!--\[if\b[^\]]*\]>.*?--!?>`)
	conditional = regexp.MustCompile(`(?s)^(\[if\b[^\]]*\]>)(.*)(<!\[endif\])$`)
	revealed    = regexp.MustCompile(`^\[(?:if\b[^\]]*|endif)\]$`)
	ending      = regexp.MustCompile(`--(!?)>`)
)

// shield keeps the entities in conditional comments: the parser reads them away, and Outlook
// needs them.
func shield(source string) string {
	return written.ReplaceAllStringFunc(source, func(s string) string { return strings.ReplaceAll(s, "&", "&amp;") })
}

// bareComments makes the tree's conditional comments leave as they are: in others > and & are escaped,
// which Outlook would show.
func bareComments(tree *html.Node) {
	for n := range tree.Descendants() {
		switch {
		case n.Type != html.CommentNode:
		case conditional.MatchString(n.Data):
			n.Type, n.Data = html.RawNode, "<!--"+ending.ReplaceAllString(n.Data, "--$1&gt;")+"-->"
		case revealed.MatchString(n.Data):
			n.Type, n.Data = html.RawNode, "<!"+n.Data+">"
		}
	}
}

// dropNotes takes out the comments in which authors talk to one another. Those that open and
// close what some programs see stay.
func dropNotes(tree *html.Node) {
	var notes []*html.Node
	for n := range tree.Descendants() {
		if n.Type == html.CommentNode && !strings.HasPrefix(n.Data, "[if") && !strings.Contains(n.Data, "[endif]") {
			notes = append(notes, n)
		}
	}
	for _, n := range notes {
		n.Parent.RemoveChild(n)
	}
}

// comment fills a conditional comment.
func (f *filling) comment(n *html.Node) {
	if m := conditional.FindStringSubmatch(n.Data); m != nil {
		n.Data = m[1] + f.outlook(m[2]) + m[3]
		return
	}
	n.Data = f.leave(n.Data)
}

// outlook fills marked HTML token by token: such comments open in one place and close in
// another, so that no tree can be made of them. Values are written with escapes and cannot
// end the comment.
func (f *filling) outlook(marked string) string {
	var b strings.Builder
	raw := false // in a style sheet or the like
	for z := html.NewTokenizer(strings.NewReader(marked)); ; {
		kind := z.Next()
		source := string(z.Raw())
		switch {
		case kind == html.ErrorToken:
			b.WriteString(f.leave(source))
			return b.String()
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			t := z.Token()
			raw = slices.Contains(node.RawElements, t.Data)
			if hasMark(source) {
				source = f.tag(t)
			}
		case !hasMark(source):
		case kind == html.TextToken && !raw:
			source = f.escaped(source)
		default:
			source = f.leave(source)
		}
		b.WriteString(source)
	}
}

// escaped is marked text with its values.
func (f *filling) escaped(marked string) string {
	var b strings.Builder
	for _, s := range segments(marked) {
		if s.slot < 0 {
			b.WriteString(s.words)
			continue
		}
		text := f.inline(&b, s.slot)
		b.WriteString(html.EscapeString(text))
	}
	return b.String()
}

// tag is a tag with its attributes filled.
func (f *filling) tag(t html.Token) string {
	if hasMark(t.Data) {
		t.Data = f.tagName(t.Data)
	}
	n := &html.Node{Type: html.ElementNode, Data: t.Data, Attr: t.Attr}
	for _, slot := range slotsIn(n) {
		f.machine[slot] = true
	}
	f.attributes(n)
	t.Attr = n.Attr
	return t.String()
}
