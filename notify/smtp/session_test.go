package smtp

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// session is one connection of the fake.
type session struct {
	*fake
	raw, conn net.Conn
	r         *bufio.Reader
	secret    bool
	count     map[string]int
	from      string
	to        []string
}

func (f *fake) talk(conn net.Conn) {
	defer conn.Close()
	f.mu.Lock()
	f.conns++
	f.mu.Unlock()
	s := &session{fake: f, raw: conn, conn: conn, r: bufio.NewReader(conn), count: map[string]int{}}
	if f.mode == Implicit && !s.encrypt() {
		return
	}
	if !s.do("greeting", "220-mx7.example.test ESMTP\r\n220 welcome\r\n", nil) {
		return
	}
	for {
		cmd, err := s.r.ReadString('\n')
		if err != nil || !s.command(strings.TrimSuffix(cmd, "\r\n")) {
			return
		}
	}
}

func (s *session) encrypt() bool {
	if !s.do("TLS", "", nil) {
		return false
	}
	conn := tls.Server(s.raw, s.tls)
	if conn.Handshake() != nil {
		return false
	}
	s.conn, s.r, s.secret = conn, bufio.NewReader(conn), true
	s.mu.Lock()
	s.handsOn++
	s.mu.Unlock()
	return true
}

// do answers a step, rightly or as its fault wants. It reports whether to go on.
func (s *session) do(verb, right string, effect func()) bool {
	s.count[verb]++
	a, wrong := s.faults[fmt.Sprintf("%s %d", verb, s.count[verb])]
	if !wrong {
		a, wrong = s.faults[verb]
	}
	if a.call != nil {
		a.call()
	}
	if a.after > 0 {
		<-time.After(a.after)
	}
	if !wrong || a.accept || a.say == "" && !a.end && !a.hold {
		if effect != nil {
			effect()
		}
	}
	if a.say == "" && !a.end && !a.hold {
		a.say = right
	}
	if a.say != "" { // a pipe waits for a reader even of nothing
		io.WriteString(s.conn, a.say)
	}
	if a.hold {
		<-s.through
	}
	return !a.end && !a.hold
}

func (s *session) command(cmd string) bool {
	s.mu.Lock()
	s.lines = append(s.lines, cmd)
	if s.r.Buffered() > 0 {
		s.together++
	}
	if !s.secret {
		s.clear = append(s.clear, cmd)
	}
	s.mu.Unlock()
	verb, arg, _ := strings.Cut(cmd, " ")
	switch verb {
	case "EHLO":
		return s.do("EHLO", s.hello(), nil)
	case "STARTTLS":
		before := s.secret
		return s.do("STARTTLS", "220 go\r\n", func() { s.secret = true }) && (before == s.secret || s.encrypt())
	case "AUTH":
		return s.login(arg)
	case "MAIL":
		return s.do("MAIL", "250 2.1.0 ok\r\n", func() { s.from, s.to = mailbox(arg), nil })
	case "RCPT":
		if s.full[mailbox(arg)] {
			return s.do("RCPT", s.says, nil)
		}
		if s.room > 0 && len(s.to) == s.room {
			return s.do("RCPT", "452 4.5.3 too many recipients\r\n", nil)
		}
		return s.do("RCPT", "250 2.1.5 ok\r\n", func() { s.to = append(s.to, mailbox(arg)) })
	case "DATA":
		took := false
		return s.do("DATA", "354 go\r\n", func() { took = true }) && (!took || s.letter())
	case "RSET":
		return s.do("RSET", "250 2.0.0 ok\r\n", func() { s.from, s.to = "", nil })
	case "QUIT":
		s.do("QUIT", "221 bye\r\n", nil)
		return false
	}
	io.WriteString(s.conn, "500 what?\r\n")
	return true
}

func (s *session) hello() string {
	offers := append([]string{"mx7.example.test"}, s.offers...)
	if s.mode == StartTLS && !s.secret {
		offers = append(offers, "STARTTLS")
	}
	last := len(offers) - 1
	return "250-" + strings.Join(offers[:last], "\r\n250-") + "\r\n250 " + offers[last] + "\r\n"
}

// login speaks PLAIN, and LOGIN with the user name in the first line.
func (s *session) login(arg string) bool {
	if strings.HasPrefix(arg, "LOGIN") {
		io.WriteString(s.conn, "334 UGFzc3dvcmQ6\r\n")
		pass, err := s.r.ReadString('\n')
		if err != nil {
			return false
		}
		s.mu.Lock()
		s.lines = append(s.lines, strings.TrimSpace(pass))
		s.mu.Unlock()
	}
	return s.do("AUTH", "235 2.7.0 ok\r\n", nil)
}

func (s *session) letter() bool {
	var b strings.Builder
	first, err := s.r.ReadString('\n')
	b.WriteString(first) // a header field, which begins with no dot
	defer func() {
		if err != nil {
			s.mu.Lock()
			s.broken = append(s.broken, b.String())
			s.mu.Unlock()
		}
	}()
	if _, ok := s.faults["body"]; err != nil || ok && !s.do("body", "", nil) {
		return false
	}
	for {
		var l string
		if l, err = s.r.ReadString('\n'); l == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(l, "."))
		s.mu.Lock()
		s.halfway = b.String()
		s.mu.Unlock()
		if err != nil {
			return false
		}
	}
	if a, ok := s.faults["body"]; ok && strings.HasPrefix(a.say, "5") {
		return true // it has said no already
	}
	return s.do("dot", "250 2.0.0 Ok: queued as 4FakeQ1\r\n", func() {
		s.mu.Lock()
		s.accepted = append(s.accepted, taken{s.from, slices.Clone(s.to), b.String()})
		s.mu.Unlock()
	})
}

func mailbox(arg string) string {
	_, rest, _ := strings.Cut(arg, "<")
	mailbox, _, _ := strings.Cut(rest, ">")
	return mailbox
}
