package smtp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"bulletin/notify"
)

// step is where in the dialogue a delivery is, in the words of a [notify.Stop].
type step string

const (
	stepConnect  step = "connect"
	stepGreeting step = "greeting"
	stepEHLO     step = "EHLO"
	stepSTARTTLS step = "STARTTLS"
	stepTLS      step = "TLS"
	stepAUTH     step = "AUTH"
	stepMAIL     step = "MAIL"
	stepRCPT     step = "RCPT"
	stepDATA     step = "DATA"
	stepRSET     step = "RSET"
	stepBody     step = "body"
	stepDot      step = "final dot"
	stepQUIT     step = "QUIT"
	stepPacing   step = "pacing"
	stepJournal  step = notify.StepStore
)

// What ends a dialogue besides the errors of the network.
var (
	errInjected = errors.New("someone put words into the connection before it was encrypted")
	errControl  = errors.New("refused to send a command with a control or non-ASCII character")
)

func newStop(s step, why, do string) *notify.Stop {
	return &notify.Stop{Step: string(s), Why: why, Do: do}
}

// cause is an error of the connection in plain words.
func cause(err error, patience time.Duration) string {
	var dns *net.DNSError
	var refused *net.OpError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, errNonsense):
		return "the server's answer is " + err.Error()
	case isTimeout(err):
		return fmt.Sprintf("silence: the server did not answer within %v", patience)
	case isClosed(err):
		return "the server closed the connection"
	case errors.As(err, &record):
		return "the server does not speak TLS on this port"
	case errors.As(err, &dns):
		return "no address was found: " + dns.Error()
	case errors.As(err, &refused):
		return refused.Err.Error()
	}
	return strings.TrimPrefix(err.Error(), "tls: ")
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// isClosed reports that the other side has closed the connection.
func isClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// unsent is what holds wherever a delivery ended.
const unsent = "who is marked unsent was not mailed"

// broken is what to do where the dialogue broke. Whom to write to again is not for the wire
// to say.
func broken(s step) string {
	switch s {
	case stepMAIL, stepRCPT, stepDATA, stepRSET, stepBody:
		return "check the network, and ask those who run the mail server; " + unsent
	case stepDot:
		return "look for the letter's Message-ID in the server's log, or ask a recipient marked unknown whether it arrived"
	}
	return "wait a few minutes, or ask those who run the mail server; nothing was sent"
}

// mend is what to do where the server said no.
func mend(s step) string {
	switch s {
	case stepConnect:
		return "check smtp.host and smtp.port, and that this machine may reach them; nothing was sent"
	case stepAUTH:
		return "check smtp.username and smtp.password; nothing was sent"
	case stepMAIL:
		return "ask those who run the mail server whether this account may send as the letter's sender"
	case stepRCPT:
		return "check the addresses, and ask those who run the mail server whether this account may write to them"
	case stepDATA, stepDot:
		return "the server did not take the letter: mend what it names, or ask those who run it"
	}
	return broken(s)
}

// trust is what to do about a handshake that failed.
func trust(err error) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return "set smtp.ca_file to the certificate of the authority that your mail server uses; nothing was sent"
	case errors.As(err, &name):
		return "set smtp.host to the name in the server's certificate; nothing was sent"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "check this machine's clock, and ask those who run the mail server to renew its certificate; nothing was sent"
	case errors.As(err, &record):
		return "check smtp.port and smtp.tls: 587 goes with starttls, 465 with implicit; nothing was sent"
	}
	return "ask those who run the mail server about its certificate and TLS 1.2 or newer; nothing was sent"
}
