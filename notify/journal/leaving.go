package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"bulletin/notify"
)

// incident is the path of an incident's lock. Who has it is sending the newest letter of the
// incident, or about to begin one. It is tried under the lock of the journal alone: nobody who
// only asks is taken for one who sends.
func (j *Journal) incident(id string) string {
	return filepath.Join(j.dir, "locks", fmt.Sprintf("%x", sha256.Sum256([]byte(id))))
}

// claim takes the lock of an incident.
func (j *Journal) claim(n notify.Notice) (release func(), err error) {
	if j.ours[n.IncidentID] {
		return nil, &BusyError{n.Key}
	}
	unlock, err := j.disk.Lock(j.incident(n.IncidentID), false)
	if errors.Is(err, ErrHeld) {
		return nil, &BusyError{n.Key}
	}
	if err != nil {
		return nil, fmt.Errorf("lock the incident: %w", err)
	}
	j.ours[n.IncidentID] = true
	return func() {
		unlock()
		delete(j.ours, n.IncidentID)
	}, nil
}

// busy is the error that a letter about the incident is leaving; nil where none is. It is
// called under the lock of the journal.
func (j *Journal) busy(n notify.Notice) error {
	release, err := j.claim(n)
	if err == nil {
		release()
	}
	return err
}

// mayLeave are the letters that have not ended and are the newest of their incident: only
// such a one can be leaving.
func (j *Journal) mayLeave(h notify.History) map[notify.ID]notify.Receipt {
	out := map[notify.ID]notify.Receipt{}
	for id := range j.log.unended {
		all := h[j.log.letters[id].incident]
		if newest := all[len(all)-1]; newest.ID == id && newest.Decided == "" {
			out[id] = newest
		}
	}
	return out
}

// told is the history, and which of its letters are leaving. The log was looked at. Where a
// letter has not ended, it is looked at once more, while nobody can end one: else a letter
// that ends just now would look like one that was cut off.
func (j *Journal) told() (notify.History, error) {
	h := j.log.stories.History()
	if len(j.mayLeave(h)) == 0 {
		return h, nil
	}
	unlock, err := j.alone()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := j.log.look(); err != nil {
		return nil, err
	}
	h = j.log.stories.History()
	for _, r := range j.mayLeave(h) {
		err := j.busy(r.Notice)
		if err == nil {
			continue
		}
		if !errors.As(err, new(*BusyError)) {
			return nil, err
		}
		all := slices.Clone(h[r.IncidentID])
		all[len(all)-1].Leaving = true
		h[r.IncidentID] = all
	}
	return h, nil
}
