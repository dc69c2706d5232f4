package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

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
	must := d.jira.kept.KeepIncident(incident.Incident{ID: "10147", Key: "OPS-147"}, h.w.now())
	if in, err := d.jira.Incident(t.Context(), "OPS-147"); must != nil || err == nil {
		t.Errorf("kept: %+v, %v", in.Kept, must)
	}
}

// As whom Jira knew us is known without it, and not where Jira says something else.
func TestMeWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	me := func() (incident.User, error) {
		d, err := h.w.open(h.Config) // has never met this Jira
		if err != nil {
			t.Fatal(err)
		}
		return d.jira.Me(t.Context())
	}
	g.shuts(hangsUp)
	if u, err := me(); err == nil {
		t.Errorf("before Jira ever answered: %+v", u)
	}
	g.shuts(nil)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.jira.List(t.Context(), incident.Query{}, nil); err != nil {
		t.Fatal(err)
	}
	g.shuts(hangsUp)
	if u, err := me(); err != nil || u.Name != "Incident Desk" {
		t.Errorf("%+v, %v", u, err)
	}
	said := h.w.now()
	h.w.now = later(said, 8*24*time.Hour)
	if u, err := me(); err == nil || u.ID != "" || !strings.Contains(err.Error(), "is of "+minute(said)+" and counts for 7 days") || cure(err) == "" {
		t.Errorf("after a week: %+v, %v", u, err)
	}
	g.shuts(nil)
	if _, err := me(); err != nil { // asked again, Jira says it again
		t.Fatal(err)
	}
	g.shuts(hangsUp)
	if u, err := me(); err != nil || u.Name != "Incident Desk" {
		t.Errorf("%+v, %v", u, err)
	}
	g.shuts(says(http.StatusUnauthorized, "text/plain", ""))
	if u, err := me(); err == nil {
		t.Errorf("whose login is refused is %+v", u)
	}
	g.shuts(hangsUp)
	if u, err := me(); err == nil {
		t.Errorf("whose login was refused before is %+v", u)
	}
}

// heldBack is the work that makes incidents ready, as it is begun, for a test to do.
func heldBack(t *testing.T, d *desk) *[]func() {
	begun := &[]func(){}
	d.jira.begin = func(f func(context.Context)) { *begun = append(*begun, func() { f(t.Context()) }) }
	return begun
}

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
		begun := heldBack(t, d)
		ctx, answered := context.WithCancel(t.Context())
		if _, err := d.jira.List(ctx, incident.Query{}, nil); err != nil {
			t.Fatal(err)
		}
		answered() // whoever asked is gone
		return *begun
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

// Two lists at once do not ask for the same incidents twice.
func TestIncidentsAreMadeReadyOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	begun := heldBack(t, d)
	for range 2 {
		if _, err := d.jira.List(t.Context(), incident.Query{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	g.forget()
	asked := 0
	g.shuts(func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked == 1 {
			(*begun)[1]() // while the first waits for its answer
		}
		says(http.StatusOK, "application/json", `{"issues":[]}`)(w, r)
	})
	if (*begun)[0](); asked != 1 {
		t.Errorf("%d questions", asked)
	}
}

// What was made ready can be told of, and says that what colleagues told of it was never read. Of
// what was only listed no letter is made.
func TestWhatIsKnownOfAnIncidentThatNobodyOpened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	d, err := h.w.open(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	d.jira.begin = func(f func(context.Context)) { f(t.Context()) }
	p, err := d.jira.List(t.Context(), incident.Query{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	g.shuts(down())
	ready, listed := "", ""
	for _, row := range p.Incidents {
		in, err := d.jira.Incident(t.Context(), row.Key)
		if err != nil || in.Kept.Why == "" || !in.Kept.Told.IsZero() {
			t.Fatalf("%s: %+v, %v", row.Key, in.Kept, err)
		}
		if in.Kept.Part {
			listed = row.Key
		} else {
			ready = row.Key
		}
	}
	h.call(t, "preview", ready, "--stage", "start", "--audience", "staff").want(t, exitDone, "", "warn: jira: what colleagues have told of it was never read")
	h.call(t, "preview", listed, "--stage", "start", "--audience", "staff").want(t, exitBlocked, "", "only the row of the list is kept")
	h.call(t, "why", "a@example.com", listed).want(t, exitDone, "", "what is kept of "+listed+" is only the row of the list, what it lacks counts as empty, and of ")
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
	d.jira.prepare(t.Context(), p.Incidents)
	in, err := d.jira.kept.Incident("OPS-147")
	if v, ok := in.Field("Region"); err != nil || !ok || v.String() != "EMEA" || !in.Updated.Equal(changed) || in.Records == nil {
		t.Errorf("%+v, %v", in, err)
	}
}
