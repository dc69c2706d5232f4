package screen

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// remedied is an error that knows what to do about it.
type remedied interface {
	error
	Remedy() string
}

// Explain turns an error into a sentence that says what failed and why, and one that says
// what to do next, which may be empty. Errors become words on the screen here and nowhere
// else.
func Explain(err error) (what, do string) {
	var r remedied
	if errors.As(err, &r) {
		do = Sentence(r.Remedy())
	}
	return Sentence(err.Error()), do
}

// Tell is Explain in lines of a width, at most so many. Where that is too little, the words
// about the cause are cut, and not those about what to do.
func Tell(err error, before string, width, most int, more string) []string {
	what, do := Explain(err)
	what = before + what
	lines := Wrap(what+" "+do, width)
	for room := most*width - len(do); len(lines) > most && room > 0; room -= 4 {
		lines = Wrap(Cut(what, room, more)+" "+do, width)
	}
	lines, _ = Window(lines, 0, most)
	return lines
}

// Sentence makes a clause a sentence: a capital letter and a full stop, on one line.
func Sentence(s string) string {
	s = strings.TrimRight(incident.CleanLine(s), ".;, ")
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:] + "."
}
