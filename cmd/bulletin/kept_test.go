package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// gate stands before the demo's Jira. What it is told to answer it answers instead.
type gate struct {
	*httptest.Server
	mu    sync.Mutex
	fails http.HandlerFunc
	asked []string    // all requests; those that failed begin with that word
	heard chan string // all requests that were answered
}

// behind puts a gate before the house's Jira.
func (h house) behind(t *testing.T, start func(*httptest.Server)) *gate {
	t.Helper()
	config, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(regexp.MustCompile(`url: (http://127.0.0.1:\d+)`).FindStringSubmatch(string(config))[1])
	if err != nil {
		t.Fatal(err)
	}
	g, next := &gate{heard: make(chan string, 10_000)}, httputil.NewSingleHostReverseProxy(to)
	g.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		fails := g.fails
		g.asked = append(g.asked, map[bool]string{true: "failed "}[fails != nil]+r.Method+" "+r.URL.RequestURI())
		g.mu.Unlock()
		defer func() { g.heard <- r.Method + " " + r.URL.RequestURI() }()
		if fails != nil {
			fails(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}))
	g.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(g.Server)
	t.Cleanup(g.Close)
	h.edit(t, `url: http://127.0.0.1:\d+`, "url: "+g.URL)
	return g
}

// hears waits for a request.
func (g *gate) hears(t *testing.T, verb, part string) {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case asked := <-g.heard:
			if strings.HasPrefix(asked, verb) && strings.Contains(asked, part) {
				return
			}
		case <-late:
			t.Fatalf("nobody asked %s%s", verb, part)
		}
	}
}

// forget forgets the requests so far.
func (g *gate) forget() {
	for len(g.heard) > 0 {
		<-g.heard
	}
}

func (g *gate) shuts(how http.HandlerFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fails = how
}

func says(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// down is a Jira that fails at once, and after which nobody waits.
func down() http.HandlerFunc { return says(http.StatusInternalServerError, "text/html", "<h1>no</h1>") }

func hangsUp(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		c.Close()
	}
}

func cutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"id":`)
}

// What is kept stands in for Jira's silence, and for nothing that Jira says.
func TestWhenTheKeptIncidentIsGiven(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	for _, c := range []struct {
		name  string
		fails http.HandlerFunc
		why   string // empty: the error stands
	}{
		{"it hangs up", hangsUp, "the connection broke"},
		{"a body cut short", cutShort, "the connection broke"},
		{"500", down(), "in trouble (500)"},
		{"502 with HTML", says(http.StatusBadGateway, "text/html", "<h1>proxy</h1>"), "in trouble (502)"},
		{"503", says(http.StatusServiceUnavailable, "text/plain", ""), "in trouble (503)"},
		{"429", says(http.StatusTooManyRequests, "text/plain", ""), "asked too often"},
		{"401", says(http.StatusUnauthorized, "text/plain", ""), ""},
		{"403", says(http.StatusForbidden, "application/json", "{}"), ""},
		{"404", says(http.StatusNotFound, "application/json", "{}"), ""},
		{"410", says(http.StatusGone, "application/json", "{}"), ""},
		{"a login page", says(http.StatusOK, "text/html", "<form>"), ""},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://sso.example.com/", http.StatusFound)
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g.shuts(nil)
			d, err := h.w.open(h.Config)
			if err != nil {
				t.Fatal(err)
			}
			before, err := d.jira.Incident(t.Context(), "OPS-147")
			if err != nil || !before.Kept.IsZero() {
				t.Fatalf("with Jira: %+v, %v", before.Kept, err)
			}
			g.shuts(c.fails)
			in, err := d.jira.Incident(t.Context(), "ops-147 ")
			if c.why == "" {
				if err == nil || in.ID != "" {
					t.Errorf("kept: %+v, %v", in.Kept, err)
				}
				return
			}
			if err != nil || in.ID != before.ID || len(in.Fields) != len(before.Fields) || !in.Kept.At.Equal(h.w.now()) || !strings.Contains(in.Kept.Why, c.why) {
				t.Errorf("%+v, %v", in.Kept, err)
			}
			if _, err := d.jira.Incident(t.Context(), "OPS-999"); err == nil {
				t.Error("what was never read is kept")
			}
			if err := d.jira.Writable(t.Context(), in); err != nil {
				t.Errorf("a kept incident cannot be told of: %v", err)
			}
			if err := d.jira.Writable(t.Context(), before); err == nil {
				t.Error("an incident of Jira's can be told of without Jira")
			}
		})
	}
	g.shuts(hangsUp)
	d, err := h.w.open(h.Config) // has never met this Jira
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if in, err := d.jira.Incident(stopped, "OPS-147"); err == nil {
		t.Errorf("who stopped waiting got %+v", in.Kept)
	}
	if in, err := d.jira.Incident(t.Context(), "OPS-147"); err != nil || in.Kept.IsZero() {
		t.Errorf("after a new start: %v", err)
	}
}

// A Jira that is not the right one is not a silent one.
func TestAnUntrustedJiraIsNotSilent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.call(t, line("preview")...).want(t, exitDone, "OPS-147", "")
	h.behind(t, (*httptest.Server).StartTLS)
	h.call(t, line("preview")...).want(t, exitJira, "", "signed by nobody we trust")
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	must := d.jira.kept.KeepIncident(incident.Incident{ID: "10147", Key: "OPS-147"})
	if in, err := d.jira.Incident(t.Context(), "OPS-147"); must != nil || err == nil {
		t.Errorf("kept: %+v, %v", in.Kept, must)
	}
}

// As whom Jira knew us is known without it, and not where Jira says something else.
func TestMeWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	silent := &gateError{true}
	d.jira.me = func(context.Context) (incident.User, error) { return incident.User{}, silent }
	if u, err := d.jira.Me(t.Context()); err == nil {
		t.Errorf("before Jira ever answered: %+v", u)
	}
	if _, err := d.jira.List(t.Context(), incident.Query{}, nil); err != nil {
		t.Fatal(err)
	}
	if u, err := d.jira.Me(t.Context()); err != nil || u.Name != "Incident Desk" {
		t.Errorf("%+v, %v", u, err)
	}
	if silent.unreachable = false; true {
		if u, err := d.jira.Me(t.Context()); err == nil {
			t.Errorf("whose login is refused is %+v", u)
		}
	}
}

type gateError struct{ unreachable bool }

func (*gateError) Error() string       { return "no" }
func (e *gateError) Unreachable() bool { return e.unreachable }

// The incidents that changed last are made ready in one question, beside the list, and asked for
// once.
func TestIncidentsAreMadeReady(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	list := func() []func() {
		var begun []func()
		d.jira.begin = func(f func()) { begun = append(begun, f) }
		if _, err := d.jira.List(t.Context(), incident.Query{}, nil); err != nil {
			t.Fatal(err)
		}
		return begun
	}
	ids := regexp.MustCompile(`id\+in\+%28([0-9%2C]+)%29`)
	asked := func() (all []string) {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, a := range g.asked {
			if m := ids.FindStringSubmatch(a); m != nil {
				all = append(all, strings.Split(m[1], "%2C")...)
			}
		}
		return all
	}
	begun := list()
	if len(begun) != 1 || len(asked()) > 0 {
		t.Fatalf("the list waited: %v", asked())
	}
	begun[0]()
	first := asked()
	if len(first) != 20 {
		t.Fatalf("%d were asked for: %v", len(first), first)
	}
	list()[0]()
	if again := asked()[20:]; len(again) == 0 || slices.ContainsFunc(again, func(id string) bool { return slices.Contains(first, id) }) {
		t.Errorf("then %v are asked for, after %v", again, first)
	}
}

// What was made ready has the fields of a letter.
func TestAnIncidentThatWasMadeReadyIsWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := d.jira.Incident(t.Context(), "OPS-147")
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.jira.List(t.Context(), incident.Query{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := opened.Updated.Add(time.Minute)
	for i := range p.Incidents {
		if p.Incidents[i].Key == "OPS-147" {
			p.Incidents[i].Updated = changed
		}
	}
	g.shuts(func(w http.ResponseWriter, r *http.Request) {
		says(http.StatusOK, "application/json", fmt.Sprintf(`{"names":{"customfield_7":"Region","updated":"Updated"},"schema":{"customfield_7":{"type":"string"},"summary":{"type":"string"},"updated":{"type":"datetime"}},
			"issues":[{"id":"10147","key":"OPS-147","fields":{"customfield_7":"EMEA","updated":%q}}]}`, changed.Format("2006-01-02T15:04:05.000-0700")))(w, r)
	})
	d.jira.prepare(t.Context(), p)
	in, _, err := d.jira.kept.Incident("OPS-147")
	if v, ok := in.Field("Region"); err != nil || !ok || v.String() != "EMEA" || !in.Updated.Equal(changed) || in.Records == nil {
		t.Errorf("%+v, %v", in, err)
	}
}

// Jira's silence costs a script the list, and an operator who asks for the kept one nothing but
// its freshness.
func TestListWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	g.shuts(down())
	if r := h.call(t, "list", "--kept"); r.code != exitJira || r.out != "" || strings.Contains(r.err, "--kept") {
		t.Errorf("where nothing is kept: %+v", r)
	}
	g.shuts(nil)
	with := h.call(t, "list")
	with.want(t, exitDone, "OPS-147", "")
	g.shuts(down())
	h.w.now = later(h.w.now(), 43*time.Minute)
	r := h.call(t, "list")
	r.want(t, exitJira, "", `"bulletin list --kept" shows the list of `)
	r.want(t, exitJira, "", "43m old")
	if r.out != "" {
		t.Errorf("a script takes %q for the truth", r.out)
	}
	r = h.call(t, "list", "--kept")
	r.want(t, exitJira, "OPS-147  46m", "This list is kept, and not what Jira says now: it is of ")
	r.want(t, exitJira, "", "43m old, as Incident Desk, by filter Open incidents")
	if strings.Count(r.out, "\n") != strings.Count(with.out, "\n") {
		t.Errorf("%s\nwith Jira\n%s", r.out, with.out)
	}
	var l listed
	if err := json.Unmarshal([]byte(h.call(t, "list", "--kept", "--json").out), &l); err != nil || !l.Kept || h.w.now().Sub(l.At) != 43*time.Minute {
		t.Errorf("%+v, %v", l, err)
	}
	g.shuts(nil)
	if r := h.call(t, "list", "--kept", "--json"); r.code != exitDone || strings.Contains(r.out, `"kept"`) {
		t.Errorf("with Jira: %+v", r)
	}
	g.shuts(says(http.StatusUnauthorized, "text/plain", ""))
	if r := h.call(t, "list", "--kept"); r.code != exitJira || r.out != "" {
		t.Errorf("whose login is refused sees %+v", r)
	}
}

func later(t time.Time, by time.Duration) func() time.Time {
	return func() time.Time { return t.Add(by) }
}

// On the command line a letter leaves without Jira behind the longer phrase alone. When Jira is
// back, one mark of it stands there, and no claim.
func TestSendWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	h.call(t, line("preview")...).want(t, exitDone, "OPS-147", "")
	g.shuts(down())
	shown := h.call(t, line("preview", "--format", "eml")...)
	shown.want(t, exitDone, "Subject: ", "warn: jira: Jira does not answer (Jira is in trouble (500)): the facts are of ")
	shown.want(t, exitDone, "", "--confirm 'OPS-147 customers without jira'")
	_, printed, _ := strings.Cut(shown.err, "within the hour:\nbulletin ")
	args := shellWords(t, printed)
	h.w.call(t, args...).want(t, exitBlocked, "", "1 warning that nobody accepted")
	h.call(t, line("send", "--accept-warnings", "--confirm", "OPS-147 customers")...).want(t, exitNotConfirmed, "", `type "OPS-147 customers without jira"`)
	sent := h.w.call(t, append(args, "--accept-warnings")...)
	sent.want(t, exitUntold, "start of OPS-147 for customers, without a claim: 23 accepted", "mailed, but not yet recorded in Jira")
	if got := h.received(t); len(got) != 1 || got[0] != shown.out {
		t.Errorf("%d letters arrived, or other bytes than were shown", len(got))
	}
	r := h.told(t)
	h.call(t, "show", string(r.ID)).want(t, exitDone, "letter:      start of OPS-147 for customers, without a claim", "")
	h.call(t, "history", "OPS-147").want(t, exitDone, "not recorded in Jira", "only this machine's letters")
	h.call(t, "claims", "OPS-147").want(t, exitJira, "", "in trouble")

	g.shuts(nil)
	again := h.call(t, line("send", "--confirm", "OPS-147 customers")...) // refused, but Jira is told of the first
	again.want(t, exitBlocked, "", "customers was already told start")
	marks(t, g, 1, 0)
	elsewhere := filepath.Join(filepath.Dir(h.Config), "other.yaml")
	config, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(elsewhere, []byte(strings.Replace(string(config), "state: state", "state: state2", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	h.w.call(t, "--config", elsewhere, "history", "OPS-147").want(t, exitDone, "start, without a claim", "")
	h.w.call(t, "--config", elsewhere, "history", "OPS-147").want(t, exitDone, "from another machine", "")
}

// What is kept is fresh enough for a letter that was made of it, and for no other.
func TestFreshWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	h.w.out, h.w.err = io.Discard, io.Discard
	letter := func() notify.Message {
		t.Helper()
		m, err := h.w.compose(t.Context(), d, ask{key: "OPS-147", stage: "start", audience: "customers"})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	with := letter()
	g.shuts(down())
	without := letter()
	var silent *notify.DownError
	if err := d.fresh(t.Context(), with); !errors.As(err, &silent) || !strings.Contains(err.Error(), "read OPS-147 from Jira: Jira is in trouble (500)") {
		t.Errorf("a letter made with Jira: %v", err)
	}
	if err := d.fresh(t.Context(), without); err != nil {
		t.Errorf("a letter made without Jira: %v", err)
	}
	g.shuts(nil)
	if err := errors.Join(d.fresh(t.Context(), with), d.fresh(t.Context(), without)); err != nil {
		t.Errorf("with Jira back: %v", err)
	}
}

// marks asserts how many marks and claims of OPS-147 stand in the demo's Jira.
func marks(t *testing.T, g *gate, sent, claims int) {
	t.Helper()
	g.mu.Lock()
	all := slices.Clone(g.asked)
	g.mu.Unlock()
	stand := map[string]bool{}
	for _, a := range all {
		verb, path, _ := strings.Cut(a, " ")
		if at := strings.LastIndex(path, "/properties/bulletin."); at >= 0 {
			switch verb {
			case http.MethodPut:
				stand[path[at:]] = true
			case http.MethodDelete:
				delete(stand, path[at:])
			}
		}
	}
	for path := range stand {
		switch {
		case strings.Contains(path, "bulletin.sent."):
			sent--
		case strings.Contains(path, "bulletin.claim."):
			claims--
		}
	}
	if sent != 0 || claims != 0 {
		t.Errorf("%d marks and %d claims are missing: %v", sent, claims, stand)
	}
}

// A rest leaves without Jira in the same way.
func TestResumeWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	open := h.call(t, "resume", "--json")
	var all []struct{ ID, Key string }
	if err := json.Unmarshal([]byte(open.out), &all); err != nil || len(all) == 0 {
		t.Fatalf("%v: %s", err, open.out)
	}
	h.call(t, "preview", all[0].Key, "--stage", "update", "--audience", "staff") // its incident is kept
	g.shuts(down())
	r := h.call(t, "resume", all[0].ID, "--send", "--confirm", "x")
	r.want(t, exitNotConfirmed, "", " without jira\"")
	r.want(t, exitNotConfirmed, "", "warning: Jira does not answer (Jira is in trouble (500)): what is kept of "+all[0].Key+" is of ")
}
