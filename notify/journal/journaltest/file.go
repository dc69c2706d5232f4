package journaltest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bulletin/notify/journal"
)

// OpenFile opens a file for reading, or for writing.
func (d *Disk) OpenFile(path string, flag int, mode fs.FileMode) (journal.File, error) {
	f := &file{disk: d, path: path, adds: flag&os.O_APPEND != 0}
	verb := "read "
	if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		verb = "open "
	}
	err := d.do(verb+path, nothing, func() (err error) {
		f.node, err = d.open(path, flag, mode)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d *Disk) open(path string, flag int, mode fs.FileMode) (*node, error) {
	dir, name, err := d.parent(path)
	if err != nil {
		return nil, err
	}
	n, ok := dir.entries[name]
	switch {
	case !ok && flag&os.O_CREATE == 0:
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	case !ok:
		n = &node{mode: mode, changed: d.now()}
		dir.entries[name] = n
	case flag&os.O_TRUNC != 0:
		n.content, n.changed = nil, d.now()
	}
	return n, nil
}

// Rename gives a file another name. Until its folder is synced, a loss of power takes it back.
func (d *Disk) Rename(from, to string) error {
	return d.do("rename "+from+" "+to, nothing, func() error {
		source, was, err := d.parent(from)
		if err != nil {
			return err
		}
		target, is, err := d.parent(to)
		if err != nil {
			return err
		}
		n, ok := source.entries[was]
		if !ok {
			return &fs.PathError{Op: "rename", Path: from, Err: fs.ErrNotExist}
		}
		delete(source.entries, was)
		target.entries[is] = n
		return nil
	})
}

// Remove takes a file's name away.
func (d *Disk) Remove(path string) error {
	return d.do("remove "+path, nothing, func() error {
		dir, name, err := d.parent(path)
		if err != nil {
			return err
		}
		if dir.entries[name] == nil {
			return &fs.PathError{Op: "remove", Path: path, Err: fs.ErrNotExist}
		}
		delete(dir.entries, name)
		return nil
	})
}

// MkdirAll makes folders.
func (d *Disk) MkdirAll(path string, mode fs.FileMode) error {
	return d.do("mkdir "+path, nothing, func() error {
		at := d.root
		for name := range strings.SplitSeq(strings.Trim(filepath.ToSlash(path), "/"), "/") {
			next, ok := at.entries[name]
			if !ok {
				next = folder()
				next.mode = mode | fs.ModeDir
				at.entries[name] = next
			}
			if next.entries == nil {
				return &fs.PathError{Op: "mkdir", Path: path, Err: fs.ErrExist}
			}
			at = next
		}
		return nil
	})
}

// ReadDir lists a folder by names.
func (d *Disk) ReadDir(path string) (all []fs.DirEntry, err error) {
	err = d.do("list "+path, nothing, func() error {
		dir, err := d.find(path)
		if err != nil {
			return err
		}
		for name, n := range dir.entries {
			all = append(all, fs.FileInfoToDirEntry(n.info(name)))
		}
		slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		return nil
	})
	return all, err
}

// SyncDir makes a folder's names durable.
func (d *Disk) SyncDir(path string) error {
	return d.do("syncdir "+path, nothing, func() error {
		dir, err := d.find(path)
		if err == nil {
			dir.sync()
		}
		return err
	})
}

// Lock takes a lock, which no crash outlasts. Its file needs no place.
func (d *Disk) Lock(path string, wait bool) (unlock func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step("lock "+path, nothing, nothing); err != nil {
		return nil, err
	}
	for d.locks[path] && wait && !d.crashed {
		d.freed.Wait()
	}
	if d.crashed {
		return nil, ErrCrash
	}
	if d.locks[path] {
		return nil, journal.ErrHeld
	}
	held := d.locks
	held[path] = true
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(held, path)
		d.freed.Broadcast()
	}, nil
}

// file is an open file.
type file struct {
	disk *Disk
	node *node
	path string
	adds bool
	at   int64 // where the next read or write begins
}

func (f *file) Read(b []byte) (n int, err error) {
	n, err = f.ReadAt(b, f.at)
	f.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (f *file) ReadAt(b []byte, off int64) (n int, err error) {
	err = f.disk.do("get "+f.path, nothing, func() (err error) {
		n, err = bytes.NewReader(f.node.content).ReadAt(b, off)
		return err
	})
	return n, err
}

func (f *file) Write(b []byte) (n int, err error) {
	put := func(b []byte) func() error {
		return func() error {
			c := f.node
			if f.adds {
				f.at = int64(len(c.content))
			}
			end := int(f.at) + len(b)
			c.content = append(c.content, make([]byte, max(0, end-len(c.content)))...)
			copy(c.content[f.at:], b)
			c.changed, f.at, n = f.disk.now(), int64(end), len(b)
			return nil
		}
	}
	err = f.disk.do("write "+f.path, put(b[:len(b)/2]), put(b))
	return n, err
}

func (f *file) Sync() error {
	return f.disk.do("sync "+f.path, nothing, func() error { f.node.sync(); return nil })
}

func (f *file) Close() error { return nil }

// info is what is known of a node.
type info struct {
	name    string
	size    int64
	mode    fs.FileMode
	changed time.Time
}

func (n *node) info(name string) fs.FileInfo {
	return info{name, int64(len(n.content)), n.mode, n.changed}
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.changed }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }
