package lint

import (
	"html"
	"strings"
)

// link is the one that is being read.
type link struct {
	at         int
	href, text string
}

func (r *reader) beginLink(t *tag) {
	href, has := t.get("href")
	_, name := t.get("name")
	_, id := t.get("id")
	r.link = nil
	switch {
	case t.odd:
	case !blank(t, "href"):
		r.link = &link{at: t.at, href: href.value}
	case has:
		r.tell(t.at, "the link's href is empty: it leads nowhere", "write the URL")
	case !name && !id: // with either it is a place to link to
		r.tell(t.at, "the link has no href: it leads nowhere", "write the URL, or remove the tag")
	}
}

// compareLink tells of a link that shows one address and leads to another: mail programs
// warn of it as they warn of fraud.
func (r *reader) compareLink() {
	l := r.link
	r.link = nil
	if l == nil {
		return
	}
	text, shown := address(l.text)
	href, _ := address(l.href)
	if shown && !leads(text, href) {
		r.tell(l.at, "the link shows another address than the one it leads to", "show the same address, or words")
	}
}

// address is a URL or mail address without what does not tell it from another, and whether
// it looks like one.
func address(s string) (string, bool) {
	s = strings.Trim(html.UnescapeString(s), spaces)
	if strings.ContainsAny(s, spaces) {
		return "", false
	}
	low := lower(s)
	for _, prefix := range []string{"https://", "http://", "mailto:", "www."} {
		if strings.HasPrefix(low, prefix) {
			s = s[len(prefix):]
			if prefix != "mailto:" && prefix != "www." {
				s = s[len(s)-len(strings.TrimPrefix(lower(s), "www.")):]
			}
			host, path, found := strings.Cut(s, "/")
			if found {
				path = "/" + path
			}
			return lower(host) + strings.TrimSuffix(path, "/"), true
		}
	}
	return low, false
}

// leads reports that an address leads to the one that is shown, which may be its beginning.
// From a placeholder on, nothing is known of either.
func leads(shown, href string) bool {
	shown, _, open := strings.Cut(shown, string(rune(neutral)))
	href, _, unknown := strings.Cut(href, string(rune(neutral)))
	for _, dots := range []string{"…", "..."} {
		if s, cut := strings.CutSuffix(shown, dots); cut {
			shown, open = s, true
		}
	}
	if unknown && strings.HasPrefix(shown, href) {
		return true
	}
	rest, ok := strings.CutPrefix(href, shown)
	return ok && (open || rest == "" || strings.IndexByte("/?#&:", rest[0]) >= 0)
}
