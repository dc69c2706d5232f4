package smtp

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

func people(n int) []string {
	var many []string
	for i := range n {
		many = append(many, fmt.Sprintf("r%05d@example.test", i))
	}
	return many
}

// What cannot be made safe on the disk does not happen: without the ledger's word no dot is
// written, and where an outcome could not be written down nothing further begins.
func TestTheLedgersWord(t *testing.T) {
	t.Parallel()
	a, u := strings.Repeat("A", 100), strings.Repeat("U", 100)
	for name, c := range map[string]struct {
		books
		want string
		quit int
	}{
		"the first cannot be committed":  {books{committing: 1}, u + u + u[:50], 0},
		"the second cannot be committed": {books{committing: 2}, a + u + u[:50], 0},
		"the first cannot be settled":    {books{settled: 1}, a + u + u[:50], 1},
		"the last cannot be settled":     {books{settled: 3}, a + a + a[:50], 1},
		"nothing is wrong":               {books{}, a + a + a[:50], 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{mode: None})
			message := approved(t, "Hello", people(250)...)
			b := c.books
			d := f.server().Send(t.Context(), message, &b, nil)
			f.stop()
			honest(t, f, d, eml(t, message))
			if got := states(d); got != c.want {
				t.Errorf("states\n%s, want\n%s", got, c.want)
			}
			if f.heard("QUIT") != c.quit {
				t.Errorf("QUIT %d times: %q", f.heard("QUIT"), f.broken)
			}
			if name == "nothing is wrong" {
				want := []string{"committing", "settled", "committing", "settled", "committing", "settled"}
				for i, said := range b.said {
					if !strings.HasPrefix(said, want[i]) {
						t.Errorf("the ledger was told %.60q", b.said)
					}
				}
				return
			}
			if explained(t, d); d.Stop.Step != notify.StepStore || !strings.Contains(d.Stop.Why, "no space left") {
				t.Errorf("%+v", d.Stop)
			}
		})
	}
}

// The ledger is told before the dot, and of nobody whom the server did not take.
func TestTheLedgerBeforeTheDot(t *testing.T) {
	t.Parallel()
	b := &books{}
	var before string
	f := serve(t, script{mode: None, faults: map[string]act{
		"RCPT 2": {say: "550 no\r\n"},
		"dot":    {call: func() { before = strings.Join(b.said, "; ") }},
	}})
	f.server().Send(t.Context(), approved(t, "Hello", three...), b, nil)
	f.stop()
	if before != "committing 0 2" || b.said[1] != "settled 0 1 2" {
		t.Errorf("before the dot %q, after it %q", before, b.said)
	}
}

// A transaction that is full says so with 452: who is too many comes in the next.
func TestFullTransactions(t *testing.T) {
	t.Parallel()
	full := func(from, to int, say string) map[string]act {
		faults := map[string]act{}
		for i := from; i <= to; i++ {
			faults[fmt.Sprintf("RCPT %d", i)] = act{say: say + "\r\n"}
		}
		return faults
	}
	for name, c := range map[string]struct {
		faults  map[string]act
		want    string
		letters int
	}{
		"three a letter":        {full(4, 10, "452 4.5.3 too many recipients"), strings.Repeat("A", 10), 2},
		"the old code":          {full(4, 10, "552 too many recipients"), strings.Repeat("A", 10), 2},
		"two at the end":        {full(9, 10, "452 too many"), strings.Repeat("A", 10), 2},
		"full from the first":   {full(1, 10, "452 4.3.1 no room"), strings.Repeat("R", 10), 0},
		"full after a refusal":  {full(2, 2, "550 no"), "AR" + strings.Repeat("A", 8), 1},
		"and then really no":    {map[string]act{"RCPT 10": {say: "452 full\r\n"}, "RCPT 11": {say: "452 full\r\n"}}, strings.Repeat("A", 9) + "R", 1},
		"greylisted is refused": {full(5, 5, "450 4.2.0 greylisted"), "AAAARAAAAA", 1},
	} {
		for _, offers := range [][]string{nil, simple} {
			t.Run(fmt.Sprint(name, offers == nil), func(t *testing.T) {
				t.Parallel()
				f := serve(t, script{mode: None, offers: offers, faults: c.faults})
				message, b := approved(t, "Hello", people(10)...), &books{}
				d := f.server().Send(t.Context(), message, b, nil)
				f.stop()
				honest(t, f, d, eml(t, message))
				b.agree(t, d)
				if states(d) != c.want || len(f.accepted) != c.letters {
					t.Errorf("%s in %d letters, want %s in %d; %+v", states(d), len(f.accepted), c.want, c.letters, d.Stop)
				}
			})
		}
	}
}

// The size of a transaction and the pace are those of the config.
func TestTransactionAndPace(t *testing.T) {
	t.Parallel()
	f := serve(t, script{mode: None})
	s := f.server()
	s.Transaction, s.Pace = 4, 30
	var waits []time.Duration
	s.wait = func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}
	message := approved(t, "Hello", people(10)...)
	d := s.Send(t.Context(), message, &books{}, nil)
	f.stop()
	honest(t, f, d, eml(t, message))
	if len(f.accepted) != 3 || len(f.accepted[0].to) != 4 || len(waits) != 2 {
		t.Errorf("%d letters, waits %v", len(f.accepted), waits)
	}
	for i, w := range waits {
		if w > time.Duration(i+1)*2*time.Second || w < time.Second {
			t.Errorf("waits %v at 30 a minute", waits)
		}
	}
}

// A wait for the pace ends with the context.
func TestPaceIsCancelled(t *testing.T) {
	t.Parallel()
	f := serve(t, script{mode: None})
	s := f.server()
	s.Transaction, s.Pace = 2, 1
	ctx, cancel := context.WithCancel(t.Context())
	d := s.Send(ctx, approved(t, "Hello", three...), &books{}, func(p notify.Progress) {
		if p.Step == "keeping the pace" {
			cancel()
		}
	})
	f.stop()
	if states(d) != "AAU" || d.Stop == nil || d.Stop.Why != "it was cancelled" {
		t.Errorf("%s %+v", states(d), d.Stop)
	}
}

// A banner that comes late, but within the patience, is none the worse for it.
func TestLateBanner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		patience time.Duration
		want     string
	}{"in time": {time.Minute, "AAA"}, "too late": {100 * time.Millisecond, "UUU"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			late := make(chan struct{})
			f := serve(t, script{mode: None, faults: map[string]act{"greeting": {call: func() { <-late }}}})
			s := f.server()
			s.Patience.Connect = c.patience
			time.AfterFunc(300*time.Millisecond, func() { close(late) })
			message := approved(t, "Hello", three...)
			d := s.Send(t.Context(), message, &books{}, nil)
			f.stop()
			honest(t, f, d, eml(t, message))
			if states(d) != c.want {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
		})
	}
}

// short is a connection that breaks after so many bytes of a letter.
type short struct {
	net.Conn
	left *int
}

func (s short) Write(b []byte) (int, error) {
	if len(b) > *s.left && strings.Contains(string(b), "Message-ID") {
		n, _ := s.Conn.Write(b[:*s.left])
		s.Conn.Close()
		return n, net.ErrClosed
	}
	return s.Conn.Write(b)
}

// Cut at any byte of the letter, the server has accepted nothing and the letter is unsent.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	message := approved(t, ".\nHello\n..\n.", three...)
	letter := eml(t, message)
	f := serve(t, script{mode: None})
	for at := range len(letter) {
		raw, err := net.Dial("tcp", f.ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if d := over(t, short{raw, &at}, f.server(), message); states(d) != "UUU" {
			t.Fatalf("cut after %d bytes: %s %+v", at, states(d), d.Stop)
		}
	}
	f.stop()
	if len(f.accepted) > 0 || f.heard("DATA") != len(letter) {
		t.Errorf("%d letters accepted of %d cut off", len(f.accepted), f.heard("DATA"))
	}
	t.Log(len(letter), "cuts")
}
