// Package confirm is the last page before a letter leaves: who, what, where, when, why and
// how, and a phrase to be typed that is particular to this letter.
//
// It refuses every shortcut: Enter alone, keys from before the page was on the screen for a
// moment, held keys, pastes and text that no hand types that fast do nothing. It refuses to
// confirm on a screen that is too small to show all that is confirmed.
package confirm

import (
	"errors"
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// Confirmed carries the approved message on its way.
type Confirmed struct{ Approved notify.Approved }

// Options are what the page needs.
type Options struct {
	Theme   themes.Theme
	Now     func() time.Time
	Message notify.Message
	By      string // who confirms
	// Accepted says that the operator has acknowledged the message's warnings.
	Accepted bool
	Server   string // which mail server will get it
}

const (
	// moment is how long the page is on the screen before it takes keys.
	moment = 1500 * time.Millisecond
	// burst is how many characters may arrive at once over a slow line, and stroke the least
	// time in which a hand types each of the next.
	burst  = 3
	stroke = 15 * time.Millisecond
	// minWidth and minHeight are the least room in which the page confirms, in cells.
	minWidth, minHeight = 60, 13
)

// Page is the confirmation of one message.
type Page struct {
	Options
	size  screen.Size
	typed []rune
	times []time.Time // when each of typed came
	armed bool
	note  string
	send  key.Binding
	erase key.Binding
	back  key.Binding
}

// New is the page before it has been seen.
func New(o Options) *Page {
	return &Page{
		Options: o,
		send:    screen.Key("enter", "send, once the phrase stands there", "enter"),
		erase:   screen.Key("ctrl+u", "erase", "ctrl+u"),
		back:    screen.Key("esc", "back, nothing is sent", "esc"),
	}
}

// Title implements screen.Page.
func (p *Page) Title() string { return p.Message.Draft().Notice.Key + " confirm" }

// Typing implements screen.Page.
func (p *Page) Typing() bool { return true }

// Keys implements screen.Page.
func (p *Page) Keys() []key.Binding { return []key.Binding{p.back, p.send, p.erase} }

// seen says that the page has been on the screen for a moment.
type seen struct{}

// Start implements screen.Page. The page begins to be seen with its first Size.
func (p *Page) Start() screen.Event { return nil }

// Update implements screen.Page.
func (p *Page) Update(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case screen.Size:
		return p.resize(msg)
	case seen:
		p.armed = p.fits()
	case tea.KeyMsg:
		return p.pressed(msg)
	}
	return nil
}

// resize begins the waiting anew where the whole page has just come on the screen.
func (p *Page) resize(s screen.Size) screen.Event {
	before := p.fits()
	p.size = s
	if !p.fits() {
		p.forget("")
		p.armed = false
		return nil
	}
	if before {
		return nil
	}
	return screen.After{Wait: moment, Msg: seen{}}
}

// fits reports that all that is confirmed is on the screen.
func (p *Page) fits() bool {
	return p.size.Width >= minWidth && p.size.Height >= minHeight && len(p.page()) <= p.size.Height &&
		ansi.StringWidth(p.request()[len(p.request())-1]) <= p.size.Width
}

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	switch {
	case key.Matches(k, p.back):
		return screen.Back{}
	case !p.armed:
	case key.Matches(k, p.send):
		return p.confirm()
	case key.Matches(k, p.erase):
		p.forget("")
	case k.Type == tea.KeyBackspace:
		n := max(0, len(p.typed)-1)
		p.typed, p.times = p.typed[:n], p.times[:n]
	case k.Type == tea.KeyRunes || k.Type == tea.KeySpace:
		p.write(k)
	}
	return nil
}

// write takes what a hand typed, and nothing else.
func (p *Page) write(k tea.KeyMsg) {
	switch {
	case k.Alt:
		return
	case k.Paste || len(k.Runes) > burst:
		p.forget("Pasted text does not count: type it.")
		return
	}
	p.note = ""
	for _, r := range k.Runes {
		p.typed, p.times = append(p.typed, r), append(p.times, p.Now())
	}
	switch n := len(p.times); {
	case n > burst && p.times[n-1].Sub(p.times[n-1-burst]) < burst*stroke:
		p.forget("That came faster than a hand types: type it again.")
	case n > len([]rune(p.Message.Phrase()))+10:
		p.forget("That is not the phrase.")
	}
}

// confirm makes the message an approved one if the phrase stands there.
func (p *Page) confirm() screen.Event {
	typed, now := string(p.typed), p.Now()
	if typed == "" {
		return nil
	}
	approved, err := p.Message.Approve(notify.Consent{Typed: typed, By: p.By, At: now, Warnings: p.Accepted})
	switch {
	case errors.Is(err, notify.ErrOld):
		p.forget("Nothing was sent: the letter is over an hour old. Go back and compose it again.")
		return nil
	case errors.Is(err, notify.ErrPhrase):
		p.forget(fmt.Sprintf("%q is not the phrase. Nothing was sent.", typed))
		return nil
	case err != nil:
		p.forget(screen.Sentence(err.Error()) + " Nothing was sent.")
		return nil
	}
	p.forget("")
	p.armed = false
	return Confirmed{approved}
}

// forget starts the typing anew.
func (p *Page) forget(note string) { p.typed, p.times, p.note = nil, nil, note }
