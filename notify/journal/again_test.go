package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulletin/notify"
)

// counting is this machine's disk, and how many bytes of the log were read from it.
type counting struct {
	system
	bytes int
}

func (c *counting) OpenFile(path string, flag int, mode fs.FileMode) (File, error) {
	f, err := c.system.OpenFile(path, flag, mode)
	if err != nil || !strings.HasSuffix(path, ".jsonl") {
		return f, err
	}
	return counted{f, c}, nil
}

type counted struct {
	File
	on *counting
}

func (c counted) ReadAt(b []byte, off int64) (int, error) {
	n, err := c.File.ReadAt(b, off)
	c.on.bytes += n
	return n, err
}

// What was read is not read again, and what another console appends is.
func TestASecondLookReadsWhatIsNew(t *testing.T) {
	t.Parallel()
	one := open(t, t.TempDir())
	for _, id := range []notify.ID{"aaaa00000001", "aaaa00000002", "aaaa00000003"} {
		send(t, one, id)
	}
	disk := &counting{}
	two, err := Open(one.dir, On(disk))
	must(t, err)
	size := len(content(t, one, january))
	for _, c := range []struct {
		do   func()
		read int
	}{{func() {}, size}, {func() {}, 0}, {func() { must(t, one.Write(decided("aaaa00000001", notify.Arrived))) }, 300}, {func() {}, 0}} {
		c.do()
		disk.bytes = 0
		if all := told(t, two); len(all) != 3 {
			t.Errorf("%+v", all)
		}
		if disk.bytes > c.read || c.read == size && disk.bytes < size {
			t.Errorf("it read %d bytes, want at most %d", disk.bytes, c.read)
		}
	}
	if told(t, two)[0].Decided != notify.Arrived {
		t.Error("it did not read what was new")
	}
}

// An earlier history stays as it was.
func TestAHistoryDoesNotChangeLater(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	begin(t, j, "aaaa00000001")()
	before := told(t, j)
	must(t, j.Write(committing("aaaa00000001", 0, 1, 2)))
	begin(t, j, "aaaa00000002")()
	after := told(t, j)
	if len(before) != 1 || tally(before[0]) != "3 0 0 0" || len(after) != 2 || tally(after[0]) != "0 3 0 0" {
		t.Errorf("%+v, then %+v", before, after)
	}
	h, err := j.History()
	must(t, err)
	h.Add(before[0])
	if all := told(t, j); len(all) != 2 || len(append(before, after...)) != 3 {
		t.Errorf("%+v", all)
	}
}

// A log that is not the one that was read is read anew.
func TestAReplacedLog(t *testing.T) {
	t.Parallel()
	other := open(t, t.TempDir())
	begin(t, other, "bbbb00000001")()
	replacement := content(t, other, january)
	longer := replacement + replacement
	for name, change := range map[string]func(t *testing.T, j *Journal){
		"shorter": func(t *testing.T, j *Journal) { overwrite(t, j, january, replacement) },
		"as long": func(t *testing.T, j *Journal) {
			overwrite(t, j, january, (longer + longer)[:len(content(t, j, january))])
		},
		"longer":      func(t *testing.T, j *Journal) { overwrite(t, j, january, longer+longer) },
		"older":       func(t *testing.T, j *Journal) { overwrite(t, j, "2025-12", replacement) },
		"gone":        func(t *testing.T, j *Journal) { must(t, os.Remove(segmentPath(j, january))) },
		"a byte more": func(t *testing.T, j *Journal) { overwrite(t, j, january, "x"+content(t, j, january)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := open(t, t.TempDir())
			send(t, j, "aaaa00000001")
			told(t, j)
			change(t, j)
			h, err := j.History()
			fresh, freshErr := open(t, j.dir).History()
			if !errors.As(err, new(*DamageError)) || freshErr == nil || err.Error() != freshErr.Error() {
				t.Errorf("error %v, want %v", err, freshErr)
			}
			if len(h["10101"]) != len(fresh["10101"]) {
				t.Errorf("%+v, want %+v", h, fresh)
			}
		})
	}
}

// Where nothing can be read or written, that is an error and no empty history.
func TestAJournalThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := Open(file); err == nil || !strings.Contains(err.Error(), "open the journal") {
		t.Errorf("a file: %v", err)
	}
	for name, spoil := range map[string]func(j *Journal) error{
		"the log is gone":              func(j *Journal) error { return os.Remove(j.log.folder()) },
		"a segment leads to itself":    func(j *Journal) error { return os.Symlink(january+".jsonl", segmentPath(j, january)) },
		"a segment is a folder":        func(j *Journal) error { return os.Mkdir(segmentPath(j, january), 0o700) },
		"the head is a folder":         func(j *Journal) error { return os.Mkdir(j.log.head(), 0o700) },
		"the lock is a folder":         func(j *Journal) error { return os.Mkdir(filepath.Join(j.dir, "lock"), 0o700) },
		"the locks are gone":           func(j *Journal) error { return os.Remove(filepath.Join(j.dir, "locks")) },
		"the letters are gone":         func(j *Journal) error { return os.Remove(j.Letters()) },
		"the people are gone":          func(j *Journal) error { return os.Remove(filepath.Join(j.dir, "people")) },
		"the place of the new is kept": func(j *Journal) error { return os.MkdirAll(filepath.Join(j.Letters(), ".new", "x"), 0o700) },
	} {
		j := open(t, t.TempDir())
		must(t, spoil(j))
		r, m := written(t, "aaaa00000001", "x")
		if _, err := j.Open(r, m); err == nil {
			t.Errorf("%s, and a letter is begun", name)
		}
		if h, err := j.History(); err == nil && len(h) > 0 {
			t.Errorf("%s, and there is %v", name, h)
		}
	}
}
