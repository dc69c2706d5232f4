package smtp

import (
	"bytes"
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
	*round
	transaction

	limit      int  // the server's SIZE in bytes, 0 for none (RFC 1870)
	pipelining bool // the server takes commands without waiting for its replies (RFC 2920)
	challenged bool // the library's next line belongs to AUTH
	step       step // the last that was begun
	stop       *notify.Stop
	carried    bool // this connection has carried a transaction to its end
	unwritten  bool // the ledger could not keep what happened

	held []byte       // written by the library, not yet complete
	told bytes.Buffer // not yet read by the library
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
	case len(p.group) == 0 && strings.HasPrefix(cmd, "MAIL FROM:<"+p.sender+">"), p.isNext(cmd):
		p.group = append(p.group, cmd)
		p.tell(250, "ok") // for now; it is asked with the others
		return nil
	case cmd == "DATA" && len(p.group) == len(p.to)+1:
		return p.data()
	}
	return p.astray("it wanted to say " + p.quote(verb))
}

// isNext reports the RCPT that is due.
func (p *proxy) isNext(cmd string) bool {
	n := len(p.group) - 1
	return n >= 0 && n < len(p.to) && cmd == "RCPT TO:<"+p.Outcomes[p.to[n]].Address+">"
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
	_, p.pipelining = offered["PIPELINING"]
	if size, ok := offered["SIZE"]; ok {
		p.limit, _ = strconv.Atoi(size) // no number: no limit (RFC 1870 4)
		passed = append(passed, "SIZE")
	}
	if p.server.Username != "" {
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
