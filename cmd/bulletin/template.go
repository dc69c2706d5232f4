package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/cmd/bulletin/config"
	"bulletin/notify/incident"
)

func templateCommand(w world, file *string) *cobra.Command {
	c := &cobra.Command{
		Use:   "template",
		Short: "Write, check and try letter templates",
		Long: "template is the workbench for whoever writes letters. Nothing here sends one. With a config its templates,\n" +
			"names and audiences hold; without one the built-in letters and an example.\n\n" +
			`"bulletin help templates" begins with a letter in five minutes.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(templateListCommand(w, file), templateShowCommand(w, file), templateLintCommand(w, file),
		templateRenderCommand(w, file), templateFieldsCommand(w, file), templateNewCommand(w, file))
	return c
}

// bench is a desk for whoever writes templates: that of the config, or an example.
type bench struct {
	*desk
	example bool              // there is no config
	shelves map[string]*shelf // the folders that have been read
}

// bench opens the config without a secret. Where nobody named one and the user has none, it
// is the example's.
func (w world) bench(file string) (*bench, error) {
	b := &bench{shelves: map[string]*shelf{}}
	c, err := config.Load(file, config.Env(w.getenv), config.Without("smtp.password", "jira.token"))
	var bad *config.Error
	if file == "" && errors.As(err, &bad) {
		if _, none := os.Stat(bad.File); errors.Is(none, fs.ErrNotExist) {
			c.Operator, b.example = "Example Desk", true
			c.Desk, err = exampleDesk()
		}
	}
	b.desk = &desk{Config: c}
	return b, err
}

// source is where an incident comes from: Jira, a file, or nowhere.
type source struct{ key, file string }

func (s *source) flags(c *cobra.Command) {
	c.Flags().StringVar(&s.key, "issue", "", "read the incident of this `KEY` from Jira")
	c.Flags().StringVar(&s.file, "issue-file", "",
		"read it from a `FILE`: Jira's answer to GET /rest/api/2/issue/KEY?expand=renderedFields,names,schema")
}

// given reports that there is an incident to be read.
func (s source) given() bool { return s.key != "" || s.file != "" }

// incident reads the incident of the flags.
func (w world) incident(ctx context.Context, config string, s source) (incident.Incident, error) {
	if s.key != "" && s.file != "" {
		return incident.Incident{}, usage("give --issue or --issue-file, not both")
	}
	if s.file != "" {
		return recordedIn(s.file)
	}
	d, err := w.open(config, "smtp.password")
	if err != nil {
		return incident.Incident{}, err
	}
	in, err := d.jira.Incident(ctx, s.key)
	w.warn(in)
	return in, err
}

// readers are the audiences, those first of whom most care must be taken: customers, then who
// else is external.
func (b *bench) readers() []incident.Audience {
	all := slices.Clone(b.Desk.Audiences)
	rank := func(a incident.Audience) int {
		switch {
		case a.Name == "customers":
			return 0
		case a.Exposure == incident.External:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(x, y incident.Audience) int { return rank(x) - rank(y) })
	return all
}

// reader is the first audience whose letters take a template of this name: one that no closer
// template of the house serves, else any that looks for the name.
func (b *bench) reader(key string) incident.Audience {
	stage, _, _ := strings.Cut(key, ".")
	all := b.readers()
	for _, closest := range []bool{true, false} {
		for _, a := range all {
			if b.looks(key, stage, a, closest) {
				return a
			}
		}
	}
	return all[len(all)-1]
}

// looks reports that an audience, or those of them who read the name's language, look for the
// name, and that they find nothing of the house before it.
func (b *bench) looks(key, stage string, a incident.Audience, closest bool) bool {
	last := key[strings.LastIndexByte(key, '.')+1:]
	if _, who := b.Desk.Audience(last); last != key && !who && tongue.MatchString(last) {
		a.Language = last
	}
	for _, s := range b.Desk.Templates.Steps(incident.Stage(stage), a) {
		if s.Name == key {
			return true
		}
		if closest && s.File != "" && !s.Builtin {
			return false
		}
	}
	return false
}
