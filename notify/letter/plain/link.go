package plain

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// link is the anchor in which the words at hand stand.
type link struct {
	url  string // empty: it has been written
	from int    // where its words begin in the run
}

// anchor is a link; its URL stands behind its first words, for some links hold whole layouts.
// One that is never closed becomes a link for each block that follows, with no words between:
// those go on without.
func (p *page) anchor(n *html.Node) {
	target := address(n)
	if target == "" || p.flat && p.link != nil {
		p.children(n)
		return
	}
	p.sealLink()
	outer, l := p.link, &link{url: target, from: len(p.run)}
	p.link = l
	p.children(n)
	p.sealLink()
	p.link = outer
	if outer != nil {
		outer.from = len(p.run)
	}
	if l.url != "" && node.Has(n, "img", "svg") { // a picture without words
		p.run = append(p.run, refer(strings.Join(fields(clean(title(n))), " "), l.url))
	}
}

// sealLink makes the words of the link at hand one piece with its URL.
func (p *page) sealLink() {
	l := p.link
	if l == nil {
		return
	}
	from := min(l.from, len(p.run))
	inner := slices.Clone(p.run[from:])
	if l.url != "" && slices.ContainsFunc(inner, worded) {
		if l.url != p.last {
			p.run = append(p.run[:from], linked(inner, l.url)...)
		}
		p.last, l.url = l.url, ""
	}
	l.from = 0
}

// linked is a link's run as one piece; the space around its words stays outside.
func linked(inner []piece, target string) []piece {
	var b strings.Builder
	for _, c := range inner {
		switch {
		case c.end:
			b.WriteByte(' ')
		case c.url != "":
			b.WriteString(c.text + " <" + c.url + "> ")
		default:
			b.WriteString(c.text)
		}
	}
	s := b.String()
	all := []piece{refer(strings.Join(fields(s), " "), target)}
	if strings.TrimLeftFunc(s, collapses) != s {
		all = slices.Insert(all, 0, piece{text: " "})
	}
	if strings.TrimRightFunc(s, collapses) != s {
		all = append(all, piece{text: " "})
	}
	return all
}

// refer is a link as a piece; where the words say it all they are enough.
func refer(words, target string) piece {
	scheme, rest, _ := strings.Cut(target, ":")
	switch strings.ToLower(scheme) {
	case "mailto":
		rest, _, _ = strings.Cut(rest, "?")
		if to, err := url.PathUnescape(rest); err == nil {
			rest = strings.Join(strings.Fields(clean(to)), " ")
		}
		if strings.Contains(strings.ToLower(words), strings.ToLower(rest)) {
			return piece{text: words}
		}
		target = rest
	case "tel", "sms", "callto":
		if rest = strings.TrimLeft(rest, "/"); said(words, rest) {
			return piece{text: words}
		}
		target = rest
	}
	if words == target {
		return piece{text: words}
	}
	return piece{text: words, url: target}
}

// said reports words with a telephone number, with or without its country.
func said(words, number string) bool {
	wanted, has := digits(number), digits(words)
	return wanted == "" || strings.Contains(has, wanted) || len(has) >= 6 && strings.HasSuffix(wanted, strings.TrimLeft(has, "0"))
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// address is where a link leads; empty where it stays in the letter, or leads nowhere from it.
func address(n *html.Node) string {
	target := node.Space.ReplaceAllString(strings.TrimSpace(clean(node.Attr(n, "href"))), "%20")
	if !leads.MatchString(target) {
		return ""
	}
	return target
}

// leads is an address with a scheme (RFC 3986, 3.1) or a host.
var leads = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]*:|//|www\.)`)

// title is what a link, or a picture in it, is called beside its words.
func title(n *html.Node) string {
	for _, key := range []string{"title", "aria-label"} {
		if s := node.Attr(n, key); strings.ContainsFunc(s, inks) {
			return s
		}
	}
	for c := range n.ChildNodes() {
		if s := title(c); s != "" {
			return s
		}
	}
	return ""
}

// area is a part of a picture with a link of its own, on a line of its own.
func (p *page) area(n *html.Node) {
	target := address(n)
	if target == "" {
		return
	}
	words := clean(node.Attr(n, "alt"))
	if words == "" {
		words = clean(title(n))
	}
	if !p.flat {
		p.flush()
	}
	p.run = append(p.run, refer(strings.Join(fields(words), " "), target))
}
