//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
)

// sshd is an SSH server on loopback with a key of its own; it returns the words of a client's
// command line that lead to it.
func sshd(t *testing.T) []string {
	t.Helper()
	const daemon = "/usr/sbin/sshd" // it wants to be called by its whole path
	if _, err := os.Stat(daemon); err != nil || os.Getuid() != 0 {
		t.Skip("there is no OpenSSH server here, or it may not be started")
	}
	dir := t.TempDir()
	for _, name := range []string{"host", "user"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, name)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config")
	text := fmt.Sprintf("HostKey %s\nAuthorizedKeysFile %s\nPermitRootLogin yes\nStrictModes no\nUsePAM no\n", filepath.Join(dir, "host"), filepath.Join(dir, "user.pub"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var sessions sync.WaitGroup
	t.Cleanup(sessions.Wait)
	t.Cleanup(func() { _ = l.Close() })
	sessions.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			sessions.Go(func() { serve(t, c, exec.Command(daemon, "-i", "-e", "-f", config)) })
		}
	})
	return []string{"-tt", "-o", "LogLevel=ERROR", "-p", fmt.Sprint(l.Addr().(*net.TCPAddr).Port), "-i", filepath.Join(dir, "user"), "-o", "StrictHostKeyChecking=no",
		"-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "root@127.0.0.1"}
}

// serve gives a connection to a server of its own, as inetd does: so no port is free for others
// between its choice and its use.
func serve(t *testing.T, c net.Conn, daemon *exec.Cmd) {
	socket, err := c.(*net.TCPConn).File()
	_ = c.Close()
	if err != nil {
		t.Error(err)
		return
	}
	var said strings.Builder
	daemon.Stdin, daemon.Stdout, daemon.Stderr = socket, socket, &said
	err = daemon.Start()
	_ = socket.Close()
	if err == nil {
		err = daemon.Wait()
	}
	t.Logf("the SSH session has ended: %v\n%s", err, said.String())
}

// An SSH session that is killed while its letter leaves: the letter is finished, and its outcome
// is right at the next start.
func TestSSHSessionKilled(t *testing.T) {
	t.Parallel()
	way := sshd(t)
	h, s := newHouse(t), newSlow(t, ".")
	h.mailTo(t, s.port)
	remote := fmt.Sprintf("BULLETIN_BE_THE_PROGRAM=1 NO_COLOR=1 TERM=xterm-256color HOME=%s %s --config %s", quoted(t.TempDir()), quoted(os.Args[0]), quoted(h.Config))
	c := inTerminal(t, exec.Command("ssh", append(way, remote)...))
	c.toPhrase()
	c.keys("\r")
	soon(t, "the letter's end", s.reached)
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	close(s.answer)
	late := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for h.told(t).Ended.IsZero() || h.told(t).Leaving {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("the letter never ended: %+v", h.told(t))
		}
	}
	if r := h.told(t); r.Count(notify.Accepted) != 23 || r.Case() != notify.Closed {
		t.Errorf("the journal says %+v", r)
	}
	h.call(t, "history", "OPS-147").want(t, exitDone, "23 accepted", "")
}
