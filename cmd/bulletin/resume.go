package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// resuming is a resume command's line.
type resuming struct {
	id, confirm               string
	send, arrived, drop, json bool
}

func resumeCommand(w world, file *string) *cobra.Command {
	var s resuming
	c := &cobra.Command{
		Use:   "resume [ID]",
		Short: "Settle letters that were cut off, are unknown, or reached only some",
		Long: "resume lists the letters that need a person, with what is known of them. With an ID it takes the\n" +
			"decision: --send sends the very same bytes to those who could still get them, --arrived says that an\n" +
			"unknown letter arrived, --drop that it is not to be sent any more. Each must be confirmed by its phrase,\n" +
			"which the list names. Nothing is ever sent again by itself.\n\n" + topic("exit-codes"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				s.id = args[0]
			}
			return w.resume(c.Context(), *file, s)
		},
	}
	f := c.Flags()
	f.BoolVar(&s.send, "send", false, "send the same letter to those who could still get it")
	f.BoolVar(&s.arrived, "arrived", false, "you know that it arrived")
	f.BoolVar(&s.drop, "drop", false, "it is not to be sent any more")
	f.StringVar(&s.confirm, "confirm", "", "the decision's `PHRASE`")
	f.BoolVar(&s.json, "json", false, "print JSON")
	c.MarkFlagsMutuallyExclusive("send", "arrived", "drop")
	return c
}

func (w world) resume(ctx context.Context, file string, s resuming) error {
	deciding := s.send || s.arrived || s.drop
	switch {
	case deciding && s.id == "":
		return usage("name the letter by its ID, as \"bulletin resume\" lists it")
	case s.id != "" && !deciding:
		return usage("say what is to become of it: --send, --arrived or --drop; \"bulletin show %s\" shows it", incident.CleanLine(s.id))
	}
	var unread []string
	if !s.send {
		unread = []string{"smtp.password"}
	}
	d, err := w.open(file, unread...)
	if err != nil {
		return err
	}
	if !deciding {
		return w.listOpen(d, s.json)
	}
	w.catchUp(ctx, d)
	r, err := d.journal.Receipt(s.id)
	if err != nil {
		return err
	}
	if r.Case() == notify.Closed {
		return &failure{exitFailure, fmt.Errorf("%s needs no decision", r.Notice), "\"bulletin resume\" lists the letters that do"}
	}
	if s.send {
		return w.sendRest(ctx, d, r, s)
	}
	decision := notify.Dropped
	if s.arrived {
		decision = notify.Arrived
		if r.Case() != notify.InDoubt {
			return usage("--arrived is for letters of which nobody knows whether they arrived")
		}
	}
	if err := d.post.Decide(ctx, r, decision, s.confirm, d.Operator); err != nil {
		return err
	}
	w.say("Written down: %s, %s, by %s.", r.Notice, decision, d.Operator)
	return nil
}

// sendRest sends the kept bytes to those who could still get them.
func (w world) sendRest(ctx context.Context, d *desk, r notify.Receipt, s resuming) error {
	in, err := d.jira.Incident(ctx, r.Key)
	if err != nil {
		return err
	}
	w.warn(in)
	told, _, err := d.told(in)
	if err != nil {
		return err
	}
	eml, err := d.journal.EML(r.Digest)
	if err != nil {
		return err
	}
	m, err := told.Reopen(r, eml, in.Kept)
	if err != nil {
		return err
	}
	if err := d.post.Allows(ctx, m); err != nil {
		return err
	}
	approved, err := m.Approve(notify.Consent{Typed: s.confirm, By: d.Operator, At: w.now(), Warnings: true})
	if err != nil {
		return err
	}
	return w.dispatch(ctx, d, approved, s.json)
}

// dispatch sends an approved letter and reports what became of it.
func (w world) dispatch(ctx context.Context, d *desk, a notify.Approved, asJSON bool) error {
	r, err := d.deliver(ctx, a, w.progress())
	if told := w.report(asJSON, r, d.journal.Letter(r.Digest)); told != nil {
		err = errors.Join(err, fmt.Errorf("the outcome could not be printed: %w", told))
	}
	return verdict(r, err)
}

// listOpen shows the letters that need a person, and the commands that settle them.
func (w world) listOpen(d *desk, asJSON bool) error {
	told, err := d.journal.History()
	if told == nil {
		return err
	}
	if err != nil { // damage makes letters unknown; here they are
		w.say("warning: %s", incident.CleanLine(err.Error()))
	}
	open := told.Open()
	if asJSON {
		return printJSON(w.out, append([]notify.Receipt{}, open...))
	}
	if len(open) == 0 {
		_, err := fmt.Fprintln(w.out, "No letter needs you.")
		return err
	}
	var b strings.Builder
	for i, r := range open {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s  %s: %s\n", r.ID, incident.CleanLine(r.String()), standing(r))
		fmt.Fprintf(&b, "  confirmed %s by %s; Message-ID %s\n", r.Began.UTC().Format("2006-01-02 15:04:05 MST"), incident.CleanLine(r.By), incident.CleanLine(r.MessageID))
		if r.Stop != nil {
			fmt.Fprintf(&b, "  it ended at %s\n", incident.CleanLine(r.Stop.Error()))
		}
		for _, choice := range choices(r) {
			fmt.Fprintf(&b, "  bulletin resume %s %s\n", r.ID, choice)
		}
	}
	_, err = fmt.Fprint(w.out, b.String())
	return err
}

// catchUp tells Jira of letters that it does not know of yet, as far as it answers, and says what
// is amiss with them.
func (w world) catchUp(ctx context.Context, d *desk) {
	told, _ := d.journal.History() // what is damaged is said where it matters
	if _, err := d.post.CatchUp(ctx, told); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			w.say("warning: %s", incident.CleanLine(line))
		}
	}
}

// standing is what became of a letter, in a few words.
func standing(r notify.Receipt) string {
	words := map[notify.Case]string{notify.NotSent: "cut off, nobody got it", notify.InDoubt: "nobody knows whether it arrived", notify.Partly: "it reached only some"}
	var counts []string
	for _, s := range []notify.State{notify.Accepted, notify.Refused, notify.Unsent, notify.Unknown} {
		if n := r.Count(s); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, s))
		}
	}
	all := strings.Join(counts, ", ")
	switch {
	case r.Leaving:
		return "leaving at this moment"
	case words[r.Case()] != "":
		return words[r.Case()] + " (" + all + ")"
	case r.Decided != "":
		return fmt.Sprintf("%s; %s said %s", all, incident.CleanLine(r.DecidedBy), r.Decided)
	}
	return all
}

// choices are the flags of the decisions that a letter allows.
func choices(r notify.Receipt) []string {
	var out []string
	n := r.Count(notify.Unsent) + r.ForNow()
	if r.Decided != notify.Arrived {
		n += r.Count(notify.Unknown)
	}
	if n > 0 {
		out = append(out, "--send --confirm "+quoted(fmt.Sprintf("%s again to %d", r.Key, n)))
	}
	if r.Case() == notify.InDoubt {
		out = append(out, "--arrived --confirm "+quoted(r.Phrase(notify.Arrived)))
	}
	return append(out, "--drop --confirm "+quoted(r.Phrase(notify.Dropped)))
}
