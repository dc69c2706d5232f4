package notify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// Draft is a template filled for one incident, stage and audience.
type Draft struct {
	Notice     Notice
	Incident   incident.Incident
	Audience   incident.Audience
	Lists      []string       // the names of the lists that apply
	Sizes      map[string]int // how many addresses each of them has
	Recipients Recipients
	From       Address
	ReplyTo    Address // may be zero
	Letter     letter.Letter
	Template   *letter.Template
	Essence    Digest // of what the letter says, but for the time at which it says so
	status     string // the service status that it states
	Earlier    int    // letters to this audience of this incident when it was drafted
	Facts      Situation
	At         time.Time // the letter's date
	Thread     string    // the Message-ID of the audience's first letter; empty: this is it
	Stem       Stem      // what the thread's subjects have in common
	Test       bool      // it goes to the operator alone, and says so
	Resumes    ID        // the sending whose rest this is
	Corrects   ID        // the letter whose readers get this one
	Former     []Address // who got earlier letters of the incident and is on no list now
	NextUpdate time.Time // zero where none is promised
	Findings   []Finding
	order      Order           // what it was drafted for, with its template
	offer      Offer           // which letters make sense for its incident
	latest     string          // the Message-ID of the audience's last letter
	corrected  bool            // it goes to the readers of the letter that it corrects
	drill      map[string]bool // the mailboxes of an exercise; nil: it is none
}

// Drill reports the letter of an exercise.
func (d Draft) Drill() bool { return d.drill != nil }

// Situation is what the confirmation repeats of the letter's facts.
type Situation struct {
	Regions     string
	Services    string
	ImpactStart time.Time
	Status      string // the service status of the stage: DISRUPTED, UP
	Message     string // the operator's own words
}

// Readers is by what the recipients came to be those of the letter.
func (d Draft) Readers() string {
	switch {
	case d.Test:
		return "a test to yourself"
	case d.Resumes != "":
		return "the rest of those for whom it was confirmed first"
	case d.Corrects != "":
		return "who got the letter that was wrong"
	case d.order.Former && len(d.Former) > 0:
		return strings.Join(append(slices.Clone(d.Lists), "earlier letters"), ", ")
	}
	return strings.Join(d.Lists, ", ")
}

// warnings are those that whoever confirms the letter accepts.
func (d Draft) warnings() []Warning {
	var all []Warning
	for _, f := range d.Findings {
		if f.Severity == Warn {
			all = append(all, Warning{f.Where, f.What})
		}
	}
	return all
}

// Count is the number of findings of a severity.
func (d Draft) Count(s Severity) int {
	n := 0
	for _, f := range d.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Blocked is the error that keeps the draft from being composed, nil if nothing does.
func (d Draft) Blocked() error {
	first := slices.IndexFunc(d.Findings, func(f Finding) bool { return f.Severity == Block })
	if first < 0 {
		return nil
	}
	return &BlockedError{Findings: d.Count(Block), First: d.Findings[first]}
}

// refused is the error of what no finding may let through.
func refused(where, what, do string) error {
	return &BlockedError{Findings: 1, First: Finding{Severity: Block, Where: where, What: what, Do: do}}
}

// BlockedError says why a draft cannot become a message.
type BlockedError struct {
	Findings int
	First    Finding
}

// Error names the first block and how many there are.
func (e *BlockedError) Error() string {
	more := ""
	if e.Findings > 1 {
		more = fmt.Sprintf(" (and %d more)", e.Findings-1)
	}
	return fmt.Sprintf("the letter is blocked: %s: %s%s", e.First.Where, e.First.What, more)
}

// Remedy says what mends the first of them.
func (e *BlockedError) Remedy() string { return e.First.Do }
