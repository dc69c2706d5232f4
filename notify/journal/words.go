package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// Keep keeps an operator's words for a letter to an audience that has not left yet, so that
// neither a kill nor a failed sending loses them. Empty words forget what was kept.
func (j *Journal) Keep(incidentID, audience, words string) error {
	unlock, err := j.alone()
	if err != nil {
		return err
	}
	defer unlock()
	path := j.words(incidentID, audience)
	if words == "" {
		if err := j.disk.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forget the words of a letter: %w", err)
		}
		return nil
	}
	if err := j.disk.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep your words: %w", err)
	}
	if err := store(j.disk, path, words); err != nil {
		return fmt.Errorf("keep your words: %w", err)
	}
	return nil
}

// Words are the words kept for an incident and an audience, empty where there are none. What
// was written for one audience is never offered for another.
func (j *Journal) Words(incidentID, audience string) (string, error) {
	words, err := read(j.disk, j.words(incidentID, audience))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the words that were kept: %w", err)
	}
	return string(words), nil
}

// words is a path that no id from Jira can lead elsewhere.
func (j *Journal) words(incidentID, audience string) string {
	return filepath.Join(j.dir, "words", fmt.Sprintf("%x.txt", sha256.Sum256([]byte(incidentID+"\x00"+audience))))
}
