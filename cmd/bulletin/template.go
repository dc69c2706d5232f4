package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
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
	folder  string // of the house's own templates; empty: it has none
	example bool   // there is no config
}

// bench opens the config without a secret. Where nobody named one and the user has none, it
// is the example's.
func (w world) bench(file string) (*bench, error) {
	c, err := config.Load(file, config.Env(w.getenv), config.Without("smtp.password", "jira.token"))
	var bad *config.Error
	if file == "" && errors.As(err, &bad) {
		if _, none := os.Stat(bad.File); errors.Is(none, fs.ErrNotExist) {
			d, err := exampleDesk()
			return &bench{desk: &desk{Config: config.Config{Desk: d, Operator: "Example Desk"}}, example: true}, err
		}
	}
	if err != nil {
		return nil, err
	}
	return &bench{desk: &desk{Config: c}, folder: w.folder(c.File)}, nil
}

// folder is the templates folder that a config names, which has been found to be good.
func (w world) folder(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	var c struct{ Templates any }
	if yaml.Unmarshal(text, &c) != nil {
		return ""
	}
	if s, ok := c.Templates.(map[string]any); ok {
		c.Templates = s["folder"]
	}
	dir, _ := c.Templates.(string)
	rest, home := strings.CutPrefix(dir, "~/")
	switch {
	case dir == "" || filepath.IsAbs(dir):
		return dir
	case home:
		return filepath.Join(w.getenv("HOME"), rest)
	}
	return filepath.Join(filepath.Dir(file), dir)
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
	return d.jira.Incident(ctx, s.key)
}
