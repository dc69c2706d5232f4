package letter

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// linked is a mark inside of a link's address, which Markdown writes percent-encoded.
var linked = regexp.MustCompile(`(?i)%EF%B7%90([0-9]+)%EF%B7%91`)

// Addresses that stand alone, with placeholders in them.
var (
	alone    = regexp.MustCompile(`^https?://` + address)
	aloneWWW = regexp.MustCompile(`^www\.` + address)
)

const address = "[-a-zA-Z0-9@:%._+~=\uFDD0\uFDD1]+(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'^{}\uFDD0\uFDD1]*)?"

// markdown is marked Markdown as marked HTML. Raw HTML passes: a template is its author's.
func markdown(source string) string {
	source = linked.ReplaceAllString(source, "")
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough,
			extension.NewLinkify(extension.WithLinkifyURLRegexp(alone), extension.WithLinkifyWWWRegexp(aloneWWW))),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
	var b bytes.Buffer
	if err := md.Convert([]byte(source), &b); err != nil {
		return "" // a buffer takes all there is
	}
	return linked.ReplaceAllString(b.String(), string(markOpen)+"$1"+string(markClose))
}

// references are the names in brackets to which a Markdown source gives an address, in lower
// case: [name]: https://example.com.
type references map[string]bool

var reference = regexp.MustCompile(`(?m)^ {0,3}(\[[^\[\]\n]+\]):[ \t]*(?:https?:|mailto:|[</#.])`)

func referencesIn(source string) references {
	all := references{}
	for _, m := range reference.FindAllStringSubmatch(source, -1) {
		all[strings.ToLower(m[1])] = true
	}
	return all
}

func (r references) has(raw string) bool { return r[strings.ToLower(raw)] }

// follow reports that what comes after a closing bracket makes the brackets a link's.
func (r references) follow(after string) bool {
	if strings.HasPrefix(after, "(") {
		return true
	}
	end := strings.IndexByte(after, ']')
	return strings.HasPrefix(after, "[") && end > 0 && r.has(after[:end+1])
}

// linked is a slot that is all there is in a link's brackets.
func (s slot) linked() slot {
	if s.verb == write {
		s.raw, s.words = s.raw[1:len(s.raw)-1], s.words[1:len(s.words)-1]
	}
	return s
}
