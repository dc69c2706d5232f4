package receipt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

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
	if p.held() {
		return p.holding()
	}
	n := p.Message.Draft().Notice
	if p.taken && p.early() {
		return p.wrapped("Taking "+n.String()+" back"+p.Theme.Marks.More, p.Theme.Strong)
	}
	lines := p.wrapped("Sending "+n.String()+p.Theme.Marks.More, p.Theme.Strong)
	total := max(p.progress.Total, len(p.Message.Envelope()))
	lines = append(lines, "", p.bar(p.progress.Done, total), "")
	if p.progress.Step != "" {
		lines = append(lines, p.wrapped("At "+p.progress.Step+".", p.Theme.Dim)...)
	}
	if p.taken {
		lines = append(lines, p.wrapped("Your key came too late to take it back.", p.Theme.Warn)...)
	}
	return append(lines, p.wrapped("The console stays until the outcome is known and written down.", p.Theme.Dim)...)
}

// holding is the page while the letter can be taken back.
func (p *Page) holding() []string {
	n := p.Message.Draft().Notice
	text, left := "Nothing of "+n.String()+" has left yet.", p.progress.Left
	if left > 0 {
		text = fmt.Sprintf("%s leaves in %s.", n, screen.Count(seconds(left), "second", "seconds"))
	}
	lines := p.wrapped(screen.Sentence(text), p.Theme.Strong)
	lines = append(lines, "", p.Theme.Warn.Render(screen.Cut(" ANY KEY TAKES IT BACK.", p.size.Width, p.Theme.Marks.More)), "")
	lines = append(lines, p.wrapped("It goes to "+screen.People(len(p.Message.Envelope()))+" ("+n.Audience+").", lipgloss.NewStyle())...)
	switch p.progress.Step {
	case notify.StepClaim:
		lines = append(lines, p.wrapped("Asking Jira whether anything has changed, and whether a colleague is sending it"+p.Theme.Marks.More, p.Theme.Dim)...)
	case notify.StepStore:
		lines = append(lines, p.wrapped("Writing it to the journal"+p.Theme.Marks.More, p.Theme.Dim)...)
	}
	return lines
}

// seconds is a length of time in whole seconds, begun ones too.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// bar is how far the letter has come.
func (p *Page) bar(done, total int) string {
	width, full := min(40, p.size.Width-2), 0
	if total > 0 {
		full = width * done / total
	}
	return " " + p.Theme.Selected.Render(strings.Repeat(" ", full)) + p.Theme.Dim.Render(strings.Repeat(p.Theme.Marks.Rule, width-full))
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
	if r.Stop != nil && r.Stop.Step == notify.StepHold {
		return "TAKEN BACK. Nobody got this letter.", p.Theme.Warn
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
	if s := r.Stop; s != nil && s.Step != notify.StepHold && (s.Step != notify.StepClaim || p.sent.Err == nil) {
		say(screen.Sentence("at "+r.Stop.Error()) + " " + screen.Sentence(r.Stop.Do))
	}
	if p.sent.Err != nil {
		what, do := screen.Explain(p.sent.Err)
		style := p.Theme.Bad
		if errors.As(p.sent.Err, new(*notify.UntoldError)) {
			style = p.Theme.Warn
		}
		out = append(out, p.wrapped(strings.TrimSpace(what+" "+do), style)...)
	}
	if r.Unclaimed && r.Told() {
		say("It left without a claim, since Jira did not answer: ask whether a colleague has told it too.")
	}
	for _, l := range p.next(r) {
		say(l)
	}
	if refusedForGood(r) {
		say("A refusal with a code of 5xx stands: correct the address in the list.")
	}
	return out
}

// next is where to go from here.
func (p *Page) next(r notify.Receipt) []string {
	switch {
	case r.Count(notify.Unknown) > 0:
		return []string{"Do not send it again before you know: ask a recipient, or look in the mail server's log for the Message-ID below. The journal says unknown until you decide; u in the list leads to that."}
	case r.Test && r.Told():
		return []string{"It was a test: it went to you alone. Enter leads back to the review."}
	case errors.As(p.sent.Err, new(*notify.ChangedError)):
		return []string{"Your words are kept. Enter leads to the review of the letter as it is now."}
	case p.anew():
		return []string{"Your words are kept. Enter leads back to compose, which reads afresh what has been told."}
	case !r.Told():
		return []string{"Your words and the letter are kept. Enter leads back to the review, where the very same letter can be confirmed again."}
	case r.Count(notify.Unsent)+r.ForNow() > 0:
		return []string{"Who is marked refused or unsent did not get it. s sends the same letter to those alone who could still get it."}
	case r.Count(notify.Refused) > 0:
		return []string{"Who is marked refused did not get it: reach them another way. The same letter again would reach the others twice."}
	}
	return []string{"If something in it is wrong: c writes a correction to exactly these people."}
}

// anew reports that the letter is not to be confirmed again as it is.
func (p *Page) anew() bool {
	return errors.As(p.sent.Err, new(*notify.OvertakenError)) || errors.As(p.sent.Err, new(*notify.TakenError)) ||
		errors.As(p.sent.Err, new(*notify.DownError))
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
