package journal

import (
	"fmt"
	"strings"

	"bulletin/notify"
)

// Damage is a place of the log that does not say what it once said, or that makes no sense.
type Damage struct {
	File         string // below the journal's folder: log/2026-11.jsonl
	Line         int    // from 1; 0: the file as a whole
	Offset       int64  // of the line, in bytes
	Why          string
	Acknowledged bool // a person knows of it
}

// String is the damage with its place.
func (d Damage) String() string {
	if d.Line == 0 {
		return d.File + ": " + d.Why
	}
	return fmt.Sprintf("%s, line %d (byte %d): %s", d.File, d.Line, d.Offset, d.Why)
}

// DamageError is the damage that nobody has acknowledged. What may have left by the lines
// that are lost reads as unknown.
type DamageError struct{ Damage []Damage }

// Error names the first places, and how many there are.
func (e *DamageError) Error() string {
	const shown = 3
	var places []string
	for _, d := range e.Damage[:min(shown, len(e.Damage))] {
		places = append(places, d.String())
	}
	if more := len(e.Damage) - shown; more > 0 {
		places = append(places, fmt.Sprintf("and %d more", more))
	}
	return "the journal is damaged: " + strings.Join(places, "; ")
}

// Remedy says what to do about it.
func (e *DamageError) Remedy() string {
	return "look at \"bulletin verify\" and at the letters that it calls unknown; when you know what was sent, go on with \"bulletin verify --acknowledge\""
}

// OldFormError says that the folder has a journal of an older bulletin.
type OldFormError struct{ Path string }

// Error names the file.
func (e *OldFormError) Error() string {
	return e.Path + " is the journal of an older bulletin, which this one cannot read"
}

// Remedy says what to do about it.
func (e *OldFormError) Remedy() string {
	return "settle its open letters with the bulletin that wrote it, and move the file away, since who does not know what was sent must not send"
}

// BusyError says that a letter about an incident is leaving.
type BusyError struct{ Key string }

// Error names the incident.
func (e *BusyError) Error() string {
	return "another console on this machine is sending about " + e.Key
}

// Remedy says what to do about it.
func (e *BusyError) Remedy() string {
	return "wait until its letter has ended, and look at what became of it"
}

// UnknownError says that a word is the beginning of no letter's id.
type UnknownError struct{ Prefix string }

// Error names the word.
func (e *UnknownError) Error() string { return fmt.Sprintf("there is no letter %q", e.Prefix) }

// Remedy says what to do about it.
func (e *UnknownError) Remedy() string {
	return fmt.Sprintf("give at least the first %d digits of the letter's id", shortest)
}

// AmbiguousError says that a word is the beginning of several letters' ids.
type AmbiguousError struct {
	Prefix  string
	Letters []string // the ids, with their notices
}

// Error names the letters.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q may be %s", e.Prefix, strings.Join(e.Letters, " or "))
}

// Remedy says what to do about it.
func (e *AmbiguousError) Remedy() string { return "give more digits of the letter's id" }

// SettledError says that a letter is not open any more, or not in that way.
type SettledError struct{ Letter notify.Receipt }

// Error names the letter and what was said to it.
func (e *SettledError) Error() string {
	if d := e.Letter.Decided; d != "" {
		return fmt.Sprintf("%s is settled already: %s said %s", e.Letter.Notice, e.Letter.DecidedBy, d)
	}
	return fmt.Sprintf("%s is not open in that way any more", e.Letter.Notice)
}

// Remedy says what to do next.
func (e *SettledError) Remedy() string { return "look at the open letters again" }
