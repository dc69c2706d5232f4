package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
)

func exportCommand(w world, file *string) *cobra.Command {
	var format string
	var addresses bool
	c := &cobra.Command{
		Use:   "export KEY",
		Short: "Write an incident's whole story for the review afterwards",
		Long: "export writes every letter about an incident, with its words, when it left, who confirmed it and what\n" +
			"became of it, as Markdown or JSON. Addresses are left out unless they are asked for.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return w.export(c.Context(), *file, args[0], format, addresses)
		},
	}
	c.Flags().StringVar(&format, "format", "markdown", "the `FORMAT`: markdown or json")
	c.Flags().BoolVar(&addresses, "addresses", false, "name every recipient")
	return c
}

// exported is a letter of an incident's story.
type exported struct {
	notify.Receipt
	Text string `json:"text,omitempty"` // of the letter; empty where it is not kept here
}

func (w world) export(ctx context.Context, file, key, format string, addresses bool) error {
	if format != "markdown" && format != "json" {
		return usage("--format must be markdown or json%s", not(format))
	}
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	all, err := w.letters(ctx, d, key)
	if err != nil {
		return err
	}
	story := []exported{}
	for _, r := range all {
		if r.Test || !r.Told() {
			continue
		}
		e := exported{Receipt: r}
		if eml, err := d.journal.EML(r.Digest); err == nil {
			if m, err := notify.Kept(eml); err == nil {
				e.Text = m.Text()
			}
		}
		if !addresses { // they stand in more places than one
			e.Outcomes, e.Stop, e.Accepted = nil, nil, nil
		}
		story = append(story, e)
	}
	if format == "json" {
		return printJSON(w.out, story)
	}
	_, err = fmt.Fprint(w.out, markdown(incident.CleanLine(strings.ToUpper(key)), story, w.now()))
	return err
}

// markdown is a story for people: what was said to whom and when, oldest first.
func markdown(key string, story []exported, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What was told about %s\n\n%s, as of %s.\n", key, counted(len(story), "letter"), now.UTC().Format("2006-01-02 15:04 MST"))
	for _, e := range story {
		fmt.Fprintf(&b, "\n## %s: %s to %s\n\n", e.Began.UTC().Format("2006-01-02 15:04 MST"), telling(e.Receipt), clean(e.Audience))
		fmt.Fprintf(&b, "- Confirmed by %s\n- Outcome: %s\n", clean(e.By), outcomeOf(e.Receipt))
		if !e.NextUpdate.IsZero() {
			fmt.Fprintf(&b, "- Next update promised by %s\n", e.NextUpdate.UTC().Format("2006-01-02 15:04 MST"))
		}
		fmt.Fprintf(&b, "- Digest `%s`, letter `%s`\n", e.Digest.Short(), e.ID)
		for _, o := range e.Outcomes {
			fmt.Fprintf(&b, "- %s\n", outcome(o))
		}
		fmt.Fprintf(&b, "\n    %s\n\n", clean(e.Subject))
		for l := range strings.Lines(e.Text) {
			b.WriteString(strings.TrimRight("    "+incident.Clean(l), " \n") + "\n")
		}
		if e.Text == "" {
			b.WriteString("Its words are not kept on this machine.\n")
		}
	}
	return b.String()
}

// clean is a text of the journal or of Jira on one line.
func clean(s string) string { return incident.CleanLine(s) }
