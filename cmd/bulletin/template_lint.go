package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

func templateLintCommand(w world, file *string) *cobra.Command {
	var from source
	var strict, asJSON bool
	c := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Check templates without sending anything",
		Long: "lint tells what is wrong with templates: markup that programs read in different ways, placeholders that\n" +
			"are not known, date patterns, labels, includes, conditions, pictures. A folder stands for all templates in\n" +
			"it. Without an issue every custom field is taken as known; with one they are checked against Jira's.\n" +
			"The exit code is 0 where nothing is worse than a warning, 5 where something would block a letter.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return w.templateLint(c.Context(), *file, args, from, strict, asJSON)
		},
	}
	from.flags(c)
	c.Flags().BoolVar(&strict, "strict", false, "let no warning pass either")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// flaw is a finding about a template's source.
type flaw struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	What     string `json:"what"`
	Do       string `json:"do"`
}

func (w world) templateLint(ctx context.Context, config string, args []string, from source, strict, asJSON bool) error {
	b, err := w.bench(config)
	if err != nil {
		return err
	}
	files, err := spread(args)
	if err != nil {
		return err
	}
	var in *incident.Incident
	if from.given() {
		i, err := w.incident(ctx, config, from)
		if err != nil {
			return err
		}
		in = &i
	}
	flaws := []flaw{}
	for _, file := range files {
		s, err := b.found(file)
		switch {
		case err == nil:
			flaws = append(flaws, b.lint(s, in, w.now())...)
		case slices.Contains(args, file):
			return err
		default:
			flaws = append(flaws, flaw{incident.CleanLine(file), 1, 1, letters.Block.String(), incident.CleanLine(err.Error()), cure(err)})
		}
	}
	flaws = sorted(flaws)
	if asJSON {
		err = printJSON(w.out, struct {
			Templates int    `json:"templates"`
			Findings  []flaw `json:"findings"`
		}{len(files), flaws})
	} else {
		err = w.tellFlaws(flaws, len(files))
	}
	return cmp.Or(err, verdictOn(flaws, strict))
}

// spread puts the templates of a folder in its place.
func spread(args []string) ([]string, error) {
	var all []string
	for _, arg := range args {
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			all = append(all, arg)
			continue
		}
		before := len(all)
		entries, err := os.ReadDir(arg)
		for _, e := range entries {
			if ext := strings.ToLower(filepath.Ext(e.Name())); !e.IsDir() && slices.Contains([]string{".html", ".htm", ".md"}, ext) {
				all = append(all, filepath.Join(arg, e.Name()))
			}
		}
		if err == nil && len(all) == before {
			err = errors.New("the folder holds no .html and no .md file")
		}
		if err != nil {
			return nil, unread(arg, err)
		}
	}
	return all, nil
}

// tellFlaws writes one line for each, as compilers do.
func (w world) tellFlaws(flaws []flaw, templates int) error {
	var b strings.Builder
	for _, f := range flaws {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s; %s\n", f.File, f.Line, f.Column, f.Severity, f.What, f.Do)
	}
	if err := w.write(b.String()); err != nil {
		return err
	}
	w.say("%s, %s", counted(templates, "template"), counted(len(flaws), "finding"))
	return nil
}

// verdictOn is the error of flaws with which no letter should leave.
func verdictOn(flaws []flaw, strict bool) error {
	count := map[string]int{}
	for _, f := range flaws {
		count[f.Severity]++
	}
	const mend = "mend what is told above, and check again"
	switch blocks, warnings := count[letters.Block.String()], count[letters.Warn.String()]; {
	case blocks > 0:
		return &failure{exitBlocked, fmt.Errorf("%s would block a letter", counted(blocks, "finding")), mend}
	case strict && warnings > 0:
		return &failure{exitBlocked, fmt.Errorf("%s, and --strict lets none pass", counted(warnings, "warning")), mend}
	}
	return nil
}

// sorted are the flaws by file and place, each once: a partial stands in several letters.
func sorted(flaws []flaw) []flaw {
	slices.SortStableFunc(flaws, func(a, b flaw) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column, strings.Compare(a.What, b.What))
	})
	return slices.Compact(flaws)
}
