package journal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A chain of hashes does not tell that its end was taken away. So the file head says how many
// lines the log had, and the hash of the last. It is written behind each line that is durable
// and needs no fsync of its own: one that is old or torn says less, and nothing wrong.

func (l *log) head() string { return filepath.Join(l.dir, "head") }

// sighting is a line that was durable once.
type sighting struct {
	number int
	hash   string
}

func (s sighting) String() string {
	text := fmt.Sprintf("%020d %s ", s.number, s.hash)
	return text + chain("", []byte(text))[:8] + "\n"
}

// witness reads the head. One that cannot be understood says nothing.
func (l *log) witness() (sighting, error) {
	content, err := read(l.disk, l.head())
	if errors.Is(err, fs.ErrNotExist) {
		return sighting{}, nil
	}
	if err != nil {
		return sighting{}, err
	}
	var s sighting
	n, _ := fmt.Sscanf(string(content), "%d %s", &s.number, &s.hash)
	if n < 2 || s.String() != string(content) {
		return sighting{}, nil
	}
	return s, nil
}

// testify writes the head anew, behind a line that is durable.
func (l *log) testify(line []byte) error {
	hash, _, _ := split(line)
	f, err := l.disk.OpenFile(l.head(), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, sighting{len(l.hashes) + 1, hash}.String())
	return errors.Join(err, f.Close())
}

// behind reports that the log lacks a line that it once had.
func (l *log) behind(s sighting) bool {
	if s.number <= 0 {
		return false
	}
	return s.number > len(l.hashes) || hex.EncodeToString(l.hashes[s.number-1][:]) != s.hash
}

// compare looks for lines that were taken from the end.
func (l *log) compare(s sighting) {
	const why = "the end of the log is missing, or lines in it were taken out"
	if !l.behind(s) {
		l.missing = false
		return
	}
	if !l.missing {
		l.missing = true
		l.hurt(Damage{File: "head", Why: why})
	}
}
