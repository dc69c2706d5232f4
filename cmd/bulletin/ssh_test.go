//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
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
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	config := filepath.Join(dir, "config")
	text := fmt.Sprintf("ListenAddress 127.0.0.1\nPort %d\nHostKey %s\nAuthorizedKeysFile %s\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\n",
		port, filepath.Join(dir, "host"), filepath.Join(dir, "user.pub"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(daemon, "-D", "-e", "-f", config)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	late := time.After(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			c.Close()
			break
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("sshd does not listen")
		}
	}
	return []string{"-tt", "-q", "-p", fmt.Sprint(port), "-i", filepath.Join(dir, "user"), "-o", "StrictHostKeyChecking=no",
		"-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "root@127.0.0.1"}
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
