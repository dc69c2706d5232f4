// Package incidents is the console's first page: the open incidents of the filter, what is
// owed to whom, and the way to one of them.
//
// It shows the list as it arrives, marks what has changed since the operator looked last, and
// keeps the last good list with its age when Jira fails. It refuses to show an empty list
// without saying as whom, by which filter and when it was read, to let an incident vanish
// before somebody has looked, and to show the rows of one filter under the name of another.
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
	"bulletin/tui/column"
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

// Filters asks for a choice of another filter.
type Filters struct {
	Current incident.Filter // whose incidents the list shows; zero: that of the config
	Own     incident.Filter // that of the config, as Jira has it; zero where it has not been read
	Notes   []string        // what Jira had to say about the list
}

// Ask is what the page wants to be read.
type Ask struct {
	Query  incident.Query
	Person bool // somebody asked for it
	First  bool // nothing of this filter is known yet: tell a Before, before Jira is asked
}

// Before is what the disk knows of the filter's incidents before Jira has said anything.
type Before struct {
	Picture incident.Picture // the last whole one; zero where none is kept
	History notify.History
	Seen    map[string]time.Time // the last change that was looked at, by the incident's id; nil: nobody ever looked
}

// Part is what has arrived of the list.
type Part struct{ Picture incident.Picture }

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

// Recorded is the answer to the work of telling Jira of letters that it does not know of yet.
type Recorded struct {
	Left  int   // those of which it still does not know
	Amiss error // what a person must know of them
}

// Options are what the page needs.
type Options struct {
	Theme   themes.Theme
	Now     func() time.Time
	Refresh time.Duration
	Columns []column.Column                                           // nil: the usual ones
	Read    func(ctx context.Context, a Ask, tell func(tea.Msg)) Read // tells a Before and Parts on its way
	Look    func(incident.Filter, map[string]time.Time) error         // keeps what was looked at; nil: nobody does
	Grave   func(priority string) time.Duration                       // orders priorities, the gravest first
	// Record tells Jira of letters that it does not know of yet; it has just answered.
	Record func(context.Context, notify.History) Recorded
}

// Page is the list.
type Page struct {
	Options
	known
	keys    keys
	filter  textinput.Model
	size    screen.Size
	own     incident.Filter  // that of the config, once Jira has told it
	picture incident.Picture // that is shown
	history notify.History
	failure error // why the last reading failed
	damage  error
	open    int   // letters that need a person
	untold  int   // letters that Jira does not know of yet
	amiss   error // what a person must know of them
	reading bool
	asking  bool // a person waits for what is read
	telling bool // Jira is being told of letters
	rows    []row
	counts  [marks]int // of the rows, by their mark
	left    int        // incidents that are gone, of which there is no row
	shown   []int      // indices into rows, filtered and sorted
	order   string     // byNeed, byChange or the field of a column
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
	moves                                                                                          screen.Moves
	open, write, unsettled, filter, clear, filters, seen, sort, reverse, refresh, quit, keep, drop key.Binding
}

func newKeys() keys {
	return keys{
		moves:     screen.NewMoves(),
		open:      screen.Key("enter", "details", "enter"),
		write:     screen.Key("c", "compose", "c"),
		filter:    screen.Key("/", "filter", "/"),
		unsettled: screen.Key("u", "open letters", "u"),
		clear:     screen.Key("esc", "show all", "esc"),
		filters:   screen.Key("f", "saved filters", "f"),
		seen:      screen.Key("m", "mark all as seen", "m"),
		sort:      screen.Key("s", "sort", "s"),
		reverse:   screen.Key("S", "reverse", "S"),
		refresh:   screen.Key("r", "refresh", "r"),
		quit:      screen.Key("q", "quit", "q"),
		keep:      screen.Key("enter", "keep the filter", "enter"),
		drop:      screen.Key("esc", "show all", "esc"),
	}
}

// Title implements screen.Page.
func (p *Page) Title() string {
	if p.wanted == (incident.Filter{}) {
		return "Incidents"
	}
	return "Incidents " + p.Theme.Marks.Dot + " " + screen.Row(p.filterName())
}

// Typing implements screen.Page.
func (p *Page) Typing() bool { return p.filter.Focused() }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	k := p.keys
	if p.Typing() {
		return []key.Binding{k.keep, k.drop}
	}
	own := []key.Binding{k.write, k.open, k.filter, k.filters, k.sort, k.refresh, k.reverse}
	if p.marked() {
		own = append(own, k.seen)
	}
	own = append(own, k.quit)
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
	case Before, Part, Read, Recorded:
		return p.answered(msg)
	case screen.Minute:
		p.weigh(p.under())
	case due:
		if !p.reading {
			return p.read(false)
		}
	case tea.KeyMsg:
		if p.Typing() {
			return p.typed(msg)
		}
		return p.pressed(msg)
	}
	return nil
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
	if !p.arrange(p.under()) {
		p.moveTo(0)
	}
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
	case key.Matches(k, p.keys.filters):
		return Filters{Current: p.wanted, Own: p.own, Notes: p.notes()}
	case key.Matches(k, p.keys.seen) && p.marked():
		p.lookAtAll()
		p.build()
		return p.keep()
	case key.Matches(k, p.keys.sort):
		p.order = p.next()
		p.arrange(p.under())
	case key.Matches(k, p.keys.reverse):
		p.reverse = !p.reverse
		p.arrange(p.under())
	case key.Matches(k, p.keys.refresh) && !p.asking: // a held key asks once
		return p.read(true)
	case key.Matches(k, p.keys.quit):
		return screen.Quit{}
	}
	return nil
}

// choose answers with the incident under the cursor, which is looked at by that.
func (p *Page) choose(write bool) screen.Event {
	if len(p.shown) == 0 {
		return nil
	}
	r := p.rows[p.shown[p.cursor]]
	in := *r.Incident
	var chosen screen.Event = Opened{in, p.history.Letters(in.ID, "")}
	if write {
		chosen = Chosen{in}
	}
	if r.mark == same {
		return chosen
	}
	p.look(in, r.mark)
	p.build()
	return screen.Several{p.keep(), chosen}
}

// moveTo puts the cursor on a row and the row on the page.
func (p *Page) moveTo(to int) {
	p.cursor = max(0, min(to, len(p.shown)-1))
	p.offset = screen.Follow(p.cursor, p.offset, p.height(), len(p.shown))
}
