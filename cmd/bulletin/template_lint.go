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
	sheets, err := b.sheets(args)
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
	for _, s := range sheets {
		flaws = append(flaws, b.lint(s, in, w.now())...)
	}
	flaws = sorted(flaws)
	if asJSON {
		err = printJSON(w.out, struct {
			Templates int    `json:"templates"`
			Findings  []flaw `json:"findings"`
		}{len(sheets), flaws})
	} else {
		err = w.tellFlaws(flaws, len(sheets))
	}
	return cmp.Or(err, verdictOn(flaws, strict))
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
	return slices.CompactFunc(flaws, func(a, b flaw) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.What == b.What
	})
}

// sheets are the templates of files, names and folders.
func (b *bench) sheets(args []string) ([]*sheet, error) {
	var all []*sheet
	for _, arg := range args {
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			s, err := b.found(arg)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
			continue
		}
		files, err := templatesIn(arg)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			s, err := b.found(file)
			if err != nil {
				s = &sheet{name: file, fault: err}
			}
			all = append(all, s)
		}
	}
	return all, nil
}

// templatesIn are the templates of a folder.
func templatesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, unread(folder, err)
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && isTemplate(e.Name()) {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, unread(folder, errors.New("the folder holds no .html and no .md file"))
	}
	return files, nil
}

// reader is an audience that gets the letters of a name: one that it names, else an external
// one that no closer template of the house serves, else an internal one.
func (b *bench) reader(key string) incident.Audience {
	stage, who, _ := strings.Cut(key, ".")
	who, _, _ = strings.Cut(who, ".")
	for _, a := range b.Desk.Audiences {
		if strings.EqualFold(a.Name, who) {
			return a
		}
	}
	if who == incident.Internal.String() {
		return b.exposed(incident.Internal)
	}
	for _, a := range slices.Concat([]incident.Audience{b.external()}, b.Desk.Audiences) {
		if a.Exposure == incident.External && (strings.HasPrefix(key, "_") || b.reaches(key, stage, a)) {
			return a
		}
	}
	return b.exposed(incident.Internal)
}

// reaches reports that no own template goes before this one for an audience, or for those of
// them who read its language.
func (b *bench) reaches(key, stage string, a incident.Audience) bool {
	if last := key[strings.LastIndexByte(key, '.')+1:]; last != key && tongue.MatchString(last) {
		a.Language = last
	}
	for _, s := range b.Desk.Templates.Steps(incident.Stage(stage), a) {
		if s.Name == key {
			return true
		}
		if s.File != "" && !s.Builtin {
			return false
		}
	}
	return false
}
