// Package jiraclient reads incidents from Jira Cloud and Jira Data Center, and writes down
// on an issue what consoles have to tell one another.
//
// It lists what a filter returns, and reads one issue with all its fields and with the records
// of consoles, or several without the records; it reads the filters to choose from, who we are
// and what we may write. It checks as whom Jira knows us before it believes any list, it passes every
// string that Jira shows to people through [incident.Clean], and it says what went wrong as an
// [Error] that an operator can read.
//
// It writes two things: issue properties whose key begins with [Prefix], and, where it is
// asked to, a comment. It refuses to write or remove anything else, to post a comment twice, to
// follow a redirect, to send the token to any other host or in the clear, to ask again by
// itself after Jira refused the login, to return a part of a list as if it were the whole, and
// to show the token anywhere.
package jiraclient

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/andygrunwald/go-jira"

	"bulletin/notify/incident"
)

// Auth is how a request proves who asks.
type Auth int

// The ways to log in. Source: Atlassian, "Personal access tokens" (Data Center 8.14 and
// later) and "Basic auth for REST APIs" (Cloud, with an API token).
const (
	PAT   Auth = iota // Authorization: Bearer
	Basic             // Authorization: Basic, e-mail or user name and token
)

// Client speaks with one Jira. It may be used by several goroutines at once.
type Client struct {
	jira    *jira.Client
	hide    func(string) string // takes the token out of a text
	filter  string
	jql     string
	column  []string // see Options.Columns
	manners *manners

	turn    chan struct{}                 // held while we introduce ourselves: one try with an unproven token
	known   atomic.Pointer[site]          // nil until Jira has answered as whom it knows us
	me      atomic.Pointer[incident.User] // as whom it said so last; nil until then
	names   atomic.Pointer[names]         // nil until an issue came without its names
	refused atomic.Pointer[Error]         // why Jira refused the login; nil while it has not
}

// site is what Jira said about itself and about us.
type site struct {
	cloud bool
	incident.User
}

// New makes a client; it asks Jira nothing yet. It fails with an [*Error] where o cannot
// work.
func New(o Options) (*Client, error) {
	base, err := o.check()
	if err != nil {
		return nil, err
	}
	login := "Bearer " + o.Token
	if o.Auth == Basic {
		login = "Basic " + base64.StdEncoding.EncodeToString([]byte(o.Email+":"+o.Token))
	}
	j, err := jira.NewClient(newHTTP(base, o, func() string { return login }), base.String())
	if err != nil {
		return nil, setup("the address cannot be used", "write it as https://jira.example.com")
	}
	return &Client{
		jira:    j,
		hide:    hider(o.Token, login),
		filter:  o.Filter,
		jql:     o.JQL,
		column:  o.Columns,
		manners: newManners(o),
		turn:    make(chan struct{}, 1),
	}, nil
}

// Format shows nothing of the client, whatever the verb.
func (c *Client) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, "jiraclient.Client(hidden)") }

// Retry lets the client ask again after Jira has refused the login, and forget what it knows of
// Jira's fields. Only a person may call for it: each wrong login counts towards Jira's lock-out.
// So within five seconds of a refusal nothing is tried: a held key would be.
func (c *Client) Retry() {
	if e := c.refused.Load(); e != nil && c.manners.now().Sub(e.at) < 5*time.Second {
		return
	}
	c.known.Store(nil)
	c.names.Store(nil)
	c.refused.Store(nil)
}

// meet learns which Jira this is and as whom it knows us, once.
//
// Source: REST API v2, GET serverInfo, GET myself.
func (c *Client) meet(ctx context.Context) (site, error) {
	if s := c.known.Load(); s != nil {
		return *s, nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return site{}, c.unanswered("reach Jira", ctx.Err())
	}
	if s := c.known.Load(); s != nil {
		return *s, nil
	}
	cloud, err := c.kind(ctx)
	if err != nil {
		return site{}, err
	}
	user, err := c.identify(ctx)
	if err != nil {
		return site{}, err
	}
	s := &site{cloud, user}
	c.known.Store(s)
	return *s, nil
}

// present is meet, with the user as Jira knows us at this moment.
func (c *Client) present(ctx context.Context) (site, error) {
	met := c.known.Load() != nil
	s, err := c.meet(ctx)
	if err == nil && met {
		s.User, err = c.identify(ctx)
	}
	return s, err
}

// kind reports whether this is Jira Cloud.
func (c *Client) kind(ctx context.Context) (bool, error) {
	q := question{doing: "reach Jira", path: "serverInfo", missing: notJira}
	var info struct{ DeploymentType, Version string }
	if err := c.get(ctx, q, &info); err != nil {
		return false, err
	}
	if info.DeploymentType == "" && info.Version == "" {
		return false, notJira.in(q.doing)
	}
	return info.DeploymentType == "Cloud", nil
}

// identify asks as whom Jira knows us. A Jira may answer a bad login as it answers a
// stranger, with 200 and less to see: that is an error here.
func (c *Client) identify(ctx context.Context) (incident.User, error) {
	q := question{doing: "check the login to Jira", path: "myself", query: url.Values{"expand": {"groups"}}, missing: notJira}
	var me map[string]json.RawMessage
	if err := c.get(ctx, q, &me); err != nil {
		return incident.User{}, err
	}
	if id := first(me, "accountId", "name", "key"); id == "" || id == "anonymous" {
		return incident.User{}, c.refuse(q.doing, anonymous)
	}
	id := cmp.Or(exact(me["accountId"]), exact(me["name"]), exact(me["key"]))
	u := incident.User{ID: id, Name: c.tell(first(me, "displayName", "name", "accountId")), Email: exact(me["emailAddress"]), Groups: groups(me["groups"])}
	c.me.Store(&u)
	return u, nil
}

// get asks Jira one question and decodes the answer.
func (c *Client) get(ctx context.Context, q question, into any) error {
	r, err := c.send(ctx, q)
	return c.decode(q, r, err, into)
}

// decode takes in the answer to a question, or says why it cannot.
func (c *Client) decode(q question, r reply, err error, into any) error {
	switch {
	case err != nil:
		return c.unanswered(q.doing, err)
	case r.status != http.StatusOK:
		return c.judge(q, r.status, r.body)
	}
	return c.read(q, r, into)
}

// read is decode for an answer whose status is as it should be.
func (c *Client) read(q question, r reply, into any) error {
	if r.cut != nil {
		return c.unanswered(q.doing, r.cut)
	}
	if f, bad := unreadable(r.header.Get("Content-Type"), r.body, into); bad {
		e := f.in(q.doing)
		e.large = f == tooLarge
		return e
	}
	return nil
}

// send sends a request and reads the answer, up to three times where a failure may pass by
// itself and asking twice does no harm. The error is an [*Error] where Jira was not asked, else
// what the connection said.
func (c *Client) send(ctx context.Context, q question) (reply, error) {
	wait := time.Duration(0)
	for try := 1; ; try++ {
		if err := c.manners.turn(ctx, q.doing, wait); err != nil {
			return reply{}, c.unanswered(q.doing, err)
		}
		r, err := c.once(ctx, q)
		var again bool
		if wait, again = c.manners.again(ctx, q, r, err, try); !again {
			return r, err
		}
	}
}

// once is one try of send. After a refused login it asks nothing, until Retry.
func (c *Client) once(ctx context.Context, q question) (reply, error) {
	if e := c.refused.Load(); e != nil {
		return reply{}, &Error{Doing: q.doing, Cause: e.Cause + "; Jira has not been asked again", Do: e.Do, Err: e, login: true}
	}
	req, err := c.request(ctx, q)
	if err != nil {
		return reply{}, err
	}
	resp, err := c.jira.Do(req, nil) // an error with an answer is a status; judge has its words
	if resp == nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, cut := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if f, bad := loginRefused(resp.StatusCode, resp.Header); bad {
		return reply{}, c.refuse(q.doing, f)
	}
	c.manners.heed(resp.StatusCode, resp.Header)
	return reply{resp.StatusCode, resp.Header, body, cut}, nil
}

func (c *Client) request(ctx context.Context, q question) (*http.Request, error) {
	address := "rest/api/2/" + q.path
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	if q.method == "" {
		return c.jira.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	}
	var body any
	if q.body != nil {
		body = q.body
	}
	req, err := c.jira.NewRequestWithContext(ctx, q.method, address, body)
	if err == nil {
		req.Header.Set("X-Atlassian-Token", "no-check") // else Jira may take it for a forged form
	}
	return req, err
}

// line is raw as one clean line, not longer than a field may be.
func line(raw json.RawMessage) string {
	s := words(raw, 0)
	return cut(tidy(incident.CleanLine(s), len(s)))
}

// first is the first of the named members that is not empty, as one clean line.
func first(m map[string]json.RawMessage, names ...string) string {
	for _, n := range names {
		if s := line(m[n]); s != "" {
			return s
		}
	}
	return ""
}
