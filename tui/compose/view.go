package compose

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/textarea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/tui/screen"
)

// style is the look of the text area: no boxes, the words as they are.
func (o Options) style(focused bool) textarea.Style {
	s := textarea.Style{Placeholder: o.Theme.Dim, Prompt: o.Theme.Dim, EndOfBuffer: o.Theme.Dim}
	if focused {
		s.Prompt = o.Theme.Key
	}
	return s
}

// roomy reports that there is space for blank lines between the fields.
func (p *Page) roomy() bool { return p.size.Height >= 18 }

// room is the height of the text area: what the other lines leave.
func (p *Page) room() int {
	others := 8
	if p.roomy() {
		others = 14
	}
	return max(1, p.size.Height-others)
}

// View implements screen.Page.
func (p *Page) View() string {
	lines := p.head()
	lines = append(lines, p.stages(), p.why())
	lines = append(lines, p.apart(p.missing(stageField))...)
	lines = append(lines, p.audiences(), p.who())
	lines = append(lines, p.apart(p.missing(audienceField))...)
	lines = append(lines, p.label("Message", messageField)+p.Theme.Dim.Render(p.cut("optional; ctrl+e opens $EDITOR", labelWidth)))
	lines = append(lines, strings.Split(p.area.View(), "\n")...)
	lines = append(lines, p.apart("")...)
	lines = append(lines, p.letter()...)
	lines = append(lines, p.apart("")...)
	lines = append(lines, p.button())
	part, _ := screen.Window(lines, 0, p.size.Height)
	for i, l := range part {
		part[i] = screen.Cut(l, p.size.Width, "")
	}
	return strings.Join(part, "\n")
}

const labelWidth = 11

// label is a field's name, marked where the field has the keys.
func (p *Page) label(name string, f field) string {
	mark, style := " ", lipgloss.NewStyle()
	if p.focus == f {
		mark, style = p.Theme.Marks.Point, p.Theme.Key.Bold(true)
	}
	return style.Render(screen.Fit(mark+name, labelWidth, ""))
}

// cut shortens text to what the line has left behind used columns.
func (p *Page) cut(s string, used int) string {
	return screen.Cut(s, p.size.Width-used, p.Theme.Marks.More)
}

// below is a line under a field, in line with its value.
func (p *Page) below(s string) string {
	return p.Theme.Dim.Render(strings.Repeat(" ", labelWidth) + p.cut(s, labelWidth))
}

// head says what the letter is about, and where Jira does not answer, of when that is. On a low
// screen it says that instead: the title has the incident's key.
func (p *Page) head() []string {
	lines := []string{p.about(), p.bar("")}
	if k := p.Incident.Kept; !k.IsZero() && p.barred == nil {
		text := "Jira does not answer; facts as of " + screen.Kept(k, p.Now())
		if ansi.StringWidth(text) >= p.size.Width {
			text = "No Jira; facts of " + screen.Kept(k, p.Now())
		}
		lines[1] = p.Theme.Warn.Render(" " + p.cut(text+" ("+k.Why+")", 1))
		if !p.roomy() {
			return lines[1:]
		}
	}
	if !p.roomy() {
		return lines[:1]
	}
	return lines
}

func (p *Page) about() string {
	in, dot := p.Incident, " "+p.Theme.Marks.Dot+" "
	return p.Theme.Strong.Render(" " + p.cut(screen.Row(in.Key+dot+in.Priority+dot+in.Status+dot+in.Summary), 1))
}

func (p *Page) stages() string {
	var names []string
	for _, s := range p.stagesOffered() {
		names = append(names, string(s))
	}
	return p.label("Stage", stageField) + p.choice(names, string(p.stage))
}

func (p *Page) audiences() string {
	return p.label("Audience", audienceField) + p.choice(p.offer.Audiences(), p.readers().Name)
}

// choice shows all names with the chosen one marked, or the chosen one alone where the
// line is too short for all.
func (p *Page) choice(names []string, chosen string) string {
	if len(names) == 0 {
		return p.Theme.Dim.Render("none fits")
	}
	m := p.Theme.Marks
	var all []string
	at := 0
	for i, n := range names {
		if n == chosen {
			at = i + 1
			all = append(all, p.Theme.Selected.Render(m.Before+n+m.After))
		} else {
			all = append(all, " "+n+" ")
		}
	}
	line := strings.Join(all, " ")
	if ansi.StringWidth(line) > p.size.Width-labelWidth {
		line = p.Theme.Selected.Render(m.Before+p.cut(chosen, labelWidth+12)+m.After) + fmt.Sprintf(" %d of %d", at, len(names))
	}
	return line
}

// why says which stage fits and why, and whether the operator chose another.
func (p *Page) why() string {
	missing := ""
	if !p.roomy() && p.focus <= audienceField { // else it has a line of its own
		missing = p.missing(p.focus)
	}
	if p.problem != nil {
		return missing
	}
	if !p.ready {
		return p.below("reading the incident from Jira" + p.Theme.Marks.More)
	}
	if len(p.others) > 0 {
		return p.Theme.Warn.Render(strings.Repeat(" ", labelWidth) + p.cut(strings.Join(p.others, "; "), labelWidth))
	}
	s := p.suggestion()
	if !p.Incident.Kept.IsZero() { // colleagues may have told more
		s.Why += ", as far as is known"
	}
	switch {
	case s.Stage == p.stage && missing != "":
		return missing
	case s.Stage == p.stage:
		return p.below(s.Why)
	}
	return p.Theme.Warn.Render(strings.Repeat(" ", labelWidth) + p.cut(fmt.Sprintf("%s would fit: %s", s.Stage, s.Why), labelWidth))
}

// who says how many people that is, by which lists.
func (p *Page) who() string {
	a, dot := p.readers(), " "+p.Theme.Marks.Dot+" "
	if p.offer.Nothing() != nil {
		return p.below("")
	}
	if !p.ready || p.problem != nil || p.draft.Audience.Name != a.Name { // never the people of another audience
		return p.below(a.Exposure.String())
	}
	lists := "no list applies"
	if by := p.draft.Readers(); by != "" {
		lists = "on " + by
	}
	if p.draft.Corrects != "" {
		lists = p.draft.Readers()
	}
	return p.below(strings.Join([]string{a.Exposure.String(), screen.People(p.draft.Recipients.Count()) + " " + lists,
		a.Zone.String(), a.Language}, dot))
}

// letter is the subject and what a reviewer will have to know.
func (p *Page) letter() []string {
	lines := []string{"", ""}
	if !p.roomy() {
		lines = lines[:1]
	}
	subject := p.Theme.Dim.Render(screen.Fit(" Subject", labelWidth, "")) + p.cut(screen.Row(p.draft.Letter.Subject), labelWidth)
	switch {
	case p.problem != nil:
		for i, l := range screen.Tell(p.problem, "", p.size.Width-2, len(lines), p.Theme.Marks.More) {
			lines[i] = p.Theme.Bad.Render(" " + l)
		}
		return lines
	case !p.ready:
		return lines
	}
	lines[0] = subject
	if !p.roomy() {
		lines[0] = p.bar(subject)
	}
	lines[len(lines)-1] = p.verdict(lines[len(lines)-1])
	return lines
}

// verdict is the gravest finding in a line; without one worth a line, the line as it was.
func (p *Page) verdict(line string) string {
	var first *notify.Finding
	n := 0
	for i, f := range p.draft.Findings {
		if f.Severity == notify.Note {
			continue
		}
		n++
		if first == nil || f.Severity > first.Severity {
			first = &p.draft.Findings[i]
		}
	}
	if first == nil {
		return line
	}
	style, more := p.Theme.Warn, ""
	if first.Severity == notify.Block {
		style = p.Theme.Bad
	}
	if n > 1 {
		more = fmt.Sprintf(" (+%d more)", n-1)
	}
	return style.Render(screen.Fit(" "+strings.ToUpper(first.Severity.String()), labelWidth, "") +
		p.cut(first.What+"; "+first.Do, labelWidth+len(more)) + more)
}

func (p *Page) button() string {
	text := "[ Review the letter ]"
	if p.awaited {
		text = "[ Drafting the letter" + p.Theme.Marks.More + " esc: stop ]"
	}
	if p.focus == reviewField {
		return p.Theme.Key.Render(p.Theme.Marks.Point) + p.Theme.Selected.Render(text)
	}
	return " " + text
}
