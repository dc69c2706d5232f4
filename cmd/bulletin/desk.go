package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"bulletin/cmd/bulletin/config"
	"bulletin/jiraclient"
	"bulletin/jiraclient/kept"
	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
)

// desk is the whole house, wired: what the console and every command stand on.
type desk struct {
	config.Config
	jira     *backed
	journal  *memory
	getenv   func(string) string
	register *claim.Register // nil where nothing is recorded in Jira
	post     notify.Post
}

// open reads the config and wires what it says. Unread are the secrets that are not needed.
func (w world) open(file string, unread ...string) (*desk, error) {
	c, err := config.Load(file, config.Env(w.getenv), config.Without(unread...))
	if err != nil {
		return nil, err
	}
	if w.drill != nil && *w.drill {
		if err := exercise(&c); err != nil {
			return nil, err
		}
	}
	options := c.Jira()
	options.Now, options.Waiting, options.After = w.now, w.waiting, w.after
	client, err := jiraclient.New(options)
	if err != nil {
		return nil, err
	}
	j, err := journal.Open(c.State)
	if err != nil {
		return nil, &failure{exitConfig, err, "name a folder that you can write to under state in " + c.File}
	}
	said := &backed{Client: client, kept: kept.Open(c.State, options.URL, options.Email+" "+options.Token, home(options), w.now), now: w.now}
	d := &desk{Config: c, getenv: w.getenv, jira: said, journal: &memory{Journal: j, seen: map[notify.ID]notify.Receipt{}}}
	d.post = notify.Post{Wire: c.SMTP, Book: j, Fresh: d.fresh, Hold: c.Hold, Now: w.now}
	if !c.Senders.Everybody() {
		d.post.May = d.may
	}
	if c.Record {
		d.register = claim.New(client, w.now)
		if c.Comment != "none" {
			d.register.Comment = func(ctx context.Context, issueID, text string) error {
				return client.Comment(ctx, issueID, text, c.Comment == "internal")
			}
		}
		d.post.Register = d.register
	}
	return d, nil
}

// memory is the journal, and what Jira has said of letters from elsewhere since the program
// began.
type memory struct {
	*journal.Journal
	mu   sync.Mutex
	seen map[notify.ID]notify.Receipt
}

func (m *memory) remember(elsewhere []notify.Receipt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range elsewhere {
		m.seen[r.ID] = r
	}
}

// History is the journal's, with what is known from elsewhere.
func (m *memory) History() (notify.History, error) {
	h, err := m.Journal.History()
	if h == nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return h.With(slices.Collect(maps.Values(m.seen))), err
}

// may says why whoever Jira knows us as may not send, nil where they may. Everything that asks
// who sends asks here.
func (d *desk) may(ctx context.Context) error {
	me, err := d.jira.Me(ctx)
	if err != nil {
		return fmt.Errorf("sending is for %s, and who you are is not known: %w", d.Senders, err)
	}
	return d.Senders.May(me)
}

// exercise turns a config into that of a drill: another journal, no word to Jira, one list that
// alone can be reached, and nobody who may not take part.
func exercise(c *config.Config) error {
	if c.Drill == nil {
		return &failure{exitConfig, errors.New("there is no list for drills"), "name those who take part under drill in " + c.File}
	}
	c.Desk.Drill, c.Record, c.Badge, c.State = c.Drill, false, "DRILL", filepath.Join(c.State, "drill")
	c.Senders = notify.Senders{}
	return nil
}

// told is all that is known of an incident's letters, from this machine and from Jira, and what
// colleagues are doing about it at this moment.
func (d *desk) told(in incident.Incident) (notify.History, []string, error) {
	all, damage := d.journal.History()
	if all == nil {
		return nil, nil, damage
	}
	// A letter whose recipients are lost is there as a summary; that they are is said by verify.
	if whole, err := d.journal.Story(in.ID); len(whole) > 0 || err == nil {
		all[in.ID] = whole
	}
	if d.register == nil {
		return all, nil, damage
	}
	elsewhere, open := d.register.Read(in)
	d.journal.remember(elsewhere)
	var others []string
	for _, c := range open {
		others = append(others, c.String())
	}
	return all.With(elsewhere), others, damage
}

// composing tells colleagues what is written here; an empty notice that nothing is any more. It
// is a courtesy, and nobody waits long for it.
func (d *desk) composing(ctx context.Context, n notify.Notice) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if n == (notify.Notice{}) {
		return d.register.Done(ctx)
	}
	return d.register.Composing(ctx, n, d.Operator)
}

// fresh says whether a letter is still what it would be: the incident, the lists and the
// history are read once more. What is kept of the incident is enough for a letter that was made
// of that, and for no other.
func (d *desk) fresh(ctx context.Context, m notify.Message) error {
	in, err := d.jira.Incident(ctx, m.Draft().Notice.Key)
	switch {
	case err != nil:
		return err
	case !in.Kept.IsZero() && !m.WithoutJira():
		return &notify.DownError{Err: fmt.Errorf("read %s from Jira: %s", in.Key, in.Kept.Why)}
	}
	told, _, err := d.told(in)
	if err != nil {
		return err
	}
	if err := told.Overtaken(m.Draft()); err != nil || m.Draft().Resumes != "" { // the bytes of a rest are what they are
		return err
	}
	now := d.Desk
	if now.Lists, err = d.lists(); err != nil {
		return err
	}
	return now.Changed(m.Draft(), in, told)
}

// lists reads the recipient lists afresh.
func (d *desk) lists() (map[string]notify.List, error) {
	c, err := config.Load(d.File, config.Env(d.getenv), config.Without("jira.token", "smtp.password"))
	return c.Desk.Lists, err
}

// deliver sends an approved letter. Ctrl-C takes it back while it is held, and ends it before
// the final dot. A hang-up, a request to terminate and a closed pipe take it back while it is
// held; after that a letter in hand is finished, and its outcome written down and told.
func (d *desk) deliver(ctx context.Context, a notify.Approved, watch func(notify.Progress)) (notify.Receipt, error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	unheard := make(chan os.Signal, 1)
	signal.Notify(unheard, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGPIPE)
	back := make(chan struct{})
	ended := make(chan struct{})
	defer close(ended)
	go func() { // as long as it is held, nobody would see it leave any more
		select {
		case <-unheard:
			close(back)
		case <-ended:
		}
	}()
	post := d.post
	if watch == nil { // a script has nobody who could take the letter back
		post.Hold = 0
	}
	return post.Send(ctx, a, notify.Watch{Tell: watch, Back: back})
}

// text is the operator's own words, from the flag or from a file; "-" is the input.
func (w world) text(words, file string) (string, error) {
	const limit = 1 << 20
	switch {
	case file == "":
		return words, nil
	case words != "":
		return "", usage("give --message or --message-file, not both")
	}
	in := w.in
	if file != "-" {
		f, err := os.Open(filepath.Clean(file))
		if err != nil {
			return "", usage("cannot read the message: %s", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the message: %w", err)
	case len(b) > limit:
		return "", usage("the message is larger than %d KiB", limit>>10)
	}
	return string(b), nil
}
