package letter

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// apart tells of words that only some readers get: in the preview of a list of mails, or in
// Outlook. No review shows them.
func (f *filling) apart(l Letter, tree *html.Node) {
	seen := letters(l.Text)
	for _, words := range unshown(tree) {
		if own := letters(words); own != "" && !strings.Contains(seen, own) {
			f.find(Finding{Severity: Note, Where: f.t.name, Pos: f.t.locate(words), What: fmt.Sprintf("words that not all readers see: %.60q", flat(words)),
				Do: "read them in the HTML part", Words: words})
			return
		}
	}
}

// unshown are the words that the text part does not have: hidden ones, and those for Outlook.
func unshown(tree *html.Node) []string {
	var all []string
	var look func(n *html.Node, unseen bool)
	look = func(n *html.Node, unseen bool) {
		switch {
		case n.Data == "head" || n.Data == "style" || n.Data == "script" || n.Data == "title":
			return
		case n.Type == html.TextNode && unseen:
			all = append(all, n.Data)
		case n.Type == html.RawNode:
			all = append(all, outlooks(n.Data)...)
		}
		for c := range n.ChildNodes() {
			look(c, unseen || node.Unseen(n))
		}
	}
	look(tree, false)
	return all
}

// outlooks are the words in a conditional comment.
func outlooks(raw string) []string {
	var all []string
	skip := false
	for z := html.NewTokenizer(strings.NewReader(strings.TrimPrefix(raw, "<!--"))); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return all
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			if slices.Contains([]string{"style", "xml", "script", "title"}, string(name)) {
				skip = kind == html.StartTagToken
			}
		case html.TextToken:
			if text := string(z.Text()); !skip && !strings.HasPrefix(text, "[if") && !strings.HasPrefix(text, "[endif") {
				all = append(all, text)
			}
		}
	}
}
