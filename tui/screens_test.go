package tui

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// A new incident at the head of the list does not move the cursor to another incident.
func TestCursorStaysOnItsIncident(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("j")
	d.jira.picture.Incidents = append([]incident.Incident{ticket(300, "P1", "New", "Login is down", time.Minute)}, week()...)
	d.pass(time.Minute).shows("OPS-300").press("enter").shows("bulletin · OPS-102")
}

// A held key counts as often as it came; a paste is no series of commands.
func TestHeldKeysArriveTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jj")})
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("cq")})
	d.shows("bulletin · Incidents").press("enter").shows("bulletin · OPS-99")
	if d.quits {
		t.Error("a paste quit the console")
	}
}

// A fault in the program's own work is said, and holds nothing up.
func TestFaultInWork(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.run(d.Console.run(d.top(), screen.Work{Name: "list", Stays: true, Outlives: true,
		Do: func(context.Context, func(tea.Msg)) tea.Msg { panic("out of paper") }}))
	d.shows("out of paper").press("ctrl+c")
	if d.held.Wait(); !d.quits {
		t.Error("the console does not quit any more")
	}
}

// When Jira fails the last good list stays, with its age and the reason.
func TestJiraFailsAndTheListStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(120, 24)
	d.jira.err = errors.New("read the list: Jira refused the token (401)")
	d.pass(12 * time.Minute)
	d.shows("Card payments fail", "The list is 12m old. Read the list: Jira refused the token (401).")
	if d.jira.retries != 1 {
		t.Errorf("%d retries without a person", d.jira.retries-1)
	}
	d.jira.err = nil
	d.press("r")
	if strings.Contains(d.screen(), "401") || d.jira.retries != 2 {
		t.Errorf("a person's refresh did not mend it:\n%s", d.screen())
	}
}

func TestEmptyListSaysAsWhom(t *testing.T) {
	t.Parallel()
	d := newDesk(t).open(80, 24)
	d.shows("No incidents.", "Read as Incident Desk, by the filter Open incidents,", "at 03:12 UTC.")
	d.press("enter", "c", "j", "G").shows("No incidents.")
}

// A blocked letter says what to mend and leads nowhere.
func TestBlockedLetter(t *testing.T) {
	t.Parallel()
	in := week()[0]
	in.Fields = in.Fields[2:] // no region: no list applies
	d := newDesk(t, in).open(80, 24)
	d.press("c").shows("BLOCK", "nobody is on the lists of customers").press("ctrl+s").
		shows("BLOCKED: 1 finding to mend.", "Check the lists and their when in the config.")
	d.press("enter", "a", "enter", "w").shows("The letter is blocked").press("1").shows("it will not leave like this")
	if len(d.wire.got) > 0 {
		t.Error("it left")
	}
}

// A warning must be acknowledged before the confirmation.
func TestWarningIsAcknowledged(t *testing.T) {
	t.Parallel()
	in := week()[0]
	in.Summary = incident.Clean("Card \x1b[2J payments")
	d := newDesk(t, in).open(80, 24)
	d.press("c", "ctrl+s").shows("1 warning to acknowledge").press("enter").shows("read, then press a")
	d.press("1", "a").shows("1 warning to acknowledge", "Clean the field in Jira.")
	d.press("a").shows("Ready to confirm.").press("enter").shows("WHO")
}

// An answer that comes after the operator has gone on is dropped.
func TestLateAnswersAreDropped(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.holdback = true
	d.press("c", "esc", "j", "c")
	late := d.waiting
	d.waiting, d.holdback = nil, false
	for _, cmd := range late {
		d.run(cmd)
	}
	d.shows("OPS-102 compose", "on emea")
	d.press("esc")
	d.shows("4 incidents")
}

func TestSaveWritesTheReviewedBytes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "ctrl+s", "w").shows("Saved as")
	files, err := os.ReadDir(d.SaveDir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	saved, err := os.ReadFile(d.SaveDir + "/" + files[0].Name())
	if err != nil {
		t.Fatal(err)
	}
	d.press("enter").pass(2 * time.Second).types("OPS-101 customers").press("enter")
	if string(saved) != d.wire.got[0].EML() {
		t.Error("the saved file is not what was sent")
	}
}

// Sorting and filtering, and the cursor that stays on its incident.
func TestListFindsAndSorts(t *testing.T) {
	t.Parallel()
	all := week()[:3]
	all[0].Priority, all[0].Updated = "P3", night.Add(-time.Hour)   // OPS-101: waits, not touched for long
	all[1].Updated = night                                          // OPS-102: the gravest, late, changed just now
	all[2].Created, all[2].Priority = night.Add(-time.Minute), "P4" // OPS-99: the newest
	d := newDesk(t, all...)
	d.past(1, 72*time.Minute)
	d.past(0, 10*time.Minute)
	d.open(80, 24)
	first := func() string { return strings.Fields(strings.Split(d.screen(), "\n")[2])[1] }
	for _, by := range []struct{ order, first, last string }{
		{"what is due", "OPS-102", "OPS-101"}, {"priority", "OPS-102", "OPS-99"}, {"key", "OPS-99", "OPS-102"}, {"age", "OPS-99", "OPS-102"},
		{"status", "OPS-102", "OPS-101"}, {"services", "OPS-102", "OPS-99"}, {"summary", "OPS-101", "OPS-99"}, {"last change", "OPS-102", "OPS-99"},
		{"what is due", "OPS-102", "OPS-101"},
	} {
		d.press("g").shows("by " + by.order).press("S").shows("by " + by.order + ", reversed")
		if got := first(); got != by.last {
			t.Errorf("by %s reversed %s stands first, want %s:\n%s", by.order, got, by.last, d.screen())
		}
		d.press("S")
		if got := first(); got != by.first {
			t.Errorf("by %s %s stands first, want %s:\n%s", by.order, got, by.first, d.screen())
		}
		d.press("s")
	}
	d.press("/").types("login sso").press("enter").shows("1 of 3 incidents match")
	d.press("enter").shows("bulletin · OPS-102")
	d.press("esc", "esc").shows("3 incidents ·")
	d.press("/").types("zzz").shows("None of 3 incidents matches")
}

// Every page has help from the keys that work there.
func TestHelpEverywhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	for _, step := range []struct{ keys, page string }{{"", "compose"}, {"c", "choose"}, {"ctrl+s", "save .eml"}, {"enter", "nothing is sent"}} {
		if step.keys != "" {
			d.press(step.keys)
		}
		d.press("f1").shows("Keys here", step.page).press("x")
	}
	d.press("esc", "esc", "tab", "tab", "?").shows("OPS-101 compose", "?")
	if strings.Contains(d.screen(), "Keys here") {
		t.Error("? opens the help while words are typed")
	}
}

// A letter that another one has overtaken does not leave; compose reads afresh what was told
// and the operator can go on from there.
func TestOvertakenLeadsBackToCompose(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("our words").press("ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers")
	other := newDesk(t, week()...)
	other.journal, other.Journal, other.Post.Book = d.journal, d.journal, d.journal
	other.open(80, 24).toConfirm().types("OPS-101 customers").press("enter").shows("Accepted by")

	d.press("enter").shows("NOT SENT", "it is overtaken: start of OPS-101 for customers", "Enter leads back to compose")
	if len(d.wire.got) > 0 {
		t.Fatal("it left all the same")
	}
	d.press("enter").shows("OPS-101 compose", "‹update›", "start went out", "our words")
	d.press("ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("Accepted by")
}

// However long Jira's words are, the cursor's row and what to do stay on the screen.
func TestLongErrorsLeaveRoom(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {60, 17}, {40, 12}} {
		d := newDesk(t, week()...).open(size[0], size[1])
		d.jira.err = remedied{errors.New("read the list: Jira said " + strings.Repeat("no field of this name, ", 40)), "correct the filter"}
		d.press("r").shows("▌", "OPS-101", "Correct the filter.")
		d.press("c").shows("Correct the filter.").press("ctrl+s").shows("Correct the filter.")
		d.press("esc", "enter").shows("Correct the filter.")
	}
}

type remedied struct {
	error
	do string
}

func (r remedied) Remedy() string { return r.do }
