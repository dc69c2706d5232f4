package tui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/compose"
	"bulletin/tui/review"
	"bulletin/tui/screen"
)

// release lets work that was held back come to its end, in its order.
func (d *desk) release() *desk {
	waiting := d.waiting
	d.waiting, d.holdback = nil, false
	for _, cmd := range waiting {
		d.run(cmd)
	}
	return d
}

// A key in the message starts no draft: that follows when the typing rests, or from time to
// time.
func TestTypingWaitsForNoDraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab", " ")
	for _, r := range "See 10.1.2.3" {
		d.Update(named(string(r)))
		if len(d.begun) > 0 {
			t.Fatalf("%q starts work", r)
		}
	}
	if strings.Contains(d.screen(), "BLOCK") {
		t.Errorf("it was drafted in a key's time:\n%s", d.screen())
	}
	d.pass(time.Second).shows("BLOCK", "an IP address of an internal network")

	d.press("ctrl+u").types("It will be fixed by 14:00. ").shows("BLOCK")
	d.now = d.now.Add(6 * time.Second) // and the typing goes on
	d.press("!").shows("WARN", "a promised time of repair")
}

// The review is of the letter as it was when it was asked for: no key that comes before it
// changes the letter, or leads past it.
func TestReviewIsOfItsMoment(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("Words of that moment")
	d.holdback = true
	d.pass(time.Second) // a draft and its words are under way
	d.press("!", "ctrl+s").shows("[ Drafting the letter… esc: stop ]")
	d.press("x", "4", "enter", "shift+tab", "right", "backspace", "ctrl+s").pass(time.Second)
	d.shows("compose", "‹customers›").release()
	d.shows("OPS-101 review", "Words of that moment! ").press("enter").pass(2 * time.Second)
	d.types("OPS-101 customers").press("enter").shows("Accepted by")
	if text := d.wire.got[0].Text(); !strings.Contains(text, "Words of that moment!\n") {
		t.Errorf("the letter says\n%s", text)
	}
}

// The letter has the time at which its review was asked for, however old the last draft is.
func TestReviewIsDraftedAnew(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c")
	d.now = d.now.Add(3 * time.Hour)
	d.press("ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("Accepted by")
}

// Esc stops the way to the review, and leaves the page only after that.
func TestReviewCanBeStopped(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c")
	d.holdback = true
	d.press("ctrl+s", "esc").release().shows("OPS-101 compose", "[ Review the letter ]")
	d.press("ctrl+s").shows("OPS-101 review").press("esc", "esc").shows("4 incidents")
}

// Words that come from an editor meanwhile are in no review that was asked for before them.
func TestEditedWordsStopTheReview(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c")
	d.holdback = true
	d.press("ctrl+s")
	d.handle(d.top(), d.top().Update(screen.Edited{Text: "from the editor"}))
	d.release().pass(time.Second).shows("OPS-101 compose", "from the editor")
	d.press("ctrl+s").shows("OPS-101 review", "from the editor")
}

// A draft that comes late does not stand for what has been chosen since, and names no people
// of another audience.
func TestLateDraftsStandForNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab").shows("3 people on emea")
	d.holdback = true
	d.press("right").shows("‹staff›")
	if strings.Contains(d.screen(), "3 people") {
		t.Errorf("staff are told to be customers:\n%s", d.screen())
	}
	d.press("right").shows("‹management›").release().shows("1 person on board")
}

// What keeps a letter from being drafted is said when its review is asked for.
func TestReviewSaysWhyThereIsNoDraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.Desk.Stages = []incident.Stage{"maintenance"}
	d.open(80, 24).press("c", "l", "l", "l", "l", "l", "l").shows("‹maintenance›")
	d.press("ctrl+s").shows("OPS-101 compose", "o template for stage maintenance").press("h").press("ctrl+s").shows("OPS-101 review")
}

// composing is the page alone, with an incident that has been read, and its first draft's work.
func composing(t *testing.T) (*compose.Page, screen.Work) {
	t.Helper()
	p := compose.New(compose.Options{
		Theme: newDesk(t).Theme, Now: func() time.Time { return night }, Incident: week()[0], Desk: house(t),
		Words: func(string, string) (string, error) { return "", nil },
		Keep:  func(string, string, string) error { return nil },
	})
	p.Update(screen.Size{Width: 80, Height: 20})
	w, ok := p.Update(compose.Read{Incident: week()[0], Templates: house(t).Templates}).(screen.Work)
	if !ok {
		t.Fatal("the page drafts nothing")
	}
	return p, w
}

func done(t *testing.T, w screen.Work) tea.Msg { return w.Do(t.Context(), func(tea.Msg) {}) }

// Without the words that the disk has there is no review: the letter would lack them.
func TestReviewWaitsForTheKeptWords(t *testing.T) {
	t.Parallel()
	p, _ := composing(t)
	if say, ok := p.Update(named("ctrl+s")).(screen.Say); !ok || !strings.Contains(say.Text, "kept words") {
		t.Errorf("it says %+v", say)
	}
}

// The review waits for its own letter and takes no other for it, in whatever order drafts come.
func TestReviewTakesNoOtherDraft(t *testing.T) {
	t.Parallel()
	p, first := composing(t)
	other := done(t, first)
	p.Update(done(t, p.Start().(screen.Several)[0].(screen.Work))) // the kept words
	p.Update(compose.Read{Incident: week()[0], Templates: house(t).Templates})
	p.Update(named("tab"))
	p.Update(named("right"))
	mine := p.Update(named("ctrl+s")).(screen.Work)
	if e := p.Update(other); e != nil {
		t.Errorf("another draft leads on: %T", e)
	}
	all, ok := p.Update(done(t, mine)).(screen.Several)
	if !ok {
		t.Fatal("its own draft leads nowhere")
	}
	if c := all[len(all)-1].(compose.Composed); c.Draft.Audience.Name != "staff" {
		t.Errorf("it leads on with a letter for %s", c.Draft.Audience.Name)
	}
}

// Of drafts that wait for each other the last one is made, and the others are not.
func TestOneDraftForManyOrders(t *testing.T) {
	t.Parallel()
	p, first := composing(t)
	p.Update(named("tab"))
	second := p.Update(named("right")).(screen.Work)
	if msg := done(t, first); msg != nil {
		t.Errorf("the first is made: %T", msg)
	}
	if msg := done(t, second); msg == nil {
		t.Error("the last is not made")
	}
}

// A late draft does not hide that the incident could not be read.
func TestLateDraftHidesNoProblem(t *testing.T) {
	t.Parallel()
	p, w := composing(t)
	late := done(t, w)
	p.Update(named("ctrl+r"))
	p.Update(compose.Read{Err: errors.New("Jira is down")})
	p.Update(late)
	if !strings.Contains(p.View(), "Jira is down") {
		t.Errorf("the page shows\n%s", p.View())
	}
}

// Every reason why a letter is not approved is told as what it is.
func TestConfirmTellsTheReason(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("It will be fixed by 14:00.").press("ctrl+s", "a", "a", "enter").pass(2 * time.Second)
	d.types("OPS-101 nobody").press("enter").shows(`"OPS-101 nobody" is not the phrase. Nothing was sent.`)
	draft, err := d.Desk.Draft(notify.Order{Incident: week()[0], Stage: "start", Audience: "customers",
		Message: "It will be fixed by 14:00.", By: "x", At: d.now}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := draft.Compose()
	if err != nil {
		t.Fatal(err)
	}
	d.push(d.confirm(review.Reviewed{Message: m}))
	d.pass(2 * time.Second).types("OPS-101 customers").press("enter")
	d.shows("The letter has warnings that nobody accepted. Nothing was sent.")
}
