package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// History is every letter's receipt, without its recipients. A [*Damage] beside it says what
// cannot be read. A letter that a console on this machine is sending is marked as leaving.
func (j *Journal) History() (notify.History, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.catchUp(); err != nil {
		return nil, err
	}
	h := j.log.stories.History()
	for _, all := range h {
		for i := range all {
			all[i].Leaving = all[i].Ended.IsZero() && j.held(all[i].IncidentID)
		}
	}
	return h, j.log.damage()
}

// told is what has been told of one incident.
func (j *Journal) told(incidentID string) (notify.History, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.catchUp(); err != nil {
		return nil, err
	}
	return notify.History{incidentID: j.log.stories.Of(incidentID)}, j.log.damage()
}

// held reports that a program is sending about the incident.
func (j *Journal) held(incidentID string) bool {
	unlock, err := j.disk.Lock(j.incidentLock(incidentID), false)
	if err != nil {
		return errors.Is(err, ErrLocked)
	}
	unlock()
	return false
}

// incidentLock is a path that no id from Jira can lead elsewhere.
func (j *Journal) incidentLock(incidentID string) string {
	return j.path("locks", fmt.Sprintf("%.32s", bare(notify.Sum(incidentID))))
}

// Story is the whole receipts of an incident's letters, with every recipient, oldest first.
func (j *Journal) Story(incidentID string) ([]notify.Receipt, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.catchUp(); err != nil {
		return nil, err
	}
	var all []notify.Receipt
	for _, id := range j.log.incident[incidentID] {
		r, err := j.whole(id)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Receipt is the whole receipt of the letter whose id begins with the prefix.
func (j *Journal) Receipt(prefix string) (notify.Receipt, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.catchUp(); err != nil {
		return notify.Receipt{}, err
	}
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	var found []string
	for id := range j.log.people {
		if len(prefix) >= minPrefix && strings.HasPrefix(string(id), prefix) {
			found = append(found, string(id))
		}
	}
	switch len(found) {
	case 0:
		return notify.Receipt{}, idError{fmt.Sprintf("there is no letter %q in the journal of this machine", incident.CleanLine(prefix))}
	case 1:
		return j.whole(notify.ID(found[0]))
	}
	return notify.Receipt{}, idError{fmt.Sprintf("several letters begin with %q: %s", prefix, strings.Join(found[:min(len(found), 5)], ", "))}
}

// minPrefix is how much of an id names a letter, at least.
const minPrefix = 4

type idError struct{ what string }

func (e idError) Error() string { return e.what }

func (e idError) Remedy() string {
	return `give at least its first 4 digits; "bulletin history KEY" and "bulletin resume" list the letters`
}

// whole reads a letter's own lines once more, and its recipients.
func (j *Journal) whole(id notify.ID) (notify.Receipt, error) {
	events := make([]notify.Event, 0, len(j.log.where[id]))
	for _, p := range j.log.where[id] {
		e, err := j.eventAt(id, p)
		if err != nil {
			return notify.Receipt{}, fmt.Errorf("read the letter %s: %w", id, err)
		}
		events = append(events, e)
	}
	envelope, err := j.envelope(j.log.people[id])
	if err != nil {
		return notify.Receipt{}, fmt.Errorf("read the recipients of the letter %s: %w", id, err)
	}
	r, err := notify.Whole(envelope, events...)
	for _, other := range j.log.stories.Of(r.IncidentID) {
		if other.ID == id { // what follows from other letters
			r.Decided, r.DecidedBy = other.Decided, other.DecidedBy
		}
	}
	r.Leaving = r.Ended.IsZero() && j.held(r.IncidentID)
	return r, err
}

func (j *Journal) eventAt(id notify.ID, p place) (notify.Event, error) {
	if p.segment == "" {
		return notify.Event{Letter: id, What: notify.WasDoubted}, nil
	}
	f, err := j.disk.OpenFile(j.logFile(p.segment), os.O_RDONLY, 0)
	if err != nil {
		return notify.Event{}, err
	}
	defer func() { _ = f.Close() }() // it was only read, or has been synced
	if _, err := f.Seek(p.offset, io.SeekStart); err != nil {
		return notify.Event{}, err
	}
	line := make([]byte, p.length)
	if _, err := io.ReadFull(f, line); err != nil {
		return notify.Event{}, err
	}
	return reread(string(line))
}

// envelope is a list of recipients. It is the one of the digest, or an error.
func (j *Journal) envelope(d notify.Digest) ([]string, error) {
	list, err := readFile(j.disk, j.people(d))
	if err != nil {
		return nil, err
	}
	if notify.Sum(list) != d {
		return nil, errors.New("the kept list is damaged")
	}
	all := strings.Split(strings.TrimSuffix(list, "\n"), "\n")
	for i, to := range all {
		all[i] = incident.CleanLine(to)
	}
	return all, nil
}

// Acknowledge notes that a person has seen all damage there is. Letters that it made unknown
// stay so.
func (j *Journal) Acknowledge(by string, now time.Time) error {
	return j.append(record{Event: notify.Event{What: acknowledged, At: now, By: by}})
}
