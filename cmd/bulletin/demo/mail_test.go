package demo

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulletin/notify"
	"bulletin/notify/incident"
)

func (h house) send(t *testing.T, key string) (notify.Message, notify.Delivery) {
	t.Helper()
	in := h.incident(t, key)
	d, err := h.config.Desk.Draft(notify.Order{Incident: in, Stage: incident.Start, Audience: customers, By: "test", At: h.now}, notify.History{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	a, err := m.Approve(notify.Consent{Typed: m.Phrase(), By: "test", At: h.now, Warnings: true})
	if err != nil {
		t.Fatal(err)
	}
	return m, h.config.SMTP.Send(t.Context(), a, free{}, nil)
}

func TestLetterArrivesByteForByte(t *testing.T) {
	t.Parallel()
	h := open(t)
	for n, key := range []string{"OPS-147", "OPS-115", "OPS-113"} {
		m, d := h.send(t, key)
		if d.Stop != nil {
			t.Fatal(d.Stop)
		}
		kept, err := os.ReadFile(filepath.Join(h.Letters, fmt.Sprintf("%03d-%s.eml", n+1, key)))
		if err != nil {
			t.Fatal(err)
		}
		if string(kept) != m.EML() {
			t.Errorf("%s: the letter that arrived is another than the one that was sent", key)
		}
	}
}

func TestFormerPartnerIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	m, d := h.send(t, "OPS-121")
	if d.Stop != nil || len(d.Outcomes) != len(m.Envelope()) {
		t.Fatalf("%v, %d outcomes", d.Stop, len(d.Outcomes))
	}
	for _, o := range d.Outcomes {
		want := notify.Accepted
		if o.Address == formerPartner {
			want = notify.Refused
			if !strings.Contains(o.Reply, "550 5.1.1") || !strings.Contains(o.Reply, "User unknown") {
				t.Errorf("refused with %q", o.Reply)
			}
		}
		if o.State != want || (o.State == notify.Accepted) != (len(o.QueueID) == 10) {
			t.Errorf("%+v, want %s", o, want)
		}
	}
}

// Close keeps what was received, and nothing else.
func TestCloseKeepsTheLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.send(t, "OPS-147")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, pattern := range []string{"*", "*/*"} {
		found, err := filepath.Glob(filepath.Join(h.dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, found...)
	}
	if len(left) != 2 || left[0] != h.Letters || filepath.Base(left[1]) != "001-OPS-147.eml" {
		t.Errorf("left over: %v", left)
	}
}

func (h house) dial(t *testing.T) *smtp.Client {
	t.Helper()
	c, err := smtp.Dial(fmt.Sprintf("%s:%d", h.config.SMTP.Host, h.config.SMTP.Port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func (h house) dialTLS(t *testing.T) *smtp.Client {
	t.Helper()
	authority, err := os.ReadFile(filepath.Join(h.dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		t.Fatal("ca.pem holds no certificate")
	}
	c := h.dial(t)
	if err := c.StartTLS(&tls.Config{RootCAs: roots, ServerName: h.config.SMTP.Host}); err != nil {
		t.Fatal(err)
	}
	return c
}

func code(err error) int {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return reply.Code
	}
	return 0
}

func mailServerRefuses(t *testing.T, h house) {
	plain := h.dial(t)
	if ok, _ := plain.Extension("AUTH"); ok {
		t.Error("AUTH is offered without encryption")
	}
	if err := plain.Mail("incidents@example.com"); code(err) != 530 {
		t.Errorf("a letter without a login: %v", err)
	}
	wrong := h.dialTLS(t)
	if err := wrong.Auth(smtp.PlainAuth("", mailUser, "wrong", h.config.SMTP.Host)); code(err) != 535 {
		t.Errorf("a wrong password: %v", err)
	}
	if err := h.dial(t).StartTLS(&tls.Config{ServerName: h.config.SMTP.Host}); err == nil {
		t.Error("the certificate is trusted without its authority")
	}
}

// Dots at the beginning of lines, long lines and a subject without a key.
func TestOddLetterIsKeptAsItCame(t *testing.T) {
	t.Parallel()
	h := open(t)
	password, err := os.ReadFile(filepath.Join(h.dir, "password"))
	if err != nil {
		t.Fatal(err)
	}
	c := h.dialTLS(t)
	const letter = "From: a@example.com\r\nSubject: no key in here\r\n\r\n.\r\n..two\r\n.dot\r\n\r\n"
	err = errors.Join(
		c.Auth(smtp.PlainAuth("", mailUser, strings.TrimSpace(string(password)), h.config.SMTP.Host)),
		c.Mail("a@example.com"), c.Rcpt("b@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write([]byte(letter))
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(h.Letters, "001-*.eml"))
	if err != nil || len(files) != 1 || len(filepath.Base(files[0])) != len("001-4F7C1A2B3D.eml") {
		t.Fatalf("%v, %v", files, err)
	}
	if kept, _ := os.ReadFile(files[0]); string(kept) != letter {
		t.Errorf("kept %q", kept)
	}
}

// free is a ledger that keeps nothing.
type free struct{}

func (free) Committing([]int) error                { return nil }
func (free) Settled([]int, []notify.Outcome) error { return nil }
