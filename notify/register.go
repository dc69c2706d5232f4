package notify

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Register is where all consoles look, on whatever machine: two of them never hold a claim on
// the same notice. notify/claim keeps one in Jira.
type Register interface {
	// Claim takes the notice for this sending. The error is a [*TakenError] where somebody
	// else has it or has sent it; then nothing of the claim is left.
	Claim(context.Context, Receipt) error
	Withdraw(context.Context, Receipt) error
	// Mark says what became of the letter, and takes the claim back.
	Mark(context.Context, Receipt) error
}

// TakenError says that somebody else is sending a notice, or has sent it.
type TakenError struct {
	Notice
	By    string
	Since time.Time
	Sent  bool
}

// Error names the notice and who has it.
func (e *TakenError) Error() string {
	doing := "is sending"
	if e.Sent {
		doing = "has sent"
	}
	return fmt.Sprintf("%s %s %s, since %s", e.By, doing, e.Notice, clock(e.Since))
}

// Remedy says what to do next.
func (e *TakenError) Remedy() string {
	if e.Sent {
		return "compose the letter again, from what has been told by now"
	}
	return "ask them; wait until their letter has left, then compose yours again; if their console is gone, \"bulletin claims " + e.Key + "\" can take its claim over"
}

// DecidedError says that a decision is written down, and that Jira does not have it.
type DecidedError struct {
	Err error
	Do  string
}

// Error says what stands and what is missing.
func (e *DecidedError) Error() string {
	return "your decision is written down here; Jira does not have it yet: " + e.Err.Error()
}

// Unwrap is why.
func (e *DecidedError) Unwrap() error { return e.Err }

// Remedy says what to do next.
func (e *DecidedError) Remedy() string { return e.Do }

// MarkedError says that what became of a letter stands in Jira, and that something else there
// does not.
type MarkedError struct {
	Err error
	Do  string
}

// Error is what does not.
func (e *MarkedError) Error() string { return e.Err.Error() }

// Unwrap is the same.
func (e *MarkedError) Unwrap() error { return e.Err }

// Remedy says what to do about it.
func (e *MarkedError) Remedy() string { return e.Do }

// UntoldError says that a letter was mailed and Jira does not say so yet.
type UntoldError struct{ Err error }

// Error says what is missing and why.
func (e *UntoldError) Error() string { return "mailed, but not yet recorded in Jira: " + e.Err.Error() }

// Unwrap is why.
func (e *UntoldError) Unwrap() error { return e.Err }

// Remedy says that nothing is to be done, where Jira is silent; where it refuses, what mends that.
func (e *UntoldError) Remedy() string {
	var refused interface{ Remedy() string }
	if !Unreachable(e.Err) && errors.As(e.Err, &refused) {
		return refused.Remedy() + "; it is recorded as soon as Jira takes it, and never sent again for it"
	}
	return "nothing to do: it is recorded as soon as Jira answers, and never sent again for it"
}
