package journal

import (
	"fmt"
	"io/fs"
	"testing"
	"time"

	"bulletin/notify"
)

// One event, durable on this machine's disk.
func BenchmarkWrite(b *testing.B) {
	j := open(b, b.TempDir())
	r, done := begin(b, j, "letter")
	defer done()
	for b.Loop() {
		write(b, j, committing(r, 0, 1))
	}
}

// long is a disk that a journal of so many records was written on, without waiting for it.
func long(b *testing.B, records int) string {
	b.Helper()
	dir := b.TempDir()
	j := open(b, dir)
	j.disk = hasty{j.disk}
	var to []int
	var people []string
	for i := range 300 {
		to, people = append(to, i), append(people, fmt.Sprintf("r%d@example.com", i))
	}
	_, m := about(b, "0", "letter", began, people...)
	for n := 0; n < records; n += 5 {
		at := began.Add(time.Duration(n) * time.Minute)
		r, _ := about(b, fmt.Sprint(10_000+n%500), "letter", at, "a@example.com")
		r.Total = len(to)
		r.Digest = m.Digest()
		done, err := j.Open(r, m)
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range []notify.Event{committing(r, to...), settled(r, notify.Accepted, "250 2.0.0 Ok: queued as 4F7C1A2B3D", to...), ended(r), {Letter: r.ID, What: notify.WasRecorded}} {
			e.At = at
			write(b, j, e)
		}
		done()
	}
	return dir
}

// hasty makes nothing durable.
type hasty struct{ Disk }

func (h hasty) SyncDir(string) error { return nil }
func (h hasty) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := h.Disk.OpenFile(name, flag, perm)
	return hastyFile{f}, err
}

type hastyFile struct{ File }

func (hastyFile) Sync() error { return nil }

// A start with 100,000 records: 20,000 letters to 300 people each.
func BenchmarkStart(b *testing.B) {
	dir := long(b, 100_000)
	b.Run("100,000 records", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h, err := open(b, dir).History()
			if err != nil || len(h) == 0 {
				b.Fatal(err)
			}
		}
	})
	j := open(b, dir)
	if _, err := j.History(); err != nil {
		b.Fatal(err)
	}
	b.Run("a second look", func(b *testing.B) {
		for b.Loop() {
			if _, err := j.History(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
