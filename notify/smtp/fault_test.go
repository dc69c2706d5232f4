package smtp

import (
	"crypto/tls"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

const (
	no   = "no"   // 4xx, 5xx
	bye  = "bye"  // 421
	lost = "lost" // cut, silence, nonsense
)

// faults are the ways to go wrong at any step.
var faults = []struct {
	name, kind string
	act
}{
	{"4xx", no, act{say: "451 4.3.0 try later\r\n"}},
	{"5xx", no, act{say: "554-5.7.1 not\r\n554 5.7.1 you\r\n"}},
	{"421", bye, act{say: "421 4.3.2 shutting down\r\n", end: true}},
	{"cut", lost, act{end: true}},
	{"half a reply", lost, act{say: "250", end: true}},
	{"half a multi-line reply", lost, act{say: "250-2.0.0 Ok: queued as X\r\n", end: true}},
	{"nonsense", lost, act{say: "sure, \x1b[2Jwhy not\r\n"}},
	{"unknown code", lost, act{say: "650 hm\r\n"}},
	{"two codes", lost, act{say: "250-yes\r\n550 no\r\n"}},
	{"wrong class", lost, act{say: "399 more\r\n"}},
	{"silence", lost, act{hold: true}},
	{"half silence", lost, act{say: "250-wait\r\n", hold: true}},
	{"oversized line", lost, act{say: "250 " + strings.Repeat("x", maxLine) + "\r\n", hold: true}},
	{"endless reply", lost, act{say: strings.Repeat("250-x\r\n", maxLines+1), hold: true}},
	{"10 MB", lost, act{say: "250 " + strings.Repeat("x", 10<<20) + "\r\n", end: true}},
}

// places are the steps at which things go wrong, with what becomes of the three.
var places = []struct {
	at, step string
	states   map[string]string
}{
	{"greeting", "greeting", all("UUU")},
	{"EHLO 1", "EHLO", all("UUU")},
	{"STARTTLS", "STARTTLS", all("UUU")},
	{"EHLO 2", "EHLO", all("UUU")},
	{"AUTH", "AUTH", all("UUU")},
	{"MAIL", "MAIL", map[string]string{no: "RRR", bye: "UUU", lost: "UUU"}},
	{"RCPT 1", "RCPT", map[string]string{no: "RAA", bye: "UUU", lost: "UUU"}},
	{"RCPT 2", "RCPT", map[string]string{no: "ARA", bye: "UUU", lost: "UUU"}},
	{"RCPT 3", "RCPT", map[string]string{no: "AAR", bye: "UUU", lost: "UUU"}},
	{"RCPT", "RCPT", map[string]string{no: "RRR", bye: "UUU", lost: "UUU"}},
	{"DATA", "DATA", map[string]string{no: "RRR", bye: "UUU", lost: "UUU"}},
	{"dot", "final dot", map[string]string{no: "RRR", bye: "RRR", lost: "???"}},
	{"dot, taken", "final dot", map[string]string{lost: "???"}},
	{"QUIT", "", all("AAA")},
}

func all(states string) map[string]string {
	return map[string]string{no: states, bye: states, lost: states}
}

// simple is what a server offers that takes one command at a time.
var simple = []string{"SIZE 50000000", "AUTH CRAM-MD5 PLAIN LOGIN"}

// TestFaults breaks the dialogue in every way at every step, over both kinds of TLS, with
// servers that take many commands at once and with those that do not.
func TestFaults(t *testing.T) {
	t.Parallel()
	cases := 0
	for i, mode := range []Mode{StartTLS, Implicit, StartTLS} {
		var offers []string
		if i == 2 {
			offers = simple
		}
		for _, p := range places {
			if mode == Implicit && (p.at == "STARTTLS" || p.at == "EHLO 2") {
				continue
			}
			for _, fault := range faults {
				want, ok := p.states[fault.kind]
				if !ok || i > 0 && (strings.Contains(fault.name, "silence") || fault.name == "10 MB") || offers != nil && !between(step(p.step)) {
					continue // once is enough of what takes time
				}
				cases++
				t.Run(fmt.Sprintf("%v/%t/%s/%s", mode, offers == nil, p.at, fault.name), func(t *testing.T) {
					t.Parallel()
					verb, taken := strings.CutSuffix(p.at, ", taken")
					a := fault.act
					a.accept = taken
					oneFault(t, script{mode: mode, offers: offers, faults: map[string]act{verb: a}}, a, p.step, want)
				})
			}
		}
	}
	if t.Log(cases, "cases"); cases < 400 {
		t.Error("too few")
	}
}

func oneFault(t *testing.T, sc script, a act, step, want string) {
	f := serve(t, sc)
	verb := slices.Collect(maps.Keys(sc.faults))[0]
	s := f.server()
	s.Username, s.Password = "desk", Hide("hunter2")
	if a.hold {
		s.Patience = impatient(verb)
	}
	message := approved(t, "Hello", three...)
	b := &books{}
	d := s.Send(t.Context(), message, b, nil)
	f.stop()
	honest(t, f, d, eml(t, message))
	b.agree(t, d)
	if got := states(d); got != want {
		t.Errorf("states %s, want %s; %+v", got, want, d.Stop)
	}
	if strings.Contains(want, "A") {
		if d.Stop != nil {
			t.Errorf("stopped at %v", d.Stop)
		}
		return
	}
	explained(t, d)
	if d.Stop != nil && d.Stop.Step != step {
		t.Errorf("stopped at %q, want %q", d.Stop.Step, step)
	}
	for _, o := range d.Outcomes {
		if o.State == notify.Refused && !strings.HasPrefix(o.Reply, a.say[:3]+" ") {
			t.Errorf("a refusal without the server's words: %+v", o)
		}
	}
}

// impatient is short only where the server will be silent, so that a busy machine breaks
// no other step.
func impatient(verb string) Patience {
	const short = 250 * time.Millisecond
	switch verb, _, _ := strings.Cut(verb, " "); verb {
	case "MAIL", "RCPT", "DATA":
		return Patience{Command: short}
	case "body":
		return Patience{Body: short}
	case "dot":
		return Patience{Answer: short}
	case "QUIT":
		return Patience{Quit: short}
	}
	return Patience{Connect: short}
}

// over sends a message over a connection that is there already.
func over(t *testing.T, conn net.Conn, s Server, a notify.Approved) notify.Delivery {
	t.Helper()
	m, err := a.Message()
	if err != nil {
		t.Fatal(err)
	}
	job := s.delivery(m, &books{}, nil)
	d := notify.Delivery{Outcomes: job.outcomes}
	l := newLine(t.Context(), conn, s)
	defer l.close()
	if _, d.Stop = s.secure(l, func(string) {}); d.Stop == nil {
		_, _, d.Stop = job.carry(l)
	}
	return d
}

// TestBodyFaults breaks the connection while the letter is on its way: over a pipe, which
// holds no bytes between the two sides.
func TestBodyFaults(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]act{"cut": {end: true}, "silence": {hold: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{mode: None, faults: map[string]act{"body": a}})
			s := f.server()
			if a.hold {
				s.Patience = impatient("body")
			}
			message := approved(t, strings.Repeat("not all of this will leave\n", 3000), three...)
			here, there := net.Pipe()
			f.work.Go(func() { f.talk(there) })
			d := over(t, here, s, message)
			f.stop()
			honest(t, f, d, eml(t, message))
			explained(t, d)
			if states(d) != "UUU" || d.Stop.Step != "body" || f.heard("QUIT") > 0 {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
		})
	}
}

// TestOddReplies are well-formed and out of place.
func TestOddReplies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ at, say, want, step string }{
		{"AUTH", "334 ?", "UUU", "AUTH"}, // the library would give up with "*"
		{"AUTH", "334 UGFzc3dvcmQ6", "UUU", "AUTH"},
		{"DATA", "250 ok", "UUU", "DATA"},
		{"dot", "354 go on", "???", "final dot"},
		{"dot", "251 why not", "AAA", ""},
		{"RCPT 1", "252 perhaps", "AAA", ""},
		{"body", "552 5.3.4 too big", "RRR", "final dot"}, // said while the letter is on its way
	} {
		t.Run(c.at+" "+c.say, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{faults: map[string]act{c.at: {say: c.say + "\r\n", accept: c.say[0] == '2'}}})
			s := f.server()
			s.Username, s.Password = "desk", Hide("hunter2")
			message := approved(t, "Hello", three...)
			d := s.Send(t.Context(), message, &books{}, nil)
			f.stop()
			honest(t, f, d, eml(t, message))
			if states(d) != c.want || f.heard("*") > 0 {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
			if c.step == "" && d.Stop == nil {
				return
			}
			if explained(t, d); d.Stop.Step != c.step || strings.Contains(d.Stop.Why, "library") {
				t.Errorf("%+v", d.Stop)
			}
		})
	}
}

// TestTLSFaults meets servers that cannot be trusted, or speak no TLS.
func TestTLSFaults(t *testing.T) {
	t.Parallel()
	tomorrow, yesterday := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		script
		do string
	}{
		"wrong name":        {script{cert: issue("mail.elsewhere.test", tomorrow, ca())}, "smtp.host"},
		"unknown authority": {script{cert: issue("127.0.0.1", tomorrow, newAuthority())}, "smtp.ca_file"},
		"expired":           {script{cert: issue("127.0.0.1", yesterday, ca())}, "clock"},
		"TLS 1.1":           {script{tls: &tls.Config{Certificates: []tls.Certificate{*good()}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}}, "TLS 1.2"},
		"cut":               {script{faults: map[string]act{"TLS": {end: true}}}, "mail server"},
		"no TLS":            {script{mode: Implicit, faults: map[string]act{"TLS": {say: "220 hello\r\n", hold: true}}}, "smtp.port"},
		"silence":           {script{faults: map[string]act{"TLS": {hold: true}}}, "mail server"},
	} {
		for _, mode := range []Mode{StartTLS, Implicit} {
			if mode < c.mode {
				continue
			}
			t.Run(fmt.Sprintf("%s/%v", name, mode), func(t *testing.T) {
				t.Parallel()
				script := c.script
				script.mode = mode
				f := serve(t, script)
				s := f.server()
				s.Username, s.Password = "desk", Hide("hunter2")
				if name == "silence" {
					s.Patience = impatient("TLS")
				}
				d := s.Send(t.Context(), approved(t, "Hello", three...), &books{}, nil)
				f.stop()
				explained(t, d)
				if states(d) != "UUU" || d.Stop.Step != "TLS" || !strings.Contains(d.Stop.Do, c.do) {
					t.Errorf("%s %+v", states(d), d.Stop)
				}
				if f.heard("AUTH")+f.heard("MAIL") > 0 {
					t.Errorf("spoke to an untrusted server: %q", f.lines)
				}
			})
		}
	}
}

// TestConnectFaults dials where nobody is.
func TestConnectFaults(t *testing.T) {
	t.Parallel()
	f := serve(t, script{})
	gone := f.server()
	f.stop()
	nameless := gone
	nameless.Host, nameless.Patience = "no-such-host.invalid", impatient("connect")
	for name, s := range map[string]Server{"refused": gone, "no such host": nameless} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := s.Send(t.Context(), approved(t, "Hello", three...), &books{}, nil)
			explained(t, d)
			if states(d) != "UUU" || d.Stop.Step != "connect" || !strings.Contains(d.Stop.Do, "smtp.host") {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
		})
	}
}
