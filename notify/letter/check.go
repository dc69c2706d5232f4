package letter

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
	"bulletin/notify/letter/plain"
)

// heavy is the size over which mail programs cut a letter (Gmail: 102 kB).
const heavy = 100_000

// check adds what the finished letter shows.
func (f *filling) check(l Letter, tree *html.Node) {
	f.zones()
	if n := len(l.HTML); n > heavy {
		f.find(Finding{Severity: Warn, Where: "letter", What: fmt.Sprintf("the HTML part has %d kB; some mail programs cut it behind 100 kB", n/1000),
			Do: "shorten the field or the template that makes it so long"})
	}
	if word := lost(tree, l.Text); word != "" {
		f.find(Finding{Severity: Warn, Where: "letter", What: fmt.Sprintf("the text part does not say %q where the HTML part does", word),
			Do: "look at both parts, and simplify the template there", Words: word})
	}
	f.apart(l, tree)
	f.leaks(l, tree)
}

// leaks looks for what must not leave the house: in the subject, in what a reader sees, and
// in what only a program does.
func (f *filling) leaks(l Letter, tree *html.Node) {
	if f.manner.Guard == nil {
		return
	}
	seen := map[string]bool{}
	text := l.Text
	if node.Has(tree, "blockquote") { // the beginning of its lines would break a name in two
		text = plain.Text(tree, plain.Unlimited)
	}
	all := l.Subject + "\n\n" + text + "\n\n" + hidden(tree)
	for _, hit := range f.manner.Guard.Scan(all) {
		severity, where := Warn, "letter"
		if hit.Grave {
			severity = Block
		}
		if hit.Start < len(l.Subject) {
			where = "subject"
		}
		if seen[hit.Words] || f.count[severity] > maxFindings {
			continue
		}
		seen[hit.Words] = true
		x := Finding{Severity: severity, Where: where, What: fmt.Sprintf("%q: %s", hit.Words, hit.What), Do: hit.Do, Words: hit.Words}
		f.find(f.traced(x))
	}
}

// traced says where words come from: a field, or a place in the template.
func (f *filling) traced(x Finding) Finding {
	for _, a := range f.answers {
		if a != nil && a.kind == filled && strings.Contains(flat(a.text), flat(strings.TrimSuffix(x.Words, "…"))) {
			if x.What += ", from the field " + a.label; a.name == "message" {
				x.What = strings.TrimSuffix(x.What, "the field message") + "your message"
			}
			return x
		}
	}
	if x.Pos = f.t.locate(x.Words); x.Pos.File != "" {
		x.Where = x.Pos.String()
	}
	return x
}

// flat is text on one line.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// silentKeys are attributes in which nobody writes words.
var silentKeys = map[string]bool{
	"align": true, "bgcolor": true, "border": true, "cellpadding": true, "cellspacing": true, "charset": true, "class": true,
	"color": true, "colspan": true, "dir": true, "face": true, "height": true, "lang": true, "role": true, "rowspan": true,
	"scope": true, "size": true, "target": true, "type": true, "valign": true, "width": true,
}

// hidden is what stands in the tree beside the words that a reader sees, each once.
func hidden(tree *html.Node) string {
	var b strings.Builder
	told := map[string]bool{}
	tell := func(s string) {
		if !told[s] {
			told[s] = true
			b.WriteString(s + "\n")
		}
	}
	var look func(n *html.Node, unseen bool)
	look = func(n *html.Node, unseen bool) {
		unseen = unseen || node.Unseen(n)
		if n.Type == html.CommentNode || n.Type == html.RawNode || n.Type == html.TextNode && unseen {
			tell(html.UnescapeString(n.Data))
		}
		for _, a := range n.Attr {
			if !silentKeys[a.Key] && (a.Key != "style" || strings.Contains(a.Val, "url(")) {
				tell(a.Val)
			}
		}
		for c := range n.ChildNodes() {
			look(c, unseen)
		}
	}
	look(tree, false)
	return b.String()
}

// lost is the first words that a reader of the HTML sees and a reader of the text misses.
func lost(tree *html.Node, text string) string {
	rest := letters(text)
	for _, run := range runs(tree) {
		wanted := letters(run)
		at := strings.Index(rest, wanted)
		if at < 0 {
			return run
		}
		rest = rest[at+len(wanted):]
	}
	return ""
}

// letters are what counts of a text, however it is laid out.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// runs are the stretches of text in which a text part may put nothing of its own.
func runs(tree *html.Node) []string {
	var all []string
	var b strings.Builder
	end := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			all = append(all, s)
		}
		b.Reset()
	}
	var look func(*html.Node)
	look = func(n *html.Node) {
		apart := n.Data == "a" || n.Data == "br" || n.Data == "img" || n.Data == "area" || node.IsBlock(n)
		switch {
		case node.Unseen(n):
			return
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case apart:
			end()
			b.WriteString(alt(n))
		}
		for c := range node.Children(n) {
			look(c)
		}
		if apart {
			end()
		}
	}
	look(tree)
	end()
	return all
}

func alt(n *html.Node) string {
	if n.Data != "img" {
		return ""
	}
	return node.Alt(n)
}

// silent reports a tree in which there is nothing to read.
func silent(tree *html.Node) bool {
	for n := range tree.Descendants() {
		words := n.Data
		if n.Type == html.ElementNode {
			words = node.Alt(n)
		}
		if (n.Type == html.TextNode || n.Data == "img") && strings.TrimSpace(words) != "" && !concealed(n) {
			return false
		}
	}
	return true
}

// concealed reports a node that stands in one of which a reader sees nothing.
func concealed(n *html.Node) bool {
	for p := range n.Ancestors() {
		if node.Unseen(p) {
			return true
		}
	}
	return false
}
