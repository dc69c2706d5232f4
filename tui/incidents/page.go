// Package incidents is the console's first page: the open incidents of the filter, what is
// owed to whom, and the way to one of them.
//
// It keeps the last good list with its age when Jira fails. It refuses to show an empty
// list without saying as whom, by which filter and when it was read.
package incidents

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Opened asks for an incident's detail, with what has been told of it.
type Opened struct {
	Incident incident.Incident
	Told     []notify.Receipt
}

// Chosen asks to write about an incident.
type Chosen struct{ Incident incident.Incident }

// Unsettled asks for the letters that need a person.
type Unsettled struct{}

// Read is the answer to the page's work: the list and the history, or why there is none.
// A history may come with an error that says what of it is damaged.
type Read struct {
	Picture incident.Picture
	History notify.History
	Err     error
	Damage  error
	// Unrecorded is the number of letters that Jira does not know of yet.
	Unrecorded int
}

// Options are what the page needs.
type Options struct {
	Theme   themes.Theme
	Now     func() time.Time
	Refresh time.Duration
	Read    func(ctx context.Context, person bool) Read // person: somebody asked for it
	Grave   func(priority string) time.Duration         // orders priorities, the gravest first
}

// Page is the list.
type Page struct {
	Options
	keys    keys
	filter  textinput.Model
	size    screen.Size
	picture incident.Picture // the last good one
	history notify.History
	failure error // why the last reading failed
	damage  error
	open    int // letters that need a person
	untold  int // letters that Jira does not know of yet
	reading bool
	rows    []row
	shown   []int // indices into rows, filtered and sorted
	order   order
	reverse bool
	cursor  int // in shown
	offset  int
}

// New is the page before anything was read.
func New(o Options) *Page {
	f := textinput.New()
	f.Prompt = "/"
	f.Cursor.SetMode(cursor.CursorStatic) // a console at rest writes nothing
	return &Page{Options: o, keys: newKeys(), filter: f}
}

type keys struct {
	moves                                                                           screen.Moves
	open, write, unsettled, filter, clear, sort, reverse, refresh, quit, keep, drop key.Binding
}

func newKeys() keys {
	return keys{
		moves:     screen.NewMoves(),
		open:      screen.Key("enter", "details", "enter"),
		write:     screen.Key("c", "compose", "c"),
		filter:    screen.Key("/", "filter", "/"),
		unsettled: screen.Key("u", "open letters", "u"),
		clear:     screen.Key("esc", "show all", "esc"),
		sort:      screen.Key("s", "sort", "s"),
		reverse:   screen.Key("S", "reverse", "S"),
		refresh:   screen.Key("r", "refresh", "r"),
		quit:      screen.Key("q", "quit", "q"),
		keep:      screen.Key("enter", "keep the filter", "enter"),
		drop:      screen.Key("esc", "show all", "esc"),
	}
}

// Title implements screen.Page.
func (p *Page) Title() string { return "Incidents" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return p.filter.Focused() }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	k := p.keys
	if p.Typing() {
		return []key.Binding{k.keep, k.drop}
	}
	own := []key.Binding{k.write, k.open, k.filter, k.sort, k.reverse, k.refresh, k.quit}
	if p.filter.Value() != "" {
		own = append([]key.Binding{k.clear}, own...)
	}
	if p.open > 0 {
		own = append([]key.Binding{k.unsettled}, own...)
	}
	return append(own, k.moves.All()...)
}

// Start implements screen.Page.
func (p *Page) Start() screen.Event { return p.read(true) }

// due says that the interval since the last reading has passed.
type due struct{}

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		p.size = msg
		p.filter.Width = max(1, msg.Width-2)
		p.moveTo(p.cursor)
	case Read:
		return p.take(msg)
	case screen.Minute:
		p.weigh()
	case due:
		return p.read(false)
	case tea.KeyMsg:
		if p.Typing() {
			return p.typed(msg)
		}
		return p.pressed(msg)
	}
	return nil
}

// read reads the list now.
func (p *Page) read(person bool) screen.Event {
	p.reading = true
	return screen.Work{Name: "list", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		return p.Read(ctx, person)
	}}
}

// Again makes the page read the list, after a letter has changed what is owed.
func (p *Page) Again() screen.Event { return p.read(false) }

// take accepts what was read. A failed reading leaves the last good list in place.
func (p *Page) take(r Read) screen.Event {
	p.reading = false
	p.failure, p.damage, p.untold = r.Err, r.Damage, r.Unrecorded
	if r.History != nil {
		p.history, p.open = r.History, len(r.History.Open())
	}
	if r.Err == nil {
		p.picture = r.Picture
	}
	p.weigh()
	return screen.After{Wait: p.Refresh, Msg: due{}}
}

// weigh says anew what is owed, at this moment.
func (p *Page) weigh() {
	at := p.under()
	p.rows = p.standings()
	p.arrange(at)
}

func (p *Page) typed(k tea.KeyMsg) screen.Event {
	switch {
	case key.Matches(k, p.keys.keep):
		p.filter.Blur()
	case key.Matches(k, p.keys.drop):
		p.filter.Blur()
		p.filter.SetValue("")
	default:
		p.filter, _ = p.filter.Update(k)
	}
	p.arrange(p.under())
	return nil
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	if to, ok := p.keys.moves.Step(k, p.cursor, p.height(), len(p.shown)-1); ok {
		p.moveTo(to)
		return nil
	}
	switch {
	case key.Matches(k, p.keys.open), key.Matches(k, p.keys.write):
		return p.choose(key.Matches(k, p.keys.write))
	case key.Matches(k, p.keys.unsettled) && p.open > 0:
		return Unsettled{}
	case key.Matches(k, p.keys.filter):
		p.filter.Focus()
	case key.Matches(k, p.keys.clear):
		p.filter.SetValue("")
		p.arrange(p.under())
	case key.Matches(k, p.keys.sort):
		p.order = (p.order + 1) % orders
		p.arrange(p.under())
	case key.Matches(k, p.keys.reverse):
		p.reverse = !p.reverse
		p.arrange(p.under())
	case key.Matches(k, p.keys.refresh):
		return p.read(true)
	case key.Matches(k, p.keys.quit):
		return screen.Quit{}
	}
	return nil
}

// choose answers with the incident under the cursor.
func (p *Page) choose(write bool) screen.Event {
	if len(p.shown) == 0 {
		return nil
	}
	in := p.rows[p.shown[p.cursor]].Incident
	if write {
		return Chosen{in}
	}
	return Opened{in, p.history.Letters(in.ID, "")}
}

// moveTo puts the cursor on a row and the row on the page.
func (p *Page) moveTo(to int) {
	p.cursor = max(0, min(to, len(p.shown)-1))
	p.offset = max(min(p.offset, p.cursor), p.cursor-p.height()+1, 0)
	p.offset = max(0, min(p.offset, len(p.shown)-p.height()))
}
