// Package filters is the page on which the operator chooses whose incidents the list shows: the
// filter of the config, those chosen last, those saved in Jira, one by its number, or a JQL
// written in full.
//
// It asks Jira for the filters that the user may choose from, and works without its answer. It
// refuses to take a word for a search: what is neither a filter, a number nor JQL is not chosen.
package filters

import (
	"context"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Chosen asks for the list of a filter; the zero one is that of the config.
type Chosen struct{ Filter incident.Filter }

// Read is what there is to choose from. Either part may be missing, with its error.
type Read struct {
	Saved  []incident.Filter // in Jira, by name
	Err    error
	Recent []incident.Filter // newest first
	Damage error
}

// Options are what the page needs.
type Options struct {
	Theme   themes.Theme
	Current incident.Filter // whose incidents the list shows; zero: that of the config
	Own     incident.Filter // that of the config, as Jira has it; zero where it has not been read
	Notes   []string        // what Jira had to say about the list
	Read    func(ctx context.Context, person bool) Read
}

// Page is the choice.
type Page struct {
	Options
	keys    keys
	input   textinput.Model
	size    screen.Size
	read    Read
	reading bool
	shown   []entry
	cursor  int // in shown
	offset  int
}

type keys struct{ choose, back, again, up, down, pageUp, pageDown key.Binding }

// New is the page before Jira was asked.
func New(o Options) *Page {
	in := textinput.New()
	in.Prompt = "Filter, number or JQL: "
	in.CharLimit = longest
	in.Cursor.SetMode(cursor.CursorStatic) // a console at rest writes nothing
	in.Focus()
	p := &Page{Options: o, input: in, keys: keys{
		choose:   screen.Key("enter", "choose", "enter"),
		back:     screen.Key("esc", "back", "esc"),
		again:    screen.Key("ctrl+r", "refresh", "ctrl+r"),
		down:     screen.Key("down", "down", "down", "ctrl+n"),
		up:       screen.Key("up", "up", "up", "ctrl+p"),
		pageDown: screen.Key("pgdn", "page down", "pgdown"),
		pageUp:   screen.Key("pgup", "page up", "pgup"),
	}}
	p.arrange(p.Current)
	return p
}

// longest is the most characters of a JQL, which must go into an address.
const longest = 4000

// Title implements screen.Page.
func (p *Page) Title() string { return "Filters" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return true }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	k := p.keys
	return []key.Binding{k.choose, k.back, k.down, k.up, k.again, k.pageDown, k.pageUp}
}

// Start implements screen.Page.
func (p *Page) Start() screen.Event { return p.ask(false) }

func (p *Page) ask(person bool) screen.Event {
	p.reading = true
	return screen.Work{Name: "filters", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg { return p.Read(ctx, person) }}
}

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		p.size = msg
		p.input.Width = max(1, msg.Width-3-len(p.input.Prompt))
		p.moveTo(p.cursor)
	case Read:
		p.reading, p.read = false, msg
		p.arrange(p.under())
	case tea.KeyMsg:
		return p.pressed(msg)
	}
	return nil
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	page := max(1, p.height()-1)
	switch {
	case key.Matches(k, p.keys.choose):
		return p.choose()
	case key.Matches(k, p.keys.back):
		return screen.Back{}
	case key.Matches(k, p.keys.again):
		return p.ask(true)
	case key.Matches(k, p.keys.down):
		p.moveTo(p.cursor + 1)
	case key.Matches(k, p.keys.up):
		p.moveTo(p.cursor - 1)
	case key.Matches(k, p.keys.pageDown):
		p.moveTo(p.cursor + page)
	case key.Matches(k, p.keys.pageUp):
		p.moveTo(p.cursor - page)
	default:
		before := p.input.Value()
		if p.input, _ = p.input.Update(k); p.input.Value() != before {
			p.arrange(p.under())
		}
	}
	return nil
}

// choose answers with the filter under the cursor.
func (p *Page) choose() screen.Event {
	switch {
	case len(p.shown) == 0:
		return screen.Say{Text: "That is no filter, no number and no JQL.", Bad: true}
	case p.under().Means() == p.Current.Means():
		return screen.Back{}
	}
	return Chosen{p.under()}
}

// under is the filter under the cursor; the zero one is that of the config.
func (p *Page) under() incident.Filter {
	if p.cursor >= len(p.shown) {
		return incident.Filter{}
	}
	return p.shown[p.cursor].filter
}

// moveTo puts the cursor on an entry and the entry on the page.
func (p *Page) moveTo(to int) {
	p.cursor = max(0, min(to, len(p.shown)-1))
	p.offset = screen.Follow(p.cursor, p.offset, p.height(), len(p.shown))
}
