// Package journaltest is a disk in memory for tests of the journal and of what stands on it. It
// knows what a real one has made durable and what a crash would take with it: content that was
// not synced, and entries of folders that were not.
//
// It refuses nothing by itself: which operations fail, and how far they come, is the test's to
// say.
package journaltest

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"bulletin/notify/journal"
)

// Fate is what becomes of an operation.
type Fate int

// The fates.
const (
	Done   Fate = iota // it is done
	Undone             // it is not, and fails
	Half               // it is half done, and fails: half of the bytes are written
	Lost               // it is done, and fails all the same
)

// Hook is asked before each operation that changes or opens something: open, write, sync,
// rename, remove, syncdir. Its error is that of every fate but Done.
type Hook func(op, path string) (Fate, error)

// Disk is a file system in memory. Its folders are always there.
type Disk struct {
	mu      sync.Mutex
	hook    Hook
	files   map[string]*file // as programs see them
	durable map[string]*file // the entries that a crash leaves
	locks   map[string]bool
}

// file is content, and how much of it a crash leaves.
type file struct{ content, synced []byte }

// New is an empty disk. The hook may be nil.
func New(hook Hook) *Disk {
	if hook == nil {
		hook = func(string, string) (Fate, error) { return Done, nil }
	}
	return &Disk{hook: hook, files: map[string]*file{}, durable: map[string]*file{}, locks: map[string]bool{}}
}

// Leaves says what a crash leaves of what was not made durable.
type Leaves int

// What a crash leaves.
const (
	Nothing    Leaves = iota // the worst: nothing of it
	Some                     // half of each file's unsynced bytes, and all entries
	Everything               // the best: all of it
)

// AfterCrash is the disk as the next start finds it, with no lock held.
func (d *Disk) AfterCrash(l Leaves) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := New(nil)
	entries := d.files
	if l == Nothing {
		entries = d.durable
	}
	for path, f := range entries {
		content := f.synced
		switch {
		case l == Everything:
			content = f.content
		case l == Some && bytes.HasPrefix(f.content, f.synced):
			content = f.content[:len(f.synced)+(len(f.content)-len(f.synced))/2]
		}
		c := &file{content: bytes.Clone(content), synced: bytes.Clone(content)}
		out.files[path], out.durable[path] = c, c
	}
	return out
}

// Files are the paths and contents, as programs see them.
func (d *Disk) Files() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]string{}
	for path, f := range d.files {
		out[path] = string(f.content)
	}
	return out
}

// Set puts content at a path, durably.
func (d *Disk) Set(path, content string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := &file{content: []byte(content), synced: []byte(content)}
	d.files[path], d.durable[path] = f, f
}

// do asks the hook and does an operation as far as it says.
func (d *Disk) do(op, path string, all, half func() error) error {
	fate, err := d.hook(op, path)
	d.mu.Lock()
	defer d.mu.Unlock()
	switch fate {
	case Done:
		return all()
	case Half:
		if half != nil {
			_ = half()
		}
	case Lost:
		_ = all()
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}

// OpenFile implements [journal.Disk].
func (d *Disk) OpenFile(name string, flag int, _ fs.FileMode) (journal.File, error) {
	var h *handle
	err := d.do("open", name, func() error {
		f, ok := d.files[name]
		switch {
		case !ok && flag&os.O_CREATE == 0:
			return &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		case ok && flag&os.O_EXCL != 0:
			return &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
		case !ok:
			f = &file{}
			d.files[name] = f
		}
		h = &handle{disk: d, file: f, path: name, atEnd: flag&os.O_APPEND != 0}
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return h, nil
}

// Rename implements [journal.Disk].
func (d *Disk) Rename(from, to string) error {
	return d.do("rename", to, func() error {
		f, ok := d.files[from]
		if !ok {
			return fs.ErrNotExist
		}
		delete(d.files, from)
		d.files[to] = f
		return nil
	}, nil)
}

// Remove implements [journal.Disk].
func (d *Disk) Remove(name string) error {
	return d.do("remove", name, func() error {
		if _, ok := d.files[name]; !ok {
			return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
		}
		delete(d.files, name)
		return nil
	}, nil)
}

// MkdirAll implements [journal.Disk].
func (d *Disk) MkdirAll(string, fs.FileMode) error { return nil }

// ReadDir implements [journal.Disk].
func (d *Disk) ReadDir(dir string) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var names []string
	for path := range d.files {
		if filepath.Dir(path) == dir {
			names = append(names, filepath.Base(path))
		}
	}
	slices.Sort(names)
	return names, nil
}

// SyncDir implements [journal.Disk].
func (d *Disk) SyncDir(dir string) error {
	return d.do("syncdir", dir, func() error {
		maps.DeleteFunc(d.durable, func(path string, _ *file) bool { return filepath.Dir(path) == dir })
		for path, f := range d.files {
			if filepath.Dir(path) == dir {
				d.durable[path] = f
			}
		}
		return nil
	}, nil)
}

// Lock implements [journal.Disk]. Nobody waits here: a test that would is wrong.
func (d *Disk) Lock(path string, _ bool) (func(), error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locks[path] {
		return nil, journal.ErrLocked
	}
	d.locks[path] = true
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.locks, path)
	}, nil
}

// handle is an open file.
type handle struct {
	disk  *Disk
	file  *file
	path  string
	at    int
	atEnd bool
}

func (h *handle) Read(b []byte) (int, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if h.at >= len(h.file.content) {
		return 0, io.EOF
	}
	n := copy(b, h.file.content[h.at:])
	h.at += n
	return n, nil
}

func (h *handle) Write(b []byte) (n int, err error) {
	write := func(b []byte) func() error {
		return func() error {
			if h.atEnd {
				h.at = len(h.file.content)
			}
			h.file.content = append(h.file.content[:h.at:h.at], b...)
			h.at += len(b)
			n = len(b)
			return nil
		}
	}
	err = h.disk.do("write", h.path, write(b), write(b[:len(b)/2]))
	return n, err
}

func (h *handle) Seek(offset int64, whence int) (int64, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	switch whence {
	case io.SeekStart:
		h.at = int(offset)
	case io.SeekCurrent:
		h.at += int(offset)
	case io.SeekEnd:
		h.at = len(h.file.content) + int(offset)
	}
	return int64(h.at), nil
}

func (h *handle) Sync() error {
	return h.disk.do("sync", h.path, func() error {
		h.file.synced = bytes.Clone(h.file.content)
		return nil
	}, nil)
}

func (h *handle) Close() error { return nil }

// Writes reports an operation that changes something, as opposed to a look.
func Writes(op string) bool { return !strings.HasPrefix(op, "open") }
