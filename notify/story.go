package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"
)

// ID names one sending of a letter: 12 hexadecimal digits. The same bytes sent once more, to
// the rest of a list, are another sending.
type ID string

func newID(d Digest, began time.Time, resumes ID) ID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", d, began.UnixNano(), resumes))
	return ID(hex.EncodeToString(sum[:6]))
}

// Stories turns events, in their order, into receipts. Its zero value knows no letter.
//
// A letter that is prepared is unsent for everybody. Who stands in a committing event is
// unknown until a settled one says more, because the final dot may have been written. The
// rest is unsent for good when the letter has ended.
type Stories struct {
	letters  map[ID]*story
	incident map[string][]*story // by the incident's id, in their order
	open     map[ID]*story       // those that have not ended
}

// story is one letter's receipt and what is known of each of its recipients.
type story struct {
	Receipt
	codes   []code          // by recipient
	tally   [len(codes)]int // how many there are of each
	replies []Verdict       // by recipient, where whole receipts are wanted; else nil
	summary *Receipt        // nil: to be made anew
}

// code is a recipient's state in one byte, since there are many of them.
type code byte

// refusedForNow is Refused with a reply that may be another later.
const refusedForNow State = "refused for now"

// codes are the states by their code; the first is what a letter begins with.
var codes = [...]State{Unsent, Unknown, Accepted, Refused, refusedForNow}

func codeOf(s State, reply string) (code, bool) {
	if s == Refused && later(reply) {
		s = refusedForNow
	}
	for c := range code(len(codes)) {
		if codes[c] == s {
			return c, true
		}
	}
	return 0, false
}

// Add takes in the next event. The error says that it is of no letter that is known, or of no
// recipient of its letter; the others stand.
func (s *Stories) Add(e Event) error {
	if s.letters == nil {
		s.letters, s.incident, s.open = map[ID]*story{}, map[string][]*story{}, map[ID]*story{}
	}
	if e.What == WasPrepared {
		return s.begin(e)
	}
	l, ok := s.letters[e.Letter]
	if !ok {
		return fmt.Errorf("it is about the letter %s, of which nothing is written before", e.Letter)
	}
	l.summary = nil
	switch e.What {
	case WasCommitting:
		return s.settle(l, Verdict{To: e.To, State: Unknown})
	case WasSettled:
		for _, v := range e.Verdicts {
			if err := s.settle(l, v); err != nil {
				return err
			}
		}
	case WasEnded:
		l.Ended, l.Server, l.Stop = e.At, e.Server, e.Stop
		delete(s.open, l.ID)
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
	l := &story{Receipt: *e.Receipt, codes: make([]code, e.Receipt.Total)}
	l.ID, l.Began, l.tally[0] = e.Letter, e.At, e.Receipt.Total
	s.letters[l.ID], s.open[l.ID] = l, l
	s.incident[l.IncidentID] = append(s.incident[l.IncidentID], l)
	return nil
}

// maxTotal is more recipients than any letter has: a damaged number must not eat the memory.
const maxTotal = 1 << 22

// settle notes an outcome. Once the rest of a letter has reached, or may have reached, anybody,
// what is still open stands there and no more in the letter whose rest it was.
func (s *Stories) settle(l *story, v Verdict) error {
	if err := l.settle(v); err != nil {
		return err
	}
	first, known := s.letters[l.Resumes]
	if known && first.Decided != Again && l.receipt().Told() {
		first.Decided, first.DecidedBy, first.summary = Again, l.By, nil
	}
	return nil
}

func (l *story) settle(v Verdict) error {
	l.summary = nil
	c, ok := codeOf(v.State, v.Reply)
	if !ok {
		return fmt.Errorf("nobody knows what %q means", v.State)
	}
	for _, i := range v.To {
		if i < 0 || i >= len(l.codes) {
			return fmt.Errorf("it names recipient %d of %d", i+1, len(l.codes))
		}
	}
	for _, i := range v.To {
		l.set(i, c)
		if l.replies != nil {
			l.replies[i] = v
		}
	}
	return nil
}

func (l *story) set(i int, c code) {
	l.tally[l.codes[i]]--
	l.tally[c]++
	l.codes[i] = c
}

// Doubt calls unknown whatever may have left without a word in the journal, because a part of
// the journal cannot be read: all that is unsent of letters that have not ended. It returns
// those letters.
func (s *Stories) Doubt() []ID {
	for _, l := range s.open {
		l.doubt()
	}
	return slices.Sorted(maps.Keys(s.open))
}

func (l *story) doubt() {
	l.summary = nil
	for i, c := range l.codes {
		if codes[c] == Unsent {
			l.set(i, 1)
		}
	}
}

// History is the receipts of all letters, without their recipients: see [Receipt.Count].
func (s *Stories) History() History {
	h := make(History, len(s.incident))
	for id := range s.incident {
		h[id] = s.Of(id)
	}
	return h
}

// Of is the receipts of an incident's letters, oldest first, without their recipients.
func (s *Stories) Of(incidentID string) []Receipt {
	var all []Receipt
	for _, l := range s.incident[incidentID] {
		all = append(all, l.receipt())
	}
	return all
}

// receipt is the letter's receipt, with the states counted.
func (l *story) receipt() Receipt {
	if l.summary == nil {
		r := l.Receipt
		r.Tally, r.Later = map[State]int{}, l.tally[len(codes)-1]
		for c, n := range l.tally {
			if n > 0 {
				r.Tally[code(c).state()] += n
			}
		}
		l.summary = &r
	}
	return *l.summary
}

// state is the code as receipts say it.
func (c code) state() State {
	if codes[c] == refusedForNow {
		return Refused
	}
	return codes[c]
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
		r.Outcomes = append(r.Outcomes, Outcome{Address: to, State: l.codes[i].state(), Reply: l.replies[i].Reply, QueueID: l.replies[i].QueueID})
	}
	return r, nil
}
