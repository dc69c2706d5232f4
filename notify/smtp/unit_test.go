package smtp

import (
	"bufio"
	"context"
	"net"
	"strings"
	"testing"
	"time"

	mail "github.com/xhit/go-simple-mail/v2"

	"bulletin/notify"
)

func TestQueueID(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"250 2.0.0 Ok: queued as 4Yx1Zz3QbWz2xK1":                                                                 "4Yx1Zz3QbWz2xK1",
		"250 2.0.0 from MTA(smtp:[::1]:10025): 250 2.0.0 Ok: queued as ABC":                                       "ABC",
		"250 OK id=1tEfgH-00000000abc-1A2b":                                                                       "1tEfgH-00000000abc-1A2b",
		"250 2.6.0 <a@b> [InternalId=4784, Hostname=x.example] 1 bytes in 0.1, 2 KB/sec Queued mail for delivery": "4784",
		"250 2.0.0 4ANH1x2y001234 Message accepted for delivery":                                                  "4ANH1x2y001234",
		"250 OK": "",
		"250 queued as " + strings.Repeat("x", 2): "xx",
		"250 queued as <U+202E>":                  "",
	} {
		if got := queueID(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

func TestReadReply(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]int{
		"250\r\n":                     250,
		"250 ok\n":                    250,
		"250-a\r\n250-b\r\n250 c\r\n": 250,
		"250-a\r\n250\r\n":            250,
		"250 ok":                      0,
		"":                            0,
		"\r\n":                        0,
		"25\r\n":                      0,
		"2500 ok\r\n":                 0,
		"+50 ok\r\n":                  0,
		"150 ok\r\n":                  0,
		"250-a\r\n251 b\r\n":          0,
		"250_a\r\n":                   0,
		strings.Repeat("250-x\r\n", maxLines-1) + "250 x\r\n": 250,
		strings.Repeat("250-x\r\n", maxLines) + "250 x\r\n":   0,
		"250 " + strings.Repeat("x", maxLine-6) + "\r\n":      250,
		"250 " + strings.Repeat("x", maxLine-5) + "\r\n":      0,
	} {
		r, err := readReply(bufio.NewReaderSize(strings.NewReader(raw), maxLine))
		if r.code != want || (err == nil) != (want != 0) {
			t.Errorf("%q: %d, %v", raw, r.code, err)
		}
	}
}

func TestFitForWire(t *testing.T) {
	t.Parallel()
	for eml, want := range map[string]bool{
		"A: b\r\n\r\nc\r\n":               true,
		"A: b\r\n\r\nc":                   false,
		"A: b\r\n\r\nc\r.\r\n":            false,
		"A: b\r\n\r\nc\n.\r\n":            false,
		"A: b\r\n\r\nc\n.\nd\r\n":         false,
		"A: b\r\n\r\nü\r\n":               false,
		"A: b\r\n\r\n\x00\r\n":            false,
		strings.Repeat("x", 998) + "\r\n": true,
		strings.Repeat("x", 999) + "\r\n": false,
		"":                                false,
	} {
		if got := fitForWire(eml); got != want {
			t.Errorf("%.40q: %v", eml, got)
		}
	}
}

func TestPatience(t *testing.T) {
	t.Parallel()
	for s, want := range map[step]time.Duration{
		stepConnect: 30 * time.Second, stepGreeting: 30 * time.Second, stepEHLO: 30 * time.Second,
		stepSTARTTLS: 30 * time.Second, stepTLS: 30 * time.Second, stepAUTH: 30 * time.Second,
		stepMAIL: time.Minute, stepRCPT: time.Minute, stepDATA: time.Minute,
		stepBody: 3 * time.Minute, stepDot: 10 * time.Minute, stepQUIT: 5 * time.Second,
	} {
		if got := (Patience{}).with(s); got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"192.0.2.7": "[192.0.2.7]", "2001:db8::7": "[IPv6:2001:db8::7]"} {
		if got := literal(&net.TCPAddr{IP: net.ParseIP(in), Zone: "eth0"}); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// proxy is a connection over which the library may speak now.
func (f *fake) proxy(t *testing.T, a notify.Approved) *proxy {
	t.Helper()
	m, err := a.Message()
	if err != nil {
		t.Fatal(err)
	}
	r := newRound(f.server(), m, newDiary(t, a), nil)
	raw, err := r.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l := newLine(t.Context(), raw, r.server)
	if _, stop := r.server.secure(l, r.report); stop != nil {
		t.Fatal(stop)
	}
	return &proxy{line: l, round: r, step: stepEHLO}
}

// TestLibraryAstray lets a library that misbehaves hold the proxy.
func TestLibraryAstray(t *testing.T) {
	t.Parallel()
	for name, says := range map[string][]string{
		"RSET":             {"RSET\r\n"},
		"other sender":     {"MAIL FROM:<eve@example.test>\r\n"},
		"other recipient":  {"MAIL FROM:<desk@example.test>\r\n", "RCPT TO:<mallory@example.test>\r\n"},
		"skipped":          {"MAIL FROM:<desk@example.test>\r\n", "RCPT TO:<ann@example.test>\r\n", "DATA\r\n"},
		"control byte":     {"MAIL FROM:<desk@example.test>\x00\r\n"},
		"two commands":     {"MAIL FROM:<desk@example.test>\r\nRSET\r\n"},
		"other bytes":      {"MAIL FROM:<desk@example.test>\r\n", "RCPT TO:<ann@example.test>\r\n", "RCPT TO:<bob@example.test>\r\n", "DATA\r\n", "Subject: x\r\n\r\nHallo\r\n.\r\n"},
		"after its letter": {"MAIL FROM:<desk@example.test>\r\n", "RCPT TO:<ann@example.test>\r\n", "RCPT TO:<bob@example.test>\r\n", "DATA\r\n", "Subject: x\r\n\r\nHello\r\n.\r\nMAIL\r\n.\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{mode: None})
			message := approved(t, "Hello", three[:2]...)
			p := f.proxy(t, message)
			p.eml = "Subject: x\r\n\r\nHello\r\n"
			p.transaction = transaction{to: p.left}
			for _, say := range says {
				p.Write([]byte(say))
			}
			_, err := p.Write([]byte("QUIT\r\n"))
			p.close()
			f.stop()
			p.Stop = p.stop
			explained(t, p.Delivery)
			if err == nil || states(p.Delivery) != "UU" || len(f.accepted) > 0 {
				t.Errorf("%s %+v", states(p.Delivery), p.Stop)
			}
			last := strings.TrimSpace(says[len(says)-1])
			for _, heard := range f.lines {
				if heard == last && last != "DATA" || heard == "QUIT" || heard == "RSET" {
					t.Errorf("the server heard %q", f.lines)
				}
			}
		})
	}
}

// TestLibraryComplains: an error that the library makes up itself is a stop, too.
func TestLibraryComplains(t *testing.T) {
	t.Parallel()
	f := serve(t, script{mode: None})
	p := f.proxy(t, approved(t, "Hello", three...))
	defer p.close()
	p.sender = ""
	stop := p.carry(p)
	if stop == nil || !strings.Contains(stop.Why, "library") {
		t.Errorf("%+v", stop)
	}
}

// TestLibraryTimeouts holds the library to what the design builds on: no time of its own.
func TestLibraryTimeouts(t *testing.T) {
	t.Parallel()
	got := Server{Host: "h", Port: 25}.library(&proxy{line: &line{helo: "[127.0.0.1]"}})
	if got.ConnectTimeout != 0 || got.SendTimeout != 0 || !got.KeepAlive ||
		got.Encryption != mail.EncryptionNone || got.CustomConn == nil {
		t.Errorf("%+v", got)
	}
}

// mute is a net.Conn whose final dot cannot be written.
type mute struct{ net.Conn }

func (m mute) Write(b []byte) (int, error) {
	if string(b) == ".\r\n" {
		return 1, net.ErrClosed
	}
	return m.Conn.Write(b)
}

// TestDotHalfWritten loses the connection while the dot is being written.
func TestDotHalfWritten(t *testing.T) {
	t.Parallel()
	f := serve(t, script{mode: None})
	raw, err := net.Dial("tcp", f.ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	d := f.over(t.Context(), t, f.server(), approved(t, "Hello", three...), func(context.Context) (net.Conn, error) { return mute{raw}, nil })
	f.stop()
	explained(t, d)
	if states(d) != "???" || d.Stop.Step != "final dot" || f.heard("QUIT") > 0 {
		t.Errorf("%s %+v", states(d), d.Stop)
	}
}
