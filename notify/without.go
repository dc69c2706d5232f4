package notify

import (
	"errors"
	"time"
)

// shortly is how long Jira is asked about a letter of which it is known that Jira may not answer.
const shortly = 15 * time.Second

// WithoutJira reports a letter whose incident was not to be had from Jira when it was drafted: it
// says what was known before, and may leave without a claim. A test to oneself never needs one.
func (m Message) WithoutJira() bool { return !m.draft.Incident.Kept.IsZero() && !m.draft.Test }

// unreachable reports an error that is Jira's silence, and no word of Jira.
func unreachable(err error) bool {
	var e interface{ Unreachable() bool }
	return errors.As(err, &e) && e.Unreachable()
}

// DownError says that a letter does not leave because Jira fell silent after it was drafted:
// whoever confirmed it did not mean it to leave without Jira.
type DownError struct{ Err error }

// Error is how Jira failed.
func (e *DownError) Error() string { return e.Err.Error() }

// Unwrap is the same.
func (e *DownError) Unwrap() error { return e.Err }

// Remedy says what to do next.
func (e *DownError) Remedy() string {
	return "begin it once more: it is then made of what is kept of the incident, and can leave without Jira behind a longer confirmation; or wait until Jira answers"
}

// withoutJira tells of a letter that is made of what was kept.
func (d *Draft) withoutJira() {
	k := d.Incident.Kept
	if k.IsZero() || d.Test {
		return
	}
	d.find(Warn, "jira", "Jira does not answer ("+k.Why+"): the facts are of "+clock(k.At)+", "+Span(d.At.Sub(k.At))+
		" old, and whether a colleague has told it meanwhile cannot be seen",
		"ask your colleagues, and compare the facts with what you know")
}
