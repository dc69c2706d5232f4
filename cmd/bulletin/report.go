package main

import (
	"fmt"
	"strings"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// maxLines is up to how many recipients are told one by one where all goes well. Whoever
// did not get the letter is always named.
const maxLines = 20

// progress tells each new step on a terminal, and nothing to a script.
func (w world) progress() func(notify.Progress) {
	if _, terminal := w.terminal(w.err); !terminal {
		return nil
	}
	last := ""
	return func(p notify.Progress) {
		switch {
		case p.Step == notify.StepHold:
			w.say("leaves in %v; Ctrl-C takes it back", p.Left)
		case p.Step != last:
			w.say("%s (%d of %d)", incident.CleanLine(p.Step), p.Done, p.Total)
		}
		last = p.Step
	}
}

// report writes what became of the letter, and where the letter lies if it was written.
func (w world) report(asJSON bool, r notify.Receipt, letter string) error {
	if r.Ended.IsZero() {
		letter = ""
	}
	if asJSON {
		return printJSON(w.out, struct {
			notify.Receipt
			Letter string `json:"letter,omitempty"`
		}{r, letter})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d accepted, %d refused, %d unsent, %d unknown\n", letterOf(r),
		r.Count(notify.Accepted), r.Count(notify.Refused), r.Count(notify.Unsent), r.Count(notify.Unknown))
	for _, o := range r.Outcomes {
		if len(r.Outcomes) <= maxLines || o.State != notify.Accepted {
			fmt.Fprintln(&b, "  "+outcome(o))
		}
	}
	fmt.Fprintf(&b, "server: %s\ndigest: %s\nid: %s\n", incident.CleanLine(r.Server), r.Digest, r.ID)
	if letter != "" {
		fmt.Fprintf(&b, "letter: %s\n", letter)
	}
	_, err := fmt.Fprint(w.out, b.String())
	return err
}

// outcome is what became of the letter for one recipient, on one line.
func outcome(o notify.Outcome) string {
	said := o.Reply
	if o.QueueID != "" {
		said = "queue id " + o.QueueID
	}
	return incident.CleanLine(fmt.Sprintf("%-8s  %s  %s", o.State, o.Address, said))
}

// reportDry says what would have been sent.
func (w world) reportDry(s sending, m notify.Message) error {
	if s.json {
		f := factsOf(m)
		f.DryRun = true
		return printJSON(w.out, f)
	}
	_, err := fmt.Fprintf(w.out, "dry run, nothing was sent: %s would go to %s\ndigest: %s\n",
		m.Draft().Notice, counted(len(m.Envelope()), "recipient"), m.Digest())
	return err
}
