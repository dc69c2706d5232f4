package smtp

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
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
	{"10 MB in a line", lost, act{say: "250 " + strings.Repeat("x", 10<<20) + "\r\n"}},
	{"10 MB of lines", lost, act{say: strings.Repeat("250-x\r\n", 10<<20/7) + "250 x\r\n"}},
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

// ways are how a dialogue can be had: with either kind of encryption, and all commands of a
// transaction together or one by one.
func ways(f func(name string, s script)) {
	for _, mode := range []Mode{StartTLS, Implicit} {
		for _, alone := range []bool{false, true} {
			f(fmt.Sprintf("%v %v", mode, alone), script{mode: mode, alone: alone})
		}
	}
}

// TestFaults breaks the dialogue in every way at every step. What becomes of the letter is
// what the server knows; and it is unknown between the dot and its reply only.
func TestFaults(t *testing.T) {
	t.Parallel()
	cases := 0
	ways(func(way string, s script) {
		for _, p := range places {
			if s.mode == Implicit && (p.at == "STARTTLS" || p.at == "EHLO 2") {
				continue
			}
			for _, fault := range faults {
				want, ok := p.states[fault.kind]
				if !ok {
					continue
				}
				cases++
				t.Run(way+"/"+p.at+"/"+fault.name, func(t *testing.T) {
					t.Parallel()
					verb, taken := strings.CutSuffix(p.at, ", taken")
					a := fault.act
					a.accept = taken
					s := s
					s.faults = map[string]act{verb: a}
					inItsTime(t, s, func(t *testing.T, f *fake, send sender) { oneFault(t, f, send, a, p.step, want) })
				})
			}
		}
	})
	if cases < 400 {
		t.Errorf("only %d cases", cases)
	}
}

// sender sends a letter to a fake.
type sender func(*testing.T, Server, notify.Approved) notify.Delivery

// inItsTime runs a test over the network or, where the server will be silent, in a bubble in
// which time is free.
func inItsTime(t *testing.T, s script, test func(*testing.T, *fake, sender)) {
	for _, a := range s.faults {
		if a.hold || a.after > 0 {
			synctest.Test(t, func(t *testing.T) {
				f := quiet(s)
				test(t, f, func(t *testing.T, s Server, a notify.Approved) notify.Delivery {
					return f.over(t.Context(), t, s, a, f.pipe)
				})
			})
			return
		}
	}
	f := serve(t, s)
	test(t, f, func(t *testing.T, s Server, a notify.Approved) notify.Delivery {
		return f.send(t.Context(), t, s, a, nil)
	})
}

func oneFault(t *testing.T, f *fake, send sender, a act, step, want string) {
	s := f.server()
	s.Username, s.Password = "desk", Hide("hunter2")
	message := approved(t, "Hello", three...)
	d := send(t, s, message)
	f.stop()
	honest(t, f, d, eml(t, message))
	if got := states(d); got != want {
		t.Errorf("states %s, want %s; %+v", got, want, d.Stop)
	}
	if f.conns != 1 {
		t.Errorf("%d connections", f.conns)
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

// TestLate waits for each reply for as long as the step's patience, and not longer.
func TestLate(t *testing.T) {
	t.Parallel()
	at := append([]struct {
		at, step string
		states   map[string]string
	}{{"TLS", "TLS", all("UUU")}}, places...)
	ways(func(way string, s script) {
		for _, p := range at {
			verb, taken := strings.CutSuffix(p.at, ", taken")
			if taken || s.mode == Implicit && (verb == "STARTTLS" || verb == "EHLO 2") {
				continue
			}
			name, _, _ := strings.Cut(verb, " ")
			patience := Patience{}.with(map[string]step{"dot": stepDot, "QUIT": stepQUIT}[name])
			if name == "MAIL" || name == "RCPT" || name == "DATA" {
				patience = Patience{}.with(stepMAIL)
			}
			for after, want := range map[time.Duration]string{patience - time.Second: "AAA", patience + time.Second: p.states[lost]} {
				t.Run(fmt.Sprintf("%s/%s/%v", way, p.at, after), func(t *testing.T) {
					t.Parallel()
					s := s
					s.faults = map[string]act{verb: {after: after}}
					inItsTime(t, s, func(t *testing.T, f *fake, send sender) { oneFault(t, f, send, act{}, p.step, want) })
				})
			}
		}
	})
}

// TestBodyFaults breaks the connection while the letter is on its way: over a pipe, which
// holds no bytes between the two sides.
func TestBodyFaults(t *testing.T) {
	t.Parallel()
	ways(func(way string, s script) {
		for name, a := range map[string]act{
			"cut": {end: true}, "silence": {hold: true}, "words": {say: "250 ok\r\n"}, "421": {say: "421 enough\r\n", end: true},
		} {
			t.Run(way+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := s
					s.faults = map[string]act{"body": a}
					f := quiet(s)
					message := approved(t, strings.Repeat("not all of this will leave\n", 3000), three...)
					d := f.over(t.Context(), t, f.server(), message, f.pipe)
					f.stop()
					honest(t, f, d, eml(t, message))
					explained(t, d)
					if states(d) != "UUU" || d.Stop.Step != "body" || f.heard("QUIT") > 0 || f.conns != 1 {
						t.Errorf("%s %+v", states(d), d.Stop)
					}
				})
			})
		}
	})
}

// TestRefusedThenLost: a refused recipient stays refused, whatever comes of the letter.
func TestRefusedThenLost(t *testing.T) {
	t.Parallel()
	ways(func(way string, s script) {
		for at, want := range map[string]string{
			"MAIL": "UUU", "RCPT 1": "UUU", "RCPT 3": "URU", "DATA": "URU", "dot": "?R?", "dot, taken": "?R?",
		} {
			for _, fault := range faults {
				if fault.kind != lost {
					continue
				}
				t.Run(way+"/"+at+"/"+fault.name, func(t *testing.T) {
					t.Parallel()
					verb, taken := strings.CutSuffix(at, ", taken")
					a := fault.act
					a.accept = taken
					s := s
					s.faults = map[string]act{verb: a, "RCPT 2": {say: "550 5.1.1 nobody\r\n"}}
					inItsTime(t, s, func(t *testing.T, f *fake, send sender) {
						message := approved(t, "Hello", three...)
						d := send(t, f.server(), message)
						f.stop()
						honest(t, f, d, eml(t, message))
						if explained(t, d); states(d) != want || f.conns != 1 {
							t.Errorf("%s, want %s: %+v", states(d), want, d.Stop)
						}
					})
				})
			}
		}
	})
}
