package kept

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// version is that of the files. One of another is not read.
const version = 1

// begun is how the name of a file begins that is not whole yet.
const begun = ".new-"

// sheet is the content of a file.
type sheet struct {
	Version int             `json:"version"`
	Said    json.RawMessage `json:"said"`
}

// write puts a value into a file of at most so many bytes, whole or not at all.
func write(path string, most int, value any) (err error) {
	said, err := json.Marshal(value)
	if err != nil {
		return err
	}
	text, err := json.Marshal(sheet{version, said})
	if err != nil {
		return err
	}
	if len(text) > most {
		return fmt.Errorf("it has %d bytes, and %d are kept at most", len(text), most)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), begun+"*") // readable by its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// read takes a value out of a file. It reports false, without an error, where there is none.
func read(path string, most int64, into any) (bool, error) {
	info, err := os.Stat(path) // to open a pipe would wait for its writer
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is no regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil {
		err = decode(text, most, into)
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return true, nil
}

// decode takes a value out of the text of a file.
func decode(text []byte, most int64, into any) error {
	var s sheet
	switch {
	case int64(len(text)) > most:
		return fmt.Errorf("it is larger than %d MiB", most>>20)
	case json.Unmarshal(text, &s) != nil:
		return errors.New("it is damaged")
	case s.Version != version:
		return fmt.Errorf("it is of version %d, and this program knows %d", s.Version, version)
	case json.Unmarshal(s.Said, into) != nil:
		return errors.New("it is not what it should be")
	}
	return nil
}

// sweep removes what nobody needs any more, once a day: lists and looks that are a month old,
// incidents that are as old and on no list, and what was never finished. It is called with
// the lock held.
func (s *Store) sweep() {
	const day = month / 30
	now := s.now()
	if now.Sub(s.swept) < day {
		return
	}
	s.swept = now
	older := func(folder string) (old []string) {
		entries, _ := os.ReadDir(filepath.Join(s.dir, folder)) // one that cannot be read has none to remove
		for _, e := range entries {
			info, err := e.Info()
			age := month
			if strings.HasPrefix(e.Name(), begun) {
				age = day
			}
			if err == nil && now.Sub(info.ModTime()) > age {
				old = append(old, filepath.Join(s.dir, folder, e.Name()))
			}
		}
		return old
	}
	for _, path := range append(older("pictures"), older("seen")...) {
		_ = os.Remove(path)
	}
	old := older("incidents")
	if len(old) == 0 {
		return
	}
	listed := map[string]bool{}
	for _, p := range s.pictures() {
		for _, in := range p.Incidents {
			listed[in.ID] = true
		}
	}
	for _, path := range old {
		if _, id, _ := parts(filepath.Base(path)); !listed[id] {
			_ = os.Remove(path)
			delete(s.whole, id)
		}
	}
}
