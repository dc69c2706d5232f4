package main

import (
	"errors"
	"fmt"
	"strings"

	"bulletin/cmd/bulletin/config"
	"bulletin/jiraclient"
	"bulletin/notify"
	"bulletin/notify/incident"
)

// The exit codes; help/exit-codes.md tells them to operators.
const (
	exitDone         = 0
	exitFailure      = 1
	exitUsage        = 2
	exitConfig       = 3
	exitJira         = 4
	exitBlocked      = 5
	exitNotConfirmed = 6
	exitNotSent      = 7
	exitPartly       = 8
	exitUnknown      = 9
	exitUntold       = 10
)

// failure is an error whose exit code and remedy are known where it arises.
type failure struct {
	code   int
	err    error
	remedy string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// Remedy says what to do next.
func (f *failure) Remedy() string { return f.remedy }

// usage is the error of a command line that cannot be meant.
func usage(format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...), `"bulletin help" lists the commands, "bulletin COMMAND --help" their flags`}
}

// judge is the one place where errors get their exit code and their remedy.
func judge(err error) (code int, remedy string) {
	var known *failure
	var bad *config.Error
	var jira *jiraclient.Error
	var blocked *notify.BlockedError
	code, remedy = exitFailure, cure(err)
	switch {
	case err == nil:
		code = exitDone
	case errors.As(err, &known):
		code = known.code
	case errors.As(err, &bad):
		code = exitConfig
	case errors.As(err, &jira):
		code = exitJira
	case errors.As(err, &blocked):
		code, remedy = exitBlocked, remedy+"; nothing was sent"
	case errors.As(err, new(*notify.SenderError)):
		code, remedy = exitNotConfirmed, remedy+"; nothing was sent"
	case errors.Is(err, notify.ErrPhrase):
		code, remedy = exitNotConfirmed, "give exactly this phrase with --confirm; nothing was sent"
	}
	return code, remedy
}

// cure is the remedy that an error carries, or nothing.
func cure(err error) string {
	var e interface{ Remedy() string }
	if errors.As(err, &e) {
		return strings.TrimRight(e.Remedy(), ". ")
	}
	return ""
}

// fail says once what failed, why, and what to do next, and returns the exit code.
func (w world) fail(err error) int {
	code, remedy := judge(err)
	if err == nil {
		return code
	}
	prefix := "bulletin: "
	for text := range strings.SplitSeq(err.Error(), "\n") {
		if text = incident.CleanLine(text); text != "" {
			w.say("%s%s", prefix, text)
			prefix = "          "
		}
	}
	if remedy != "" {
		w.say("What to do: %s.", incident.CleanLine(remedy))
	}
	return code
}

// verdict is what a sent letter's receipt means for the one who ran the command. Err is what
// else went wrong; it never hides what became of the letter.
func verdict(r notify.Receipt, err error) error {
	all, accepted := len(r.Outcomes), r.Count(notify.Accepted)
	refused, unsent, unknown := r.Count(notify.Refused), r.Count(notify.Unsent), r.Count(notify.Unknown)
	rest := fmt.Sprintf("%d refused and %d unsent did not get it", refused, unsent)
	if r.Case() == notify.Partly {
		rest += "; \"bulletin resume\" sends the same letter to those alone who could still get it"
	}
	switch {
	case unknown > 0:
		return &failure{exitUnknown, because(fmt.Sprintf("the outcome is unknown for %d of %d: the mail server got the whole letter and gave no clear answer", unknown, all), r, err),
			"do not send it again; ask a recipient, or look for " + r.MessageID + " in the mail server's log, and then decide with \"bulletin resume\"" + others(r)}
	case accepted == 0 && err != nil && (r.Ended.IsZero() || r.Stop != nil && r.Stop.Step == notify.StepClaim): // it never came to a delivery
		return &failure{exitNotSent, err, cure(err)}
	case accepted == 0:
		return &failure{exitNotSent, because("nothing was sent", r, err),
			advice(r, "send the same letter again when the cause is mended")}
	case accepted < all:
		return &failure{exitPartly, because(fmt.Sprintf("%d of %d did not get it", all-accepted, all), r, err),
			advice(r, rest)}
	case err != nil:
		return &failure{exitUntold, because(fmt.Sprintf("%s was accepted for all %d, but that could not be written down or told", r.Notice, all), r, err),
			"do not send it again"}
	}
	return nil
}

// others speaks of those who certainly did not get a letter of which much is unknown.
func others(r notify.Receipt) string {
	n := r.Count(notify.Refused) + r.Count(notify.Unsent)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; the %d refused or unsent did not get it", n)
}

// because adds to a sentence why a delivery ended and what else went wrong.
func because(what string, r notify.Receipt, err error) error {
	if r.Stop != nil {
		what += ": at " + r.Stop.Error()
	}
	if err != nil {
		what += "\n" + err.Error()
	}
	return errors.New(what)
}

// advice is what mends the cause, as the delivery says it, and ours.
func advice(r notify.Receipt, ours string) string {
	if r.Stop == nil || r.Stop.Do == "" {
		return ours
	}
	return strings.TrimRight(r.Stop.Do, ". ") + "; " + ours
}
