package journal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"bulletin/notify"
)

func content(t testing.TB, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func overwrite(t testing.TB, j Journal, lines string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(j.dir, "journal.jsonl"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
}

func line(t testing.TB, r notify.Receipt) string {
	t.Helper()
	b, err := json.Marshal(record{version, "intent", r})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A crash in the middle of an outcome: its letter's intent still stands.
func TestATornLastLine(t *testing.T) {
	t.Parallel()
	r, _ := written(t, "letter")
	outcome := line(t, ended(r, notify.Accepted))
	for _, cut := range []int{1, len(outcome) / 2, len(outcome) - 1} {
		j := open(t, t.TempDir())
		overwrite(t, j, line(t, r)+"\n"+outcome[:cut])
		if got := receipts(t, j); !reflect.DeepEqual(got, []notify.Receipt{r}) {
			t.Errorf("cut at %d: %+v", cut, got)
		}
	}
}

func TestAnAppendAfterATornLine(t *testing.T) {
	t.Parallel()
	before, _ := written(t, "before")
	j := open(t, t.TempDir())
	overwrite(t, j, line(t, before)+"\n"+line(t, ended(before, notify.Accepted))[:50])
	after := intend(t, j, "after")
	later := intend(t, j, "later")
	h, err := j.History()
	if want := []notify.Receipt{before, after, later}; !reflect.DeepEqual(h["10101"], want) {
		t.Errorf("read %+v\nwant %+v", h["10101"], want)
	}
	if err != nil {
		t.Errorf("a line torn by a crash, whose letter's intent stands, counts as damage: %v", err)
	}
	if lines := strings.Split(content(t, j.dir), "\n"); len(lines) != 5 {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
}

func TestADamagedLine(t *testing.T) {
	t.Parallel()
	first, _ := written(t, "first")
	last, _ := written(t, "last")
	for name, damaged := range map[string]string{
		"half a line": line(t, first)[:40], "not JSON": "what?", "NULs": "\x00\x00\x00", "a list": "[]", "two lines in one": line(t, first) + line(t, first),
		"nothing": "{}", "null": "null", "another kind": `{"digest":7}`, "no time": `{"digest":"sha256:0","began":"yesterday"}`,
	} {
		j := open(t, t.TempDir())
		overwrite(t, j, line(t, first)+"\n\n"+damaged+"\n"+line(t, last)+"\n")
		h, err := j.History()
		if err == nil || !strings.Contains(err.Error(), "line 3 of the journal is damaged") || strings.Count(err.Error(), "damaged") != 1 {
			t.Errorf("%s: error %v", name, err)
		}
		if !reflect.DeepEqual(h, notify.History{"10101": {first, last}}) {
			t.Errorf("%s: the rest is %+v", name, h)
		}
	}
}

func TestEveryDamagedLineIsSaid(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	overwrite(t, j, "one\ntwo\n")
	_, err := j.History()
	if err == nil || !strings.Contains(err.Error(), "line 1 ") || !strings.Contains(err.Error(), "line 2 ") {
		t.Errorf("error %v", err)
	}
}

// Without a written intent nothing may leave, so every failure to write is an error.
func TestIntendWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(j Journal) error{
		"the folder of letters is gone": func(j Journal) error { return os.Remove(j.Letters()) },
		"the journal is a folder":       func(j Journal) error { return os.Mkdir(j.log(), 0o700) },
		"the letter's place is taken":   func(j Journal) error { _, m := written(t, "x"); return os.MkdirAll(j.Letter(m.Digest())+"/y", 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := open(t, t.TempDir())
			if err := spoil(j); err != nil {
				t.Fatal(err)
			}
			r, m := written(t, "x")
			if err := j.Intend(r, m); err == nil {
				t.Error("the intent counts as written")
			}
			if left, _ := filepath.Glob(filepath.Join(j.Letters(), ".new-*")); len(left) > 0 {
				t.Errorf("the failure left %v", left)
			}
			if h, err := j.History(); err == nil && len(h) > 0 {
				t.Errorf("a letter whose intent failed is in the history: %v", h)
			}
		})
	}
}

func TestConcludeWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, _ := written(t, "x")
	if err := os.Mkdir(j.log(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := j.Conclude(r); err == nil {
		t.Error("the outcome counts as written")
	}
	if _, err := j.History(); err == nil {
		t.Error("a journal that cannot be read counts as empty")
	}
}

func TestAJournalThatCannotBeOpenedIsNotEmpty(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	if err := os.Symlink("journal.jsonl", j.log()); err != nil { // to itself: nobody can open it, nor can root
		t.Fatal(err)
	}
	if _, err := j.History(); err == nil || !strings.Contains(err.Error(), "read the journal") {
		t.Errorf("error %v", err)
	}
}

func TestOpenWhereNoFolderCanBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); err == nil || !strings.Contains(err.Error(), "open the journal") {
		t.Errorf("error %v", err)
	}
}

// A line that a letter of ten thousand makes is longer than any buffer.
func TestALongLine(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r := intend(t, j, "letter")
	for range 10_000 {
		r.Outcomes = append(r.Outcomes, notify.Outcome{Address: "somebody@example.com", State: notify.Accepted, Reply: "250 ok"})
	}
	conclude(t, j, r)
	if got := receipts(t, j); len(got) != 1 || got[0].Count(notify.Accepted) != 10_000 {
		t.Error("the outcome of a large letter is lost")
	}
}
