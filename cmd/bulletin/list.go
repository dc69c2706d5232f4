package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/column"
	"bulletin/tui/screen"
)

func listCommand(w world, file *string) *cobra.Command {
	var asJSON, last bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the open incidents of the filter, and what is owed",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return w.list(c.Context(), *file, asJSON, last) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&last, "kept", false, "where Jira does not answer, print the list that is kept; the exit code says that it is old")
	return c
}

// list shows what Jira returned and what the journal says about it. A damaged journal costs
// only the column that comes from it.
func (w world) list(ctx context.Context, file string, asJSON, last bool) error {
	d, err := w.open(file, "smtp.password")
	if err != nil {
		return err
	}
	picture, down := d.jira.List(ctx, incident.Query{}, nil)
	if notify.Unreachable(down) {
		picture, down = w.lastList(d, last, down)
	}
	if down != nil && picture.At.IsZero() {
		return down
	}
	told, err := d.journal.History()
	if err != nil {
		w.say("warning: what is owed may be wrong: %s", incident.CleanLine(err.Error()))
	}
	for _, note := range picture.Notes {
		w.say("note: %s", incident.CleanLine(note))
	}
	if err := w.printList(picture, told, d.Columns, asJSON, down != nil); err != nil {
		return err
	}
	return down
}

func (w world) printList(p incident.Picture, told notify.History, columns []column.Column, asJSON, old bool) error {
	if asJSON {
		l := pictureJSON(p, told, columns, w.now())
		l.Kept = old
		return printJSON(w.out, l)
	}
	if len(p.Incidents) == 0 {
		_, err := fmt.Fprintln(w.out, none(p))
		return err
	}
	width, _ := w.terminal(w.out)
	return table(w.out, rows(p, told, columns, w.now()), width, limits(columns)...)
}

// none says what an empty list means: nothing without as whom, by what, and when.
func none(p incident.Picture) string {
	return incident.CleanLine(fmt.Sprintf("No incidents: as %s, by filter %s, at %s.",
		p.User.Name, p.Filter.Name, p.At.UTC().Format("2006-01-02 15:04 MST")))
}

// rows are the table's lines, the first its head. What is owed is owed now, of whenever the
// picture is. No columns means the usual ones.
func rows(p incident.Picture, told notify.History, columns []column.Column, now time.Time) [][]string {
	if columns == nil {
		columns = column.Usual()
	}
	head := make([]string, len(columns))
	for i, c := range columns {
		if head[i] = c.Title(); c.Field == column.Priority && c.Head == "" {
			head[i] = "PRIORITY"
		}
	}
	out := [][]string{head}
	for i := range p.Incidents {
		in := &p.Incidents[i]
		owed, row := told.Standing(*in, now), make([]string, len(columns))
		for n, c := range columns {
			text := c.Text(in, owed, now)
			if c.Field == column.Age && !in.Created.IsZero() {
				text = notify.Span(now.Sub(in.Created))
			}
			row[n] = screen.Row(incident.CleanLine(text))
		}
		out = append(out, row)
	}
	return out
}

// limits are the widths of the columns on a terminal; 0: what is usual.
func limits(columns []column.Column) []int {
	out := make([]int, len(columns))
	for i, c := range columns {
		if out[i] = c.Width; c.Field == column.Summary && c.Width == 0 {
			out[i] = 2 * maxColumn
		}
	}
	return out
}

// maxColumn keeps, on a terminal, one incident with many services from pushing all the
// summaries off the screen.
const maxColumn = 18

// table writes aligned columns. For a terminal, whose width is above 0, columns and lines
// are cut, the last one at the edge alone; a script gets everything.
func table(to io.Writer, rows [][]string, width int, limits ...int) error {
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], ansi.StringWidth(cell))
		}
	}
	for i := range wide[:len(wide)-1] {
		limit := maxColumn
		if i < len(limits) && limits[i] > 0 {
			limit = limits[i]
		}
		if width > 0 {
			wide[i] = min(wide[i], limit)
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(screen.Fit(cell, wide[i], "…") + "  ")
		}
		line := strings.TrimRight(b.String(), " ")
		if width > 0 {
			line = screen.Cut(line, width, "…")
		}
		if _, err := fmt.Fprintln(to, line); err != nil {
			return err
		}
	}
	return nil
}

type listed struct {
	User      string       `json:"user"`
	Filter    string       `json:"filter"`
	At        time.Time    `json:"at"`
	Notes     []string     `json:"notes,omitempty"` // what a reader must know of the list
	Kept      bool         `json:"kept,omitempty"`  // Jira did not answer: it is as it was at that time
	Incidents []listedItem `json:"incidents"`
}

type listedItem struct {
	ID       string    `json:"id"`
	Key      string    `json:"key"`
	Priority string    `json:"priority"`
	Status   string    `json:"status"`
	Done     bool      `json:"done"`
	Services []string  `json:"services"`
	Summary  string    `json:"summary"`
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
	Owed     string    `json:"owed"`
	Due      time.Time `json:"due,omitzero"`
	// Fields are those of the configured columns, by the names that the house gives them.
	Fields map[string]string `json:"fields,omitempty"`
}

func pictureJSON(p incident.Picture, told notify.History, columns []column.Column, now time.Time) listed {
	l := listed{User: p.User.Name, Filter: p.Filter.Name, At: p.At, Notes: p.Notes, Incidents: []listedItem{}}
	for _, in := range p.Incidents {
		s := told.Standing(in, now)
		l.Incidents = append(l.Incidents, listedItem{in.ID, in.Key, in.Priority, in.Status, in.Done,
			append([]string{}, in.Services...), in.Summary, in.Created, in.Updated, s.Need.String(), s.Due, fields(in, columns)})
	}
	return l
}

// fields are what the configured columns show beyond what every list has.
func fields(in incident.Incident, columns []column.Column) map[string]string {
	out := map[string]string{}
	for _, c := range columns {
		if c.Custom() {
			out[c.Name] = c.Value(&in).String()
		}
	}
	return out
}
