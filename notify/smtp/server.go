// Package smtp carries an approved message to a mail server and says, for every recipient,
// what became of it.
//
// go-simple-mail speaks the dialogue (EHLO, AUTH, MAIL, RCPT, DATA). Under it lies a
// connection of ours: it passes on one command at a time, reads the server's whole reply
// under a deadline, remembers it, and only then tells the library what the library needs
// to go on. So every outcome comes from the server's own words.
//
// It refuses to speak on an unencrypted connection beyond this machine, to give a password
// to a server whose certificate it cannot verify, to send bytes other than the approved
// ones, to end a letter with its final dot after anything went wrong before it, to call an
// outcome anything but unknown when that dot was written and no clear reply came, and to
// send anything a second time.
package smtp

import (
	"context"
	"crypto/x509"
	"net"
	"slices"
	"strconv"
	"strings"

	mail "github.com/xhit/go-simple-mail/v2"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// maxRecipients is what every server takes in one transaction (RFC 5321 4.5.3.1.8).
const maxRecipients = 100

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
}

// Send carries the message in transactions of at most 100 recipients over one connection.
// It returns when nothing more will happen to the message, with an outcome for each of
// [notify.Message.Envelope], in that order. Until a letter's final dot a cancelled context
// ends the delivery; the wait for the answer to the dot is never cut short. Watch, which
// may be nil, is called at each step before it begins, on the goroutine of Send.
func (s Server) Send(ctx context.Context, a notify.Approved, watch func(notify.Progress)) notify.Delivery {
	d := notify.Delivery{Server: s.address()}
	m, err := a.Message()
	if err != nil {
		d.Stop = newStop(stepConnect, err.Error(), "confirm the message first; nothing was sent")
		return d
	}
	for _, mailbox := range m.Envelope() {
		d.Outcomes = append(d.Outcomes, notify.Outcome{Address: mailbox, State: notify.Unsent})
	}
	report := reporter(watch, d.Outcomes)
	if d.Stop = s.objection(m); d.Stop == nil {
		d.Stop = s.deliver(ctx, m, &d, report)
	}
	report("done")
	return d
}

// deliver connects, secures the connection and has the letter carried over it.
func (s Server) deliver(ctx context.Context, m notify.Message, d *notify.Delivery, report func(string)) *notify.Stop {
	report(string(stepConnect))
	l, stop := s.dial(ctx)
	if stop != nil {
		return stop
	}
	defer l.close()
	name, stop := s.secure(l, report)
	if stop != nil {
		return stop
	}
	if name != "" && !strings.EqualFold(name, s.Host) {
		d.Server += " (" + name + ")"
	}
	return s.carry(l, m, d.Outcomes, report)
}

// carry lets the library speak to the server, one transaction after the other. It passes
// over those in which everyone was refused, and ends at the first that was not accepted for
// another reason: the outcomes behind it stay unsent.
func (s Server) carry(l *line, m notify.Message, outcomes []notify.Outcome, report func(string)) *notify.Stop {
	p := &proxy{
		line: l, eml: m.EML(), sender: m.Sender(), login: s.Username != "",
		total: len(outcomes), report: report, step: stepEHLO,
	}
	p.tell(220, "ready")
	client, err := s.library(p).Connect()
	for batch := range slices.Chunk(outcomes, maxRecipients) {
		if err != nil {
			break
		}
		p.begin(batch)
		err = mail.SendMessage(p.sender, addresses(batch), p.eml, client)
		if p.skipped {
			err = nil
		}
	}
	if err != nil && p.stop == nil { // its own complaint, not one that we gave it
		p.stop = p.astray(l.quote(err.Error()))
	}
	if p.stop == nil && !slices.ContainsFunc(outcomes, wanted) {
		p.stop = newStop(stepRCPT, "the server refused every recipient, the first with "+outcomes[0].Reply, mend(stepRCPT))
	}
	return p.stop
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

func addresses(batch []notify.Outcome) []string {
	out := make([]string, len(batch))
	for i, o := range batch {
		out[i] = o.Address
	}
	return out
}

// reporter tells watch of a step, together with how many recipients have an outcome.
func reporter(watch func(notify.Progress), outcomes []notify.Outcome) func(step string) {
	return func(step string) {
		if watch == nil {
			return
		}
		p := notify.Progress{Step: step, Total: len(outcomes)}
		for _, o := range outcomes {
			if o.State != notify.Unsent {
				p.Done++
			}
		}
		watch(p)
	}
}
