package smtp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulletin/notify"
)

// TestAccepted sends a letter with nothing in its way.
func TestAccepted(t *testing.T) {
	t.Parallel()
	text := ".\n..\n.hidden\nend.\n.\r\n\n" + strings.Repeat("a long line ", 20) + "\nümlaut\n."
	for _, mode := range []Mode{StartTLS, Implicit, None} {
		t.Run(fmt.Sprint(mode), func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{mode: mode})
			message := approved(t, text, three...)
			var steps []string
			d := f.send(t.Context(), t, f.server(), message, func(p notify.Progress) {
				steps = append(steps, fmt.Sprintf("%s %d/%d", p.Step, p.Done, p.Total))
			})
			f.stop()
			honest(t, f, d, eml(t, message))
			if states(d) != "AAA" || d.Stop != nil || len(f.accepted) != 1 || f.heard("QUIT") != 1 {
				t.Fatalf("%s %+v %+v", states(d), d.Stop, f.lines)
			}
			if got := f.accepted[0]; got.from != "desk@example.test" || !slices.Equal(got.to, three) {
				t.Errorf("envelope %v", got)
			}
			if o := d.Outcomes[1]; o.QueueID != "4FakeQ1" || o.Reply != "250 2.0.0 Ok: queued as 4FakeQ1" || o.Address != three[1] {
				t.Errorf("outcome %+v", o)
			}
			if want := f.server().address() + " (mx7.example.test)"; d.Server != want {
				t.Errorf("server %q, want %q", d.Server, want)
			}
			want := []string{"connect 0/3", "TLS 0/3", "RCPT 1 of 3 0/3", "RCPT 2 of 3 0/3", "RCPT 3 of 3 0/3",
				"body 0/3", "waiting for the server's answer 0/3", "done 3/3"}
			if mode == None {
				want = slices.Delete(want, 1, 2)
			}
			if !slices.Equal(steps, want) {
				t.Errorf("progress %q", steps)
			}
			for _, l := range f.lines {
				if strings.Contains(l, "SMTPUTF8") || strings.Contains(l, "BODY=") || strings.Contains(l, "NOTIFY") {
					t.Errorf("an extension that is not wanted: %q", l)
				}
			}
		})
	}
}

// TestNothingInTheClear meets a server that offers no encryption, or takes it back.
func TestNothingInTheClear(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]script{
		"not offered": {mode: None},
		"refused":     {faults: map[string]act{"STARTTLS": {say: "454 not now\r\n"}}},
		"injected":    {faults: map[string]act{"STARTTLS": {say: "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, s)
			server := f.server()
			server.TLS, server.Username, server.Password = StartTLS, "desk", Hide("hunter2")
			d := f.send(t.Context(), t, server, approved(t, "Hello", three...), nil)
			f.stop()
			explained(t, d)
			if states(d) != "UUU" || d.Stop.Step != "STARTTLS" {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
			for _, l := range f.clear {
				if verb, _, _ := strings.Cut(l, " "); !slices.Contains([]string{"EHLO", "STARTTLS", "QUIT"}, verb) {
					t.Errorf("in the clear: %q", l)
				}
			}
			if name == "injected" && !strings.Contains(d.Stop.Why, "before it was encrypted") {
				t.Errorf("%+v", d.Stop)
			}
		})
	}
}

// TestObjections are deliveries that do not even dial.
func TestObjections(t *testing.T) {
	t.Parallel()
	f := serve(t, script{mode: None})
	s := f.server()
	elsewhere, login, half := s, s, s
	elsewhere.Host = "mail.example.test"
	login.Username, login.Password = "desk", Hide("hunter2")
	half.TLS, half.Username = StartTLS, "desk"
	for name, c := range map[string]struct {
		Server
		step string
		notify.Approved
		outcomes string
	}{
		"zero approved":          {s, "connect", notify.Approved{}, ""},
		"no encryption far away": {elsewhere, "TLS", approved(t, "x", three...), "UUU"},
		"password in the clear":  {login, "AUTH", approved(t, "x", three...), "UUU"},
		"user without password":  {half, "AUTH", approved(t, "x", three...), "UUU"},
	} {
		d := f.send(t.Context(), t, c.Server, c.Approved, nil)
		explained(t, d)
		if d.Stop.Step != c.step || states(d) != c.outcomes {
			t.Errorf("%s: %s %+v", name, states(d), d.Stop)
		}
	}
	f.stop()
	if f.conns > 0 {
		t.Errorf("dialled %d times", f.conns)
	}
}

// TestExtensions are offers that keep a letter from being sent.
func TestExtensions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		offers []string
		step   string
		absent string
	}{
		"no AUTH":         {[]string{"SIZE 50000000"}, "AUTH", "MAIL"},
		"AUTH not ours":   {[]string{"AUTH CRAM-MD5 XOAUTH2 SCRAM-PLAIN"}, "AUTH", "AUTH"},
		"SIZE too small":  {[]string{"AUTH PLAIN", "SIZE 200"}, "MAIL", "MAIL"},
		"no limit":        {[]string{"AUTH PLAIN", "SIZE"}, "", "HELO"},
		"limit of zero":   {[]string{"AUTH PLAIN", "size 0"}, "", "HELO"},
		"LOGIN only":      {[]string{"auth login"}, "", "HELO"},
		"limit undefined": {[]string{"AUTH PLAIN", "SIZE many"}, "", "HELO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{offers: c.offers})
			s := f.server()
			s.Username, s.Password = "desk", Hide("hunter2")
			message := approved(t, "Hello", three...)
			d := f.send(t.Context(), t, s, message, nil)
			f.stop()
			honest(t, f, d, eml(t, message))
			if f.heard(c.absent) > 0 {
				t.Errorf("said %s: %q", c.absent, f.lines)
			}
			if c.step == "" {
				if states(d) != "AAA" || f.heard("AUTH") != 1 {
					t.Errorf("%s %+v %q", states(d), d.Stop, f.lines)
				}
				return
			}
			explained(t, d)
			if states(d) != "UUU" || d.Stop.Step != c.step {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
		})
	}
}

// TestManyRecipients needs three transactions, and what becomes of the later ones when an
// earlier one ends otherwise.
func TestManyRecipients(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 250 {
		many = append(many, fmt.Sprintf("r%03d@example.test", i))
	}
	a := strings.Repeat("A", 100)
	u := strings.Repeat("U", 100)
	for name, c := range map[string]struct {
		faults   map[string]act
		want     string
		accepted int
	}{
		"all":           {nil, a + a + a[:50], 3},
		"one refused":   {map[string]act{"RCPT 102": {say: "550 no\r\n"}}, a + "AR" + a[:98] + a[:50], 3},
		"refused":       {map[string]act{"dot 2": {say: "452 full\r\n"}}, a + strings.Repeat("R", 100) + u[:50], 1},
		"421 at a dot":  {map[string]act{"dot 2": {say: "421 enough\r\n", end: true}}, a + strings.Repeat("R", 100) + u[:50], 1},
		"unknown":       {map[string]act{"dot 2": {end: true, accept: true}}, a + strings.Repeat("?", 100) + u[:50], 2},
		"spoke early":   {map[string]act{"dot 1": {say: "250 ok\r\n250 ok\r\n", accept: true}}, a + u + u[:50], 1},
		"spoke too far": {map[string]act{"DATA 2": {say: "354 go\r\n250 ok\r\n"}}, a + u + u[:50], 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{mode: None, faults: c.faults})
			message := approved(t, "Hello", many...)
			var last notify.Progress
			d := f.send(t.Context(), t, f.server(), message, func(p notify.Progress) { last = p })
			f.stop()
			honest(t, f, d, eml(t, message))
			if got := states(d); got != c.want {
				t.Errorf("states\n%s, want\n%s; %+v", got, c.want, d.Stop)
			}
			if len(f.accepted) != c.accepted || f.conns != 1 {
				t.Errorf("%d letters taken on %d connections", len(f.accepted), f.conns)
			}
			if (d.Stop == nil) == strings.Contains(c.want, "U") ||
				strings.Contains(name, "spoke") && !strings.Contains(d.Stop.Why, "out of turn: 250 ok") {
				t.Errorf("stop %+v", d.Stop)
			}
			if want := 250 - strings.Count(c.want, "U"); last.Step != "done" || last.Done != want || last.Total != 250 {
				t.Errorf("last progress %+v, want %d done", last, want)
			}
			if !slices.EqualFunc(d.Outcomes, many, func(o notify.Outcome, to string) bool { return o.Address == to }) {
				t.Error("outcomes are out of order")
			}
		})
	}
}

// TestPanicInsideData: whatever goes wrong on our side, nothing ends the open letter.
func TestPanicInsideData(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"body", "waiting for the server's answer"} {
		f := serve(t, script{})
		func() {
			defer func() { recover() }()
			f.send(t.Context(), t, f.server(), approved(t, "Hello", three...), func(p notify.Progress) {
				if p.Step == step {
					panic("watch")
				}
			})
		}()
		f.stop()
		honest(t, f, notify.Delivery{}, "")
		if len(f.accepted) > 0 || len(f.broken) != 1 || f.heard("QUIT")+f.heard("RSET") > 0 {
			t.Errorf("%s: %q %q", step, f.lines, f.broken)
		}
	}
}

// TestWords are kept as sent, but for what could act on a terminal or fill it.
func TestWords(t *testing.T) {
	t.Parallel()
	say := "550-5.1.1 no \x1b[31muser\r\n550-5.1.1 \u202ehere\r\n550 5.1.1 " + strings.Repeat("é", 400) + "\r\n"
	f := serve(t, script{mode: None, faults: map[string]act{"RCPT 2": {say: say}}})
	d := f.send(t.Context(), t, f.server(), approved(t, "Hello", three...), nil)
	f.stop()
	got := d.Outcomes[1].Reply
	if want := "550 5.1.1 no ␛[31muser 5.1.1 <U+202E>here 5.1.1 é"; !strings.HasPrefix(got, want) || len([]rune(got)) != maxWords+4 {
		t.Errorf("%q", got)
	}
}
