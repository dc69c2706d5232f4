package tui

import (
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
)

// toConfirm leads the desk to the confirmation of the first incident's letter, past the
// moment in which it takes no keys.
func (d *desk) toConfirm() *desk {
	return d.press("c", "ctrl+s", "enter").shows("WHO", "WHAT", "WHERE", "WHEN", "WHY", "HOW").pass(2 * time.Second)
}

// The whole job: what was reviewed is what the mail server got and what the journal keeps,
// under one digest.
func TestWhatIsReviewedIsSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("We are on it.").press("ctrl+s").shows("We are on it.", "Ready to confirm.")
	d.press("enter").pass(2 * time.Second).types("OPS-101 customers").press("enter")
	d.shows("Accepted by mail.example.com:587 for all 3 people", "queue id 4F7C1A2B3D")

	if len(d.wire.got) != 1 {
		t.Fatalf("%d letters left", len(d.wire.got))
	}
	m := d.wire.got[0]
	d.shows(m.Digest().Short())
	kept, err := os.ReadFile(d.journal.Letter(m.Digest()))
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != m.EML() {
		t.Error("the journal keeps other bytes than were sent")
	}
	h, err := d.journal.History()
	if err != nil {
		t.Fatal(err)
	}
	r := h["10101"][0]
	if r.Digest != m.Digest() || r.By != "desk@jump1" || r.Count(notify.Accepted) != 3 {
		t.Errorf("the journal says %+v", r)
	}
	d.press("enter").shows("4 incidents", "due 29m")
	if d.quits {
		t.Error("the console quit")
	}
}

// No shortcut through the confirmation: each of these leaves the mail server without mail.
func TestNothingLeavesUnconfirmed(t *testing.T) {
	t.Parallel()
	phrase := "OPS-101 customers"
	paste := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(phrase), Paste: true}
	bare := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(phrase)}
	cases := map[string]func(*desk){
		"enter alone":       func(d *desk) { d.toConfirm().press("enter", "enter", "enter") },
		"a held key":        func(d *desk) { d.toConfirm().types(strings.Repeat("O", 40)).press("enter") },
		"the key alone":     func(d *desk) { d.toConfirm().types("OPS-101").press("enter") },
		"another incident":  func(d *desk) { d.toConfirm().types("OPS-102 customers").press("enter") },
		"another case":      func(d *desk) { d.toConfirm().types("ops-101 customers").press("enter") },
		"one letter more":   func(d *desk) { d.toConfirm().types(phrase + "x").press("enter") },
		"a paste":           func(d *desk) { d.toConfirm().send(paste); d.pass(time.Minute).press("enter") },
		"an unmarked paste": func(d *desk) { d.toConfirm().send(bare); d.pass(time.Minute).press("enter") },
		"escape":            func(d *desk) { d.toConfirm().types(phrase).press("esc").shows("Ready to confirm.") },
		"keys from before": func(d *desk) {
			d.press("c", "ctrl+s", "enter").types(phrase).press("enter").pass(2 * time.Second).press("enter")
		},
		"keys without a pause": func(d *desk) {
			d.toConfirm()
			for _, r := range phrase {
				d.send(named(string(r)))
			}
			d.send(named("enter"))
		},
		"a screen made small": func(d *desk) {
			d.toConfirm().types(phrase)
			d.send(tea.WindowSizeMsg{Width: 50, Height: 24})
			d.shows("Too small to confirm").press("enter")
			d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			d.press("enter").pass(2 * time.Second).press("enter")
		},
		"a screen small for the moment of waiting": func(d *desk) {
			d.press("c", "ctrl+s", "enter")
			d.send(tea.WindowSizeMsg{Width: 50, Height: 24})
			d.pass(2 * time.Second)
			d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			d.types(phrase).press("enter")
		},
		"a screen too small for anything": func(d *desk) {
			d.toConfirm()
			d.send(tea.WindowSizeMsg{Width: 39, Height: 24})
			d.shows("Too small").types(phrase).press("enter")
		},
		"one key by hand, the rest without a pause": func(d *desk) {
			d.toConfirm().types("O")
			d.now = d.now.Add(time.Second)
			for _, r := range phrase[1:] {
				d.now = d.now.Add(3 * time.Millisecond)
				d.send(named(string(r)))
			}
			d.press("enter")
		},
		"a letter of an hour ago": func(d *desk) {
			d.toConfirm()
			d.now = d.now.Add(61 * time.Minute)
			d.types(phrase).press("enter").shows("over an hour old. Go back and compose it again.")
		},
		"ctrl+c":              func(d *desk) { d.toConfirm().types(phrase).press("ctrl+c") },
		"typing after ctrl+u": func(d *desk) { d.toConfirm().types("OPS-101 ").press("ctrl+u").types("customers").press("enter") },
	}
	for name, play := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, week()...).open(80, 24)
			play(d)
			if n := len(d.wire.got); n != 0 {
				t.Errorf("%d letters left", n)
			}
		})
	}
}

// An internal audience needs the key alone.
func TestInternalPhrase(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "right").shows("‹staff›")
	d.press("ctrl+s", "enter").pass(2 * time.Second).types("OPS-101").press("enter").shows("the one person")
	if len(d.wire.got) != 1 {
		t.Errorf("%d letters left", len(d.wire.got))
	}
}

// A letter that did not leave leads back to its review; the same bytes can be sent again,
// and the words are still there.
func TestFailedSendKeepsTheLetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.wire.answer = notify.Unsent
	d.wire.stop = &notify.Stop{Step: "STARTTLS", Why: "the server offers no encryption", Do: "ask for port 465"}
	d.press("c", "tab", "tab").types("Our words").press("ctrl+s", "enter").pass(2 * time.Second)
	d.types("OPS-101 customers").press("enter")
	d.shows("NOT SENT", "At STARTTLS: the server offers no encryption.", "Ask for port 465.")
	if words, err := d.journal.Words("10101", "customers"); err != nil || words != "Our words" {
		t.Errorf("kept words %q, %v", words, err)
	}
	d.wire.answer, d.wire.stop = notify.Accepted, nil
	d.press("enter").shows("Ready to confirm.").press("enter").pass(2 * time.Second).types("OPS-101 customers").press("enter")
	d.shows("Accepted by")
	if d.wire.got[0].EML() != d.wire.got[1].EML() {
		t.Error("the second try sent other bytes")
	}
	d.press("enter")
	if words, err := d.journal.Words("10101", "customers"); err != nil || words != "" {
		t.Errorf("words %q are kept after they were sent, %v", words, err)
	}
}

func TestOutcomesAreSaid(t *testing.T) {
	t.Parallel()
	for state, says := range map[notify.State]string{
		notify.Unknown:  "UNKNOWN for 3 people",
		notify.Refused:  "NOT SENT",
		notify.Accepted: "Accepted by mail.example.com:587 for all 3 people",
	} {
		d := newDesk(t, week()...).open(80, 24)
		d.wire.answer = state
		d.toConfirm().types("OPS-101 customers").press("enter").shows(says, string(state))
	}
	d := newDesk(t, week()...).open(80, 24)
	d.wire.stop = &notify.Stop{Step: "RCPT", Why: "one was refused"}
	d.toConfirm().types("OPS-101 customers").press("enter").
		shows("for 2 of 3 people; 1 refused.", "ops@beta.example.com 550 5.1.1 User unknown")
}

// While a letter leaves nothing quits, and nothing leads away.
func TestQuitWaitsForTheLetter(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.wire.during = func() {
		d.shows("Sending start of OPS-101 for customers")
		d.press("ctrl+c", "q", "esc").shows("Sending start of OPS-101 for customers")
		d.press("ctrl+c").shows("A letter is leaving.")
	}
	d.toConfirm().types("OPS-101 customers").press("enter")
	d.shows("Accepted by").press("ctrl+c")
	if !d.quits {
		t.Error("the console does not quit after the letter has left")
	}
}
