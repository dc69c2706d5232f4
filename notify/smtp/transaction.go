package smtp

import (
	"fmt"
	"slices"

	"bulletin/notify"
)

// transaction is one copy of the letter: MAIL, the RCPTs, DATA.
type transaction struct {
	batch    []int     // its recipients, as places in the envelope
	commands []command // MAIL and the RCPTs, as the library said them
	taken    int       // recipients whom the server took
	deferred []int     // those whom it wants in the next transaction
	skipped  bool      // nobody is left to get this copy
}

// command is a line for the server, and the step that it is.
type command struct {
	step step
	line string
}

// mail begins the transaction. What the library says up to DATA is agreed to at once and kept:
// the server hears it in one go, where it can, since on a long list the waiting for each reply
// is what takes the time.
func (p *proxy) mail(cmd string) *notify.Stop {
	p.step = stepMAIL
	if p.limit > 0 && len(p.eml) > p.limit {
		return newStop(stepMAIL, fmt.Sprintf("the letter has %d bytes, and the server takes %d at most", len(p.eml), p.limit),
			"shorten the letter or its images; who is marked unsent was not mailed")
	}
	p.commands = append(p.commands, command{stepMAIL, cmd})
	p.tell(250, "ok")
	return nil
}

// data says all that was kept, and opens the letter if anyone is left to get it. DATA waits for
// the replies before it, although RFC 2920 would let it go with them: a server that refused
// everybody may answer 354 all the same, and an open letter could then only be ended by a dot.
func (p *proxy) data(cmd string) *notify.Stop {
	if stop := p.address(); stop != nil {
		return stop
	}
	if p.taken == 0 {
		return p.skip()
	}
	p.step = stepDATA
	r, stop := p.exchange(stepDATA, cmd)
	switch {
	case stop != nil:
		return stop
	case r.code == 354:
		p.inData = true
		p.tell(354, "go ahead")
		return nil
	case r.yes():
		return p.absurd(stepDATA, r)
	}
	return p.judge(stepDATA, r)
}

// address says MAIL and the RCPTs: all at once to a server that offers PIPELINING, else one
// after the other.
func (p *proxy) address() *notify.Stop {
	if p.pipelining {
		p.report(fmt.Sprintf("%s %d to %d of %d", stepRCPT, p.batch[0]+1, p.batch[len(p.batch)-1]+1, len(p.outcomes)))
		return p.converse(p.commands, p.hear)
	}
	for i, c := range p.commands {
		if i > 0 {
			p.report(fmt.Sprintf("%s %d of %d", stepRCPT, p.batch[i-1]+1, len(p.outcomes)))
		}
		r, stop := p.exchange(c.step, c.line)
		if stop == nil {
			stop = p.hear(i, r)
		}
		if p.step = c.step; stop != nil {
			return stop
		}
	}
	return nil
}

// hear takes the reply to one of the commands. A refused recipient is remembered, and the
// others go on.
func (p *proxy) hear(i int, r reply) *notify.Stop {
	p.step = p.commands[i].step
	if p.step == stepMAIL {
		if r.no() {
			p.settle(notify.Refused, r)
		}
		return p.expect(stepMAIL, r)
	}
	place := p.batch[i-1]
	switch {
	case r.yes():
		p.taken++
	case !r.no():
		return p.absurd(stepRCPT, r)
	case p.taken > 0 && tooMany(r):
		p.deferred = append(p.deferred, place)
	default:
		p.outcomes[place].State, p.outcomes[place].Reply = notify.Refused, r.words
		p.done++
	}
	return nil
}

// tooMany reports that a transaction is full, and not that the recipient is refused; some
// servers say 552 (RFC 5321 4.5.3.1.10). As an answer to the first recipient it is a refusal:
// so each transaction settles somebody.
func tooMany(r reply) bool { return r.code == 452 || r.code == 552 }

// skip ends a transaction in which the server refused everyone, so that the next can begin
// (RFC 5321 4.1.1.5). The library takes it for a refused DATA.
func (p *proxy) skip() *notify.Stop {
	p.step = stepRSET
	r, stop := p.exchange(stepRSET, "RSET")
	if stop == nil {
		stop = p.expect(stepRSET, r)
	}
	if stop == nil {
		p.skipped = true
		p.tell(554, "no valid recipients")
	}
	return stop
}

// judge settles a transaction by a reply that holds for all its recipients.
func (p *proxy) judge(s step, r reply) *notify.Stop {
	if r.no() {
		p.settle(notify.Refused, r)
	}
	stop := p.expect(s, r)
	if stop == nil {
		p.tell(250, "ok")
	}
	return stop
}

// getting are the recipients to whom this copy goes: those of the transaction whom the server
// neither refused nor deferred.
func (p *proxy) getting() []int {
	var all []int
	for _, place := range p.batch {
		if p.outcomes[place].State == notify.Unsent && !slices.Contains(p.deferred, place) {
			all = append(all, place)
		}
	}
	return all
}

// settle gives the recipients to whom this copy goes their outcome.
func (p *proxy) settle(state notify.State, r reply) {
	for _, place := range p.getting() {
		o := &p.outcomes[place]
		o.State, o.Reply = state, r.words
		if state == notify.Accepted {
			o.QueueID = queueID(r.words)
		}
		p.done++
	}
}
