package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"bulletin/notify"
)

func previewCommand(w world, file *string) *cobra.Command {
	a := ask{config: file}
	var format string
	var asJSON, open bool
	c := &cobra.Command{
		Use:   "preview KEY --stage STAGE --audience AUDIENCE",
		Short: "Show a letter exactly as it would leave",
		Long: "preview prints a part of the very bytes that would leave, and tells on the error output the letter's\n" +
			"digest, its findings, and the command line that sends exactly this letter.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a.key = args[0]
			return w.preview(c.Context(), a, format, asJSON, open)
		},
	}
	a.flags(c)
	c.Flags().StringVar(&format, "format", "text", formatUsage)
	c.Flags().BoolVar(&open, "open", false, openUsage)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// What preview and template render say of their flags.
const (
	formatUsage = "the `FORMAT`: text, html, or eml for all bytes"
	openUsage   = "open the HTML part in a browser too"
)

func formatOK(format string) error {
	if formats := []string{"text", "html", "eml"}; !slices.Contains(formats, format) {
		return usage("--format must be one of %s%s", join(formats), not(format))
	}
	return nil
}

// part is a message in one of the formats.
func part(m notify.Message, format string) string {
	return map[string]string{"text": m.Text(), "html": m.HTML(), "eml": m.EML()}[format]
}

func (w world) preview(ctx context.Context, a ask, format string, asJSON, open bool) error {
	if err := formatOK(format); err != nil {
		return err
	}
	d, err := w.open(*a.config, "smtp.password")
	if err != nil {
		return err
	}
	m, err := w.compose(ctx, d, a)
	if err != nil {
		return err
	}
	warnings := m.Draft().Count(notify.Warn)
	if open {
		if err := w.look(m.HTML(), m.Images()); err != nil {
			return err
		}
	}
	if asJSON {
		f := factsOf(m)
		f.Send, f.AcceptWarnings, f.Format, f.Content = w.command(a, m), warnings > 0, format, part(m, format)
		return printJSON(w.out, f)
	}
	if err := w.write(part(m, format)); err != nil {
		return err
	}
	w.say("\ndigest: %s", m.Digest())
	w.say("recipients: %d", len(m.Envelope()))
	if warnings > 0 {
		w.say("warnings: %d; to send it all the same, add --accept-warnings", warnings)
	}
	w.say("send exactly this letter within the hour:\n%s", w.command(a, m))
	return nil
}
