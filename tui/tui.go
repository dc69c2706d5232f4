// Package tui is the console: a stack of full-screen pages, the chrome around them, and the
// route that leads from one to the next (route.go is the plot of the whole program).
//
// The console runs all slow work with one context and delivers the answers; it drops those
// that come late. It refuses to quit while a letter is leaving, to take keys on a screen
// that is too small to read, and to draw anything that could drive the terminal.
package tui

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/themes"
	"bulletin/tui/column"
	"bulletin/tui/receipt"
	"bulletin/tui/screen"
)

// Jira is what the console asks of Jira. jiraclient is one.
type Jira interface {
	List(ctx context.Context, q incident.Query, tell func(incident.Picture)) (incident.Picture, error)
	Incident(ctx context.Context, key string) (incident.Incident, error)
	Filters(ctx context.Context) ([]incident.Filter, error)   // those that the user may choose from
	Writable(ctx context.Context, in incident.Incident) error // says why nothing could be recorded on it
	Retry()                                                   // a person wants to try again after a refused login
}

// Journal is what the console asks of the local disk. notify/journal is one.
type Journal interface {
	History() (notify.History, error)
	Story(incidentID string) ([]notify.Receipt, error) // whole, with every recipient
	EML(notify.Digest) (string, error)                 // the bytes of a letter
	Letter(notify.Digest) string                       // the path of a letter
	Words(incidentID, audience string) (string, error)
	Keep(incidentID, audience, words string) error
}

// Kept is what the console asks of what was kept on the disk of Jira's answers. jiraclient/kept
// is one. The zero Filter is that of the config.
type Kept interface {
	Picture(incident.Filter) (incident.Picture, error)  // the last whole one of this filter; a zero one where there is none
	Seen(incident.Filter) (map[string]time.Time, error) // what the operator has looked at: the last change by the incident's ID; nil: never looked
	Look(incident.Filter, map[string]time.Time) error   // keeps that
	Recent() ([]incident.Filter, error)                 // the filters chosen last, newest first
	Use(incident.Filter) error                          // notes a choice
}

// Options are what a console is made of.
type Options struct {
	Jira    Jira
	Kept    Kept // nil: nothing is kept
	Journal Journal
	Post    notify.Post
	Desk    notify.Desk
	// Lists reads the recipient lists afresh: a console runs for days, and lists change.
	Lists func() (map[string]notify.List, error)
	// Told is all that is known of an incident's letters, from here and from elsewhere, and
	// what colleagues are doing about it.
	Told func(incident.Incident) (told notify.History, others []string, err error)
	// Composing tells colleagues what is being written; nil: it is not told.
	Composing func(context.Context, notify.Notice) error
	// Waiting is until when Jira is not asked, because it wants to be left alone; zero: it is
	// asked. Nil: nobody knows.
	Waiting func() time.Time
	Me      notify.Address // the operator's own, for tests; may be zero
	Theme   themes.Theme
	Badge   string // stands on every screen: DEMO
	By      string // the operator, as receipts name them
	Server  string // the mail server, for the confirmation
	Refresh time.Duration
	Columns []column.Column // of the list of incidents; nil: the usual ones
	Now     func() time.Time
	SaveDir string // where the review saves .eml files
}

// Console is the whole program as a bubbletea model.
type Console struct {
	Options
	ctx     context.Context
	tell    func(tea.Msg)                        // speaks to the running program
	after   func(time.Duration, tea.Msg) tea.Cmd // waits
	before  chan struct{}                        // closed when the last work in turn is done
	begin   func(func())                         // starts work
	held    sync.WaitGroup                       // all work that has begun
	pages   []screen.Page                        // the last one is on the screen
	asked   map[asking]int                       // the number of the latest request of each kind
	number  int                                  // of the latest request
	last    atomic.Pointer[notify.Receipt]       // of the letter sent last
	flights map[int]flight                       // work that has begun, by its number
	beating bool                                 // a beat is on its way
	stays   int                                  // work that keeps the console from quitting
	size    screen.Size                          // of the terminal
	ending  bool                                 // a signal or a hang-up asked for it
	status  screen.Say
	failure error // stands where the status does, until the next key
	help    bool
}

// New is a console on its first page. Work ends with ctx, but for letters that are leaving.
func New(ctx context.Context, o Options) *Console {
	c := &Console{
		Options: o,
		ctx:     ctx,
		tell:    func(tea.Msg) {},
		after: func(d time.Duration, m tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return m })
		},
		begin: func(f func()) { go f() },
		asked: map[asking]int{}, flights: map[int]flight{},
	}
	c.pages = []screen.Page{c.incidents()}
	return c
}

// Run shows the console on the terminal until the operator leaves. It returns when every
// letter that was leaving has its outcome written down: neither quitting, nor a signal, a
// hang-up or a panic of the screen ends a delivery.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := New(ctx, o)
	// 120 frames a second halve the wait between a key and its frame; nothing is drawn at rest.
	p := tea.NewProgram(c, tea.WithAltScreen(), tea.WithoutSignalHandler(), tea.WithFPS(120))
	c.tell = p.Send

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	go func() {
		for range signals {
			p.Send(leaving{})
		}
	}()
	_, err := p.Run()
	cancel()
	c.takeBack() // a panic of the screen comes here too
	unread := c.stays > 0
	if unread {
		fmt.Fprintln(os.Stderr, "bulletin: a letter is leaving; this ends when its outcome is written down.")
	}
	c.held.Wait()
	if r := c.last.Load(); unread && r != nil {
		fmt.Fprintf(os.Stderr, "bulletin: %s: %d accepted, %d refused, %d unsent, %d unknown.\n", r.Notice,
			r.Count(notify.Accepted), r.Count(notify.Refused), r.Count(notify.Unsent), r.Count(notify.Unknown))
	}
	if err != nil {
		return fmt.Errorf("the console ended: %w", err)
	}
	return nil
}

// takeBack takes a letter back that is still held: nobody sees it leave any more.
func (c *Console) takeBack() {
	for _, p := range c.pages {
		if r, ok := p.(*receipt.Page); ok {
			r.Leave()
		}
	}
}
