package smtp

import (
	"bytes"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulletin/notify"
)

// proxy is the connection that the library holds. What the library writes goes to the
// server inside Write; what it then reads is what we choose to tell it.
type proxy struct {
	*line
	eml    string
	sender string
	login  bool
	total  int // recipients in all transactions
	report func(step string)

	batch []notify.Outcome // of the transaction under way; written through to the delivery
	next  int              // index in batch of the next RCPT
	asked int              // RCPTs of the transactions before

	limit      int  // the server's SIZE in bytes, 0 for none (RFC 1870)
	challenged bool // the library's next line belongs to AUTH
	skipped    bool // nobody of this transaction is left to get the letter
	step       step // the last that was begun
	stop       *notify.Stop

	held []byte       // written by the library, not yet complete
	told bytes.Buffer // not yet read by the library
}

// begin starts the transaction of these recipients.
func (p *proxy) begin(batch []notify.Outcome) {
	p.asked += len(p.batch)
	p.batch, p.next, p.skipped = batch, 0, false
}

// tell gives the library a reply to read.
func (p *proxy) tell(code int, lines ...string) {
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		p.told.WriteString(strconv.Itoa(code) + sep + l + "\r\n")
	}
}

// Read hands out what the library was told; io.EOF where there is nothing.
func (p *proxy) Read(b []byte) (int, error) { return p.told.Read(b) }

// Write takes the library's words and, where they make up a command or the letter, carries
// them to the server. After a stop it carries nothing, and Send closes the connection.
func (p *proxy) Write(b []byte) (int, error) {
	if p.stop != nil {
		return 0, p.stop
	}
	p.held = append(p.held, b...)
	switch {
	case p.inData && bytes.HasSuffix(p.held, []byte("\r\n.\r\n")):
		p.stop = p.letter(strings.TrimSuffix(string(p.held), ".\r\n"))
	case !p.inData && bytes.HasSuffix(p.held, []byte("\r\n")):
		p.stop = p.command(strings.TrimSuffix(string(p.held), "\r\n"))
	default:
		return len(b), nil
	}
	p.held = p.held[:0]
	if p.stop != nil {
		return 0, p.stop
	}
	return len(b), nil
}

// Close leaves the socket to Send, which knows whether a farewell is possible.
func (p *proxy) Close() error { return nil }

// The rest of net.Conn: time belongs to the line, which sets a deadline for each step.

func (p *proxy) LocalAddr() net.Addr              { return p.raw.LocalAddr() }
func (p *proxy) RemoteAddr() net.Addr             { return p.raw.RemoteAddr() }
func (p *proxy) SetDeadline(time.Time) error      { return nil }
func (p *proxy) SetReadDeadline(time.Time) error  { return nil }
func (p *proxy) SetWriteDeadline(time.Time) error { return nil }

// command carries one command. What is not expected of the library is not sent.
func (p *proxy) command(cmd string) *notify.Stop {
	verb, _, _ := strings.Cut(cmd, " ")
	switch {
	case p.challenged || verb == "AUTH":
		return p.auth(cmd)
	case verb == "EHLO":
		return p.ehlo(cmd)
	case strings.HasPrefix(cmd, "MAIL FROM:<"+p.sender+">"):
		return p.mail(cmd)
	case p.next < len(p.batch) && cmd == "RCPT TO:<"+p.batch[p.next].Address+">":
		return p.rcpt(cmd)
	case cmd == "DATA" && p.next == len(p.batch):
		return p.data(cmd)
	}
	return p.astray("it wanted to say " + p.quote(verb))
}

// astray ends a dialogue in which the library does what it never should.
func (p *proxy) astray(what string) *notify.Stop {
	p.cut()
	return newStop(p.step, "the mail library went astray: "+what, broken(p.step))
}

// ehlo passes on the extensions that this letter has a use for.
func (p *proxy) ehlo(cmd string) *notify.Stop {
	p.step = stepEHLO
	r, stop := p.exchange(stepEHLO, cmd)
	if stop == nil {
		stop = p.expect(stepEHLO, r)
	}
	if stop != nil {
		return stop
	}
	offered, passed := extensions(r), []string{"hello"}
	if size, ok := offered["SIZE"]; ok {
		p.limit, _ = strconv.Atoi(size) // no number: no limit (RFC 1870 4)
		passed = append(passed, "SIZE")
	}
	if p.login {
		mechanisms := slices.DeleteFunc(strings.Fields(strings.ToUpper(offered["AUTH"])), unusable)
		if len(mechanisms) == 0 { // the library would go on without a word
			return newStop(stepAUTH, "the server offers no way to log in that is known here (PLAIN, LOGIN)",
				"ask those who run the mail server, or remove smtp.username; nothing was sent")
		}
		passed = append(passed, "AUTH "+strings.Join(mechanisms, " "))
	}
	p.tell(250, passed...)
	return nil
}

func unusable(mechanism string) bool { return mechanism != "PLAIN" && mechanism != "LOGIN" }

// auth carries a line of the login (RFC 4954). What it holds is never repeated.
func (p *proxy) auth(cmd string) *notify.Stop {
	p.step = stepAUTH
	p.report(string(stepAUTH))
	if cmd == "*" { // the library gives up
		p.cut()
		return newStop(stepAUTH, "the server asked for something other than the user name and the password", mend(stepAUTH))
	}
	p.hide(cmd[strings.LastIndexByte(cmd, ' ')+1:])
	r, stop := p.exchange(stepAUTH, cmd)
	if stop != nil {
		return stop
	}
	p.challenged = r.code == 334
	if p.challenged {
		p.tell(334, r.lines[len(r.lines)-1])
		return nil
	}
	if stop = p.expect(stepAUTH, r); stop == nil {
		p.tell(235, "welcome")
	}
	return stop
}

func (p *proxy) mail(cmd string) *notify.Stop {
	p.step = stepMAIL
	if p.limit > 0 && len(p.eml) > p.limit {
		return newStop(stepMAIL, fmt.Sprintf("the letter has %d bytes, and the server takes %d at most", len(p.eml), p.limit),
			"shorten the letter or its images; who is marked unsent was not mailed")
	}
	r, stop := p.exchange(stepMAIL, cmd)
	if stop != nil {
		return stop
	}
	return p.judge(stepMAIL, r)
}

// rcpt remembers a refusal and tells the library nothing of it: the others go on.
func (p *proxy) rcpt(cmd string) *notify.Stop {
	p.step = stepRCPT
	p.report(fmt.Sprintf("%s %d of %d", stepRCPT, p.asked+p.next+1, p.total))
	r, stop := p.exchange(stepRCPT, cmd)
	if stop != nil {
		return stop
	}
	if !r.yes() && !r.no() {
		return p.absurd(stepRCPT, r)
	}
	if r.no() {
		p.batch[p.next].State, p.batch[p.next].Reply = notify.Refused, r.words
	}
	p.next++
	p.tell(250, "ok")
	return nil
}

// data opens the letter, if anyone is left to get it.
func (p *proxy) data(cmd string) *notify.Stop {
	if !slices.ContainsFunc(p.batch, unsettled) {
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

// settle gives the recipients of this transaction that have no outcome theirs.
func (p *proxy) settle(state notify.State, r reply) {
	for i := range p.batch {
		if o := &p.batch[i]; unsettled(*o) {
			o.State, o.Reply = state, r.words
			if state == notify.Accepted {
				o.QueueID = queueID(r.words)
			}
		}
	}
}

func unsettled(o notify.Outcome) bool { return o.State == notify.Unsent }
