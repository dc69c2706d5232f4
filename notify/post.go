package notify

import (
	"context"
	"fmt"
	"time"
)

// Wire carries an approved message to the mail server. It returns only when nothing more
// will happen to the message. notify/smtp is one.
type Wire interface {
	Send(ctx context.Context, a Approved, watch func(Progress)) Delivery
}

// Book keeps what was about to be sent and what became of it. notify/journal is one.
type Book interface {
	// Intend refuses a message that is overtaken; see [History.Overtaken]. What it has
	// written is durable when it returns.
	Intend(Receipt, Message) error
	Conclude(Receipt) error
}

// Post sends approved messages: the intent to the book, the message to the wire, the
// outcome to the book.
type Post struct {
	Wire Wire
	Book Book
	Now  func() time.Time
}

// Send carries the message and returns its receipt. Without a written intent nothing leaves.
// An error beside a receipt with outcomes means that the outcome could not be written down.
func (p Post) Send(ctx context.Context, a Approved, watch func(Progress)) (Receipt, error) {
	m, err := a.Message()
	if err != nil {
		return Receipt{}, err
	}
	r := a.receipt()
	r.Outcomes = each(m.Envelope(), Unknown) // what holds if nothing else is ever written
	if err := p.Book.Intend(r, m); err != nil {
		r.Outcomes = each(m.Envelope(), Unsent)
		_ = p.Book.Conclude(r) // the intent may stand there in spite of its error, and calls all unknown
		return r, fmt.Errorf("nothing was sent: %w", err)
	}
	r.Delivery = p.Wire.Send(ctx, a, watch)
	r.Ended = p.Now()
	if err := p.Book.Conclude(r); err != nil {
		return r, fmt.Errorf("the outcome could not be written to the journal: %w", err)
	}
	return r, nil
}

// each is the same outcome for every mailbox.
func each(mailboxes []string, s State) []Outcome {
	out := make([]Outcome, len(mailboxes))
	for i, m := range mailboxes {
		out[i] = Outcome{Address: m, State: s}
	}
	return out
}
