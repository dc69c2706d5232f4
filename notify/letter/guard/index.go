package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// node is a place in a tree of words: all names that begin with the same words share their
// path, so a text is compared with a thousand names as fast as with one.
type node struct {
	next map[string]*node
	ends []leaf
}

// leaf is the end of a name.
type leaf struct {
	rule          rule   // its zero value: public words, in which an internal name may stand
	capitals      string // which words must have a capital: '1' or '0' for each
	before, after string // the signs around the words: those of "c++"
}

// key is how a word is found in the tree after what stands before it. The second result is
// false where no name goes on over that.
func key(gap, w string) (string, bool) {
	w = strings.ToLower(norm.NFC.String(w)) // "é" is one character or two
	if gap == "" || gap == " " {
		return w, true
	}
	if len(gap) > 16 || strings.Count(gap, "\n") > 1 {
		return "", false
	}
	space := strings.ContainsFunc(gap, unicode.IsSpace)
	switch sign := strings.TrimSpace(gap); sign {
	case "", "-", "_", "'", "’", "/", "&", "+", "‐", "‑":
		return w, true
	case ",":
		return "," + w, true
	case ".", ":", "@":
		return w, !space || sign == "." // a dot with a space is checked by whoever asks
	}
	return "", false
}

// add puts a name into the tree.
func (n *node) add(name string, l leaf) {
	ws := words(name)
	if len(ws) == 0 {
		return
	}
	l.before, l.after = strings.TrimSpace(name[:ws[0].start]), strings.TrimSpace(name[ws[len(ws)-1].end:])
	for i, w := range ws {
		gap := ""
		if i > 0 {
			gap = name[ws[i-1].end:w.start]
		}
		k, ok := key(gap, name[w.start:w.end])
		if !ok {
			return
		}
		if n.next == nil {
			n.next = map[string]*node{}
		}
		if n.next[k] == nil {
			n.next[k] = &node{}
		}
		n = n.next[k]
	}
	n.ends = append(n.ends, l)
}

// names finds names of staff and internal names: the longest of those that begin at a word.
func (g *Guard) names(text string) []Hit {
	var hits []Hit
	ws := words(text)
	for i := 0; i < len(ws); i++ {
		n, l := g.index.longest(text, ws[i:])
		if n == 0 {
			continue
		}
		if l.rule.what != "" {
			hits = append(hits, l.rule.at(ws[i].start-len(l.before), ws[i+n-1].end+len(l.after)))
		}
		i += n - 1
	}
	return hits
}

// longest is how many of the words are the longest name at their beginning, and its end.
func (n *node) longest(text string, ws []run) (int, leaf) {
	count, found := 0, leaf{}
	for i, w := range ws {
		gap := ""
		if i > 0 {
			gap = text[ws[i-1].end:w.start]
			if strings.HasPrefix(gap, ".") && gap != "." && ws[i-1].end-ws[i-1].start > 2 {
				break // a sentence ends here; "J. Smith" goes on
			}
		}
		k, ok := key(gap, text[w.start:w.end])
		if n = n.next[k]; n == nil || !ok {
			break
		}
		for _, l := range n.ends {
			if l.fits(text, ws[:i+1]) {
				count, found = i+1, l
				break
			}
		}
	}
	return count, found
}

// fits reports whether the words have the leaf's capitals and signs.
func (l leaf) fits(text string, ws []run) bool {
	for i, w := range ws {
		first, _ := utf8.DecodeRuneInString(text[w.start:])
		if i < len(l.capitals) && l.capitals[i] == '1' && unicode.IsLower(first) {
			return false
		}
	}
	return strings.HasSuffix(text[:ws[0].start], l.before) && strings.HasPrefix(text[ws[len(ws)-1].end:], l.after)
}
