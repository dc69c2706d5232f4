package main

import (
	"io"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
	"bulletin/tui/screen"
)

func templateListCommand(w world, file *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List every template and partial, and which of them serves",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return w.templateList(*file, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// shelvedTemplate is a template for a script.
type shelvedTemplate struct {
	Name     string `json:"name"`
	File     string `json:"file"`
	BuiltIn  bool   `json:"builtin"`
	Hidden   bool   `json:"hidden"`
	HiddenBy string `json:"hidden_by,omitempty"`
	Subject  string `json:"subject,omitempty"`
	Fault    string `json:"fault,omitempty"`
	Do       string `json:"do,omitempty"`
}

func (w world) templateList(file string, asJSON bool) error {
	b, err := w.bench(file)
	if err != nil {
		return err
	}
	all := shelved(b.Desk.Templates.List())
	if asJSON {
		return printJSON(w.out, all)
	}
	rows := [][]string{{"NAME", "FROM", "FILE", "STATE"}}
	for _, t := range all {
		from, state := "own", "serves"
		if t.BuiltIn {
			from = "built-in"
		}
		switch {
		case t.Fault != "":
			state = "broken: " + t.Fault + "; " + t.Do
		case t.Hidden:
			state = "hidden by " + t.HiddenBy
		}
		rows = append(rows, []string{t.Name, from, t.File, state})
	}
	width, _ := w.terminal(w.out)
	return columns(w.out, rows, width, 0)
}

// shelved is every template of a library, the house's own first.
func shelved(list []letters.Listed) []shelvedTemplate {
	all, serving := []shelvedTemplate{}, map[string]string{}
	for _, t := range list {
		if !t.Hidden {
			serving[t.Name] = t.File
		}
	}
	for _, t := range list {
		s := shelvedTemplate{Name: t.Name, File: t.File, BuiltIn: builtIn(t), Hidden: t.Hidden, Subject: t.Subject}
		if t.Hidden {
			s.HiddenBy = serving[t.Name]
		}
		if t.Fault != nil {
			s.Fault, s.Do = t.Fault.Error(), cure(t.Fault)
		}
		all = append(all, s)
	}
	return all
}

// columns writes aligned columns, all as wide as they are. On a terminal, whose width is
// above 0, the last is cut, and one column more where all would not leave it room.
func columns(to io.Writer, rows [][]string, width, shrink int) error {
	const gap, least = 2, 20
	wide, others := make([]int, len(rows[0])), 0
	for _, row := range rows {
		for i, cell := range row {
			row[i] = screen.Row(incident.CleanLine(cell))
			wide[i] = max(wide[i], ansi.StringWidth(row[i]))
		}
	}
	last := len(wide) - 1
	for _, n := range wide[:last] {
		others += n + gap
	}
	room := max(min(wide[shrink], least), wide[shrink]-max(0, others+least-width))
	for _, row := range rows {
		if width > 0 {
			row[shrink] = screen.Cut(row[shrink], room, "…")
			row[last] = screen.Cut(row[last], width-others+wide[shrink]-room, "…")
		}
	}
	return table(to, rows, 0)
}
