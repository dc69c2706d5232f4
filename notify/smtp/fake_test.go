package smtp

import (
	"context"
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
)

// act is what the scripted server does at a step instead of the right thing.
type act struct {
	say    string        // raw bytes; empty: not a word
	end    bool          // then close the connection
	hold   bool          // then do nothing more until the client is through
	after  time.Duration // wait before it
	accept bool          // at the dot: take the letter over first, whatever is said
	call   func()        // before all else
}

// script is how a scripted server differs from a right one. Faults are keyed by the verb,
// or by the verb and its number on the connection: "RCPT", "RCPT 2".
type script struct {
	mode   Mode
	cert   *tls.Certificate // nil: a good one
	tls    *tls.Config      // nil: with cert
	offers []string         // nil: the usual extensions
	alone  bool             // one command at a time: without PIPELINING, where offers is nil
	faults map[string]act
	room   int             // recipients in a transaction, for the others 452; 0: for all
	full   map[string]bool // mailboxes to which the server says
	says   string          // this
}

// taken is a letter that the server took over.
type taken struct {
	from string
	to   []string
	body string
}

// fake is a mail server that keeps its own truth.
type fake struct {
	script
	ln      net.Listener
	through chan struct{} // the client's Send has returned
	work    sync.WaitGroup

	mu       sync.Mutex
	conns    int
	accepted []taken
	halfway  string   // what came of the letter that is under way
	broken   []string // what came of letters that were never ended
	clear    []string // lines received unencrypted
	lines    []string // all command lines received
	together int      // commands that came before the reply to the one before them
	handsOn  int      // connections on which TLS was completed

	diary *diary // of the letter that was sent here last
}

// serve listens on this machine.
func serve(t testing.TB, s script) *fake {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := quiet(s)
	f.ln = ln
	f.work.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			f.work.Go(func() { f.talk(conn) })
		}
	})
	t.Cleanup(f.stop)
	return f
}

// quiet is a server that listens nowhere; see pipe.
func quiet(s script) *fake {
	f := &fake{script: s, through: make(chan struct{})}
	if f.cert == nil {
		f.cert = good()
	}
	if f.tls == nil {
		f.tls = &tls.Config{Certificates: []tls.Certificate{*f.cert}}
	}
	if f.offers == nil {
		f.offers = []string{"PIPELINING", "SIZE 50000000", "AUTH CRAM-MD5 PLAIN LOGIN", "8BITMIME", "SMTPUTF8", "DSN"}
		if f.alone {
			f.offers = f.offers[1:]
		}
	}
	return f
}

// pipe dials the server without a network: neither side keeps a byte that the other has not
// read. It takes a bubble of testing/synctest, in which time is free.
func (f *fake) pipe(context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	f.work.Go(func() { f.talk(there) })
	return here, nil
}

// stop waits until the server has seen everything; its truth is final then.
func (f *fake) stop() {
	select {
	case <-f.through:
	default:
		close(f.through)
	}
	if f.ln != nil {
		f.ln.Close()
	}
	f.work.Wait()
}

func (f *fake) server() Server {
	s := Server{Host: "127.0.0.1", TLS: f.mode, Roots: roots()}
	if f.ln != nil {
		s.Port = f.ln.Addr().(*net.TCPAddr).Port
	}
	return s
}

// send sends a letter to the server, and looks at what the ledger was told.
func (f *fake) send(ctx context.Context, t *testing.T, s Server, a notify.Approved, watch func(notify.Progress)) notify.Delivery {
	t.Helper()
	f.diary = newDiary(t, a)
	d := s.Send(ctx, a, f.diary, watch)
	f.diary.agrees(d)
	return d
}

// over sends a letter over connections that are dialled in another way.
func (f *fake) over(ctx context.Context, t *testing.T, s Server, a notify.Approved, dial func(context.Context) (net.Conn, error)) notify.Delivery {
	t.Helper()
	m, err := a.Message()
	if err != nil {
		t.Fatal(err)
	}
	f.diary = newDiary(t, a)
	r := newRound(s, m, f.diary, nil)
	r.dial = dial
	r.Stop = r.deliver(ctx)
	f.diary.agrees(r.Delivery)
	return r.Delivery
}

// took reports how often the server took the letter over for a mailbox.
func (f *fake) took(mailbox string) int {
	n := 0
	for _, l := range f.accepted {
		if slices.Contains(l.to, mailbox) {
			n++
		}
	}
	return n
}

func (f *fake) heard(verb string) (n int) {
	for _, l := range f.lines {
		if l == verb || strings.HasPrefix(l, verb+" ") {
			n++
		}
	}
	return n
}
