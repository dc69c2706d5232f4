package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// height is the number of lines between the views' line and the foot.
func (p *Page) height() int { return max(1, p.size.Height-2) }

// View implements screen.Page.
func (p *Page) View() string {
	part, from := screen.Window(p.lines(), p.scrolls[p.view].Offset, p.height())
	if at := p.marked - from; p.marked >= 0 && at >= 0 && at < len(part) {
		part = slices.Clone(part)
		line := p.Theme.Marks.Point + strings.TrimPrefix(ansi.Strip(part[at]), " ") // to be seen without colours too
		part[at] = p.Theme.Selected.Render(screen.Fit(line, p.size.Width, p.Theme.Marks.More))
	}
	lines := append([]string{p.tabs()}, part...)
	for len(lines) < p.height()+1 {
		lines = append(lines, "")
	}
	return strings.Join(append(lines, p.foot()), "\n")
}

// lines are all lines of the chosen view.
func (p *Page) lines() []string {
	switch p.view {
	case htmlView:
		return p.source()
	case peopleView:
		return p.people()
	case findingsView:
		lines, _ := p.findings()
		return lines
	case templateView:
		return p.template()
	}
	if p.letter == nil {
		return []string{p.Theme.Dim.Render(" Drawing the letter" + p.Theme.Marks.More)}
	}
	return p.letter
}

// tabs are the views with the chosen one marked.
func (p *Page) tabs() string {
	m := p.Theme.Marks
	names := [views]string{"1 Letter", "2 HTML", fmt.Sprintf("3 People %d", p.Draft.Recipients.Count()),
		fmt.Sprintf("4 Findings %d", len(p.found)), "5 Template"}
	if p.size.Width < 70 {
		names = [views]string{"1 Letter", "2 HTML", "3 People", "4 Find.", "5 Tpl."}
	}
	var b strings.Builder
	for i, n := range names {
		if view(i) == p.view {
			b.WriteString(p.Theme.Selected.Render(m.Before + n + m.After))
		} else {
			b.WriteString(" " + n + " ")
		}
	}
	return screen.Cut(b.String(), p.size.Width, m.More)
}

// foot is the verdict and what names the letter.
func (p *Page) foot() string {
	text, style := "Ready to confirm.", p.Theme.Good
	switch warn := p.unacknowledged(); {
	case p.blocked():
		text, style = "BLOCKED: "+screen.Count(p.Draft.Count(notify.Block), "finding", "findings")+" to mend.", p.Theme.Bad
	case p.asking:
		text, style = "Reading the incident once more"+p.Theme.Marks.More, p.Theme.Dim
	case warn > 0:
		text, style = screen.Count(warn, "warning", "warnings")+" to acknowledge: press a.", p.Theme.Warn
	}
	if p.blocked() {
		return style.Render(screen.Cut(" "+text, p.size.Width, p.Theme.Marks.More))
	}
	name := fmt.Sprintf("%d bytes %s %s ", len(p.Message.EML()), p.Theme.Marks.Dot, p.Message.Digest().Short())
	return style.Render(screen.Spread(" "+text, name, p.size.Width, p.Theme.Marks.More))
}

// source is the HTML part as it stands in the letter.
func (p *Page) source() []string {
	html := incident.Clean(p.Message.HTML())
	if p.blocked() {
		html = incident.Clean(p.Draft.Letter.HTML)
	}
	var out []string
	for line := range strings.SplitSeq(strings.TrimRight(html, "\n"), "\n") {
		out = append(out, strings.Split(ansi.Hardwrap(line, max(1, p.size.Width), true), "\n")...)
	}
	return out
}

func (p *Page) people() []string {
	var out []string
	for _, g := range []struct {
		name string
		who  []notify.Address
	}{{"To", p.Draft.Recipients.To}, {"Cc", p.Draft.Recipients.Cc}, {"Bcc", p.Draft.Recipients.Bcc}} {
		for _, a := range g.who {
			who := screen.Cut(fmt.Sprintf(" %-4s %s", g.name, screen.Row(a.String())), p.size.Width, p.Theme.Marks.More)
			why := screen.Cut("  "+p.why(a), p.size.Width-ansi.StringWidth(who), p.Theme.Marks.More)
			out = append(out, who+p.Theme.Dim.Render(why))
		}
	}
	if len(out) == 0 {
		return p.wrapped(" Nobody.", p.Theme.Bad)
	}
	head := fmt.Sprintf(" %s for %s, by %s", screen.People(p.Draft.Recipients.Count()), p.Draft.Audience.Name, p.Draft.Readers())
	return append(p.wrapped(head, p.Theme.Strong), out...)
}

// why is where an address comes from.
func (p *Page) why(a notify.Address) string {
	var lists []string
	for _, s := range p.Draft.Recipients.Why(a.Mail()) {
		lists = append(lists, s.List)
	}
	return strings.Join(lists, ", ")
}

func (p *Page) wrapped(s string, style lipgloss.Style) []string {
	indent := s[:len(s)-len(strings.TrimLeft(s, " "))]
	lines := screen.Wrap(strings.TrimLeft(s, " "), p.size.Width-len(indent))
	for i, l := range lines {
		lines[i] = style.Render(indent + l)
	}
	return lines
}
