package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
)

func verifyCommand(w world, file *string) *cobra.Command {
	var acknowledge, jira bool
	c := &cobra.Command{
		Use:   "verify [ID]",
		Short: "Check the journal, and every letter against its digest",
		Long: "verify reads the whole journal: every line against its hash and the line before, every letter's bytes and\n" +
			"every list of recipients against their digests. With an ID it looks at that letter alone, and also at what\n" +
			"Jira says of it. Its head is a hash that stands for all that was ever written: who has noted it can tell later\n" +
			"whether anything before it was changed. --acknowledge says that you have seen the damage there is: letters may\n" +
			"be sent again, and those that it made unknown stay so.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			id := ""
			if len(args) > 0 {
				id = args[0]
			}
			if acknowledge {
				return w.acknowledge(*file)
			}
			return w.verify(c.Context(), *file, id, jira || id != "")
		},
	}
	c.Flags().BoolVar(&acknowledge, "acknowledge", false, "you have seen the damage and know what was sent")
	c.Flags().BoolVar(&jira, "jira", false, "compare every letter with Jira too")
	return c
}

func (w world) verify(ctx context.Context, file, id string, jira bool) error {
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	var only notify.Receipt
	if id != "" {
		if only, err = d.journal.Receipt(id); err != nil {
			return err
		}
	}
	report, err := d.journal.Verify(only.ID)
	if err != nil {
		return err
	}
	wrong := faults(report)
	if jira {
		wrong = append(wrong, w.compareWithJira(ctx, d, only)...)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "journal: %s, %s\nhead: %s\n", counted(report.Records, "record"), counted(report.Letters, "letter"), report.Head)
	if id != "" {
		fmt.Fprintf(&b, "letter: %s\ndigest: %s\noutcome: %s\n", clean(only.String()), only.Digest, outcomeOf(only))
	}
	for _, s := range wrong {
		fmt.Fprintln(&b, "wrong: "+clean(s))
	}
	if len(wrong) == 0 {
		fmt.Fprintln(&b, "all of it agrees")
	}
	if _, err := fmt.Fprint(w.out, b.String()); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return &failure{exitFailure, fmt.Errorf("%s found", counted(len(wrong), "fault")),
			"find out what was sent, from the mail server's log and from Jira; then \"bulletin verify --acknowledge\" lets letters be sent again"}
	}
	return nil
}

func faults(r journal.Report) []string {
	var all []string
	for _, f := range r.Faults {
		all = append(all, f.Error())
	}
	for _, m := range r.Missing {
		all = append(all, fmt.Sprintf("%s (%s): %s", m.Receipt, m.ID, m.Err))
	}
	return all
}

// compareWithJira says where Jira's marks and the journal disagree.
func (w world) compareWithJira(ctx context.Context, d *desk, only notify.Receipt) []string {
	if d.register == nil {
		return nil
	}
	told, err := d.journal.History()
	if err != nil && !errors.As(err, new(*journal.Damage)) {
		return []string{err.Error()}
	}
	var wrong []string
	for _, all := range told {
		marks := map[notify.ID]notify.Receipt{}
		for i, r := range all {
			if only.ID != "" && r.IncidentID != only.IncidentID {
				continue
			}
			if i == 0 || len(marks) == 0 {
				in, err := d.jira.Incident(ctx, r.Key)
				if err != nil {
					wrong = append(wrong, err.Error())
					break
				}
				elsewhere, _ := d.register.Read(in)
				for _, m := range elsewhere {
					marks[m.ID] = m
				}
			}
			if s := disagree(r, marks); s != "" && (only.ID == "" || only.ID == r.ID) {
				wrong = append(wrong, fmt.Sprintf("%s (%s): %s", r, r.ID, s))
			}
		}
	}
	return wrong
}

// disagree says what Jira's mark of a letter says otherwise.
func disagree(r notify.Receipt, marks map[notify.ID]notify.Receipt) string {
	m, known := marks[r.ID]
	switch {
	case r.Test || !known && (!r.Told() || !r.Recorded):
		return ""
	case !known:
		return "Jira has no mark of it any more"
	case !r.Told():
		return "Jira has a mark of it, and it left for nobody"
	case m.Digest != r.Digest:
		return "Jira's mark has the digest " + m.Digest.Short() + ", the journal " + r.Digest.Short()
	}
	for _, s := range []notify.State{notify.Accepted, notify.Refused, notify.Unsent, notify.Unknown} {
		if m.Count(s) != r.Count(s) {
			return fmt.Sprintf("Jira's mark says %d %s, the journal %d", m.Count(s), s, r.Count(s))
		}
	}
	return ""
}

func (w world) acknowledge(file string) error {
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	if err := d.journal.Acknowledge(d.Operator, w.now()); err != nil {
		return err
	}
	w.say("Written down: %s has seen what is damaged in the journal.", incident.CleanLine(d.Operator))
	return nil
}
