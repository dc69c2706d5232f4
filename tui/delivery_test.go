package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// holds lets the desk hold its letters. While each second passes, during is called.
func (d *desk) holds(hold time.Duration, during func(left int)) {
	d.Post.Hold = hold
	left := int(hold / time.Second)
	d.Post.After = func(time.Duration) <-chan time.Time {
		if during != nil {
			during(left)
		}
		left--
		over := make(chan time.Time, 1)
		over <- d.now
		return over
	}
}

func (d *desk) confirmed() *desk { return d.toConfirm().types("OPS-101 customers").press("enter") }

// Nothing leaves before the countdown is over, and it says how long that is.
func TestHoldCountsDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	var seen []string
	d.holds(3*time.Second, func(left int) {
		if len(d.wire.got) > 0 {
			t.Error("it left before the time was over")
		}
		d.shows("ANY KEY TAKES IT BACK", "It goes to 3 people (customers).")
		seen = append(seen, strings.TrimSpace(strings.Split(d.screen(), "\n")[1]))
		_ = left
	})
	d.confirmed().shows("Accepted by")
	want := []string{"Start of OPS-101 for customers leaves in 3 seconds.", "Start of OPS-101 for customers leaves in 2 seconds.", "Start of OPS-101 for customers leaves in 1 second."}
	if strings.Join(seen, "|") != strings.Join(want, "|") {
		t.Errorf("seen %q", seen)
	}
}

// Any key takes a held letter back, those of the console too, and on a screen that is too
// small; a key that came with the page does not.
func TestAnyKeyTakesItBack(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"x", "enter", "esc", "q", "ctrl+c", "?", "f1", " ", "c", "s"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, week()...).open(80, 24)
			d.holds(5*time.Second, func(left int) {
				switch left {
				case 5:
					d.press(key) // still down from before
				case 4:
					d.pass(time.Second).press(key)
				case 3:
					t.Error("it is held on")
				}
			})
			d.confirmed().shows("TAKEN BACK. Nobody got this letter.", "the very same letter can be confirmed again")
			if len(d.wire.got) > 0 || d.quits {
				t.Fatal("it left, or the console did")
			}
			d.Post.Hold = 0
			d.press("enter").shows("Ready to confirm.").press("enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("Accepted by")
		})
	}
}

// A hang-up while the letter is held takes it back: nobody sees it leave any more.
func TestHangUpTakesItBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.holds(5*time.Second, func(left int) {
		if left == 4 {
			d.send(leaving{})
		}
	})
	d.confirmed()
	h, err := d.journal.History()
	if err != nil || len(d.wire.got) > 0 || !d.quits || h["10101"][0].Stop == nil || h["10101"][0].Stop.Step != notify.StepHold {
		t.Errorf("%d left, quits %t, the journal says %+v, %v", len(d.wire.got), d.quits, h, err)
	}
}

// What has changed since the letter was written is shown before it can be confirmed.
func TestChangesAreSeenBeforeTheConfirmation(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "ctrl+s").shows("Ready to confirm.")
	d.describe("Payments by card fail for everybody.")
	d.press("enter").shows("It would be another letter now: Customer Description is now")
	d.press("a").shows("Customer Description is now Payments by card fail for everybody.")
	d.press("1").shows("Payments by card fail for everybody.")
	d.press("a", "a", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("Accepted by")
	if len(d.wire.got) != 1 || !strings.Contains(d.wire.got[0].Text(), "for everybody") {
		t.Error("another letter left than the one that was reviewed last")
	}
}

// What changes between the confirmation and the claim voids the approval.
func TestChangesVoidTheApproval(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.toConfirm().types("OPS-101 customers")
	d.describe("Payments by card fail for everybody.")
	d.press("enter").shows("NOT SENT", "It would be another letter now", "Enter leads to the review of the letter as it is now.")
	if len(d.wire.got) > 0 {
		t.Fatal("it left")
	}
	d.press("enter").shows("1 warning to acknowledge").press("a", "a", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("Accepted by")
}

// describe changes what Jira says of the first incident.
func (d *desk) describe(words string) {
	in := &d.jira.picture.Incidents[0]
	in.Fields = append([]incident.Value(nil), in.Fields...)
	in.Fields[2].Texts = []string{words}
}

// Without Jira nothing is confirmed, and the reason is said.
func TestJiraGoneBeforeTheConfirmation(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "ctrl+s").shows("Ready to confirm.")
	d.jira.err = remedied{errors.New("read OPS-101: no answer"), "try again"}
	d.press("enter").shows("Read OPS-101: no answer. Try again.", "1 Letter")
	d.jira.err = nil
	d.press("enter").shows("WHO")
}

// register answers for Jira's claims and marks.
type register struct {
	claim, mark error
	marks       []notify.Receipt
	during      func() // is called while Jira is being told; may be nil
}

func (r *register) Claim(context.Context, notify.Receipt) error    { return r.claim }
func (r *register) Withdraw(context.Context, notify.Receipt) error { return nil }
func (r *register) Mark(_ context.Context, m notify.Receipt) error {
	if r.during != nil {
		r.during()
	}
	if r.mark == nil {
		r.marks = append(r.marks, m)
	}
	return r.mark
}

// A colleague's letter in progress is seen, and keeps ours from leaving.
func TestAColleagueHasIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	reg := &register{claim: &notify.TakenError{Notice: notify.Notice{Key: "OPS-101", Stage: "start", Sequence: 1, Audience: "customers"}, By: "ada@jump2", Since: night}}
	d.Post.Register = reg
	d.others = []string{"ada@jump2 is composing start for customers since 03:02 UTC"}
	d.open(80, 24).press("c").shows("ada@jump2 is composing start for customers since 03:02 UTC")
	d.press("esc")
	d.confirmed().shows("NOT SENT", "Ada@jump2 is sending start of OPS-101 for customers", "Enter leads back to compose")
	if len(d.wire.got) > 0 {
		t.Error("it left")
	}
	reg.claim = nil
	d.press("enter").shows("OPS-101 compose").press("ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("Accepted by")
}

// A letter of which Jira does not know yet is said, and made up for when Jira answers.
func TestUnrecordedLetters(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	reg := &register{mark: errors.New("no answer")}
	d.Post.Register = reg
	d.open(80, 24).confirmed().shows("Accepted by", "Mailed, but not yet recorded in Jira: no answer.", "never sent again for it")
	d.press("enter").shows("1 letter mailed, not yet recorded in Jira.")
	reg.mark = nil
	d.press("r")
	if strings.Contains(d.screen(), "not yet recorded") || len(reg.marks) != 1 || len(d.wire.got) != 1 || reg.marks[0].Count(notify.Accepted) != 3 {
		t.Errorf("%d marks, %d letters:\n%s", len(reg.marks), len(d.wire.got), d.screen())
	}
}

// dead is a wire that ends with the program: nothing is written after it.
func (d *desk) cutOff(t *testing.T, committed bool) {
	t.Helper()
	w := &wire{answer: notify.Accepted, during: func() { panic("kill -9") }}
	if committed {
		w.answer, w.during = notify.Unknown, nil
	}
	defer func() { _ = recover() }()
	d.mailed(d.jira.picture.Incidents[0], "customers", 10*time.Minute, w)
}

// A letter that was cut off is offered at the next start, and leaves with the same bytes.
func TestResumeWhatWasCutOff(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.cutOff(t, false)
	d.open(80, 24).shows("1 letter needs a decision: press u.").press("u").
		shows("CUT OFF: start of OPS-101 for customers did not leave. Nobody got it.", "without a word", "unsent it@alpha.example.com", "s send it d drop it")
	d.press("s").shows("OPS-101 review", "Ready to confirm.").press("enter").pass(2 * time.Second)
	d.types("OPS-101 customers").press("enter").shows("is not the phrase").types("OPS-101 again to 3").press("enter").shows("Accepted by")
	h, err := d.journal.History()
	if err != nil || len(d.wire.got) != 1 || d.wire.got[0].Digest() != h["10101"][0].Digest || len(h.Open()) > 0 {
		t.Errorf("%d left; %+v %v", len(d.wire.got), h["10101"], err)
	}
	d.press("enter")
	if strings.Contains(d.screen(), "needs a decision") {
		t.Error("it still asks for a decision")
	}
}

// Of an unknown letter a person says what became of it, by typing; nothing else settles it.
func TestResumeWhatIsUnknown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.cutOff(t, true)
	d.open(80, 24).press("u").shows("UNKNOWN: start of OPS-101 for customers may have reached 3 people, or not.", "Message-ID", "s send it again")
	d.press("y").shows("type OPS-101 arrived").press("enter").shows("not the phrase")
	d.types("OPS-101 arrive").press("enter").shows("Nothing is decided.").press("esc").shows("UNKNOWN")
	d.press("esc").shows("needs a decision", "unknown").press("u", "y").types("OPS-101 arrived").press("enter").shows("No letter needs you.")
	h, err := d.journal.History()
	if err != nil || h["10101"][0].Decided != notify.Arrived || h["10101"][0].DecidedBy != "desk@jump1" || len(d.wire.got) > 0 {
		t.Errorf("%+v, %v", h["10101"], err)
	}
	d.press("esc")
	if strings.Contains(d.screen(), "needs a decision") || strings.Contains(d.screen(), "unknown") {
		t.Errorf("it is still open:\n%s", d.screen())
	}
}

// What reached some goes to the rest only, one key from its receipt.
func TestSendToTheRest(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.wire.partly = true
	d.confirmed().shows("for 2 of 3 people; 1 unsent.", "s sends the same letter")
	d.wire.partly = false
	d.press("s").shows("PARTLY SENT", "s send to the rest d leave it at that").press("s", "enter").pass(2 * time.Second).types("OPS-101 again to 1").press("enter").shows("for the one person")
	if len(d.wire.got) != 2 || d.wire.got[1].EML() != d.wire.got[0].EML() || len(d.wire.got[1].Envelope()) != 1 || d.wire.got[1].Envelope()[0] != "noc@gamma.example.com" {
		t.Errorf("%d letters", len(d.wire.got))
	}
}

// A letter can be dropped, by typing.
func TestDropWhatWasCutOff(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.cutOff(t, false)
	d.open(80, 24).press("u", "d").types("OPS-101 drop").press("enter").shows("No letter needs you.")
	d.press("esc").shows("tell now")
}

// A test goes to the operator alone and says so; the letter itself is none the older for it.
func TestTestSend(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.press("c", "ctrl+s", "t").pass(2*time.Second).shows("1 person", "[TEST]", "type test").types("test").press("enter")
	d.shows("Accepted by", "for the one person", "It was a test")
	if to := d.wire.got[0].Envelope(); len(to) != 1 || to[0] != "desk@example.com" {
		t.Errorf("the test went to %v", to)
	}
	d.press("enter").shows("Ready to confirm.", "OPS-101 review").press("enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("for all 3 people")
	if strings.Contains(d.wire.got[1].EML(), "TEST") {
		t.Error("the letter says that it is a test")
	}
}

// An exercise says at its confirmation how far it goes, and goes no further.
func TestAnExerciseStaysInside(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.Desk.Drill = &notify.List{Name: "drill", Bcc: []notify.Address{address(t, "exercise@example.com")}}
	d.open(80, 24).toConfirm().shows("An exercise: it goes to the drill list alone.", "1 person", "[DRILL]")
	d.types("OPS-101 customers").press("enter").shows("Accepted by")
	if to := d.wire.got[0].Envelope(); len(to) != 1 || to[0] != "exercise@example.com" {
		t.Errorf("the exercise went to %v", to)
	}
}

// A correction is one key from a receipt, and goes to those who got the letter.
func TestCorrectionFromTheReceipt(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.confirmed().press("c").shows("OPS-101 compose", "‹correction›", "‹customers›", "3 people who got the letter that was wrong")
	emea := d.Desk.Lists["emea"]
	emea.Bcc = append(emea.Bcc, address(t, "new@omega.example.com"))
	d.Desk.Lists["emea"] = emea
	d.press("tab", "tab").types("It is sign-in, not payments.").press("ctrl+s").shows("1 Letter").press("enter").pass(2 * time.Second).
		types("OPS-101 customers").press("enter").shows("for all 3 people")
	if len(d.wire.got) != 2 || strings.Join(d.wire.got[1].Envelope(), " ") != strings.Join(d.wire.got[0].Envelope(), " ") {
		t.Errorf("the correction went to %v", d.wire.got[len(d.wire.got)-1].Envelope())
	}
}

// Who got start and is on no list now is offered, one key away.
func TestFormerReadersAreOffered(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.confirmed().press("enter")
	emea := d.Desk.Lists["emea"]
	emea.Bcc = emea.Bcc[:2]
	d.Desk.Lists["emea"] = emea
	d.jira.picture.Incidents[0].Done, d.jira.picture.Incidents[0].Status = true, "Done"
	d.press("r", "g", "c").shows("‹resolved›", "2 people on emea", "1 person got earlier letters")
	d.press("ctrl+f").shows("3 people on emea, earlier letters")
	d.press("ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter").shows("for all 3 people")
	if to := d.wire.got[1].Envelope(); to[2] != "noc@gamma.example.com" {
		t.Errorf("%v", to)
	}
}

// The reason for each address stands beside it.
func TestWhyStandsBesideEachAddress(t *testing.T) {
	t.Parallel()
	newDesk(t, week()...).open(80, 24).press("c", "ctrl+s", "3").shows("Bcc it@alpha.example.com emea")
}
