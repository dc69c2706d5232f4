package jiraclient

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andygrunwald/go-jira"

	"bulletin/notify/incident"
)

// wire is the client's transport as New made it, for a test to change.
func wire(c *Client, base string) (*http.Client, *transport) {
	u, _ := url.Parse(base)
	h := newHTTP(u, Options{}, func() string { return "Bearer " + secret })
	c.jira, _ = jira.NewClient(h, base)
	return h, h.Transport.(*transport)
}

func withoutResolver(c *Client) *Client {
	base := c.jira.GetBaseURL()
	_, tr := wire(c, base.String())
	tr.next.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: base.Hostname(), IsNotFound: true}}
	}
	return c
}

func shortTimeout(t *testing.T, c *Client, f *fake, d time.Duration) {
	t.Helper()
	h, _ := wire(c, f.URL)
	h.Timeout = d
}

func inTheYear(t *testing.T, c *Client, f *fake, year int) {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(f.Certificate())
	_, tr := wire(c, f.URL)
	conf := tr.next.(*http.Transport).TLSClientConfig
	conf.RootCAs = pool
	conf.Time = func() time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
}

// quiet fails where any way to print v shows the token.
func quiet(t *testing.T, v any) {
	t.Helper()
	js, _ := json.Marshal(v)
	all := string(js)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all += fmt.Sprintf(verb, v)
	}
	if err, ok := v.(error); ok {
		for ; err != nil; err = errors.Unwrap(err) {
			all += fmt.Sprintf("%v %+v %#v", err, err, err)
		}
	}
	for _, s := range []string{secret, fmt.Sprintf("%x", secret), basicOf(secret)} {
		if strings.Contains(all, s) {
			t.Errorf("the token shows in %q", all)
		}
	}
}

func basicOf(token string) string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth("ada@example.com", token)
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
}

func TestTokenIsNeverShown(t *testing.T) {
	t.Parallel()
	for _, auth := range []Auth{PAT, Basic} {
		o := Options{URL: "https://jira.example.com", Auth: auth, Email: "ada@example.com", Token: secret, JQL: "x"}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		quiet(t, o)
		quiet(t, &o)
		quiet(t, []Options{o})
		quiet(t, struct{ O Options }{o})
		quiet(t, c)
		quiet(t, struct{ c *Client }{c})
	}
	for _, odd := range []string{
		"https://" + secret + "@jira.example.com", "https://a:" + secret + "@h", "https://jira/?t=" + secret, secret,
		"https://jira/#" + secret, "http://" + secret, "://" + secret, "https://%" + secret, "https://h:" + secret, "ftp://" + secret + "/",
	} {
		_, err := New(Options{URL: odd, Token: "x", JQL: "x"})
		told(t, err, "set up Jira: ")
	}
}

// TestEchoedToken: a server that sends the token back in what it says of itself.
func TestEchoedToken(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("myself", answer(`{"name":"x","displayName":"`+secret+` `+basicOf(secret)+`"}`))
	f.route("filter/favourite", answer(`[{"id":"1","name":"`+secret+`","jql":"x"}]`))
	basic := func(o *Options) { o.Auth, o.Email, o.Filter = Basic, "ada@example.com", "nope" }
	_, err := f.client(t, basic).List(context.Background(), incident.Query{}, nil)
	told(t, err, `the nearest is "(hidden)"`)
	_, err = f.client(t, basic).Incident(context.Background(), "OPS-1")
	told(t, err, "(hidden)")
}

func TestOptions(t *testing.T) {
	t.Parallel()
	good := Options{URL: "https://jira.example.com/jira", Token: secret, Filter: "1"}
	for _, tt := range []struct {
		name   string
		change func(*Options)
		want   string // empty: it works
	}{
		{"good", func(*Options) {}, ""},
		{"loopback", func(o *Options) { o.URL = "http://127.0.0.1:8080" }, ""},
		{"localhost", func(o *Options) { o.URL = "http://localhost:8080" }, ""},
		{"IPv6 loopback", func(o *Options) { o.URL = "http://[::1]:8080" }, ""},
		{"clear", func(o *Options) { o.URL = "http://jira.example.com" }, "must not travel in the clear"},
		{"no loopback", func(o *Options) { o.URL = "http://localhost.example.com" }, "must not travel in the clear"},
		{"no scheme", func(o *Options) { o.URL = "jira.example.com" }, "cannot be read"},
		{"no host", func(o *Options) { o.URL = "https:///x" }, "cannot be read"},
		{"port alone", func(o *Options) { o.URL = "https://:443" }, "cannot be read"},
		{"user", func(o *Options) { o.URL = "https://me@jira.example.com" }, "more than a host and a path"},
		{"no token", func(o *Options) { o.Token = "" }, "there is no token"},
		{"line end", func(o *Options) { o.Token = secret + "\n" }, "blanks, line ends"},
		{"header", func(o *Options) { o.Token = "a\r\nX: y" }, "blanks, line ends"},
		{"no e-mail", func(o *Options) { o.Auth = Basic }, "needs an e-mail"},
		{"colon", func(o *Options) { o.Auth, o.Email = Basic, "a:b" }, "without a colon"},
		{"odd login", func(o *Options) { o.Auth = 7 }, "kind of login"},
		{"neither", func(o *Options) { o.Filter = " " }, "exactly one"},
		{"both", func(o *Options) { o.JQL = "x" }, "exactly one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := good
			tt.change(&o)
			_, err := New(o)
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			told(t, err, tt.want)
		})
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for auth, want := range map[Auth]string{PAT: "Bearer " + secret, Basic: "Basic " + basicOf(secret)} {
		f := newFake(t, "Server")
		var got http.Header
		var path string
		f.route("/jira/rest/api/2/serverInfo", func(_ http.ResponseWriter, r *http.Request) { got, path = r.Header, r.URL.Path })
		_, _ = f.client(t, func(o *Options) { o.Auth, o.Email, o.URL = auth, "ada@example.com", o.URL+"/jira" }).List(context.Background(), incident.Query{}, nil)
		if path != "/jira/rest/api/2/serverInfo" {
			t.Errorf("the context path is lost: %q", path)
		}
		for k, v := range map[string]string{"Authorization": want, "Accept": "application/json", "User-Agent": "bulletin"} {
			if got.Get(k) != v {
				t.Errorf("%s is %q", k, got.Get(k))
			}
		}
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	other := newFake(t, "Server")
	f := newFake(t, "Server")
	h, tr := wire(f.client(t), f.URL)
	for _, u := range []string{other.URL, strings.Replace(f.URL, "http:", "https:", 1)} {
		if resp, err := h.Get(u); !errors.Is(err, errElsewhere) {
			_ = resp.Body.Close()
			t.Errorf("%s was asked", u)
		}
	}
	f.route("search", header("Location", other.URL+"/rest/api/2/search", status(302, "text/html", "")))
	_, err := f.client(t).List(context.Background(), incident.Query{}, nil)
	told(t, err, "redirects are not followed")
	if other.count() > 0 {
		t.Error("a redirect was followed")
	}
	n := tr.next.(*http.Transport)
	if h.Timeout != wholeTimeout || n.TLSHandshakeTimeout != tlsTimeout || n.ResponseHeaderTimeout != headerTimeout || n.Proxy == nil {
		t.Error("a time-out or the proxy is not set")
	}
}

// TestRefusedLoginIsFinal: after a refusal nothing is sent until a person says so.
func TestRefusedLoginIsFinal(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{
		"401":       status(401, "application/json", `{}`),
		"captcha":   header("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE", status(403, "application/json", `{}`)),
		"anonymous": answer(`{}`),
	} {
		f := newFake(t, "Server")
		good := f.routes["myself"]
		f.route("search", answer(`{"issues":[],"total":0}`))
		f.route("myself", h)
		clock := &clock{}
		c := f.client(t, on(clock))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { _, _ = c.List(context.Background(), incident.Query{}, nil) })
			wg.Go(func() { _, _ = c.Incident(context.Background(), "OPS-1") })
		}
		wg.Wait()
		if n := f.times("myself"); n != 1 {
			t.Errorf("%s: the login was tried %d times", name, n)
		}
		asked := f.count()
		_, err := c.List(context.Background(), incident.Query{}, nil)
		told(t, err, "has not been asked again")
		if f.count() != asked {
			t.Errorf("%s: asked again", name)
		}
		f.route("myself", good)
		c.Retry() // a held key
		if _, err := c.List(context.Background(), incident.Query{}, nil); err == nil || f.count() != asked {
			t.Errorf("%s: a held key tries the login", name)
		}
		clock.after(5 * time.Second)
		c.Retry()
		if _, err := c.List(context.Background(), incident.Query{}, nil); err != nil {
			t.Errorf("%s: after Retry: %v", name, err)
		}
	}
}

// TestOtherErrorsAreNotFinal: only a refused login stops the client.
func TestOtherErrorsAreNotFinal(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", status(503, "text/html", ""))
	c := f.client(t)
	_, err := c.List(context.Background(), incident.Query{}, nil)
	told(t, err, "(503)")
	f.route("search", answer(`{"issues":[],"total":0}`))
	if _, err := c.List(context.Background(), incident.Query{}, nil); err != nil {
		t.Error(err)
	}
}

func TestIdentityComesFirstAndEveryTime(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", answer(`{"issues":[],"total":0}`))
	c := f.client(t)
	for range 3 {
		if _, err := c.List(context.Background(), incident.Query{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if f.times("serverInfo") != 1 || f.times("myself") != 3 || f.asked[1] != "myself?expand=groups" {
		t.Errorf("asked %q", f.asked)
	}
	f.route("myself", answer(`{}`))
	_, err := c.List(context.Background(), incident.Query{}, nil)
	told(t, err, "anonymous visitor")
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Cloud")
	f.route("search/jql", answer(fixture(t, "list.json")))
	f.route("issue/OPS-101", answer(fixture(t, "issue.json")))
	c := f.client(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := c.List(context.Background(), incident.Query{}, nil); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := c.Incident(context.Background(), "OPS-101"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
