package tui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/filters"
	"bulletin/tui/incidents"
	"bulletin/tui/screen"
)

func (c *Console) incidents() screen.Page {
	o := incidents.Options{Theme: c.Theme, Now: c.Now, Refresh: c.Refresh, Columns: c.Columns, Grave: c.Desk.Cadence.Interval,
		Read: c.list, Record: c.catchUp}
	if c.Kept != nil {
		o.Look = c.Kept.Look
	}
	return incidents.New(o)
}

// list reads the incidents of a filter. What the disk knows comes first, then what has arrived.
func (c *Console) list(ctx context.Context, a incidents.Ask, tell func(tea.Msg)) (r incidents.Read) {
	if a.Person {
		c.Jira.Retry()
	}
	var unkept error
	if a.First {
		var b incidents.Before
		b, unkept = c.remembered(a.Query.Filter)
		tell(b)
	}
	r.Picture, r.Err = c.Jira.List(ctx, a.Query, func(p incident.Picture) { tell(incidents.Part{Picture: p}) })
	r.History, r.Damage = c.Journal.History()
	if c.Post.Register != nil {
		r.Unrecorded = len(r.History.Unrecorded())
	}
	if r.Err == nil && c.Kept != nil && a.Query.Filter != (incident.Filter{}) && a.Query.Known.At.IsZero() {
		unkept = errors.Join(unkept, c.Kept.Use(r.Picture.Filter))
	}
	r.Damage = errors.Join(unkept, r.Damage)
	return r
}

// catchUp tells Jira of letters that it does not know of yet. It has just answered.
func (c *Console) catchUp(ctx context.Context, told notify.History) incidents.Recorded {
	left, err := c.Post.CatchUp(ctx, told)
	return incidents.Recorded{Left: left, Amiss: err}
}

// remembered is what the disk knows of a filter's incidents.
func (c *Console) remembered(f incident.Filter) (b incidents.Before, err error) {
	b.History, _ = c.Journal.History() // what is damaged is said with the list
	if c.Kept == nil {
		return b, nil
	}
	var unread, unseen error
	b.Picture, unread = c.Kept.Picture(f)
	b.Seen, unseen = c.Kept.Seen(f)
	return b, errors.Join(unread, unseen)
}

func (c *Console) filters(e incidents.Filters) screen.Page {
	return filters.New(filters.Options{
		Theme: c.Theme, Current: e.Current, Own: e.Own, Notes: e.Notes,
		Read: func(ctx context.Context, person bool) (r filters.Read) {
			if person {
				c.Jira.Retry()
			}
			if c.Kept != nil {
				r.Recent, r.Damage = c.Kept.Recent()
			}
			r.Saved, r.Err = c.Jira.Filters(ctx)
			return r
		},
	})
}

// choose leads back to the list, of another filter.
func (c *Console) choose(f incident.Filter) tea.Cmd {
	home := c.pages[0].(*incidents.Page)
	return tea.Batch(c.pop(1), c.handle(home, home.Choose(f)))
}
