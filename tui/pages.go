package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/compose"
	"bulletin/tui/confirm"
	"bulletin/tui/detail"
	"bulletin/tui/incidents"
	"bulletin/tui/receipt"
	"bulletin/tui/resume"
	"bulletin/tui/review"
	"bulletin/tui/screen"
)

// The pages, each with what it may ask for.

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

func (c *Console) compose(in incident.Incident, w compose.Wish) screen.Page {
	return compose.New(compose.Options{
		Theme: c.Theme, Now: c.Now, Incident: in, Desk: c.Desk, By: c.By, Wish: w,
		Words: c.Journal.Words, Keep: c.Journal.Keep, Composing: c.Composing,
		Read: func(ctx context.Context, key string, person bool) (r compose.Read) {
			if person {
				c.Jira.Retry()
			}
			if r.Incident, r.Err = c.Jira.Incident(ctx, key); r.Err == nil {
				r.History, r.Others, r.Err = c.Told(r.Incident)
			}
			if r.Err == nil {
				r.Templates, r.Err = c.Desk.Templates.Again()
			}
			if r.Err == nil {
				r.Lists, r.Err = c.Lists()
			}
			if r.Err == nil {
				r.Barred = c.barred(ctx, r.Incident)
			}
			return r
		},
	})
}

// barred says why a letter about the incident could not leave, before anybody puts work into it.
func (c *Console) barred(ctx context.Context, in incident.Incident) error {
	if c.Post.May != nil {
		if err := c.Post.May(ctx); err != nil {
			return err
		}
	}
	return c.locked(ctx, in)
}

// locked says that nothing could be recorded on the issue. That a Jira which fails does not say
// so, or that a person stopped waiting for it, is no reason.
func (c *Console) locked(ctx context.Context, in incident.Incident) error {
	if c.Post.Register == nil || !in.Kept.IsZero() {
		return nil
	}
	err := c.Jira.Writable(ctx, in)
	if errors.Is(err, context.Canceled) || notify.Unreachable(err) {
		return nil
	}
	return err
}

func (c *Console) resume(only notify.ID) screen.Page {
	return resume.New(resume.Options{
		Theme: c.Theme, Now: c.Now, Kept: c.Journal.Letter, Only: only,
		Read: func(context.Context) (r resume.Read) {
			told, err := c.Journal.History()
			for _, l := range told.Open() {
				whole, storyErr := c.whole(l)
				r.Letters, err = append(r.Letters, whole), errors.Join(err, storyErr)
			}
			r.Err = err
			return r
		},
		Reopen: func(ctx context.Context, r notify.Receipt) (notify.Message, error) {
			in, err := c.Jira.Incident(ctx, r.Key)
			if err != nil {
				return notify.Message{}, err
			}
			told, _, err := c.Told(in)
			if err != nil {
				return notify.Message{}, err
			}
			eml, err := c.Journal.EML(r.Digest)
			if err != nil {
				return notify.Message{}, err
			}
			return told.Reopen(r, eml, in.Kept)
		},
		Decide: func(ctx context.Context, r notify.Receipt, d notify.Decision, typed string) error {
			return c.Post.Decide(ctx, r, d, typed, c.By)
		},
	})
}

// whole is a letter with all its recipients.
func (c *Console) whole(r notify.Receipt) (notify.Receipt, error) {
	story, err := c.Journal.Story(r.IncidentID)
	for _, l := range story {
		if l.ID == r.ID {
			return l, err
		}
	}
	return r, err
}

func (c *Console) review(d notify.Draft, m notify.Message) screen.Page {
	o := review.Options{Theme: c.Theme, Draft: d, Message: m, Save: c.save, Fresh: c.ready}
	if !c.Me.IsZero() {
		o.Test = func(d notify.Draft) (notify.Message, error) {
			told, _, err := c.Told(d.Incident)
			if err != nil {
				return notify.Message{}, err
			}
			test, err := c.Desk.Test(d, c.Me, told)
			if err != nil {
				return notify.Message{}, err
			}
			return test.Compose()
		}
	}
	return review.New(o)
}

// ready says why a letter cannot be confirmed: by who is here, or as it is. The bytes of a rest
// are what they are.
func (c *Console) ready(ctx context.Context, m notify.Message) error {
	if err := c.Post.Allows(ctx, m); err != nil {
		return err
	}
	if err := c.locked(ctx, m.Draft().Incident); err != nil && !m.Draft().Test {
		return err
	}
	if c.Post.Fresh == nil || m.Draft().Resumes != "" {
		return nil
	}
	return c.Post.Fresh(ctx, m)
}

func (c *Console) confirm(e review.Reviewed) screen.Page {
	return confirm.New(confirm.Options{Theme: c.Theme, Now: c.Now, Message: e.Message, Accepted: e.Accepted, By: c.By, Server: c.Server})
}

func (c *Console) receipt(a notify.Approved) screen.Page {
	m, err := a.Message()
	return receipt.New(receipt.Options{
		Theme: c.Theme, Now: c.Now, Message: m, Kept: c.Journal.Letter(m.Digest()),
		Send: func(ctx context.Context, w notify.Watch) receipt.Sent {
			if err != nil {
				return receipt.Sent{Err: err}
			}
			r, err := c.Post.Send(ctx, a, w)
			if r.Count(notify.Accepted) > 0 && !r.Test {
				err = errors.Join(err, c.Journal.Keep(r.IncidentID, r.Audience, "")) // the words have arrived
			}
			c.last.Store(&r)
			return receipt.Sent{Receipt: r, Err: err}
		},
	})
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
