package smtp

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"bulletin/notify"
)

// tape is a connection on which the server has said everything already, a line at a time, and
// which keeps what it hears.
type tape struct {
	net.Conn // for the deadlines and the addresses
	said     string
	mu       sync.Mutex
	heard    bytes.Buffer
}

func (c *tape) Read(b []byte) (int, error) {
	if c.said == "" {
		return 0, io.EOF
	}
	n := copy(b, strings.SplitAfterN(c.said, "\n", 2)[0])
	c.said = c.said[n:]
	return n, nil
}

func (c *tape) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard.Write(b)
}

// FuzzServer lets a server say anything. No letter is more than unsent without its dot, none
// less than unknown with it, and the ledger knows of the dot before the server does.
func FuzzServer(f *testing.F) {
	const hello = "220 a.example.test\n250-hi\n250 PIPELINING\n"
	for _, said := range []string{
		"", hello, strings.ReplaceAll(hello, "PIPELINING", "SIZE"),
		hello + "250 a\n250 b\n250 c\n250 d\n354 go\n250 queued as X\n221 bye\n",
		hello + "250 a\n250 b\n550 c\n452 d\n354 go\n250 ok\n250 a\n250 b\n354 go\n",
		hello + "250 a\n550 b\n550 c\n550 d\n354 go\n",
		hello + "250 a\n250 b\n250 c\n250 d\n354 go\n451 later\n221 bye\n",
		hello + "250 a\n250 b\n250 c\n250 d\n354 go\n250-half\n",
		hello + "451 a\n503 b\n503 c\n503 d\n221 bye\n",
	} {
		f.Add(said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		here, there := net.Pipe()
		defer here.Close()
		defer there.Close()
		c := &tape{Conn: here, said: said}
		message := approved(t, "Hello", three...)
		server := new(fake)
		d := server.over(t.Context(), t, Server{Host: "127.0.0.1", TLS: None}, message, func(context.Context) (net.Conn, error) {
			if c.heard.Len() > 0 {
				return nil, net.ErrClosed
			}
			return c, nil
		})
		heard := c.heard.String()
		dots := strings.Count(heard, eml(t, message)+".\r\n")
		if dots != len(server.diary.commits) || dots < strings.Count(heard, "\r\n.\r\n") {
			t.Errorf("%d dots, and %d commits: %q", dots, len(server.diary.commits), heard)
		}
		for i, o := range d.Outcomes {
			asked := false
			for _, to := range server.diary.commits {
				for _, place := range to {
					asked = asked || place == i
				}
			}
			if (o.State == notify.Accepted || o.State == notify.Unknown) && !asked || o.State == notify.Unsent && asked {
				t.Errorf("%+v, committed: %v", o, asked)
			}
			if o.State == notify.Accepted && !strings.HasPrefix(o.Reply, "2") {
				t.Errorf("%+v", o)
			}
		}
		if d.Stop != nil {
			explained(t, d)
		}
	})
}
