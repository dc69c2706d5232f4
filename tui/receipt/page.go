// Package receipt is the page of a letter on its way: it counts down while any key takes the
// letter back, shows it leaving, and then, for every recipient, what became of it and what to
// do.
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

// Correct asks for a correction to exactly those who got, or may have got, the letter.
type Correct struct{ Receipt notify.Receipt }

// Resume asks for the letter to be sent to those who did not get it.
type Resume struct{ Receipt notify.Receipt }

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
	Send    func(ctx context.Context, w notify.Watch) Sent
	Kept    string // the path of the letter in the journal
}

// moment is how long a held letter takes no key: the one that confirmed it may still be down.
const moment = 500 * time.Millisecond

// Page is the receipt of one letter.
type Page struct {
	Options
	size     screen.Size
	scroll   screen.Scroll
	progress notify.Progress
	back     chan struct{} // closed to take the letter back
	armed    bool          // the countdown has been on the screen for a moment
	taken    bool          // it was taken back
	sent     *Sent
	keys     keys
}

type keys struct{ take, done, correct, rest key.Binding }

// New is the page with the letter on its way.
func New(o Options) *Page {
	return &Page{
		Options: o,
		scroll:  screen.NewScroll(),
		back:    make(chan struct{}),
		keys: keys{
			take:    screen.Key("any key", "takes it back"),
			done:    screen.Key("enter", "done", "enter", "esc", "q"),
			correct: screen.Key("c", "correct it", "c"),
			rest:    screen.Key("s", "send to the rest", "s"),
		},
	}
}

// Title implements screen.Page.
func (p *Page) Title() string { return p.Message.Draft().Notice.Key + " receipt" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return false }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding {
	if p.held() {
		return []key.Binding{p.keys.take}
	}
	if p.sent == nil {
		return nil
	}
	own := []key.Binding{p.keys.done}
	if p.rest() {
		own = append(own, p.keys.rest)
	}
	if p.told() {
		own = append(own, p.keys.correct)
	}
	return append(own, p.scroll.Keys()...)
}

// held reports that the letter can still be taken back.
func (p *Page) held() bool {
	return p.sent == nil && !p.taken && p.early()
}

// early reports that nothing of the letter can have left.
func (p *Page) early() bool {
	switch p.progress.Step {
	case "", notify.StepStore, notify.StepClaim, notify.StepHold:
		return true
	}
	return false
}

// Grabs implements screen.Grabber: any key at all takes a held letter back.
func (p *Page) Grabs() bool { return p.held() }

// rest reports that some did not get the letter and still could.
func (p *Page) rest() bool { return p.sent.Receipt.Case() == notify.Partly }

// told reports a letter that somebody may have read.
func (p *Page) told() bool { return p.sent.Receipt.Told() && !p.sent.Receipt.Test }

// seen says that the countdown has been on the screen for a moment.
type seen struct{}

// Start implements screen.Page: the letter is on its way.
func (p *Page) Start() screen.Event {
	back := p.back
	return screen.Several{
		screen.After{Wait: moment, Msg: seen{}},
		screen.Work{Name: "send", Outlives: true, Stays: true, Do: func(ctx context.Context, tell func(tea.Msg)) tea.Msg {
			return p.Send(ctx, notify.Watch{Tell: func(n notify.Progress) { tell(n) }, Back: back})
		}},
	}
}

// Leave implements screen.Leaver: a letter that is held does not leave unseen.
func (p *Page) Leave() screen.Event {
	p.take()
	return nil
}

// take takes the letter back, if that is still possible.
func (p *Page) take() {
	if p.held() {
		p.taken = true
		close(p.back)
	}
}

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		p.size = msg
	case seen:
		p.armed = true
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
	case p.held() && p.armed:
		p.take()
	case p.sent == nil: // nothing leads away from a letter that is leaving
	case p.scroll.Move(k, len(p.lines()), p.size.Height):
	case key.Matches(k, p.keys.done):
		return Finished{p.sent.Receipt, p.sent.Err}
	case key.Matches(k, p.keys.correct) && p.told():
		return Correct{p.sent.Receipt}
	case key.Matches(k, p.keys.rest) && p.rest():
		return Resume{p.sent.Receipt}
	}
	return nil
}
