package incidents

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/tui/screen"
)

// height is the number of rows that the page shows: the head and the foot take a line each.
func (p *Page) height() int { return max(1, p.size.Height-1-len(p.foot())) }

// View implements screen.Page.
func (p *Page) View() string {
	var lines []string
	cols := p.columns()
	lines = append(lines, p.Theme.Dim.Render(p.line(cols, func(c column) string { return c.head })))
	for i := p.offset; i < min(len(p.shown), p.offset+p.height()); i++ {
		lines = append(lines, p.row(cols, i))
	}
	if len(p.shown) == 0 {
		lines = append(lines, p.nothing()...)
	}
	for len(lines) < p.size.Height-len(p.foot()) {
		lines = append(lines, "")
	}
	lines = append(lines[:max(0, p.size.Height-len(p.foot()))], p.foot()...)
	return strings.Join(lines, "\n")
}

// row draws one incident.
func (p *Page) row(cols []column, i int) string {
	r := p.rows[p.shown[i]]
	if i == p.cursor {
		line := p.line(cols, func(c column) string { return c.cell(r) })
		return p.Theme.Selected.Render(p.Theme.Marks.Point + line[1:])
	}
	return p.line(cols, func(c column) string {
		return c.style(r).Render(screen.Fit(c.cell(r), c.width, p.Theme.Marks.More))
	})
}

// line sets cells side by side, a blank before the first and between any two.
func (p *Page) line(cols []column, cell func(column) string) string {
	var b strings.Builder
	for _, c := range cols {
		b.WriteByte(' ')
		b.WriteString(screen.Fit(cell(c), c.width, p.Theme.Marks.More))
	}
	return screen.Cut(b.String(), p.size.Width, p.Theme.Marks.More)
}

type column struct {
	head  string
	width int
	cell  func(row) string
	style func(row) lipgloss.Style
}

// columns are what the width allows. Every column but the last is as wide as its content
// up to a limit; the summary gets what is left.
func (p *Page) columns() []column {
	plain := func(row) lipgloss.Style { return lipgloss.NewStyle() }
	now := p.Now()
	all := []struct {
		column
		limit int
		from  int // the narrowest page that shows the column
	}{
		{column{"PRI", 0, func(r row) string { return r.Priority }, p.gravity}, 8, 0},
		{column{"KEY", 0, func(r row) string { return r.Key }, plain}, 12, 0},
		{column{"AGE", 0, func(r row) string { return age(r.Created, now) }, plain}, 4, 46},
		{column{"NEXT", 0, func(r row) string { return r.standing.Words(now) }, p.urgency}, 10, 0},
		{column{"STATUS", 0, func(r row) string { return r.Status }, plain}, max(8, p.size.Width/7), 70},
		{column{"SERVICES", 0, func(r row) string { return strings.Join(r.Services, ", ") }, plain}, max(10, p.size.Width/6), 64},
	}
	var cols []column
	left := p.size.Width
	for _, c := range all {
		if p.size.Width < c.from {
			continue
		}
		c.width = p.widest(c.head, c.limit, c.cell)
		left -= c.width + 1
		raw := c.cell
		c.cell = func(r row) string { return screen.Row(raw(r)) }
		cols = append(cols, c.column)
	}
	return append(cols, column{"SUMMARY", max(1, left-1), func(r row) string { return screen.Row(r.Summary) }, plain})
}

// widest is the width of the widest cell, at most limit. A look at some hundred rows is
// enough for that.
func (p *Page) widest(head string, limit int, cell func(row) string) int {
	w := len(head)
	for _, r := range p.rows[:min(len(p.rows), 200)] {
		w = max(w, ansi.StringWidth(cell(r)))
	}
	return min(w, limit)
}

func (p *Page) gravity(r row) lipgloss.Style {
	switch g := p.Grave(r.Priority); {
	case g <= 30*time.Minute:
		return p.Theme.Bad
	case g <= time.Hour:
		return p.Theme.Warn
	}
	return lipgloss.NewStyle()
}

func (p *Page) urgency(r row) lipgloss.Style {
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

// age is how old an incident is; empty where Jira does not say.
func age(created, now time.Time) string {
	if created.IsZero() {
		return ""
	}
	return notify.Brief(now.Sub(created))
}

// nothing says why no row is shown.
func (p *Page) nothing() []string {
	w, more := p.size.Width-2, p.Theme.Marks.More
	var say []string
	switch {
	case p.picture.At.IsZero() && p.reading:
		say = []string{"Reading the incidents from Jira" + more}
	case p.picture.At.IsZero():
		say = []string{"No list yet: Jira could not be read. r tries again."}
	case p.filter.Value() != "":
		say = []string{fmt.Sprintf("None of %s matches %q. esc shows all.",
			screen.Count(len(p.rows), "incident", "incidents"), p.filter.Value())}
	default:
		say = []string{"No incidents.", "Read as " + p.picture.User.Name + ", by the filter " + p.picture.Filter.Name + ",",
			"at " + screen.Clock(p.picture.At, p.Now()) + "."}
	}
	out := []string{""}
	for _, s := range say {
		for _, l := range screen.Wrap(s, w) {
			out = append(out, "  "+l)
		}
	}
	return out
}

// foot is the filter's line while it is typed, else a line about the list; above it, where
// the last reading failed, why and how old the list is.
func (p *Page) foot() []string {
	var out []string
	bad := func(err error, before string) {
		if err == nil {
			return
		}
		for _, l := range screen.Tell(err, before, p.size.Width-2, max(2, p.size.Height/5), p.Theme.Marks.More) {
			out = append(out, p.Theme.Bad.Render(" "+l))
		}
	}
	if p.open > 0 {
		text := fmt.Sprintf(" %s: press u.", screen.Count(p.open, "letter needs a decision", "letters need a decision"))
		out = append(out, p.Theme.Bad.Render(screen.Cut(text, p.size.Width, p.Theme.Marks.More)))
	}
	if p.untold > 0 {
		text := fmt.Sprintf(" %s mailed, not yet recorded in Jira.", screen.Count(p.untold, "letter", "letters"))
		out = append(out, p.Theme.Warn.Render(screen.Cut(text, p.size.Width, p.Theme.Marks.More)))
	}
	bad(p.failure, p.age())
	bad(p.damage, "")
	if p.Typing() {
		return append(out, screen.Cut(" "+p.filter.View(), p.size.Width, ""))
	}
	return append(out, p.Theme.Dim.Render(screen.Spread(p.about(), p.source(), p.size.Width, p.Theme.Marks.More)))
}

// age says how old the list is that still stands there.
func (p *Page) age() string {
	if p.picture.At.IsZero() {
		return ""
	}
	return "The list is " + screen.Ago(p.picture.At, p.Now()) + " old. "
}

func (p *Page) about() string {
	if p.picture.At.IsZero() {
		return ""
	}
	n := screen.Count(len(p.rows), "incident", "incidents")
	if len(p.shown) != len(p.rows) {
		n = fmt.Sprintf("%d of %s match %q", len(p.shown), n, p.filter.Value())
	}
	order := p.order.String()
	if p.reverse {
		order += ", reversed"
	}
	return " " + n + " " + p.Theme.Marks.Dot + " by " + order
}

func (p *Page) source() string {
	if p.picture.At.IsZero() || p.size.Width < 60 {
		return ""
	}
	when := "read " + screen.Clock(p.picture.At, p.Now())
	if p.reading {
		when = "reading" + p.Theme.Marks.More
	}
	return screen.Cut(screen.Row(p.picture.Filter.Name), p.size.Width/3, p.Theme.Marks.More) + " " + p.Theme.Marks.Dot + " " + when + " "
}
