package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
)

func showCommand(w world, file *string) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show a letter that was sent: its receipt, its text, or its very bytes",
		Long: "show prints what the journal keeps of a letter. The first digits of its ID will do; \"bulletin history KEY\"\n" +
			"lists them. The bytes are compared with the digest under which they were approved before they are shown.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return w.show(*file, args[0], format) },
	}
	c.Flags().StringVar(&format, "format", "receipt", "the `FORMAT`: receipt, json, text, html, or eml for all bytes")
	return c
}

func (w world) show(file, id, format string) error {
	if formats := []string{"receipt", "json", "text", "html", "eml"}; !slices.Contains(formats, format) {
		return usage("--format must be one of %s%s", join(formats), not(format))
	}
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	r, err := d.journal.Receipt(id)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		return printJSON(w.out, r)
	case "receipt":
		return w.showReceipt(r, d.journal.Letter(r.Digest))
	}
	eml, err := d.journal.EML(r.Digest)
	if err != nil {
		return err
	}
	m, err := notify.Kept(eml)
	if err != nil {
		return err
	}
	return w.write(part(m, format))
}

// showReceipt is a letter's whole story as text.
func (w world) showReceipt(r notify.Receipt, path string) error {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-12s %s\n", label+":", clean(text))
		}
	}
	line("letter", letterOf(r))
	line("id", string(r.ID))
	line("subject", r.Subject)
	line("confirmed", r.Began.UTC().Format("2006-01-02 15:04:05 MST")+" by "+r.By)
	if !r.Ended.IsZero() {
		line("ended", r.Ended.UTC().Format("2006-01-02 15:04:05 MST"))
	}
	line("server", r.Server)
	if r.Stop != nil {
		line("stopped at", r.Stop.Error())
	}
	line("outcome", outcomeOf(r))
	for _, a := range r.Accepted {
		line("accepted", "the warning "+a.Where+": "+a.What)
	}
	line("resumes", string(r.Resumes))
	line("corrects", string(r.Corrects))
	line("message-id", r.MessageID)
	line("digest", string(r.Digest))
	line("kept as", path)
	for _, o := range r.Outcomes {
		fmt.Fprintln(&b, "  "+outcome(o))
	}
	_, err := fmt.Fprint(w.out, b.String())
	return err
}
