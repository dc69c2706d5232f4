//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"bulletin/notify"
)

// TestSignals: only Ctrl-C, and only before the letter's end was handed over, keeps a
// letter from leaving.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, at string
		signals  []os.Signal
		code     int
		state    notify.State
	}{
		{"hang-up and terminate at the dot", ".", []os.Signal{syscall.SIGHUP, syscall.SIGTERM}, exitDone, notify.Accepted},
		{"hang-up and terminate before the dot", "DATA", []os.Signal{syscall.SIGHUP, syscall.SIGTERM}, exitDone, notify.Accepted},
		{"Ctrl-C at the dot", ".", []os.Signal{os.Interrupt}, exitDone, notify.Accepted},
		{"Ctrl-C before the dot", "DATA", []os.Signal{os.Interrupt}, exitNotSent, notify.Unsent},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h, s := newHouse(t), newSlow(t, row.at)
			h.mailTo(t, s.port)
			var out, complaint bytes.Buffer
			cmd := program(t, append([]string{"--config", h.Config}, line("send", "--confirm", "OPS-147 customers")...)...)
			cmd.Stdout, cmd.Stderr = &out, &complaint
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			soon(t, row.at, s.reached)
			signalled(t, cmd.Process, row.signals...)
			if row.state == notify.Accepted { // otherwise it must end without an answer
				close(s.answer)
			}
			soon(t, "the process to end", ended)
			if code := cmd.ProcessState.ExitCode(); code != row.code {
				t.Errorf("exit code %d, want %d: %s", code, row.code, complaint.String())
			}
			if r := h.told(t); r.Count(row.state) != 23 || r.Ended.IsZero() {
				t.Errorf("the journal says %+v", r)
			}
			if want := "23 " + string(row.state); !strings.Contains(out.String(), want) {
				t.Errorf("no %q in %q", want, out.String())
			}
		})
	}
}

func signalled(t *testing.T, p *os.Process, signals ...os.Signal) {
	t.Helper()
	for _, s := range signals {
		if err := p.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
}

// TestConsoleSignals: a letter that leaves the console is finished, and one that was not
// confirmed by Enter never leaves.
func TestConsoleSignals(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM} {
		t.Run("leaving/"+sig.String(), func(t *testing.T) {
			t.Parallel()
			h, s := newHouse(t), newSlow(t, ".")
			c := h.toPhrase(t, s)
			c.keys("\r")
			soon(t, "the letter's end", s.reached)
			signalled(t, c.cmd.Process, sig)
			c.see("this ends when its outcome is written down")
			close(s.answer)
			c.ends()
			if r := h.told(t); r.Count(notify.Accepted) != 23 {
				t.Errorf("the journal says %+v", r)
			}
		})
		t.Run("typed/"+sig.String(), func(t *testing.T) {
			t.Parallel()
			h, s := newHouse(t), newSlow(t, ".")
			c := h.toPhrase(t, s)
			signalled(t, c.cmd.Process, sig)
			c.ends()
			if r := h.told(t); s.calls.Load() != 0 || len(r.Outcomes) > 0 {
				t.Errorf("%d connections, and the journal says %+v", s.calls.Load(), r)
			}
		})
	}
}

// toPhrase opens the console on the house and types a letter's phrase, but not Enter.
func (h house) toPhrase(t *testing.T, s *slow) *screenplay {
	t.Helper()
	h.mailTo(t, s.port)
	c := play(t, "--config", h.Config)
	c.toPhrase()
	return c
}

// toPhrase types the phrase of the first incident's letter, but not Enter.
func (p *screenplay) toPhrase() {
	p.t.Helper()
	p.see("OPS-147")
	p.keys("c")
	p.see("nothing has gone to customers yet")
	p.keys("\x13") // ctrl+s
	p.see("Ready to confirm.")
	p.keys("\r")
	p.see("To send it, type")
	p.hand("OPS-147 customers")
}

// hand types a text as a hand does: what comes faster was not typed, so each letter waits until
// the one before it is on the screen, however busy the machine is.
func (p *screenplay) hand(text string) {
	p.t.Helper()
	for i, r := range text {
		p.keys(string(r))
		p.see("> " + text[:i+len(string(r))])
		<-time.After(20 * time.Millisecond)
	}
}

// screenplay is the program in a terminal, and somebody who waits for what it shows.
type screenplay struct {
	t     *testing.T
	cmd   *exec.Cmd
	tty   *os.File
	shown chan string
	seen  string // since the last thing that was waited for
}

func play(t *testing.T, args ...string) *screenplay {
	t.Helper()
	cmd := program(t, args...)
	cmd.Env = append(cmd.Env, "NO_COLOR=1")
	return inTerminal(t, cmd)
}

func inTerminal(t *testing.T, cmd *exec.Cmd) *screenplay {
	t.Helper()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	p := &screenplay{t: t, cmd: cmd, tty: tty, shown: make(chan string, 1)}
	t.Cleanup(func() { _ = tty.Close() })
	go func() {
		defer close(p.shown)
		for buf := make([]byte, 4096); ; {
			n, err := tty.Read(buf)
			select {
			case p.shown <- string(buf[:n]):
			case <-t.Context().Done():
				return
			}
			if err != nil { // the program has ended
				return
			}
		}
	}()
	return p
}

// see waits until the terminal has shown a text.
func (p *screenplay) see(text string) {
	p.t.Helper()
	late := time.After(time.Minute)
	for !strings.Contains(ansi.Strip(p.seen), text) {
		select {
		case s, ok := <-p.shown:
			if !ok {
				p.t.Fatalf("it ended and never showed %q:\n%s", text, ansi.Strip(p.seen))
			}
			p.seen += s
		case <-late:
			p.t.Fatalf("it never showed %q:\n%s", text, ansi.Strip(p.seen))
		}
	}
	p.seen = ""
}

func (p *screenplay) keys(s string) {
	p.t.Helper()
	if _, err := io.WriteString(p.tty, s); err != nil {
		p.t.Fatal(err)
	}
}

// ends waits for the program to end as it should.
func (p *screenplay) ends() {
	p.t.Helper()
	for s := range p.shown {
		p.seen += s
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("%v, after\n%s", err, ansi.Strip(p.seen))
	}
}

// TestClosedOutput: where nobody can read what became of a letter, that is said on the
// other output, and nothing else changes.
func TestClosedOutput(t *testing.T) {
	t.Parallel()
	partly := []string{"send", "OPS-115", "--stage", "update", "--audience", "customers",
		"--confirm", "OPS-115 customers", "--accept-warnings"}
	for _, row := range []struct {
		name string
		args []string
		code int
		err  string
	}{
		{"all", line("send", "--confirm", "OPS-147 customers"), exitUntold,
			"bulletin: start of OPS-147 for customers was accepted for all 23, but that could not be written down or told\n"},
		{"all in JSON", line("send", "--confirm", "OPS-147 customers", "--json"), exitUntold, "\nWhat to do: do not send it again.\n"},
		{"some", partly, exitPartly, "bulletin: 1 of 6 did not get it\n"},
	} {
		for name, open := range map[string]func(*testing.T) *os.File{"closed pipe": closedPipe, "full disk": fullDisk} {
			t.Run(row.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				h := newHouse(t)
				var complaint bytes.Buffer
				cmd := program(t, append([]string{"--config", h.Config}, row.args...)...)
				cmd.Stdout, cmd.Stderr = open(t), &complaint
				var ended *exec.ExitError
				if err := cmd.Run(); err != nil && !errors.As(err, &ended) {
					t.Fatal(err)
				}
				result{cmd.ProcessState.ExitCode(), "", complaint.String()}.want(t, row.code, "", row.err)
				if !strings.Contains(complaint.String(), "the outcome could not be printed: ") {
					t.Errorf("no cause in %q", complaint.String())
				}
			})
		}
	}
}

// closedPipe is a pipe from which nobody reads any more.
func closedPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

func fullDisk(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}
