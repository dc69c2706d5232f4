package smtp

import (
	"fmt"
	"slices"
	"testing"

	"bulletin/notify"
)

// diary is a ledger that remembers: what a reader of the journal would know after a crash.
type diary struct {
	t        *testing.T
	outcomes []notify.Outcome // unknown from committing until settled
	settled  map[int]bool
	commits  [][]int
	refuse   func(what string, n int) error // nil: nothing; n counts the calls of a kind, from 1
	calls    map[string]int
}

func newDiary(t *testing.T, a notify.Approved) *diary {
	d := &diary{t: t, settled: map[int]bool{}, calls: map[string]int{}}
	m, err := a.Message()
	if err != nil {
		return d
	}
	for _, to := range m.Envelope() {
		d.outcomes = append(d.outcomes, notify.Outcome{Address: to, State: notify.Unsent})
	}
	return d
}

func (d *diary) call(what string) error {
	d.calls[what]++
	if d.refuse != nil {
		return d.refuse(what, d.calls[what])
	}
	return nil
}

func (d *diary) Committing(to []int) error {
	if err := d.call("committing"); err != nil {
		return err
	}
	if len(to) == 0 {
		d.t.Error("a letter to nobody was committed")
	}
	for _, i := range to {
		if d.outcomes[i].State != notify.Unsent {
			d.t.Errorf("%+v was committed", d.outcomes[i])
		}
		d.outcomes[i].State = notify.Unknown
	}
	d.commits = append(d.commits, slices.Clone(to))
	return nil
}

func (d *diary) Settled(to []int, outcomes []notify.Outcome) error {
	if err := d.call("settled"); err != nil {
		return err
	}
	if len(to) != len(outcomes) || len(to) == 0 {
		d.t.Errorf("%d outcomes for %d recipients", len(outcomes), len(to))
	}
	for n, i := range to {
		o, was := outcomes[n], d.outcomes[i]
		switch {
		case d.settled[i], o.State == notify.Unsent, o.Address != was.Address:
			d.t.Errorf("%+v was settled as %+v (already: %v)", was, o, d.settled[i])
		case was.State == notify.Unsent && o.State != notify.Refused:
			d.t.Errorf("%+v was settled without having been committed: %+v", was, o)
		}
		d.outcomes[i], d.settled[i] = o, true
	}
	return nil
}

// agrees compares what the journal would say with what was reported.
func (d *diary) agrees(r notify.Delivery) {
	d.t.Helper()
	if !slices.Equal(d.outcomes, r.Outcomes) {
		d.t.Errorf("the ledger says\n%s, the delivery\n%s", fmt.Sprint(d.outcomes), fmt.Sprint(r.Outcomes))
	}
}

// committed reports that a letter to exactly these was written down.
func (d *diary) committed(to []string) bool {
	return slices.ContainsFunc(d.commits, func(places []int) bool {
		return slices.EqualFunc(places, to, func(i int, s string) bool { return d.outcomes[i].Address == s })
	})
}
