// Package journaltest is a disk in memory for tests of what a journal keeps.
//
// It is harsher than any real one: what was not made durable is lost in a crash, a file by
// its own fsync, its name by the fsync of its folder, and nothing else helps. It counts what
// is asked of it, and can fail or crash at each of those steps. It refuses to be fast or to
// know anything of a file system that a journal does not need.
package journaltest

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"bulletin/notify/journal"
)

// Moment is when a disk crashes, as seen from the operation at which it does.
type Moment int

// The moments.
const (
	Before Moment = iota // nothing of the operation is done
	Middle               // half of what is written is; other operations are not done
	After                // it is done, and nobody hears of it
)

// ErrCrash is the error of every operation from a crash on.
var ErrCrash = errors.New("the disk has crashed")

// Disk is a [journal.Disk] in memory. Each of its operations but the closing of files has a
// number, from 1.
type Disk struct {
	mu      sync.Mutex
	freed   *sync.Cond // a lock was given back
	root    *node
	locks   map[string]bool
	ops     []string
	at      int // the operation at which something happens
	what    func(half, all func()) error
	crashed bool
	clock   int64
}

var _ journal.Disk = (*Disk)(nil)

// New is an empty disk.
func New() *Disk {
	d := &Disk{root: folder(), locks: map[string]bool{}}
	d.freed = sync.NewCond(&d.mu)
	return d
}

// CrashAt has the disk crash at the nth operation from its making.
func (d *Disk) CrashAt(n int, m Moment) {
	d.plan(n, func(half, all func()) error {
		switch m {
		case Middle:
			half()
		case After:
			all()
		}
		d.crash()
		return ErrCrash
	})
}

// FailAt has the nth operation fail with an error, and do nothing.
func (d *Disk) FailAt(n int, err error) {
	d.plan(n, func(_, _ func()) error { return err })
}

// TearAt has the nth operation fail with an error and, if it writes, do half of that.
func (d *Disk) TearAt(n int, err error) {
	d.plan(n, func(half, _ func()) error { half(); return err })
}

func (d *Disk) plan(n int, what func(half, all func()) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at, d.what = n, what
}

// Ops is the number of operations so far.
func (d *Disk) Ops() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.ops)
}

// Names are the operations so far, in words: "sync /state/head".
func (d *Disk) Names() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.ops)
}

// Crashed reports that the disk has crashed.
func (d *Disk) Crashed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.crashed
}

// Crash ends the disk now, and frees all locks.
func (d *Disk) Crash() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.crash()
}

func (d *Disk) crash() {
	d.crashed = true
	d.locks = map[string]bool{}
	d.freed.Broadcast()
}

// AfterCrash is the disk as the next process finds it; this one stays as it is. What was not
// durable is lost, as after a loss of power. Where it is kept, as after a kill, it is there
// and still not durable: a second crash can take it.
func (d *Disk) AfterCrash(keepUnsynced bool) *Disk {
	if keepUnsynced {
		return d.after((*node).kept)
	}
	return d.after((*node).durable)
}

// AfterTornCrash is the disk as a loss of power leaves it that came while the system wrote
// down what was not durable: names are there, and of each file half of what was not.
func (d *Disk) AfterTornCrash() *Disk { return d.after((*node).torn) }

func (d *Disk) after(find func(*node) *node) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	next := New()
	next.root, next.clock = find(d.root), d.clock
	return next
}

// do counts an operation and does it, unless something is planned.
func (d *Disk) do(name string, half, all func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step(name, half, all)
}

func (d *Disk) step(name string, half, all func() error) error {
	if d.crashed {
		return ErrCrash
	}
	d.ops = append(d.ops, name)
	if len(d.ops) != d.at {
		return all()
	}
	ignore := func(do func() error) func() { return func() { _ = do() } } // what is planned says how it ended
	return d.what(ignore(half), ignore(all))
}

func nothing() error { return nil }

// find is the node at a path.
func (d *Disk) find(path string) (*node, error) {
	at := d.root
	for name := range strings.SplitSeq(strings.Trim(filepath.ToSlash(path), "/"), "/") {
		if name == "" || name == "." {
			continue
		}
		next, ok := at.entries[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		at = next
	}
	return at, nil
}

// parent is the folder of a path, and the path's last name.
func (d *Disk) parent(path string) (*node, string, error) {
	dir, err := d.find(filepath.Dir(path))
	if err == nil && dir.entries == nil {
		err = &fs.PathError{Op: "open", Path: path, Err: errors.New("not a folder")}
	}
	return dir, filepath.Base(path), err
}

// now is another time for every change.
func (d *Disk) now() time.Time {
	d.clock++
	return time.Unix(0, d.clock).UTC()
}
