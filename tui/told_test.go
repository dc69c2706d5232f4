package tui

import (
	"testing"
	"time"

	"bulletin/notify"
)

// TestToldSoFar: the list's history knows no recipients, and how many they were all the same.
func TestToldSoFar(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.mailed(d.jira.picture.Incidents[0], "customers", time.Hour, &wire{answer: notify.Accepted})
	d.open(80, 24)
	for d.press("enter"); d.top().Title() != "OPS-101"; d.press("esc", "j", "enter") {
	}
	d.shows("start to customers, 3 of 3 accepted")
}
