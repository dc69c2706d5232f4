package journal

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Disk is what the journal asks of a file system.
type Disk interface {
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	Rename(from, to string) error
	Remove(name string) error
	MkdirAll(dir string, perm fs.FileMode) error
	ReadDir(dir string) (names []string, err error) // sorted
	SyncDir(dir string) error                       // makes the folder's entries durable
	// Lock keeps others from locking the path until unlock is called or the process ends.
	// Where somebody else has it, it waits or returns [ErrLocked].
	Lock(path string, wait bool) (unlock func(), err error)
}

// File is an open file.
type File interface {
	io.ReadWriteCloser
	io.Seeker
	Sync() error // makes the content durable
}

// ErrLocked says that somebody else holds a lock.
var ErrLocked = errors.New("it is locked")

// disk is the real one.
type disk struct{}

func (disk) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	return os.OpenFile(name, flag, perm)
}
func (disk) Rename(from, to string) error                { return os.Rename(from, to) }
func (disk) Remove(name string) error                    { return os.Remove(name) }
func (disk) MkdirAll(dir string, perm fs.FileMode) error { return os.MkdirAll(dir, perm) }
func (disk) SyncDir(dir string) error                    { return syncDir(dir) }
func (disk) Lock(path string, wait bool) (func(), error) { return lock(path, wait) }

func (disk) ReadDir(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

// store writes a file so that it is either whole on the disk or not there: a temporary
// file, made durable, renamed, and the folder made durable.
func store(d Disk, path, content string) error {
	temporary := filepath.Join(filepath.Dir(path), ".new-"+strings.ToLower(rand.Text()))
	f, err := d.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, content)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = d.Rename(temporary, path)
	}
	if err != nil {
		_ = d.Remove(temporary)
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}

// preserve is store for content that has its own digest as its name: what lies there already is
// made durable, and written anew only where it is damaged.
func preserve(d Disk, path, content string) error {
	if there, err := readFile(d, path); err == nil && there == content {
		return d.SyncDir(filepath.Dir(path))
	}
	return store(d, path, content)
}

func readFile(d Disk, path string) (string, error) {
	f, err := d.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read, or has been synced
	b, err := io.ReadAll(f)
	return string(b), err
}

// exists reports that a folder has an entry.
func exists(d Disk, path string) bool {
	names, err := d.ReadDir(filepath.Dir(path))
	return err == nil && slices.Contains(names, filepath.Base(path))
}
