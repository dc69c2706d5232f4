package lint

import "strings"

const endif = "<![endif]"

// comment passes over a comment. Of a conditional one it knows two kinds: the hidden, which
// is a comment to all but Outlook, and the revealed, <!--[if !mso]><!-->, which ends at once
// and whose markup all read.
func (r *reader) comment() {
	at := r.pos
	end := r.commentEnd.from(at + 2)
	r.pos = min(len(r.masked), end+3)
	content := r.masked[min(at+4, end):end]
	switch head := strings.TrimLeft(content[:min(len(content), width)], spaces); {
	case strings.HasPrefix(strings.ToLower(head), endif):
		r.quiet = false
	case len(head) > 3 && strings.EqualFold(head[:3], "[if"):
		r.hidden(at, end, content)
	case end == len(r.masked):
		r.tell(at, "the comment is never closed: all that follows is hidden", "write --> at its end")
	}
}

func (r *reader) hidden(at, end int, content string) {
	_, after, ok := strings.Cut(content[:min(len(content), 8*width)], "]>")
	switch rest := strings.Trim(after, spaces); {
	case ok && end < len(r.masked) && (rest == "" || rest == "<!" || rest == "<!--"):
		r.reveal(at)
		return
	case r.endif.from(at) >= end: // none in this comment
		r.tell(at, "the conditional comment is never closed: no <![endif] comes before its end", "write <![endif]--> at its end")
		return
	}
	// One that ends with <![endif]> hides all up to the end of the next comment.
	i := r.endif.from(at) + len(endif)
	if behind := strings.TrimLeft(r.masked[i:min(len(r.masked), i+width)], spaces); !strings.HasPrefix(behind, "-->") {
		r.tell(at, "the conditional comment is never closed: its <![endif] stands without -->", "write <![endif]--> at its end")
		r.pos = i
		if strings.HasPrefix(behind, ">") {
			r.pos = i + strings.IndexByte(r.masked[i:], '>') + 1
		}
	}
}

// reveal begins markup that all but Outlook read. It is read here too, for its tags may
// belong to tags outside, but quietly.
func (r *reader) reveal(at int) {
	if r.lastEnd < at {
		r.tell(at, "the conditional comment is never closed", "write <!--<![endif]--> after the markup that it is about")
		return
	}
	r.quiet = true
}

// declaration is a document type, a processing instruction or a revealed conditional.
func (r *reader) declaration() {
	at := r.pos
	n := strings.IndexByte(r.masked[at:], '>')
	if n < 0 {
		r.pos = len(r.masked)
		r.tell(at, "the declaration is never closed: all that follows is hidden", "write > at its end")
		return
	}
	r.pos = at + n + 1
	switch head := strings.ToLower(r.masked[at:min(r.pos, at+width)]); {
	case strings.HasPrefix(head, "<!doctype"):
		r.doc.begin(at)
	case strings.HasPrefix(head, endif):
		r.quiet = false
	case strings.HasPrefix(head, "<![if"):
		r.reveal(at)
	}
}
