package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify"
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
	in, err := w.specimen(ctx, b, file, from)
	if err != nil {
		return err
	}
	names, err := b.names(in, b.readers()[0], w.now())
	if err != nil {
		return err
	}
	fields := listedFields(names)
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

// listedFields are names, the house's own before Jira's words. A field that has a name is not
// listed by its label too.
func listedFields(names []notify.Name) []listedField {
	fields, others := []listedField{}, []listedField{}
	named := map[string]bool{}
	for _, n := range names {
		named[n.ID] = named[n.ID] || !strings.HasPrefix(n.Name, "field|")
	}
	for _, n := range names {
		f := listedField{written(n), n.Name, n.Value.Name, n.ID,
			n.Kind.String(), !n.Internal, incident.CleanLine(n.String())}
		switch {
		case !foreign(n.Name):
			fields = append(fields, f)
		case !strings.HasPrefix(n.Name, "field|") || !named[n.ID]:
			others = append(others, f)
		}
	}
	return slices.Concat(fields, others)
}

// written is the placeholder as an author writes it.
func written(n notify.Name) string {
	name, label := n.Name, ""
	if foreign(n.Name) {
		name, _, _ = strings.Cut(n.Name, "|")
		label = "|" + n.Value.Name
	}
	pattern := map[incident.Kind]string{incident.Date: "|yyyy-MM-dd", incident.DateTime: "|yyyy-MM-dd HH:mm z"}[n.Kind]
	return "[" + name + pattern + label + "]"
}

// specimen is the incident of the flags, else the first of the filter, else the example.
func (w world) specimen(ctx context.Context, b *bench, file string, from source) (incident.Incident, error) {
	example := exampleIncident(b.Desk, w.now(), nil)
	switch {
	case from.given():
		return w.incident(ctx, file, from)
	case b.example:
		return example, nil
	}
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return example, err
	}
	p, err := d.jira.List(ctx, incident.Query{}, nil)
	switch {
	case err != nil:
		return example, err
	case len(p.Incidents) == 0:
		w.say("%s The values are those of an example.", none(p))
		return example, nil
	}
	return d.jira.Incident(ctx, p.Incidents[0].Key)
}
