package journaltest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"bulletin/notify/journal"
)

// What somebody else has put there is made durable before it is relied on.
func TestALetterThatIsThereAlready(t *testing.T) {
	t.Parallel()
	d, promises := New(), map[int]*promise{}
	must(t, console(t, d, promises, 1))
	for _, folder := range []string{"/letters", "/people"} {
		files, err := d.ReadDir(state + folder)
		must(t, err)
		path := state + folder + "/" + files[0].Name()
		content, err := io.ReadAll(opened(t, d, path, os.O_RDONLY))
		must(t, err)
		must(t, d.Remove(path))
		must(t, d.SyncDir(state+folder))
		_, err = opened(t, d, path, os.O_WRONLY|os.O_CREATE).Write(content)
		must(t, err)
	}
	j, err := journal.Open(state, journal.On(d))
	must(t, err)
	r, m := written(t, 1)
	draft := m.Draft()
	draft.Earlier = 1 // it knows of the first
	m, err = draft.Compose()
	must(t, err)
	r.ID, r.IncidentID = "again0000001", "again"
	done, err := j.Open(r, m)
	must(t, err)
	done()
	must(t, check(t, d.AfterCrash(false), promises))
}

func opened(t *testing.T, d *Disk, path string, flag int) journal.File {
	t.Helper()
	f, err := d.OpenFile(path, flag, 0o600)
	must(t, err)
	return f
}

// A letter that is done does not free the lock of the next one.
func TestDoneTwice(t *testing.T) {
	t.Parallel()
	j, err := journal.Open(state, journal.On(New()))
	must(t, err)
	r, m := written(t, 1)
	first, err := j.Open(r, m)
	must(t, err)
	first()
	r.ID = "again0000001"
	_, err = j.Open(r, m)
	must(t, err)
	first()
	r.ID = "again0000002"
	if _, err := j.Open(r, m); !errors.As(err, new(*journal.BusyError)) {
		t.Errorf("it can be begun: %v", err)
	}
}

// What fails is an error, and the same console goes on, and the next. Only a letter that is kept already
// and cannot be read is kept anew.
func TestAFaultAnywhere(t *testing.T) {
	t.Parallel()
	for n := 1; n <= steps(t, New(), 1); n++ {
		for _, fault := range []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS, syscall.EDQUOT} {
			d, promises := New(), map[int]*promise{}
			d.TearAt(n, fault)
			j, err := journal.Open(state, journal.On(d))
			if err == nil {
				err = send(t, j, promises, 1)
			}
			name := d.Names()[n-1]
			where := fmt.Sprintf("%s fails with %v", name, fault)
			if mends := strings.HasSuffix(name, ".eml") || strings.HasSuffix(name, ".txt"); !errors.Is(err, fault) && !(mends && strings.HasPrefix(name, "read ")) {
				t.Errorf("%s, and the console hears %v", where, err)
			}
			if err := check(t, d, promises); err != nil {
				t.Errorf("%s: %v", where, err)
			}
			if j != nil && send(t, j, promises, 2) != nil {
				t.Errorf("%s: the console does not go on", where)
			}
			if err := console(t, d, promises, 3); err != nil {
				t.Errorf("%s: the next console: %v", where, err)
			}
			if err := check(t, d.AfterCrash(false), promises); err != nil {
				t.Errorf("%s, then a loss of power: %v", where, err)
			}
		}
	}
}
