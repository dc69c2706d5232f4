package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// receipt is one of a delivery that ended, with so many recipients of each state.
func receipt(accepted, refused, unsent, unknown int) notify.Receipt {
	r := notify.Receipt{
		Notice:    notify.Notice{Key: "OPS-1", Stage: incident.Start, Audience: "staff"},
		MessageID: "<1@example.com>",
		Ended:     time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC),
	}
	add := func(n int, s notify.State) {
		for range n {
			r.Outcomes = append(r.Outcomes, notify.Outcome{
				Address: fmt.Sprintf("r%d@example.com", len(r.Outcomes)), State: s, Reply: "said " + string(s),
			})
		}
	}
	add(accepted, notify.Accepted)
	add(refused, notify.Refused)
	add(unsent, notify.Unsent)
	add(unknown, notify.Unknown)
	return r
}

// TestVerdict: what became of the letter comes before all else that went wrong.
func TestVerdict(t *testing.T) {
	t.Parallel()
	disk := errors.New("disk full")
	stopped := receipt(100, 2, 48, 0)
	stopped.Stop = &notify.Stop{Step: "MAIL", Why: "silence", Do: "check the network."}
	never := receipt(0, 0, 3, 0)
	never.Ended = time.Time{}
	for _, row := range []struct {
		name string
		notify.Receipt
		err        error
		code       int
		text, cure string
	}{
		{"all", receipt(3, 0, 0, 0), nil, exitDone, "", ""},
		{"all, not written down", receipt(3, 0, 0, 0), disk, exitUntold,
			"start of OPS-1 for staff was accepted for all 3, but that could not be written down or told\ndisk full", "do not send it again"},
		{"some", receipt(1, 2, 0, 0), nil, exitPartly, "2 of 3 did not get it",
			"2 refused and 0 unsent did not get it"},
		{"some, stopped", stopped, disk, exitPartly, "50 of 150 did not get it: at MAIL: silence\ndisk full",
			"check the network; 2 refused and 48 unsent did not get it; \"bulletin resume\" sends the same letter to those alone who could still get it"},
		{"none", receipt(0, 3, 0, 0), disk, exitNotSent, "nothing was sent\ndisk full", "send the same letter again when the cause is mended"},
		{"never begun", never, &notify.OvertakenError{By: never}, exitNotSent, (&notify.OvertakenError{By: never}).Error(),
			(&notify.OvertakenError{}).Remedy()},
		{"unknown", receipt(1, 1, 1, 1), disk, exitUnknown,
			"the outcome is unknown for 1 of 4: the mail server got the whole letter and gave no clear answer\ndisk full",
			"do not send it again; ask a recipient, or look for <1@example.com> in the mail server's log, and then decide with \"bulletin resume\"; the 2 refused or unsent did not get it"},
	} {
		err := verdict(row.Receipt, row.err)
		code, remedy := judge(err)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if code != row.code || text != row.text || remedy != row.cure {
			t.Errorf("%s: got %d\n%s\n%s\nwant %d\n%s\n%s", row.name, code, text, remedy, row.code, row.text, row.cure)
		}
	}
}

// TestReport names whoever did not get the letter, however many they are, and the letter's
// file only where there is one.
func TestReport(t *testing.T) {
	t.Parallel()
	written := receipt(30, 2, 25, 1)
	unwritten := written
	unwritten.Ended = time.Time{}
	for name, row := range map[string]struct {
		notify.Receipt
		json bool
	}{"plain": {written, false}, "JSON": {written, true}, "plain, never written": {unwritten, false}, "JSON, never written": {unwritten, true}} {
		var out bytes.Buffer
		if err := (world{out: &out}).report(row.json, row.Receipt, "/letters/1.eml"); err != nil {
			t.Fatal(err)
		}
		for _, o := range row.Outcomes {
			if named := strings.Contains(out.String(), o.Address); !named && o.State != notify.Accepted || named && !row.json && o.State == notify.Accepted {
				t.Errorf("%s: %+v, named %v", name, o, named)
			}
		}
		if told := strings.Contains(out.String(), "/letters/1.eml"); told == row.Ended.IsZero() {
			t.Errorf("%s: the letter's file is told: %v", name, told)
		}
	}
}

// TestJournalLost takes the journal away while the mail server thinks.
func TestJournalLost(t *testing.T) {
	t.Parallel()
	h, s := newHouse(t), newSlow(t, ".")
	h.mailTo(t, s.port)
	ended := make(chan result, 1)
	go func() { ended <- h.call(t, line("send", "--confirm", "OPS-147 customers")...) }()
	soon(t, "the letter's end", s.reached)
	log := h.segment(t)
	if err := errors.Join(os.Remove(log), os.Mkdir(log, 0o700)); err != nil {
		t.Fatal(err)
	}
	close(s.answer)
	r := <-ended
	r.want(t, exitUntold, "23 accepted", "bulletin: start of OPS-147 for customers was accepted for all 23, but that could not be written down or told: at journal: ")
	r.want(t, exitUntold, "", "the outcome could not be written to the journal: ")
	r.want(t, exitUntold, "", "What to do: do not send it again.\n")
}
