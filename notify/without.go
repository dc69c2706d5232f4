package notify

import (
	"context"
	"errors"
	"slices"
	"time"
)

// briefly bounds one question about a letter of which it is known that Jira may not answer: nobody
// waits long for it.
func briefly(ctx context.Context, doubtful bool) (context.Context, context.CancelFunc) {
	const shortly = 15 * time.Second
	if !doubtful {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, shortly)
}

// WithoutJira reports a letter whose incident was not to be had from Jira when it was drafted: it
// says what was known before, and may leave without a claim. A test to oneself never needs one.
func (m Message) WithoutJira() bool { return !m.draft.Incident.Kept.IsZero() && !m.draft.Test }

// Unreachable reports an error that is Jira's silence, and no word of Jira: not what was asked, who
// asks, or who stopped waiting is at fault.
func Unreachable(err error) bool {
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

// withoutJira tells of a letter that is made of what was kept. Of a row of a list none can be: a
// field that was not asked for would match nothing, and keep nobody out.
func (d *Draft) withoutJira() {
	k := d.Incident.Kept
	switch {
	case k.IsZero() || d.Test:
	case k.Part: // first of all, since what the others miss may stand in Jira
		d.Findings = slices.Insert(d.Findings, 0, Finding{Severity: Block, Where: "jira",
			What: "only the row of the list is kept, so who gets it and what it says cannot be known: Jira does not answer (" + k.Why + ")",
			Do:   "wait until Jira answers, or write by other means"})
	default:
		old := Span(d.At.Sub(k.At)) + " old"
		if k.At.Sub(d.At) > time.Minute {
			old = "which is still to come, so that a clock has changed and their age is unknown"
		}
		d.find(Warn, "jira", k.Unseen(clock)+", and the facts are of "+clock(k.At)+", "+old+": Jira does not answer ("+k.Why+")",
			"ask your colleagues, and compare the facts with what you know")
	}
}
