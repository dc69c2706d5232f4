package journal

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"bulletin/notify"
)

// frozen is a disk in memory that can only be read.
type frozen struct {
	system
	fstest.MapFS
}

func (f frozen) OpenFile(path string, _ int, _ fs.FileMode) (File, error) {
	file, err := f.Open(path)
	if err != nil {
		return nil, err
	}
	return readable{file}, nil
}

func (f frozen) ReadDir(path string) ([]fs.DirEntry, error) { return f.MapFS.ReadDir(path) }

type readable struct{ fs.File }

func (r readable) ReadAt(b []byte, off int64) (int, error) {
	return r.File.(io.ReaderAt).ReadAt(b, off)
}
func (readable) Write([]byte) (int, error) { return 0, fs.ErrPermission }
func (readable) Sync() error               { return fs.ErrPermission }

// Whatever stands in a segment: it is read without a panic, and what is not a journal is said.
// Nobody is unsent of a letter that was under way before.
func FuzzSegment(f *testing.F) {
	j := small(f)
	first, second := content(f, j, "2026-01"), content(f, j, "2026-02")
	f.Add([]byte(first), []byte(second))
	f.Add([]byte(first[:len(first)-7]), []byte("x #torn\n"))
	f.Add([]byte("\n\n\x00\n"), []byte{})
	f.Add([]byte(chain(genesis, []byte(`{"v":2,"what":"acknowledged"}`))+` {"v":2,"what":"acknowledged"}`+"\n"), []byte(" #torn\n"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		disk := frozen{MapFS: fstest.MapFS{"log/2026-01.jsonl": {Data: first}, "log/2026-02.jsonl": {Data: second}}}
		l := newLog(disk, "")
		must(t, l.look())
		sound, before := true, genesis
		for _, segment := range [][]byte{first, second} {
			lines := strings.SplitAfter(string(segment), "\n")
			for _, line := range lines[:len(lines)-1] {
				if strings.HasSuffix(line, tornMark+"\n") {
					continue
				}
				hash, text, ok := split(bytes.TrimSuffix([]byte(line), []byte("\n")))
				sound = sound && ok && chain(before, text) == hash
				before = hash
			}
		}
		if !sound && len(l.damage) == 0 {
			t.Fatal("no damage is said")
		}
		for _, all := range l.stories.History() {
			whole, _ := l.story(all) // an error says what is lost
			for _, r := range whole {
				if before := l.letters[r.ID].events[0].number; len(l.lost) > 0 && before <= l.lost[len(l.lost)-1] && r.Ended.IsZero() && r.Count(notify.Unsent) > 0 {
					t.Fatalf("%s is unsent for %d", r.ID, r.Count(notify.Unsent))
				}
			}
		}
		again := newLog(disk, "")
		must(t, again.look())
		if len(again.damage) != len(l.damage) || again.last != l.last {
			t.Fatal("read twice, it says two things")
		}
	})
}

// Records that are whole lines of a log, and say whatever they like: no number eats the
// memory, no text acts, and the summary of a letter is its whole one counted.
func FuzzRecords(f *testing.F) {
	j := small(f)
	var texts []string
	for line := range strings.Lines(content(f, j, "2026-01") + content(f, j, "2026-02")) {
		_, text, _ := split([]byte(line))
		texts = append(texts, string(text))
	}
	f.Add(strings.Join(texts, ""))
	f.Add(`{"v":2,"letter":"a","what":"prepared","receipt":{"recipients":3,"lists":{"\u001b":1}}}` + "\n" + `{"v":2,"letter":"a","what":"committing","to":"0-2"}`)
	f.Fuzz(func(t *testing.T, texts string) {
		var lines strings.Builder
		last := genesis
		for text := range strings.Lines(texts) {
			text = strings.TrimSuffix(text, "\n")
			last = chain(last, []byte(text))
			lines.WriteString(last + " " + text + "\n")
		}
		l := newLog(frozen{MapFS: fstest.MapFS{"log/2026-01.jsonl": {Data: []byte(lines.String())}}}, "")
		must(t, l.look())
		for _, d := range l.damage {
			if strings.ContainsAny(d.Why, "\x1b\n\u202e") {
				t.Fatalf("%q", d.Why)
			}
		}
		for _, all := range l.stories.History() {
			for _, r := range all {
				if got := fmt.Sprintf("%v %v %v %v", r.Notice, r.Subject, r.Lists, r.ID); strings.ContainsAny(got, "\x1b\n\u202e") {
					t.Fatalf("%q", got)
				}
				if n := r.Count(notify.Unsent) + r.Count(notify.Unknown) + r.Count(notify.Accepted) + r.Count(notify.Refused); n != r.Total || n > notify.MaxTotal {
					t.Fatalf("%d of %d", n, r.Total)
				}
			}
		}
	})
}
