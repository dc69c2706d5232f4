//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestMain lets the test binary be the program, for tests that need a process.
func TestMain(m *testing.M) {
	if os.Getenv("BULLETIN_BE_THE_PROGRAM") != "" {
		os.Exit(run(context.Background(), process(), os.Args[1:]...))
	}
	os.Exit(m.Run())
}

// query is what a program writes to ask a terminal something: its colours (OSC), the cursor
// or its kind (DSR, DA). A terminal that does not answer lets whoever asks wait.
var query = regexp.MustCompile(`\x1b\][0-9;]*\?|\x1b\[[?>]?[0-9;]*[nc]`)

// program is the program, not yet started.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "BULLETIN_BE_THE_PROGRAM=1", "TERM=xterm-256color", "HOME="+t.TempDir(), "TMPDIR="+t.TempDir())
	return cmd
}

// mute runs the program in a terminal that answers nothing, types keys once the screen
// shows a text, and returns all that was written to the terminal.
func mute(t *testing.T, until, keys string, args ...string) string {
	t.Helper()
	cmd := program(t, args...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	if err := tty.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Log("this terminal knows no deadline:", err)
	}
	var seen bytes.Buffer
	for buf, typed := make([]byte, 4096), false; ; {
		n, err := tty.Read(buf)
		seen.Write(buf[:n])
		if !typed && strings.Contains(seen.String(), until) {
			typed = true
			if _, err := io.WriteString(tty, keys); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v, after\n%s", err, seen.String())
	}
	return seen.String()
}

// A terminal that answers nothing is as quick as one that answers, because it is asked
// nothing.
func TestMuteTerminalIsAskedNothing(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"version": {"version"}, "demo": {"demo"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			until, keys := "OPS-147", "q"
			if name == "version" {
				until, keys = "bulletin", ""
			}
			out := mute(t, until, keys, args...)
			if !strings.Contains(out, until) {
				t.Errorf("it never showed %q:\n%s", until, out)
			}
			if asked := query.FindString(out); asked != "" {
				t.Errorf("it asked the terminal %q", asked)
			}
		})
	}
}
