package sweep

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// act is what the mail server does at a step instead of the right thing.
type act struct {
	say  string // instead of the right reply; empty: nothing
	end  bool   // then it hangs up
	take bool   // at the final dot: it takes the letter over all the same
}

// script is how the mail server behaves. Its faults are keyed by the verb, or by the verb and
// its number: "RCPT", "RCPT 2", "dot".
type script struct {
	pipelining bool
	faults     map[string]act
	step       func(name string) (dead bool) // before and after each effect of a command
}

// server is a mail server that keeps its own truth.
type server struct {
	ln     net.Listener
	work   sync.WaitGroup
	mu     sync.Mutex
	ended  *sync.Cond // a visit
	script script
	open   map[net.Conn]bool
	taken  map[string]int // copies that it took over, by mailbox
	count  map[string]int
	eml    []string
}

func serve(t testing.TB) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ln: ln, script: script{step: func(string) bool { return false }}, open: map[net.Conn]bool{}, taken: map[string]int{}, count: map[string]int{}}
	s.ended = sync.NewCond(&s.mu)
	s.work.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open[c] = true
			s.mu.Unlock()
			s.work.Go(func() { s.talk(c) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		s.cut()
		s.work.Wait()
	})
	return s
}

// plays changes how it behaves from now on.
func (s *server) plays(change func(*script)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.script)
}

// fails changes its faults.
func (s *server) fails(faults map[string]act) { s.plays(func(s *script) { s.faults = faults }) }

func (s *server) now() script {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.script
}

func (s *server) step(name string) (dead bool) { return s.now().step(name) }

// cut ends all connections, as the end of the other process does.
func (s *server) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		c.Close()
	}
}

// quiet waits until no connection is open: the truth is final then.
func (s *server) quiet() map[string]int {
	s.cut()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.open) > 0 {
		s.ended.Wait()
	}
	truth := map[string]int{}
	for to, n := range s.taken {
		truth[to] = n
	}
	return truth
}

// visit is one connection.
type visit struct {
	*server
	conn net.Conn
	to   []string
}

func (s *server) talk(c net.Conn) {
	defer func() {
		c.Close()
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
		s.ended.Broadcast()
	}()
	v := &visit{server: s, conn: c}
	if !v.do("greeting", "220 mail.example.com ESMTP\r\n", nil) {
		return
	}
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadString('\n')
		if err != nil || !v.command(r, strings.TrimSuffix(line, "\r\n")) {
			return
		}
	}
}

// do answers a step, rightly or as its fault wants. It reports whether to go on.
func (v *visit) do(verb, right string, effect func()) bool {
	if v.step("received " + verb) {
		return false
	}
	v.mu.Lock()
	v.count[verb]++
	a, wrong := v.script.faults[fmt.Sprintf("%s %d", verb, v.count[verb])]
	if !wrong {
		a, wrong = v.script.faults[verb]
	}
	if effect != nil && (!wrong || a.take) {
		effect()
	}
	v.mu.Unlock()
	if v.step("done " + verb) {
		return false
	}
	say := right
	if wrong {
		say = a.say
	}
	io.WriteString(v.conn, say)
	return !a.end && !v.step("answered "+verb)
}

func (v *visit) command(r *bufio.Reader, line string) bool {
	verb, arg, _ := strings.Cut(line, " ")
	switch verb {
	case "EHLO":
		offers := "250-mail.example.com\r\n"
		if v.now().pipelining {
			offers += "250-PIPELINING\r\n"
		}
		return v.do(verb, offers+"250 SIZE 50000000\r\n", nil)
	case "MAIL":
		return v.do(verb, "250 2.1.0 ok\r\n", func() { v.to = nil })
	case "RCPT":
		_, mailbox, _ := strings.Cut(arg, "<")
		return v.do(verb, "250 2.1.5 ok\r\n", func() { v.to = append(v.to, strings.TrimSuffix(mailbox, ">")) })
	case "DATA":
		open := false
		return v.do(verb, "354 go\r\n", func() { open = true }) && (!open || v.letter(r))
	case "RSET", "QUIT":
		return v.do(verb, "250 ok\r\n", func() { v.to = nil }) && verb == "RSET"
	}
	io.WriteString(v.conn, "500 what?\r\n")
	return true
}

func (v *visit) letter(r *bufio.Reader) bool {
	var b strings.Builder
	if v.step("received body") {
		return false
	}
	if a, ok := v.now().faults["body"]; ok && a.end {
		return false
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	to := slices.Clone(v.to)
	return v.do("dot", "250 2.0.0 Ok: queued as 4F7C1A\r\n", func() {
		for _, mailbox := range to {
			v.taken[mailbox]++
		}
		v.eml = append(v.eml, b.String())
	})
}
