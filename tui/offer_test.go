package tui

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// quiet is a rule: what is not urgent is for the house alone.
func quiet() notify.Context {
	return notify.Context{When: []notify.Match{{Field: "priority", Values: []string{"P3", "P4"}}},
		Audiences: []string{"staff", "management"}, Because: "P3 and P4 are for the house alone"}
}

// narrow is a desk with rules, and with one incident of a priority.
func narrow(t *testing.T, priority string, rules ...notify.Context) *desk {
	t.Helper()
	in := week()[0]
	in.Priority = priority
	d := newDesk(t, in)
	d.Desk.Contexts = rules
	return d
}

// reads says that Jira has another priority from now on, and asks for it.
func (d *desk) reads(priority string) *desk {
	d.jira.picture.Incidents[0].Priority = priority
	return d.press("ctrl+r")
}

// hides fails the test where the screen has the text.
func (d *desk) hides(text string) *desk {
	d.t.Helper()
	if strings.Contains(d.screen(), text) {
		d.t.Fatalf("the screen shows %q:\n%s", text, d.screen())
	}
	return d
}

// Only what fits can be chosen; at the end of it the keys say in full what does not, and why.
func TestOnlyWhatFitsIsOffered(t *testing.T) {
	t.Parallel()
	late := notify.Context{When: []notify.Match{{Field: "Region", Values: []string{"EMEA"}}}, Stages: []incident.Stage{incident.Resolved, incident.Correction}}
	d := narrow(t, "P4", quiet(), late).open(40, 12).press("c").shows("‹resolved›")
	d.press("left").shows("Not start, update, postmortem: Region is EMEA.")
	d.press("right").shows("‹correction›").press("left", "tab").shows("‹staff›", "without 1 audience: P3 and P4 are for")
	d.press("left").shows("Not for customers: P3 and P4 are for the house alone.", "‹staff›").press("right", "right").shows("‹management›")
	d.press("left", "ctrl+s").shows("OPS-101 review")
}

// A priority that is lowered while somebody writes takes the audience away and no word of it,
// and what is typed on does not go to others.
func TestNarrowedWhileWriting(t *testing.T) {
	t.Parallel()
	d := narrow(t, "P1", quiet()).open(80, 24).press("c", "tab", "tab").types("for customers").shows("‹customers›")
	d.reads("P4").shows("No letter to customers fits OPS-101 now. Your words for them are kept.", "‹staff›", "not for customers: P3 and P4").hides("‹customers›")
	d.types(" and more").hides("and more").press("esc")
	if got := d.kept("customers") + d.kept("staff"); got != "for customers" {
		t.Errorf("kept is %q", got)
	}
	d.press("c").shows("‹staff›").hides("for customers ").reads("P1").shows("‹staff›")
	d.press("left").shows("‹customers›", "for customers")
}

// A chosen stage stays as long as it fits, whatever changes: the incident or the audience.
func TestChosenStageStaysWhileItFits(t *testing.T) {
	t.Parallel()
	late := notify.Context{When: []notify.Match{{Field: "priority", Values: []string{"P4"}}}, Stages: []incident.Stage{incident.Update, incident.Resolved}}
	d := narrow(t, "P1", late).open(80, 24).press("c", "right", "right").shows("‹resolved›").reads("P4").shows("‹resolved›")
	d.reads("P1").press("right").shows("‹postmortem›").reads("P4").shows("‹update›", "not start, postmortem, correction: priority is P4")

	d = narrow(t, "P4", late)
	d.mailed(week()[0], "staff", time.Hour, &wire{answer: notify.Accepted})
	d.open(80, 24).press("c", "tab", "right", "shift+tab", "right", "right").shows("‹staff›", "‹postmortem›")
	d.press("tab", "left").shows("‹customers›", "‹update›").hides("postmortem  ")
}

// A draft that comes late does not hide that nothing fits by now.
func TestLateDraftHidesNotThatNothingFits(t *testing.T) {
	t.Parallel()
	d := narrow(t, "P1", quiet(), notify.Context{When: quiet().When, Audiences: []string{"customers"}}).open(80, 24).press("c")
	d.holdback = true
	d.press("right")
	d.holdback = false
	d.reads("P4").shows("No letter about OPS-101 fits").release().shows("No letter about OPS-101 fits")
}

// An audience that stays is not left for another.
func TestChosenAudienceStays(t *testing.T) {
	t.Parallel()
	d := narrow(t, "P1", quiet()).open(80, 24).press("c", "tab", "right", "right").shows("‹management›")
	d.reads("P3").shows("‹management›").hides("customers  ")
	d.reads("P1").shows("‹management›", "customers")
}

// Readers who have been told are not stranded by a rule: they still get their resolved.
func TestToldReadersAreNotStranded(t *testing.T) {
	t.Parallel()
	d := narrow(t, "P4", quiet())
	d.mailed(d.jira.picture.Incidents[0], "staff", time.Hour, &wire{answer: notify.Accepted})
	d.Desk.Contexts = []notify.Context{{When: quiet().When, Audiences: []string{"customers"}}}
	d.open(80, 24).press("c", "tab", "right").shows("‹staff›", "‹update›", "not start: priority is P4").hides("management ")
	d.press("shift+tab", "right").shows("‹resolved›").press("ctrl+s").hides("BLOCKED")
}

// A correction is offered wherever something was told.
func TestCorrectionIsAlwaysOffered(t *testing.T) {
	t.Parallel()
	d := narrow(t, "P1", quiet()).open(80, 24).confirmed()
	d.jira.picture.Incidents[0].Priority = "P4"
	d.press("c").shows("OPS-101 compose", "‹correction›", "‹customers›", "3 people who got the letter that was wrong")
}

// Where nothing fits the page says so and what to change, whatever is pressed.
func TestNothingFits(t *testing.T) {
	t.Parallel()
	none := quiet()
	none.Audiences, none.Because = []string{"customers"}, "P4 is for customers alone"
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		d := narrow(t, "P4", quiet(), none).open(80, 24).press("c").shows("none fits",
			"No letter about OPS-101 fits the contexts of the config: P3 and P4 are for", "Correct priority in Jira, or contexts in the config.")
		d.press("ctrl+s").shows("OPS-101 compose", "P4 is for customers alone. Correct priority in Jira")
		for range 300 {
			d.random(r)
			d.send(tea.KeyMsg{Type: []tea.KeyType{tea.KeyTab, tea.KeyLeft, tea.KeyRight}[r.IntN(3)]})
		}
		if len(d.wire.got) > 0 {
			t.Error("a letter left")
		}
	}
	narrow(t, "P4", quiet(), none).open(80, 24).press("c").reads("P1").shows("‹customers›", "‹start›").press("ctrl+s").shows("OPS-101 review")
}

// What Jira says just before the confirmation counts, and not what was offered.
func TestContextChangesBeforeTheConfirmation(t *testing.T) {
	t.Parallel()
	d := narrow(t, "P1", quiet()).open(80, 24).press("c", "ctrl+s").shows("Ready to confirm.")
	d.jira.picture.Incidents[0].Priority = "P4"
	d.press("enter").shows("BLOCK context", "P3 and P4 are for the house alone").press("enter").shows("OPS-101 review")
}

// Who may not send can look, review and send a test to themselves, and gets no further.
func TestWhoMayNotSend(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.Post.May = barred
	d.Composing = func(context.Context, notify.Notice) error {
		t.Error("colleagues are told that a letter is written")
		return nil
	}
	d.open(80, 24).press("c").shows("You may look and preview; sending is for incident-managers.").press("ctrl+s").shows("Ready to confirm.")
	d.press("enter").shows("OPS-101 review", "Ada Example (ada) may look and preview; sending is for incident-managers.", "Ask to be put into the group incident-managers in Jira")
	d.press("t").pass(2 * time.Second).types("test").press("enter").shows("It was a test")
	if len(d.wire.got) != 1 || d.wire.got[0].Envelope()[0] != "desk@example.com" {
		t.Errorf("%d letters left", len(d.wire.got))
	}
}

// Neither does the rest of a letter leave, nor its correction, nor one that was confirmed while
// somebody was still a sender.
func TestWhoMayNotSendAnyMore(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	may := func(context.Context) error { return nil }
	d.Post.May = func(ctx context.Context) error { return may(ctx) }
	d.open(80, 24).toConfirm().types("OPS-101 customers")
	may = barred
	d.press("enter").shows("Nothing was sent: Ada Example (ada) may look and preview")
	d.press("enter").shows("OPS-101 review")
	may = func(context.Context) error { return nil }
	d.wire.partly = true
	d.press("enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("for 2 of 3 people")
	may = barred
	d.press("s", "s").shows("OPS-101 review").press("enter").shows("OPS-101 review", "may look and preview")
	if len(d.wire.got) != 1 {
		t.Errorf("%d letters left", len(d.wire.got))
	}
}
