package smtp

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"bulletin/notify"
)

// crowd is n recipients.
func crowd(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("r%05d@example.test", i)
	}
	return out
}

// sizes are the numbers of recipients of the letters that the server took.
func (f *fake) sizes() []int {
	var out []int
	for _, l := range f.accepted {
		out = append(out, len(l.to))
	}
	return out
}

// TestTransactions: a letter leaves in transactions of the size that is set, and of the size
// that the server has room for.
func TestTransactions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		total, size, room int
		want              []int
		asked             int // RCPTs
	}{
		{250, 0, 0, []int{100, 100, 50}, 250},
		{100, 0, 0, []int{100}, 100},
		{5, 1, 0, []int{1, 1, 1, 1, 1}, 5},
		{1000, 1000, 0, []int{1000}, 1000},
		{7, 3, 3, []int{3, 3, 1}, 7},
		{25, 10, 4, []int{4, 4, 4, 4, 4, 4, 1}, 31}, // six are asked for in vain, once
		{3, 0, 1, []int{1, 1, 1}, 5},
	} {
		for _, alone := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d by %d, room %d, %v", c.total, c.size, c.room, alone), func(t *testing.T) {
				t.Parallel()
				f := serve(t, script{mode: None, room: c.room, alone: alone})
				s := f.server()
				s.Transaction = c.size
				message := approved(t, "Hello", crowd(c.total)...)
				d := f.send(t.Context(), t, s, message, nil)
				f.stop()
				honest(t, f, d, eml(t, message))
				if states(d) != strings.Repeat("A", c.total) || d.Stop != nil {
					t.Errorf("%s %+v", states(d), d.Stop)
				}
				if !slices.Equal(f.sizes(), c.want) || f.heard("RCPT") != c.asked || f.conns != 1 {
					t.Errorf("%v, asked %d times on %d connections", f.sizes(), f.heard("RCPT"), f.conns)
				}
			})
		}
	}
}

// TestNoRoom meets servers that say 452 or 552 to one or the other, for want of room in the
// transaction or in a mailbox.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	full := func(mailboxes ...int) map[string]bool {
		out := map[string]bool{}
		for _, i := range mailboxes {
			out[crowd(10)[i]] = true
		}
		return out
	}
	for name, c := range map[string]struct {
		full map[string]bool
		want string
		got  []int
	}{
		"the first":    {full(0), "RAAAAAAAAA", []int{3, 4, 2}},
		"the second":   {full(1), "ARAAAAAAAA", []int{3, 3, 3}},
		"the last":     {full(9), "AAAAAAAAAR", []int{4, 4, 1}},
		"two in a row": {full(1, 2), "ARRAAAAAAA", []int{2, 2, 4}},
		"everybody":    {full(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), "RRRRRRRRRR", nil},
	} {
		for _, code := range []string{"452 4.2.2 mailbox full", "552 5.2.2 mailbox full"} {
			for _, alone := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, %v", name, code, alone), func(t *testing.T) {
					t.Parallel()
					f := serve(t, script{mode: None, alone: alone, full: c.full, says: code + "\r\n"})
					s := f.server()
					s.Transaction = 4
					message := approved(t, "Hello", crowd(10)...)
					d := f.send(t.Context(), t, s, message, nil)
					f.stop()
					honest(t, f, d, eml(t, message))
					if states(d) != c.want || !slices.Equal(f.sizes(), c.got) || (d.Stop != nil) != (c.got == nil) {
						t.Errorf("%s %v %+v", states(d), f.sizes(), d.Stop)
					}
					for _, o := range d.Outcomes {
						if o.State == notify.Refused && o.Reply != code {
							t.Errorf("a refusal without the server's words: %+v", o)
						}
					}
				})
			}
		}
	}
}

// TestReconnect: a server that ends the connection between two letters gets the rest over
// another one; and one that ends it otherwise does not.
func TestReconnect(t *testing.T) {
	t.Parallel()
	bye, cut := act{say: "421 4.3.2 enough\r\n", end: true}, act{end: true}
	for name, c := range map[string]struct {
		faults map[string]act // of each connection
		want   string         // of three transactions of two
		conns  int
		step   string
	}{
		"421 at MAIL":            {map[string]act{"MAIL 2": bye}, "AAAAAA", 3, ""},
		"cut at MAIL":            {map[string]act{"MAIL 3": cut}, "AAAAAA", 2, ""},
		"half a reply at MAIL":   {map[string]act{"MAIL 2": {say: "250 o", end: true}}, "AAAAAA", 3, ""},
		"421 at RCPT":            {map[string]act{"RCPT 3": bye}, "AAAAAA", 3, ""},
		"cut at RCPT":            {map[string]act{"RCPT 4": cut}, "AAAAAA", 3, ""},
		"421 at DATA":            {map[string]act{"DATA 2": bye}, "AAAAAA", 3, ""},
		"cut at DATA":            {map[string]act{"DATA 2": cut}, "AAAAAA", 3, ""},
		"refused, then cut":      {map[string]act{"RCPT 3": {say: "550 no\r\n"}, "DATA 2": cut}, "AARAAR", 2, ""},
		"all refused, then 421":  {map[string]act{"RCPT 3": {say: "550 no\r\n"}, "RCPT 4": {say: "550 no\r\n"}, "RSET": bye}, "AARRAA", 2, ""},
		"421 at the first":       {map[string]act{"MAIL": bye}, "UUUUUU", 1, "MAIL"},
		"cut at the first":       {map[string]act{"DATA 1": cut}, "UUUUUU", 1, "DATA"},
		"421 at the dot":         {map[string]act{"dot 2": bye}, "AARRUU", 1, "final dot"},
		"cut at the dot":         {map[string]act{"dot 2": cut}, "AA??UU", 1, "final dot"},
		"cut, taken":             {map[string]act{"dot 2": {end: true, accept: true}}, "AA??UU", 1, "final dot"},
		"nonsense":               {map[string]act{"MAIL 2": {say: "what\r\n", end: true}}, "AAUUUU", 1, "MAIL"},
		"refused MAIL":           {map[string]act{"MAIL 2": {say: "451 slow down\r\n"}}, "AARRUU", 1, "MAIL"},
		"refused MAIL, then 421": {map[string]act{"MAIL 2": {say: "451 slow down\r\n"}, "RCPT 3": bye}, "AARRUU", 1, "MAIL"},
		"silence":                {map[string]act{"RCPT 3": {hold: true}}, "AAUUUU", 1, "RCPT"},
		"unfit for it":           {map[string]act{"MAIL 2": bye, "greeting": {say: "554 go away\r\n"}}, "UUUUUU", 1, "greeting"},
	} {
		for _, alone := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, %v", name, alone), func(t *testing.T) {
				t.Parallel()
				s := script{faults: c.faults, alone: alone}
				inItsTime(t, s, func(t *testing.T, f *fake, send sender) {
					server := f.server()
					server.Transaction = 2
					server.Username, server.Password = "desk", Hide("hunter2")
					message := approved(t, "Hello", crowd(6)...)
					d := send(t, server, message)
					f.stop()
					honest(t, f, d, eml(t, message))
					if states(d) != c.want || f.conns != c.conns || c.step != "greeting" && (f.handsOn != c.conns || f.heard("AUTH") != c.conns) {
						t.Errorf("%s over %d connections: %+v", states(d), f.conns, d.Stop)
					}
					if (d.Stop == nil) != (c.step == "") || d.Stop != nil && d.Stop.Step != c.step {
						t.Errorf("stop %+v", d.Stop)
					}
					if d.Server != server.address()+" (mx7.example.test)" && c.step != "greeting" {
						t.Errorf("server %q", d.Server)
					}
				})
			})
		}
	}
}

// TestReconnectFails: what cannot be reached again leaves the rest unsent, and is asked once.
func TestReconnectFails(t *testing.T) {
	t.Parallel()
	bye := map[string]act{"MAIL 2": {say: "421 enough\r\n", end: true}}
	for name, c := range map[string]struct {
		second script
		gone   bool
		step   string
	}{
		"gone":        {script{}, true, "connect"},
		"421 again":   {script{faults: map[string]act{"MAIL": {say: "421 enough\r\n", end: true}}}, false, "MAIL"},
		"cut again":   {script{faults: map[string]act{"RCPT": {end: true}}}, false, "RCPT"},
		"no STARTTLS": {script{mode: None}, false, "STARTTLS"},
		"bad login":   {script{faults: map[string]act{"AUTH": {say: "535 no\r\n"}}}, false, "AUTH"},
		"421 at once": {script{faults: map[string]act{"greeting": {say: "421 enough\r\n", end: true}}}, false, "greeting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				first, second := quiet(script{faults: bye}), quiet(c.second)
				server := first.server()
				server.Transaction = 2
				server.Username, server.Password = "desk", Hide("hunter2")
				dialled := 0
				d := first.over(t.Context(), t, server, approved(t, "Hello", crowd(6)...), func(ctx context.Context) (net.Conn, error) {
					switch dialled++; {
					case dialled == 1:
						return first.pipe(ctx)
					case c.gone:
						return nil, net.ErrClosed
					}
					return second.pipe(ctx)
				})
				first.stop()
				second.stop()
				if explained(t, d); states(d) != "AAUUUU" || d.Stop.Step != c.step || dialled != 2 || len(second.accepted) > 0 {
					t.Errorf("%s, dialled %d times: %+v", states(d), dialled, d.Stop)
				}
				if strings.Contains(d.Stop.Do, "nothing was sent") {
					t.Errorf("to two it was: %+v", d.Stop)
				}
			})
		})
	}
}
