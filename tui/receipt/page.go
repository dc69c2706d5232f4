// Package receipt is the page that shows a letter leaving, and then, for every recipient,
// what became of it and what to do.
//
// It says "accepted by the server", never "delivered". It refuses to call anything sent
// that the receipt does not, and to be left while the letter is leaving.
package receipt

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Finished leaves the page: the receipt has been read. Err is why nothing was sent or kept.
type Finished struct {
	Receipt notify.Receipt
	Err     error
}

// Sent is the answer to the page's work. An error beside a receipt says that the outcome
// could not be written down.
type Sent struct {
	Receipt notify.Receipt
	Err     error
}

// Options are what the page needs.
type Options struct {
	Theme   themes.Theme
	Now     func() time.Time
	Message notify.Message
	Send    func(ctx context.Context, watch func(notify.Progress)) Sent
	Kept    string // the path of the letter in the journal
}

// Page is the receipt of one letter.
type Page struct {
	Options
	size     screen.Size
	scroll   screen.Scroll
	progress notify.Progress
	sent     *Sent
	done     key.Binding
}

// New is the page with the letter on its way.
func New(o Options) *Page {
	return &Page{
		Options: o,
		scroll:  screen.NewScroll(),
		done:    screen.Key("enter", "done", "enter", "esc", "q"),
	}
}

// Title implements screen.Page.
func (p *Page) Title() string { return p.Message.Draft().Notice.Key + " receipt" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return false }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	if p.sent == nil {
		return nil
	}
	return append([]key.Binding{p.done}, p.scroll.Keys()...)
}

// Start implements screen.Page: the letter leaves.
func (p *Page) Start() screen.Event {
	return screen.Work{Name: "send", Outlives: true, Stays: true, Do: func(ctx context.Context, tell func(tea.Msg)) tea.Msg {
		return p.Send(ctx, func(n notify.Progress) { tell(n) })
	}}
}

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		p.size = msg
	case notify.Progress:
		p.progress = msg
	case Sent:
		p.sent = &msg
	case tea.KeyMsg:
		return p.pressed(msg)
	}
	return nil
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	switch {
	case p.sent == nil: // nothing leads away from a letter that is leaving
	case p.scroll.Move(k, len(p.lines()), p.size.Height):
	case key.Matches(k, p.done):
		return Finished{p.sent.Receipt, p.sent.Err}
	}
	return nil
}
