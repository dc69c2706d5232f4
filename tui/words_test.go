package tui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/journal"
	"bulletin/tui/screen"
)

func (d *desk) kept(audience string) string {
	d.t.Helper()
	words, err := d.journal.Words("10101", audience)
	if err != nil {
		d.t.Fatal(err)
	}
	return words
}

// shift is a desk for which the shift before has left words for customers.
func shift(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, week()...)
	if err := d.journal.Keep("10101", "customers", "of the shift before"); err != nil {
		t.Fatal(err)
	}
	return d.open(80, 24)
}

// Words are on the disk when the typing rests, and come back.
func TestWordsSurvive(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("half a sentence").pass(time.Second)
	if got := d.kept("customers"); got != "half a sentence" {
		t.Fatalf("kept %q", got)
	}
	d.types(" and more").press("esc").press("c").shows("half a sentence and more")
}

// Whoever types without a rest is kept too, and so are the words before the console ends.
func TestWordsSurviveWithoutARest(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	long := strings.Repeat("on and on ", 20)
	d.press("c", "tab", "tab").types(long)
	if got := d.kept("customers"); len(got) < len(long)/2 {
		t.Errorf("of %d characters the disk has %d", len(long), len(got))
	}
	d.types("!").press("ctrl+c")
	if got := d.kept("customers"); got != long+"!" || !d.quits {
		t.Errorf("after ctrl+c the disk has %q", got)
	}
	hung := newDesk(t, week()...).open(80, 24)
	hung.press("c", "tab", "tab").types("before the line went dead")
	hung.send(leaving{})
	if got := hung.kept("customers"); got != "before the line went dead" || !hung.quits {
		t.Errorf("after a hang-up the disk has %q", got)
	}
}

// A hang-up while the editor is open waits for its words.
func TestWordsOfAnOpenEditorSurvive(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c")
	open := d.ask(d.top(), editing, nil)
	d.send(leaving{})
	if d.quits {
		t.Fatal("the console ended under an open editor")
	}
	open.msg = screen.Edited{Text: "saved in the editor"}
	d.send(open)
	if got := d.kept("customers"); got != "saved in the editor" || !d.quits {
		t.Errorf("the disk has %q; ended: %v", got, d.quits)
	}
}

// Neither a slow nor a failing Jira lets new words overwrite those of before.
func TestOldWordsAreNotOverwritten(t *testing.T) {
	t.Parallel()
	d := shift(t)
	d.jira.err = errors.New("Jira is down")
	d.press("c", "tab", "tab").shows("of the shift before").types("!").pass(time.Minute)
	if got := d.kept("customers"); !strings.Contains(got, "of the shift before") {
		t.Errorf("the disk has %q", got)
	}
	slow := shift(t)
	slow.holdback = true
	slow.press("c", "tab", "tab").types("x").shows("still being read")
	slow.holdback = false
	for _, cmd := range slow.waiting {
		slow.run(cmd)
	}
	slow.pass(time.Minute).shows("of the shift before")
	if got := slow.kept("customers"); got != "of the shift before" {
		t.Errorf("the disk has %q", got)
	}
}

// What is written for staff is not offered for customers, and comes back for staff.
func TestWordsStayWithTheirAudience(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "right", "tab").types("our own fault").press("shift+tab", "left")
	if strings.Contains(d.screen(), "our own fault") {
		t.Errorf("customers would read it:\n%s", d.screen())
	}
	d.press("right").shows("‹staff›", "our own fault")
	d.press("left", "esc", "c")
	if strings.Contains(d.screen(), "our own fault") {
		t.Errorf("customers would read it:\n%s", d.screen())
	}
}

// A stage that the operator chose stays chosen.
func TestChosenStageStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "right", "right").shows("‹resolved›").press("tab", "right").shows("‹resolved›", "‹staff›", "start would fit")
}

// Words for one audience that cannot be read are said once, and keep nobody from writing.
func TestUnreadableWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.Journal = unreadable{d.journal, "staff"}
	if err := d.journal.Keep("10101", "customers", "of the shift before"); err != nil {
		t.Fatal(err)
	}
	d.open(80, 24).press("c").shows("or staff: the disk is damaged", "of the shift before")
	d.press("tab", "tab").types("!").pass(time.Second)
	if strings.Contains(d.screen(), "damaged") || !strings.HasSuffix(d.kept("customers"), "!") {
		t.Errorf("the disk has %q:\n%s", d.kept("customers"), d.screen())
	}
	d.press("shift+tab", "right", "tab").types("for staff").pass(time.Second)
	if got := d.kept("staff"); got != "for staff" {
		t.Errorf("for staff the disk has %q", got)
	}
}

// unreadable is a journal that cannot read the words of one audience.
type unreadable struct {
	*journal.Journal
	audience string
}

func (u unreadable) Words(id, audience string) (string, error) {
	if audience == u.audience {
		return "", errors.New("the disk is damaged")
	}
	return u.Journal.Words(id, audience)
}

// A message may be as long as it may be; what does not fit is said, each time.
func TestFullMessage(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab")
	paste := func(s string) { d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true}) }
	quiet := func(when string) {
		t.Helper()
		if strings.Contains(d.screen(), "The message is full") {
			t.Errorf("%s it says that something did not fit", when)
		}
	}
	paste(strings.Repeat("0123456789", 1000)[:9_996])
	paste("\t")
	quiet("after exactly what fits")
	paste("x")
	d.shows("The message is full. What did not fit is not in it.")
	d.press("left")
	quiet("after a key that brings nothing")
	d.press("y").shows("The message is full.")
	d.press("backspace", "z")
	quiet("with a place for one character")
	d.press("backspace", "backspace")
	paste("abc")
	d.shows("The message is full.")
	d.press("backspace", "backspace", "backspace", "backspace", "backspace")
	paste("\t\t") // of four characters each
	d.shows("The message is full.")
}
