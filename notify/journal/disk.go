package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Disk is what a journal needs of a file system. Its paths are those of [filepath].
type Disk interface {
	OpenFile(path string, flag int, mode fs.FileMode) (File, error)
	Rename(from, to string) error
	Remove(path string) error
	MkdirAll(path string, mode fs.FileMode) error
	ReadDir(path string) ([]fs.DirEntry, error)
	// SyncDir makes a folder's entries durable.
	SyncDir(path string) error
	// Lock takes a lock that ends with the process at the latest. Where another one has it,
	// it waits, or the error is [ErrHeld].
	Lock(path string, wait bool) (unlock func(), err error)
}

// File is an open file of a [Disk].
type File interface {
	io.Reader
	io.ReaderAt
	io.Writer
	io.Closer
	Sync() error
}

// ErrHeld says that another one has the lock.
var ErrHeld = errors.New("somebody else has the lock")

// system is the disk of this machine.
type system struct{}

func (system) OpenFile(path string, flag int, mode fs.FileMode) (File, error) {
	f, err := os.OpenFile(path, flag, mode)
	if err != nil {
		return nil, err // a nil *os.File is no nil File
	}
	return f, nil
}

func (system) Rename(from, to string) error                 { return os.Rename(from, to) }
func (system) Remove(path string) error                     { return os.Remove(path) }
func (system) MkdirAll(path string, mode fs.FileMode) error { return os.MkdirAll(path, mode) }
func (system) ReadDir(path string) ([]fs.DirEntry, error)   { return os.ReadDir(path) }
func (system) SyncDir(path string) error                    { return syncDir(path) }
func (system) Lock(path string, wait bool) (func(), error)  { return lock(path, wait) }

// read is a file's whole content.
func read(d Disk, path string) ([]byte, error) {
	f, err := d.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(f)
}

// write writes to a file and makes its content durable.
func write(d Disk, path string, flag int, content string) error {
	f, err := d.OpenFile(path, os.O_WRONLY|flag, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, content); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// store keeps a file so that it is either whole on the disk or not there: a temporary file,
// made durable, renamed, and the folder made durable. One that is there already is only made
// durable. It is called under the journal's lock, so one name serves all temporary files.
func store(d Disk, path, content string) error {
	folder := filepath.Dir(path)
	if there, err := read(d, path); err == nil && string(there) == content {
		if err := write(d, path, 0, ""); err != nil {
			return err
		}
		return d.SyncDir(folder)
	}
	fresh := filepath.Join(folder, ".new")
	if err := write(d, fresh, os.O_CREATE|os.O_TRUNC, content); err != nil {
		return errors.Join(err, gone(d, fresh))
	}
	if err := d.Rename(fresh, path); err != nil {
		return errors.Join(err, gone(d, fresh))
	}
	return d.SyncDir(folder)
}

// gone removes a file that may not be there.
func gone(d Disk, path string) error {
	if err := d.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
