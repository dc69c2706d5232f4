package demo

import (
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"
	"time"

	"bulletin/jiraclient"
	"bulletin/notify/incident"
)

// scratch is the demo's Jira by itself, for tests that write, and for those of a Jira in bad
// health. Its faults count at once.
type scratch struct {
	*jira
	url   string
	roots *x509.CertPool
}

func startScratch(t *testing.T) scratch { return startOptions(t, Options{}, nil) }

// startOptions lets change have a hand in the Jira before anybody asks it.
func startOptions(t *testing.T, o Options, change func(*jira)) scratch {
	t.Helper()
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	l, err := listen()
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := newAuthority()
	if err != nil {
		t.Fatal(err)
	}
	s := scratch{newJira(o, "http://"+l.Addr().String(), "secret", time.Now()), "http://" + l.Addr().String(), x509.NewCertPool()}
	s.roots.AppendCertsFromPEM(trusted.pem())
	if change != nil {
		change(s.jira)
	}
	plain := &http.Server{Handler: s.handler(), ErrorLog: log.New(io.Discard, "", 0)}
	var srv server = plain
	if o.secure() {
		if srv, err = s.secured(plain, trusted); err != nil {
			t.Fatal(err)
		}
		s.url = "https://" + l.Addr().String()
	}
	s.fallIll()
	site := &Site{}
	site.run(srv, l)
	t.Cleanup(func() {
		if err := site.running[0].stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s scratch) client(t *testing.T) *jiraclient.Client { return s.clientOf(t, filterID) }

func (s scratch) clientOf(t *testing.T, filter string) *jiraclient.Client {
	t.Helper()
	o := jiraclient.Options{URL: s.url, Token: s.token, Filter: filter, RootCAs: s.roots, After: atOnce}
	if s.kind.name == Cloud {
		o.Auth, o.Email = jiraclient.Basic, loginEmail
	}
	c, err := jiraclient.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// atOnce is a clock on which no time has to pass.
func atOnce(time.Duration) <-chan time.Time {
	c := make(chan time.Time, 1)
	c <- time.Time{}
	return c
}

func (s scratch) list(t *testing.T) []incident.Incident {
	t.Helper()
	p, err := s.client(t).List(t.Context(), incident.Query{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p.Incidents
}

func withKey(all []incident.Incident, key string) (incident.Incident, bool) {
	for _, in := range all {
		if in.Key == key {
			return in, true
		}
	}
	return incident.Incident{}, false
}

// do sends one request and decodes the answer.
func (s scratch) do(t *testing.T, method, path, body string) (int, object) {
	t.Helper()
	status, _, o := s.send(t, method, path, body)
	return status, o
}

func (s scratch) send(t *testing.T, method, path, body string) (int, http.Header, object) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+"/rest/api/2/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", s.kind.login(s.token))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var o object
	if len(b) > 0 && b[0] == '{' {
		if err := json.Unmarshal(b, &o); err != nil {
			t.Fatalf("%s %s: %q", method, path, b)
		}
	}
	return resp.StatusCode, resp.Header, o
}
