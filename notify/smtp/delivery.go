package smtp

import (
	"context"
	"slices"
	"time"

	mail "github.com/xhit/go-simple-mail/v2"

	"bulletin/notify"
)

// delivery is a letter on its way, over one connection after the other.
type delivery struct {
	Server
	eml      string
	sender   string
	ledger   notify.Ledger
	watch    func(notify.Progress)
	outcomes []notify.Outcome
	pending  []int     // the places of those that are not, in the order in which they are due
	done     int       // how many are
	name     string    // the server's own
	began    time.Time // the last transaction
}

// delivery is the message before anything of it has left.
func (s Server) delivery(m notify.Message, l notify.Ledger, watch func(notify.Progress)) *delivery {
	d := &delivery{Server: s, eml: m.EML(), sender: m.Sender(), ledger: l, watch: watch}
	if watch == nil {
		d.watch = func(notify.Progress) {}
	}
	for place, mailbox := range m.Envelope() {
		d.outcomes = append(d.outcomes, notify.Outcome{Address: mailbox, State: notify.Unsent})
		d.pending = append(d.pending, place)
	}
	return d
}

// report tells of a step, together with how many recipients have an outcome.
func (d *delivery) report(step string) {
	d.watch(notify.Progress{Step: step, Done: d.done, Total: len(d.outcomes)})
}

// run opens connections as long as each brings the letter further. A server may end one after
// some letters; what was under way then is as unsent as what was to come.
func (d *delivery) run(ctx context.Context) *notify.Stop {
	for {
		completed, again, stop := d.connect(ctx)
		if !again || completed == 0 {
			return stop
		}
	}
}

// connect connects, secures the connection and has the letter carried over it. It returns how
// many transactions were completed, and whether to go on over another connection.
func (d *delivery) connect(ctx context.Context) (completed int, again bool, stop *notify.Stop) {
	d.report(string(stepConnect))
	l, stop := d.dial(ctx)
	if stop != nil {
		return 0, false, stop
	}
	defer l.close()
	d.name, stop = d.secure(l, d.report)
	if stop != nil {
		return 0, false, stop
	}
	return d.carry(l)
}

// carry lets the library speak to the server, one transaction after the other. It passes over
// those in which everyone was refused, and ends at the first that was not accepted for another
// reason: the outcomes behind it stay unsent.
func (d *delivery) carry(l *line) (completed int, again bool, stop *notify.Stop) {
	p := &proxy{line: l, delivery: d, step: stepEHLO}
	p.tell(220, "ready")
	client, err := d.library(p).Connect()
	for err == nil && p.stop == nil {
		batch := d.next()
		if len(batch) == 0 {
			break
		}
		if p.stop = d.keepPace(l.ctx); p.stop != nil {
			break
		}
		p.transaction = transaction{batch: batch}
		err = mail.SendMessage(d.sender, d.addresses(batch), d.eml, client)
		if p.skipped {
			err = nil
		}
		if err == nil {
			completed++
		}
		if e := d.settled(batch); e != nil && p.stop == nil {
			p.stop = unwritten(e, "what stands here is true, and the journal knows less; "+unsent)
		}
	}
	if err != nil && p.stop == nil { // its own complaint, not one that we gave it
		p.stop = p.astray(l.quote(err.Error()))
	}
	if p.stop == nil && !slices.ContainsFunc(d.outcomes, wanted) {
		p.stop = newStop(stepRCPT, "the server refused every recipient, the first with "+d.outcomes[0].Reply, mend(stepRCPT))
	}
	return completed, l.ended && between(p.step), p.stop
}

// between reports a step at which no letter is open: what is lost there can be said again.
func between(s step) bool { return s == stepMAIL || s == stepRCPT || s == stepDATA || s == stepRSET }

// next are the recipients of the next transaction.
func (d *delivery) next() []int {
	most := d.Transaction
	if most <= 0 {
		most = DefaultTransaction
	}
	return slices.Clone(d.pending[:min(most, len(d.pending))])
}

// settled takes out of the waiting those of a transaction who have an outcome, and tells the
// ledger of them. The others wait before all that follow.
func (d *delivery) settled(batch []int) error {
	var to, waiting []int
	var outcomes []notify.Outcome
	for _, place := range batch {
		if o := d.outcomes[place]; o.State != notify.Unsent {
			to, outcomes = append(to, place), append(outcomes, o)
		} else {
			waiting = append(waiting, place)
		}
	}
	d.pending = d.pending[len(to):]
	copy(d.pending, waiting)
	if len(to) == 0 {
		return nil
	}
	return d.ledger.Settled(to, outcomes)
}

// keepPace waits until the next transaction may begin.
func (d *delivery) keepPace(ctx context.Context) *notify.Stop {
	now := time.Now()
	if left := d.began.Add(time.Minute / time.Duration(max(d.Pace, 1))).Sub(now); d.Pace > 0 && left > 0 && !d.began.IsZero() {
		d.report("keeping the pace")
		wait := d.wait
		if wait == nil {
			wait = pause
		}
		if err := wait(ctx, left); err != nil {
			return newStop(stepMAIL, "it was cancelled", unsent)
		}
		now = now.Add(left)
	}
	d.began = now
	return nil
}

// pause waits, or for the end of the context.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *delivery) addresses(batch []int) []string {
	out := make([]string, len(batch))
	for i, place := range batch {
		out[i] = d.outcomes[place].Address
	}
	return out
}
