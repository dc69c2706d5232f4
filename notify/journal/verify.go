package journal

import (
	"errors"
	"fmt"

	"bulletin/notify"
)

// Report is what a look at everything has found.
type Report struct {
	Records int      // lines of the log
	Head    string   // the hash of the last: two journals with the same head say the same
	Damage  []Damage // of the log, the acknowledged too
	Letters []Kept   // oldest first
}

// Kept is a letter, and what is wrong with what is kept of it; nil if nothing is.
type Kept struct {
	notify.Receipt
	Err error
}

// Sound reports that nothing is wrong.
func (r Report) Sound() bool {
	for _, k := range r.Letters {
		if k.Err != nil {
			return false
		}
	}
	return len(r.Damage) == 0
}

// Verify reads everything anew: each line of the log, the bytes of each letter, its
// recipients. It changes nothing. The error says that it could not look.
func (j *Journal) Verify() (Report, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.old(); err != nil {
		return Report{}, err
	}
	l := newLog(j.disk, j.dir)
	if err := l.look(); err != nil {
		return Report{}, err
	}
	r := Report{Records: len(l.hashes), Head: l.last, Damage: l.damage}
	h, at := l.stories.History(), map[string]int{}
	for _, id := range l.ids {
		in := l.letters[id].incident
		whole, err := l.whole(h[in][at[in]])
		at[in]++
		if _, failed := j.EML(whole.Digest); failed != nil {
			err = errors.Join(err, fmt.Errorf("letter %s: %w", id, failed))
		}
		r.Letters = append(r.Letters, Kept{whole, err})
	}
	return r, nil
}
