package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
)

func historyCommand(w world, file *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "history KEY",
		Short: "List every letter about an incident, and what became of it",
		Long: "history lists the letters that left from this machine, with what became of each recipient's, and those\n" +
			"that other consoles have recorded in Jira. Where Jira does not answer it lists the first alone, and says so.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return w.history(c.Context(), *file, args[0], asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (w world) history(ctx context.Context, file, key string, asJSON bool) error {
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	all, err := w.letters(ctx, d, key)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(w.out, append([]notify.Receipt{}, all...))
	}
	if len(all) == 0 {
		_, err := fmt.Fprintf(w.out, "No letter about %s is known.\n", incident.CleanLine(key))
		return err
	}
	lines := [][]string{{"ID", "WHEN", "LETTER", "AUDIENCE", "BY", "OUTCOME"}}
	for _, r := range all {
		lines = append(lines, []string{string(r.ID), r.Began.UTC().Format("2006-01-02 15:04 MST"), telling(r), r.Audience, r.By, outcomeOf(r)})
	}
	width, _ := w.terminal(w.out)
	return table(w.out, lines, width)
}

// telling is the letter's stage, and what is special about it.
func telling(r notify.Receipt) string {
	words := r.Telling()
	switch {
	case r.Test:
		words += ", test"
	case r.Resumes != "":
		words += ", the rest"
	}
	if r.Unclaimed {
		words += ", without a claim"
	}
	return words
}

// letterOf names a letter, and says what is special about it: "start of OPS-101 for staff, test".
func letterOf(r notify.Receipt) string {
	return clean(r.String() + strings.TrimPrefix(telling(r), r.Telling()))
}

// outcomeOf is what became of a letter, and where that is known from.
func outcomeOf(r notify.Receipt) string {
	words := standing(r)
	switch {
	case r.Elsewhere:
		words += "; from another machine"
	case r.Told() && !r.Recorded && !r.Test:
		words += "; not recorded in Jira"
	}
	return incident.CleanLine(words)
}

// letters are all that are known about an incident, oldest first: whole ones of this machine,
// and summaries from Jira. A Jira that does not answer costs the latter.
func (w world) letters(ctx context.Context, d *desk, key string) ([]notify.Receipt, error) {
	own, err := d.journal.History()
	if err != nil {
		w.say("warning: %s", incident.CleanLine(err.Error()))
	}
	in, err := d.jira.Client.Incident(ctx, key)
	if err != nil {
		w.say("warning: only this machine's letters are listed: %s", incident.CleanLine(err.Error()))
		for id, all := range own {
			for _, r := range all {
				if strings.EqualFold(r.Key, strings.TrimSpace(key)) {
					return d.journal.Story(id)
				}
			}
		}
		return nil, nil
	}
	all, _, err := d.told(in) // damage has been told of
	if all == nil {
		return nil, err
	}
	return all[in.ID], nil
}
