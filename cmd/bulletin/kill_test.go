//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/journal"
)

// truthful is a mail server that keeps what it took, by Message-ID and mailbox.
type truthful struct {
	port  int
	mu    sync.Mutex
	taken map[string]map[string]int
}

func newTruthful(t *testing.T) *truthful {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &truthful{port: l.Addr().(*net.TCPAddr).Port, taken: map[string]map[string]int{}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func (s *truthful) talk(c net.Conn) {
	defer c.Close()
	fmt.Fprint(c, "220 mail.example.com\r\n")
	var to []string
	id, inside := "", false
	for in := bufio.NewScanner(c); in.Scan(); {
		line := in.Text()
		verb, arg, _ := strings.Cut(line, " ")
		switch {
		case inside && line == ".":
			s.take(id, to)
			to, inside = nil, false
			fmt.Fprint(c, "250 2.0.0 Ok: queued as 4F7C1A\r\n")
		case inside:
			if rest, ok := strings.CutPrefix(line, "Message-ID: "); ok {
				id = rest
			}
		case verb == "DATA":
			inside = true
			fmt.Fprint(c, "354 go on\r\n")
		default:
			if verb == "RCPT" {
				_, mailbox, _ := strings.Cut(arg, "<")
				to = append(to, strings.TrimSuffix(mailbox, ">"))
			}
			fmt.Fprint(c, "250 mail.example.com\r\n")
		}
	}
}

func (s *truthful) take(id string, to []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken[id] == nil {
		s.taken[id] = map[string]int{}
	}
	for _, mailbox := range to {
		s.taken[id][mailbox]++
	}
}

// compare holds every letter of the journal against what the server took.
func (s *truthful) compare(t *testing.T, round int, j *journal.Journal) {
	t.Helper()
	story, err := j.Story("10147")
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range story {
		for _, o := range r.Outcomes {
			n := s.taken[r.MessageID][o.Address]
			if o.State == notify.Accepted && n != 1 || (o.State == notify.Unsent || o.State == notify.Refused) && n != 0 || n > 1 {
				t.Errorf("round %d: %s of %s is %s, and the server took it %d times", round, o.Address, r.Telling(), o.State, n)
			}
		}
	}
}

// The real program is killed at random moments, over and over, and the journal never lies:
// everybody whom it calls accepted was mailed, everybody whom it calls unsent was not.
func TestRandomKills(t *testing.T) {
	t.Parallel()
	rounds := 12
	if os.Getenv("BULLETIN_SWEEP") != "" {
		rounds = 120
	}
	h, s := newHouse(t), newTruthful(t)
	h.mailTo(t, s.port)
	h.edit(t, `(?m)^  tls: none$`, "  tls: none\n  transaction: 3")
	send := func(round int) []string {
		return []string{"--config", h.Config, "send", "OPS-147", "--stage", "update", "--audience", "customers",
			"--message", fmt.Sprintf("Round %d.", round), "--accept-warnings", "--confirm", "OPS-147 customers"}
	}
	begin := time.Now()
	if cmd := program(t, send(0)...); cmd.Run() != nil {
		t.Fatal("it does not send at all")
	}
	usual := time.Since(begin)
	r := rand.New(rand.NewPCG(4, 147))
	ends := map[string]int{}
	for round := 1; round <= rounds; round++ {
		var out bytes.Buffer
		cmd := program(t, send(round)...)
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-time.After(time.Duration(r.Int64N(int64(usual)))):
			_ = cmd.Process.Kill()
			<-ended
		case <-ended:
		}
		j, err := journal.Open(h.state())
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		s.compare(t, round, j)
		told, err := j.History()
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for _, open := range told.Open() {
			if open.Key == "OPS-147" {
				ends[map[notify.Case]string{notify.NotSent: "cut off", notify.InDoubt: "unknown", notify.Partly: "partly"}[open.Case()]]++
				h.call(t, "resume", string(open.ID), "--drop", "--confirm", "OPS-147 drop").want(t, exitDone, "", "Written down")
			}
		}
	}
	t.Logf("%d kills within %v; left open: %v", rounds, usual.Round(time.Millisecond), ends)
}
