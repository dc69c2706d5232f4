// Package letter turns a template and the facts of an incident into the words of a letter:
// a subject, an HTML part and a text part, read from one and the same tree.
//
// A template, HTML or Markdown, is parsed as a browser parses it and filled node by node: a
// text node gets text, an attribute gets an attribute value, a URL stays a URL. No string is
// pasted into markup, so no value can change the letter's shape, and no value is ever read
// as a template again. It refuses to guess: what cannot be resolved, what is internal and
// what is missing becomes a [Finding], never a silent gap. It does no I/O beyond reading a
// folder of templates once, and knows neither mail nor recipients.
package letter

import (
	"fmt"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter/guard"
)

// Letter is a filled template.
type Letter struct {
	Subject string  // one line, no control characters
	HTML    string  // a whole document, UTF-8
	Text    string  // at most 78 columns where words allow, lines end in \n
	Images  []Image // those that the HTML names as cid:, each once
	Essence string  // the text without what changes by itself: two letters of one essence say the same
	Silent  bool    // there is nothing to read in it, but for the frame
}

// Severity says what a finding does to a draft.
type Severity int

// The severities.
const (
	Note  Severity = iota // good to know
	Warn                  // must be acknowledged before the letter can be confirmed
	Block                 // the letter cannot be sent
)

// String is the word on the screen.
func (s Severity) String() string {
	return [...]string{"note", "warn", "block"}[s]
}

// Finding is something that a reviewer must know about a draft.
type Finding struct {
	Severity Severity
	Where    string // "start.html:12:3", "subject", "letter", "recipients"
	What     string // what is wrong, in lower case, no full stop
	Do       string // what mends it
	Around   string // the words of the template in which it stands, where they help to find it
	Words    string // the words of the letter that it is about, if it is about some
	Pos      Pos    // the place in a template, if it has one
}

// Says is what is wrong, with the words around it.
func (f Finding) Says() string {
	if f.Around == "" {
		return f.What
	}
	return f.What + ", in: " + f.Around
}

// Pos is a place in a template.
type Pos struct {
	File         string // as [Template.Name] has it
	Line, Column int    // from 1; the column in characters
}

// String is "start.html:12:3", or nothing.
func (p Pos) String() string {
	if p.File == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Fault is why a template cannot be used.
type Fault struct {
	Pos
	What, Do string
}

// Error names the place and what is wrong there.
func (f *Fault) Error() string { return f.String() + ": " + f.What }

// Remedy says what mends it.
func (f *Fault) Remedy() string { return f.Do }

// Fact is what stands for a placeholder's name.
type Fact struct {
	incident.Value
	// Internal facts must not reach this letter's audience. The template gets no value
	// for them and the letter is blocked.
	Internal bool
	// Moving facts change by themselves, such as the time of the letter.
	Moving bool
}

// Facts answers for the names in a template's placeholders.
type Facts interface {
	// Fact is the fact of this name, as written in the template and in lower case:
	// "issue.key", "custom-field-11754", "workaround". It reports false where no such
	// name exists.
	Fact(name string) (Fact, bool)
	// Names are all names that Fact knows, for the nearest right one.
	Names() []string
}

// Manner is how a letter is written for an audience.
type Manner struct {
	Zone     *time.Location    // of all times; nil is UTC
	Language string            // a tag of RFC 5646: of the letter, and of the names of months and days
	Glossary map[string]string // other words for a value, by the value in lower case
	Base     string            // what relative links in Jira's rich text start from: https://jira.example.com
	Brand    Brand             // of the frame around letters that are no documents of their own
	Guard    *guard.Guard      // looks for what must not leave the house; nil: it stays inside
}

// Brand is the sender's face in the frame. All of it may be empty.
type Brand struct {
	Name   string
	Colour string // #rrggbb
	Logo   *Image
}
