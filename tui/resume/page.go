// Package resume is the page of the letters that need a person: those that were cut off
// before anything left, those of which nobody knows whether they arrived, and those that
// reached only a part of their list.
//
// It shows the evidence for each and takes what the person decides. It refuses to decide
// anything itself, to take a decision that was not typed, and to send: what is to be sent
// goes through the review and the confirmation, as every letter does.
package resume

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Reopened asks for the review of a letter that goes to the rest of its recipients.
type Reopened struct{ Message notify.Message }

// Read is the answer to the page's work: the open letters, whole, or why they are not known.
type Read struct {
	Letters []notify.Receipt
	Err     error
}

// Options are what the page needs.
type Options struct {
	Theme  themes.Theme
	Now    func() time.Time
	Kept   func(notify.Digest) string // the path of a letter in the journal
	Read   func(ctx context.Context) Read
	Reopen func(context.Context, notify.Receipt) (notify.Message, error)
	Decide func(ctx context.Context, r notify.Receipt, d notify.Decision, typed string) error
	Only   notify.ID // not empty: this letter alone
}

// Page is the list of open letters, one of them in full.
type Page struct {
	Options
	size    screen.Size
	scroll  screen.Scroll
	letters []notify.Receipt
	failure error
	ready   bool
	at      int             // of letters
	asks    notify.Decision // for which the phrase is being typed; empty: none
	input   textinput.Model
	keys    keys
}

type keys struct{ next, send, arrived, drop, accept, cancel, back key.Binding }

// New is the page before the journal was read.
func New(o Options) *Page {
	in := textinput.New()
	in.Prompt = "> "
	in.CharLimit = 80
	in.Cursor.SetMode(cursor.CursorStatic)
	return &Page{Options: o, scroll: screen.NewScroll(), input: in, keys: keys{
		next:    screen.Key("tab", "next letter", "tab", "n"),
		send:    screen.Key("s", "send it", "s"),
		arrived: screen.Key("y", "it arrived", "y"),
		drop:    screen.Key("d", "drop it", "d"),
		accept:  screen.Key("enter", "that is my decision", "enter"),
		cancel:  screen.Key("esc", "decide nothing", "esc"),
		back:    screen.Key("esc", "decide later", "esc", "q"),
	}}
}

// Title implements screen.Page.
func (p *Page) Title() string { return "Open letters" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return p.asks != "" }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	k := p.keys
	if p.Typing() {
		return []key.Binding{k.accept, k.cancel}
	}
	var own []key.Binding
	if r, ok := p.letter(); ok {
		switch r.Case() {
		case notify.InDoubt: // it may be a second copy, so no key speaks of a rest
			k.send.SetHelp("s", "send it again")
			own = append(own, k.arrived)
		case notify.Partly:
			k.send.SetHelp("s", "send to the rest")
			k.drop.SetHelp("d", "leave it at that")
		}
		if len(r.Rest()) > 0 {
			own = append(own, k.send)
		}
		own = append(own, k.drop)
	}
	if len(p.letters) > 1 {
		own = append(own, k.next)
	}
	return append(append(own, k.back), p.scroll.Keys()...)
}

// letter is the one on the screen.
func (p *Page) letter() (notify.Receipt, bool) {
	if p.at >= len(p.letters) {
		return notify.Receipt{}, false
	}
	return p.letters[p.at], true
}

// Start implements screen.Page.
func (p *Page) Start() screen.Event { return p.Again() }

// Again reads the journal.
func (p *Page) Again() screen.Event {
	return screen.Work{Name: "open letters", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg { return p.Read(ctx) }}
}

// decided says that a decision is on the disk; failed that something else came of it, after
// which the letters may be others.
type (
	decided struct{}
	failed  struct{ err error }
)

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		p.size = msg
		p.input.Width = max(1, msg.Width-5)
	case Read:
		p.take(msg)
	case decided:
		return screen.Several{screen.Say{Text: "Your decision is written down."}, p.Again()}
	case failed:
		return screen.Several{screen.Failed{Err: msg.err}, p.Again()}
	case Reopened:
		return msg
	case tea.KeyMsg:
		if p.Typing() {
			return p.typed(msg)
		}
		return p.pressed(msg)
	}
	return nil
}

func (p *Page) take(r Read) {
	p.ready, p.failure, p.letters = true, r.Err, nil
	for _, l := range r.Letters {
		if p.Only == "" || p.Only == l.ID {
			p.letters = append(p.letters, l)
		}
	}
	p.at = max(0, min(p.at, len(p.letters)-1))
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	r, ok := p.letter()
	switch {
	case p.scroll.Move(k, len(p.lines()), p.size.Height):
	case key.Matches(k, p.keys.back):
		return screen.Back{}
	case !ok:
	case key.Matches(k, p.keys.next):
		p.at, p.scroll = (p.at+1)%len(p.letters), screen.NewScroll()
	case key.Matches(k, p.keys.send):
		return p.send(r)
	case key.Matches(k, p.keys.arrived) && r.Case() == notify.InDoubt:
		p.ask(notify.Arrived)
	case key.Matches(k, p.keys.drop):
		p.ask(notify.Dropped)
	}
	return nil
}

// send reopens the letter for those who could still get it.
func (p *Page) send(r notify.Receipt) screen.Event {
	return screen.Work{Name: "reopen", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		m, err := p.Reopen(ctx, r)
		if err != nil {
			return failed{err}
		}
		return Reopened{m}
	}}
}

// ask begins to ask for a decision's phrase.
func (p *Page) ask(d notify.Decision) {
	p.asks = d
	p.input.SetValue("")
	p.input.Focus()
}

// typed takes a key into the phrase. A paste is nobody's decision.
func (p *Page) typed(k tea.KeyMsg) screen.Event {
	switch {
	case key.Matches(k, p.keys.cancel):
		p.asks = ""
	case key.Matches(k, p.keys.accept):
		return p.decide()
	case k.Paste || len(k.Runes) > 3:
		return screen.Say{Text: "Pasted text does not count: type it.", Bad: true}
	default:
		p.input, _ = p.input.Update(k)
	}
	return nil
}

// decide writes the decision down, if its phrase stands there.
func (p *Page) decide() screen.Event {
	r, ok := p.letter()
	typed, d := p.input.Value(), p.asks
	if !ok || typed != r.Phrase(d) {
		p.input.SetValue("")
		return screen.Say{Text: "That is not the phrase. Nothing is decided.", Bad: true}
	}
	p.asks = ""
	return screen.Work{Name: "decide", Outlives: true, InTurn: true, Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		if err := p.Decide(ctx, r, d, typed); err != nil {
			return failed{err}
		}
		return decided{}
	}}
}
