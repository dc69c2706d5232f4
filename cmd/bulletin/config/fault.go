package config

import (
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// maxFaults is how many faults are told at once; more do not help anybody.
const maxFaults = 10

// Error is everything that is wrong with a config, one line each.
type Error struct {
	File   string
	Faults []string // "config.yaml:12: unknown key ...", in the order of the file
	More   int      // further faults that are not listed
}

// Error lists the faults.
func (e *Error) Error() string {
	s := strings.Join(e.Faults, "\n")
	if e.More > 0 {
		s += fmt.Sprintf("\nand %d more", e.More)
	}
	return s
}

// Remedy says what to do next.
func (e *Error) Remedy() string {
	return "mend " + incident.CleanLine(e.File) + `; "bulletin help config" shows its shape, "bulletin demo" works without one`
}

// fault is one thing that is wrong, with its place.
type fault struct {
	file string
	line int
	what string
}

// fault notes what is wrong in a line of the config.
func (r *reader) fault(line int, format string, args ...any) {
	r.faultIn(r.file, line, format, args...)
}

func (r *reader) faultIn(file string, line int, format string, args ...any) {
	r.faults = append(r.faults, fault{file, line, fmt.Sprintf(format, args...)})
}

// refusal is the faults as an error: the config's own by line, then those of list files.
func (r *reader) refusal(path string) *Error {
	slices.SortStableFunc(r.faults, func(a, b fault) int {
		if a.file != b.file {
			return strings.Compare(rank(a.file, r.file), rank(b.file, r.file))
		}
		return a.line - b.line
	})
	e := &Error{File: path, More: max(0, len(r.faults)-maxFaults)}
	for _, f := range r.faults[:len(r.faults)-e.More] {
		e.Faults = append(e.Faults, clean(fmt.Sprintf("%s:%d: %s", f.file, f.line, f.what)))
	}
	return e
}

// rank sorts the main file before all others.
func rank(file, main string) string {
	if file == main {
		return ""
	}
	return file
}

// clean keeps text from outside harmless where it is shown.
func clean(s string) string { return incident.CleanLine(s) }

// instead is the end of a sentence about a word that is not known: the nearest right one,
// or all of them where none is near.
func instead(word string, known []string) string {
	best, edits := incident.Nearest(word, known)
	switch {
	case best != "" && edits <= max(2, len(word)/3):
		return fmt.Sprintf("; did you mean %q?", best)
	case len(known) == 0:
		return ""
	}
	return "; known are " + strings.Join(known, ", ")
}
