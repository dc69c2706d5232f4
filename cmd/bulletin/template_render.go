package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
)

// rendering is a render command's line.
type rendering struct {
	ask
	source
	template, format string
	open             bool
}

func templateRenderCommand(w world, file *string) *cobra.Command {
	r := rendering{ask: ask{config: file}}
	c := &cobra.Command{
		Use:   "render FILE|NAME",
		Short: "Fill a template and print the letter",
		Long: "render fills a template as the letter of its stage and prints it; what a reviewer would be told stands on\n" +
			"the error output. Without an issue the facts are an example's. With --at the same input gives the same\n" +
			"bytes at any time. The letters that have been sent count for nothing here, and nothing is sent.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			r.template = args[0]
			return w.templateRender(c.Context(), r)
		},
	}
	r.ask.flags(c)
	r.source.flags(c)
	c.Flags().Lookup("stage").Usage += " (default: that of the template's name)"
	c.Flags().Lookup("audience").Usage += " (default: one whom the template is for)"
	c.Flags().StringVar(&r.format, "format", "text", formatUsage)
	c.Flags().BoolVar(&r.open, "open", false, openUsage)
	return c
}

func (w world) templateRender(ctx context.Context, r rendering) error {
	if err := formatOK(r.format); err != nil {
		return err
	}
	b, err := w.bench(*r.config)
	if err != nil {
		return err
	}
	s, err := b.found(r.template)
	if err != nil {
		return err
	}
	if r.stage, err = b.stage(s, r.stage); err != nil {
		return err
	}
	if r.audience == "" {
		r.audience = b.reader(s.key).Name
	}
	o, err := w.order(b.desk, r.ask)
	if err != nil {
		return err
	}
	if r.given() {
		o.Incident, err = w.incident(ctx, *r.config, r.source)
	} else {
		o.Incident = exampleAt(b.Desk, o)
		b.everybody()
	}
	if err != nil {
		return err
	}
	draft, err := b.draft(s, o)
	if err != nil {
		return err
	}
	w.tell(draft.Findings)
	return w.rendered(draft, r)
}

// stage is the one that the letter is filled for.
func (b *bench) stage(s *sheet, given string) (string, error) {
	own, _, _ := strings.Cut(s.key, ".")
	switch {
	case given != "":
		return given, nil
	case b.staged(own):
		return own, nil
	case strings.HasPrefix(own, "_"):
		return "", usage("%s is a partial, and no letter; with --stage it is filled as if it were one", s.name)
	}
	return "", usage("the name %s says no stage; give one of %s with --stage", s.name, join(b.Desk.AllStages()))
}

// everybody lifts the conditions of the lists: an example goes to all of them.
func (b *bench) everybody() {
	b.Desk.Lists = maps.Clone(b.Desk.Lists)
	for name, l := range b.Desk.Lists {
		l.When = nil
		b.Desk.Lists[name] = l
	}
}

// beside are the places of findings that are not about the template: the history of letters,
// and whether one makes sense at all.
var beside = []string{"stage", "history", "context"}

// draft fills a template as the letter of an order: as the config names it, where it is the
// one that the letter would use.
func (b *bench) draft(s *sheet, o notify.Order) (notify.Draft, error) {
	a, _ := b.Desk.Audience(o.Audience)
	var err error
	if o.Template, err = s.Find(o.Stage, a); err != nil || o.Template.Name() != s.name {
		if o.Template, err = s.Parse(s.name, s.text, a); err != nil {
			return notify.Draft{}, &failure{exitBlocked, err, cure(err)}
		}
	}
	draft, err := b.Desk.Draft(o, notify.History{})
	draft.Findings = slices.DeleteFunc(draft.Findings, func(f notify.Finding) bool { return slices.Contains(beside, f.Where) })
	return draft, err
}

// rendered prints the letter. One that is blocked is printed to be looked at, but never whole.
func (w world) rendered(d notify.Draft, r rendering) error {
	content := map[string]string{"text": d.Letter.Text, "html": d.Letter.HTML}[r.format]
	blocked := d.Blocked()
	if blocked == nil {
		m, err := d.Compose()
		if err != nil {
			return fmt.Errorf("make a mail of the letter: %w", err)
		}
		content = part(m, r.format)
	}
	if err := w.write(content); err != nil {
		return err
	}
	if r.open && d.Letter.HTML != "" {
		if err := w.look(d.Letter.HTML, d.Letter.Images); err != nil {
			return err
		}
	}
	switch {
	case blocked != nil && r.format == "eml":
		return &failure{exitBlocked, blocked, cure(blocked) + "; --format text shows the letter all the same"}
	case blocked != nil:
		return &failure{exitBlocked, blocked, cure(blocked)}
	}
	w.say("\nsubject: %s", d.Letter.Subject)
	return nil
}
