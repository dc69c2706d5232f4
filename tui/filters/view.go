package filters

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// height is the number of filters that the page shows at once.
func (p *Page) height() int { return max(1, p.size.Height-2-len(p.foot())) }

// View implements screen.Page.
func (p *Page) View() string {
	more := p.Theme.Marks.More
	lines := []string{screen.Cut(" "+p.input.View(), p.size.Width, ""), ""}
	for i := p.offset; i < min(len(p.shown), p.offset+p.height()); i++ {
		lines = append(lines, p.line(i))
	}
	if len(p.shown) == 0 {
		for _, l := range screen.Wrap("No filter is called so. A number or a JQL written in full can be chosen too.", p.size.Width-2) {
			lines = append(lines, "  "+l)
		}
	}
	if p.reading {
		lines = append(lines, p.Theme.Dim.Render(screen.Cut(" Reading your filters from Jira"+more, p.size.Width, more)))
	}
	foot := p.foot()
	for len(lines) < p.size.Height-len(foot) {
		lines = append(lines, "")
	}
	return strings.Join(append(lines[:max(0, p.size.Height-len(foot))], foot...), "\n")
}

// line draws one filter: its name, its number, and why it is offered.
func (p *Page) line(i int) string {
	e, more := p.shown[i], p.Theme.Marks.More
	number := 0
	for _, o := range p.shown {
		number = max(number, min(10, ansi.StringWidth(o.as.ID)))
	}
	what := 13
	name := e.as.Name
	if name == "" {
		name = "Filter " + e.as.ID
	}
	line := " " + screen.Fit(screen.Row(incident.CleanLine(name)), max(8, p.size.Width-number-what-4), more) +
		" " + screen.Fit(incident.CleanLine(e.as.ID), number, more) + " " + screen.Fit(e.what, what, more)
	line = screen.Cut(line, p.size.Width, more)
	if i == p.cursor {
		return p.Theme.Selected.Render(p.Theme.Marks.Point + line[1:])
	}
	return line
}

// foot is what searches with the filter under the cursor, what failed, what there is to know of
// the list, and how long a choice holds.
func (p *Page) foot() []string {
	var out []string
	most, w := max(2, p.size.Height/5), p.size.Width-2
	if e := p.at(); p.size.Height > 12 && e.as.JQL != "" {
		part, _ := screen.Window(screen.Wrap("JQL: "+incident.CleanLine(e.as.JQL), w), 0, 3)
		out = append(out, part...)
	}
	for i, l := range out {
		out[i] = p.Theme.Dim.Render(" " + l)
	}
	for _, err := range []error{p.read.Err, p.read.Damage} {
		if err == nil {
			continue
		}
		for _, l := range screen.Tell(err, "", w, most, p.Theme.Marks.More) {
			out = append(out, p.Theme.Bad.Render(" "+l))
		}
	}
	for _, n := range p.Notes {
		for _, l := range screen.Wrap(n, w) {
			if len(out) < p.size.Height/2 {
				out = append(out, p.Theme.Warn.Render(" "+l))
			}
		}
	}
	for _, l := range screen.Wrap(p.now(), w) {
		out = append(out, p.Theme.Dim.Render(" "+l))
	}
	return out
}

// at is the entry under the cursor.
func (p *Page) at() entry {
	if p.cursor >= len(p.shown) {
		return entry{}
	}
	return p.shown[p.cursor]
}

// now says which filter the list shows, and how long another one would hold.
func (p *Page) now() string {
	name := ""
	for _, e := range p.entries() {
		if e.filter.Means() == p.Current.Means() {
			name = cmp.Or(e.as.Name, "filter "+e.as.ID)
		}
	}
	return "Shown now: " + screen.Row(incident.CleanLine(name)) + ". A choice holds until the console ends; it starts with the filter of the config."
}
