package tui

import (
	"context"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/tui/screen"
)

// asking names a kind of request: who asks, for what.
type asking struct {
	page screen.Page
	name string
}

// answer is the answer to a request, or a word on the way to it.
type answer struct {
	asking
	number int
	msg    tea.Msg
	last   bool // no more will come
	stays  bool // the work kept the console from quitting
}

// ask opens a request of a page; its earlier ones of the same kind are void.
func (c *Console) ask(p screen.Page, name string, msg tea.Msg) answer {
	c.number++
	a := answer{asking: asking{p, name}, number: c.number, msg: msg, last: true}
	c.asked[a.asking] = a.number
	return a
}

// run starts slow work beside the program. It is begun here and now: a program that ends
// drops the commands it has not begun, and work that outlives it must not be among them.
func (c *Console) run(p screen.Page, w screen.Work) tea.Cmd {
	a := c.ask(p, w.Name, nil)
	c.supersede(a.asking)
	ctx, cancel := context.WithCancel(c.ctx)
	if w.Outlives {
		ctx = context.WithoutCancel(ctx)
	}
	beat := c.takeOff(a.number, flight{asking: a.asking, since: c.Now(), cancel: cancel, fixed: w.Outlives || w.Stays})
	if a.stays = w.Stays; w.Stays {
		c.stays++
	}
	wait, done := c.turn(w.InTurn)
	result := make(chan tea.Msg, 1)
	c.held.Add(1)
	c.begin(func() {
		defer c.held.Done()
		defer done()
		defer func() {
			if fault := recover(); fault != nil {
				a.msg = screen.Failed{Err: fmt.Errorf("a fault in the program ended the work %q: %v", w.Name, fault)}
			}
			result <- a
		}()
		wait()
		a.msg = w.Do(ctx, func(m tea.Msg) {
			c.tell(answer{asking: a.asking, number: a.number, msg: m})
		})
	})
	return tea.Batch(func() tea.Msg { return <-result }, beat)
}

// turn makes work wait for the work in turn before it, where it is of that kind.
func (c *Console) turn(inTurn bool) (wait, done func()) {
	if !inTurn {
		return func() {}, func() {}
	}
	before, mine := c.before, make(chan struct{})
	c.before = mine
	return func() {
		if before != nil {
			<-before
		}
	}, func() { close(mine) }
}

// deliver brings an answer to the page that asked, if it is still there and has not asked
// anew.
func (c *Console) deliver(a answer) tea.Cmd {
	if a.last && a.stays {
		c.stays--
	}
	if a.last {
		c.land(a.number)
	}
	if failed, ok := a.msg.(screen.Failed); ok {
		return c.handle(a.page, failed)
	}
	if c.asked[a.asking] != a.number {
		return nil
	}
	if a.last {
		delete(c.asked, a.asking)
	}
	if a.msg == nil || !slices.Contains(c.pages, a.page) {
		return c.end()
	}
	return tea.Batch(c.handle(a.page, a.page.Update(a.msg)), c.end())
}
