// Package review is the page that shows a letter as it will leave: its headers and its text
// read back from the very bytes, the source of its HTML part, the people who get it, the
// findings with a way to the place of each, and the source of its template.
//
// It reads the incident once more before it leads on. It refuses to lead on to the
// confirmation while a finding blocks the letter, while a warning has not been acknowledged,
// and where what the letter says or whom it goes to has changed.
package review

import (
	"context"
	"errors"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Reviewed asks for the confirmation of a message.
type Reviewed struct {
	Message  notify.Message
	Accepted bool // its warnings were acknowledged
}

// Changed says that the letter would be another by now.
type Changed struct{ Err *notify.ChangedError }

// Tested asks for the confirmation of a test of the letter, which goes to the operator alone.
type Tested struct{ Message notify.Message }

// Options are what the page needs.
type Options struct {
	Theme themes.Theme
	Draft notify.Draft
	// Message is composed from the draft; it is the zero value where a finding blocks it.
	Message notify.Message
	// Save writes the message as an .eml file and returns its path.
	Save func(notify.Message) (path string, err error)
	// Fresh says whether the message is still what it would be; nil: it cannot have changed.
	Fresh func(context.Context, notify.Message) error
	// Test makes a test of the letter; nil where the operator has no address for it.
	Test func(notify.Draft) (notify.Message, error)
}

// view is one way to look at the letter.
type view int

const (
	letterView view = iota
	htmlView
	peopleView
	findingsView
	templateView
	views
)

// Page is the review of one letter.
type Page struct {
	Options
	keys         keys
	size         screen.Size
	view         view
	scrolls      [views]screen.Scroll
	letter       []string // drawn, for the width of the last Size
	found        []notify.Finding
	chosen       int    // of found
	marked       int    // the line of the view that a finding is about; -1: none
	file         string // of the template view; empty: the letter's template
	acknowledged bool
	asking       bool // whether the message is fresh
}

type keys struct{ next, previous, direct, acknowledge, choose, goThere, save, test, confirm, back key.Binding }

// New is the page at the top of the letter, or at the findings where they block it.
func New(o Options) *Page {
	p := &Page{Options: o, found: gravest(o.Draft.Findings), marked: -1, keys: keys{
		next:        screen.Key("tab", "next view", "tab", "l", "right"),
		previous:    screen.Key("shift+tab", "view before", "shift+tab", "h", "left"),
		direct:      screen.Key("1-5", "view", "1", "2", "3", "4", "5"),
		choose:      screen.Key("n/N", "next finding", "n", "N"),
		goThere:     screen.Key("o", "go there", "o"),
		acknowledge: screen.Key("a", "acknowledge", "a"),
		save:        screen.Key("w", "save .eml", "w"),
		test:        screen.Key("t", "test to myself", "t"),
		confirm:     screen.Key("enter", "confirm", "enter"),
		back:        screen.Key("esc", "back", "esc", "q"),
	}}
	for i := range p.scrolls {
		p.scrolls[i] = screen.NewScroll()
	}
	if p.blocked() {
		p.view = findingsView
	}
	return p
}

// Title implements screen.Page.
func (p *Page) Title() string { return p.Draft.Notice.Key + " review" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return false }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	k := p.keys
	var own []key.Binding
	switch {
	case p.blocked():
	case p.unacknowledged() > 0:
		own = append(own, k.acknowledge)
	default:
		own = append(own, k.confirm)
	}
	if !p.blocked() {
		own = append(own, k.save)
	}
	if p.testable() {
		own = append(own, k.test)
	}
	if p.view == findingsView && len(p.found) > 0 {
		own = append(own, k.goThere, k.choose)
	}
	own = append(own, k.next, k.previous, k.direct, k.back)
	return append(own, p.scrolls[p.view].Keys()...)
}

// Start implements screen.Page.
func (p *Page) Start() screen.Event { return nil }

// drawn is the letter as lines of a width.
type drawn struct {
	width int
	lines []string
}

// fresh is whether the message is still what it would be.
type fresh struct{ err error }

// saved says where the letter was saved.
type saved struct{ path string }

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		return p.resize(msg)
	case drawn:
		if msg.width == p.size.Width {
			p.letter = msg.lines
		}
	case fresh:
		return p.answered(msg.err)
	case Tested:
		return msg
	case saved:
		return screen.Say{Text: "Saved as " + msg.path}
	case tea.KeyMsg:
		return p.pressed(msg)
	}
	return nil
}

// resize asks for the letter to be drawn for the new width.
func (p *Page) resize(s screen.Size) screen.Event {
	anew := s.Width != p.size.Width
	p.size = s
	if !anew {
		return nil
	}
	p.letter, p.marked = nil, -1
	return screen.Work{Name: "letter", Do: func(context.Context, func(tea.Msg)) tea.Msg {
		lines, err := p.draw(s.Width)
		if err != nil {
			return screen.Failed{Err: fmt.Errorf("draw the letter: %w", err)}
		}
		return drawn{s.Width, lines}
	}}
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	p.asking = false // the way on was for the page as it was
	switch {
	case p.scrolls[p.view].Move(k, len(p.lines()), p.height()):
	case key.Matches(k, p.keys.next):
		p.look((p.view + 1) % views)
	case key.Matches(k, p.keys.previous):
		p.look((p.view + views - 1) % views)
	case key.Matches(k, p.keys.direct):
		p.look(view(k.String()[0] - '1'))
	case p.view == findingsView && key.Matches(k, p.keys.choose):
		p.choose(k.String())
	case p.view == findingsView && key.Matches(k, p.keys.goThere):
		return p.goThere()
	case key.Matches(k, p.keys.acknowledge):
		p.acknowledge()
	case key.Matches(k, p.keys.save):
		return p.save()
	case key.Matches(k, p.keys.test) && p.testable():
		return p.test()
	case key.Matches(k, p.keys.confirm):
		return p.confirm()
	case key.Matches(k, p.keys.back):
		return screen.Back{}
	}
	return nil
}

// look shows a view from anew: without a mark, and of the template its own file.
func (p *Page) look(v view) { p.view, p.marked, p.file = v, -1, "" }

// acknowledge takes the warnings as read, where they are on the screen; else it shows them.
func (p *Page) acknowledge() {
	p.acknowledged = p.acknowledged || p.view == findingsView
	p.look(findingsView)
}

func (p *Page) save() screen.Event {
	if p.blocked() {
		return screen.Failed{Err: p.Draft.Blocked()}
	}
	return screen.Work{Name: "save", Do: func(context.Context, func(tea.Msg)) tea.Msg {
		path, err := p.Save(p.Message)
		if err != nil {
			return screen.Failed{Err: fmt.Errorf("save the letter: %w", err)}
		}
		return saved{path}
	}}
}

// confirm leads on, where nothing stands in the way.
func (p *Page) confirm() screen.Event {
	if err := p.Draft.Blocked(); err != nil {
		p.look(findingsView)
		return screen.Failed{Err: err}
	}
	if n := p.unacknowledged(); n > 0 {
		p.look(findingsView)
		return screen.Say{Text: screen.Count(n, "warning", "warnings") + " to acknowledge first: read, then press a.", Bad: true}
	}
	if p.Fresh == nil {
		return Reviewed{p.Message, p.acknowledged}
	}
	p.asking = true
	return screen.Work{Name: "fresh", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		return fresh{p.Fresh(ctx, p.Message)}
	}}
}

// answered leads on where the message is fresh and somebody still waits for that.
func (p *Page) answered(err error) screen.Event {
	if !p.asking {
		return nil
	}
	p.asking = false
	var changed *notify.ChangedError
	switch {
	case errors.As(err, &changed):
		return Changed{changed}
	case err != nil:
		return screen.Failed{Err: err}
	}
	return Reviewed{p.Message, p.acknowledged}
}

// test makes a test of the letter.
func (p *Page) test() screen.Event {
	draft := p.Draft
	return screen.Work{Name: "test", Do: func(context.Context, func(tea.Msg)) tea.Msg {
		m, err := p.Test(draft)
		if err != nil {
			return screen.Failed{Err: err}
		}
		return Tested{m}
	}}
}

// testable reports a letter of which a test can be sent.
func (p *Page) testable() bool {
	return p.Test != nil && !p.blocked() && p.Draft.Resumes == "" && !p.Draft.Test
}

func (p *Page) blocked() bool { return p.Draft.Blocked() != nil }

// unacknowledged is the number of warnings that nobody has acknowledged.
func (p *Page) unacknowledged() int {
	if p.acknowledged {
		return 0
	}
	return p.Draft.Count(notify.Warn)
}
