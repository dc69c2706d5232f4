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
	"sync/atomic"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

var began = time.Date(2026, 1, 31, 10, 25, 7, 0, time.UTC)

// written is a letter with these words to two people, and the receipt with which it begins.
func written(t testing.TB, words string) (notify.Receipt, notify.Message) {
	t.Helper()
	return about(t, "10101", words, began, "a@example.com", "b@example.com")
}

func about(t testing.TB, incidentID, words string, at time.Time, to ...string) (notify.Receipt, notify.Message) {
	t.Helper()
	address := func(s string) notify.Address {
		a, err := notify.ParseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	n := notify.Notice{IncidentID: incidentID, Key: "OPS-101", Stage: incident.Start, Sequence: 1, Audience: "customers"}
	d := notify.Draft{Notice: n, From: address("noc@example.com"), At: at, Earlier: 1000, Letter: letter.Letter{Subject: words, Text: words, HTML: words}}
	for _, s := range to {
		d.Recipients.Bcc = append(d.Recipients.Bcc, address(s))
	}
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	id := notify.ID(fmt.Sprintf("%.12s", strings.TrimPrefix(string(notify.Sum(words+at.String())), "sha256:")))
	return notify.Receipt{ID: id, Notice: n, Digest: m.Digest(), Subject: words, By: "desk@jump1", Began: at, Total: len(to)}, m
}

func open(t testing.TB, dir string) *Journal {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// begin opens a letter and leaves it open.
func begin(t testing.TB, j *Journal, words string) (r notify.Receipt, done func()) {
	t.Helper()
	r, m := written(t, words)
	done, err := j.Open(r, m)
	if err != nil {
		t.Fatal(err)
	}
	return r, done
}

func write(t testing.TB, j *Journal, all ...notify.Event) {
	t.Helper()
	for _, e := range all {
		if err := j.Write(e); err != nil {
			t.Fatal(err)
		}
	}
}

func committing(r notify.Receipt, to ...int) notify.Event {
	return notify.Event{Letter: r.ID, What: notify.WasCommitting, At: began, To: to}
}

func settled(r notify.Receipt, s notify.State, reply string, to ...int) notify.Event {
	return notify.Event{Letter: r.ID, What: notify.WasSettled, At: began, Verdicts: []notify.Verdict{{To: to, State: s, Reply: reply, QueueID: "Q"}}}
}

func ended(r notify.Receipt) notify.Event {
	return notify.Event{Letter: r.ID, What: notify.WasEnded, At: began.Add(time.Minute), Server: "mail.example.com", Stop: &notify.Stop{Step: "RCPT", Why: "no", Do: "mend"}}
}

func receipts(t testing.TB, j *Journal) []notify.Receipt {
	t.Helper()
	h, err := j.History()
	if err != nil {
		t.Fatal(err)
	}
	return h["10101"]
}

// What was written is read again, by this program and by others, at every step.
func TestALettersStory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j, other := open(t, dir), open(t, dir)
	r, done := begin(t, j, "letter")
	for _, step := range []struct {
		write   notify.Event
		want    notify.Case
		unknown int
	}{
		{write: notify.Event{}, want: notify.Closed}, // it is leaving
		{committing(r, 0, 1), notify.Closed, 2},
		{settled(r, notify.Accepted, "250 ok", 0), notify.Closed, 1},
		{settled(r, notify.Refused, "450 later", 1), notify.Closed, 0},
		{ended(r), notify.Partly, 0},
	} {
		if step.write.What != "" {
			write(t, j, step.write)
		}
		for _, look := range []*Journal{j, other, open(t, dir)} {
			got := receipts(t, look)
			if len(got) != 1 || got[0].Case() != step.want || got[0].Count(notify.Unknown) != step.unknown || got[0].Leaving != (step.write.What != notify.WasEnded) {
				t.Fatalf("after %s: %+v", step.write.What, got)
			}
		}
	}
	done()
	story, err := other.Story("10101")
	if err != nil {
		t.Fatal(err)
	}
	want := r
	want.Ended, want.Tally, want.Later = began.Add(time.Minute), map[notify.State]int{notify.Accepted: 1, notify.Refused: 1}, 1
	want.Delivery = notify.Delivery{Server: "mail.example.com", Stop: &notify.Stop{Step: "RCPT", Why: "no", Do: "mend"}, Outcomes: []notify.Outcome{
		{Address: "a@example.com", State: notify.Accepted, Reply: "250 ok", QueueID: "Q"}, {Address: "b@example.com", State: notify.Refused, Reply: "450 later", QueueID: "Q"},
	}}
	if len(story) != 1 || !reflect.DeepEqual(story[0], want) {
		t.Errorf("got  %+v\nwant %+v", story, want)
	}
	write(t, j, notify.Event{Letter: r.ID, What: notify.WasDecided, At: began, Decision: notify.Dropped, By: "ada"}, notify.Event{Letter: r.ID, What: notify.WasRecorded, At: began})
	if got := receipts(t, other)[0]; got.Decided != notify.Dropped || got.DecidedBy != "ada" || !got.Recorded || got.Case() != notify.Closed {
		t.Errorf("%+v", got)
	}
}

// A letter that nobody ended, and that nobody is sending any more, is not what it was: cut off
// before its commit nobody got it, after it nobody knows.
func TestCutOff(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, done := begin(t, j, "letter")
	done()
	if got := receipts(t, j)[0]; got.Case() != notify.NotSent {
		t.Errorf("%+v", got)
	}
	write(t, j, committing(r, 0, 1))
	if got := receipts(t, j)[0]; got.Case() != notify.InDoubt {
		t.Errorf("%+v", got)
	}
}

// Two letters about one incident never leave at a time; about two they do.
func TestALockForEachIncident(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j, other := open(t, dir), open(t, dir)
	_, done := begin(t, j, "first")
	second, m := written(t, "second")
	if _, err := other.Open(second, m); err == nil || !strings.Contains(err.Error(), "another console on this machine is sending about OPS-101") {
		t.Errorf("the second: %v", err)
	}
	elsewhere, m2 := about(t, "20202", "third", began, "a@example.com")
	done2, err := other.Open(elsewhere, m2)
	if err != nil {
		t.Fatal(err)
	}
	done2()
	if err := other.Write(notify.Event{Letter: receipts(t, j)[0].ID, What: notify.WasDecided, At: began, Decision: notify.Dropped}); err == nil {
		t.Error("a letter that is leaving can be dropped")
	}
	done()
	if done, err = other.Open(second, m); err != nil {
		t.Fatal(err)
	}
	done()
}

// Of letters that know nothing of one another only one leaves, whoever is first.
func TestOnlyOneOfManyLeaves(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var left, kept atomic.Int32
	var all sync.WaitGroup
	for i := range 12 {
		r, m := about(t, "10101", "the same", began.Add(time.Duration(i)), "a@example.com")
		d := m.Draft()
		d.Earlier = 0
		m, err := d.Compose()
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			j, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			done, err := j.Open(r, m)
			if err != nil {
				kept.Add(1)
				return
			}
			left.Add(1)
			write(t, j, committing(r, 0), settled(r, notify.Accepted, "250", 0), ended(r))
			done()
		})
	}
	all.Wait()
	if left.Load() != 1 || kept.Load() != 11 {
		t.Errorf("%d left, %d were kept back", left.Load(), kept.Load())
	}
}

// A letter is refused when another one has left, or may have, since it was drafted.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	for state, want := range map[notify.State]bool{notify.Accepted: true, notify.Unknown: true, notify.Unsent: false} {
		j := open(t, t.TempDir())
		r, done := begin(t, j, "first")
		write(t, j, settled(r, state, "", 0, 1), ended(r))
		done()
		second, m := written(t, "second")
		d := m.Draft()
		d.Earlier = 0
		m, err := d.Compose()
		if err != nil {
			t.Fatal(err)
		}
		done, err = j.Open(second, m)
		if (err != nil) != want {
			t.Errorf("after %s: %v", state, err)
		}
		if err == nil {
			done()
		} else if !errors.As(err, new(*notify.OvertakenError)) {
			t.Errorf("after %s: %v", state, err)
		}
	}
}

func TestLettersAndListsAreKeptWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	r, m := written(t, strings.Repeat("Größe\n", 5000))
	for i := range 2 { // the second finds its letter and its list there
		r.ID = notify.ID(fmt.Sprintf("%012d", i))
		done, err := j.Open(r, m)
		if err != nil {
			t.Fatal(err)
		}
		done()
	}
	if got, err := j.EML(m.Digest()); err != nil || got != m.EML() {
		t.Errorf("kept %d bytes of %d: %v", len(got), len(m.EML()), err)
	}
	for _, sub := range []string{"letters", "people"} {
		if files, err := os.ReadDir(filepath.Join(dir, sub)); err != nil || len(files) != 1 {
			t.Errorf("%s: %v, %v", sub, files, err)
		}
	}
	if err := os.WriteFile(j.Letter(m.Digest()), []byte("other bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := j.EML(m.Digest()); err == nil || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("a changed letter passes: %v", err)
	}
	r.ID = "999999999999"
	done, err := j.Open(r, m)
	if err != nil {
		t.Fatal(err)
	}
	done()
	if got, err := j.EML(m.Digest()); err != nil || got != m.EML() {
		t.Errorf("a damaged letter was not written anew: %v", err)
	}
}

func TestOnlyTheOwnerCanRead(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "bulletin")
	j := open(t, dir)
	r, done := begin(t, j, "letter")
	write(t, j, ended(r))
	done()
	if err := j.Keep("1", "customers", "words"); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A letter is named by the beginning of its id.
func TestReceiptByPrefix(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	for i, id := range []notify.ID{"abcd00000000", "abcd11111111", "eeee00000000"} {
		r, m := written(t, fmt.Sprint("letter ", i))
		r.ID = id
		done, err := j.Open(r, m)
		if err != nil {
			t.Fatal(err)
		}
		done()
	}
	if r, err := j.Receipt(" EEEE "); err != nil || r.ID != "eeee00000000" || len(r.Outcomes) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	for prefix, want := range map[string]string{"abcd": "several letters begin with", "eee": "there is no letter", "ffff": "there is no letter", "": "there is no letter"} {
		if _, err := j.Receipt(prefix); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", prefix, err)
		}
	}
}

// A journal of the old form is not taken for an empty one.
func TestTheOldForm(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "journal.jsonl"), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "of an older bulletin") {
		t.Errorf("%v", err)
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

// Segments follow the months, and never go back with a clock.
func TestSegmentsByMonth(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	r, done := begin(t, j, "letter") // January
	defer done()
	for _, at := range []time.Time{began.AddDate(0, 2, 0), began.AddDate(0, 1, 0), began.AddDate(1, 0, 0), began} {
		write(t, j, notify.Event{Letter: r.ID, What: notify.WasRecorded, At: at})
	}
	files, err := os.ReadDir(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, "log", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		lines[f.Name()] = strings.Count(string(b), "\n")
	}
	if want := map[string]int{"2026-01.jsonl": 1, "2026-03.jsonl": 2, "2027-01.jsonl": 2}; !reflect.DeepEqual(lines, want) {
		t.Errorf("%v, want %v", lines, want)
	}
	if report, err := j.Verify(""); err != nil || !report.Sound() || report.Records != 5 {
		t.Errorf("%+v, %v", report, err)
	}
}

// What does not follow from what stands there is refused, and never written.
func TestEventsThatDoNotFollow(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r, done := begin(t, j, "letter")
	done()
	_, m := written(t, "letter")
	if done, err := j.Open(r, m); err == nil {
		done()
		t.Error("the same sending is prepared twice")
	}
	if err := j.Write(notify.Event{Letter: "ffffffffffff", What: notify.WasEnded, At: began}); err == nil {
		t.Error("a letter ends that was never begun")
	}
	if report, err := j.Verify(""); err != nil || !report.Sound() || report.Records != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}
