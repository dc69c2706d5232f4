package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bulletin/cmd/bulletin/config"
	"bulletin/jiraclient"
	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
)

// past is a letter that went out before the demo began.
type past struct {
	number   int // of the ticket
	audience string
	stage    incident.Stage
	ago      time.Duration
	message  string
	end      notify.State // empty: the mail server accepted it
}

// remember sends the past letters as the program would have: incident from Jira, draft,
// message, typed confirmation, journal. Only the wire is another: it answers from memory.
func (s *Site) remember(now time.Time) error {
	c, err := config.Load(s.Config)
	if err != nil {
		return err
	}
	c.Desk.Contexts = nil // the rules are younger than the letters
	options := c.Jira()
	options.Budget = 1_000_000 // a week's letters leave in a moment
	client, err := jiraclient.New(options)
	if err != nil {
		return err
	}
	book, err := journal.Open(c.State)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	known, told := map[int]incident.Incident{}, notify.History{}
	for _, p := range letters() {
		if _, ok := known[p.number]; !ok {
			if known[p.number], err = client.Incident(ctx, ticket{number: p.number}.key()); err != nil {
				return err
			}
		}
		r, err := p.send(ctx, c, client, book, notify.Order{Incident: known[p.number], Stage: p.stage, Audience: p.audience,
			Message: p.message, By: c.Operator, At: now.Add(-p.ago)}, told)
		if err != nil {
			return fmt.Errorf("the past letter to %s about OPS-%d: %w", p.audience, p.number, err)
		}
		told.Add(r)
	}
	return nil
}

// send brings one past letter all the way.
func (p past) send(ctx context.Context, c config.Config, jira *jiraclient.Client, book *journal.Journal, o notify.Order, told notify.History) (notify.Receipt, error) {
	draft, err := c.Desk.Draft(o, told)
	if err != nil {
		return notify.Receipt{}, err
	}
	m, err := draft.Compose()
	if err != nil {
		return notify.Receipt{}, err
	}
	approved, err := m.Approve(notify.Consent{Typed: m.Phrase(), By: o.By, At: o.At, Warnings: true})
	if err != nil {
		return notify.Receipt{}, err
	}
	now := func() time.Time { return o.At.Add(2 * time.Second) }
	post := notify.Post{
		Wire:     memory{server: mailHost, end: p.end},
		Book:     book,
		Register: claim.New(jira, now),
		Now:      now,
	}
	return post.Send(ctx, approved, notify.Watch{})
}

// memory is a wire that leads nowhere. It answers as the mail server of the demo does, or
// loses the connection after the final dot.
type memory struct {
	server string
	end    notify.State
}

// Send implements [notify.Wire].
func (w memory) Send(_ context.Context, a notify.Approved, l notify.Ledger, _ func(notify.Progress)) notify.Delivery {
	d := notify.Delivery{Server: w.server}
	m, err := a.Message()
	if err != nil {
		d.Stop = &notify.Stop{Step: "connect", Why: err.Error(), Do: "confirm the message first"}
		return d
	}
	var to []int
	id := queueID()
	for i, mailbox := range m.Envelope() {
		d.Outcomes = append(d.Outcomes, w.outcome(mailbox, id))
		to = append(to, i)
	}
	if err := errors.Join(l.Committing(to), l.Settled(to, d.Outcomes)); err != nil {
		d.Stop = &notify.Stop{Step: notify.StepStore, Why: err.Error(), Do: "make room on the disk"}
	}
	if w.end == notify.Unknown {
		d.Stop = &notify.Stop{Step: "final dot", Why: "the server closed the connection",
			Do: "look for the letter's Message-ID in the server's log, or ask a recipient marked unknown, before sending again"}
	}
	return d
}

func (w memory) outcome(mailbox, id string) notify.Outcome {
	switch {
	case mailbox == formerPartner:
		return notify.Outcome{Address: mailbox, State: notify.Refused, Reply: "550 5.1.1 " + unknownUser(mailbox)}
	case w.end == notify.Unknown:
		return notify.Outcome{Address: mailbox, State: notify.Unknown}
	}
	return notify.Outcome{Address: mailbox, State: notify.Accepted, Reply: "250 2.0.0 Ok: queued as " + id, QueueID: id}
}
