package smtp

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	mail "github.com/xhit/go-simple-mail/v2"

	"bulletin/notify"
)

// round is one letter on its way to everybody, over as many connections as it takes.
// Recipients are known by their places in the envelope.
type round struct {
	server      Server
	eml, sender string
	ledger      notify.Ledger
	watch       func(notify.Progress) // may be nil
	dial        func(context.Context) (net.Conn, error)

	notify.Delivery
	done  int       // recipients who have an outcome
	left  []int     // those who have none, in the order in which they get the letter
	size  int       // recipients in a transaction
	begun time.Time // the last transaction
}

func newRound(s Server, m notify.Message, l notify.Ledger, watch func(notify.Progress)) *round {
	r := &round{server: s, eml: m.EML(), sender: m.Sender(), ledger: l, watch: watch, dial: s.dial}
	r.Server = s.address()
	r.size = cmp.Or(max(0, s.Transaction), usualRecipients)
	for i, mailbox := range m.Envelope() {
		r.Outcomes = append(r.Outcomes, notify.Outcome{Address: mailbox, State: notify.Unsent})
		r.left = append(r.left, i)
	}
	return r
}

// deliver carries the letter to those who are left. It connects once more only where the
// server ended a connection between two letters that had carried one: so it comes to an end.
func (r *round) deliver(ctx context.Context) *notify.Stop {
	again, stop := r.connection(ctx)
	for again {
		r.begun = time.Time{} // the transaction that was lost has waited for its turn
		if again, stop = r.connection(ctx); stop != nil {
			stop.Do = strings.ReplaceAll(stop.Do, "nothing was sent", unsent) // to some it was
		}
	}
	if stop == nil && !slices.ContainsFunc(r.Outcomes, wanted) {
		return newStop(stepRCPT, "the server refused every recipient, the first with "+r.Outcomes[0].Reply, mend(stepRCPT))
	}
	return stop
}

// connection opens and secures a connection and has the letter carried over it. Again says
// that another may go on where this one ended.
func (r *round) connection(ctx context.Context) (again bool, stop *notify.Stop) {
	r.report(string(stepConnect))
	raw, err := r.dial(ctx)
	if err != nil {
		return false, r.server.unreached(ctx, err)
	}
	l := newLine(ctx, raw, r.server)
	defer l.close()
	name, stop := r.server.secure(l, r.report)
	if stop != nil {
		return false, stop
	}
	if name != "" && !strings.EqualFold(name, r.server.Host) && !strings.Contains(r.Server, "("+name+")") {
		r.Server += " (" + name + ")"
	}
	p := &proxy{line: l, round: r, step: stepEHLO}
	stop = r.carry(p)
	return p.carried && p.hungUp && !p.inData && !p.unwritten, stop
}

// carry lets the library speak to the server, one transaction after the other, until nobody
// is left. It passes over those in which everyone was refused, and ends at the first that
// was not accepted for another reason: whoever stands behind it stays unsent.
func (r *round) carry(p *proxy) *notify.Stop {
	p.tell(220, "ready")
	client, err := r.server.library(p).Connect()
	for err == nil && len(r.left) > 0 {
		if stop := r.wait(p.ctx); stop != nil {
			return stop
		}
		p.transaction = transaction{to: r.left[:min(r.size, len(r.left))]}
		err = mail.SendMessage(r.sender, r.addresses(p.to), r.eml, client)
		if p.skipped {
			err = nil
		}
		p.carried = p.carried || err == nil
		if stop := p.enter(); stop != nil {
			return stop
		}
	}
	if err != nil && p.stop == nil { // its own complaint, not one that we gave it
		return p.astray(p.quote(err.Error()))
	}
	return p.stop
}

// library is go-simple-mail set up to leave encryption and time to the connection.
func (s Server) library(p *proxy) *mail.SMTPServer {
	return &mail.SMTPServer{
		Authentication: mail.AuthAuto,
		Encryption:     mail.EncryptionNone,
		Username:       s.Username,
		Password:       s.Password.reveal(),
		Helo:           p.helo,
		Host:           s.Host,
		Port:           s.Port,
		KeepAlive:      true,
		CustomConn:     p,
	}
}

// wait keeps the pace that the server wants.
func (r *round) wait(ctx context.Context) *notify.Stop {
	if r.server.Pace > 0 && !r.begun.IsZero() {
		r.report(string(stepPacing))
		select {
		case <-time.After(time.Until(r.begun.Add(time.Minute / time.Duration(r.server.Pace)))):
		case <-ctx.Done():
			return newStop(stepPacing, "it was cancelled", unsent)
		}
	}
	r.begun = time.Now()
	return nil
}

// enter tells the ledger what became of the transaction's recipients, and puts those who
// have no outcome before the others who are left.
func (p *proxy) enter() *notify.Stop {
	var unsettled, settled []int
	var outcomes []notify.Outcome
	for _, i := range p.to {
		if o := p.Outcomes[i]; o.State == notify.Unsent {
			unsettled = append(unsettled, i)
		} else {
			settled, outcomes = append(settled, i), append(outcomes, o)
		}
	}
	p.left = slices.Concat(unsettled, p.left[len(p.to):])
	if p.full && p.stop == nil {
		p.size = len(p.taken) // the server has room for no more
	}
	if len(settled) == 0 {
		return nil
	}
	if err := p.ledger.Settled(settled, outcomes); err != nil {
		return p.unkept("the server's answer could not be written to the journal, and nothing more was sent", err)
	}
	return nil
}

// unkept is why nothing more is sent where the ledger could not keep what happened. What
// ended the dialogue before that is said first.
func (p *proxy) unkept(what string, err error) *notify.Stop {
	p.unwritten = true
	what += ": " + p.quote(err.Error())
	if s := p.stop; s != nil {
		return newStop(step(s.Step), s.Why+"; besides, "+what, s.Do)
	}
	do := "see that the journal's disk has room and can be written to; " + unsent
	var e interface{ Remedy() string }
	if errors.As(err, &e) {
		do = e.Remedy()
	}
	return newStop(stepJournal, what, do)
}

// report tells watch of a step, together with how many recipients have an outcome.
func (r *round) report(step string) {
	if r.watch != nil {
		r.watch(notify.Progress{Step: step, Done: r.done, Total: len(r.Outcomes)})
	}
}

func (r *round) addresses(places []int) []string {
	out := make([]string, len(places))
	for i, place := range places {
		out[i] = r.Outcomes[place].Address
	}
	return out
}

// wanted reports a recipient whom the server did not refuse.
func wanted(o notify.Outcome) bool { return o.State != notify.Refused }
