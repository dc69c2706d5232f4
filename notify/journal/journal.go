// Package journal keeps the letters and what became of them on the local disk: the intent
// before a letter leaves, the outcome after.
//
// A journal is a folder that only its owner can read: letters/DIGEST.eml holds each letter
// as it went over the wire, words/ what operators have written and not sent yet, and
// journal.jsonl one receipt a line, only ever appended to, under a lock. A
// letter's first line, written before anything leaves, calls every recipient unknown; its
// last line is what is true. So a letter whose outcome was never written reads as unknown.
// The package refuses to change or forget a line, to report a line as kept before the disk
// has it, and to take an intent for a letter that another one has overtaken.
package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bulletin/notify"
)

// Journal is a folder of letters and receipts. It implements [notify.Book].
type Journal struct{ dir string }

// Open uses the folder, and makes it where it does not exist.
func Open(dir string) (Journal, error) {
	if err := os.MkdirAll(filepath.Join(dir, "letters"), 0o700); err != nil {
		return Journal{}, fmt.Errorf("open the journal: %w", err)
	}
	return Journal{dir}, nil
}

// Letters is the folder in which the letters are kept as .eml files.
func (j Journal) Letters() string { return filepath.Join(j.dir, "letters") }

// Letter is the path of a letter's .eml file.
func (j Journal) Letter(d notify.Digest) string {
	return filepath.Join(j.Letters(), filepath.Base(strings.TrimPrefix(string(d), "sha256:"))+".eml")
}

func (j Journal) log() string { return filepath.Join(j.dir, "journal.jsonl") }

// Intend writes the letter and the receipt that holds if nothing else is ever written.
// Both are on the disk when it returns. No other program on this journal can write an
// intent between the look at what was told and this one, so of two letters that do not
// know of one another only one leaves.
func (j Journal) Intend(r notify.Receipt, m notify.Message) error {
	unlock, err := lock(filepath.Join(j.dir, "lock"))
	if err != nil {
		return fmt.Errorf("lock the journal: %w", err)
	}
	defer unlock()
	told, err := j.History()
	if err != nil {
		return err
	}
	if err := told.Overtaken(m.Draft()); err != nil {
		return err
	}
	if err := store(j.Letter(m.Digest()), m.EML()); err != nil {
		return fmt.Errorf("keep the letter: %w", err)
	}
	return j.append("intent", r)
}

// Conclude writes what became of the letter. It is on the disk when it returns.
func (j Journal) Conclude(r notify.Receipt) error {
	unlock, err := lock(filepath.Join(j.dir, "lock"))
	if err != nil {
		return fmt.Errorf("lock the journal: %w", err)
	}
	defer unlock()
	return j.append("outcome", r)
}

// record is one line of the journal. What says why it was written: intent or outcome.
type record struct {
	V    int    `json:"v"`
	What string `json:"what"`
	notify.Receipt
}

// version is that of the lines which this program writes and reads.
const version = 1

// append writes one line, under the lock: half of another program's line must not look like
// a torn one. The line is durable when it returns. One that an earlier crash left torn is
// first ended as such.
func (j Journal) append(what string, r notify.Receipt) error {
	line, err := json.Marshal(record{version, what, r})
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	f, err := os.OpenFile(j.log(), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	defer f.Close()
	if torn(f) {
		line = append([]byte(tornMark+"\n"), line...)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return syncDir(j.dir)
}

// tornMark ends a line that a crash has torn. No whole line ends so: it is no JSON.
const tornMark = " #torn"

// torn reports that the file does not end in a line end.
func torn(f *os.File) bool {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil || end == 0 {
		return false
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, end-1)
	return err == nil && last[0] != '\n'
}

// History is every letter's last receipt. A damaged line is an error, but for the last one:
// a crash may have torn it, and its letter's earlier line still stands.
func (j Journal) History() (notify.History, error) {
	f, err := os.Open(j.log())
	if errors.Is(err, fs.ErrNotExist) {
		return notify.History{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	defer f.Close()
	return read(bufio.NewReader(f))
}
