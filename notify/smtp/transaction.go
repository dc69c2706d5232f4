package smtp

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"bulletin/notify"
)

// transaction is one letter to some of its recipients.
type transaction struct {
	to      []int    // the places of those whom the server is asked to take
	taken   []int    // and of those whom it took
	group   []string // MAIL and each RCPT, as the library says them
	full    bool     // the server had no room for the last of those whom it did not refuse
	skipped bool     // nobody is left to get the letter
}

// data asks for the transaction, and opens the letter if anyone is left to get it.
//
// DATA could leave together with MAIL and RCPT (RFC 2920, 3.1). It does not: where the server
// refused everyone and still answered 354, only a final dot would end the letter that is
// open then, and it would be an empty letter.
func (p *proxy) data() *notify.Stop {
	if p.limit > 0 && len(p.eml) > p.limit {
		p.step = stepMAIL
		return newStop(stepMAIL, fmt.Sprintf("the letter has %d bytes, and the server takes %d at most", len(p.eml), p.limit),
			"shorten the letter or its images; "+unsent)
	}
	ask := p.oneByOne
	if p.pipelining {
		ask = p.together
	}
	if stop := ask(); stop != nil {
		return stop
	}
	if len(p.taken) == 0 {
		return p.skip()
	}
	p.step = stepDATA
	r, stop := p.exchange(stepDATA, "DATA")
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
	return p.judge(stepDATA, p.taken, r)
}

// oneByOne sends each command of the group when the one before it is answered.
func (p *proxy) oneByOne() *notify.Stop {
	for i, command := range p.group {
		p.ahead(i)
		r, stop := p.exchange(p.step, command)
		if stop == nil {
			stop = p.hear(i, r)
		}
		if stop != nil {
			return stop
		}
	}
	return nil
}

// together sends the whole group and reads the replies in their order. It reads while it
// writes: a server that is not read may stop reading (RFC 2920, 3.1). After a refused MAIL
// the other replies mean nothing, and are read so that they are out of the way.
func (p *proxy) together() *notify.Stop {
	if p.replies.Buffered() > 0 {
		return p.outOfTurn(stepMAIL)
	}
	for _, command := range p.group {
		if unfit(command) {
			return p.lost(stepMAIL, errControl)
		}
	}
	if err := p.grant(stepMAIL); err != nil {
		return p.lost(stepMAIL, err)
	}
	words, written := strings.Join(p.group, "\r\n")+"\r\n", make(chan error, 1)
	go func() {
		_, err := io.WriteString(p.conn, words)
		written <- err
	}()
	stop := p.hearAll()
	if err := <-written; err != nil && stop == nil {
		return p.lost(p.step, err)
	}
	return stop
}

// hearAll reads the replies to the group, each under a deadline of its own.
func (p *proxy) hearAll() (stop *notify.Stop) {
	for i := range p.group {
		p.ahead(i)
		if err := p.grant(p.step); err != nil {
			return cmp.Or(stop, p.lost(p.step, err))
		}
		switch r, lost := p.answer(p.step); {
		case stop != nil && lost != nil:
			p.hungUp = false // it is not what ended this
			return stop
		case lost != nil:
			return lost
		case stop == nil:
			stop = p.hear(i, r)
		}
	}
	return stop
}

// ahead says what the next reply is to.
func (p *proxy) ahead(i int) {
	if p.step = stepMAIL; i > 0 {
		p.step = stepRCPT
		total := len(p.Outcomes)
		p.report(fmt.Sprintf("%s %d of %d", stepRCPT, total-len(p.left)+i, total))
	}
}

// hear is told the reply to a command of the group. A refused recipient stops nobody else.
// One for whom the server has no room in this transaction goes with the next: but for the
// first, for whom there must be room (RFC 5321 4.5.3.1.10).
func (p *proxy) hear(i int, r reply) *notify.Stop {
	if i == 0 {
		return p.judge(stepMAIL, p.to, r)
	}
	place := p.to[i-1]
	switch {
	case r.yes():
		p.taken, p.full = append(p.taken, place), false
	case len(p.taken) > 0 && (r.code == 452 || r.code == 552):
		p.full = true
	case r.no():
		p.settle([]int{place}, notify.Refused, r)
	default:
		return p.absurd(stepRCPT, r)
	}
	return nil
}

// skip ends a transaction in which the server refused everyone, so that the next, if there
// is one, can begin (RFC 5321 4.1.1.5). The library takes it for a refused DATA.
func (p *proxy) skip() *notify.Stop {
	if len(p.left) > len(p.to) {
		p.step = stepRSET
		r, stop := p.exchange(stepRSET, "RSET")
		if stop == nil {
			stop = p.expect(stepRSET, r)
		}
		if stop != nil {
			return stop
		}
	}
	p.skipped = true
	p.tell(554, "no valid recipients")
	return nil
}

// judge settles recipients by a reply that holds for all of them.
func (p *proxy) judge(s step, to []int, r reply) *notify.Stop {
	if r.no() {
		p.settle(to, notify.Refused, r)
	}
	return p.expect(s, r)
}

// settle gives recipients who have no outcome theirs.
func (r *round) settle(to []int, state notify.State, said reply) {
	for _, i := range to {
		o := &r.Outcomes[i]
		o.State, o.Reply = state, said.words
		if state == notify.Accepted {
			o.QueueID = queueID(said.words)
		}
	}
	r.done += len(to)
}
