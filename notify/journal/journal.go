// Package journal keeps the letters and what became of them on the local disk, so that no
// crash, full disk or second console can make the house forget or invent a letter.
//
// A journal is a folder that only its owner can read: letters/DIGEST.eml holds each letter as
// it goes over the wire, people/DIGEST.txt its recipients, words/ what operators have written
// and not sent yet, and log/YYYY-MM.jsonl one event a line, only ever appended to, under a
// lock. Each line begins with a hash of itself and of the line before: a checksum, and a chain
// that shows where a line was changed, taken out or put in. What an event means is said in
// notify.
//
// The package refuses to change or forget a line, to report an event as kept before the disk
// has it, to open a letter that another one has overtaken, or two about the same incident at a
// time, and to call anything unsent that may have left: where a part of the log cannot be read,
// the letters that were open then are unknown.
package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bulletin/notify"
)

// Journal is a folder of letters and events. It implements [notify.Book], and may be used by
// several goroutines at once.
type Journal struct {
	dir  string
	disk Disk

	mu  sync.Mutex
	log log // what has been read so far
}

// Option changes how a journal is opened.
type Option func(*Journal)

// On keeps the journal on another disk than the machine's.
func On(d Disk) Option { return func(j *Journal) { j.disk = d } }

// Open uses the folder, and makes it where it does not exist. The error says that it cannot
// be written, or that it is of an older bulletin.
func Open(dir string, options ...Option) (*Journal, error) {
	j := &Journal{dir: dir, disk: disk{}}
	for _, o := range options {
		o(j)
	}
	for _, sub := range []string{"letters", "people", "log", "locks", "words"} {
		if err := j.disk.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("open the journal: %w", err)
		}
	}
	if exists(j.disk, filepath.Join(dir, "journal.jsonl")) {
		return nil, oldError{dir}
	}
	if err := j.disk.SyncDir(dir); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	return j, nil
}

// oldError says that a journal is of a form that is not read any more.
type oldError struct{ dir string }

func (e oldError) Error() string { return "the journal in " + e.dir + " is of an older bulletin" }

func (e oldError) Remedy() string {
	return "settle what is open with the older one, then move " + filepath.Join(e.dir, "journal.jsonl") + " away; who does not know what was sent must not send"
}

// Letters is the folder in which the letters are kept as .eml files.
func (j *Journal) Letters() string { return filepath.Join(j.dir, "letters") }

// Letter is the path of a letter's .eml file.
func (j *Journal) Letter(d notify.Digest) string {
	return filepath.Join(j.Letters(), bare(d)+".eml")
}

func (j *Journal) people(d notify.Digest) string {
	return filepath.Join(j.dir, "people", bare(d)+".txt")
}

func (j *Journal) path(elements ...string) string {
	return filepath.Join(append([]string{j.dir}, elements...)...)
}

// bare is a digest as a file's name, which can lead nowhere else.
func bare(d notify.Digest) string { return filepath.Base(strings.TrimPrefix(string(d), "sha256:")) }

// EML is the bytes of a letter. They are those of the digest, or an error.
func (j *Journal) EML(d notify.Digest) (string, error) {
	eml, err := readFile(j.disk, j.Letter(d))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the letter %s is not kept on this machine", d.Short())
	case err != nil:
		return "", fmt.Errorf("read the kept letter: %w", err)
	case notify.Sum(eml) != d:
		return "", fmt.Errorf("the kept letter %s is damaged: its digest is %s", d.Short(), notify.Sum(eml).Short())
	}
	return eml, nil
}

// Open keeps the letter and its recipients, and then that it is prepared. No other program on
// this journal can open one about the same incident until done is called, so of two letters
// that do not know of one another only one leaves.
func (j *Journal) Open(r notify.Receipt, m notify.Message) (done func(), err error) {
	unlock, err := j.lockIncident(r.Notice)
	if err != nil {
		return nil, err
	}
	if err := j.prepare(r, m); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

func (j *Journal) prepare(r notify.Receipt, m notify.Message) error {
	told, err := j.told(r.IncidentID)
	if err != nil {
		return err
	}
	if err := told.Overtaken(m.Draft()); err != nil {
		return err
	}
	if err := preserve(j.disk, j.Letter(m.Digest()), m.EML()); err != nil {
		return fmt.Errorf("keep the letter: %w", err)
	}
	list := strings.Join(m.Envelope(), "\n") + "\n"
	if err := preserve(j.disk, j.people(notify.Sum(list)), list); err != nil {
		return fmt.Errorf("keep the letter's recipients: %w", err)
	}
	r.Delivery, r.Tally = notify.Delivery{}, nil
	return j.append(record{People: notify.Sum(list), Event: notify.Event{
		Letter: r.ID, What: notify.WasPrepared, At: r.Began, By: r.By, Receipt: &r,
	}})
}

// Write keeps an event; it is durable when Write returns. A decision is refused while the
// letter is leaving.
func (j *Journal) Write(e notify.Event) error {
	if e.What == notify.WasDecided {
		unlock, err := j.lockLetter(e.Letter)
		if err != nil {
			return err
		}
		defer unlock()
	}
	return j.append(record{Event: e})
}

// lockLetter takes the lock of a letter's incident.
func (j *Journal) lockLetter(id notify.ID) (unlock func(), err error) {
	told, err := j.History()
	if err != nil {
		return nil, err
	}
	for _, all := range told {
		for _, r := range all {
			if r.ID == id {
				return j.lockIncident(r.Notice)
			}
		}
	}
	return nil, fmt.Errorf("the journal has no letter %s", id)
}

// tries and pause are for a lock that somebody holds for a moment to see whether it is free.
const (
	tries = 10
	pause = 20 * time.Millisecond
)

func (j *Journal) lockIncident(n notify.Notice) (unlock func(), err error) {
	for range tries {
		unlock, err = j.disk.Lock(j.incidentLock(n.IncidentID), false)
		if !errors.Is(err, ErrLocked) {
			break
		}
		<-time.After(pause)
	}
	switch {
	case errors.Is(err, ErrLocked):
		return nil, busyError{n.Key}
	case err != nil:
		return nil, fmt.Errorf("lock the incident: %w", err)
	}
	return unlock, nil
}

// busyError says that another console is sending about an incident.
type busyError struct{ key string }

func (e busyError) Error() string {
	return "another console on this machine is sending about " + e.key
}

func (e busyError) Remedy() string { return "wait until its letter has left, then confirm yours again" }
