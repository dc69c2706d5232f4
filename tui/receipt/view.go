package receipt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"bulletin/notify"
	"bulletin/tui/screen"
)

// View implements screen.Page.
func (p *Page) View() string {
	part, _ := screen.Window(p.lines(), p.scroll.Offset, p.size.Height)
	return strings.Join(part, "\n")
}

func (p *Page) lines() []string {
	if p.sent == nil {
		return p.leaving()
	}
	r := p.sent.Receipt
	lines := p.wrapped(p.headline(r))
	lines = append(lines, p.advice(r)...)
	lines = append(lines, "")
	lines = append(lines, p.facts(r)...)
	lines = append(lines, "")
	for _, s := range []notify.State{notify.Unknown, notify.Refused, notify.Unsent, notify.Accepted} {
		lines = append(lines, p.outcomes(r, s)...)
	}
	return lines
}

// leaving is the page while the letter is on its way.
func (p *Page) leaving() []string {
	n := p.Message.Draft().Notice
	lines := p.wrapped("Sending "+n.String()+p.Theme.Marks.More, p.Theme.Strong)
	total := max(p.progress.Total, p.Message.Draft().Recipients.Count())
	width := min(40, p.size.Width-2)
	full := 0
	if total > 0 {
		full = width * p.progress.Done / total
	}
	bar := p.Theme.Selected.Render(strings.Repeat(" ", full)) + p.Theme.Dim.Render(strings.Repeat(p.Theme.Marks.Rule, width-full))
	lines = append(lines, "", " "+bar, "")
	if p.progress.Step != "" {
		lines = append(lines, p.wrapped("At "+p.progress.Step+".", p.Theme.Dim)...)
	}
	return append(lines, p.wrapped("The console stays until the outcome is known and written down.", p.Theme.Dim)...)
}

// headline is the outcome in one sentence.
func (p *Page) headline(r notify.Receipt) (string, lipgloss.Style) {
	all := len(r.Outcomes)
	switch accepted := r.Count(notify.Accepted); {
	case r.Count(notify.Unknown) > 0:
		return "UNKNOWN for " + screen.People(r.Count(notify.Unknown)) + ": the mail server got the whole letter and never answered.", p.Theme.Bad
	case accepted == all && all > 0:
		return "Accepted by " + r.Server + " for " + everyone(all) + " at " + screen.Clock(r.Ended, p.Now()) + ".", p.Theme.Good
	case accepted > 0:
		var rest []string
		for _, s := range []notify.State{notify.Refused, notify.Unsent} {
			if n := r.Count(s); n > 0 {
				rest = append(rest, fmt.Sprintf("%d %s", n, s))
			}
		}
		return fmt.Sprintf("Accepted by %s for %d of %s; %s.", r.Server, accepted, screen.People(all), strings.Join(rest, ", ")), p.Theme.Warn
	}
	return "NOT SENT. Nobody got this letter.", p.Theme.Bad
}

func everyone(n int) string {
	if n == 1 {
		return "the one person"
	}
	return "all " + screen.People(n)
}

// advice is what to do now.
func (p *Page) advice(r notify.Receipt) []string {
	var out []string
	say := func(s string) { out = append(out, p.wrapped(s, lipgloss.NewStyle())...) }
	if r.Stop != nil {
		say(screen.Sentence("at "+r.Stop.Error()) + " " + screen.Sentence(r.Stop.Do))
	}
	if p.sent.Err != nil {
		what, do := screen.Explain(p.sent.Err)
		out = append(out, p.wrapped(strings.TrimSpace(what+" "+do), p.Theme.Bad)...)
	}
	switch {
	case r.Count(notify.Unknown) > 0:
		say("Do not send it again before you know: ask a recipient, or look in the mail server's log for the Message-ID below. The journal says unknown until then.")
	case errors.As(p.sent.Err, new(*notify.OvertakenError)):
		say("Your words are kept. Enter leads back to compose, which reads afresh what has been told.")
	case !r.Told():
		say("Your words and the letter are kept. Enter leads back to the review, where the very same letter can be confirmed again.")
	case r.Count(notify.Refused)+r.Count(notify.Unsent) > 0:
		say("Who is marked refused or unsent did not get it: reach them another way. The same letter again would reach the others twice.")
	}
	if refusedForGood(r) {
		say("A refusal with a code of 5xx stands: correct the address in the list.")
	}
	return out
}

// refusedForGood reports a recipient whom the server will refuse again (RFC 5321 4.2.1).
func refusedForGood(r notify.Receipt) bool {
	return r.Told() && slices.ContainsFunc(r.Outcomes, func(o notify.Outcome) bool {
		return o.State == notify.Refused && strings.HasPrefix(o.Reply, "5")
	})
}

// facts name the letter.
func (p *Page) facts(r notify.Receipt) []string {
	line := func(label, text string) string {
		return p.Theme.Dim.Render(screen.Fit(" "+label, 13, "")) + screen.Cut(text, p.size.Width-13, p.Theme.Marks.More)
	}
	lines := []string{
		line("Letter", r.String()),
		line("Subject", screen.Row(r.Subject)),
		line("Digest", r.Digest.Short()),
		line("Message-ID", r.MessageID),
	}
	if !r.Ended.IsZero() { // else it was refused before it was written down
		lines = append(lines, line("Kept as", p.Kept))
	}
	return lines
}

// outcomes are the recipients of one state.
func (p *Page) outcomes(r notify.Receipt, s notify.State) []string {
	style := map[notify.State]lipgloss.Style{notify.Accepted: p.Theme.Good, notify.Refused: p.Theme.Bad,
		notify.Unsent: p.Theme.Warn, notify.Unknown: p.Theme.Bad}[s]
	var out []string
	for _, o := range r.Outcomes {
		if o.State != s {
			continue
		}
		text := fmt.Sprintf(" %-9s %s", s, o.Address)
		if s == notify.Accepted {
			text += "  " + said(o)
		}
		out = append(out, style.Render(screen.Cut(text, p.size.Width, p.Theme.Marks.More)))
		if s != notify.Accepted && o.Reply != "" {
			for _, l := range screen.Wrap(o.Reply, p.size.Width-12) {
				out = append(out, "           "+l)
			}
		}
	}
	return out
}

// said is what the server said of a recipient whom it accepted.
func said(o notify.Outcome) string {
	if o.QueueID != "" {
		return "queue id " + o.QueueID
	}
	return o.Reply
}

func (p *Page) wrapped(s string, style lipgloss.Style) []string {
	lines := screen.Wrap(s, p.size.Width-2)
	for i, l := range lines {
		lines[i] = style.Render(" " + l)
	}
	return lines
}
