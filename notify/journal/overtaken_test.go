package journal

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bulletin/notify"
	"bulletin/notify/letter"
)

// drafted is a message for customers that knows of no earlier letter.
func drafted(t testing.TB, words string) (notify.Receipt, notify.Message) {
	t.Helper()
	r, m := written(t, words)
	d := m.Draft()
	d.Earlier, d.Letter = 0, letter.Letter{Subject: words, Text: words, HTML: words}
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return r, m
}

// Of letters that know nothing of one another only one leaves, whoever is first.
func TestOnlyOneOfManyLeaves(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var left, overtaken atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		r, m := drafted(t, "the same")
		all.Go(func() {
			j, err := Open(dir)
			if err == nil {
				err = j.Intend(r, m)
			}
			if o := (*notify.OvertakenError)(nil); errors.As(err, &o) {
				overtaken.Add(1)
			} else if err == nil {
				left.Add(1)
			}
		})
	}
	all.Wait()
	if left.Load() != 1 || overtaken.Load() != 19 {
		t.Errorf("%d left, %d were overtaken", left.Load(), overtaken.Load())
	}
}

func TestOvertakenByWhatMayHaveArrived(t *testing.T) {
	t.Parallel()
	for state, want := range map[notify.State]bool{notify.Accepted: true, notify.Unknown: true, notify.Unsent: false} {
		j := open(t, t.TempDir())
		r := intend(t, j, "first")
		r.Outcomes = []notify.Outcome{{Address: "a@example.com", State: state}}
		conclude(t, j, r)
		_, m := drafted(t, "second")
		err := j.Intend(r, m)
		if (err != nil) != want {
			t.Errorf("after %s: %v", state, err)
		}
		if want && !strings.Contains(err.Error(), "start of OPS-101 for customers left at 2026-01-31 10:25 UTC, by desk@jump1") {
			t.Errorf("it does not say by what: %v", err)
		}
	}
}

// What stands in the file is data: it drives no terminal.
func TestTextsOfTheFileAreCleaned(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, _ := written(t, "letter")
	r.Audience, r.Subject, r.By = "cust\x1b]52;c;AAAA\aomers", "a\nb", "\u202edesk"
	r.Outcomes[0].Reply = "550 \x1b[2Jno"
	overwrite(t, j, line(t, r)+"\n")
	got := receipts(t, j)[0]
	for _, s := range []string{got.Audience, got.Subject, got.By, got.Outcomes[0].Reply} {
		if strings.ContainsAny(s, "\x1b\a\n\u202e") {
			t.Errorf("%q", s)
		}
	}
}
