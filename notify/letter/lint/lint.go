// Package lint tells where the HTML of a mail template can be read in different ways: what
// browsers mend each in its own fashion, what mail programs take out, and what a reader who
// listens to the letter would miss.
//
// It reads the source as its author meant it: a quote that is never closed ends at the next
// angle bracket, so that one slip is told once and not again at every tag behind it. Where
// markup has more than one good form it is silent: end tags that HTML lets out are no
// defects, and neither is anything in a conditional comment, whose markup is for Outlook and
// unbalanced on purpose. It refuses to mend and to judge taste: a template with defects can
// be used, and what it looks like is its author's business.
package lint

import (
	"slices"
	"strconv"
)

// Defect is one thing in a template's markup that programs may read in different ways.
type Defect struct {
	Line   int    // where it begins, from 1
	Column int    // in characters, from 1
	Words  string // the source from there: at most 40 characters, printable, on one line
	What   string // what is wrong, in lower case, no full stop
	Do     string // what mends it
}

// most is how many defects are told: a longer list is not read.
const most = 100

// Markup reads HTML, a document or a fragment without front matter, and tells its defects
// in the order of the source. Placeholders may stand in its text and in the values of its
// attributes. After 100 defects a last one says how many there are beyond them. It takes
// time in proportion to the source, whatever that holds.
func Markup(source string) []Defect {
	r := newReader(source)
	r.read()
	slices.SortStableFunc(r.found, func(a, b finding) int { return a.at - b.at })
	found := r.found
	if more := len(found) - most; more > 0 {
		found = append(found[:most:most], finding{found[most].at,
			"there are " + strconv.Itoa(more) + " more defects from here on", "mend those above first"})
	}
	all := make([]Defect, 0, len(found))
	for _, f := range found {
		line, column := r.place(f.at)
		all = append(all, Defect{line, column, r.words(f.at), f.what, f.do})
	}
	return all
}
