package notify

import (
	"errors"
	"fmt"
)

// Whole is the receipt of one letter with all its recipients, from its own events and those
// of [WasLost] among them; the first prepares it.
func Whole(envelope []string, events ...Event) (Receipt, error) {
	if len(events) == 0 || events[0].What != WasPrepared {
		return Receipt{}, errors.New("there is no such letter")
	}
	var s Stories
	for i, e := range events {
		if err := s.Add(e); err != nil {
			return Receipt{}, err
		}
		if l := s.letters[events[0].Letter]; i == 0 {
			if len(envelope) != l.Total {
				return Receipt{}, fmt.Errorf("the letter %s has %d recipients, and %d are kept", l.ID, l.Total, len(envelope))
			}
			l.replies = make([]Verdict, l.Total)
		}
	}
	l := s.letters[events[0].Letter]
	l.count()
	r := l.Receipt
	r.Outcomes = make([]Outcome, len(envelope))
	for i, to := range envelope {
		r.Outcomes[i] = Outcome{Address: to, State: l.fates[i].state(), Reply: l.replies[i].Reply, QueueID: l.replies[i].QueueID}
	}
	return r, nil
}
