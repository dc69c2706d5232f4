package node

import (
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// unseen are the elements of which a reader sees nothing.
var unseen = []string{
	"audio", "canvas", "datalist", "embed", "head", "iframe", "noembed", "noframes", "noscript",
	"object", "script", "style", "template", "title", "video",
}

// Unseen reports an element of which a reader sees nothing: by its nature, or by its style.
func Unseen(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if slices.Contains(unseen, n.Data) {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && gone(a.Val, n) {
			return true
		}
	}
	return false
}

// gone reports a style that shows nothing: letters put the line that a list of mails shows
// under the subject into their HTML in one of these ways.
func gone(style string, n *html.Node) bool {
	flat, clipped, absolute, away := false, false, false, false
	for property, value := range declarations(style) {
		switch property {
		case "display":
			if value == "none" {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "opacity":
			if zero(value) {
				return true
			}
		case "visibility":
			if value == "hidden" && !reset(n, property, value) {
				return true
			}
		case "font-size":
			if zero(value) && !reset(n, property, value) {
				return true
			}
		case "max-height", "height":
			flat = flat || zero(value)
		case "overflow":
			clipped = value == "hidden"
		case "position":
			absolute = value == "absolute"
		case "left", "top":
			away = away || outside.MatchString(value)
		}
	}
	return flat && clipped || absolute && away
}

// declarations are a style's properties with their values, in lower case.
func declarations(style string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for declaration := range strings.SplitSeq(strings.ToLower(style), ";") {
			property, value, _ := strings.Cut(declaration, ":")
			value, _, _ = strings.Cut(value, "!") // !important
			if !yield(strings.TrimSpace(property), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// outside is far beyond the edge of a page.
var outside = regexp.MustCompile(`^-[0-9]{4,}`)

// zero reports nothing, in whatever unit.
func zero(value string) bool {
	f, err := strconv.ParseFloat(strings.TrimRight(value, "%abcdefghijklmnopqrstuvwxyz"), 64)
	return err == nil && f == 0
}

// few is how many nodes a line that is not to be seen has at most.
const few = 100

// reset reports that something in n has its own value of a property that is inherited, or
// may have: layouts set a font of no size around their columns, to have no space between, and
// around pictures.
func reset(n *html.Node, property, value string) bool {
	count := 0
	for d := range n.Descendants() {
		if count++; count > few || property == "font-size" && d.Data == "img" {
			return true
		}
		for name, other := range declarations(Attr(d, "style")) {
			if name == property && other != value && !zero(other) {
				return true
			}
		}
	}
	return false
}

// Children are n's in the order in which a reader sees them: a table's foot comes last,
// wherever it stands.
func Children(n *html.Node) iter.Seq[*html.Node] {
	if n.Data != "table" {
		return n.ChildNodes()
	}
	return func(yield func(*html.Node) bool) {
		var foot *html.Node
		for c := range n.ChildNodes() {
			if c.Data == "tfoot" && foot == nil {
				foot = c
			} else if !yield(c) {
				return
			}
		}
		if foot != nil {
			yield(foot)
		}
	}
}

// Alt is what a picture says in words; the name of a file says nothing.
func Alt(img *html.Node) string {
	alt := Attr(img, "alt")
	if file.MatchString(alt) {
		return ""
	}
	return alt
}

var file = regexp.MustCompile(`(?i)^\s*[^\s]+\.(?:bmp|gif|jpe?g|png|svg|webp)\s*$`)
