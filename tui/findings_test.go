package tui

import (
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

// Each finding says where it is, and one key leads there: to the words in the letter, to the
// line of the template, to the people.
func TestFindingsLeadToTheirPlace(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("It will be fixed by 14:00. See 10.1.2.3 for more.").press("ctrl+s")
	d.shows("BLOCKED: 1 finding to mend.", "10.1.2.3", "an IP address of an internal network, from your message", "o: to these words in the letter")
	d.press("o").shows("‹1 Letter›", "See 10.1.2.3 for more.")
	if line := selected(d); !strings.Contains(line, "10.1.2.3") {
		t.Errorf("marked is %q", line)
	}
	d.press("4", "n").shows("a promised time of repair").press("o").shows("‹1 Letter›", "fixed by 14:00")
	d.press("5").shows("builtin/start.html", "[include facts]")
}

// selected is the line that the page has marked.
func selected(d *desk) string {
	for line := range strings.Lines(d.screen()) {
		if strings.HasPrefix(line, "▌") {
			return line
		}
	}
	return ""
}

func TestAFindingOfTheTemplateLeadsToItsLine(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("down", "c").press("tab", "l", "tab").shows("staff") // nobody has told staff: start
	d.press("shift+tab", "shift+tab").press("l", "l", "l").shows("‹postmortem›")
	d.press("ctrl+s").press("4").shows("WARN", "Nothing has gone to staff yet", "o: back to compose")
	d.press("o").shows("compose", "Stage")
	d.press("shift+tab", "l", "tab").press("l").shows("‹correction›").press("ctrl+s").shows("BLOCKED", "The field message is empty and this letter needs it", "o: to this line of the template")
	d.press("o").shows("‹5 Template›", "8 <p>[message!]</p>")
}

// The warnings that were acknowledged are kept with the receipt.
func TestAcknowledgedWarningsAreKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "tab", "tab").types("It will be fixed by 14:00.").press("ctrl+s").shows("1 warning to acknowledge")
	d.press("4", "a").shows("Ready to confirm.").press("enter").shows("1 warning accepted").pass(2 * time.Second)
	d.types("OPS-101 customers").press("enter").shows("Accepted by")
	h, err := d.journal.History()
	if err != nil {
		t.Fatal(err)
	}
	r := h["10101"][0]
	if len(r.Accepted) != 1 || r.Accepted[0].Where != "letter" || !strings.Contains(r.Accepted[0].What, "a promised time of repair") {
		t.Errorf("the journal keeps %+v", r.Accepted)
	}
	if _, err := d.wire.got[0].Approve(notify.Consent{Typed: "OPS-101 customers", By: "x", At: night}); err == nil {
		t.Error("a letter with warnings was approved without a word about them")
	}
}
