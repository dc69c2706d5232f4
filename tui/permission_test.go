package tui

import (
	"errors"
	"strings"
	"testing"
)

// down is an error of a Jira that does not answer.
type down struct{ error }

func (down) Unreachable() bool { return true }

// TestNothingCanBeRecordedAnyMore: nor is the confirmation shown of a letter that could not leave.
func TestNothingCanBeRecordedAnyMore(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.Post.Register = &register{}
	d.open(80, 24).press("c", "ctrl+s").shows("Ready to confirm.")
	d.jira.locked = errors.New("write to OPS-101 in Jira: Ada Example may not edit it; no letter can leave")
	d.press("enter").shows("OPS-101 review", "no letter can leave")
	d.jira.locked = nil
	d.press("enter").shows("OPS-101 confirm")
}

// TestNothingCanBeRecorded: that an issue cannot be written to is said before anybody puts work
// into a letter about it, and only where it is known and matters.
func TestNothingCanBeRecorded(t *testing.T) {
	t.Parallel()
	const said = "Write to OPS-101 in Jira: Ada Example may not edit the issue."
	no := errors.New("write to OPS-101 in Jira: Ada Example may not edit the issue")
	for _, tt := range []struct {
		name   string
		locked error
		record bool
		says   bool
	}{
		{"may not", no, true, true},
		{"may", nil, true, false},
		{"nothing is recorded", no, false, false},
		{"nobody knows", down{no}, true, false},
	} {
		d := newDesk(t, week()...)
		d.jira.locked = tt.locked
		if tt.record {
			d.Post.Register = &register{}
		}
		d.open(80, 24).press("c")
		if s := d.screen(); strings.Contains(s, said) != tt.says {
			t.Errorf("%s:\n%s", tt.name, s)
		}
	}
}
