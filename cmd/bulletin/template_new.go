package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bulletin/notify/incident"
)

func templateNewCommand(w world, file *string) *cobra.Command {
	var markdown bool
	var from string
	c := &cobra.Command{
		Use:   "new NAME",
		Short: "Write a template to start from",
		Long: "new writes a template that works at once: start, start.customers, start.customers.fr, or _footer for a\n" +
			"partial. It lies in the config's templates folder, else in the current folder. No file is ever overwritten.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return w.templateNew(*file, args[0], from, markdown) },
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "write Markdown instead of HTML")
	c.Flags().StringVar(&from, "from", "", "begin with a copy of this `FILE` or name, such as builtin/start.html")
	return c
}

func (w world) templateNew(file, name, from string, markdown bool) error {
	b, err := w.bench(file)
	if err != nil {
		return err
	}
	ext := ".html"
	if markdown {
		ext = ".md"
	}
	if own := strings.ToLower(filepath.Ext(name)); own == ".html" || own == ".md" {
		ext, name = own, name[:len(name)-len(own)]
	}
	if !plainName.MatchString(name) {
		return usage("%q is no name for a template; write it as start, start.customers, start.customers.fr or _footer", name)
	}
	if err := b.serves(name); err != nil {
		return err
	}
	var text string
	if from == "" {
		text, err = starter(name, ext)
	} else if s, missing := b.found(from); missing == nil {
		ext, text = strings.ToLower(filepath.Ext(s.name)), s.text
	} else {
		err = missing
	}
	if err != nil {
		return err
	}
	path := filepath.Join(b.Desk.Templates.Dir(), name+ext)
	if err := create(path, text); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w.out, path); err != nil {
		return err
	}
	command := "bulletin template "
	if file != "" {
		command = "bulletin --config " + quoted(file) + " template "
	}
	if b.Desk.Templates.Dir() == "" {
		w.say("No config names a templates folder; letters use this file when templates in the config names its folder.")
	}
	w.say("Next: change the file, then\n  %slint %s", command, quoted(path))
	if !strings.HasPrefix(name, "_") {
		w.say("  %srender %s", command, quoted(path))
	}
	return nil
}

var (
	plainName = regexp.MustCompile(`^_?[A-Za-z0-9][A-Za-z0-9._-]*$`)
	tongue    = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$`)
)

// serves says why no letter looks for a name: its stage or its readers are not known.
func (b *bench) serves(name string) error {
	stage, who, _ := strings.Cut(name, ".")
	if stages := b.Desk.AllStages(); !strings.HasPrefix(name, "_") && !b.staged(name) {
		return usage("the name %s begins with no stage; the stages are %s%s", name, join(stages), nearest(stage, strings.Split(join(stages), ", ")))
	}
	looks := func(a incident.Audience) bool { return b.looks(strings.ToLower(name), stage, a, false) }
	if b.example || slices.ContainsFunc(b.Desk.Audiences, looks) { // whoever has no config has no audiences yet
		return nil
	}
	known := []string{incident.External.String(), incident.Internal.String()}
	for _, a := range b.Desk.Audiences {
		known = append(known, a.Name)
	}
	who, _, _ = strings.Cut(who, ".")
	return usage("in the name %s, %q is no audience, no exposure and no language; known are %s%s", name, who, join(known), nearest(who, known))
}

// create writes a file that was not there.
func create(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &failure{exitUsage, fmt.Errorf("%s is there already, and is left as it is", path), "choose another name, or move it away"}
	}
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return nil
}

//go:embed starter
var starters embed.FS

// starter is a template to begin with.
func starter(name, ext string) (string, error) {
	kind := "letter"
	if strings.HasPrefix(name, "_") {
		kind = "partial"
	}
	stage, _, _ := strings.Cut(name, ".")
	facts, last := "facts", "next"
	if incident.Stage(stage).Over() {
		facts, last = "closed", "contact"
	}
	text, err := starters.ReadFile("starter/" + kind + ext)
	return strings.NewReplacer("{name}", name, "{facts}", facts, "{last}", last).Replace(string(text)), err
}
