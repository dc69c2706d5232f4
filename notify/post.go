package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Wire carries an approved message to the mail server. It returns only when nothing more
// will happen to the message. notify/smtp is one.
type Wire interface {
	Send(ctx context.Context, a Approved, l Ledger, watch func(Progress)) Delivery
}

// Ledger is told by the wire what must be on the disk before it goes on. To are places in
// [Message.Envelope], from 0.
type Ledger interface {
	// Committing says that all but the final dot has left for these recipients. Where it
	// fails, the dot must not be written.
	Committing(to []int) error
	// Settled says what became of them, once for each. Where it fails, no further
	// transaction may begin.
	Settled(to []int, outcomes []Outcome) error
}

// Book keeps what was about to be sent and what became of it. notify/journal is one.
type Book interface {
	// Open keeps the letter and its recipients, and then that it is prepared. Until done is
	// called, no other program on this book can open a letter about the incident. It refuses
	// a message that is overtaken; see [History.Overtaken].
	Open(Receipt, Message) (done func(), err error)
	// Write keeps an event. It is durable when Write returns.
	Write(Event) error
}

// Post sends approved messages. Its steps are those of the protocol: store, claim, hold,
// carry, mark; each has what it needs on the disk before it begins. Without a claim
// nothing leaves but what was confirmed to leave without Jira.
type Post struct {
	Wire     Wire
	Book     Book
	Register Register                             // nil: nobody else is asked
	Fresh    func(context.Context, Message) error // says why the message cannot leave any more; nil: it is not asked
	May      func(context.Context) error          // says why whoever Jira knows us as may not send; nil: everybody may
	Hold     time.Duration                        // in which a letter can be taken back
	Now      func() time.Time
	After    func(time.Duration) <-chan time.Time // nil: time.After
}

// The steps of a [Stop] and of [Progress] that are not the wire's.
const (
	StepStore = "journal"
	StepClaim = "claim"
	StepHold  = "hold"
	StepMark  = "record in Jira"
)

// Allows says why the message may not be sent by who is here; nil where it may. A test to
// oneself and the letter of an exercise are anybody's.
func (p Post) Allows(ctx context.Context, m Message) error {
	if p.May == nil || m.draft.Test || m.draft.Drill() {
		return nil
	}
	return p.May(ctx)
}

// Send carries the message and returns its receipt. Who may not send changes nothing, not even
// on the disk. Without a written intent nothing leaves.
// An error beside a receipt with outcomes means that the outcome could not be written down,
// or, as an [*UntoldError], that Jira does not have it yet.
func (p Post) Send(ctx context.Context, a Approved, w Watch) (Receipt, error) {
	m, err := a.Message()
	if err != nil {
		return Receipt{}, err
	}
	r := a.receipt()
	r.Outcomes = each(m.Envelope(), Unsent)
	if err := p.Allows(ctx, m); err != nil {
		return r, fmt.Errorf("nothing was sent: %w", err)
	}
	w.tell(Progress{Step: StepStore, Total: r.Total})
	done, err := p.Book.Open(r, m)
	if err != nil {
		// Its line may stand there in spite of the error; if it does not, this one is refused.
		_ = p.Book.Write(Event{Letter: r.ID, What: WasEnded, At: p.Now(), Stop: stopped(StepStore, err)})
		return r, fmt.Errorf("nothing was sent: %w", err)
	}
	defer done()
	if r.Unclaimed, err = p.claim(ctx, m, r, w); err != nil {
		if r.Stop = stopped(StepClaim, err); back(w) {
			r.Stop, err = takenBack(), p.withdraw(ctx, r)
		}
		return p.end(r, err)
	}
	if stop := p.hold(ctx, r, w); stop != nil {
		r.Stop = stop
		return p.end(r, p.withdraw(ctx, r))
	}
	l := &ledger{post: p, letter: r.ID}
	r.Delivery = p.Wire.Send(ctx, a, l, w.Tell)
	l.catchUp()
	return p.finish(ctx, r, w)
}

// claim takes the notice, and then reads the incident once more: what others have sent until
// now is marked there, and from now on they send nothing. It reports a letter that goes on
// without a claim.
func (p Post) claim(ctx context.Context, m Message, r Receipt, w Watch) (unclaimed bool, err error) {
	w.tell(Progress{Step: StepClaim, Total: r.Total})
	if r.Test {
		return false, nil
	}
	ctx, cancel := w.held(ctx)
	defer cancel()
	if unclaimed, err = p.take(ctx, m, r); err != nil || p.Fresh == nil {
		return unclaimed, err
	}
	last, stop := briefly(ctx, m.WithoutJira())
	defer stop()
	err = p.Fresh(last, m)
	if err == nil && m.WithoutJira() && !unclaimed && p.Register != nil {
		err = &DownError{errors.New("the claim was taken in Jira, and the incident was not to be had")}
	}
	if err != nil {
		r.Unclaimed = unclaimed
		return unclaimed, errors.Join(err, p.withdraw(ctx, r))
	}
	return unclaimed, nil
}

// take takes the notice. Where Jira does not answer, that ends only a letter that was not
// confirmed to leave without it.
func (p Post) take(ctx context.Context, m Message, r Receipt) (unclaimed bool, err error) {
	if p.Register == nil {
		return false, nil
	}
	ctx, cancel := briefly(ctx, m.WithoutJira())
	defer cancel()
	err = p.Register.Claim(ctx, r)
	switch {
	case !Unreachable(err):
		return false, err
	case m.WithoutJira():
		return true, nil
	}
	return false, &DownError{err}
}

// hold waits, and says why the letter is not to leave, if so.
func (p Post) hold(ctx context.Context, r Receipt, w Watch) *Stop {
	after := p.After
	if after == nil {
		after = time.After
	}
	for left := p.Hold; left > 0 && !r.Test; left -= time.Second {
		w.tell(Progress{Step: StepHold, Total: r.Total, Left: left})
		select {
		case <-after(min(left, time.Second)):
		case <-w.Back:
		case <-ctx.Done():
		}
		if back(w) || ctx.Err() != nil {
			break
		}
	}
	if back(w) || ctx.Err() != nil {
		return takenBack()
	}
	return nil
}

// withdraw gives a claim back that led to no letter.
func (p Post) withdraw(ctx context.Context, r Receipt) error {
	if p.Register == nil || r.Test {
		return nil
	}
	ctx, cancel := briefly(context.WithoutCancel(ctx), true)
	defer cancel()
	if err := p.Register.Withdraw(ctx, r); err != nil {
		if r.Unclaimed {
			return fmt.Errorf("a claim may stand in Jira all the same, and could not be taken back: %w", err)
		}
		return fmt.Errorf("the claim in Jira could not be taken back: %w", err)
	}
	return nil
}

// finish writes down the end and tells Jira.
func (p Post) finish(ctx context.Context, r Receipt, w Watch) (Receipt, error) {
	if !r.Told() {
		return p.end(r, p.withdraw(ctx, r))
	}
	r, err := p.end(r, nil)
	if p.Register == nil || r.Test {
		return r, err
	}
	w.tell(Progress{Step: StepMark, Done: r.Total, Total: r.Total})
	ctx, cancel := briefly(context.WithoutCancel(ctx), true) // the outcome is waited for, and Jira can be told later
	defer cancel()
	marked := p.Record(ctx, r)
	untold := errors.As(marked, new(*UntoldError))
	if r.Recorded = !untold; err != nil && !untold {
		return r, err // a journal that cannot be written has been told of already
	}
	return r, errors.Join(err, marked)
}

// end writes down that nothing more will happen to the letter. Err is why, where that is no
// matter of the wire.
func (p Post) end(r Receipt, err error) (Receipt, error) {
	r.Ended = p.Now()
	if e := p.Book.Write(Event{Letter: r.ID, What: WasEnded, At: r.Ended, Server: r.Server, Stop: r.Stop, Unclaimed: r.Unclaimed}); e != nil {
		err = errors.Join(err, fmt.Errorf("the outcome could not be written to the journal: %w", e))
	}
	return r, err
}

// Record puts what became of a letter into Jira, and notes that it stands there. It sends
// nothing, and can be tried as often as one likes. The error is an [*UntoldError] where Jira
// does not have it.
func (p Post) Record(ctx context.Context, r Receipt) error {
	if p.Register == nil {
		return nil
	}
	marked := p.Register.Mark(ctx, r)
	if marked != nil && !errors.As(marked, new(*MarkedError)) {
		return &UntoldError{marked}
	}
	if err := p.Book.Write(Event{Letter: r.ID, What: WasRecorded, At: p.Now()}); err != nil {
		return errors.Join(marked, fmt.Errorf("the journal could not note that Jira knows of the letter: %w", err))
	}
	return marked
}

// Decide writes down what a person says to a letter that was left open, and tells Jira: the
// letter may still have a claim there. Typed must be the decision's phrase, see
// [Receipt.Phrase].
func (p Post) Decide(ctx context.Context, r Receipt, d Decision, typed, by string) error {
	if typed == "" || typed != r.Phrase(d) {
		return fmt.Errorf("%w: type %q", ErrPhrase, r.Phrase(d))
	}
	if err := p.Book.Write(Event{Letter: r.ID, What: WasDecided, At: p.Now(), By: by, Decision: d}); err != nil {
		return err
	}
	if !r.Told() {
		if err := p.withdraw(ctx, r); err != nil {
			return &DecidedError{Err: err, Do: "\"bulletin claims " + r.Key + "\" takes the claim of the letter away"}
		}
		return nil
	}
	r.Decided, r.DecidedBy = d, by
	if err := p.Record(ctx, r); err != nil {
		return &DecidedError{Err: err, Do: "nothing to do: Jira hears of it as soon as it answers"}
	}
	return nil
}

// stopped is an error as the reason why a letter did not leave.
func stopped(step string, err error) *Stop {
	s := &Stop{Step: step, Why: strings.TrimPrefix(err.Error(), "nothing was sent: "), Do: "mend it, then confirm the letter again"}
	var e interface{ Remedy() string }
	if errors.As(err, &e) {
		s.Do = e.Remedy()
	}
	return s
}

// each is the same outcome for every mailbox.
func each(mailboxes []string, s State) []Outcome {
	out := make([]Outcome, len(mailboxes))
	for i, m := range mailboxes {
		out[i] = Outcome{Address: m, State: s}
	}
	return out
}
