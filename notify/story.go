package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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

// WasLost stands for a part of the journal that cannot be read. It is of no letter and never
// written: who reads the journal finds it, and [Stories] doubts what it may have said.
const WasLost What = "lost"

// Stories turns events, in their order, into receipts. Its zero value knows no letter.
//
// A letter that is prepared is unsent for everybody. Who stands in a committing event is
// unknown until a settled one says more, because the final dot may have been written. The
// rest is unsent for good when the letter has ended. An event that makes no sense changes
// nothing: a recipient who has the letter, or may have it, cannot be committed to once more.
type Stories struct {
	letters map[ID]*story
	open    map[ID]*story // of those, the ones that have not ended
	told    History       // as of the last look
	changed []*story      // since then
}

// story is one letter's receipt and what is known of each of its recipients.
type story struct {
	Receipt
	fates   []fate    // nil once the letter has ended: its tally stands
	replies []Verdict // by recipient, where whole receipts are wanted; else nil
	place   int       // among the receipts of its incident; -1: not there yet
	changed bool
}

// fate is a [State] in one byte, and two things that a state does not say.
type fate uint8

const (
	unsent   fate = iota
	doubtful      // may have left, since a part of the journal is lost
	unknown
	accepted
	declined
	refusedForNow // with a reply that may be another later
)

func (f fate) state() State {
	return [...]State{Unsent, Unknown, Unknown, Accepted, Refused, Refused}[f]
}

// fate is what the verdict means for a recipient.
func (v Verdict) fate() (fate, error) {
	switch v.State {
	case Unsent:
		return unsent, nil
	case Unknown:
		return unknown, nil
	case Accepted:
		return accepted, nil
	case Refused:
		if later(v.Reply) {
			return refusedForNow, nil
		}
		return declined, nil
	}
	return 0, fmt.Errorf("nobody knows what %q means for a recipient", v.State)
}

// Add takes in the next event. The error is that of [Stories.Check]; then nothing changes.
func (s *Stories) Add(e Event) error {
	if e.What == WasLost {
		s.Doubt()
		return nil
	}
	if err := s.Check(e); err != nil {
		return err
	}
	if e.What == WasPrepared {
		s.begin(e)
		return nil
	}
	l := s.letters[e.Letter]
	switch e.What {
	case WasCommitting:
		l.settle(Verdict{To: e.To, State: Unknown})
	case WasSettled:
		for _, v := range e.Verdicts {
			l.settle(v)
		}
	case WasEnded:
		l.Ended, l.Server, l.Stop, l.Unclaimed = e.At, e.Server, e.Stop, e.Unclaimed
		l.count()
		if l.replies == nil {
			l.fates = nil
		}
		delete(s.open, e.Letter)
	case WasDecided:
		l.Decided, l.DecidedBy, l.Recorded = e.Decision, e.By, false // Jira does not know of that
	case WasRecorded:
		l.Recorded = true
	}
	s.touch(l)
	return nil
}

// Check says why an event makes no sense after those that were added; nil where it does.
func (s *Stories) Check(e Event) error {
	l, known := s.letters[e.Letter]
	switch {
	case e.What == WasPrepared && (e.Letter == "" || e.Receipt == nil):
		return errors.New("it prepares no letter")
	case e.What == WasPrepared && known:
		return fmt.Errorf("it prepares the letter %s a second time", e.Letter)
	case e.What == WasPrepared && (e.Receipt.Total < 0 || e.Receipt.Total > MaxTotal):
		return fmt.Errorf("it prepares a letter to %d recipients", e.Receipt.Total)
	case e.What == WasPrepared:
		return nil
	case !known:
		return fmt.Errorf("it is about the letter %s, of which nothing is written before", e.Letter)
	}
	switch e.What {
	case WasCommitting:
		return l.commits(e.To)
	case WasSettled:
		return l.settles(e.Verdicts)
	case WasDecided:
		if e.Decision != Arrived && e.Decision != Again && e.Decision != Dropped {
			return fmt.Errorf("nobody knows the decision %q", e.Decision)
		}
	case WasEnded:
		if e.At.IsZero() {
			return errors.New("it ends a letter at no time")
		}
	case WasRecorded:
	default:
		return fmt.Errorf("nobody knows what %q means", e.What)
	}
	return nil
}

// MaxTotal is more recipients than any letter has: a damaged number must not eat the memory.
const MaxTotal = 1 << 22

// commits says why the letter cannot leave for these recipients.
func (l *story) commits(to []int) error {
	if l.Decided != "" {
		return fmt.Errorf("it is about the letter %s, of which a person has decided", l.ID)
	}
	if err := l.has(to); err != nil {
		return err
	}
	for _, i := range to {
		if f := l.fates[i]; f == unknown || f == accepted {
			return fmt.Errorf("the letter %s left for recipient %d before", l.ID, i+1)
		}
	}
	return nil
}

func (l *story) settles(verdicts []Verdict) error {
	for _, v := range verdicts {
		if err := l.has(v.To); err != nil {
			return err
		}
		if _, err := v.fate(); err != nil {
			return err
		}
	}
	return nil
}

// has says why something cannot become of these recipients.
func (l *story) has(to []int) error {
	if !l.Ended.IsZero() {
		return fmt.Errorf("it is about the letter %s, which has ended", l.ID)
	}
	for _, i := range to {
		if i < 0 || i >= l.Total {
			return fmt.Errorf("it names recipient %d of %d", i+1, l.Total)
		}
	}
	return nil
}

// begin takes of the receipt what was approved. What became of the letter is said by events.
func (s *Stories) begin(e Event) {
	if s.letters == nil {
		s.letters, s.open, s.told = map[ID]*story{}, map[ID]*story{}, History{}
	}
	l := &story{Receipt: *e.Receipt, fates: make([]fate, e.Receipt.Total), place: -1}
	l.ID, l.Began, l.Ended, l.Delivery = e.Letter, e.At, time.Time{}, Delivery{}
	l.Decided, l.DecidedBy, l.Recorded, l.Elsewhere, l.Leaving, l.Unclaimed = "", "", false, false, false, false
	s.letters[e.Letter], s.open[e.Letter] = l, l
	s.touch(l)
}

func (l *story) settle(v Verdict) {
	f, _ := v.fate() // checked
	for _, i := range v.To {
		l.fates[i] = f
		if l.replies != nil {
			l.replies[i] = v
		}
	}
}

// Doubt calls unknown whatever may have left without a word in the journal, because part of
// the journal cannot be read: all that is unsent of letters that have not ended.
func (s *Stories) Doubt() {
	for _, l := range s.open {
		for i, f := range l.fates {
			if f == unsent || f == unknown {
				l.fates[i] = doubtful
			}
		}
		s.touch(l)
	}
}

// touch notes that the letter's receipt is another now.
func (s *Stories) touch(l *story) {
	if !l.changed {
		l.changed = true
		s.changed = append(s.changed, l)
	}
}

// History is the receipts of all letters, without their recipients: see [Receipt.Count]. A
// second look costs only what has changed since.
func (s *Stories) History() History {
	own := map[string]bool{} // slices that no earlier look has seen
	for _, l := range s.changed {
		l.count()
		l.changed = false
		all := s.told[l.IncidentID]
		switch {
		case l.place < 0:
			l.place = len(all)
			s.told.Add(l.Receipt)
		case !own[l.IncidentID]:
			own[l.IncidentID] = true
			s.told[l.IncidentID] = slices.Clone(all)
			fallthrough
		default:
			s.told[l.IncidentID][l.place] = l.Receipt
		}
	}
	for _, l := range s.changed {
		s.told[l.IncidentID] = Supersede(s.told[l.IncidentID])
	}
	s.changed = s.changed[:0]
	h := make(History, len(s.told))
	for id, all := range s.told {
		h[id] = slices.Clip(all)
	}
	return h
}

// count fills in the tally, anew: earlier receipts keep theirs.
func (l *story) count() {
	if l.fates == nil {
		return
	}
	var sums [refusedForNow + 1]int
	for _, f := range l.fates {
		sums[f]++
	}
	l.Tally, l.Later = map[State]int{}, sums[refusedForNow]
	for f, n := range sums {
		if n > 0 {
			l.Tally[fate(f).state()] += n
		}
	}
}
