package main

import (
	"bufio"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/journal"
)

// slow is a mail server that accepts every letter, and at one command waits before it
// answers. "." stands for the end of a letter.
type slow struct {
	port    int
	reached chan struct{} // closed when the client waits for the answer
	answer  chan struct{} // to be closed when it may come
	calls   atomic.Int32
}

func newSlow(t *testing.T, at string) *slow {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &slow{port: l.Addr().(*net.TCPAddr).Port, reached: make(chan struct{}), answer: make(chan struct{})}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.calls.Add(1)
			go s.talk(t, c, at)
		}
	}()
	return s
}

func (s *slow) talk(t *testing.T, c net.Conn, at string) {
	defer c.Close()
	fmt.Fprint(c, "220 mail.example.com\r\n")
	inside := false
	for in := bufio.NewScanner(c); in.Scan(); {
		verb, _, _ := strings.Cut(in.Text(), " ")
		if inside && verb != "." {
			continue
		}
		inside = verb == "DATA"
		if verb == at {
			close(s.reached)
			select {
			case <-s.answer:
			case <-t.Context().Done():
			}
		}
		reply := "250 mail.example.com"
		if inside {
			reply = "354 go on"
		}
		fmt.Fprint(c, reply+"\r\n")
	}
}

// silent is a mail server that takes a whole letter and then hangs up.
func silent(t *testing.T) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		fmt.Fprint(c, "220 mail.example.com\r\n")
		for s := bufio.NewScanner(c); s.Scan() && s.Text() != "."; {
			switch verb, _, _ := strings.Cut(s.Text(), " "); verb {
			case "EHLO", "MAIL", "RCPT":
				fmt.Fprint(c, "250 mail.example.com\r\n")
			case "DATA":
				fmt.Fprint(c, "354 go on\r\n")
			}
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// mailTo lets the house send through another mail server.
func (h house) mailTo(t *testing.T, port int) {
	t.Helper()
	h.edit(t, `(?s)smtp:.*?\n\nfrom`, fmt.Sprintf("smtp:\n  host: 127.0.0.1\n  tls: none\n  port: %d\n\nfrom", port))
}

// state is the folder of the house's journal.
func (h house) state() string { return filepath.Join(filepath.Dir(h.Config), "state") }

// segment is the newest file of the journal's log.
func (h house) segment(t *testing.T) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(h.state(), "log", "*.jsonl"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no log: %v", err)
	}
	return all[len(all)-1]
}

// told is what the journal says of the last letter about OPS-147.
func (h house) told(t *testing.T) notify.Receipt {
	t.Helper()
	j, err := journal.Open(h.state())
	if err != nil {
		t.Fatal(err)
	}
	all, err := j.History()
	if err != nil {
		t.Fatal(err)
	}
	letters := all["10147"]
	if len(letters) == 0 {
		return notify.Receipt{}
	}
	return letters[len(letters)-1]
}

// soon waits for something that should happen at once.
func soon[T any](t *testing.T, what string, c <-chan T) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		t.Fatalf("waited in vain for %s", what)
	}
}
