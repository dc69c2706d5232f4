//go:build unix

package smtp

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulletin/notify"
)

// mainCF is a Postfix that takes mail for example.test from this machine over STARTTLS, and
// keeps it in one folder. Its addresses are ann, eve, bob and those of a crowd.
const mainCF = `compatibility_level = 3.6
queue_directory = DIR/queue
data_directory = DIR/data
mail_owner = postfix
maillog_file = DIR/log
maillog_file_prefixes = DIR
myhostname = mail.example.test
mydestination =
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = DIR/cert.pem
smtpd_tls_key_file = DIR/key.pem
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 100000
virtual_mailbox_domains = example.test
virtual_mailbox_maps = regexp:DIR/mailboxes
virtual_mailbox_base = DIR/mail
virtual_uid_maps = static:UID
virtual_gid_maps = static:GID
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
default_destination_concurrency_limit = 50
`

// postfixHost is this machine, under an address that no other test takes ports of.
const postfixHost = "127.0.0.25"

// masterCF names the programs that Postfix needs for it.
const masterCF = `HOST:PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
`

// postfix is a real mail server with a folder for all that it has, on a port of its own.
type postfix struct {
	dir  string
	port int
}

func startPostfix(t *testing.T) postfix {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("Postfix is started by root alone")
	}
	postconf, err := exec.LookPath("postconf")
	if err != nil {
		t.Skip("Postfix is not installed")
	}
	dir, err := os.MkdirTemp("", "postfix")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := postfix{dir, freePort(t)}
	p.furnish(t)
	daemons, err := exec.Command(postconf, "-c", dir, "-h", "daemon_directory").Output()
	if err != nil {
		t.Fatal(err)
	}
	master := exec.Command(filepath.Join(strings.TrimSpace(string(daemons)), "master"), "-c", dir, "-d")
	master.Env = append(os.Environ(), "MAIL_CONFIG="+dir)
	master.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it ends its whole group
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		master.Process.Signal(syscall.SIGTERM)
		master.Wait()
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("%s", log[max(0, len(log)-4000):])
		}
	})
	p.await(t, "its greeting", func() bool {
		conn, err := net.Dial("tcp", net.JoinHostPort(postfixHost, strconv.Itoa(p.port)))
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return p
}

// furnish makes the folders that Postfix expects, with their owners, and its configuration.
func (p postfix) furnish(t *testing.T) {
	t.Helper()
	owner, err := user.Lookup("postfix")
	if err != nil {
		t.Skip("Postfix is installed without its user")
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	if err := os.Chmod(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields("queue queue/pid data mail queue/active queue/bounce queue/corrupt queue/defer " +
		"queue/deferred queue/flush queue/hold queue/incoming queue/maildrop queue/private queue/public queue/saved queue/trace") {
		name := filepath.Join(p.dir, name)
		if err := os.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
		if base := filepath.Base(name); base != "queue" && base != "pid" {
			os.Chown(name, uid, gid)
			os.Chmod(name, 0o700)
		}
	}
	cert := issue(postfixHost, farOff, ca())
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("DIR", p.dir, "HOST", postfixHost, "PORT", strconv.Itoa(p.port), "UID", owner.Uid, "GID", owner.Gid)
	for name, text := range map[string]string{
		"main.cf": mainCF, "master.cf": masterCF, "mailboxes": `/^(ann|bob|eve|r[0-9]+)@example\.test$/ all/` + "\n",
		"cert.pem": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})),
		"key.pem":  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})),
	} {
		mode := os.FileMode(0o644)
		if name == "key.pem" {
			mode = 0o600
		}
		if strings.HasSuffix(name, ".cf") {
			text = fill.Replace(text)
		}
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
}

// freePort is a port on which nobody listens now.
func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", postfixHost+":0")
	if err != nil {
		t.Skipf("this machine has no %s", postfixHost)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// await looks at the server until something has happened.
func (p postfix) await(t *testing.T, what string, happened func() bool) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for deadline := time.After(time.Minute); !happened(); {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("Postfix did not come to %s", what)
		}
	}
}

// received are the letters that were delivered, by mailbox, as they stand below the headers
// that Postfix puts before them.
func (p postfix) received(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	files, _ := filepath.Glob(filepath.Join(p.dir, "mail/all/new/*"))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rest, to := string(b), ""
		for {
			line, below, _ := strings.Cut(rest, "\n")
			name, value, _ := strings.Cut(line, ":")
			if name == "Delivered-To" {
				to = strings.TrimSpace(value)
			}
			if !slices.Contains([]string{"Return-Path", "X-Original-To", "Delivered-To", "Received"}, name) && !strings.HasPrefix(line, "\t") {
				break
			}
			rest = below
		}
		out[to] = append(out[to], rest)
	}
	return out
}

// TestPostfix sends through a real Postfix, in the order of its cases: one unknown among
// four, a letter that is too large, and more people than it takes in one transaction.
func TestPostfix(t *testing.T) {
	t.Parallel()
	p := startPostfix(t)
	for _, c := range []struct {
		name, text string
		to         []string
		size       int
		want       string
		letters    int // queue ids
	}{
		{"one unknown", ".\n..\n.hidden\nend.\n.\r\n\nümlaut\n.", []string{three[0], "nobody@example.test", three[1], three[2]}, 0, "ARAA", 1},
		{"too large", strings.Repeat("too large ", 15000), three, 0, "UUU", 0},
		{"a crowd", "Hello", crowd(1010), 2000, strings.Repeat("A", 1010), 2}, // 452 after 1,000
	} {
		s := Server{Host: postfixHost, Port: p.port, Roots: roots(), Transaction: c.size}
		message := approved(t, c.text, c.to...)
		f := &fake{}
		d := f.send(t.Context(), t, s, message, nil)
		if states(d) != c.want || !strings.Contains(d.Server, "(mail.example.test)") {
			t.Fatalf("%s: %s, want %s: %+v", c.name, states(d), c.want, d.Stop)
		}
		if c.letters == 0 {
			if explained(t, d); d.Stop.Step != "MAIL" || !strings.Contains(d.Stop.Why, "100000") {
				t.Errorf("%s: %+v", c.name, d.Stop)
			}
			continue
		}
		accepted, ids := 0, map[string]bool{}
		for _, o := range d.Outcomes {
			switch o.State {
			case notify.Accepted:
				accepted, ids[o.QueueID] = accepted+1, true
			case notify.Refused:
				if !strings.Contains(o.Reply, "550 5.1.1") {
					t.Errorf("%+v", o)
				}
			}
		}
		if len(ids) != c.letters || ids[""] {
			t.Errorf("%s: queue ids %v", c.name, ids)
		}
		p.await(t, fmt.Sprintf("deliver %d letters", accepted), func() bool {
			names, _ := filepath.Glob(filepath.Join(p.dir, "mail/all/new/*"))
			return len(names) >= accepted
		})
		got := p.received(t)
		want := strings.ReplaceAll(eml(t, message), "\r\n", "\n")
		for _, o := range d.Outcomes {
			if o.State == notify.Accepted && (len(got[o.Address]) != 1 || got[o.Address][0] != want) {
				t.Fatalf("%s: %s received %.2000q, want %.200q", c.name, o.Address, got[o.Address], want)
			}
		}
		if len(got) != accepted {
			t.Errorf("%s: %d mailboxes got something, want %d", c.name, len(got), accepted)
		}
		os.RemoveAll(filepath.Join(p.dir, "mail/all"))
	}
}
