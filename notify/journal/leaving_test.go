package journal

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bulletin/notify"
	"bulletin/notify/letter"
)

// drafted is a message for customers that knows of no earlier letter.
func drafted(t testing.TB, id notify.ID) (notify.Receipt, notify.Message) {
	t.Helper()
	r, m := written(t, id, "the same")
	d := m.Draft()
	d.Earlier, d.Letter = 0, letter.Letter{Subject: "the same", Text: "the same", HTML: "the same"}
	m, err := d.Compose()
	must(t, err)
	r.Digest = m.Digest()
	return r, m
}

func TestOneLetterOfAnIncidentAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	done := begin(t, one, "aaaa00000001")
	r, m := written(t, "aaaa00000002", "another")
	for name, j := range map[string]*Journal{"this": one, "another": two} {
		_, err := j.Open(r, m)
		var busy *BusyError
		if !errors.As(err, &busy) || err.Error() != "another console on this machine is sending about OPS-101" || busy.Remedy() == "" {
			t.Errorf("%s: %v", name, err)
		}
		if all := told(t, j); len(all) != 1 || !all[0].Leaving || all[0].Case() != notify.Closed {
			t.Errorf("%s: %+v", name, all)
		}
		if all, err := j.Story("10101"); err != nil || !all[0].Leaving {
			t.Errorf("%s: %+v, %v", name, all, err)
		}
	}
	other, m2 := about(t, "10102", "aaaa00000003", "of another incident")
	doneOther, err := two.Open(other, m2)
	must(t, err)
	doneOther()
	must(t, one.Write(ended("aaaa00000001")))
	if all := told(t, two); all[0].Leaving {
		t.Error("it has ended and is leaving")
	}
	if _, err := two.Open(r, m); !errors.As(err, new(*BusyError)) {
		t.Errorf("the lock ends before done is called: %v", err)
	}
	done()
	done() // once more is nothing
	again, err := two.Open(r, m)
	must(t, err)
	done()
	if _, err := one.Open(r, m); !errors.As(err, new(*BusyError)) {
		t.Errorf("done frees the lock of another letter: %v", err)
	}
	again()
}

// A letter that was cut off is not leaving, also not while its rest is sent as another.
func TestWhatIsLeaving(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	begin(t, one, "aaaa00000001")() // cut off
	if all := told(t, two); all[0].Leaving || all[0].Case() != notify.NotSent {
		t.Errorf("cut off: %+v", all)
	}
	done := begin(t, one, "aaaa00000002")
	for _, j := range []*Journal{one, two} {
		if all := told(t, j); all[0].Leaving || !all[1].Leaving {
			t.Errorf("resumed: %+v", all)
		}
	}
	for _, j := range []*Journal{one, two} {
		if err := j.Write(decided("aaaa00000002", notify.Dropped)); !errors.As(err, new(*BusyError)) {
			t.Errorf("a decision about a letter that is leaving: %v", err)
		}
		must(t, j.Write(decided("aaaa00000001", notify.Again)))
	}
	done()
	if all := told(t, two); all[1].Leaving || all[1].Decided != "" || all[0].Decided != notify.Again {
		t.Errorf("%+v", all)
	}
	must(t, two.Write(decided("aaaa00000002", notify.Dropped)))
	if all := told(t, one); all[1].Decided != notify.Dropped {
		t.Errorf("%+v", all)
	}
}

// Of letters that know nothing of one another only one leaves, whoever is first.
func TestOnlyOneOfManyLeaves(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var left, overtaken atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		r, m := drafted(t, notify.ID("aaaa0000000"+string(rune('a'+i))))
		all.Go(func() {
			j, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			done, err := j.Open(r, m)
			for errors.As(err, new(*BusyError)) {
				done, err = j.Open(r, m)
			}
			if o := (*notify.OvertakenError)(nil); errors.As(err, &o) {
				overtaken.Add(1)
				return
			}
			if err := errors.Join(err, j.Write(committing(r.ID, 0))); err != nil {
				t.Error(err)
			}
			left.Add(1)
			done()
		})
	}
	all.Wait()
	if left.Load() != 1 || overtaken.Load() != 19 {
		t.Errorf("%d left, %d were overtaken", left.Load(), overtaken.Load())
	}
}

func TestOvertakenByWhatMayHaveArrived(t *testing.T) {
	t.Parallel()
	for state, want := range map[notify.State]bool{notify.Accepted: true, notify.Unknown: true, notify.Refused: false, notify.Unsent: false} {
		j := open(t, t.TempDir())
		done := begin(t, j, "aaaa00000001")
		must(t, j.Write(committing("aaaa00000001", 0)))
		must(t, j.Write(settled("aaaa00000001", state, "", 0)))
		must(t, j.Write(ended("aaaa00000001")))
		done()
		r, m := drafted(t, "aaaa00000002")
		done, err := j.Open(r, m)
		if (err != nil) != want {
			t.Errorf("after %s: %v", state, err)
		}
		if want && !strings.Contains(err.Error(), "start of OPS-101 for customers left at 2026-01-31 10:25 UTC, by desk@jump1") {
			t.Errorf("it does not say by what: %v", err)
		}
		if want { // and the incident is free again
			done = begin(t, j, "aaaa00000003")
		}
		done()
	}
}

// A receipt of other bytes, or of other people, is not kept.
func TestAReceiptOfAnotherLetter(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, m := written(t, "aaaa00000001", "x")
	bytes, people := r, r
	bytes.Digest, people.Total = "sha256:0", 2
	for _, r := range []notify.Receipt{bytes, people} {
		if _, err := j.Open(r, m); err == nil {
			t.Errorf("%+v", r)
		}
	}
}

// hooked is this machine's disk, on which something happens before the journal is locked.
type hooked struct {
	system
	before func()
}

func (h *hooked) Lock(path string, wait bool) (func(), error) {
	if do := h.before; do != nil && wait {
		h.before = nil
		do()
	}
	return h.system.Lock(path, wait)
}

// A letter that ends while another console looks was never cut off.
func TestALetterThatEndsMeanwhile(t *testing.T) {
	t.Parallel()
	one := open(t, t.TempDir())
	disk := &hooked{}
	two, err := Open(one.dir, On(disk))
	must(t, err)
	done := begin(t, one, "aaaa00000001")
	disk.before = func() {
		must(t, one.Write(settled("aaaa00000001", notify.Accepted, "250 ok", 0, 1, 2)))
		must(t, one.Write(ended("aaaa00000001")))
		done()
	}
	if all := told(t, two); tally(all[0]) != "0 0 3 0" || all[0].Case() != notify.Closed {
		t.Errorf("%+v", all)
	}
}

// Who only looks is not taken for one who sends.
func TestLookingKeepsNobodyFromSending(t *testing.T) {
	t.Parallel()
	one := open(t, t.TempDir())
	two := open(t, one.dir)
	begin(t, one, "aaaa00000001")()
	stop := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := two.History(); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range 50 {
		begin(t, one, notify.ID(fmt.Sprintf("bbbb%08d", i)))()
	}
	close(stop)
	looking.Wait()
}
