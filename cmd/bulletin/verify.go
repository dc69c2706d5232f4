package main

import (
	"context"
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
	report, err := d.journal.Verify()
	if err != nil {
		return err
	}
	var only notify.Receipt
	if id != "" {
		if only, err = d.journal.Receipt(id); only.ID == "" {
			return err
		}
	}
	wrong, known := faults(report, only.ID)
	doubted := inDoubt(report)
	if jira {
		disagree, err := w.compareWithJira(ctx, d, report, only)
		if err != nil {
			return fmt.Errorf("the journal was checked, but not compared with Jira: %w", err)
		}
		wrong = append(wrong, disagree...)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "journal: %s, %s\nhead: %s\n", counted(report.Records, "record"), counted(len(report.Letters), "letter"), report.Head)
	if id != "" {
		fmt.Fprintf(&b, "letter: %s\ndigest: %s\noutcome: %s\n", letterOf(only), only.Digest, outcomeOf(only))
	}
	for label, all := range map[string][]string{"acknowledged: ": known, "wrong: ": wrong} {
		for _, s := range all {
			fmt.Fprintln(&b, label+clean(s))
		}
	}
	for _, s := range doubted {
		fmt.Fprintln(&b, "unknown: "+clean(s))
	}
	if len(wrong) == 0 {
		fmt.Fprintln(&b, "all of it agrees")
	}
	if _, err := fmt.Fprint(w.out, b.String()); err != nil {
		return err
	}
	return verdictOf(report, wrong)
}

// verdictOf is what the faults mean for the one who ran the command.
func verdictOf(r journal.Report, wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	remedy := "find out what was sent, from the mail server's log and from Jira"
	for _, d := range r.Damage {
		if !d.Acknowledged {
			remedy += "; then \"bulletin verify --acknowledge\" lets letters be sent again"
			break
		}
	}
	return &failure{exitFailure, fmt.Errorf("%s found", counted(len(wrong), "fault")), remedy}
}

// faults are what is wrong with the journal, and what somebody knows of already.
func faults(r journal.Report, only notify.ID) (wrong, known []string) {
	for _, d := range r.Damage {
		if d.Acknowledged {
			known = append(known, d.String())
		} else {
			wrong = append(wrong, d.String())
		}
	}
	for _, k := range r.Letters {
		if k.Err != nil && (only == "" || only == k.ID) {
			wrong = append(wrong, fmt.Sprintf("%s (%s): %s", k.Receipt, k.ID, k.Err))
		}
	}
	return wrong, known
}

// inDoubt are the letters of which damage may hide what became of them.
func inDoubt(r journal.Report) []string {
	var all []string
	for _, k := range r.Letters {
		if len(r.Damage) > 0 && k.Case() == notify.InDoubt {
			all = append(all, fmt.Sprintf("%s  %s: %s", k.ID, k.Receipt, standing(k.Receipt)))
		}
	}
	return all
}

// compareWithJira says where Jira's marks and the journal disagree. The error says that Jira
// did not answer.
func (w world) compareWithJira(ctx context.Context, d *desk, report journal.Report, only notify.Receipt) ([]string, error) {
	if d.register == nil {
		return nil, nil
	}
	read := map[string]map[notify.ID]notify.Receipt{} // the marks, by incident
	var wrong []string
	for _, k := range report.Letters {
		r := k.Receipt
		if only.ID != "" && only.ID != r.ID {
			continue
		}
		if read[r.IncidentID] == nil {
			in, err := d.jira.Client.Incident(ctx, r.Key) // what is kept proves nothing
			if err != nil {
				return nil, err
			}
			read[r.IncidentID] = map[notify.ID]notify.Receipt{}
			marks, _ := d.register.Read(in)
			for _, m := range marks {
				read[r.IncidentID][m.ID] = m
			}
		}
		if s := disagree(r, read[r.IncidentID]); s != "" {
			wrong = append(wrong, fmt.Sprintf("%s (%s): %s", r, r.ID, s))
		}
	}
	return wrong, nil
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
