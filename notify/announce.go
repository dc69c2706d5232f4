package notify

import (
	"html"
	"strings"

	xhtml "golang.org/x/net/html"
)

// banner is what makes a letter that is not the real thing look otherwise.
type banner struct {
	prefix string   // of the subject
	lines  []string // above the letter, in both of its parts
}

// banners are those of the draft, the outermost last.
func (d Draft) banners() []banner {
	var all []banner
	if d.Drill() {
		lines := []string{"This is an exercise.", "Nothing of what stands below has happened."}
		if strings.HasPrefix(d.Audience.Language, "fr") {
			lines = []string{"Ceci est un exercice.", "Rien de ce qui suit n'est arrivé."}
		}
		all = append(all, banner{"[DRILL] ", lines})
	}
	if d.Test {
		all = append(all, banner{"[TEST] ", []string{"This is a test of the letter for " + d.Audience.Name + ".", "It went to nobody else."}})
	}
	return all
}

// announce says on a letter's subject and at its top that it is a test or an exercise.
func (d *Draft) announce() {
	for _, b := range d.banners() {
		d.retitle(b.prefix + d.Letter.Subject)
		if strings.TrimSpace(d.Letter.Text) == "" { // the finding says that it has no words
			continue
		}
		rich, ok := atTop(d.Letter.HTML, b.html())
		if !ok {
			d.find(Block, "letter", "its HTML has no body in which "+strings.TrimSpace(b.prefix)+" could stand", "look at the template "+d.Template.Name())
		}
		d.Letter.HTML = rich
		d.Letter.Text = strings.Join(b.lines, "\n") + "\n\n" + d.Letter.Text
	}
}

// html is the banner as a block that no style sheet of the letter hides.
func (b banner) html() string {
	lines := make([]string, len(b.lines))
	for i, l := range b.lines {
		lines[i] = html.EscapeString(l)
	}
	return `<div dir="ltr" style="display:block!important;visibility:visible!important;margin:0;padding:12px;border:2px solid #b00020;` +
		`background:#ffffff!important;color:#b00020!important;font:bold 16px/1.5 Helvetica,Arial,sans-serif;text-align:left">` +
		strings.Join(lines, "<br/>") + "</div>\n"
}

// retitle gives the letter another subject, also where its HTML has it for a title.
func (d *Draft) retitle(subject string) {
	was := d.Letter.Subject
	d.Letter.Subject = subject
	z, doc := xhtml.NewTokenizer(strings.NewReader(d.Letter.HTML)), d.Letter.HTML
	for at, inTitle := 0, false; z.Next() != xhtml.ErrorToken; {
		raw := string(z.Raw())
		t := z.Token()
		if inTitle && t.Type == xhtml.TextToken && t.Data == was {
			d.Letter.HTML = doc[:at] + html.EscapeString(subject) + doc[at+len(raw):]
			return
		}
		inTitle = t.Type == xhtml.StartTagToken && t.Data == "title"
		at += len(raw)
	}
}

// atTop puts markup at the beginning of a document's body. It reports false where there is
// none.
func atTop(doc, markup string) (string, bool) {
	z := xhtml.NewTokenizer(strings.NewReader(doc))
	for at, kind := 0, z.Next(); kind != xhtml.ErrorToken; kind = z.Next() {
		at += len(z.Raw())
		if name, _ := z.TagName(); kind == xhtml.StartTagToken && string(name) == "body" {
			return doc[:at] + markup + doc[at:], true
		}
	}
	return doc, false
}
