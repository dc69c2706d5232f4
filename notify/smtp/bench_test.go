package smtp

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
)

// afar listens on this machine as if it were far away.
func afar(b *testing.B, away time.Duration, pipelining bool) Server {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			farAway(&work, conn, away, pipelining)
		}
	})
	b.Cleanup(func() {
		ln.Close()
		work.Wait()
	})
	return Server{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, TLS: None}
}

// sink is a ledger that keeps nothing.
type sink struct{}

func (sink) Committing([]int) error                { return nil }
func (sink) Settled([]int, []notify.Outcome) error { return nil }

// BenchmarkFarAway: a server that takes the commands of a transaction together beside one
// that wants them one by one, 5 ms away.
func BenchmarkFarAway(b *testing.B) {
	for _, c := range []struct {
		total, size int
		pipelining  bool
	}{{1000, 1000, true}, {1000, 1000, false}, {10000, 100, true}} {
		b.Run(fmt.Sprintf("%d by %d, pipelining %v", c.total, c.size, c.pipelining), func(b *testing.B) {
			s := afar(b, latency, c.pipelining)
			s.Transaction = c.size
			everybody(b, s, c.total)
		})
	}
}

// BenchmarkRecipients: the work for each recipient stays the same, however many there are.
func BenchmarkRecipients(b *testing.B) {
	for _, total := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(total), func(b *testing.B) { everybody(b, afar(b, 0, true), total) })
	}
}

func everybody(b *testing.B, s Server, total int) {
	message := approved(b, strings.Repeat("a line of a letter of the usual size\n", 500), crowd(total)...)
	for b.Loop() {
		d := s.Send(b.Context(), message, sink{}, func(notify.Progress) {})
		if d.Stop != nil || d.Outcomes[total-1].State != notify.Accepted {
			b.Fatal(d.Stop)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(total), "µs/recipient")
}
