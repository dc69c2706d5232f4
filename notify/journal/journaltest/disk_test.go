package journaltest

import (
	"errors"
	"io"
	"os"
	"syscall"
	"testing"

	"bulletin/notify/journal"
)

// content is what a disk has at a path; "-" where it has nothing.
func content(t *testing.T, d *Disk, path string) string {
	t.Helper()
	f, err := d.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return "-"
	}
	b, err := io.ReadAll(f)
	must(t, err)
	return string(b)
}

// filled is a disk with a file of which the first four bytes are durable, and perhaps its name.
func filled(t *testing.T, name bool) *Disk {
	t.Helper()
	d := New()
	must(t, d.MkdirAll("/a", 0o700))
	must(t, d.SyncDir("/"))
	f := opened(t, d, "/a/f", os.O_WRONLY|os.O_CREATE|os.O_APPEND)
	write(t, f, "1234")
	must(t, f.Sync())
	if name {
		must(t, d.SyncDir("/a"))
	}
	write(t, f, "5678")
	return d
}

func write(t *testing.T, f journal.File, s string) {
	t.Helper()
	_, err := f.Write([]byte(s))
	must(t, err)
}

// A disk that forgets too little would let every test pass.
func TestWhatACrashLeaves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             bool
		lost, kept, torn string
	}{{true, "1234", "12345678", "123456"}, {false, "-", "12345678", "123456"}} {
		d := filled(t, c.name)
		kept := d.AfterCrash(true)
		for is, want := range map[string]string{
			content(t, d.AfterCrash(false), "/a/f"):    c.lost,
			content(t, kept, "/a/f"):                   c.kept,
			content(t, d.AfterTornCrash(), "/a/f"):     c.torn,
			content(t, kept.AfterCrash(false), "/a/f"): c.lost, // what a kill leaves is not durable
		} {
			if is != want {
				t.Errorf("found %q, want %q", is, want)
			}
		}
	}
	d := filled(t, true)
	must(t, d.Rename("/a/f", "/a/g"))
	lost := d.AfterCrash(false)
	if content(t, d, "/a/f") != "-" || content(t, d, "/a/g") != "12345678" || content(t, lost, "/a/f") != "1234" || content(t, lost, "/a/g") != "-" {
		t.Error("a rename is durable by itself")
	}
	must(t, d.SyncDir("/a"))
	must(t, d.Remove("/a/g"))
	if content(t, d.AfterCrash(false), "/a/g") != "1234" {
		t.Error("a removal is durable by itself")
	}
}

func TestCrashesAndFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plan  func(d *Disk, n int)
		found string
		after error // of the next operation
		err   error
	}{
		"crash before": {func(d *Disk, n int) { d.CrashAt(n, Before) }, "12345678", ErrCrash, ErrCrash},
		"crash amid":   {func(d *Disk, n int) { d.CrashAt(n, Middle) }, "12345678ab", ErrCrash, ErrCrash},
		"crash after":  {func(d *Disk, n int) { d.CrashAt(n, After) }, "12345678abcd", ErrCrash, ErrCrash},
		"fault":        {func(d *Disk, n int) { d.FailAt(n, syscall.ENOSPC) }, "12345678", nil, syscall.ENOSPC},
		"torn":         {func(d *Disk, n int) { d.TearAt(n, syscall.ENOSPC) }, "12345678ab", nil, syscall.ENOSPC},
	} {
		d := filled(t, true)
		unlock, err := d.Lock("/a/lock", true)
		must(t, err)
		f := opened(t, d, "/a/f", os.O_WRONLY|os.O_APPEND)
		c.plan(d, d.Ops()+1)
		if _, err := f.Write([]byte("abcd")); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := d.Lock("/a/lock", false); !errors.Is(err, journal.ErrHeld) && !errors.Is(err, c.after) {
			t.Errorf("%s, then a lock: %v", name, err)
		}
		if err := f.Sync(); !errors.Is(err, c.after) || d.Crashed() != (c.after != nil) {
			t.Errorf("%s, then: %v", name, err)
		}
		next := d.AfterCrash(true)
		if got := content(t, next, "/a/f"); got != c.found {
			t.Errorf("%s: found %q, want %q", name, got, c.found)
		}
		if _, err := next.Lock("/a/lock", false); err != nil {
			t.Errorf("%s: a lock outlasts its process: %v", name, err)
		}
		unlock()
	}
}
