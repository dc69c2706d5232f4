// Package smtp carries an approved message to a mail server and says, for every recipient,
// what became of it.
//
// go-simple-mail speaks the dialogue (EHLO, AUTH, MAIL, RCPT, DATA). Under it lies a
// connection of ours: it reads the server's whole reply to each command under a deadline,
// remembers it, and tells the library only what the library needs to go on. So every
// outcome comes from the server's own words. It takes MAIL and every RCPT from the library
// at once, and carries them to the server together where the server can have that
// (RFC 2920), so that a thousand recipients wait for the network once.
//
// A letter to many leaves in transactions, over one connection for as long as the server
// keeps it. Whom the server has no room for in one transaction goes with the next. Where it
// closes the connection between two letters, another is opened and goes on with those who
// are left. The ledger is told who is about to get the letter before its final dot is
// written, and what became of them after each transaction.
//
// It refuses to speak on an unencrypted connection beyond this machine, to give a password
// to a server whose certificate it cannot verify, to send bytes other than the approved
// ones, to open a letter before it knows that somebody is there to get it, to end one with
// its final dot after anything went wrong before it or before the ledger has it, to go on
// where the ledger could not keep what happened, to call an outcome anything but unknown
// when that dot was written and no clear reply came, and to send anything a second time.
package smtp

import (
	"context"
	"crypto/x509"
	"net"
	"strconv"
	"strings"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// usualRecipients is what every server takes in one transaction (RFC 5321 4.5.3.1.8).
const usualRecipients = 100

// Mode says when the connection becomes encrypted.
type Mode int

// The modes. None is for a server on this machine: any other host is refused.
const (
	StartTLS Mode = iota // before anything but EHLO is said (RFC 3207), usually port 587
	Implicit             // at once (RFC 8314), usually port 465
	None
)

// Server is a mail server and how to speak to it.
type Server struct {
	Host     string // a name that its certificate must carry, or an IP address
	Port     int
	TLS      Mode
	Roots    *x509.CertPool // the authorities to trust; nil: those of the system
	Username string         // empty: without AUTH
	Password Secret
	Patience Patience

	Transaction int // recipients in one transaction, at most; 0: 100
	Pace        int // transactions that may begin within a minute; 0: any number
}

// Send carries the message in transactions of at most s.Transaction recipients. It returns
// when nothing more will happen to the message, with an outcome for each of
// [notify.Message.Envelope], in that order. Until a letter is committed a cancelled context
// ends the delivery; the wait for the answer to the dot is never cut short. The ledger must
// not be nil. Watch, which may be nil, is called at each step before it begins. Both are
// called on the goroutine of Send.
func (s Server) Send(ctx context.Context, a notify.Approved, l notify.Ledger, watch func(notify.Progress)) notify.Delivery {
	m, err := a.Message()
	if err != nil {
		return notify.Delivery{
			Server: s.address(),
			Stop:   newStop(stepConnect, err.Error(), "confirm the message first; nothing was sent"),
		}
	}
	r := newRound(s, m, l, watch)
	if r.Stop = s.objection(m); r.Stop == nil {
		r.Stop = r.deliver(ctx)
	}
	r.report("done")
	return r.Delivery
}

// objection is why the message cannot be sent through this server, before anything is
// dialled.
func (s Server) objection(m notify.Message) *notify.Stop {
	switch {
	case s.TLS == None && !loopback(s.Host):
		return newStop(stepTLS, "smtp.tls is none, and "+incident.CleanLine(s.Host)+" is not this machine",
			"set smtp.tls to starttls or implicit; nothing was sent")
	case s.TLS == None && s.Username != "":
		return newStop(stepAUTH, "a password is never sent without encryption",
			"set smtp.tls to starttls or implicit, or remove smtp.username; nothing was sent")
	case (s.Username == "") != (s.Password.reveal() == ""):
		return newStop(stepAUTH, "of smtp.username and smtp.password only one is set",
			"set both or neither; nothing was sent")
	case m.Sender() == "" || len(m.Envelope()) == 0:
		return newStop(stepMAIL, "the letter has no sender or nobody to go to",
			"choose an audience with recipients and set the sender; nothing was sent")
	case !fitForWire(m.EML()):
		return newStop(stepBody, "the letter holds bytes that mail servers read differently",
			"report this with the letter's digest; nothing was sent")
	}
	return nil
}

// address is the host and port for a person to read.
func (s Server) address() string {
	return incident.CleanLine(net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
}

func loopback(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}
