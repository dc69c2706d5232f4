package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// distant is a register in a Jira that may be silent; it keeps what was marked.
type distant struct {
	down   bool
	claims int
	marks  []notify.Receipt
}

type silence struct{}

func (silence) Error() string     { return "write to the issue in Jira: the server refused the connection" }
func (silence) Unreachable() bool { return true }

func (r *distant) err() error {
	if r.down {
		return silence{}
	}
	return nil
}

func (r *distant) Claim(context.Context, notify.Receipt) error {
	r.claims++
	return r.err()
}
func (r *distant) Withdraw(context.Context, notify.Receipt) error { return r.err() }
func (r *distant) Mark(_ context.Context, l notify.Receipt) error {
	if !r.down {
		r.marks = append(r.marks, l)
	}
	return r.err()
}

// Jira falls silent between the confirmation and the claim: the letter does not leave. Made
// once more of what is kept it does, behind the longer phrase; its mark follows, once.
func TestJiraFallsSilent(t *testing.T) {
	t.Parallel()
	d, r := newDesk(t, week()...), &distant{}
	d.Post.Register = r
	d.open(80, 24).press("c", "ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers")
	d.down()
	r.down = true
	d.press("enter").shows("NOT SENT.", "the server refused the connection", "Begin it once more", "Enter leads back to compose")
	d.press("enter").shows("OPS-101 compose", "Jira does not answer; facts as of 02:14 UTC")
	d.press("ctrl+s", "enter").shows("1 warning to acknowledge")
	d.press("a", "a", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter")
	if d.shows("is not the phrase. Nothing was sent."); len(d.wire.got) > 0 {
		t.Fatal("it left behind the usual phrase")
	}
	d.types("OPS-101 customers without jira").press("enter").
		shows("Accepted by mail.example.com:587 for all 3 people", "not yet recorded in Jira", "It left without a claim")
	if d.press("enter").pass(time.Minute); len(d.wire.got) != 1 || len(r.marks) > 0 || r.claims != 2 {
		t.Fatalf("%d letters, %d marks, %d claims", len(d.wire.got), len(r.marks), r.claims)
	}
	d.jira.err = silence{}
	d.press("r").shows("1 letter mailed, not yet recorded in Jira.")
	d.jira.err = nil
	r.down, d.jira.kept = false, incident.Kept{}
	d.press("r", "r")
	if len(r.marks) != 1 || !r.marks[0].Unclaimed || len(d.wire.got) != 1 {
		t.Errorf("marked %+v, %d letters", r.marks, len(d.wire.got))
	}
}

// A Jira that does not answer is not asked to tell colleagues what is written; one that is back is.
func TestComposingIsToldToAJiraThatAnswers(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	var told []notify.Notice
	d.Composing = func(_ context.Context, n notify.Notice) error {
		told = append(told, n)
		return nil
	}
	d.down().open(80, 24).press("c").shows("WARN what colleagues told since").types("ll")
	if len(told) > 0 {
		t.Errorf("told %v", told)
	}
	d.jira.kept = incident.Kept{}
	d.press("ctrl+r").shows("OPS-101 compose")
	if len(told) != 1 || told[0].Key != "OPS-101" {
		t.Errorf("with Jira back, told %v", told)
	}
}

// All that is confirmed without Jira stands on 80x24, however long its parts are.
func TestConfirmWithoutJiraFits(t *testing.T) {
	t.Parallel()
	long := ticket(101, "P1", "New", strings.Repeat("データ export fails ", 30), time.Hour)
	long.Key, long.Services = "INFRASTRUCTURE-1234567", []string{strings.Repeat("Checkout, ", 40)}
	d := newDesk(t, long)
	d.Desk.Audiences[0].Name = "customers-of-the-payment-gateway-emea"
	d.down().jira.kept.Why = strings.Repeat("there was no answer in time ", 10)
	d.open(80, 24).press("c", "tab", "tab").types(strings.Repeat("We work on it. ", 20)).press("ctrl+s", "a", "a", "a", "a", "a", "enter").pass(2 * time.Second)
	d.shows("INFRASTRUCTURE-1234567 customers-of-the-payment-gateway-emea without jira", "what colleagues told since 01:14 UTC cannot be seen",
		"facts as of 02:14 UTC", "without a claim").types("INFRASTRUCTURE-1234567 customers-of-the-payment-gateway-emea without jira").press("enter").
		shows("Accepted by")
}
