package tui

import (
	"errors"
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

// TestAHeldKeyAsksOnce: what is being read for a person is not read again beside it, and a newer
// reading ends the older one.
func TestAHeldKeyAsksOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	asked := len(d.jira.asked)
	d.holdback = true
	d.pass(time.Minute) // the clock asks
	for range 20 {
		d.press("r")
	}
	if n := len(d.begun); n != 2 {
		t.Errorf("%d readings were begun", n)
	}
	d.release()
	if n := len(d.jira.asked) - asked; n != 1 {
		t.Errorf("Jira was asked %d times", n)
	}
	d.press("r")
	if n := len(d.jira.asked) - asked; n != 2 {
		t.Errorf("Jira was asked %d times, after an answer once more", n)
	}
}

// TestTheListWaitsForNoMark: what Jira has answered is on the screen while it is still being told
// of a letter.
func TestTheListWaitsForNoMark(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	reg := &register{mark: down{errors.New("no answer")}}
	d.Post.Register = reg
	d.open(80, 24).confirmed().press("enter").shows("1 letter mailed, not yet recorded in Jira.")
	reg.mark = nil
	reg.during = func() { d.shows("Nobody can log in", "1 letter mailed, not yet recorded in Jira.") }
	d.jira.picture.Incidents[0].Summary = "Nobody can log in"
	d.press("r")
	if len(reg.marks) != 1 {
		t.Fatal("Jira was not told")
	}
	if s := d.screen(); strings.Contains(s, "not yet recorded") {
		t.Errorf("it is recorded:\n%s", s)
	}
}
