package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

// small is a folder with a journal of two letters: one has ended, one was cut off after its
// commit for the first of its two recipients.
func small(t testing.TB) (dir, segment string) {
	t.Helper()
	dir = t.TempDir()
	j := open(t, dir)
	first, done := begin(t, j, "first")
	write(t, j, committing(first, 0, 1), settled(first, notify.Accepted, "250 ok", 0, 1), ended(first))
	done()
	r, m := about(t, "10101", "second", began.Add(time.Hour), "a@example.com", "b@example.com")
	done, err := j.Open(r, m)
	if err != nil {
		t.Fatal(err)
	}
	write(t, j, committing(r, 0))
	done()
	return dir, filepath.Join(dir, "log", "2026-01.jsonl")
}

func content(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// mayHaveLeft fails where a journal calls unsent what may have left: everybody of the first
// letter, and the first recipient of the second.
func mayHaveLeft(t *testing.T, what string, h notify.History) {
	t.Helper()
	for _, r := range h["10101"] {
		least := map[string]int{"first": 2, "second": 1}[r.Subject]
		if r.Count(notify.Accepted)+r.Count(notify.Unknown) < least {
			t.Errorf("%s: %q is %v", what, r.Subject, r.Tally)
		}
	}
}

// A tail that a crash has torn at any byte is ignored, and ended by the next line.
func TestATornTail(t *testing.T) {
	t.Parallel()
	_, segment := small(t)
	whole := content(t, segment)
	last := strings.LastIndex(strings.TrimSuffix(whole, "\n"), "\n") + 1
	for cut := last; cut < len(whole); cut++ {
		dir, segment := small(t)
		if err := os.WriteFile(segment, []byte(whole[:cut]), 0o600); err != nil {
			t.Fatal(err)
		}
		j := open(t, dir)
		h, err := j.History()
		if err != nil || len(h["10101"]) != 2 || h["10101"][1].Case() != notify.NotSent {
			t.Fatalf("cut at %d: %+v, %v", cut, h["10101"], err)
		}
		write(t, j, notify.Event{Letter: h["10101"][1].ID, What: notify.WasDecided, At: began, Decision: notify.Dropped})
		again := open(t, dir)
		h, err = again.History()
		if err != nil || h["10101"][1].Decided != notify.Dropped {
			t.Fatalf("cut at %d, then one more line: %+v, %v", cut, h["10101"], err)
		}
		if report, err := again.Verify(""); err != nil || !report.Sound() {
			t.Fatalf("cut at %d: %+v, %v", cut, report, err)
		}
	}
}

// Whatever byte is changed, it is said where, and nothing that may have left is called unsent.
func TestEveryChangedByteIsFound(t *testing.T) {
	t.Parallel()
	dir, segment := small(t)
	whole := content(t, segment)
	for at := range len(whole) {
		for _, flip := range []byte{0x01, 0x20} {
			changed := []byte(whole)
			changed[at] ^= flip
			if err := os.WriteFile(segment, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			j := open(t, dir)
			h, err := j.History()
			tail := strings.Count(whole[at:], "\n") == 1 && changed[at] != '\n' && whole[at] == '\n' // the last line's end: a torn tail
			if err == nil && !tail {
				t.Fatalf("byte %d (%q) became %q, and nobody noticed", at, whole[at], changed[at])
			}
			if err != nil && !strings.Contains(err.Error(), "2026-01.jsonl (byte ") {
				t.Fatalf("byte %d: %v", at, err)
			}
			if !tail {
				mayHaveLeft(t, string(whole[at]), h)
			}
		}
	}
}

// A line that is taken out, put in twice, or moved breaks the chain.
func TestEveryLostLineIsFound(t *testing.T) {
	t.Parallel()
	dir, segment := small(t)
	lines := strings.SplitAfter(strings.TrimSuffix(content(t, segment), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	rewrite := func(all ...string) error {
		if err := os.WriteFile(segment, []byte(strings.Join(all, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := open(t, dir).History()
		return err
	}
	for i := range lines {
		var without, twice, swapped []string
		for k, l := range lines {
			if k != i {
				without = append(without, l)
			}
			twice = append(twice, l)
			if k == i {
				twice = append(twice, l)
			}
		}
		swapped = append(swapped, lines...)
		if i > 0 {
			swapped[i], swapped[i-1] = swapped[i-1], swapped[i]
		}
		if err := rewrite(without...); err == nil && i < len(lines)-1 {
			t.Errorf("line %d was taken out, and nobody noticed", i+1)
		}
		if err := rewrite(twice...); err == nil {
			t.Errorf("line %d stands there twice, and nobody noticed", i+1)
		}
		if err := rewrite(swapped...); err == nil && i > 0 {
			t.Errorf("line %d was moved, and nobody noticed", i+1)
		}
	}
	if err := rewrite(lines...); err != nil {
		t.Errorf("the journal as it was: %v", err)
	}
}

// Damage keeps letters from leaving until a person has seen it; what it made unknown stays so,
// and letters that are begun after it are none the worse.
func TestDamageIsAcknowledged(t *testing.T) {
	t.Parallel()
	dir, segment := small(t)
	whole := content(t, segment)
	if err := os.WriteFile(segment, []byte(whole+"what?\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := open(t, dir)
	r, m := about(t, "10101", "third", began.Add(2*time.Hour), "a@example.com", "b@example.com")
	var damage *Damage
	if _, err := j.Open(r, m); !errors.As(err, &damage) || len(damage.Faults) != 1 || damage.Faults[0].Line != 7 || damage.Faults[0].Offset != int64(len(whole)) {
		t.Fatalf("a letter leaves in spite of it: %v", err)
	}
	h, _ := j.History()
	if second := h["10101"][1]; second.Count(notify.Unknown) != 2 {
		t.Errorf("who may have got it: %v", second.Tally)
	}
	if err := j.Acknowledge("ada", began); err != nil {
		t.Fatal(err)
	}
	done, err := j.Open(r, m)
	if err != nil {
		t.Fatal(err)
	}
	done()
	h, err = open(t, dir).History()
	if err != nil || h["10101"][1].Case() != notify.InDoubt || h["10101"][2].Case() != notify.NotSent {
		t.Errorf("%+v, %v", h["10101"], err)
	}
	story, err := j.Story("10101")
	if err != nil || story[1].Outcomes[1].State != notify.Unknown {
		t.Errorf("%+v, %v", story, err)
	}
	if report, err := j.Verify(""); err != nil || len(report.Faults) != 1 || report.Letters != 3 {
		t.Errorf("%+v, %v", report, err)
	}
}

// Verify finds a letter or a list that is not what was kept.
func TestVerifyFindsWhatWasChanged(t *testing.T) {
	t.Parallel()
	for _, sub := range []string{"letters", "people"} {
		for name, spoil := range map[string]func(path string) error{
			"changed": func(path string) error { return os.WriteFile(path, []byte("x"), 0o600) },
			"gone":    os.Remove,
		} {
			dir, _ := small(t)
			files, err := filepath.Glob(filepath.Join(dir, sub, "*"))
			if err != nil || len(files) == 0 {
				t.Fatal(err)
			}
			if err := spoil(files[0]); err != nil {
				t.Fatal(err)
			}
			report, err := open(t, dir).Verify("")
			if err != nil || report.Sound() || len(report.Faults) > 0 {
				t.Errorf("%s %s: %+v, %v", sub, name, report, err)
			}
		}
	}
}

// What stands in the files drives no terminal.
func TestTextsAreCleaned(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, m := written(t, "letter")
	r.Audience, r.Subject, r.By = "cust\x1b]52;c;AAAA\aomers", "a\nb", "\u202edesk"
	done, err := j.Open(r, m)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	write(t, j, settled(r, notify.Refused, "550 \x1b[2Jno", 0))
	story, err := j.Story("10101")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{story[0].Audience, story[0].Subject, story[0].By, story[0].Outcomes[0].Reply} {
		if strings.ContainsAny(s, "\x1b\a\n\u202e") {
			t.Errorf("%q", s)
		}
	}
}

// A segment that became shorter, or another, is read anew.
func TestASegmentThatWasReplaced(t *testing.T) {
	t.Parallel()
	dir, segment := small(t)
	j := open(t, dir)
	before := receipts(t, j)
	whole := content(t, segment)
	if err := os.WriteFile(segment, []byte(whole[:strings.Index(whole, "\n")+1]), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := receipts(t, j); len(before) != 2 || len(got) != 1 || got[0].Case() != notify.NotSent {
		t.Errorf("%+v", got)
	}
	if err := os.Remove(segment); err != nil {
		t.Fatal(err)
	}
	if got := receipts(t, j); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func FuzzSegment(f *testing.F) {
	dir, segment := small(f)
	whole := content(f, segment)
	f.Add(whole)
	f.Add(whole[:len(whole)/2] + "\x00\n" + whole[len(whole)/2:])
	f.Add("x #torn\n" + whole)
	before := genesis
	body := `{"v":2,"letter":"x","what":"prepared","receipt":{"recipients":99999999999}}`
	f.Add(chain(before, body) + " " + body + "\n")
	_ = dir
	f.Fuzz(func(t *testing.T, text string) {
		var l log
		l.segment = "2026-01.jsonl"
		for line := range strings.Lines(text) {
			if strings.HasSuffix(line, "\n") {
				l.take(strings.TrimSuffix(line, "\n"))
			}
		}
		l.stories.History()
		if l.offset > int64(len(text)) || len(l.faults) == 0 && l.records == 0 && strings.Contains(strings.ReplaceAll(text, tornMark, ""), "}\n") && !strings.Contains(text, tornMark) {
			t.Errorf("%d bytes of %d, %d faults", l.offset, len(text), len(l.faults))
		}
	})
}
