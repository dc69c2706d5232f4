package sweep

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
	"time"

	"bulletin/notify/journal"
)

// fate is what becomes of an operation.
type fate int

// The fates.
const (
	done   fate = iota // it is done
	undone             // it is not, and fails
	half               // it is half done, and fails: half of the bytes are written
	lost               // it is done, and fails all the same
)

// hook is asked before each operation that changes or opens something: open, write, sync,
// rename, remove, syncdir. Its error is that of every fate but done.
type hook func(op, path string) (fate, error)

// disk is a file system in memory. Its folders are always there.
type disk struct {
	mu      sync.Mutex
	hook    hook
	files   map[string]*file // as programs see them
	durable map[string]*file // the entries that a crash leaves
	locks   map[string]bool
}

// file is content, and how much of it a crash leaves.
type file struct {
	content, synced []byte
	changes         int
}

// newDisk is an empty disk. The hook may be nil.
func newDisk(h hook) *disk {
	if h == nil {
		h = func(string, string) (fate, error) { return done, nil }
	}
	return &disk{hook: h, files: map[string]*file{}, durable: map[string]*file{}, locks: map[string]bool{}}
}

// leaves says what a crash leaves of what was not made durable.
type leaves int

// What a crash leaves.
const (
	nothing    leaves = iota // the worst: nothing of it
	some                     // half of each file's unsynced bytes, and all entries
	everything               // the best: all of it
)

// AfterCrash is the disk as the next start finds it, with no lock held.
func (d *disk) AfterCrash(l leaves) *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := newDisk(nil)
	entries := d.files
	if l == nothing {
		entries = d.durable
	}
	for path, f := range entries {
		content := f.synced
		switch {
		case l == everything:
			content = f.content
		case l == some && bytes.HasPrefix(f.content, f.synced):
			content = f.content[:len(f.synced)+(len(f.content)-len(f.synced))/2]
		}
		c := &file{content: bytes.Clone(content), synced: bytes.Clone(content)}
		out.files[path], out.durable[path] = c, c
	}
	return out
}

// do asks the hook and does an operation as far as it says.
func (d *disk) do(op, path string, all, part func() error) error {
	f, err := d.hook(op, path)
	d.mu.Lock()
	defer d.mu.Unlock()
	switch f {
	case done:
		return all()
	case half:
		if part != nil {
			_ = part()
		}
	case lost:
		_ = all()
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}

// OpenFile implements [journal.Disk].
func (d *disk) OpenFile(name string, flag int, _ fs.FileMode) (journal.File, error) {
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
		if flag&os.O_TRUNC != 0 {
			f.content = nil
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
func (d *disk) Rename(from, to string) error {
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
func (d *disk) Remove(name string) error {
	return d.do("remove", name, func() error {
		if _, ok := d.files[name]; !ok {
			return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
		}
		delete(d.files, name)
		return nil
	}, nil)
}

// MkdirAll implements [journal.Disk].
func (d *disk) MkdirAll(string, fs.FileMode) error { return nil }

// ReadDir implements [journal.Disk].
func (d *disk) ReadDir(dir string) ([]fs.DirEntry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var names []fs.DirEntry
	for path := range d.files {
		if filepath.Dir(path) == dir {
			names = append(names, entry{filepath.Base(path), len(d.files[path].content), time.Unix(int64(d.files[path].changes), 0)})
		}
	}
	slices.SortFunc(names, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return names, nil
}

// SyncDir implements [journal.Disk].
func (d *disk) SyncDir(dir string) error {
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
func (d *disk) Lock(path string, _ bool) (func(), error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locks[path] {
		return nil, journal.ErrHeld
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
	disk  *disk
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
			tail := h.file.content[min(h.at+len(b), len(h.file.content)):]
			h.file.content = slices.Concat(h.file.content[:h.at], b, tail)
			h.file.changes++
			h.at += len(b)
			n = len(b)
			return nil
		}
	}
	err = h.disk.do("write", h.path, write(b), write(b[:len(b)/2]))
	return n, err
}

func (h *handle) ReadAt(b []byte, at int64) (int, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if at >= int64(len(h.file.content)) {
		return 0, io.EOF
	}
	n := copy(b, h.file.content[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (h *handle) Sync() error {
	return h.disk.do("sync", h.path, func() error {
		h.file.synced = bytes.Clone(h.file.content)
		return nil
	}, nil)
}

func (h *handle) Close() error { return nil }

// entry is a file of a folder, and what there is to know of it.
type entry struct {
	name string
	size int
	at   time.Time // of the last change, by the clock of changes
}

func (e entry) Name() string               { return e.name }
func (e entry) IsDir() bool                { return false }
func (e entry) Type() fs.FileMode          { return 0 }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }
func (e entry) Size() int64                { return int64(e.size) }
func (e entry) Mode() fs.FileMode          { return 0o600 }
func (e entry) ModTime() time.Time         { return e.at }
func (e entry) Sys() any                   { return nil }
