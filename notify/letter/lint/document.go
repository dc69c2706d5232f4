package lint

import "strings"

// document is what is known of a whole document, as opposed to a fragment.
type document struct {
	at      int // its first tag, or -1: a fragment
	head    int // <head>, or -1
	titles  int
	titleAt int // an empty title, or -1
	ended   bool
	after   bool // what follows the end has been told
}

func newDocument() document { return document{at: -1, head: -1, titleAt: -1} }

// begin notes a tag that only documents have.
func (d *document) begin(at int) {
	if d.at < 0 {
		d.at = at
	}
}

// ends reports an end tag before which a head must have ended, and notes a document's end.
func (d *document) ends(name string) bool {
	if name == "body" || name == "html" {
		d.ended = true
		return true
	}
	return false
}

func (d *document) title(t *tag, words string) {
	if t.name != "title" {
		return
	}
	d.titles++
	if strings.Trim(words, spaces) == "" && d.titles == 1 {
		d.titleAt = t.at
	}
}

func (d *document) finish(r *reader) {
	switch {
	case d.titleAt >= 0:
		r.tell(d.titleAt, "the title is empty", "write the letter's subject, for example <title>[issue.summary]</title>")
	case d.at >= 0 && d.titles == 0:
		at := d.at
		if d.head >= 0 {
			at = d.head
		}
		r.tell(at, "the document has no <title>", "write one in its <head>, for example <title>[issue.summary]</title>")
	}
}

// within notes text, or a start tag of that name, and tells of what follows the document.
func (r *reader) within(at int, name string) {
	d := &r.doc
	switch name {
	case "html":
		d.begin(at)
	case "head":
		d.begin(at)
		d.head = max(d.head, at)
	default:
		if d.ended && !d.after && !r.quiet {
			d.after = true
			r.tell(at, "this stands after the end of the body: browsers move it in", "move it before </body>")
		}
	}
}
