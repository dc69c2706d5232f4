package confirm

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// View implements screen.Page.
func (p *Page) View() string {
	if !p.fits() {
		return p.small()
	}
	return strings.Join(p.page(), "\n")
}

// page is the whole page: the six answers and the place to type.
func (p *Page) page() []string {
	lines := []string{p.head(), ""}
	for _, q := range p.answers() {
		lines = append(lines, p.answer(q)...)
	}
	return append(lines, append([]string{""}, p.prompt()...)...)
}

func (p *Page) head() string {
	text := " A mail that has left cannot be taken back."
	switch d := p.Message.Draft(); {
	case d.Test:
		text = " A test: it goes to you alone."
	case d.Drill():
		text = " An exercise: it goes to the drill list alone."
	case p.Message.WithoutJira():
		text = " Jira does not answer. Ask your colleagues first: this cannot be taken back."
		if d.Audience.Exposure == incident.External {
			text = " Jira does not answer, and this letter leaves the house. Ask colleagues first."
		}
	case d.Audience.Exposure == incident.External:
		text = " This letter leaves the house. It cannot be taken back."
	}
	return p.Theme.Warn.Render(screen.Cut(text, p.size.Width, p.Theme.Marks.More))
}

type question struct {
	name  string
	text  string
	lines int // at most, so that the page always fits a usual screen
}

// answers are the W5H of the trade.
func (p *Page) answers() []question {
	d, dot := p.Message.Draft(), " "+p.Theme.Marks.Dot+" "
	who := fmt.Sprintf("%s: %s (%s), by %s", screen.People(len(p.Message.Envelope())), d.Audience.Name, d.Audience.Exposure, d.Readers())
	how := fmt.Sprintf("%d bytes, digest %s, through %s, from %s", len(p.Message.EML()), p.Message.Digest().Short(), p.Server, d.From)
	why := d.Notice.Telling()
	what := d.Letter.Subject
	if k := d.Incident.Kept; p.Message.WithoutJira() {
		what = "facts as of " + screen.Kept(k, p.Now()) + dot + what
		why += dot + screen.Unseen(k, p.Now())
		how = "without a claim and a last look; anew if Jira is back" + dot + how
	}
	if n := d.Count(notify.Warn); n > 0 {
		why += dot + screen.Count(n, "warning accepted", "warnings accepted")
	}
	if d.Facts.Message != "" {
		why += dot + d.Facts.Message
	}
	return []question{
		{"WHO", who, 2},
		{"WHAT", what, 4},
		{"WHERE", strings.Join(filled(d.Facts.Regions, d.Facts.Services), dot), 2},
		{"WHEN", p.when(), 2},
		{"WHY", why, 2},
		{"HOW", how, 2},
	}
}

func (p *Page) when() string {
	d, now := p.Message.Draft(), p.Now()
	parts := []string{"dated " + screen.Clock(d.At, now)}
	if !d.Facts.ImpactStart.IsZero() {
		parts = append([]string{"impact since " + screen.Clock(d.Facts.ImpactStart, now)}, parts...)
	}
	if !d.NextUpdate.IsZero() {
		parts = append(parts, "next update by "+screen.Clock(d.NextUpdate, now))
	}
	return strings.Join(parts, ", ")
}

func filled(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return []string{"no region or service is named"}
	}
	return out
}

// answer is one question with its answer, wrapped.
func (p *Page) answer(q question) []string {
	const label = 8
	lines := screen.Wrap(screen.Row(q.text), p.size.Width-label-1)
	if len(lines) > q.lines {
		last := strings.Join(lines[q.lines-1:], " ")
		lines = append(lines[:q.lines-1], screen.Cut(last, p.size.Width-label-1, p.Theme.Marks.More))
	}
	for i, l := range lines {
		name := ""
		if i == 0 {
			name = q.name
		}
		lines[i] = p.Theme.Key.Render(screen.Fit(" "+name, label, "")) + l
	}
	return lines
}

// prompt is what to type, what has been typed, and what was wrong with it.
func (p *Page) prompt() []string {
	if !p.armed {
		return append([]string{" Read it through. In a moment you can type."}, make([]string, 1+len(p.request()))...)
	}
	return append(p.request(),
		screen.Cut(p.Theme.Key.Render(" > ")+string(p.typed)+p.Theme.Selected.Render(" "), p.size.Width, ""),
		p.Theme.Bad.Render(screen.Cut(" "+p.note, p.size.Width, p.Theme.Marks.More)))
}

// request says what to type, in two lines where one is too short. It is never cut.
func (p *Page) request() []string {
	phrase := p.Theme.Strong.Render(p.Message.Phrase())
	line := " To send it, type  " + phrase + "  and press enter."
	if ansi.StringWidth(line) <= p.size.Width {
		return []string{line}
	}
	return []string{" To send it, type this and press enter:", " " + phrase}
}

// small says why nothing can be confirmed here.
func (p *Page) small() string {
	text := "Too small to confirm: who, what, where, when, why and how must all be on the screen. " +
		"Enlarge the terminal, 80x24 is enough, or go back with esc. Nothing is sent."
	lines, _ := screen.Window(screen.Wrap(text, p.size.Width-2), 0, p.size.Height)
	for i, l := range lines {
		lines[i] = p.Theme.Warn.Render(" " + l)
	}
	return strings.Join(lines, "\n")
}
