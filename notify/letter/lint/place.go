package lint

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// finding is a defect at an offset of the source.
type finding struct {
	at       int
	what, do string
}

// lineStarts are the offsets at which the lines of source begin.
func lineStarts(source string) []int {
	starts := []int{0}
	for i := range len(source) {
		if source[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// line is the number of the line in which an offset lies, from 1.
func (r *reader) line(at int) int {
	i, found := slices.BinarySearch(r.lines, at)
	if found {
		return i + 1
	}
	return i
}

// onLine is " of line 7": it tells apart two elements of one name.
func (r *reader) onLine(at int) string { return " of line " + strconv.Itoa(r.line(at)) }

func (r *reader) place(at int) (line, column int) {
	line = r.line(at)
	return line, 1 + utf8.RuneCountInString(r.source[r.lines[line-1]:at])
}

// width is the most characters of source that are shown with a defect.
const width = 40

// words is the source from an offset to the end of its tag, or as much as can be shown.
func (r *reader) words(at int) string {
	piece := r.source[at:min(len(r.source), at+8*width)]
	if i := strings.IndexByte(r.masked[at:at+len(piece)], '>'); i >= 0 {
		piece = piece[:i+1]
	}
	shown := []rune(strings.Join(strings.FieldsFunc(piece, isSpace), " "))
	if len(shown) > width {
		shown = append(shown[:width-1], '…')
	}
	for i, c := range shown {
		switch {
		case unicode.IsSpace(c):
			shown[i] = ' '
		case !unicode.IsPrint(c):
			shown[i] = utf8.RuneError
		}
	}
	return string(shown)
}

func isSpace(c rune) bool { return strings.ContainsRune(spaces, c) }
