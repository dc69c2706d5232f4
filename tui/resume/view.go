package resume

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"bulletin/notify"
	"bulletin/tui/screen"
)

// View implements screen.Page.
func (p *Page) View() string {
	foot := p.prompt()
	part, _ := screen.Window(p.lines(), p.scroll.Offset, p.size.Height-len(foot))
	for len(part) < p.size.Height-len(foot) {
		part = append(part, "")
	}
	return strings.Join(append(part, foot...), "\n")
}

func (p *Page) lines() []string {
	r, ok := p.letter()
	switch {
	case !p.ready:
		return p.wrapped("Reading the journal"+p.Theme.Marks.More, p.Theme.Dim)
	case !ok && p.failure == nil:
		return p.wrapped("No letter needs you.", p.Theme.Good)
	}
	var lines []string
	if p.failure != nil {
		for _, l := range screen.Tell(p.failure, "", p.size.Width-2, 6, p.Theme.Marks.More) {
			lines = append(lines, p.Theme.Bad.Render(" "+l))
		}
	}
	if !ok {
		return lines
	}
	if len(p.letters) > 1 {
		lines = append(lines, p.wrapped(fmt.Sprintf("Letter %d of %d that need you. tab shows the next.", p.at+1, len(p.letters)), p.Theme.Dim)...)
	}
	lines = append(lines, p.wrapped(p.headline(r), p.Theme.Bad)...)
	for _, s := range p.choices(r) {
		lines = append(lines, p.wrapped(s, lipgloss.NewStyle())...)
	}
	lines = append(lines, "")
	lines = append(lines, p.evidence(r)...)
	lines = append(lines, "")
	return append(lines, p.people(r)...)
}

// headline is why the letter needs a person.
func (p *Page) headline(r notify.Receipt) string {
	switch r.Case() {
	case notify.InDoubt:
		return fmt.Sprintf("UNKNOWN: %s may have reached %s, or not.", r.Notice, screen.People(r.Count(notify.Unknown)))
	case notify.Partly:
		return fmt.Sprintf("PARTLY SENT: %s reached %d of %s.", r.Notice, r.Count(notify.Accepted), screen.People(len(r.Outcomes)))
	}
	return fmt.Sprintf("CUT OFF: %s did not leave. Nobody got it.", r.Notice)
}

// choices are what can be decided, in full.
func (p *Page) choices(r notify.Receipt) []string {
	rest := screen.People(len(r.Rest()))
	switch r.Case() {
	case notify.InDoubt:
		return []string{
			"Find out first: ask one of them, or look for the Message-ID in the mail server's log. Then:",
			"y  it arrived; nobody is mailed again",
			"s  send the same letter again to " + rest + ", after a confirmation",
			"d  it did not arrive, and is not to be sent any more",
		}
	case notify.Partly:
		return []string{"s  send the same letter to the other " + rest + ", after a confirmation", "d  leave it at that"}
	}
	return []string{"s  send the very same letter to " + rest + ", after a confirmation", "d  drop it: it is not to be sent any more"}
}

// evidence is what is known of the letter.
func (p *Page) evidence(r notify.Receipt) []string {
	line := func(label, text string) string {
		return p.Theme.Dim.Render(screen.Fit(" "+label, 13, "")) + screen.Cut(screen.Row(text), p.size.Width-13, p.Theme.Marks.More)
	}
	now := p.Now()
	lines := []string{
		line("Subject", r.Subject),
		line("Confirmed", screen.Clock(r.Began, now)+", "+screen.Ago(r.Began, now)+" ago, by "+r.By),
	}
	if r.Server != "" {
		lines = append(lines, line("Server", r.Server))
	}
	if r.Stop != nil {
		lines = append(lines, line("It ended", "at "+r.Stop.Error()))
	} else if r.Ended.IsZero() {
		lines = append(lines, line("It ended", "without a word: the program or the machine went down"))
	}
	return append(lines,
		line("Message-ID", r.MessageID),
		line("Digest", r.Digest.Short()),
		line("Kept as", p.Kept(r.Digest)))
}

// people are those about whom there is something to decide, then the others.
func (p *Page) people(r notify.Receipt) []string {
	style := map[notify.State]lipgloss.Style{notify.Accepted: p.Theme.Good, notify.Refused: p.Theme.Bad,
		notify.Unsent: p.Theme.Warn, notify.Unknown: p.Theme.Bad}
	var out []string
	for _, s := range []notify.State{notify.Unknown, notify.Unsent, notify.Refused, notify.Accepted} {
		for _, o := range r.Outcomes {
			if o.State == s {
				text := fmt.Sprintf(" %-9s %s  %s", s, o.Address, o.Reply)
				out = append(out, style[s].Render(screen.Cut(strings.TrimRight(text, " "), p.size.Width, p.Theme.Marks.More)))
			}
		}
	}
	return out
}

// prompt is where a decision is typed; nothing where none is.
func (p *Page) prompt() []string {
	r, ok := p.letter()
	if !p.Typing() || !ok {
		return nil
	}
	return []string{
		screen.Cut(" To decide that, type  "+p.Theme.Strong.Render(r.Phrase(p.asks))+"  and press enter; esc decides nothing.", p.size.Width, p.Theme.Marks.More),
		screen.Cut(" "+p.input.View(), p.size.Width, ""),
	}
}

func (p *Page) wrapped(s string, style lipgloss.Style) []string {
	lines := screen.Wrap(s, p.size.Width-2)
	for i, l := range lines {
		lines[i] = style.Render(" " + l)
	}
	return lines
}
