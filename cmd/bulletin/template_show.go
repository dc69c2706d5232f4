package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

func templateShowCommand(w world, file *string) *cobra.Command {
	a := ask{config: file}
	c := &cobra.Command{
		Use:   "show FILE|NAME, or show --stage STAGE --audience AUDIENCE",
		Short: "Print a template's source, or which template a letter uses and why",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if asked := a.stage != "" || a.audience != ""; asked == (len(args) == 1) {
				return usage("give a FILE or a NAME, or else --stage and --audience")
			}
			b, err := w.bench(*file)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return w.templateSteps(b, a)
			}
			s, err := b.found(args[0])
			if err != nil {
				return err
			}
			return w.write(s.text)
		},
	}
	c.Flags().StringVar(&a.stage, "stage", "", "the letter's `STAGE`")
	c.Flags().StringVar(&a.audience, "audience", "", "the letter's `AUDIENCE`")
	return c
}

// write prints a text: as it is for a script, harmless for a terminal.
func (w world) write(text string) error {
	if _, terminal := w.terminal(w.out); terminal {
		text = incident.Clean(text)
	}
	_, err := io.WriteString(w.out, text)
	return err
}

// templateSteps shows where a letter's template is looked for, and with which subject the
// found one begins.
func (w world) templateSteps(b *bench, a ask) error {
	o, err := w.order(b.desk, a)
	if err != nil {
		return err
	}
	who, _ := b.Desk.Audience(a.audience)
	rows := [][]string{{"", "NAME", "FROM", "FILE", ""}}
	var serving letters.Step
	for i, s := range b.Desk.Templates.Steps(o.Stage, who) {
		row := []string{fmt.Sprint(i + 1), s.Name, "own", s.File, ""}
		if s.Builtin {
			row[2] = "built-in"
		}
		switch {
		case s.File == "":
			row[3] = "-"
		case serving.File == "":
			serving, row[4] = s, "serves"
		default:
			row[4] = "too late"
		}
		rows = append(rows, row)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s for %s (%s, %s): the first of these that is there\n\n", o.Stage, who.Name, who.Exposure, who.Language)
	width, _ := w.terminal(w.out)
	if err := columns(&out, rows, width, 1); err != nil {
		return err
	}
	if serving.File == "" {
		_, err := b.Desk.Templates.Find(o.Stage, who)
		return &failure{exitConfig, err, `"bulletin template new ` + a.stage + `" writes one`}
	}
	out.WriteString("\n" + b.subject(o, serving))
	_, err = io.WriteString(w.out, out.String())
	return err
}

// subject says how the subject is written, and what it is in an example.
func (b *bench) subject(o notify.Order, serving letters.Step) string {
	written := "the usual one: [[service-status]] [components?]: [issue.summary] ([issue.key])"
	for _, t := range b.Desk.Templates.List() {
		if t.File == serving.File && t.Name == serving.Name && t.Subject != "" {
			written = t.Subject
		}
	}
	said := "subject: " + incident.CleanLine(written) + "\n"
	o.Incident = exampleAt(b.Desk, o)
	if draft, err := b.Desk.Draft(o, notify.History{}); err == nil && draft.Letter.Subject != "" {
		said += "such as: " + draft.Letter.Subject + "\n"
	}
	return said
}
