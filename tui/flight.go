package tui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
)

// flight is slow work that has begun and has not ended.
type flight struct {
	asking
	since  time.Time
	cancel context.CancelFunc
	fixed  bool // nobody stops it
}

// beat says that another second has passed while there is work in flight. A console at rest has
// none, and writes nothing.
type beat struct{}

const (
	beatTime = time.Second
	// unnoticed is how long work may take before anything is said of it.
	unnoticed = 2 * time.Second
)

// takeOff notes work that begins.
func (c *Console) takeOff(number int, f flight) tea.Cmd {
	c.flights[number] = f
	if c.beating {
		return nil
	}
	c.beating = true
	return c.after(beatTime, beat{})
}

// supersede ends earlier work of the same kind: its answer is void, and it need not be waited for.
func (c *Console) supersede(a asking) {
	for _, f := range c.flights {
		if f.asking == a && !f.fixed {
			f.cancel()
		}
	}
}

// land notes that work has ended.
func (c *Console) land(number int) {
	if f, ok := c.flights[number]; ok {
		f.cancel()
		delete(c.flights, number)
	}
}

// beat draws the wait anew as long as there is one.
func (c *Console) beat() tea.Cmd {
	if c.beating = len(c.flights) > 0; !c.beating {
		return nil
	}
	return c.after(beatTime, beat{})
}

// stop ends all work that may be stopped. Its answers say so.
func (c *Console) stop() {
	for _, f := range c.flights {
		if !f.fixed {
			f.cancel()
		}
	}
}

// wait says for what the operator waits, and how long; empty where that is nothing worth a word.
func (c *Console) wait() string {
	var longest time.Duration
	loose := false // something could be stopped
	for _, f := range c.flights {
		if !f.fixed { // of a letter that is leaving its own page speaks
			loose, longest = true, max(longest, c.Now().Sub(f.since))
		}
	}
	tail := ""
	if loose {
		tail = " " + stopKey().Help().Key + " stops waiting."
	}
	if left := c.patience(); left > 0 && len(c.flights) > 0 {
		return fmt.Sprintf("Jira is asked again in %s.%s", left.Truncate(time.Second)+time.Second, tail)
	}
	if longest < unnoticed {
		return ""
	}
	return fmt.Sprintf("No answer yet after %s.%s", notify.Span(longest), tail)
}

// patience is for how long Jira is not asked.
func (c *Console) patience() time.Duration {
	if c.Waiting == nil {
		return 0
	}
	until := c.Waiting()
	if until.IsZero() {
		return 0
	}
	return until.Sub(c.Now())
}
