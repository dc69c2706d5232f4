// Package smtp carries an approved message to a mail server and says, for every recipient,
// what became of it.
//
// go-simple-mail speaks the dialogue (EHLO, AUTH, MAIL, RCPT, DATA). Under it lies a
// connection of ours: it passes on one command at a time, reads the server's whole reply
// under a deadline, remembers it, and only then tells the library what the library needs
// to go on. So every outcome comes from the server's own words.
//
// A long list goes in transactions. Before the final dot of each a [notify.Ledger] makes durable
// that it may arrive, and after the reply what became of it. MAIL and the RCPTs leave in one go
// where the server offers PIPELINING. A recipient for whom a transaction is too full comes in
// the next; a connection that the server ends between two transactions is opened again.
//
// It refuses to speak on an unencrypted connection beyond this machine, to give a password
// to a server whose certificate it cannot verify, to send bytes other than the approved
// ones, to end a letter with its final dot after anything went wrong before it or without the
// ledger's word, to call an outcome anything but unknown when that dot was written and no clear
// reply came, and to send anything a second time.
package smtp

import (
	"context"
	"crypto/x509"
	"net"
	"strconv"
	"strings"
	"time"

	mail "github.com/xhit/go-simple-mail/v2"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// DefaultTransaction is how many recipients every server takes in one transaction (RFC 5321
// 4.5.3.1.8).
const DefaultTransaction = 100

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

	Transaction int // recipients in one transaction, at most; 0: DefaultTransaction
	Pace        int // transactions a minute, at most; 0: as many as the server takes

	wait func(context.Context, time.Duration) error // nil: wait
}

// Send carries the message to all of [notify.Message.Envelope], in transactions, and returns
// when nothing more will happen to it, with an outcome for each, in that order. Until a
// letter's final dot a cancelled context ends the delivery; the wait for the answer to the dot
// is never cut short. Watch, which may be nil, is called at each step before it begins, on the
// goroutine of Send.
func (s Server) Send(ctx context.Context, a notify.Approved, l notify.Ledger, watch func(notify.Progress)) notify.Delivery {
	d := notify.Delivery{Server: s.address()}
	m, err := a.Message()
	if err != nil {
		d.Stop = newStop(stepConnect, err.Error(), "confirm the message first; nothing was sent")
		return d
	}
	job := s.delivery(m, l, watch)
	d.Outcomes = job.outcomes
	if d.Stop = s.objection(m); d.Stop == nil {
		d.Stop = job.run(ctx)
	}
	if job.name != "" && !strings.EqualFold(job.name, s.Host) {
		d.Server += " (" + job.name + ")"
	}
	job.report("done")
	return d
}

// wanted reports a recipient whom the server did not refuse.
func wanted(o notify.Outcome) bool { return o.State != notify.Refused }

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
