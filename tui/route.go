package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/compose"
	"bulletin/tui/confirm"
	"bulletin/tui/detail"
	"bulletin/tui/incidents"
	"bulletin/tui/receipt"
	"bulletin/tui/review"
	"bulletin/tui/screen"
)

// route is the plot: what happened on a page, and where it leads.
//
//	incidents -> (detail) -> compose -> review -> confirm -> receipt -> incidents
func (c *Console) route(e screen.Event) tea.Cmd {
	switch e := e.(type) {
	case incidents.Opened:
		return c.push(c.detail(e))
	case incidents.Chosen:
		return c.push(c.compose(e.Incident))
	case detail.Chosen:
		return c.push(c.compose(e.Incident))
	case compose.Composed:
		return c.freeze(e.Draft)
	case review.Reviewed:
		return c.push(c.confirm(e))
	case confirm.Confirmed:
		return tea.Batch(c.pop(len(c.pages)-1), c.push(c.receipt(e.Approved)))
	case receipt.Finished:
		return c.finished(e)
	case screen.Back:
		return c.pop(len(c.pages) - 1)
	case screen.Quit:
		return c.quit()
	}
	panic(fmt.Sprintf("no page sends %T", e))
}

func (c *Console) incidents() screen.Page {
	return incidents.New(incidents.Options{
		Theme: c.Theme, Now: c.Now, Refresh: c.Refresh, Grave: c.Desk.Cadence.Interval,
		Read: func(ctx context.Context, person bool) (r incidents.Read) {
			if person {
				c.Jira.Retry()
			}
			r.Picture, r.Err = c.Jira.List(ctx)
			r.History, r.Damage = c.Journal.History()
			return r
		},
	})
}

func (c *Console) detail(e incidents.Opened) screen.Page {
	return detail.New(detail.Options{
		Theme: c.Theme, Now: c.Now, Incident: e.Incident, Told: e.Told,
		Read: func(ctx context.Context, key string, person bool) (r detail.Read) {
			if person {
				c.Jira.Retry()
			}
			r.Incident, r.Err = c.Jira.Incident(ctx, key)
			return r
		},
	})
}

func (c *Console) compose(in incident.Incident) screen.Page {
	return compose.New(compose.Options{
		Theme: c.Theme, Now: c.Now, Incident: in, Desk: c.Desk, By: c.By,
		Words: c.Journal.Words, Keep: c.Journal.Keep,
		Read: func(ctx context.Context, key string, person bool) (r compose.Read) {
			if person {
				c.Jira.Retry()
			}
			if r.Incident, r.Err = c.Jira.Incident(ctx, key); r.Err == nil {
				r.History, r.Err = c.Journal.History()
			}
			if r.Err == nil {
				r.Templates, r.Err = c.Desk.Templates.Again()
			}
			return r
		},
	})
}

// freeze composes the message and shows it. A blocked one has no message and is shown with what blocks it.
func (c *Console) freeze(d notify.Draft) tea.Cmd {
	m, err := d.Compose()
	if blocked := (*notify.BlockedError)(nil); err != nil && !errors.As(err, &blocked) {
		return c.handle(c.top(), screen.Failed{Err: err})
	}
	return c.push(review.New(review.Options{Theme: c.Theme, Draft: d, Message: m, Save: c.save}))
}

func (c *Console) confirm(e review.Reviewed) screen.Page {
	return confirm.New(confirm.Options{Theme: c.Theme, Now: c.Now, Message: e.Message, Accepted: e.Accepted, By: c.By, Server: c.Server})
}

func (c *Console) receipt(a notify.Approved) screen.Page {
	m, err := a.Message()
	return receipt.New(receipt.Options{
		Theme: c.Theme, Now: c.Now, Message: m, Kept: c.Journal.Letter(m.Digest()),
		Send: func(ctx context.Context, watch func(notify.Progress)) receipt.Sent {
			if err != nil {
				return receipt.Sent{Err: err}
			}
			r, err := c.Post.Send(ctx, a, watch)
			if r.Count(notify.Accepted) > 0 {
				err = errors.Join(err, c.Journal.Keep(r.IncidentID, r.Audience, "")) // the words have arrived
			}
			c.last.Store(&r)
			return receipt.Sent{Receipt: r, Err: err}
		},
	})
}

// finished leads home, or where nobody was reached back to the review: the letter can be
// confirmed again. One that was overtaken must be composed again, from fresh facts.
func (c *Console) finished(e receipt.Finished) tea.Cmd {
	home := c.pages[0].(*incidents.Page)
	switch {
	case e.Receipt.Told():
		return tea.Batch(c.pop(1), c.handle(home, home.Again()))
	case errors.As(e.Err, new(*notify.OvertakenError)):
		back := c.pop(len(c.pages) - 2)
		if p, ok := c.top().(*compose.Page); ok {
			back = tea.Batch(back, c.handle(p, p.Again()))
		}
		return tea.Batch(back, c.handle(home, home.Again()))
	}
	return c.pop(len(c.pages) - 1)
}

// save writes the message beside the operator's other files, and over none of them: what
// stands there under this name is this letter or an error.
func (c *Console) save(m notify.Message) (string, error) {
	n := m.Draft().Notice
	path := filepath.Join(c.SaveDir, fmt.Sprintf("%s-%s-%s-%.8s.eml", n.Key, n.Stage, n.Audience, m.Digest()[len("sha256:"):]))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if there, err := os.ReadFile(path); err == nil && string(there) == m.EML() {
			return path, nil
		}
	}
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(m.EML())
	return path, errors.Join(err, f.Close())
}
