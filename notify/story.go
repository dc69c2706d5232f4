package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// ID names one sending of a letter: 12 hexadecimal digits. The same bytes sent once more, to
// the rest of a list, are another sending.
type ID string

func newID(d Digest, began time.Time) ID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", d, began.UnixNano()))
	return ID(hex.EncodeToString(sum[:6]))
}

// Stories turns events, in their order, into receipts. Its zero value knows no letter.
//
// A letter that is prepared is unsent for everybody. Who stands in a committing event is
// unknown until a settled one says more, because the final dot may have been written. The
// rest is unsent for good when the letter has ended.
type Stories struct {
	order   []ID
	letters map[ID]*story
}

// story is one letter's receipt and what is known of each of its recipients.
type story struct {
	Receipt
	states  []State
	replies []Verdict // by recipient, where whole receipts are wanted; else nil
}

// Add takes in the next event. The error says that it is of no letter that is known, or of no
// recipient of its letter; the others stand.
func (s *Stories) Add(e Event) error {
	if s.letters == nil {
		s.letters = map[ID]*story{}
	}
	if e.What == WasPrepared {
		return s.begin(e)
	}
	l, ok := s.letters[e.Letter]
	if !ok {
		return fmt.Errorf("it is about the letter %s, of which nothing is written before", e.Letter)
	}
	switch e.What {
	case WasCommitting:
		return l.settle(Verdict{To: e.To, State: Unknown})
	case WasSettled:
		for _, v := range e.Verdicts {
			if err := l.settle(v); err != nil {
				return err
			}
		}
	case WasEnded:
		l.Ended, l.Server, l.Stop = e.At, e.Server, e.Stop
	case WasDecided:
		l.Decided, l.DecidedBy = e.Decision, e.By
	case WasRecorded:
		l.Recorded = true
	case WasDoubted:
		l.doubt()
	default:
		return fmt.Errorf("nobody knows what %q means", e.What)
	}
	return nil
}

func (s *Stories) begin(e Event) error {
	if e.Receipt == nil || e.Receipt.Total < 0 || e.Receipt.Total > maxTotal {
		return fmt.Errorf("it prepares no letter")
	}
	if _, ok := s.letters[e.Letter]; ok {
		return fmt.Errorf("it prepares the letter %s a second time", e.Letter)
	}
	l := &story{Receipt: *e.Receipt, states: make([]State, e.Receipt.Total)}
	l.ID, l.Began = e.Letter, e.At
	for i := range l.states {
		l.states[i] = Unsent
	}
	s.letters[e.Letter] = l
	s.order = append(s.order, e.Letter)
	return nil
}

// maxTotal is more recipients than any letter has: a damaged number must not eat the memory.
const maxTotal = 1 << 22

func (l *story) settle(v Verdict) error {
	for _, i := range v.To {
		if i < 0 || i >= len(l.states) {
			return fmt.Errorf("it names recipient %d of %d", i+1, len(l.states))
		}
	}
	for _, i := range v.To {
		l.states[i] = v.State
		if v.State == Refused && later(v.Reply) {
			l.states[i] = refusedForNow
		}
		if l.replies != nil {
			l.replies[i] = v
		}
	}
	return nil
}

// refusedForNow is Refused in the states of a story, with a reply that may be another later.
const refusedForNow State = "refused for now"

// Doubt calls unknown whatever may have left without a word in the journal, because a part of
// the journal cannot be read: all that is unsent of letters that have not ended. It returns
// those letters.
func (s *Stories) Doubt() []ID {
	var all []ID
	for _, id := range s.order {
		if l := s.letters[id]; l.Ended.IsZero() {
			l.doubt()
			all = append(all, id)
		}
	}
	return all
}

func (l *story) doubt() {
	for i, state := range l.states {
		if state == Unsent {
			l.states[i] = Unknown
		}
	}
}

// History is the receipts of all letters, without their recipients: see [Receipt.Count].
func (s *Stories) History() History {
	h := History{}
	for _, id := range s.order {
		h.Add(s.letters[id].receipt())
	}
	return h
}

// receipt counts the states.
func (l *story) receipt() Receipt {
	r := l.Receipt
	r.Tally = map[State]int{}
	for _, state := range l.states {
		if state == refusedForNow {
			r.Later++
			state = Refused
		}
		r.Tally[state]++
	}
	return r
}

// Whole is the receipt of one letter with all its recipients, from its own events; the first
// of them prepares it.
func Whole(envelope []string, events ...Event) (Receipt, error) {
	var s Stories
	for i, e := range events {
		if err := s.Add(e); err != nil {
			return Receipt{}, err
		}
		if i == 0 {
			l := s.letters[e.Letter]
			if len(envelope) != l.Total {
				return Receipt{}, fmt.Errorf("the letter %s has %d recipients, and %d are kept", e.Letter, l.Total, len(envelope))
			}
			l.replies = make([]Verdict, l.Total)
		}
	}
	if len(events) == 0 {
		return Receipt{}, fmt.Errorf("there is no such letter")
	}
	l := s.letters[events[0].Letter]
	r := l.receipt()
	for i, to := range envelope {
		o := Outcome{Address: to, State: l.states[i], Reply: l.replies[i].Reply, QueueID: l.replies[i].QueueID}
		if o.State == refusedForNow {
			o.State = Refused
		}
		r.Outcomes = append(r.Outcomes, o)
	}
	return r, nil
}
