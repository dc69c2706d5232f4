package incidents

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bulletin/tui/screen"
)

// foot is the filter's line while it is typed, else a line about the list; above it, what the
// operator must know of the list, and what waits.
func (p *Page) foot() []string {
	var out []string
	say := func(style interface{ Render(...string) string }, text string) {
		if text != "" {
			out = append(out, style.Render(screen.Cut(" "+text, p.size.Width, p.Theme.Marks.More)))
		}
	}
	if p.open > 0 {
		say(p.Theme.Bad, screen.Count(p.open, "letter needs a decision", "letters need a decision")+": press u.")
	}
	if p.untold > 0 {
		say(p.Theme.Warn, screen.Count(p.untold, "letter", "letters")+" mailed, not yet recorded in Jira.")
	}
	out = append(out, p.bad(p.failure, p.age())...)
	out = append(out, p.bad(p.damage, "")...)
	out = append(out, p.bad(p.amiss, "")...)
	if p.failure == nil {
		say(p.Theme.Warn, p.keptWords())
	}
	say(p.Theme.Warn, p.note())
	say(p.Theme.Strong, p.news())
	if p.Typing() {
		return append(out, screen.Cut(" "+p.filter.View(), p.size.Width, ""))
	}
	return append(out, p.Theme.Dim.Render(screen.Spread(p.about(), p.source(), p.size.Width, p.Theme.Marks.More)))
}

func (p *Page) bad(err error, before string) []string {
	if err == nil {
		return nil
	}
	lines := screen.Tell(err, before, p.size.Width-2, max(2, p.size.Height/5), p.Theme.Marks.More)
	for i, l := range lines {
		lines[i] = p.Theme.Bad.Render(" " + l)
	}
	return lines
}

// age says how old the list is that still stands there.
func (p *Page) age() string {
	switch {
	case !p.kept.At.IsZero():
		return p.since() + ". "
	case p.picture.At.IsZero(), p.whole.At.IsZero():
		return ""
	}
	return "The list is " + screen.Ago(p.picture.At, p.Now()) + " old. "
}

// since says of when the kept list is.
func (p *Page) since() string {
	return "Kept from " + screen.Clock(p.kept.At, p.Now()) + ", " + screen.Ago(p.kept.At, p.Now()) + " old"
}

// keptWords say that the list is not Jira's word of this moment.
func (p *Page) keptWords() string {
	if p.kept.At.IsZero() {
		return ""
	}
	if p.size.Width < 60 {
		return p.since() + "; reading" + p.Theme.Marks.More
	}
	return p.since() + "; Jira is being read" + p.Theme.Marks.More
}

// notes are what a reader of the list must know.
func (p *Page) notes() []string {
	out := p.picture.Notes
	if p.left > 0 {
		out = append(out[:len(out):len(out)], screen.Count(p.left, "incident that you had seen has", "incidents that you had seen have")+
			" left the filter, before this start.")
	}
	return out
}

// note is the first of them, where there is room.
func (p *Page) note() string {
	notes := p.notes()
	if len(notes) == 0 || p.size.Height < 8 {
		return ""
	}
	if len(notes) > 1 {
		return fmt.Sprintf("(%d more: f) %s", len(notes)-1, notes[0])
	}
	return notes[0]
}

// news counts what the operator has not looked at.
func (p *Page) news() string {
	if !p.marked() {
		return ""
	}
	var parts []string
	for _, m := range []struct {
		mark
		word string
	}{{fresh, "new"}, {changed, "changed"}, {gone, "gone"}} {
		if n := p.counts[m.mark]; n > 0 {
			parts = append(parts, screen.Count(n, m.word, m.word))
		}
	}
	if len(parts) == 0 {
		return "m: seen"
	}
	return strings.Join(parts, ", ") + " " + p.Theme.Marks.Dot + " m: seen"
}

func (p *Page) about() string {
	if p.picture.At.IsZero() {
		return ""
	}
	n := screen.Count(len(p.picture.Incidents), "incident", "incidents")
	if len(p.shown) != len(p.rows) {
		n = fmt.Sprintf("%d of %s match %q", len(p.shown), screen.Count(len(p.rows), "incident", "incidents"), p.filter.Value())
	}
	if so := p.soFar(); so != "" {
		n = so
	}
	order := p.orderName()
	if p.reverse {
		order += ", reversed"
	}
	return " " + n + " " + p.Theme.Marks.Dot + " by " + order
}

// soFar says how much of the list is there, where it is not all.
func (p *Page) soFar() string {
	switch {
	case p.part.At.IsZero():
		return ""
	case p.reading:
		return screen.Count(len(p.part.Incidents), "so far", "so far") + ", reading" + p.Theme.Marks.More
	}
	return "only " + screen.Count(len(p.part.Incidents), "incident", "incidents") + " arrived"
}

// source is as whom the list was read, by which filter, and when.
func (p *Page) source() string {
	if p.picture.At.IsZero() {
		return ""
	}
	when := "read " + screen.Clock(p.picture.At, p.Now())
	switch {
	case p.reading:
		when = "reading" + p.Theme.Marks.More
	case p.whole.At.IsZero():
		when = "not read"
	}
	dot, more := " "+p.Theme.Marks.Dot+" ", p.Theme.Marks.More
	parts := []string{screen.Cut(screen.Row(p.picture.User.Name), p.size.Width/5, more), screen.Cut(screen.Row(p.filterName()), p.size.Width/4, more), when}
	if parts[0] == "" {
		parts = parts[1:]
	}
	for room := p.size.Width - ansi.StringWidth(p.about()) - 2; len(parts) > 1 && ansi.StringWidth(strings.Join(parts, dot)) > room; {
		parts = parts[1:] // when is what matters most
	}
	return strings.Join(parts, dot) + " "
}
