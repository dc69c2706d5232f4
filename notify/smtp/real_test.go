package smtp

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// post is a backend of go-smtp that keeps what it gets.
type post struct {
	mu      sync.Mutex
	letters []taken
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{post: p}, nil }

type visit struct {
	*post
	known bool
	taken
}

func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "desk" || password != "hunter2" {
			return errors.New("who are you?")
		}
		v.known = true
		return nil
	}), nil
}

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if !v.known {
		return smtp.ErrAuthRequired
	}
	v.taken = taken{from: from}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "bob@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no bob"}
	}
	v.to = append(v.to, to)
	return nil
}

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.body = string(b)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.letters = append(v.letters, v.taken)
	return nil
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

// TestRealServer speaks to go-smtp, which is not written by us.
func TestRealServer(t *testing.T) {
	t.Parallel()
	for name, password := range map[string]string{"right password": "hunter2", "wrong password": "hunter3"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			backend := &post{}
			server := smtp.NewServer(backend)
			server.Domain, server.MaxRecipients, server.MaxMessageBytes = "real.example.test", 100, 1<<20
			server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*good()}}
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			go server.Serve(ln)
			t.Cleanup(func() { server.Close() })
			message := approved(t, "Hello\n.\nthere", three...)
			d := Server{
				Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, Roots: roots(),
				Username: "desk", Password: Hide(password),
			}.Send(t.Context(), message, newDiary(t, message), nil)
			backend.mu.Lock()
			defer backend.mu.Unlock()
			if password == "hunter3" {
				explained(t, d)
				if states(d) != "UUU" || d.Stop.Step != "AUTH" || len(backend.letters) > 0 {
					t.Errorf("%s %+v", states(d), d.Stop)
				}
				return
			}
			if states(d) != "ARA" || d.Stop != nil || len(backend.letters) != 1 {
				t.Fatalf("%s %+v", states(d), d.Stop)
			}
			if d.Outcomes[1].Reply != "550 5.1.1 no bob" {
				t.Errorf("%+v", d.Outcomes[1])
			}
			got := backend.letters[0]
			if got.body != eml(t, message) || !slices.Equal(got.to, []string{three[0], three[2]}) {
				t.Errorf("%+v", got)
			}
		})
	}
}
