package journal

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// History is every letter's receipt as a summary, without its recipients. Beside a
// [*DamageError] it is what can be read: then whatever may have left is unknown.
func (j *Journal) History() (notify.History, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	h, err := j.history()
	if err != nil {
		return nil, err
	}
	return h, j.log.open()
}

// history looks at the log. Damage is no error of its own.
func (j *Journal) history() (notify.History, error) {
	if err := j.old(); err != nil {
		return nil, err
	}
	if err := j.log.look(); err != nil {
		return nil, err
	}
	return j.told()
}

// Story is an incident's letters with all their recipients, oldest first. An error says what
// of it cannot be read; a letter whose recipients are lost is a summary.
func (j *Journal) Story(incidentID string) ([]notify.Receipt, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	h, err := j.history()
	if err != nil {
		return nil, err
	}
	return j.log.story(h[incidentID])
}

func (l *log) story(summaries []notify.Receipt) (all []notify.Receipt, lost error) {
	for _, r := range summaries {
		whole, err := l.whole(r)
		all, lost = append(all, whole), errors.Join(lost, err)
	}
	return all, lost
}

// shortest is how many digits of an id name a letter.
const shortest = 4

// Receipt is a letter with all its recipients, by the first digits of its id. The error is
// an [*UnknownError] or an [*AmbiguousError] where they name none, or several.
func (j *Journal) Receipt(prefix string) (notify.Receipt, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	h, err := j.history()
	if err != nil {
		return notify.Receipt{}, err
	}
	var found []notify.Receipt
	for _, id := range j.log.ids {
		if len(prefix) >= shortest && strings.HasPrefix(string(id), strings.ToLower(prefix)) {
			all := h[j.log.letters[id].incident]
			found = append(found, all[slices.IndexFunc(all, func(r notify.Receipt) bool { return r.ID == id })])
		}
	}
	switch len(found) {
	case 0:
		return notify.Receipt{}, &UnknownError{prefix}
	case 1:
		return j.log.whole(found[0])
	}
	ambiguous := &AmbiguousError{Prefix: prefix}
	for _, r := range found {
		ambiguous.Letters = append(ambiguous.Letters, fmt.Sprintf("%s (%s)", r.ID, r.Notice))
	}
	return notify.Receipt{}, ambiguous
}

// whole reads all that happened to a letter. Where that fails, its summary has to do.
func (l *log) whole(summary notify.Receipt) (notify.Receipt, error) {
	var events []notify.Event
	var people notify.Digest
	var err error
	p := l.letters[summary.ID]
	for i, at := range p.events {
		r, failed := l.reread(at)
		if i == 0 {
			people = r.People
		}
		events, err = append(events, r.Event), errors.Join(err, failed)
		next := len(l.hashes) + 1
		if i+1 < len(p.events) {
			next = p.events[i+1].number
		}
		if slices.ContainsFunc(l.lost, func(n int) bool { return n >= at.number && n < next }) {
			events = append(events, notify.Event{What: notify.WasLost})
		}
	}
	envelope, failed := l.envelope(people)
	if err = errors.Join(err, failed); err == nil {
		var whole notify.Receipt
		if whole, err = notify.Whole(envelope, events...); err == nil {
			whole.Leaving = summary.Leaving
			whole.Decided, whole.DecidedBy = summary.Decided, summary.DecidedBy // may follow from other letters
			return whole, nil
		}
	}
	return summary, fmt.Errorf("read the letter %s: %w", summary.ID, err)
}

// reread reads a line once more.
func (l *log) reread(at page) (record, error) {
	f, err := l.disk.OpenFile(l.path(at.segment.name), os.O_RDONLY, 0)
	if err != nil {
		return record{}, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	line := make([]byte, at.length)
	if _, err := f.ReadAt(line, at.offset); err != nil {
		return record{}, err
	}
	_, text, _ := split(line)
	return decode(text)
}

// envelope reads a list of recipients, and compares it with its digest.
func (l *log) envelope(people notify.Digest) ([]string, error) {
	list, err := named(l.disk, file(l.dir, "people", people, ".txt"), people)
	if err != nil {
		return nil, fmt.Errorf("its recipients: %w", err)
	}
	var all []string
	for mailbox := range strings.Lines(list) {
		all = append(all, incident.CleanLine(mailbox))
	}
	return all, nil
}

// EML is a letter's bytes as they are kept. The error says that they are not those of the
// digest any more.
func (j *Journal) EML(d notify.Digest) (string, error) {
	eml, err := named(j.disk, j.Letter(d), d)
	if err != nil {
		return "", fmt.Errorf("read the letter: %w", err)
	}
	return eml, nil
}

// named reads a file that is named by its digest.
func named(d Disk, path string, want notify.Digest) (string, error) {
	content, err := read(d, path)
	if err != nil {
		return "", err
	}
	if is := digest(string(content)); is != want {
		return "", fmt.Errorf("%s was changed: its digest is %s, not %s", path, is.Short(), want.Short())
	}
	return string(content), nil
}
