package incidents

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify/incident"
	"bulletin/tui/column"
	"bulletin/tui/screen"
)

// height is the number of rows that the page shows: the head and the foot take the rest.
func (p *Page) height() int { return max(1, p.size.Height-1-len(p.foot())) }

// View implements screen.Page.
func (p *Page) View() string {
	foot, cols := p.foot(), p.columns()
	lines := []string{p.Theme.Dim.Render(p.head(cols))}
	for i := p.offset; i < min(len(p.shown), p.offset+max(1, p.size.Height-1-len(foot))); i++ {
		lines = append(lines, p.line(cols, i))
	}
	if len(p.shown) == 0 {
		lines = append(lines, p.nothing()...)
	}
	for len(lines) < p.size.Height-len(foot) {
		lines = append(lines, "")
	}
	return strings.Join(append(lines[:max(0, p.size.Height-len(foot))], foot...), "\n")
}

// head names the columns; behind the name of that by which the list is sorted stands a mark.
func (p *Page) head(cols []drawn) string {
	line := strings.Repeat(" ", p.margin())
	for _, c := range cols {
		mark := p.sorted(c.Field)
		title := screen.Cut(c.Title(), c.width-ansi.StringWidth(mark), p.Theme.Marks.More) + mark
		line += " " + screen.Fit(title, c.width, p.Theme.Marks.More)
	}
	return screen.Cut(line, p.size.Width, p.Theme.Marks.More)
}

// sorted is the mark of a column by which the list is sorted; empty where it is another one.
func (p *Page) sorted(field string) string {
	by := p.order
	if by == byNeed {
		by = column.Next
	}
	switch {
	case field != by:
		return ""
	case p.reverse:
		return p.Theme.Marks.Rises
	}
	return p.Theme.Marks.Falls
}

// line draws one incident: a blank or the point of the cursor, where anything is marked its
// mark, and the cells, with a blank before each.
func (p *Page) line(cols []drawn, i int) string {
	r := &p.rows[p.shown[i]]
	here := i == p.cursor
	var b strings.Builder
	if p.margin() > 0 {
		b.WriteString(" " + r.mark.String())
	}
	for _, c := range cols {
		cell := p.cell(c, r)
		if !here {
			cell = c.style(r).Render(cell)
		}
		b.WriteString(" " + cell)
	}
	line := screen.Cut(b.String(), p.size.Width, p.Theme.Marks.More)
	if here {
		return p.Theme.Selected.Render(p.Theme.Marks.Point + strings.TrimPrefix(line, " "))
	}
	return line
}

// nothing says why no row is shown.
func (p *Page) nothing() []string {
	more := p.Theme.Marks.More
	of := ""
	if p.wanted != (incident.Filter{}) {
		of = " of " + screen.Row(p.filterName())
	}
	var say []string
	switch {
	case len(p.rows) > 0:
		say = []string{fmt.Sprintf("None of %s matches %q. esc shows all.", screen.Count(len(p.rows), "incident", "incidents"), p.filter.Value())}
	case p.whole.At.IsZero() && p.reading:
		say = []string{"Reading the incidents" + of + " from Jira" + more}
	case p.whole.At.IsZero():
		say = []string{"No list" + of + " yet: it could not be read. r tries again, f chooses another filter."}
	default:
		say = []string{"No incidents.", "Read as " + p.picture.User.Name + ", by the filter " + p.picture.Filter.Name + ",",
			"at " + screen.Clock(p.picture.At, p.Now()) + "."}
	}
	out := []string{""}
	for _, s := range say {
		for _, l := range screen.Wrap(s, p.size.Width-2) {
			out = append(out, "  "+l)
		}
	}
	return out
}
