package smtp

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"bulletin/notify"
)

// TestSecrets looks for the password everywhere a person or a log could see it, with a
// server that repeats it in every reply.
func TestSecrets(t *testing.T) {
	t.Parallel()
	const password = "hunter2 tr0ub4dor"
	for _, at := range []string{"AUTH 235", "AUTH 535", "MAIL 550", "RCPT 550", "DATA 451", "dot 250", "dot 550", "dot 399", "dot what", "greeting 220", "greeting 554"} {
		for _, c := range []struct{ offer, echo string }{
			{"AUTH PLAIN", password},
			{"AUTH PLAIN", base64.StdEncoding.EncodeToString([]byte("\x00desk\x00" + password))},
			{"AUTH LOGIN", password},
			{"AUTH LOGIN", base64.StdEncoding.EncodeToString([]byte(password))},
		} {
			verb, code, _ := strings.Cut(at, " ")
			if verb == "greeting" && c.echo != password {
				continue // not sent yet
			}
			t.Run(at+" "+c.offer+" "+c.echo, func(t *testing.T) {
				t.Parallel()
				say := code + " " + c.echo + " you said\r\n"
				f := serve(t, script{offers: []string{c.offer}, faults: map[string]act{verb: {say: say, accept: code == "250"}}})
				s := f.server()
				s.Username, s.Password = "desk", Hide(password)
				var seen bytes.Buffer
				d := f.send(t.Context(), t, s, approved(t, "Hello", three...), func(p notify.Progress) { fmt.Fprintf(&seen, "%+v", p) })
				f.stop()
				if verb != "greeting" && f.heard("AUTH") == 0 {
					t.Fatal("no login")
				}
				printEverywhere(&seen, s)
				printEverywhere(&seen, d)
				fmt.Fprintf(&seen, "%v %+v", d.Stop, d.Stop)
				for _, secret := range []string{c.echo, "hunter2"} {
					if strings.Contains(seen.String(), secret) {
						at := strings.Index(seen.String(), secret)
						t.Fatalf("%q is shown in %s", secret, seen.String()[max(0, at-100):at+30])
					}
				}
			})
		}
	}
}

func printEverywhere(w io.Writer, v any) {
	hidden := struct{ inner, again any }{v, &v}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(w, verb+verb, v, hidden)
	}
	json.NewEncoder(w).Encode(v)
	slog.New(slog.NewTextHandler(w, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(w, nil)).Info("x", "v", v)
}

// TestSecretPrinted covers a server inside an unexported field of another type.
func TestSecretPrinted(t *testing.T) {
	t.Parallel()
	type config struct{ server Server }
	s := Server{Host: "mail.example.test", Username: "desk", Password: Hide("hunter2")}
	var seen bytes.Buffer
	printEverywhere(&seen, s)
	printEverywhere(&seen, config{s})
	printEverywhere(&seen, s.Password)
	if out := seen.String(); strings.Contains(out, "hunter2") || strings.Contains(out, fmt.Sprintf("%x", "hunter2")) {
		t.Error(out)
	}
}
