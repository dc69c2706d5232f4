package smtp

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"bulletin/notify"
)

// piece is how many bytes of a letter share one deadline.
const piece = 32 << 10

// letter carries the stuffed bytes of a letter, if they are those that were approved, and
// then the final dot. All that goes wrong before the dot leaves the letter unsent, because
// the socket is closed.
func (p *proxy) letter(stuffed string) *notify.Stop {
	p.step = stepBody
	if unstuff(stuffed) != p.eml {
		return newStop(stepBody, "the mail library changed the approved bytes", broken(stepBody))
	}
	p.report(string(stepBody))
	for part := range slices.Chunk([]byte(stuffed), piece) {
		err := p.grant(stepBody)
		if err == nil {
			_, err = p.conn.Write(part)
		}
		if err != nil {
			return p.lost(stepBody, err)
		}
	}
	if p.replies.Buffered() > 0 { // it could be taken for the reply to the dot
		return p.outOfTurn(stepBody)
	}
	p.report("waiting for the server's answer")
	return p.dot()
}

// dot commits the letter: the ledger has it, then the final dot is written, after which only
// a definite reply can say what became of the letter (RFC 1047). From here on the context
// does not end the wait.
func (p *proxy) dot() *notify.Stop {
	if !p.release() {
		return p.lost(stepBody, p.ctx.Err())
	}
	if err := p.ledger.Committing(p.taken); err != nil {
		p.cut()
		return p.unkept("the letter was held back before its end, because the journal could not be written", err)
	}
	p.step = stepDot
	r, err := p.final()
	switch {
	case err != nil:
		p.settle(p.taken, notify.Unknown, reply{})
		return newStop(stepDot, p.quote(cause(err, p.patience.with(stepDot))), broken(stepDot))
	case !r.yes() && !r.no():
		p.settle(p.taken, notify.Unknown, r)
		return p.absurd(stepDot, r)
	}
	if r.yes() {
		p.settle(p.taken, notify.Accepted, r)
	}
	p.inData = false
	p.heed()
	if stop := p.judge(stepDot, p.taken, r); stop != nil {
		return stop
	}
	p.tell(250, "ok")
	return nil
}

// final writes the dot and reads its reply. An error may mean anything.
func (p *proxy) final() (reply, error) {
	if err := p.grant(stepDot); err != nil {
		return reply{}, err
	}
	if _, err := io.WriteString(p.conn, ".\r\n"); err != nil {
		return reply{}, fmt.Errorf("write the final dot: %w", err)
	}
	return p.read()
}

// unstuff is a letter as the server will read it (RFC 5321 4.5.2).
func unstuff(stuffed string) string {
	return strings.ReplaceAll("\r\n"+stuffed, "\r\n.", "\r\n")[2:]
}

// fitForWire reports 7-bit text in lines of at most 998 bytes that end in CRLF, without CR
// or LF anywhere else: what servers disagree on could end a letter early and begin another
// (RFC 5321 2.3.8, 4.5.3.1.6).
func fitForWire(eml string) bool {
	body, ok := strings.CutSuffix(eml, "\r\n")
	if !ok {
		return false
	}
	for line := range strings.SplitSeq(body, "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool {
			return r == '\r' || r == '\n' || r == 0 || r > 0x7e
		}) {
			return false
		}
	}
	return true
}
