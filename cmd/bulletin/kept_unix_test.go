//go:build unix

package main

import (
	"net/http/httptest"
	"testing"

	"bulletin/notify"
)

// Jira falls silent after the list. The console opens the incident, and tells of it behind the
// longer phrase; when Jira is back, its mark stands there, once, and no claim does.
func TestConsoleWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	h.call(t, line("preview")...).want(t, exitDone, "OPS-147", "") // somebody has opened it before
	p := play(t, "--config", h.Config)
	p.see("OPS-147")
	g.shuts(down())
	p.keys("\r")
	p.see("Jira does not answer (Jira is in trouble (500)).")
	p.keys("c")
	p.see("WARN      what colleagues told since ")
	p.keys("\x13") // ctrl+s
	p.see("1 warning to acknowledge")
	p.keys("aa")
	p.see("Ready to confirm.")
	p.keys("\r")
	p.see("OPS-147 customers without jira")
	p.hand("OPS-147 customers without jira")
	p.keys("\r")
	p.see("It left without a claim")
	if r := h.told(t); r.Count(notify.Accepted) != 23 || !r.Unclaimed || r.Recorded {
		t.Errorf("the journal says %+v", r)
	}
	marks(t, g, 0, 0)
	g.shuts(nil)
	g.forget()
	p.keys("\r")
	g.hears(t, "DELETE ", "/properties/bulletin.claim.") // the mark stands there
	p.keys("r")
	g.hears(t, "GET ", "/search?")
	p.keys("q")
	p.ends()
	if !h.told(t).Recorded {
		t.Error("the journal does not know that Jira knows")
	}
	marks(t, g, 1, 0)
	if got := h.received(t); len(got) != 1 {
		t.Errorf("%d letters arrived", len(got))
	}
}
