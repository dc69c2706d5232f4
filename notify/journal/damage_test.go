package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulletin/notify"
)

// small is a journal with all kinds of events over two months: a letter that has ended, one
// in the middle, and one of which nothing has left.
func small(t testing.TB) *Journal {
	t.Helper()
	j := open(t, t.TempDir())
	send(t, j, "aaaa00000001")
	begin(t, j, "aaaa00000002")()
	must(t, j.Write(committing("aaaa00000002", 0, 1)))
	must(t, j.Write(settled("aaaa00000002", notify.Accepted, "250 ok", 0)))
	must(t, j.Write(decided("aaaa00000001", notify.Dropped)))
	r, m := about(t, "10102", "bbbb00000003", "the last")
	r.Began = began.AddDate(0, 0, 28)
	done, err := j.Open(r, m)
	must(t, err)
	done()
	e := committing("bbbb00000003", 0)
	e.At = r.Began
	must(t, j.Write(e))
	return j
}

var fates = map[notify.ID][]notify.State{ // what became of a, b and c
	"aaaa00000001": {notify.Accepted, notify.Refused, notify.Refused},
	"aaaa00000002": {notify.Accepted, notify.Unknown, notify.Unsent},
	"bbbb00000003": {notify.Unknown, notify.Unsent, notify.Unsent},
}

// honest says what a journal with damage says wrong: anything definite that is not so. A letter
// of which too much is lost is a summary, and an error.
func honest(l *log) error {
	h := l.stories.History()
	for incidentID := range h {
		all, lost := l.story(h[incidentID])
		for i, r := range all {
			want := fates[r.ID]
			for i, o := range r.Outcomes {
				if want != nil && o.State != notify.Unknown && o.State != want[i] {
					return fmt.Errorf("%s: %s is %s, and was %s", r.ID, o.Address, o.State, want[i])
				}
			}
			if r.Outcomes == nil && (lost == nil || r.Count(notify.Unsent) > 0) || tally(r) != tally(h[incidentID][i]) {
				return fmt.Errorf("%s: %s and %s, %w", r.ID, tally(r), tally(h[incidentID][i]), lost)
			}
		}
	}
	return nil
}

// damaged writes a journal's segment anew, and says what is wrong with what it says then.
func damaged(t testing.TB, j *Journal, name string, lines []byte) error {
	t.Helper()
	overwrite(t, j, name, string(lines))
	fresh := open(t, j.dir)
	if _, err := fresh.History(); !errors.As(err, new(*DamageError)) {
		return fmt.Errorf("no damage is said: %w", err)
	}
	r, m := written(t, "cccc00000009", "x")
	if _, err := fresh.Open(r, m); !errors.As(err, new(*DamageError)) {
		return fmt.Errorf("a letter can be begun: %w", err)
	}
	if report, err := fresh.Verify(); err != nil || report.Sound() {
		return fmt.Errorf("it counts as sound: %w", err)
	}
	return honest(fresh.log)
}

func TestEveryChangedByteIsSaid(t *testing.T) {
	t.Parallel()
	j := small(t)
	for _, name := range []string{"2026-01", "2026-02"} {
		lines := []byte(content(t, j, name))
		f, err := os.OpenFile(segmentPath(j, name), os.O_RDWR, 0)
		must(t, err)
		defer f.Close()
		put := func(at int, b byte) {
			_, err := f.WriteAt([]byte{b}, int64(at))
			must(t, err)
		}
		for at, was := range lines {
			for _, is := range []byte{was ^ 1<<(at%8), '\n', ' '}[:1+at%3] {
				if is == was {
					continue
				}
				put(at, is)
				l := newLog(system{}, j.dir)
				must(t, l.look())
				if l.open() == nil {
					t.Fatalf("%s: byte %d is %q and not %q, and no damage is said", name, at, is, was)
				}
				if err := honest(l); err != nil {
					t.Fatalf("%s: byte %d is %q and not %q: %v", name, at, is, was, err)
				}
			}
			put(at, was)
		}
	}
	if r, err := j.Verify(); err != nil || !r.Sound() {
		t.Errorf("in the end: %+v, %v", r, err)
	}
}

func TestEveryMissingLineIsSaid(t *testing.T) {
	t.Parallel()
	j := small(t)
	for _, name := range []string{"2026-01", "2026-02"} {
		lines := bytes.SplitAfter([]byte(content(t, j, name)), []byte("\n"))
		lines = lines[:len(lines)-1]
		for i, line := range lines {
			for what, changed := range map[string][][]byte{
				"taken out": slices.Concat(lines[:i], lines[i+1:]),
				"doubled":   slices.Concat(lines[:i+1], lines[i:]),
				"empty":     slices.Concat(lines[:i], [][]byte{[]byte("\n")}, lines[i:]),
				"put first": slices.Concat([][]byte{line}, lines),
				"half":      slices.Concat(lines[:i], [][]byte{line[:len(line)/2]}, lines[i+1:]),
				"the end":   lines[:i],
			} {
				if err := damaged(t, j, name, bytes.Join(changed, nil)); err != nil {
					t.Errorf("%s: line %d is %s: %v", name, i+1, what, err)
				}
			}
		}
		must(t, os.Remove(segmentPath(j, name)))
		if _, err := open(t, j.dir).History(); !errors.As(err, new(*DamageError)) {
			t.Errorf("%s is gone: %v", name, err)
		}
		overwrite(t, j, name, string(bytes.Join(lines, nil)))
		if _, err := open(t, j.dir).History(); err != nil {
			t.Fatalf("%s is back: %v", name, err)
		}
	}
}

// A crash or a full disk may leave any part of a line. It is no damage, and what comes after
// it is read.
func TestATornTail(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	begin(t, j, "aaaa00000001")()
	head, err := os.ReadFile(filepath.Join(j.dir, "head"))
	must(t, err)
	whole := content(t, j, january)
	must(t, j.Write(committing("aaaa00000001", 0)))
	torn := strings.TrimPrefix(content(t, j, january), whole)
	for cut := range len(torn) {
		must(t, os.WriteFile(filepath.Join(j.dir, "head"), head, 0o600))
		overwrite(t, j, january, whole+torn[:cut])
		fresh := open(t, j.dir)
		if got := told(t, fresh); len(got) != 1 || tally(got[0]) != "3 0 0 0" {
			t.Fatalf("cut at %d: %+v", cut, got)
		}
		must(t, fresh.Write(committing("aaaa00000001", 1)))
		must(t, fresh.Write(recorded("aaaa00000001")))
		for _, j := range []*Journal{fresh, open(t, j.dir)} {
			if got := told(t, j); tally(got[0]) != "2 1 0 0" || !got[0].Recorded {
				t.Fatalf("cut at %d, then: %+v", cut, got)
			}
			if r, err := j.Verify(); err != nil || !r.Sound() || r.Records != 3 {
				t.Fatalf("cut at %d: %+v, %v", cut, r, err)
			}
		}
		if lines := strings.Split(content(t, j, january), "\n"); cut > 0 && (len(lines) != 5 || !strings.HasSuffix(lines[1], " #torn")) {
			t.Fatalf("cut at %d: %q", cut, lines)
		}
	}
}

// Letters that were begun after the damage, or had ended before, are as they were.
func TestDamageDoubtsOnlyWhatItMayHaveHidden(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	send(t, j, "aaaa00000001")
	begin(t, j, "aaaa00000002")()
	must(t, j.Write(recorded("aaaa00000001")))
	r, m := about(t, "10102", "bbbb00000003", "later")
	done, err := j.Open(r, m)
	must(t, err)
	done()
	overwrite(t, j, january, strings.Replace(content(t, j, january), `"prepared","at":"2026-01-31T10:25:07Z","by":"desk@jump1","receipt":{"id":"aaaa00000002"`, `"prepared","at":"2026-01-31T10:25:07Z","by":"desk@jump2","receipt":{"id":"aaaa00000002"`, 1))
	fresh := open(t, j.dir)
	h, err := fresh.History()
	var damage *DamageError
	if !errors.As(err, &damage) || len(damage.Damage) != 1 || damage.Remedy() == "" ||
		!strings.HasPrefix(err.Error(), "the journal is damaged: log/2026-01.jsonl, line 8 (byte ") {
		t.Errorf("%v", err)
	}
	for i, want := range []string{"0 0 1 2", "0 3 0 0"} {
		if got := tally(h["10101"][i]); got != want {
			t.Errorf("letter %d: %s, want %s", i, got, want)
		}
	}
	if got := tally(h["10102"][0]); got != "3 0 0 0" {
		t.Errorf("the later one: %s", got)
	}
}

// Damage after damage doubts what was begun between the two.
func TestDamageTwice(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	overwrite(t, j, january, "what?\n")
	must(t, j.Acknowledge("night@jump1", began))
	begin(t, j, "aaaa00000001")()
	overwrite(t, j, january, content(t, j, january)+"what?\n")
	h, err := j.History()
	if err == nil || tally(h["10101"][0]) != "0 3 0 0" {
		t.Errorf("%v, %v", h, err)
	}
	must(t, honest(j.log))
}

// What was acknowledged refuses nothing any more, and is not forgotten.
func TestAcknowledge(t *testing.T) {
	t.Parallel()
	j := small(t)
	lines := content(t, j, "2026-02")
	overwrite(t, j, "2026-02", lines[:strings.IndexByte(lines, '\n')+1]) // the last line is gone
	must(t, j.Write(recorded("aaaa00000002")))                           // as many as before
	for _, j := range []*Journal{j, open(t, j.dir)} {
		if _, err := j.History(); !errors.As(err, new(*DamageError)) {
			t.Fatalf("before: %v", err)
		}
	}
	must(t, open(t, j.dir).Acknowledge("night@jump1", began))
	for _, j := range []*Journal{j, open(t, j.dir)} {
		h, err := j.History()
		if err != nil || tally(h["10102"][0]) != "0 3 0 0" {
			t.Errorf("after: %v, %v", h["10102"], err)
		}
		must(t, honest(j.log))
	}
	send(t, j, "cccc00000004")

	overwrite(t, j, "2026-02", "what?\n"+content(t, j, "2026-02"))
	if _, err := j.History(); !errors.As(err, new(*DamageError)) {
		t.Fatalf("once more: %v", err)
	}
	must(t, j.Acknowledge("night@jump1", began))
	for _, j := range []*Journal{j, open(t, j.dir)} {
		if _, err := j.History(); err != nil {
			t.Errorf("after: %v", err)
		}
		if r, err := j.Verify(); err != nil || len(r.Damage) == 0 || !r.Damage[0].Acknowledged || r.Sound() {
			t.Errorf("forgotten: %+v, %v", r, err)
		}
	}
	send(t, j, "cccc00000005")
}
