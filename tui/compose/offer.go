package compose

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// settle keeps the choice within what makes sense for the incident as it has been read. Words
// that were meant for an audience stay with it, and the keys leave the text under the hands.
func (p *Page) settle() screen.Event {
	p.offer = p.Desk.Offer(p.Incident, p.history)
	p.problem = p.offer.Nothing()
	before := p.readers().Name
	if all := p.offer.Audiences(); p.problem == nil && !slices.Contains(all, before) {
		p.turn(all[0])
	}
	p.chosen = p.chosen && slices.Contains(p.stagesOffered(), p.stage)
	if p.readers().Name == before || p.words[before] == "" {
		return nil
	}
	p.focusOn(audienceField)
	return screen.Say{Text: fmt.Sprintf("No letter to %s fits %s now. Your words for them are kept.", before, p.Incident.Key), Bad: true}
}

// turn turns to another audience, and to the words that were meant for it.
func (p *Page) turn(audience string) {
	p.audience = slices.IndexFunc(p.Desk.Audiences, func(a incident.Audience) bool { return a.Name == audience })
	p.show()
}

func (p *Page) stagesOffered() []incident.Stage { return p.offer.Stages(p.readers().Name) }

// choose moves the choice of the field that has the keys, among what makes sense. At its end it
// says in full what does not.
func (p *Page) choose(step int) screen.Event {
	if p.offer.Nothing() != nil || p.focus != stageField && p.focus != audienceField {
		return nil
	}
	stage, audience := p.stage, p.audience
	if p.focus == stageField {
		p.stage, p.chosen = beside(p.stagesOffered(), p.stage, step), true
	} else {
		p.turn(beside(p.offer.Audiences(), p.readers().Name, step))
		p.chosen = p.chosen && slices.Contains(p.stagesOffered(), p.stage)
	}
	if all, n, _ := p.leftOut(p.focus); n > 0 && stage == p.stage && audience == p.audience {
		return screen.Say{Text: screen.Sentence(all)}
	}
	return p.redraft()
}

// beside is what stands so many steps from another, at most at the end.
func beside[T comparable](all []T, now T, step int) T {
	at := max(0, slices.Index(all, now))
	return all[max(0, min(at+step, len(all)-1))]
}

// suggestion is what the history suggests, or what is nearest to it and makes sense.
func (p *Page) suggestion() notify.Suggestion {
	s := p.history.Suggest(p.Incident, p.readers().Name, p.Now())
	s.Stage = p.offer.Nearest(p.readers().Name, s.Stage)
	return s
}

// missing is a line about what does not fit, empty where all does. Where there is no room for
// the names, their number stands for them; a long line begins further to the left.
func (p *Page) missing(f field) string {
	long, n, why := p.leftOut(f)
	if n == 0 {
		return ""
	}
	short := "without " + screen.Count(n, "stage", "stages") + ": " + why
	if f == audienceField {
		short = "without " + screen.Count(n, "audience", "audiences") + ": " + why
	}
	text, indent := short, 1
	switch fits := func(s string, by int) bool { return ansi.StringWidth(s) <= p.size.Width-by }; {
	case fits(long, labelWidth):
		text, indent = long, labelWidth
	case fits(long, 1):
		text = long
	case fits(short, labelWidth):
		indent = labelWidth
	}
	return p.Theme.Dim.Render(strings.Repeat(" ", indent) + p.cut(screen.Row(text), indent))
}

// leftOut says in full what a field does not offer, "not for customers: P4 is for staff alone",
// how much that is, and the reasons alone.
func (p *Page) leftOut(f field) (text string, n int, why string) {
	all, not := p.offer.WithoutStages(p.readers().Name), "not "
	if f == audienceField {
		all, not = p.offer.WithoutAudiences(), "not for "
	}
	var said, whys []string
	for _, l := range all {
		said = append(said, not+strings.Join(l.Names, ", ")+": "+l.Why)
		n, whys = n+len(l.Names), append(whys, l.Why)
	}
	return strings.Join(said, "; "), n, strings.Join(whys, "; ")
}

// bar says why nothing that is written here can be sent from here, if so.
func (p *Page) bar(or string) string {
	if p.barred == nil {
		return or
	}
	text := screen.Sentence(p.barred.Error())
	if e := (*notify.SenderError)(nil); errors.As(p.barred, &e) {
		text = "You may look and preview; sending is for " + e.Senders.String() + "."
	}
	return p.Theme.Warn.Render(" " + p.cut(screen.Row(text), 1))
}

// apart is a blank line where there is room for one. What has to be said there takes its place.
func (p *Page) apart(said string) []string {
	if !p.roomy() {
		return nil
	}
	return []string{said}
}
