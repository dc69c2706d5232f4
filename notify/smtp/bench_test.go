package smtp

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

// far is a mail server at some distance: it answers each command at once, and the answer takes
// its time on the way, as all others that are on the way then.
func far(b *testing.B, latency time.Duration, offers ...string) Server {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go afar(conn, latency, offers)
		}
	}()
	return Server{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, TLS: None, Transaction: 1000}
}

func afar(conn net.Conn, latency time.Duration, offers []string) {
	defer conn.Close()
	type late struct {
		at  time.Time
		say string
	}
	replies := make(chan late, 10_000)
	defer close(replies)
	go func() {
		for r := range replies {
			if wait := time.Until(r.at); wait > 0 {
				<-time.After(wait)
			}
			io.WriteString(conn, r.say)
		}
	}()
	answer := func(say string) { replies <- late{time.Now().Add(latency), say} }
	answer("220 far\r\n")
	inData := false
	for r := bufio.NewReader(conn); ; {
		line, err := r.ReadString('\n')
		switch verb, _, _ := strings.Cut(strings.TrimSpace(line), " "); {
		case err != nil:
			return
		case inData && line != ".\r\n":
		case verb == "EHLO":
			answer("250-far\r\n250-" + strings.Join(append(offers, "SIZE 50000000"), "\r\n250-") + "\r\n250 HELP\r\n")
		case verb == "DATA":
			inData = true
			answer("354 go\r\n")
		case verb == "QUIT":
			answer("221 bye\r\n")
			return
		default:
			inData = false
			answer("250 2.0.0 Ok: queued as Q\r\n")
		}
	}
}

type free struct{}

func (free) Committing([]int) error                { return nil }
func (free) Settled([]int, []notify.Outcome) error { return nil }

func carry(b *testing.B, s Server, n int) {
	b.Helper()
	message := approved(b, "Hello", people(n)...)
	for b.Loop() {
		d := s.Send(b.Context(), message, free{}, nil)
		if d.Stop != nil || d.Outcomes[n-1].State != notify.Accepted {
			b.Fatal(d.Stop)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/recipient")
}

// 1,000 recipients in one transaction, each answer 5 ms on its way.
func BenchmarkFarServer(b *testing.B) {
	b.Run("pipelining", func(b *testing.B) { carry(b, far(b, 5*time.Millisecond, "PIPELINING"), 1000) })
	b.Run("one by one", func(b *testing.B) { carry(b, far(b, 5*time.Millisecond), 1000) })
}

// 100 recipients a transaction, answers at once: what a recipient costs stays the same.
func BenchmarkRecipients(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := far(b, 0, "PIPELINING")
			s.Transaction = DefaultTransaction
			carry(b, s, n)
		})
	}
}
