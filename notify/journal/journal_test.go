package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
)

// Every event comes back as it was written, in this process and in another.
func TestEveryEventComesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	send(t, j, "aaaa00000001")
	begin(t, j, "aaaa00000002")()
	must(t, j.Write(committing("aaaa00000002", 2, 0)))
	must(t, j.Write(decided("aaaa00000002", notify.Arrived)))
	first, _ := written(t, "aaaa00000001", "letter aaaa00000001")
	first.Ended, first.Recorded = began.Add(time.Minute), true
	first.Server, first.Stop = "mail.example.com", &notify.Stop{Step: "RCPT", Why: "no such user", Do: "mend the list"}
	first.Tally, first.Later = map[notify.State]int{notify.Accepted: 1, notify.Refused: 2}, 1
	second, _ := written(t, "aaaa00000002", "letter aaaa00000002")
	second.Decided, second.DecidedBy = notify.Arrived, "night@jump1"
	second.Tally = map[notify.State]int{notify.Unknown: 2, notify.Unsent: 1}
	for name, j := range map[string]*Journal{"the same": j, "another": open(t, dir)} {
		if got := told(t, j); !reflect.DeepEqual(got, []notify.Receipt{first, second}) {
			t.Errorf("%s: got %+v\nwant %+v", name, got, []notify.Receipt{first, second})
		}
		wantFirst, wantSecond := first, second
		wantFirst.Outcomes = []notify.Outcome{
			{Address: "a@example.com", State: notify.Accepted, Reply: "250 ok", QueueID: "Q1"},
			{Address: "b@example.com", State: notify.Refused, Reply: "450 later", QueueID: "Q1"},
			{Address: "c@example.com", State: notify.Refused, Reply: "550 no", QueueID: "Q1"},
		}
		wantSecond.Outcomes = []notify.Outcome{
			{Address: "a@example.com", State: notify.Unknown}, {Address: "b@example.com", State: notify.Unsent}, {Address: "c@example.com", State: notify.Unknown},
		}
		got, err := j.Story("10101")
		if want := []notify.Receipt{wantFirst, wantSecond}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: whole: %+v\nwant %+v, %v", name, got, want, err)
		}
		if r, err := j.Verify(); err != nil || !r.Sound() || r.Records != 10 || len(r.Letters) != 2 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestAnEmptyJournal(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	if h, err := j.History(); err != nil || h == nil || len(h) > 0 {
		t.Errorf("History = %v, %v", h, err)
	}
	if r, err := j.Verify(); err != nil || !r.Sound() || r.Records != 0 {
		t.Errorf("Verify = %v, %v", r, err)
	}
	must(t, j.Acknowledge("nobody", began)) // nothing
	if r, err := j.Verify(); err != nil || r.Records != 0 {
		t.Errorf("it acknowledged nothing: %v, %v", r, err)
	}
}

// The bytes and the list are kept once, however often they are sent.
func TestLettersAndPeopleAreKeptOnce(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	for _, id := range []notify.ID{"aaaa00000001", "aaaa00000002"} {
		r, m := written(t, id, "Größe")
		done, err := j.Open(r, m)
		must(t, err)
		done()
		if eml, err := j.EML(r.Digest); err != nil || eml != m.EML() {
			t.Errorf("kept %q, %v", eml, err)
		}
		if kept, err := os.ReadFile(j.Letter(r.Digest)); err != nil || string(kept) != m.EML() || filepath.Dir(j.Letter(r.Digest)) != j.Letters() {
			t.Errorf("at %s: %v", j.Letter(r.Digest), err)
		}
	}
	for _, folder := range []string{"letters", "people"} {
		if files, err := os.ReadDir(filepath.Join(j.dir, folder)); err != nil || len(files) != 1 {
			t.Errorf("%s has %v, %v", folder, files, err)
		}
	}
}

// A digest from a journal that somebody has edited.
func TestALetterStaysInTheFolder(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	for _, d := range []notify.Digest{"", "sha", "sha256:", "sha256:..", "sha256:../../x", "../../x", "sha256:/etc/passwd"} {
		if got := j.Letter(d); filepath.Dir(got) != j.Letters() || filepath.Ext(got) != ".eml" {
			t.Errorf("%q is kept at %s", d, got)
		}
		if _, err := j.EML(d); err == nil {
			t.Errorf("%q has a letter", d)
		}
	}
}

// Nobody else may read what was written to customers.
func TestOnlyTheOwnerReadsIt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	j := open(t, filepath.Join(root, "state", "bulletin"))
	send(t, j, "aaaa00000001")
	must(t, j.Keep("10101", "customers", "words"))
	seen := 0
	err := filepath.WalkDir(filepath.Join(root, "state"), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if seen++; err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil || seen != 14 { // state, bulletin, five folders with a file each, head and lock
		t.Errorf("%d files and folders, %v", seen, err)
	}
}

func TestTwoConsolesLoseNothing(t *testing.T) {
	t.Parallel()
	const each = 20
	dir := t.TempDir()
	var work sync.WaitGroup
	for console := range 2 {
		j := open(t, dir)
		work.Go(func() {
			for i := range each {
				id := notify.ID(fmt.Sprintf("aaaa%d%07d", console, i))
				r, m := about(t, fmt.Sprint(20100+console), id, strings.Repeat("x", 10_000))
				done, err := j.Open(r, m)
				for _, e := range []notify.Event{committing(id, 0, 1, 2), settled(id, notify.Accepted, "250 ok", 0, 1, 2), ended(id)} {
					err = errors.Join(err, j.Write(e))
				}
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := j.History(); err != nil {
					t.Error(err)
				}
				done()
			}
		})
	}
	work.Wait()
	h, err := open(t, dir).History()
	must(t, err)
	for _, id := range []string{"20100", "20101"} {
		for _, r := range h[id] {
			if tally(r) != "0 0 3 0" || r.Ended.IsZero() {
				t.Errorf("%s: %+v", r.ID, r)
			}
		}
		if len(h[id]) != each {
			t.Errorf("%d letters about %s, want %d", len(h[id]), id, each)
		}
	}
}

// Months are those of UTC. A clock that goes back opens no older segment.
func TestMonths(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	done := begin(t, j, "aaaa00000001")
	defer done()
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 2, 1, 0, 30, 0, 0, time.FixedZone("", 3600)), "2026-01"},
		{time.Date(2026, 1, 31, 23, 30, 0, 0, time.FixedZone("", -3600)), "2026-02"},
		{time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC), "2026-02"},
		{time.Time{}, "2026-02"},
		{time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), "2031-01"},
	} {
		before := len(content(t, j, "2026-01"))
		if c.want != "2026-01" {
			if b, err := os.ReadFile(segmentPath(j, c.want)); err == nil {
				before = len(b)
			} else {
				before = 0
			}
		}
		e := recorded("aaaa00000001")
		e.At = c.at
		must(t, j.Write(e))
		if after := len(content(t, j, c.want)); after <= before {
			t.Errorf("the event of %s is not in %s", c.at, c.want)
		}
	}
	for _, j := range []*Journal{j, open(t, j.dir)} {
		if got := told(t, j); len(got) != 1 || !got[0].Recorded {
			t.Errorf("%+v", got)
		}
	}
}

func TestTheOldForm(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	must(t, os.WriteFile(filepath.Join(j.dir, "journal.jsonl"), []byte("{}\n"), 0o600))
	r, m := written(t, "aaaa00000001", "x")
	_, opened := j.Open(r, m)
	_, read := j.History()
	for name, err := range map[string]error{"Open": opened, "History": read} {
		var old *OldFormError
		if !errors.As(err, &old) || old.Remedy() == "" || !strings.Contains(err.Error(), "journal.jsonl is the journal of an older bulletin") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if files, err := os.ReadDir(j.Letters()); err != nil || len(files) > 0 {
		t.Errorf("it kept %v, %v", files, err)
	}
}

func TestReceiptByTheBeginningOfItsID(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	send(t, j, "aaaa10000000")
	send(t, j, "aaaa20000000")
	send(t, j, "bbbb00000000")
	for prefix, want := range map[string]notify.ID{"aaaa1": "aaaa10000000", "AAAA2": "aaaa20000000", "bbbb": "bbbb00000000", "bbbb00000000": "bbbb00000000"} {
		r, err := j.Receipt(prefix)
		if err != nil || r.ID != want || len(r.Outcomes) != 3 {
			t.Errorf("%s: %+v, %v", prefix, r, err)
		}
	}
	for _, prefix := range []string{"", "bbb", "cccc", "bbbb000000000"} {
		if _, err := j.Receipt(prefix); !errors.As(err, new(*UnknownError)) {
			t.Errorf("%q: %v", prefix, err)
		}
	}
	_, err := j.Receipt("aaaa")
	var several *AmbiguousError
	if !errors.As(err, &several) || len(several.Letters) != 2 ||
		err.Error() != `"aaaa" may be aaaa10000000 (start of OPS-101 for customers) or aaaa20000000 (start of OPS-101 for customers)` {
		t.Errorf("%v", err)
	}
}

// What stands in the files is data: it drives no terminal.
func TestTextsOfTheFilesAreCleaned(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	const bad = "x\x1b]52;c;AAAA\a\n\u202ey"
	r, m := written(t, "aaaa00000001", "x")
	r.Audience, r.Subject, r.By, r.Key, r.MessageID, r.Stage, r.Stem.Summary = bad, bad, bad, bad, bad, bad, bad
	r.Accepted, r.Lists = []notify.Warning{{Where: bad, What: bad}}, map[string]int{bad: 3}
	done, err := j.Open(r, m)
	must(t, err)
	must(t, j.Write(settled(r.ID, notify.Refused, bad, 0)))
	e := ended(r.ID)
	e.Server, e.Stop = bad, &notify.Stop{Step: bad, Why: bad, Do: bad}
	must(t, j.Write(e))
	d := decided(r.ID, notify.Dropped)
	d.By = bad
	must(t, j.Write(d))
	done()
	all, err := j.Story("10101")
	must(t, err)
	if got := fmt.Sprintf("%#v %#v", all, *all[0].Stop); strings.Contains(got, `\x1b`) || strings.Contains(got, `\a`) || strings.Contains(got, `\u202e`) || strings.Contains(got, `\n`) {
		t.Errorf("%s", got)
	}
}
