package journal

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

// large writes a log of 100,000 records: 20,000 letters about 5,000 incidents over two years,
// each to several hundred people in transactions of up to 100.
func large(b *testing.B) *Journal {
	b.Helper()
	j := open(b, b.TempDir())
	r, _ := written(b, "aaaa00000001", "letter")
	last, files := genesis, map[string]*strings.Builder{}
	name := ""
	add := func(e notify.Event) {
		line, err := encode(last, e, "sha256:0")
		must(b, err)
		last = string(line[:2*hashed])
		name = max(name, month(e.At))
		if files[name] == nil {
			files[name] = &strings.Builder{}
		}
		files[name].WriteString(string(line) + "\n")
	}
	for i := range 20_000 {
		r.ID, r.IncidentID, r.Total = notify.ID(fmt.Sprintf("%012x", i)), fmt.Sprint(10_000+i/4), 200+i%300
		at := began.Add(time.Duration(i) * 50 * time.Minute)
		var to []int
		for n := range r.Total {
			to = append(to, n)
		}
		r.Began = at
		add(notify.Event{Letter: r.ID, What: notify.WasPrepared, At: at, By: r.By, Receipt: &r})
		add(notify.Event{Letter: r.ID, What: notify.WasCommitting, At: at, To: to})
		add(notify.Event{Letter: r.ID, What: notify.WasSettled, At: at, Verdicts: []notify.Verdict{
			{To: to[:r.Total-2], State: notify.Accepted, Reply: "250 2.0.0 Ok: queued as 4XYZ", QueueID: "4XYZ"},
			{To: to[r.Total-2:], State: notify.Refused, Reply: "550 5.1.1 no such user"},
		}})
		add(notify.Event{Letter: r.ID, What: notify.WasEnded, At: at, Server: "mail.example.com"})
		add(notify.Event{Letter: r.ID, What: notify.WasRecorded, At: at})
	}
	size := 0
	for name, lines := range files {
		must(b, os.WriteFile(j.log.path(name), []byte(lines.String()), 0o600))
		size += lines.Len()
	}
	b.Logf("%d segments, %d MB", len(files), size>>20)
	return j
}

func BenchmarkStartWith100000Records(b *testing.B) {
	dir := large(b).dir
	b.ReportAllocs()
	for b.Loop() {
		h, err := open(b, dir).History()
		if err != nil || len(h) != 5_000 {
			b.Fatal(len(h), err)
		}
	}
}

// The memory that stays in use.
func BenchmarkMemoryOf100000Records(b *testing.B) {
	dir := large(b).dir
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		j := open(b, dir)
		h, err := j.History()
		must(b, err)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
		runtime.KeepAlive(h)
		runtime.KeepAlive(j)
	}
}

func BenchmarkLookAgainAfterNothing(b *testing.B) { lookAgain(b, false) }

func BenchmarkLookAgainAfterAnAppend(b *testing.B) { lookAgain(b, true) }

func lookAgain(b *testing.B, after bool) {
	j := large(b)
	other := open(b, j.dir)
	_, err := j.History()
	must(b, err)
	for b.Loop() {
		if after {
			b.StopTimer()
			e := recorded("000000000007")
			e.At = began.AddDate(3, 0, 0)
			must(b, other.Write(e))
			b.StartTimer()
		}
		if h, err := j.History(); err != nil || len(h) != 5_000 {
			b.Fatal(len(h), err)
		}
	}
}

// With the fsync of this machine's disk.
func BenchmarkWrite(b *testing.B) {
	j := open(b, b.TempDir())
	begin(b, j, "aaaa00000001")()
	for b.Loop() {
		must(b, j.Write(recorded("aaaa00000001")))
	}
}

func BenchmarkOpen(b *testing.B) {
	j := open(b, b.TempDir())
	n := 0
	for b.Loop() {
		n++
		begin(b, j, notify.ID(fmt.Sprintf("%012x", n)))()
	}
}
