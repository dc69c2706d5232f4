package jiraclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"bulletin/notify/incident"
)

// Error is what went wrong with Jira, in words for an operator. All of it is clean, and
// the token is in none of it.
type Error struct {
	Doing string // what was tried: "read the list from Jira"
	Cause string // why it failed: "Jira refused the token (401)"
	Do    string // what to do next, a sentence without a full stop
	Err   error  // what lies beneath, or nil
	Down  bool   // Jira gave no answer, or none of use: it may be asked again later

	status int       // of Jira's answer; 0: there was none
	large  bool      // the answer was too large
	login  bool      // it is the login that was refused
	at     time.Time // of a refused login
}

// Error is what was tried and why it failed, on one line.
func (e *Error) Error() string { return e.Doing + ": " + e.Cause }

// Remedy says what to do next.
func (e *Error) Remedy() string { return e.Do }

// Unwrap is what lies beneath; a stopped context is found through it.
func (e *Error) Unwrap() error { return e.Err }

// Unreachable reports that it is Jira that fails, and not what was asked or who asks.
func (e *Error) Unreachable() bool { return e.Down }

// Forbidden reports that this user may not do what was asked, so that nothing was done.
func (e *Error) Forbidden() bool { return e.status == http.StatusForbidden }

// LoginRefused reports that Jira does not take the token, or takes its owner for a stranger.
func (e *Error) LoginRefused() bool { return e.login }

// fault is a cause and its remedy, before anybody knows what was being done.
type fault struct{ cause, remedy string }

func (f fault) in(doing string) *Error {
	return &Error{Doing: doing, Cause: f.cause, Do: f.remedy}
}

// The remedies of more than one fault.
const (
	tokenRemedy = "check that the token is right and has not expired, then try again"
	againRemedy = "try again in a minute; if it stays, tell the administrator of Jira"
)

// refuse remembers that Jira refused the login, so that nothing is asked again.
func (c *Client) refuse(doing string, f fault) error {
	e := f.in(doing)
	e.login, e.at = true, c.manners.now()
	c.refused.Store(e)
	return e
}

// unanswered says why there was no whole answer. An [*Error] says so already.
func (c *Client) unanswered(doing string, err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	e := c.broken(err).in(doing)
	e.Down = broke(err) || timedOut(err)
	switch {
	case errors.Is(err, context.Canceled):
		e.Err, e.Down = context.Canceled, false
	case errors.Is(err, context.DeadlineExceeded):
		e.Err = context.DeadlineExceeded
	default: // the text alone: the error itself may hold what the other side sent
		e.Err = errors.New(c.tell(err.Error()))
	}
	return e
}

// tell is foreign text made fit for an error.
func (c *Client) tell(s string) string {
	return shorten(c.hide(incident.CleanLine(c.hide(s))))
}

func (c *Client) broken(err error) fault {
	var to *redirect
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return fault{"it was stopped before Jira answered", "try again"}
	case errors.As(err, &to):
		return redirected(c.tell(to.host))
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return fault{"the proxy did not let us through: " + c.tell(op.Err.Error()), "check jira.proxy in the config, or HTTPS_PROXY and NO_PROXY in the environment"}
	case errors.As(err, &dns) && !dns.IsTimeout:
		return fault{"the host name " + c.tell(dns.Name) + " is not known", "check the address in the config, and the network or VPN"}
	case errors.Is(err, syscall.ECONNREFUSED):
		return fault{"the server refused the connection", "check the address and the port in the config; Jira may be down"}
	case timedOut(err):
		return fault{"there was no answer in time", "check the network or VPN, then try again"}
	}
	if f, ok := untrusted(err); ok {
		return f
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address and its query
	}
	if errors.Is(err, io.EOF) || strings.Contains(err.Error(), "stream error: ") || strings.Contains(err.Error(), "http2: ") || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) {
		return fault{"the connection broke before the answer was whole", "try again; if it stays, check the network or VPN"}
	}
	return fault{"the connection failed: " + c.tell(err.Error()), "check the address in the config, then try again"}
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &n) && n.Timeout())
}

func redirected(host string) fault {
	if host == "" {
		return fault{"Jira points to another address on the same host, and redirects are not followed",
			"check the scheme and the context path of the address in the config; it may also be a login page"}
	}
	return fault{"Jira points to " + host + ", and redirects are not followed",
		"if " + host + " is your Jira, write it in the config; if it is a login page, ask for access with a token"}
}

// untrusted says what is wrong with the server's certificate.
func untrusted(err error) (fault, bool) {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var check *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return fault{"the server's certificate is signed by nobody we trust", "set the CA file of your company in the config; do not go on without it"}, true
	case errors.As(err, &name):
		return fault{"the server's certificate is for another name", "check the host in the address; if it is right, tell the network team"}, true
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fault{"the server's certificate has expired or is not valid yet", "check this computer's clock; if it is right, tell the administrator of Jira"}, true
	case errors.As(err, &invalid), errors.As(err, &check):
		return fault{"the server's certificate is not valid", "tell the administrator of Jira"}, true
	case strings.Contains(err.Error(), "tls: certificate required"), strings.Contains(err.Error(), "tls: bad certificate"):
		return fault{"the server wants a certificate of this computer, and got none that it knows", "set jira.cert_file and jira.key_file in the config, or ask the network team for a certificate that is valid"}, true
	case errors.As(err, &record), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return fault{"the server does not speak TLS there", "check the scheme and the port of the address in the config"}, true
	}
	return fault{}, false
}

// loginRefused reports an answer after which no further request may be sent.
//
// Source: Atlassian, "Basic authentication" (Data Center), section CAPTCHA; the header
// X-Seraph-LoginReason of Atlassian Seraph.
func loginRefused(status int, h http.Header) (fault, bool) {
	reason := strings.Join(h.Values("X-Seraph-LoginReason"), " ")
	switch {
	case h.Get("X-Authentication-Denied-Reason") != "", strings.Contains(reason, "AUTHENTICATION_DENIED"):
		return fault{fmt.Sprintf("Jira wants a captcha solved first (%d)", status),
			"log in to Jira in a browser, solve the captcha, check the token, then try again"}, true
	case status == http.StatusUnauthorized:
		return fault{"Jira refused the token (401)", tokenRemedy}, true
	case strings.Contains(reason, "AUTHENTICATED_FAILED"):
		return anonymous, true
	}
	return fault{}, false
}

// shorten keeps foreign text from filling the screen.
func shorten(s string) string {
	const most = 200 // runes
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
