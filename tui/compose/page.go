// Package compose is the page on which an operator chooses the stage and the audience of a
// letter and writes words of their own.
//
// It offers what makes sense for the incident, with the reason for what does not, suggests the
// fitting stage and says why, shows which lists apply and how many people that is, and says what
// blocks the letter whenever the typing rests. It refuses to work on an old picture: the incident
// is read afresh before anything can be reviewed. What was typed is kept on the disk and comes
// back, whatever happens.
package compose

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Composed asks for the review of a draft.
type Composed struct{ Draft notify.Draft }

// Read is an answer to the page's work: the incident, its history, the templates and the lists
// afresh, and what colleagues are doing about it at this moment.
type Read struct {
	Incident  incident.Incident
	History   notify.History
	Templates *letter.Library
	Lists     map[string]notify.List
	Others    []string // sentences such as "ada is composing update 3 for customers since 14:02 UTC"
	Barred    error    // why who is here may not send what is written; nil: they may
	Err       error
}

// Wish is what a letter is to be, where somebody has decided that before.
type Wish struct {
	Stage    incident.Stage
	Audience string
	Corrects notify.ID // of a correction: the letter that was wrong
}

// Options are what the page needs.
type Options struct {
	Theme    themes.Theme
	Now      func() time.Time
	Incident incident.Incident // as the page before knows it
	Desk     notify.Desk
	By       string
	Wish     Wish
	// Composing tells colleagues what is being written here; an empty notice that nothing is
	// any more. It is slow, and nothing depends on it.
	Composing func(context.Context, notify.Notice) error
	Read      func(ctx context.Context, key string, person bool) Read // person: somebody asked for it again
	Words     func(incidentID, audience string) (string, error)
	Keep      func(incidentID, audience, words string) error
}

// field is where the keys go.
type field int

const (
	stageField field = iota
	audienceField
	messageField
	reviewField
	fields
)

// Page is the composing of one letter.
type Page struct {
	Options
	keys     keys
	size     screen.Size
	history  notify.History
	offer    notify.Offer
	barred   error
	area     textarea.Model
	words    map[string]string // by audience; nil until the disk has been read
	kept     map[string]string // as the disk has them
	saved    time.Time         // when words went to the disk last
	focus    field
	stage    incident.Stage
	chosen   bool // the operator has chosen the stage: no suggestion overrules it
	audience int
	orders   atomic.Int64 // how many drafts were asked for
	drafting sync.Mutex   // held while one is made
	draft    notify.Draft
	problem  error // why there is no draft
	ready    bool  // the incident has been read afresh
	others   []string
	former   bool          // who got earlier letters and is on no list now gets this one
	shown    notify.Notice // what colleagues have been told is written here
	awaited  bool          // the review follows when the draft comes
}

type keys struct{ next, previous, left, right, review, editor, former, forward, refresh, back key.Binding }

func newKeys() keys {
	return keys{
		next:     screen.Key("tab", "next field", "tab", "down", "j"),
		previous: screen.Key("shift+tab", "field before", "shift+tab", "up", "k"),
		left:     screen.Key("h/left", "choose", "left", "h"),
		right:    screen.Key("l/right", "choose", "right", "l"),
		forward:  screen.Key("enter", "next", "enter"),
		review:   screen.Key("ctrl+s", "review", "ctrl+s"),
		editor:   screen.Key("ctrl+e", "$EDITOR", "ctrl+e"),
		former:   screen.Key("ctrl+f", "former readers too", "ctrl+f"),
		refresh:  screen.Key("ctrl+r", "read again", "ctrl+r"),
		back:     screen.Key("esc", "back", "esc"),
	}
}

// New is the page before the incident was read afresh.
func New(o Options) *Page {
	w := textarea.New()
	w.Placeholder = hint("")
	w.CharLimit = maxWords
	w.ShowLineNumbers = false
	w.Prompt = "  "
	w.Cursor.SetMode(cursor.CursorStatic)
	w.FocusedStyle, w.BlurredStyle = o.style(true), o.style(false)
	p := &Page{Options: o, keys: newKeys(), area: w, stage: o.Wish.Stage, chosen: o.Wish.Stage != ""}
	known := o.Desk
	known.Contexts = nil // of an incident that is not read yet, nothing can be said
	p.offer = known.Offer(o.Incident, nil)
	for i, a := range o.Desk.Audiences {
		if a.Name == o.Wish.Audience {
			p.audience = i
		}
	}
	return p
}

// Title implements screen.Page.
func (p *Page) Title() string { return p.Incident.Key + " compose" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return p.focus == messageField }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	k := p.keys
	common := []key.Binding{k.next, k.previous, k.review, k.editor, k.refresh, k.back}
	if len(p.draft.Former) > 0 {
		common = append([]key.Binding{k.next, k.former}, common[1:]...)
	}
	switch p.focus {
	case stageField, audienceField:
		return append([]key.Binding{k.left, k.right, k.forward}, common...)
	case reviewField:
		return append([]key.Binding{screen.Key("enter", "review", "enter")}, common...)
	}
	return append([]key.Binding{screen.Key("tab", "next field", "tab")}, common[1:]...)
}

// Start implements screen.Page.
func (p *Page) Start() screen.Event { return screen.Several{p.recall(), p.read(false)} }

// Again reads the incident and what was told of it afresh; the fitting stage may be another.
func (p *Page) Again() screen.Event {
	p.chosen = false
	return p.read(false)
}

func (p *Page) read(person bool) screen.Event {
	p.ready, p.awaited, p.problem = false, false, nil
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
		p.area.SetWidth(msg.Width)
		p.area.SetHeight(p.room())
	case Read:
		return p.take(msg)
	case recalled:
		return p.remember(msg)
	case drafted:
		return p.came(msg)
	case kept:
		p.kept[msg.audience] = msg.words
	case screen.Edited:
		return p.edited(msg)
	case paused:
		return p.rested()
	case tea.KeyMsg:
		return p.pressed(msg)
	}
	return nil
}

// take accepts the incident as it is now and drafts the letter.
func (p *Page) take(r Read) screen.Event {
	if r.Err != nil {
		p.problem = r.Err
		return nil
	}
	p.Incident, p.history, p.others, p.barred, p.ready = r.Incident, r.History, r.Others, r.Barred, true
	p.Desk.Templates, p.Desk.Lists = r.Templates, r.Lists
	if moved := p.settle(); moved != nil {
		return screen.Several{moved, p.redraft()}
	}
	return p.redraft()
}

// hint says what the operator's words are for at a stage.
func hint(s incident.Stage) string {
	switch s {
	case incident.Update:
		return "What has changed since the last message, in your words."
	case incident.Resolved:
		return "What remains, if anything does, in your words."
	case incident.Postmortem:
		return "The cause, and what is done about it, in your words."
	case incident.Correction:
		return "What is right, in your words."
	}
	return "What readers should know now, in your words."
}

// readers is the chosen audience.
func (p *Page) readers() incident.Audience { return p.Desk.Audiences[p.audience] }
