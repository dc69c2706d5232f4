package smtp

import (
	"cmp"
	"time"
)

// Patience is how long each step may take, the whole reply included. A zero field stands
// for its default. Each step has its own time: there is none for the delivery as a whole
// (RFC 5321 4.5.3.2).
type Patience struct {
	Connect time.Duration // connect, greeting, EHLO, STARTTLS, TLS and AUTH, each: 30 s
	Command time.Duration // MAIL, each RCPT, DATA and RSET: 60 s
	Body    time.Duration // each write of a piece of the letter: 3 min (RFC 5321 4.5.3.2.5)
	Answer  time.Duration // the reply to the final dot: 10 min (RFC 5321 4.5.3.2.6)
	Quit    time.Duration // the farewell, on which nothing depends: 5 s
}

// with is how long a step may take.
func (p Patience) with(s step) time.Duration {
	switch s {
	case stepMAIL, stepRCPT, stepDATA, stepRSET:
		return cmp.Or(p.Command, 60*time.Second)
	case stepBody:
		return cmp.Or(p.Body, 3*time.Minute)
	case stepDot:
		return cmp.Or(p.Answer, 10*time.Minute)
	case stepQUIT:
		return cmp.Or(p.Quit, 5*time.Second)
	}
	return cmp.Or(p.Connect, 30*time.Second)
}
