package letter

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/letter/node"
)

// lead makes links lead where their author meant them to: from the document's base, for mail
// programs know none. One without a base leads nowhere.
func (f *filling) lead(doc *html.Node) {
	base := baseOf(doc)
	for n := range doc.Descendants() {
		href := strings.TrimSpace(node.Attr(n, "href"))
		u, err := url.Parse(href)
		if n.Data != "a" && n.Data != "area" || err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
			continue
		}
		if base != nil {
			node.Set(n, "href", base.ResolveReference(u).String())
			continue
		}
		f.find(Finding{Severity: Warn, Where: f.t.name, Pos: f.t.locate(href), What: "the link " + href + " leads nowhere from a mail",
			Do: "write the whole address, with https://"})
	}
}

// baseOf is the address from which a document's links start, or nil.
func baseOf(doc *html.Node) *url.URL {
	for n := range doc.Descendants() {
		if n.Data != "base" {
			continue
		}
		if u, err := url.Parse(node.Attr(n, "href")); err == nil && u.Host != "" {
			return u
		}
	}
	return nil
}
