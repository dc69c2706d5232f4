package letter

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
)

// Template is the source of a letter: HTML with placeholders. It is safe for use by several
// goroutines.
type Template struct {
	name     string
	key      string // by which it is looked up
	subject  string // marked
	body     string // marked HTML
	slots    []slot
	whole    bool   // a document of its own, not a fragment for the house frame
	language string // in which its own words are written; empty: that of whoever reads it
	glossary map[string]string
	images   func(path string) (Image, error) // those of its folder
	sources  map[string]string                // its files, by name
	torn     string                           // the end of the body, where it is inside of a tag or a comment
	fault    *Fault                           // why it cannot be used
}

// defaultSubject begins with the status in brackets: mail programs leave such a prefix out
// when they compare subjects (RFC 5256, base subject), so all stages stay one thread.
const defaultSubject = `[[service-status]] [components?]: [issue.summary] ([issue.key])`

// Parse reads a template that is not in the library, with the library's partials and
// pictures, for an audience. The error is a [*Fault].
func (l *Library) Parse(name, text string, a incident.Audience) (*Template, error) {
	s, err := read(name, text)
	if err != nil {
		return nil, err
	}
	t := l.template(s, a)
	if t.fault != nil {
		return nil, t.fault
	}
	return t, nil
}

// Name is the template's file name; a built-in one is in the folder "builtin".
func (t *Template) Name() string { return t.name }

// Key is the name by which the file is looked up: start.customers.fr.
func (t *Template) Key() string { return t.key }

// Source is the text of the template, or of a partial that it includes, by the file's name.
func (t *Template) Source(file string) string { return t.sources[file] }

// broken is a template that cannot be used, and says why in each letter.
func broken(name string, err error) *Template {
	t := &Template{name: name}
	if err != nil && !errors.As(err, &t.fault) {
		t.fault = &Fault{Pos{name, 1, 1}, err.Error(), "mend the file"}
	}
	return t
}

// template parses a source for an audience: it decides about the partials.
func (l *Library) template(s source, a incident.Audience) *Template {
	if s.front.language != "" {
		a.Language = s.front.language
	}
	w := weaver{library: l, audience: a, sources: map[string]string{}}
	t := &Template{name: s.name, key: s.key(), language: s.front.language, glossary: s.front.glossary, images: l.image, sources: w.sources}
	subject := s.front.subject
	if subject == "" {
		subject = defaultSubject
	}
	t.subject = w.cut(subject, s.subjectAt(), inSubject, nil)
	t.body = shield(w.weave(s))
	t.slots, t.whole = w.slots, hasRoot(t.body)
	t.torn = unclosed(t.body)
	if w.fault == nil {
		if _, err := t.tree(); err != nil {
			w.fault = &Fault{Pos{s.name, s.line, 1}, err.Error(), "simplify the markup"}
		}
	}
	t.fault = w.fault
	return t
}

// tree is a fresh tree of the body with marks in it: a document, or a div with a fragment.
func (t *Template) tree() (*html.Node, error) {
	if t.whole {
		return html.Parse(strings.NewReader(t.body))
	}
	return node.Fragment(t.body)
}

// weaver makes one piece of HTML of a template and the partials that it includes.
type weaver struct {
	cutter
	library  *Library
	audience incident.Audience
	sources  map[string]string
	path     []string // the files that include one another down to this one
	woven    int      // bytes of all pieces
	pieces   int
	fault    *Fault
}

// maxPieces is more partials than any letter has.
const maxPieces = 200

// A partial in Markdown waits behind a mark until its surroundings have become HTML.
var waiting = regexp.MustCompile("(?:<p>)?\uFDD3([0-9]+)\uFDD4(?:</p>)?")

// weave is the source's body as marked HTML.
func (w *weaver) weave(s source) string {
	w.sources[s.name] = s.whole
	w.path = append(w.path, s.name)
	defer func() { w.path = w.path[:len(w.path)-1] }()
	if w.woven += len(s.body); w.woven > limit {
		w.fail(Pos{s.name, 1, 1}, "larger than 1 MiB with its partials", "take out of them what is no letter")
		return ""
	}
	var parts []string
	body := strings.NewReplacer("\uFDD3", "\uFFFD", "\uFDD4", "\uFFFD").Replace(s.body)
	how := inHTML
	if s.markdown {
		how = inMarkdown
	}
	text := w.cut(body, Pos{s.name, s.line, 1}, how, func(name string, at Pos) string {
		parts = append(parts, w.partial(name, at))
		return "\uFDD3" + strconv.Itoa(len(parts)-1) + "\uFDD4"
	})
	if s.markdown {
		text = markdown(text)
	}
	return waiting.ReplaceAllStringFunc(text, func(m string) string {
		n, err := strconv.Atoi(waiting.FindStringSubmatch(m)[1])
		if err != nil || n >= len(parts) {
			return ""
		}
		if begins.MatchString(parts[n]) { // a paragraph cannot hold blocks, and none is for nothing
			return parts[n]
		}
		return strings.Replace(m, "\uFDD3"+strconv.Itoa(n)+"\uFDD4", parts[n], 1)
	})
}

// begins reports HTML whose first tag begins or ends a block, or nothing at all.
var begins = regexp.MustCompile(`^\s*(?:<!(?:--[^>]*--|(?i:doctype)[^>]*)>\s*)*(?:$|</?(?i:` + strings.Join(node.Blocks, "|") + `)\b)`)

// partial is what a [include name] stands for.
func (w *weaver) partial(name string, at Pos) string {
	f, ok := w.library.find("_"+name, w.audience)
	switch {
	case w.fault != nil:
		return ""
	case !ok:
		return w.noPartial(name, at)
	case f.err != nil:
		w.fault = broken(f.source.name, f.err).fault
		return ""
	case slices.Contains(w.path, f.source.name):
		w.fail(at, "the include goes in a circle: "+strings.Join(append(w.path, f.source.name), " includes "), "take one of the includes out")
		return ""
	}
	if w.pieces++; w.pieces > maxPieces {
		w.fail(at, fmt.Sprintf("more than %d includes", maxPieces), "write the words where they belong")
		return ""
	}
	return w.weave(f.source)
}

func (w *weaver) noPartial(name string, at Pos) string {
	do := fmt.Sprintf("write _%s.html in the templates folder, or take the include out", name)
	if near, edits := incident.Nearest(name, w.library.partials()); edits >= 0 && edits <= 3 {
		do = fmt.Sprintf("the nearest known name is %s; or %s", near, do)
	}
	w.fail(at, fmt.Sprintf("[include %s]: there is no partial of this name", name), do)
	return ""
}

func (w *weaver) fail(at Pos, what, do string) {
	if w.fault == nil {
		w.fault = &Fault{at, incident.CleanLine(what), incident.CleanLine(do)}
	}
}

// hasRoot reports that the source is a whole document.
func hasRoot(source string) bool {
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) == "html" || string(name) == "body" {
				return true
			}
		}
	}
}
