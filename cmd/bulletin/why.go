package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
)

func whyCommand(w world, file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "why ADDRESS [KEY]",
		Short: "Say on which lists an address stands, and which letters it gets",
		Long: "why answers the reader who asks why a mail came: every audience and list by which the address gets letters.\n" +
			"With an incident's KEY it says which of them apply to it, and which letters about it went there.",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error { return w.why(c.Context(), *file, args) },
	}
}

func (w world) why(ctx context.Context, file string, args []string) error {
	a, err := notify.ParseAddress(args[0])
	if err != nil {
		return usage("%s", err)
	}
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	var in *incident.Incident
	var story []notify.Receipt
	if len(args) > 1 {
		found, err := d.jira.Incident(ctx, args[1])
		if err != nil {
			return err
		}
		if story, err = d.journal.Story(found.ID); err != nil {
			return err
		}
		w.warn(found)
		in = &found
	}
	var b strings.Builder
	for _, r := range d.Desk.Why(a, in) {
		if r.Audience == "" {
			r.Audience = "no audience"
		}
		fmt.Fprintf(&b, "%s: by the list %s (%s)%s\n", r.Audience, r.List, r.Field, applies(r, in != nil))
	}
	if b.Len() == 0 {
		fmt.Fprintf(&b, "%s stands on no list.\n", a.Mail())
	}
	for _, r := range story {
		for _, o := range r.Outcomes {
			if strings.EqualFold(o.Address, a.Mail()) {
				fmt.Fprintf(&b, "%s %s: %s\n", r.Began.UTC().Format("2006-01-02 15:04 MST"), letterOf(r), outcome(o))
			}
		}
	}
	_, err = fmt.Fprint(w.out, b.String())
	return err
}

// applies is for which incidents a list applies.
func applies(r notify.Reason, one bool) string {
	if len(r.When) == 0 {
		return ""
	}
	var values []string
	for _, field := range slices.Sorted(maps.Keys(r.When)) {
		values = append(values, field+" is "+r.When[field])
	}
	words := ", where " + strings.Join(values, " and ")
	if one && !r.Applies {
		words += ": not this incident"
	}
	return words
}
