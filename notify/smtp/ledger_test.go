package smtp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulletin/notify"
)

// fullDisk is an error that says what mends it.
type fullDisk struct{}

func (fullDisk) Error() string  { return "no space left\x1b[2J on the device" }
func (fullDisk) Remedy() string { return "make room on the disk" }

// TestLedgerFails: without its entry no dot is written, and after a failed one no further
// transaction begins. What was reported stays true.
func TestLedgerFails(t *testing.T) {
	t.Parallel()
	bob := map[string]act{"RCPT 2": {say: "550 5.1.1 nobody\r\n"}}
	for _, c := range []struct {
		name, what string
		at         int
		faults     map[string]act
		want       string // of three transactions of two
		ledger     string
		step       string
	}{
		{"commit 1", "committing", 1, nil, "UUUUUU", "UUUUUU", "journal"},
		{"commit 2", "committing", 2, nil, "AAUUUU", "AAUUUU", "journal"},
		{"commit 3", "committing", 3, nil, "AAAAUU", "AAAAUU", "journal"},
		{"commit 1, one refused", "committing", 1, bob, "URUUUU", "URUUUU", "journal"},
		{"settle 1", "settled", 1, nil, "AAUUUU", "??UUUU", "journal"},
		{"settle 2", "settled", 2, nil, "AAAAUU", "AA??UU", "journal"},
		{"settle 3", "settled", 3, nil, "AAAAAA", "AAAA??", "journal"},
		{"settle 1, one refused", "settled", 1, bob, "ARUUUU", "?UUUUU", "journal"},
		{"all", "", 0, bob, "URUUUU", "UUUUUU", "journal"},
		{"settle a refused letter", "settled", 2, map[string]act{"dot 2": {say: "554 spam\r\n"}}, "AARRUU", "AA??UU", "final dot"},
		{"settle a doubt", "settled", 2, map[string]act{"dot 2": {end: true}}, "AA??UU", "AA??UU", "final dot"},
		{"settle refusals, then 421", "settled", 2, map[string]act{
			"RCPT 3": {say: "550 no\r\n"}, "DATA 2": {say: "421 enough\r\n", end: true}}, "AARUUU", "AAUUUU", "DATA"},
		{"settle refused by all", "settled", 1, map[string]act{
			"RCPT 1": {say: "550 no\r\n"}, "RCPT 2": {say: "550 no\r\n"}}, "RRUUUU", "UUUUUU", "journal"},
	} {
		for _, alone := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, %v", c.name, alone), func(t *testing.T) {
				t.Parallel()
				f := serve(t, script{faults: c.faults, alone: alone})
				s := f.server()
				s.Transaction = 2
				message := approved(t, "Hello", crowd(6)...)
				f.diary = newDiary(t, message)
				f.diary.refuse = func(what string, n int) error {
					if c.what == "" || what == c.what && n == c.at {
						return fmt.Errorf("write: %w", fullDisk{})
					}
					return nil
				}
				d := s.Send(t.Context(), message, f.diary, nil)
				f.stop()
				honest(t, f, d, eml(t, message))
				explained(t, d)
				ledger := states(notify.Delivery{Outcomes: f.diary.outcomes})
				if states(d) != c.want || ledger != c.ledger || f.conns != 1 {
					t.Errorf("%s, want %s; ledger %s, want %s", states(d), c.want, ledger, c.ledger)
				}
				if d.Stop.Step != c.step || !strings.Contains(d.Stop.Why, "no space left") ||
					c.step == "journal" && d.Stop.Do != "make room on the disk" {
					t.Errorf("%+v", d.Stop)
				}
				if open := c.what == "committing" || c.what == ""; open && (len(f.broken) != 1 || f.heard("QUIT")+f.heard("RSET") > 0) {
					t.Errorf("the open letter was not cut off: %q %q", f.broken, f.lines)
				} else if c.step == "journal" && !open && f.heard("QUIT") != 1 {
					t.Errorf("no farewell: %q", f.lines)
				}
			})
		}
	}
}

// TestLedgerFirst: when the ledger is told that a letter is about to be ended, all of it but
// the dot is there, and the server has not taken it.
func TestLedgerFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := quiet(script{})
		message := approved(t, "Hello", three...)
		s := f.server()
		m, _ := message.Message()
		commits := 0
		l := &watched{Ledger: newDiary(t, message), before: func() {
			commits++
			synctest.Wait()
			f.mu.Lock()
			defer f.mu.Unlock()
			if len(f.accepted) > 0 || f.halfway != eml(t, message) {
				t.Errorf("the server took %d letters and holds %.60q", len(f.accepted), f.halfway)
			}
		}}
		r := newRound(s, m, l, nil)
		r.dial = f.pipe
		r.Stop = r.deliver(t.Context())
		f.stop()
		if states(r.Delivery) != "AAA" || commits != 1 {
			t.Errorf("%s, committed %d times: %+v", states(r.Delivery), commits, r.Stop)
		}
	})
}

// watched is a ledger that is looked at before each commit.
type watched struct {
	notify.Ledger
	before func()
}

func (w *watched) Committing(to []int) error {
	w.before()
	return w.Ledger.Committing(to)
}

// TestRemedyless: an error of the ledger that does not say what mends it still gets an advice.
func TestRemedyless(t *testing.T) {
	t.Parallel()
	f := serve(t, script{mode: None})
	message := approved(t, "Hello", three...)
	f.diary = newDiary(t, message)
	f.diary.refuse = func(string, int) error { return errors.New("read-only file system") }
	d := f.server().Send(t.Context(), message, f.diary, nil)
	f.stop()
	if explained(t, d); states(d) != "UUU" || !strings.Contains(d.Stop.Do, "disk") {
		t.Errorf("%s %+v", states(d), d.Stop)
	}
}

// TestPace: no more transactions begin within a minute than the server wants. The wait can be
// cancelled, and a server that hangs up meanwhile costs no further one.
func TestPace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pace   int
		faults map[string]act
		cancel time.Duration
		want   string // of four transactions of one
		took   time.Duration
		waits  int
	}{
		"no limit":     {0, nil, 0, "AAAA", 0, 0},
		"one a minute": {1, nil, 0, "AAAA", 3 * time.Minute, 3},
		"thirty":       {30, nil, 0, "AAAA", 6 * time.Second, 3},
		"slow server":  {1, map[string]act{"dot": {after: 2 * time.Minute}}, 0, "AAAA", 8 * time.Minute, 3},
		"hung up":      {1, map[string]act{"MAIL 2": {say: "421 idle\r\n", end: true}}, 0, "AAAA", 3 * time.Minute, 3},
		"cancelled":    {1, nil, 90 * time.Second, "AAUU", 90 * time.Second, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := quiet(script{mode: None, faults: c.faults})
				s := f.server()
				s.Transaction, s.Pace = 1, c.pace
				message := approved(t, "Hello", crowd(4)...)
				m, _ := message.Message()
				f.diary = newDiary(t, message)
				waits := 0
				r := newRound(s, m, f.diary, func(p notify.Progress) {
					if p.Step == "pacing" {
						waits++
					}
				})
				r.dial = f.pipe
				ctx, cancel := context.WithCancel(t.Context())
				if c.cancel > 0 {
					defer time.AfterFunc(c.cancel, cancel).Stop()
				}
				began := time.Now()
				r.Stop = r.deliver(ctx)
				took := time.Since(began)
				cancel()
				f.stop()
				honest(t, f, r.Delivery, eml(t, message))
				f.diary.agrees(r.Delivery)
				if states(r.Delivery) != c.want || took != c.took || waits != c.waits {
					t.Errorf("%s after %v with %d waits: %+v", states(r.Delivery), took, waits, r.Stop)
				}
				if c.cancel > 0 && (r.Stop == nil || r.Stop.Why != "it was cancelled") {
					t.Errorf("%+v", r.Stop)
				}
			})
		})
	}
}
