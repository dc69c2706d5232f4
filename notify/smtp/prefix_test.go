package smtp

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
)

var errSevered = errors.New("severed")

// severed is a connection that ends some bytes after the client has said DATA.
type severed struct {
	net.Conn
	data int // letters that still pass
	left int // bytes of the next that still pass
	open bool
	err  error
}

func (c *severed) Write(b []byte) (int, error) {
	if !c.open || len(b) <= c.left {
		if c.open {
			c.left -= len(b)
		}
		if bytes.Equal(b, []byte("DATA\r\n")) {
			c.open = c.data == 0
			c.data--
		}
		return c.Conn.Write(b)
	}
	n, _ := c.Conn.Write(b[:c.left])
	c.Close()
	return n, c.err
}

// TestCutInsideLaterLetter: what breaks inside a letter is not gone on with, even where the
// server has taken others over this connection.
func TestCutInsideLaterLetter(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errSevered, syscall.EPIPE, syscall.ECONNRESET} {
		synctest.Test(t, func(t *testing.T) {
			f := quiet(script{mode: None})
			s := f.server()
			s.Transaction = 1
			message := approved(t, "Hello", three...)
			conns := 0
			d := f.over(t.Context(), t, s, message, func(ctx context.Context) (net.Conn, error) {
				conns++
				conn, e := f.pipe(ctx)
				return &severed{Conn: conn, data: 1, left: 100, err: err}, e
			})
			f.stop()
			honest(t, f, d, eml(t, message))
			if explained(t, d); states(d) != "AUU" || d.Stop.Step != "body" || conns != 1 {
				t.Errorf("%v: %s over %d connections: %+v", err, states(d), conns, d.Stop)
			}
		})
	}
}

// TestEveryPrefix cuts the letter off after each of its bytes, as it stands on the wire. The
// server never takes it: so nothing is said but that it was not sent, up to the dot.
func TestEveryPrefix(t *testing.T) {
	t.Parallel()
	message := approved(t, ".\n.hidden\nHello\n..\n", three...)
	stuffed := strings.ReplaceAll(eml(t, message), "\r\n.", "\r\n..")
	if !strings.Contains(stuffed, "\r\n..hidden") && !strings.Contains(stuffed, "\r\n...") {
		t.Fatalf("nothing is stuffed in %q", stuffed)
	}
	synctest.Test(t, func(t *testing.T) {
		for n := range len(stuffed) + len(".\r\n") {
			f := quiet(script{mode: None})
			d := f.over(t.Context(), t, f.server(), message, func(ctx context.Context) (net.Conn, error) {
				conn, err := f.pipe(ctx)
				return &severed{Conn: conn, left: n, err: errSevered}, err
			})
			f.stop()
			want, step := "UUU", "body"
			if n >= len(stuffed) { // the dot was begun
				want, step = "???", "final dot"
			}
			if states(d) != want || d.Stop == nil || d.Stop.Step != step || len(f.accepted) > 0 || f.heard("QUIT")+f.heard("RSET") > 0 {
				t.Fatalf("after %d of %d bytes: %s %+v, the server took %d", n, len(stuffed), states(d), d.Stop, len(f.accepted))
			}
			if got := strings.Join(f.broken, ""); n < len(stuffed) && !strings.HasPrefix(eml(t, message), strings.TrimRight(got, "\r\n")) {
				t.Fatalf("after %d bytes the server holds %q", n, got)
			}
		}
	})
}
