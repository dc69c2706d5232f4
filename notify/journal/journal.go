// Package journal keeps the letters and what became of them on the local disk.
//
// A journal is a folder that only its owner can read:
//
//	log/2026-11.jsonl     what happened to the letters, a line for each event, by months
//	letters/DIGEST.eml    each letter as it goes over the wire
//	people/DIGEST.txt     its recipients, one mailbox a line in their order
//	words/                what operators have written and not sent yet
//	head, lock, locks/    see witness.go, and Disk.Lock
//
// A line begins with a hash of itself and of all lines before it. It is only ever appended,
// under a lock, and durable before anybody hears that it is written. The log is read once; a
// second look reads what other consoles have appended since.
//
// The package refuses to change or forget a line, to report a line as kept before the disk
// has it, to call a recipient unsent who may have the letter by a line that cannot be read,
// to begin a letter while there is such a line that nobody has acknowledged, and to begin one
// that another has overtaken or while another about the same incident is leaving.
package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"bulletin/notify"
)

// Journal is a folder of letters and their stories. It implements [notify.Book], and may be
// used by several goroutines.
type Journal struct {
	disk Disk
	dir  string

	mu   sync.Mutex // guards what follows
	log  *log
	ours map[string]bool // incidents about which this journal has a letter open
}

// Option changes what [Open] does.
type Option func(*Journal)

// On has the journal on another disk than that of this machine.
func On(d Disk) Option { return func(j *Journal) { j.disk = d } }

// Open uses the folder, and makes it where it does not exist.
func Open(dir string, options ...Option) (*Journal, error) {
	j := &Journal{disk: system{}, dir: filepath.Clean(dir), ours: map[string]bool{}}
	for _, o := range options {
		o(j)
	}
	j.log = newLog(j.disk, j.dir)
	if err := j.found(); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	return j, nil
}

// found makes what is missing of the journal's folders. All are durable then; what a console
// made that was killed then and there may not be.
func (j *Journal) found() error {
	_, err := j.disk.ReadDir(j.log.folder())
	if errors.Is(err, fs.ErrNotExist) {
		err = root(j.disk, j.dir)
	}
	if err != nil {
		return err
	}
	for _, folder := range []string{"log", "letters", "people", "words", "locks"} {
		if err := j.disk.MkdirAll(filepath.Join(j.dir, folder), 0o700); err != nil {
			return err
		}
	}
	return j.disk.SyncDir(j.dir)
}

// root makes a folder durable from the top. Of what was there before, some can perhaps not
// be synced, as the root of an automounter; and need not.
func root(d Disk, dir string) error {
	made := map[string]bool{} // folders in which this call makes another
	var above []string
	for p := dir; p != filepath.Dir(p); p = filepath.Dir(p) {
		_, err := d.ReadDir(p)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
		above = append(above, filepath.Dir(p))
		made[filepath.Dir(p)] = errors.Is(err, fs.ErrNotExist)
	}
	if err := d.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, p := range above {
		if err := d.SyncDir(p); err != nil && made[p] {
			return err
		}
	}
	return nil
}

// Letters is the folder in which the letters are kept as .eml files.
func (j *Journal) Letters() string { return filepath.Join(j.dir, "letters") }

// Letter is the path of a letter's .eml file.
func (j *Journal) Letter(d notify.Digest) string { return file(j.dir, "letters", d, ".eml") }

// file is the path of what is named by its digest. None leads out of the folder.
func file(dir, folder string, d notify.Digest, ext string) string {
	return filepath.Join(dir, folder, filepath.Base(strings.TrimPrefix(string(d), "sha256:"))+ext)
}

func digest(content string) notify.Digest {
	return notify.Digest(fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content))))
}

// alone takes the lock under which everything is written.
func (j *Journal) alone() (unlock func(), err error) {
	unlock, err = j.disk.Lock(filepath.Join(j.dir, "lock"), true)
	if err != nil {
		return nil, fmt.Errorf("lock the journal: %w", err)
	}
	return unlock, nil
}

// old says that the folder has a journal of the old form.
func (j *Journal) old() error {
	const name = "journal.jsonl"
	entries, err := j.disk.ReadDir(j.dir)
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	for _, e := range entries {
		if e.Name() == name && e.Type()&fs.ModeDir == 0 {
			return &OldFormError{filepath.Join(j.dir, name)}
		}
	}
	return nil
}
