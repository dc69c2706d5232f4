package journal

import (
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
	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

var began = time.Date(2026, 1, 31, 10, 25, 7, 0, time.UTC)

// written is a letter with these words, and the receipt of its intent.
func written(t testing.TB, words string) (notify.Receipt, notify.Message) {
	t.Helper()
	from, err := notify.ParseAddress("noc@example.com")
	if err != nil {
		t.Fatal(err)
	}
	n := notify.Notice{IncidentID: "10101", Key: "OPS-101", Stage: incident.Start, Sequence: 1, Audience: "customers"}
	m, err := notify.Draft{Notice: n, From: from, At: began, Earlier: 1000, Letter: letter.Letter{Subject: words, Text: words, HTML: words}}.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return notify.Receipt{Notice: n, Digest: m.Digest(), Subject: words, By: "desk@jump1", Began: began,
		Delivery: notify.Delivery{Outcomes: []notify.Outcome{
			{Address: "a@example.com", State: notify.Unknown}, {Address: "b@example.com", State: notify.Unknown},
		}}}, m
}

// ended is the receipt with an outcome for everyone.
func ended(r notify.Receipt, s notify.State) notify.Receipt {
	r.Ended, r.NextUpdate, r.Server = began.Add(time.Minute), began.Add(time.Hour), "mail.example.com"
	r.Stop = &notify.Stop{Step: "RCPT", Why: "no such user", Do: "mend the list"}
	r.Outcomes = []notify.Outcome{
		{Address: "a@example.com", State: s, Reply: "250 2.0.0 \"ok\"", QueueID: "Q1"}, {Address: "b@example.com", State: notify.Refused},
	}
	return r
}

func open(t testing.TB, dir string) Journal {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func intend(t testing.TB, j Journal, words string) notify.Receipt {
	t.Helper()
	r, m := written(t, words)
	if err := j.Intend(r, m); err != nil {
		t.Fatal(err)
	}
	return r
}

func conclude(t testing.TB, j Journal, r notify.Receipt) {
	t.Helper()
	if err := j.Conclude(r); err != nil {
		t.Fatal(err)
	}
}

func receipts(t testing.TB, j Journal) []notify.Receipt {
	t.Helper()
	h, err := j.History()
	if err != nil {
		t.Fatal(err)
	}
	return h["10101"]
}

func TestReceiptsSurviveReopening(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	first, second := intend(t, j, "first"), intend(t, j, "second")
	conclude(t, j, ended(second, notify.Accepted)) // ends before the first does
	conclude(t, j, ended(first, notify.Accepted))
	want := []notify.Receipt{ended(first, notify.Accepted), ended(second, notify.Accepted)}
	for _, j := range []Journal{j, open(t, dir)} {
		if got := receipts(t, j); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	}
}

func TestAnIntentWithoutAnOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := intend(t, open(t, dir), "cut off")
	got := receipts(t, open(t, dir))
	if !reflect.DeepEqual(got, []notify.Receipt{want}) || got[0].Count(notify.Unknown) != 2 || !got[0].Ended.IsZero() {
		t.Errorf("got %+v", got)
	}
}

func TestTheLastWordWins(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	r := intend(t, j, "letter")
	conclude(t, j, ended(r, notify.Unknown))
	conclude(t, j, ended(r, notify.Accepted))
	again := r // the same bytes, sent once more
	again.Began = began.Add(time.Nanosecond)
	conclude(t, j, again)
	if got := receipts(t, j); !reflect.DeepEqual(got, []notify.Receipt{ended(r, notify.Accepted), again}) {
		t.Errorf("got %+v", got)
	}
}

func TestLettersAreKeptWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	r, m := written(t, strings.Repeat("Größe\n", 5000))
	for range 2 { // a resend finds its letter there
		if err := j.Intend(r, m); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "letters", strings.TrimPrefix(string(m.Digest()), "sha256:")+".eml")
	got, err := os.ReadFile(path)
	if err != nil || string(got) != m.EML() {
		t.Errorf("kept %d bytes of %d: %v", len(got), len(m.EML()), err)
	}
	if j.Letter(m.Digest()) != path || j.Letters() != filepath.Dir(path) {
		t.Errorf("Letter %s, Letters %s", j.Letter(m.Digest()), j.Letters())
	}
	if left, err := os.ReadDir(j.Letters()); err != nil || len(left) != 1 {
		t.Errorf("%d files among the letters, %v", len(left), err)
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
	}
}

// Nobody else may read what was written to customers.
func TestOnlyTheOwnerReadsIt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	j := open(t, filepath.Join(root, "state", "bulletin"))
	conclude(t, j, intend(t, j, "letter"))
	if err := j.Keep("10101", "customers", "words"); err != nil {
		t.Fatal(err)
	}
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
	if err != nil || seen != 8 { // state, bulletin, letters and words, one file in each, and the lock
		t.Errorf("%d files and folders, %v", seen, err)
	}
}

func TestTwoConsolesLoseNothing(t *testing.T) {
	t.Parallel()
	const each = 50
	dir := t.TempDir()
	var work sync.WaitGroup
	for console := range 2 {
		j := open(t, dir)
		work.Go(func() {
			for i := range each {
				r, m := written(t, fmt.Sprintf("console %d, letter %d %s", console, i, strings.Repeat("x", 10_000)))
				if err := j.Intend(r, m); err != nil {
					t.Error(err)
				}
				if err := j.Conclude(ended(r, notify.Accepted)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	got := receipts(t, open(t, dir))
	for _, r := range got {
		if r.Count(notify.Accepted) != 1 {
			t.Errorf("%.30s lost its outcome", r.Subject)
		}
	}
	if len(got) != 2*each {
		t.Errorf("%d letters, want %d", len(got), 2*each)
	}
	// A console that sees half of the other's line may put an empty one behind it.
	lines := strings.FieldsFunc(content(t, dir), func(r rune) bool { return r == '\n' })
	if len(lines) != 4*each {
		t.Errorf("%d lines, want %d", len(lines), 4*each)
	}
}

func TestAnEmptyJournal(t *testing.T) {
	t.Parallel()
	if h, err := open(t, t.TempDir()).History(); err != nil || h == nil || len(h) > 0 {
		t.Errorf("History = %v, %v", h, err)
	}
}

func BenchmarkHistoryOfTenThousand(b *testing.B) {
	j := open(b, b.TempDir())
	r, _ := written(b, "letter")
	var lines strings.Builder
	for i := range 10_000 {
		r.Began = began.Add(time.Duration(i))
		lines.WriteString(line(b, r) + "\n" + line(b, ended(r, notify.Accepted)) + "\n")
	}
	overwrite(b, j, lines.String())
	b.ReportAllocs()
	for b.Loop() {
		if n := len(receipts(b, j)); n != 10_000 {
			b.Fatal(n)
		}
	}
}
