package tui

import (
	"strings"
	"testing"
	"time"
)

// TestWaiting: whoever waits sees for what and how long, and can stop it.
func TestWaiting(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		d := newDesk(t, week()...).open(size[0], size[1])
		var until time.Time
		d.Waiting = func() time.Time { return until }
		d.holdback = true
		d.press("r")
		if s := d.screen(); strings.Contains(s, "stops waiting") {
			t.Errorf("a wait is called one before anybody noticed:\n%s", s)
		}
		d.now = d.now.Add(5 * time.Second)
		d.shows("No answer yet after 5s. ctrl+g stops waiting.")
		until = d.now.Add(27*time.Second - time.Millisecond)
		d.shows("Jira is asked again in 27s. ctrl+g stops waiting.")
		d.now = d.now.Add(2 * time.Second)
		d.send(beat{})
		d.shows("Jira is asked again in 25s")
		d.press("ctrl+g")
		d.release().shows("ontext canceled")
		if s := d.screen(); strings.Contains(s, "stops waiting") {
			t.Errorf("the wait is over and still there:\n%s", s)
		}
		d.shows("OPS-101") // the last good list stays
		if len(d.flights) > 0 {
			t.Errorf("%d works still in flight", len(d.flights))
		}
	}
}

// TestNoBeatAtRest: a console at rest waits for the next minute alone.
func TestNoBeatAtRest(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	if d.beat() != nil || len(d.flights) > 0 {
		t.Error("a console at rest counts seconds")
	}
}
