package smtp

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"
)

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
			d := f.send(t.Context(), t, s, message, nil)
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
				d := f.send(t.Context(), t, s, approved(t, "Hello", three...), nil)
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
	nameless.Host, nameless.Patience.Connect = "no-such-host.invalid", 250*time.Millisecond
	for name, s := range map[string]Server{"refused": gone, "no such host": nameless} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := f.send(t.Context(), t, s, approved(t, "Hello", three...), nil)
			explained(t, d)
			if states(d) != "UUU" || d.Stop.Step != "connect" || !strings.Contains(d.Stop.Do, "smtp.host") {
				t.Errorf("%s %+v", states(d), d.Stop)
			}
		})
	}
}
