package incidents

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/tui/column"
	"bulletin/tui/screen"
)

// drawn is a column as this screen shows it.
type drawn struct {
	column.Column
	width int
	style func(*row) lipgloss.Style
}

// all are the columns that the list has, whatever the screen.
func (p *Page) all() []column.Column {
	if p.Columns == nil {
		return column.Usual()
	}
	return p.Columns
}

// columns are what the width allows. Every column is as wide as its content up to a limit,
// but for the summary, or else the last one: it gets what is left.
func (p *Page) columns() []drawn {
	columns, least := p.all(), readable
	if p.Columns == nil {
		columns, least = p.roomy(columns), 1
	}
	out := make([]drawn, len(columns))
	rest := len(out) - 1
	for i, c := range columns {
		out[i] = drawn{c, p.widest(c), p.style(c)}
		if c.Field == column.Summary {
			rest = i
		}
	}
	if w := out[rest].Width; w > 0 {
		least = min(least, w)
	}
	left := p.spread(out, rest)
	for i := len(out) - 1; i >= 0 && left < least; i-- {
		if i == rest || out[i].Field == column.Key {
			continue
		}
		if out = slices.Delete(out, i, i+1); i < rest {
			rest--
		}
		left = p.spread(out, rest)
	}
	if out[rest].width = max(1, left); p.Columns != nil && out[rest].Width > 0 {
		out[rest].width = min(out[rest].width, out[rest].Width)
	}
	return out
}

// readable is the least room in which a summary says anything.
const readable = 12

// spread is the room that the columns leave to one of them.
func (p *Page) spread(columns []drawn, rest int) int {
	left := p.size.Width - 1 - p.margin()
	for i, c := range columns {
		if i != rest {
			left -= c.width + 1
		}
	}
	return left
}

// margin is what the marks take at the beginning of a line.
func (p *Page) margin() int {
	if p.counts[same] == len(p.rows) {
		return 0
	}
	return 2
}

// roomy leaves out those of the usual columns that the width has no room for.
func (p *Page) roomy(columns []column.Column) []column.Column {
	from := map[string]int{column.Age: 46, column.Services: 64, column.Status: 70}
	return slices.DeleteFunc(columns, func(c column.Column) bool { return p.size.Width < from[c.Field] })
}

// limit is the most cells that a column takes.
func (p *Page) limit(c column.Column) int {
	if c.Width > 0 {
		return c.Width
	}
	switch c.Field {
	case column.Priority:
		return 8
	case column.Key:
		return 12
	case column.Age:
		return 4
	case column.Next:
		return 10
	case column.Status:
		return max(8, p.size.Width/7)
	case column.Services:
		return max(10, p.size.Width/6)
	}
	return 20 // an instant
}

// widest is the width of the widest cell, within the limit. A look at some hundred rows is
// enough for that.
func (p *Page) widest(c column.Column) int {
	limit, now := p.limit(c), p.Now()
	w := ansi.StringWidth(c.Title() + p.sorted(c.Field))
	for i := 0; i < min(len(p.rows), 200) && w < limit; i++ {
		w = max(w, ansi.StringWidth(c.Text(p.rows[i].Incident, p.rows[i].standing, now)))
	}
	return min(w, limit)
}

// cell is what stands in a column of a row, in exactly its width. All times are in UTC; where
// there is no room to say so, the clock at the top does.
func (p *Page) cell(c drawn, r *row) string {
	text := screen.Row(c.Text(r.Incident, r.standing, p.Now()))
	if c.Custom() && ansi.StringWidth(text) > c.width {
		text = strings.TrimSuffix(text, " UTC")
	}
	return screen.Fit(text, c.width, p.Theme.Marks.More)
}

func (p *Page) style(c column.Column) func(*row) lipgloss.Style {
	plain := func(*row) lipgloss.Style { return lipgloss.NewStyle() }
	by := map[string]func(*row) lipgloss.Style{column.Priority: p.gravity, column.Next: p.urgency}[c.Field]
	if by == nil {
		by = plain
	}
	return func(r *row) lipgloss.Style {
		if r.mark == gone {
			return p.Theme.Dim
		}
		return by(r)
	}
}

func (p *Page) gravity(r *row) lipgloss.Style {
	switch {
	case r.grave <= 30*time.Minute:
		return p.Theme.Bad
	case r.grave <= time.Hour:
		return p.Theme.Warn
	}
	return lipgloss.NewStyle()
}

func (p *Page) urgency(r *row) lipgloss.Style {
	switch r.standing.Need {
	case notify.Doubt, notify.Untold, notify.Overdue:
		return p.Theme.Bad
	case notify.Closing:
		return p.Theme.Warn
	case notify.Waiting:
		return p.Theme.Good
	}
	return p.Theme.Dim
}
