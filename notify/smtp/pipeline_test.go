package smtp

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bulletin/notify"
)

// latency is how far away the distant server is, there and back.
const latency = 5 * time.Millisecond

// distant is a mail server whose every reply arrives some time after its command: the replies
// overlap on their way, as they do in a network.
type distant struct {
	away   time.Duration
	offers string
	conn   net.Conn
	due    chan said
}

type said struct {
	at    time.Time
	words string
}

func (s *distant) say(words string) { s.due <- said{time.Now().Add(s.away), words} }

// deliver lets the replies arrive when they are due.
func (s *distant) deliver() {
	w := bufio.NewWriter(s.conn)
	for r := range s.due {
		if wait := time.Until(r.at); wait > 0 {
			w.Flush()
			<-time.After(wait)
		}
		w.WriteString(r.words)
		if len(s.due) == 0 {
			w.Flush()
		}
	}
	w.Flush()
	s.conn.Close()
}

func (s *distant) listen() {
	defer close(s.due)
	s.say("220 far.example.test\r\n")
	open, r := false, bufio.NewReader(s.conn)
	for {
		line, err := r.ReadString('\n')
		verb, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case err != nil:
			return
		case open && line != ".\r\n":
			continue
		case open:
			open = false
			s.say("250 2.0.0 Ok: queued as 4Far\r\n")
		case verb == "EHLO":
			s.say("250-far.example.test\r\n" + s.offers + "250 SIZE 50000000\r\n")
		case verb == "DATA":
			open = true
			s.say("354 go\r\n")
		default:
			s.say("250 ok\r\n")
		}
	}
}

// farAway lets such a server talk.
func farAway(work *sync.WaitGroup, conn net.Conn, away time.Duration, pipelining bool) {
	s := &distant{away: away, conn: conn, due: make(chan said, 4096)}
	if pipelining {
		s.offers = "250-PIPELINING\r\n"
	}
	work.Go(s.listen)
	work.Go(s.deliver)
}

// TestRoundTrips counts how often a letter waits for the network: as often as there are
// commands or, where the server takes those of a transaction together, three times for each
// transaction; and for the greeting, EHLO and QUIT.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		total, size int
		pipelining  bool
		trips       time.Duration
	}{
		{1, 100, true, 6}, {1, 100, false, 7},
		{1000, 1000, true, 6}, {1000, 1000, false, 1006},
		{1000, 100, true, 33}, {1000, 100, false, 1033},
	} {
		t.Run(fmt.Sprintf("%d by %d, %v", c.total, c.size, c.pipelining), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var work sync.WaitGroup
				began := time.Now()
				d := new(fake).over(t.Context(), t, Server{Host: "127.0.0.1", TLS: None, Transaction: c.size},
					approved(t, "Hello", crowd(c.total)...), func(context.Context) (net.Conn, error) {
						here, there := net.Pipe()
						farAway(&work, there, latency, c.pipelining)
						return here, nil
					})
				if took := time.Since(began); took != c.trips*latency || states(d) != strings.Repeat("A", c.total) {
					t.Errorf("%v is %d times there and back, want %d: %+v", took, took/latency, c.trips, d.Stop)
				}
				work.Wait()
			})
		})
	}
}

// TestGroupBeyondBuffers: a server that reads nothing while its replies are not read gets a
// transaction of any size.
func TestGroupBeyondBuffers(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{None, StartTLS} {
		synctest.Test(t, func(t *testing.T) {
			f := quiet(script{mode: mode, faults: map[string]act{"RCPT 700": {say: "550 no\r\n"}}})
			s := f.server()
			s.Transaction = 1000
			message := approved(t, "Hello", crowd(1000)...)
			d := f.over(t.Context(), t, s, message, f.pipe)
			f.stop()
			honest(t, f, d, eml(t, message))
			if want := strings.Repeat("A", 699) + "R" + strings.Repeat("A", 300); states(d) != want || d.Stop != nil {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
		})
	}
}

// TestLostWhileWriting: what ends the dialogue ends it at once, also where the server has
// stopped reading in the middle of a group.
func TestLostWhileWriting(t *testing.T) {
	t.Parallel()
	for name, say := range map[string]string{"nonsense": "what?\r\n", "another class": "399 more\r\n", "421": "421 enough\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			f := quiet(script{mode: None, faults: map[string]act{"MAIL": {say: say, hold: true}}})
			s := f.server()
			s.Transaction = 1000
			began := time.Now()
			d := f.over(t.Context(), t, s, approved(t, "Hello", crowd(1000)...), f.pipe)
			took := time.Since(began)
			f.stop()
			if explained(t, d); took > 0 || d.Stop.Step != "MAIL" || strings.Trim(states(d), "U") != "" {
				t.Errorf("%s: %v, %+v", name, took, d.Stop)
			}
		})
	}
}

// TestTogether: where the server takes the commands of a transaction together it gets them
// together, but not DATA; elsewhere it is asked one by one, and not at all after a refusal
// of MAIL.
func TestTogether(t *testing.T) {
	t.Parallel()
	no := act{say: "550 5.7.1 no\r\n"}
	for name, c := range map[string]struct {
		script
		want           string
		together, RCPT int
	}{
		"together":             {script{}, "AAA", 3, 3},
		"one by one":           {script{alone: true}, "AAA", 0, 3},
		"MAIL refused":         {script{faults: map[string]act{"MAIL": no}}, "RRR", 3, 3},
		"MAIL refused, alone":  {script{alone: true, faults: map[string]act{"MAIL": no}}, "RRR", 0, 0},
		"MAIL and RCPT":        {script{faults: map[string]act{"MAIL": no, "RCPT": no}}, "RRR", 3, 3},
		"MAIL refused, cut":    {script{faults: map[string]act{"MAIL": no, "RCPT 2": {end: true}}}, "RRR", 3, 2},
		"all refused":          {script{faults: map[string]act{"RCPT": no}}, "RRR", 3, 3},
		"surplus before DATA":  {script{faults: map[string]act{"RCPT 3": {say: "250 ok\r\n250 ok\r\n"}}}, "UUU", 3, 3},
		"surplus in the group": {script{faults: map[string]act{"MAIL": {say: "250 ok\r\n250 ok\r\n"}}}, "UUU", 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fake
			message := approved(t, "Hello", three...)
			var d notify.Delivery
			synctest.Test(t, func(t *testing.T) {
				f = quiet(c.script)
				d = f.over(t.Context(), t, f.server(), message, f.pipe)
				f.stop()
			})
			honest(t, f, d, eml(t, message))
			if states(d) != c.want || f.together != c.together || f.heard("RCPT") != c.RCPT {
				t.Errorf("%s, %d commands together, %d RCPTs: %+v", states(d), f.together, f.heard("RCPT"), d.Stop)
			}
			if name == "surplus in the group" {
				return // found before DATA or by its reply, as the network wants
			}
			if data := strings.Contains(c.want, "A"); (f.heard("DATA") == 1) != data {
				t.Errorf("%q", f.lines)
			}
			if strings.Contains(name, "surplus") && !strings.Contains(d.Stop.Why, "out of turn") {
				t.Errorf("%+v", d.Stop)
			}
			if farewell := !strings.Contains(name, "surplus") && !strings.Contains(name, "cut"); (f.heard("QUIT") == 1) != farewell {
				t.Errorf("%q", f.lines)
			}
		})
	}
}
