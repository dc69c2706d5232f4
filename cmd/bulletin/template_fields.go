package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"bulletin/notify/incident"
)

func templateFieldsCommand(w world, file *string) *cobra.Command {
	var from source
	var asJSON bool
	c := &cobra.Command{
		Use:   "fields",
		Short: "List the placeholders that a template can use, with a value of each",
		Long: "fields lists every placeholder as it is written, what it holds, and whether an external audience may be\n" +
			"shown it. The values are those of an issue; without one, of the filter's first incident, or of an example\n" +
			"where there is no config.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return w.templateFields(c.Context(), *file, from, asJSON) },
	}
	from.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// listedField is a placeholder for a script.
type listedField struct {
	Placeholder string `json:"placeholder"`
	Name        string `json:"name"`
	Label       string `json:"label,omitempty"`
	ID          string `json:"id,omitempty"`
	Kind        string `json:"kind"`
	Public      bool   `json:"public"`
	Example     string `json:"example"`
}

func (w world) templateFields(ctx context.Context, file string, from source, asJSON bool) error {
	b, err := w.bench(file)
	if err != nil {
		return err
	}
	in, at, err := w.specimen(ctx, b, file, from)
	if err != nil {
		return err
	}
	lasted, err := b.duration(in, b.external(), at)
	if err != nil {
		return err
	}
	fields := []listedField{}
	for _, k := range b.names(in, b.external(), at) {
		if k.Name == "duration" {
			k.Value.Texts = []string{lasted}
		}
		fields = append(fields, listedField{k.written(), k.Name, k.Value.Name, k.Value.ID, k.kind(), k.Public,
			incident.CleanLine(k.Value.String())})
	}
	if asJSON {
		return printJSON(w.out, fields)
	}
	w.say("values of %s: %s", in.Key, in.Summary)
	rows := [][]string{{"PLACEHOLDER", "KIND", "FOR", "EXAMPLE"}}
	for _, f := range fields {
		who := "internal"
		if f.Public {
			who = "everybody"
		}
		rows = append(rows, []string{f.Placeholder, f.Kind, who, f.Example})
	}
	width, _ := w.terminal(w.out)
	return columns(w.out, rows, width, 0)
}

// specimen is the incident of the flags, else the first of the filter, else the example.
func (w world) specimen(ctx context.Context, b *bench, file string, from source) (incident.Incident, time.Time, error) {
	if from.given() {
		in, err := w.incident(ctx, file, from)
		return in, w.now(), err
	}
	if b.example {
		return exampleIncident(b.Desk, w.now()), w.now(), nil
	}
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return incident.Incident{}, time.Time{}, err
	}
	p, err := d.jira.List(ctx)
	switch {
	case err != nil:
		return incident.Incident{}, time.Time{}, err
	case len(p.Incidents) == 0:
		w.say("%s The values are those of an example.", none(p))
		return exampleIncident(b.Desk, w.now()), w.now(), nil
	}
	in, err := d.jira.Incident(ctx, p.Incidents[0].Key)
	return in, w.now(), err
}

// external is the audience of whom care must be taken: customers, else the first that is
// external, else the first.
func (b *bench) external() incident.Audience {
	if a, ok := b.Desk.Audience("customers"); ok {
		return a
	}
	return b.exposed(incident.External)
}

// exposed is the first audience of an exposure, else the first.
func (b *bench) exposed(e incident.Exposure) incident.Audience {
	for _, a := range b.Desk.Audiences {
		if a.Exposure == e {
			return a
		}
	}
	if len(b.Desk.Audiences) == 0 {
		return incident.Audience{Name: "customers", Zone: time.UTC}
	}
	return b.Desk.Audiences[0]
}
