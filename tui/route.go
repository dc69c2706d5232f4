package tui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/compose"
	"bulletin/tui/confirm"
	"bulletin/tui/detail"
	"bulletin/tui/filters"
	"bulletin/tui/incidents"
	"bulletin/tui/receipt"
	"bulletin/tui/resume"
	"bulletin/tui/review"
	"bulletin/tui/screen"
)

// route is the plot: what happened on a page, and where it leads.
//
//	incidents -> (detail) -> compose -> review -> confirm -> receipt -> incidents
//	  ^ |                                 |  ^                 |
//	  | +--> resume ----------------------+  +---- test, rest, correction
//	  +---- filters
func (c *Console) route(e screen.Event) tea.Cmd {
	switch e := e.(type) {
	case incidents.Opened:
		return c.push(c.detail(e))
	case incidents.Chosen:
		return c.push(c.compose(e.Incident, compose.Wish{}))
	case incidents.Unsettled:
		return c.push(c.resume(""))
	case incidents.Filters:
		return c.push(c.filters(e))
	case filters.Chosen:
		return c.choose(e.Filter)
	case detail.Chosen:
		return c.push(c.compose(e.Incident, compose.Wish{}))
	case resume.Reopened:
		return c.push(c.review(e.Message.Draft(), e.Message))
	case compose.Composed:
		return c.freeze(e.Draft)
	case review.Changed:
		return tea.Batch(c.pop(len(c.pages)-1), c.freeze(e.Err.Draft), c.handle(c.top(), screen.Failed{Err: e.Err}))
	case review.Tested:
		return c.push(c.confirm(review.Reviewed{Message: e.Message, Accepted: true}))
	case review.Reviewed:
		return c.push(c.confirm(e))
	case confirm.Confirmed:
		return tea.Batch(c.pop(len(c.pages)-1), c.push(c.receipt(e.Approved)))
	case receipt.Finished:
		return c.finished(e)
	case receipt.Correct:
		return tea.Batch(c.home(), c.correct(e.Receipt))
	case receipt.Resume:
		return tea.Batch(c.home(), c.push(c.resume(e.Receipt.ID)))
	case screen.Back:
		return c.back()
	case screen.Quit:
		return c.quit()
	}
	panic(fmt.Sprintf("no page sends %T", e))
}

// freeze composes the message and shows it. A blocked one has no message and is shown with what blocks it.
func (c *Console) freeze(d notify.Draft) tea.Cmd {
	m, err := d.Compose()
	if blocked := (*notify.BlockedError)(nil); err != nil && !errors.As(err, &blocked) {
		return c.handle(c.top(), screen.Failed{Err: err})
	}
	return c.push(c.review(d, m))
}

// back leads to the page below. What was decided about open letters changes what is owed.
func (c *Console) back() tea.Cmd {
	if _, ok := c.top().(*resume.Page); ok {
		return c.home()
	}
	return c.pop(len(c.pages) - 1)
}

// home leads back to the list, which is read again.
func (c *Console) home() tea.Cmd {
	home := c.pages[0].(*incidents.Page)
	return tea.Batch(c.pop(1), c.handle(home, home.Again()))
}

// correct opens the correction of a letter.
func (c *Console) correct(r notify.Receipt) tea.Cmd {
	in := incident.Incident{ID: r.IncidentID, Key: r.Key}
	return c.push(c.compose(in, compose.Wish{Stage: incident.Correction, Audience: r.Audience, Corrects: r.ID}))
}

// finished leads home, or where nobody was reached back to the review: the letter can be
// confirmed again. One that must be another by now is composed again, from fresh facts.
func (c *Console) finished(e receipt.Finished) tea.Cmd {
	var changed *notify.ChangedError
	switch {
	case e.Receipt.Test:
		return c.pop(len(c.pages) - 1)
	case e.Receipt.Told():
		return c.home()
	case errors.As(e.Err, &changed):
		return tea.Batch(c.pop(len(c.pages)-2), c.freeze(changed.Draft))
	case errors.As(e.Err, new(*notify.OvertakenError)), errors.As(e.Err, new(*notify.TakenError)), errors.As(e.Err, new(*notify.DownError)):
		back, home := c.pop(len(c.pages)-2), c.pages[0].(*incidents.Page)
		if p, ok := c.top().(interface{ Again() screen.Event }); ok { // compose, or the open letters
			back = tea.Batch(back, c.handle(c.top(), p.Again()))
		}
		return tea.Batch(back, c.handle(home, home.Again()))
	}
	return c.pop(len(c.pages) - 1)
}
