// Package detail is the page of one incident: every field that a letter can use, as Jira
// has it at this moment, and what has been told so far.
//
// It reads the incident afresh, since the list may be old, and refuses to pretend: until
// the answer is there it says so, if there is none it says why, and of one that was kept it
// says of when it is.
package detail

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Chosen asks to write about the incident.
type Chosen struct{ Incident incident.Incident }

// Read is the answer to the page's work.
type Read struct {
	Incident incident.Incident
	Err      error
}

// Options are what the page needs.
type Options struct {
	Theme    themes.Theme
	Now      func() time.Time
	Incident incident.Incident                                       // as the list knows it
	Told     []notify.Receipt                                        // of this incident, oldest first
	Read     func(ctx context.Context, key string, person bool) Read // person: somebody asked for it again
}

// Page is the detail of one incident.
type Page struct {
	Options
	scroll  screen.Scroll
	size    screen.Size
	failure error
	fresh   bool
	write   key.Binding
	refresh key.Binding
	back    key.Binding
}

// New is the page with what the list knows.
func New(o Options) *Page {
	return &Page{
		Options: o,
		scroll:  screen.NewScroll(),
		write:   screen.Key("c", "compose", "c", "enter"),
		refresh: screen.Key("r", "refresh", "r"),
		back:    screen.Key("esc", "back", "esc", "q"),
	}
}

// Title implements screen.Page.
func (p *Page) Title() string { return p.Incident.Key }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return false }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	return append([]key.Binding{p.write, p.refresh, p.back}, p.scroll.Keys()...)
}

// Start implements screen.Page.
func (p *Page) Start() screen.Event { return p.read(false) }

func (p *Page) read(person bool) screen.Event {
	key := p.Incident.Key
	return screen.Work{Name: "incident", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		return p.Read(ctx, key, person)
	}}
}

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		p.size = msg
	case Read:
		p.failure = msg.Err
		if msg.Err == nil {
			p.Incident, p.fresh = msg.Incident, true
		}
	case tea.KeyMsg:
		return p.pressed(msg)
	}
	return nil
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	switch {
	case p.scroll.Move(k, len(p.lines()), p.size.Height-len(p.state())):
	case key.Matches(k, p.write):
		return Chosen{p.Incident}
	case key.Matches(k, p.refresh):
		p.fresh = false
		return p.read(true)
	case key.Matches(k, p.back):
		return screen.Back{}
	}
	return nil
}

// View implements screen.Page.
func (p *Page) View() string {
	state := p.state()
	part, _ := screen.Window(p.lines(), p.scroll.Offset, p.size.Height-len(state))
	return strings.Join(append(part, state...), "\n")
}

// state is the foot: how fresh the page is.
func (p *Page) state() []string {
	text, style := "As Jira has it now.", p.Theme.Dim
	switch k := p.Incident.Kept; {
	case p.failure != nil:
		lines := screen.Tell(p.failure, "As the list has it. ", p.size.Width-2, max(2, p.size.Height/5), p.Theme.Marks.More)
		for i, l := range lines {
			lines[i] = p.Theme.Bad.Render(" " + l)
		}
		return lines
	case !p.fresh:
		text = "Reading all fields from Jira" + p.Theme.Marks.More
	case !k.IsZero():
		part := ""
		if k.Part {
			part = ", and no more than the row of the list"
		}
		text, style = fmt.Sprintf("Kept from %s%s: Jira does not answer (%s). %s", screen.Kept(k, p.Now()), part, k.Why, screen.Sentence(screen.Unseen(k, p.Now()))), p.Theme.Warn
	}
	lines := screen.Wrap(text, p.size.Width-2)
	for i, l := range lines {
		lines[i] = style.Render(" " + l)
	}
	return lines
}

// lines are the whole page.
func (p *Page) lines() []string {
	lines := p.told()
	label := min(24, max(10, p.size.Width/4))
	for _, v := range p.Incident.All() {
		lines = append(lines, p.field(v, label)...)
	}
	return lines
}

// field is a value behind its name, wrapped; an empty one is said to be empty.
func (p *Page) field(v incident.Value, label int) []string {
	name := screen.Fit(" "+screen.Row(v.Name), label, p.Theme.Marks.More)
	text := v.String()
	if v.Kind == incident.DateTime && !v.Time.IsZero() {
		text += " (" + screen.Ago(v.Time, p.Now()) + " ago)"
	}
	if v.Empty() {
		return []string{p.Theme.Dim.Render(screen.Cut(name+" -", p.size.Width, ""))}
	}
	var out []string
	for _, l := range screen.Wrap(strings.TrimSpace(text), p.size.Width-label-2) {
		out = append(out, p.Theme.Key.Render(name)+" "+l)
		name = strings.Repeat(" ", label)
	}
	return out
}

// told is what was told so far, the newest first.
func (p *Page) told() []string {
	if len(p.Told) == 0 {
		return []string{p.Theme.Strong.Render(" Nobody has been told of it from here."), ""}
	}
	out := []string{p.Theme.Strong.Render(" Told so far")}
	for i := len(p.Told) - 1; i >= 0; i-- {
		r := p.Told[i]
		line := fmt.Sprintf("   %s  %s to %s, %d of %d accepted", screen.Clock(r.Began, p.Now()),
			r.Telling(), r.Audience, r.Count(notify.Accepted), r.Total)
		if n := r.Count(notify.Unknown); n > 0 {
			line += fmt.Sprintf(", %d unknown", n)
		}
		out = append(out, screen.Cut(line, p.size.Width, p.Theme.Marks.More))
	}
	return append(out, "")
}
