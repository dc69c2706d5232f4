package smtp

import (
	"context"
	"testing"
	"testing/synctest"

	"bulletin/notify"
)

// TestCancel ends the context at each step. Only the wait for the answer to the final dot
// goes on.
func TestCancel(t *testing.T) {
	t.Parallel()
	for _, at := range []string{
		"greeting", "EHLO 1", "STARTTLS", "TLS", "EHLO 2", "AUTH", "MAIL", "RCPT 2", "DATA", "dot", "QUIT",
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				a := act{call: func() { cancel(); synctest.Wait() }, hold: true} // all that a cancelled context does is done
				want := "UUU"
				switch at {
				case "dot":
					a.hold, want = false, "AAA"
				case "QUIT":
					want = "AAA"
				}
				f := quiet(script{faults: map[string]act{at: a}})
				s := f.server()
				s.Username, s.Password = "desk", Hide("hunter2")
				message := approved(t, "Hello", three...)
				d := f.over(ctx, t, s, message, f.pipe)
				f.stop()
				honest(t, f, d, eml(t, message))
				if states(d) != want || (want == "UUU") != (d.Stop != nil && d.Stop.Why == "it was cancelled") {
					t.Errorf("%s %+v", states(d), d.Stop)
				}
			})
		})
	}
}

// TestCancelWhileWatching ends the context from within each report, the last one before
// the dot included.
func TestCancelWhileWatching(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"connect", "TLS", "AUTH", "RCPT 1 of 3", "body", "waiting for the server's answer"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			f := serve(t, script{})
			s := f.server()
			s.Username, s.Password = "desk", Hide("hunter2")
			d := f.send(ctx, t, s, approved(t, "Hello", three...), func(p notify.Progress) {
				if p.Step == step {
					cancel()
				}
			})
			f.stop()
			if states(d) != "UUU" || len(f.accepted) > 0 || d.Stop == nil || d.Stop.Why != "it was cancelled" {
				t.Errorf("%s %+v; the server took %d", states(d), d.Stop, len(f.accepted))
			}
		})
	}
}

// TestCancelDial ends the context before anything is dialled.
func TestCancelDial(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f := serve(t, script{})
	d := f.send(ctx, t, f.server(), approved(t, "Hello", three...), nil)
	f.stop()
	if states(d) != "UUU" || d.Stop == nil || d.Stop.Why != "it was cancelled" || f.conns > 0 {
		t.Errorf("%s %+v", states(d), d.Stop)
	}
}
