// Package demo is a Jira and a mail server inside the program, and a config that points at
// them. Everything above the two servers is the real program: its client reads from the
// one over HTTP, its mailer sends to the other over STARTTLS, its journal has a past. The Jira
// is of either kind, and has wrong with it what is asked for; [Ailments] are the one table of that.
//
// It refuses to let anything leave the machine: it listens on 127.0.0.1 alone, dials only
// itself, and delivers no letter; what the mail server accepts becomes a file. It refuses
// strangers too: both servers want a secret that is made at the start and lies in a folder
// which only its owner can read.
package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// Site is a running demo.
type Site struct {
	Config  string // the path of config.yaml
	Letters string // the folder of the .eml files that the mail server accepted

	dir     string
	jira    *jira
	running []running
}

// Options say what the demo's Jira is like. The zero value is a Jira Data Center in good
// health with the usual incidents.
type Options struct {
	Kind      string // DataCenter or Cloud; empty: DataCenter
	Faults    []Fault
	Incidents int // generated ones beside the usual
}

// Start is Start of the zero Options.
func Start(now time.Time) (*Site, error) { return Options{}.Start(now) }

// Start brings up both servers, writes a config for them, and gives the journal a past.
// The incidents happened before now. Faults begin when it returns. Options that cannot be
// meant are an [OptionError].
func (o Options) Start(now time.Time) (*Site, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bulletin-demo-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the demo: %w", err)
	}
	s := &Site{Config: filepath.Join(dir, "config.yaml"), Letters: filepath.Join(dir, "letters"), dir: dir}
	if err := s.start(o, now.Truncate(time.Second).UTC()); err != nil {
		return nil, errors.Join(fmt.Errorf("start the demo: %w", err), s.Close())
	}
	return s, nil
}

func (s *Site) start(o Options, now time.Time) error {
	for _, folder := range []string{s.Letters, filepath.Join(s.dir, "templates")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return err
		}
	}
	token, password := rand.Text(), rand.Text()
	trusted, err := newAuthority()
	if err != nil {
		return err
	}
	if err := s.startJira(o, token, now, trusted); err != nil {
		return err
	}
	mailPort, err := s.startMail(password, trusted)
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		"config.yaml": settings(s.jira, mailPort), "emea.txt": emea, "ca.pem": string(trusted.pem()),
		"templates/maintenance.md": maintenance,
		"token":                    token + "\n", "password": password + "\n",
	} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	if err := s.remember(now); err != nil {
		return err
	}
	s.jira.fallIll()
	return nil
}

// Answered is how many requests the demo's Jira has answered, by method and path below
// rest/api/2, such as "GET issue/OPS-147".
func (s *Site) Answered() map[string]int { return s.jira.visits.all() }

func (s *Site) startJira(o Options, token string, now time.Time, trusted authority) error {
	l, err := listen()
	if err != nil {
		return err
	}
	scheme := "http://"
	if o.secure() {
		scheme = "https://"
	}
	s.jira = newJira(o, scheme+l.Addr().String(), token, now)
	plain := &http.Server{
		Handler:           s.jira.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // the screen belongs to the console
	}
	if !o.secure() {
		s.run(plain, l)
		return nil
	}
	tls, err := s.jira.secured(plain, trusted)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	s.run(tls, l)
	return nil
}

func (s *Site) startMail(password string, trusted authority) (port int, err error) {
	until, addresses := here()
	own, err := trusted.issue(until, addresses, mailHost, "localhost")
	if err != nil {
		return 0, err
	}
	l, err := listen()
	if err != nil {
		return 0, err
	}
	o := &office{username: mailUser, password: password, letters: s.Letters}
	s.run(o.server(own), l)
	return l.port(), nil
}

// server is what net/http and go-smtp have in common.
type server interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
}

type running struct {
	server server
	line   *line
	ended  chan struct{}
}

func (s *Site) run(srv server, l *line) {
	r := running{srv, l, make(chan struct{})}
	go func() {
		defer close(r.ended)
		_ = srv.Serve(l) // ends with an error always: the line was closed
	}()
	s.running = append(s.running, r)
}

// stop returns when nothing of the server runs any more.
func (r running) stop() error {
	_ = r.line.Close()
	<-r.ended
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := r.server.Shutdown(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("stop the demo's server on %s: %w", r.line.Addr(), err)
	}
	return nil
}

// Close stops both servers and removes the config, the secrets and the journal. The
// received letters stay; where there are none, nothing stays.
func (s *Site) Close() error {
	var all error
	for _, r := range s.running {
		all = errors.Join(all, r.stop())
	}
	s.running = nil
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		all = errors.Join(all, err)
	}
	for _, e := range entries {
		if path := filepath.Join(s.dir, e.Name()); path != s.Letters {
			all = errors.Join(all, os.RemoveAll(path))
		}
	}
	if os.Remove(s.Letters) == nil { // a folder with letters in it cannot be removed so
		_ = os.Remove(s.dir)
	}
	return all
}
