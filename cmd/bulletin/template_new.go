package main

import (
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
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".html", ".md":
		markdown, name = ext == ".md", strings.TrimSuffix(name, filepath.Ext(name))
	}
	if err := b.nameable(name); err != nil {
		return err
	}
	ext, text := ".html", starter(name, markdown)
	if from != "" {
		s, err := b.found(from)
		if err != nil {
			return err
		}
		markdown, text = strings.EqualFold(filepath.Ext(s.name), ".md"), s.text
	}
	if markdown {
		ext = ".md"
	}
	path := filepath.Join(b.folder, name+ext)
	if err := create(path, text); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w.out, path); err != nil {
		return err
	}
	w.next(b, file, path)
	return nil
}

// next says what to do with a new template.
func (w world) next(b *bench, config, path string) {
	command := "bulletin"
	if config != "" {
		command += " --config " + quoted(config)
	}
	if b.folder == "" {
		w.say("No config names a templates folder; letters use this file when templates in the config names its folder.")
	}
	w.say("Next: change the file, then\n  %s template lint %s", command, quoted(path))
	if !strings.HasPrefix(filepath.Base(path), "_") {
		w.say("  %s template render %s", command, quoted(path))
	}
}

var (
	plainName = regexp.MustCompile(`^_?[A-Za-z0-9][A-Za-z0-9._-]*$`)
	tongue    = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$`)
)

// nameable refuses names by which no letter looks for a template.
func (b *bench) nameable(name string) error {
	if !plainName.MatchString(name) {
		return usage("%q is no name for a template; write it as start, start.customers, start.customers.fr or _footer", name)
	}
	return b.serves(name)
}

// serves says why no letter looks for a name: its stage or its readers are not known.
func (b *bench) serves(name string) error {
	stage, who, _ := strings.Cut(name, ".")
	if stages := b.Desk.AllStages(); !strings.HasPrefix(name, "_") && !slices.Contains(stages, incident.Stage(stage)) {
		return usage("the name %s begins with no stage; the stages are %s%s", name, join(stages), nearest(stage, strings.Split(join(stages), ", ")))
	}
	who, language, _ := strings.Cut(who, ".")
	known := []string{incident.External.String(), incident.Internal.String()}
	for _, a := range b.Desk.Audiences {
		known = append(known, a.Name)
	}
	reader := slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, who) })
	switch {
	case b.example: // whoever has no config has no audiences yet
	case who == "", reader && (language == "" || tongue.MatchString(language)):
	case language == "" && tongue.MatchString(who):
	default:
		return usage("in the name %s, %q is no audience, no exposure and no language; known are %s%s", name, who, join(known), nearest(who, known))
	}
	return nil
}

// create writes a file that was not there.
func create(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &failure{exitUsage, fmt.Errorf("%s is there already, and is left as it is", path), "choose another name, or move it away"}
	}
	if err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return nil
}

// starter is a template to begin with. What it explains stands in the front matter, for a
// comment in the body would leave with the letter.
func starter(name string, markdown bool) string {
	if strings.HasPrefix(name, "_") {
		if markdown {
			return "Questions? Write to [contact] and quote [issue.key].\n"
		}
		return "<p>Questions? Write to <a href=\"mailto:[contact]\">[contact]</a> and quote [issue.key].</p>\n"
	}
	stage, _, _ := strings.Cut(name, ".")
	facts, last := "facts", "next"
	if incident.Stage(stage).Over() {
		facts, last = "closed", "contact"
	}
	lines := starterHTML
	if markdown {
		lines = starterMarkdown
	}
	return strings.NewReplacer("{name}", name, "{facts}", facts, "{last}", last).Replace(starterFront + lines)
}

const starterFront = `---
# The template {name}. Lines with # between the hyphens are for you; they never leave.
# [name] is written as a value: "bulletin template fields" lists the names.
# [name!] must have one; [name?] takes its paragraph along when it is empty; [name?words] has words instead.
# [if name] leaves a paragraph or a row out where there is no value. [include name] puts a partial in.
# "bulletin help templates" says more.
subject: "[[service-status?Incident]] [components?]: [issue.summary] ([issue.key])"
---
`

const starterHTML = `<h1>[service-status?Incident]: [issue.summary]</h1>
<p>[message?]</p>
<h2>Impact</h2>
<p>[customer-description?We are finding out what the impact is.]</p>
<p>[if workaround]Until then: [workaround]</p>
[include {facts}]
[include {last}]
`

const starterMarkdown = `# [service-status?Incident]: [issue.summary]

[message?]

## Impact

[customer-description?We are finding out what the impact is.]

[if workaround]Until then: [workaround]

[include {facts}]

[include {last}]
`
