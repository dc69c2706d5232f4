package jiraclient

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"bulletin/notify/incident"
)

// Options say which Jira, as whom, and which incidents. Exactly one of Filter and JQL is
// set. No verb of package fmt shows an Options, and no JSON encoder its token.
type Options struct {
	URL     string // the base, a context path allowed; https, or http to this computer
	Auth    Auth
	Email   string                               // for Basic: the e-mail (Cloud) or the user name (Data Center)
	Token   string                               `json:"-"` // the secret
	Filter  string                               // a saved filter: its number, else its name
	JQL     string                               // or a search of its own
	Columns []string                             // fields that a list has beside the usual ones, by id or by name
	RootCAs *x509.CertPool                       // nil: those of the system
	Now     func() time.Time                     // nil: time.Now
	After   func(time.Duration) <-chan time.Time // nil: time.After

	// Proxy is asked for every connection over TLS; nil: that of the environment.
	Proxy *url.URL
	// Certificate proves this console to a server that asks for it; nil: none does.
	Certificate *tls.Certificate `json:"-"`
	// Budget is how many requests a minute a console makes in the long run; twice as many may
	// leave at once. 0: 60.
	Budget int
	// Waiting is told until when requests wait, because Jira wants to be left alone or the
	// budget of requests is used up, and of the zero time when they do not any more. Waits of
	// less than a second are not told. It is called by one goroutine at a time; nil: nobody is.
	Waiting func(until time.Time)
	// Spread is a random time of at most so long, by which consoles come one after the other;
	// nil: one of math/rand.
	Spread func(most time.Duration) time.Duration
}

// Format shows nothing of o, whatever the verb: o holds the token.
func (o Options) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, "jiraclient.Options(hidden)") }

// check reads the base address, with a slash at its end, and says what is missing. It
// never repeats the address: a token may have been pasted into it.
func (o Options) check() (*url.URL, error) {
	if err := o.checkLogin(); err != nil {
		return nil, err
	}
	if (strings.TrimSpace(o.Filter) == "") == (strings.TrimSpace(o.JQL) == "") {
		return nil, setup("exactly one of filter and JQL must be set", "name a filter, or write a JQL, in the config")
	}
	u, err := url.Parse(o.URL)
	switch {
	case err != nil, u.Hostname() == "", u.Opaque != "":
		return nil, setup("the address cannot be read", "write it as https://jira.example.com")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, setup("the address holds more than a host and a path",
			"take the user, the ? and the # out of the address; the token has a place of its own")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, setup("the address does not start with https://, and the token must not travel in the clear",
			"write the address with https://")
	}
	return u.JoinPath("/"), nil
}

func (o Options) checkLogin() error {
	switch {
	case o.Auth != PAT && o.Auth != Basic:
		return setup("the kind of login is neither a personal access token nor basic", "choose one of the two in the config")
	case o.Token == "":
		return setup("there is no token", "store a Jira token where the config says that it is")
	case strings.TrimSpace(o.Token) != o.Token, incident.Clean(o.Token) != o.Token, strings.Contains(o.Token, "\n"):
		return setup("the token has blanks, line ends or invisible characters in or around it", "store the token again, without them")
	case o.Auth == Basic && (o.Email == "" || strings.ContainsRune(o.Email, ':') || incident.CleanLine(o.Email) != o.Email):
		return setup("basic login needs an e-mail or a user name, without a colon", "set the e-mail of the token's owner in the config")
	}
	return nil
}

func setup(cause, remedy string) error { return fault{cause, remedy}.in("set up Jira") }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// hider takes secrets out of texts that may have come back from the other side.
func hider(secrets ...string) func(string) string {
	var pairs []string
	for i := len(secrets) - 1; i >= 0; i-- { // the login first: it may hold the token
		_, bare, _ := strings.Cut(secrets[i], " ")
		for _, s := range []string{secrets[i], bare, url.QueryEscape(bare), url.PathEscape(bare), strings.TrimRight(bare, "=")} {
			if s != "" {
				pairs = append(pairs, s, "(hidden)")
			}
		}
	}
	return strings.NewReplacer(pairs...).Replace
}
