package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
)

func claimsCommand(w world, file *string) *cobra.Command {
	var takeOver, confirm string
	c := &cobra.Command{
		Use:   "claims KEY",
		Short: "Show which consoles are writing or sending about an incident",
		Long: "claims lists what other consoles have said in Jira that they are doing about an incident. A claim has no end of\n" +
			"its own: where a console has died with one, and its owner cannot settle the letter with \"bulletin resume\" on that\n" +
			"machine, --take-over takes the claim away. Ask them first: if they are sending after all, both letters leave.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return w.claims(c.Context(), *file, args[0], takeOver, confirm)
		},
	}
	c.Flags().StringVar(&takeOver, "take-over", "", "take away the claim of this `ID`")
	c.Flags().StringVar(&confirm, "confirm", "", "the `PHRASE` for that, such as 'OPS-101 take over'")
	return c
}

func (w world) claims(ctx context.Context, file, key, takeOver, confirm string) error {
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	if d.register == nil {
		return &failure{exitUsage, errors.New("consoles do not see one another: jira.record is false, or this is a drill"), "set jira.record to true in " + d.File}
	}
	in, err := d.jira.Client.Incident(ctx, key) // what is kept says nothing of now
	if err != nil {
		return err
	}
	_, all := d.register.Read(in)
	var b strings.Builder
	for _, c := range all {
		if takeOver != "" && string(c.ID) == takeOver {
			if phrase := in.Key + " take over"; confirm != phrase {
				return fmt.Errorf("%w: type %q", notify.ErrPhrase, phrase)
			}
			if d.post.May != nil { // after it both letters may leave
				if err := d.post.May(ctx); err != nil {
					return err
				}
			}
			if err := d.register.TakeOver(ctx, in.ID, c.Property); err != nil {
				return err
			}
			w.say("Taken over: %s.", clean(c.String()))
			return nil
		}
		fmt.Fprintf(&b, "%-12s  %s\n", c.ID, c)
	}
	switch {
	case takeOver != "":
		return &failure{exitFailure, fmt.Errorf("there is no claim %q on %s", clean(takeOver), in.Key), "\"bulletin claims " + in.Key + "\" lists them"}
	case b.Len() == 0:
		fmt.Fprintf(&b, "Nobody else is writing or sending about %s.\n", in.Key)
	}
	_, err = fmt.Fprint(w.out, b.String())
	return err
}
