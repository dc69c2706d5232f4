package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

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
	shown.want(t, exitDone, "Subject: ", "warn: jira: what colleagues told since ")
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
	if err := d.fresh(t.Context(), with); err != nil {
		t.Errorf("with Jira back: %v", err)
	}
	if err := d.fresh(t.Context(), without); !errors.As(err, new(*notify.ChangedError)) || !strings.Contains(err.Error(), "Jira answers again") {
		t.Errorf("made without Jira, which is back: %v", err)
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
	r.want(t, exitNotConfirmed, "", "old; what colleagues told since ")
}
