package lint

import (
	"html"
	"strings"
)

// attributes tells what is wrong with a tag's attributes.
func (r *reader) attributes(t *tag) {
	seen := make(map[string]bool, len(t.attributes))
	for _, a := range t.attributes {
		if seen[a.key] {
			r.tell(a.at, "the attribute "+shorten(a.key)+" stands twice in one tag: browsers drop the second", "join them, or remove one")
			continue
		}
		seen[a.key] = true
		r.attributeOf(t, a)
	}
	switch _, alt := t.get("alt"); {
	case t.name == "img" && !alt && !t.odd:
		r.tell(t.at, "the image has no alt: a reader who does not see it gets nothing", `write alt="..." with its words, or alt="" if it is only ornament`)
	case t.name == "html" && !t.odd && blank(t, "lang"):
		r.tell(t.at, "<html> has no lang: screen readers guess the language", `write for example <html lang="en">`)
	case t.name == "a":
		r.beginLink(t)
	}
}

func blank(t *tag, key string) bool {
	a, _ := t.get(key)
	return strings.Trim(a.value, spaces) == ""
}

func (r *reader) attributeOf(t *tag, a attribute) {
	switch {
	case len(a.key) > 4 && a.key[:2] == "on" && named(a.key):
		r.tell(a.at, "mail programs take event handlers out: "+shorten(a.key), "remove it")
	case a.key == "id":
		r.id(a)
	case a.key == "src" || a.key == "background" || a.key == "srcset":
		r.location(a, a.value)
	case a.key == "href" && (t.name == "a" || t.name == "area"), a.key == "action", a.key == "formaction":
		r.target(a)
	case a.key == "style":
		r.style(a)
	}
}

func (r *reader) id(a attribute) {
	id := r.source[a.valueAt : a.valueAt+len(a.value)]
	if id == "" {
		return
	}
	if first, ok := r.ids[id]; ok {
		r.tell(a.at, "the id is taken by the tag"+r.onLine(first)+": links and styles reach only that one", "give each its own id")
		return
	}
	if !r.quiet {
		r.ids[id] = a.at
	}
}

// scheme is that of a URL, as browsers see it: without white space and in lower case.
func scheme(value string) string {
	head := html.UnescapeString(value[:min(len(value), 8*width)])
	head = strings.Map(func(c rune) rune {
		if c <= ' ' && c != neutral {
			return -1
		}
		return c
	}, head)
	s, _, ok := strings.Cut(head, ":")
	if !ok || strings.ContainsAny(s, "/?#\x1A") {
		return ""
	}
	return lower(s)
}

func (r *reader) target(a attribute) {
	switch s := scheme(a.value); {
	case s == "javascript" || s == "vbscript" || s == "data":
		r.tell(a.at, "mail programs take "+s+": links out", "link to a page with https:")
	case s == "file" || drive(s):
		r.tell(a.at, "the link names a file of its author's machine: readers do not have it", "link to a page with https:")
	}
}

// drive reports what looks like a scheme and is the letter of a disk.
func drive(scheme string) bool { return len(scheme) == 1 && letter(scheme[0]) }

// location tells of an image's URL that no reader can follow.
func (r *reader) location(a attribute, value string) {
	head := strings.Trim(html.UnescapeString(value[:min(len(value), 8*width)]), spaces)
	switch s := scheme(value); {
	case s == "javascript" || s == "vbscript" || s == "data":
		r.tell(a.at, "mail programs take "+s+": URLs out", "name a file beside the template, or an https: URL")
	case s == "file", drive(s), strings.HasPrefix(head, `\\`), strings.HasPrefix(head, "/") && !strings.HasPrefix(head, "//"):
		r.tell(a.at, "the path is one of its author's machine: readers do not have it", "name a file beside the template, or an https: URL")
	case s == "" && !strings.HasPrefix(head, "//") && climbs(head):
		r.tell(a.at, "the path leads out of the template's folder", "put the file beside the template, or write an https: URL")
	}
}

// climbs reports a path with a part that leads upwards.
func climbs(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	for _, part := range strings.FieldsFunc(path, func(c rune) bool { return c == '/' || c == '\\' }) {
		if part == ".." {
			return true
		}
	}
	return false
}

// style tells of the first image in a style that no reader can follow.
func (r *reader) style(a attribute) {
	_, url, ok := strings.Cut(lower(a.value), "url(")
	if !ok {
		return
	}
	url, _, _ = strings.Cut(html.UnescapeString(url[:min(len(url), 8*width)]), ")")
	r.location(a, strings.Trim(url, spaces+`"'`))
}

// taken tells of elements that mail programs take out.
func (r *reader) taken(t *tag) {
	switch t.name {
	case "script":
		if kind, _ := t.get("type"); lower(kind.value) == "application/ld+json" {
			return // words for the mail program, which it reads
		}
	case "form", "iframe", "object", "embed", "applet":
	default:
		return
	}
	r.tell(t.at, "mail programs take <"+t.name+"> out", "remove it, or link to a page that has it")
}
