package demo

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// formerPartner is the mailbox that no longer exists.
const formerPartner = "former.partner@delta.example.com"

// office is the mail server: it keeps what it accepts as files, and delivers nothing.
type office struct {
	username, password string
	letters            string

	mu       sync.Mutex
	accepted int
}

func (o *office) server(certificate tls.Certificate) *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{office: o}, nil
	}))
	s.Domain = mailHost
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	s.MaxMessageBytes = 25 << 20
	s.MaxRecipients = 100
	s.ReadTimeout = 5 * time.Minute
	s.WriteTimeout = time.Minute
	s.ErrorLog = log.New(io.Discard, "", 0) // the screen belongs to the console
	return s
}

// session is one connection; after STARTTLS go-smtp begins a new one.
type session struct {
	office *office
	known  bool
}

var (
	_ smtp.Session     = (*session)(nil)
	_ smtp.AuthSession = (*session)(nil)
)

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	if mechanism != sasl.Plain {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != s.office.username || subtle.ConstantTimeCompare([]byte(password), []byte(s.office.password)) != 1 {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.EqualFold(to, formerPartner) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: unknownUser(to)}
	}
	return nil
}

func unknownUser(mailbox string) string {
	return "<" + mailbox + ">: Recipient address rejected: User unknown"
}

// Data keeps the letter. go-smtp sends an error's code and words as they are, which is the
// way to name a queue id in a reply that accepts.
func (s *session) Data(r io.Reader) error {
	eml, err := io.ReadAll(r)
	if err != nil {
		return err // cut off: nothing is kept, and nobody is there to be told
	}
	id := queueID()
	if err := s.office.keep(eml, id); err != nil {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "Insufficient system storage"}
	}
	return &smtp.SMTPError{Code: 250, EnhancedCode: smtp.EnhancedCode{2, 0, 0}, Message: "Ok: queued as " + id}
}

// keep writes the letter's bytes and nothing else: no trace header, no recipient.
func (o *office) keep(eml []byte, id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	name := fmt.Sprintf("%03d-%s.eml", o.accepted+1, label(eml, id))
	if err := os.WriteFile(filepath.Join(o.letters, name), eml, 0o600); err != nil {
		return err
	}
	o.accepted++
	return nil
}

var issueKey = regexp.MustCompile(`\b[A-Z][A-Z0-9]+-[0-9]+\b`)

// label is the issue's key from the subject, else the queue id.
func label(eml []byte, id string) string {
	m, err := mail.ReadMessage(bytes.NewReader(eml))
	if err != nil {
		return id
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return id
	}
	if key := issueKey.FindString(subject); key != "" {
		return key
	}
	return id
}

// queueID looks like Postfix's short ones.
func queueID() string {
	b := make([]byte, 5)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return fmt.Sprintf("%X", b)
}
