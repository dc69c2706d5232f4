package demo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"bulletin/cmd/bulletin/config"
	"bulletin/jiraclient"
	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
)

// house is a running demo and what the program makes of its config.
type house struct {
	*Site
	config  config.Config
	client  *jiraclient.Client
	history notify.History
	now     time.Time
}

func open(t *testing.T) house { return openOptions(t, Options{}) }

func openOptions(t *testing.T, o Options) house {
	t.Helper()
	now := time.Now()
	s, err := o.Start(now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), os.RemoveAll(s.dir)); err != nil {
			t.Error(err)
		}
	})
	h := house{Site: s, now: now}
	if h.config, err = config.Load(s.Config); err != nil {
		t.Fatal(err)
	}
	if h.client, err = jiraclient.New(h.config.Jira()); err != nil {
		t.Fatal(err)
	}
	book, err := journal.Open(h.config.State)
	if err != nil {
		t.Fatal(err)
	}
	if h.history, err = book.History(); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h house) incident(t *testing.T, key string) incident.Incident {
	t.Helper()
	in, err := h.client.Incident(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// TestReading is everything that can share one house, because it changes nothing in it.
func TestReading(t *testing.T) {
	t.Parallel()
	h := open(t)
	for name, test := range map[string]func(*testing.T, house){
		"standings": standings, "drafts": drafts, "own letter": ownLetter, "past letters are kept": pastLettersAreKept,
		"secrets lie closed": secretsLieClosed, "list through the client": listThroughTheClient,
		"every incident opens": everyIncidentOpens, "hostile incident is marked": hostileIncidentIsMarked,
		"jira refuses": jiraRefuses, "search": searchAnswers, "issue shape": issueShape,
		"mail server refuses": mailServerRefuses,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, h)
		})
	}
}

// TestReadingCloud is what the kind of Jira must make no difference to.
func TestReadingCloud(t *testing.T) {
	t.Parallel()
	h := openOptions(t, Options{Kind: Cloud})
	for name, test := range map[string]func(*testing.T, house){
		"standings": standings, "drafts": drafts, "past letters are kept": pastLettersAreKept,
		"list through the client": listThroughTheClient, "every incident opens": everyIncidentOpens,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, h)
		})
	}
}

func standings(t *testing.T, h house) {
	want := map[string]notify.Need{
		"OPS-147": notify.Untold, "OPS-106": notify.Overdue, "OPS-133": notify.Overdue,
		"OPS-104": notify.Closing, "OPS-123": notify.Doubt, "OPS-108": notify.Waiting,
		"OPS-124": notify.Settled, "OPS-129": notify.Settled,
	}
	p, err := h.client.List(t.Context(), incident.Query{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	doubts := 0
	for _, in := range p.Incidents {
		need := h.history.Standing(in, h.now).Need
		if w, ok := want[in.Key]; ok && need != w {
			t.Errorf("%s: need %d, want %d", in.Key, need, w)
		}
		if need == notify.Doubt {
			doubts++
		}
		if in.Priority != "P4" && in.Priority != "P3" && need == notify.Untold && in.Key != "OPS-147" {
			t.Errorf("%s is untold and takes the eye off OPS-147", in.Key)
		}
	}
	if doubts != 1 {
		t.Errorf("%d letters in doubt, want 1", doubts)
	}
}

// What each audience can be told: a letter for nearly everyone, and the blocks on purpose.
func drafts(t *testing.T, h house) {
	blocked := map[string]string{"OPS-135": "chat-archive-2.corp.example.com", "OPS-139": "nobody is on the lists"}
	for _, ticket := range tickets() {
		in := h.incident(t, ticket.key())
		for _, a := range h.config.Desk.Audiences {
			stage := h.history.Suggest(in, a.Name, h.now).Stage
			d, err := h.config.Desk.Draft(notify.Order{Incident: in, Stage: stage,
				Audience: a.Name, By: "test", At: h.now, Message: "All is well again."}, h.history)
			if err != nil {
				t.Fatal(err)
			}
			_, err = d.Compose()
			why := ""
			if a.Exposure == incident.External {
				why = blocked[in.Key]
			}
			if not := h.config.Desk.Offer(in, h.history).Why(a.Name, stage); not != "" {
				why = not
			}
			if why != "" {
				if err == nil || !strings.Contains(err.Error(), why) {
					t.Errorf("%s for %s: %v, want %q", in.Key, a.Name, err, why)
				}
			} else if err != nil {
				t.Errorf("%s for %s: %v", in.Key, a.Name, err)
			}
		}
	}
}

// The house's own stage has its own letter, with the house's face; others are built in.
func ownLetter(t *testing.T, h house) {
	for _, a := range []string{"customers", "staff"} {
		d, err := h.config.Desk.Draft(notify.Order{Incident: h.incident(t, "OPS-147"), Stage: "maintenance", Audience: a, By: "test", At: h.now}, notify.History{})
		if err != nil || d.Blocked() != nil {
			t.Fatalf("%s: %v, %v", a, err, d.Blocked())
		}
		if d.Template.Name() != "maintenance.md" || !strings.HasPrefix(d.Letter.Subject, "[PLANNED] ") ||
			!strings.Contains(d.Letter.HTML, "Example Pay") || strings.Contains(d.Letter.HTML, "bulletin template") {
			t.Errorf("%s: %s, %s\n%s", a, d.Template.Name(), d.Letter.Subject, d.Letter.HTML)
		}
	}
}

// The past letters stand in the journal with the bytes that their digests name.
func pastLettersAreKept(t *testing.T, h house) {
	book, err := journal.Open(h.config.State)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, receipts := range h.history {
		for _, r := range receipts {
			n++
			if _, err := os.Stat(book.Letter(r.Digest)); err != nil {
				t.Error(err)
			}
			if !r.Began.Before(h.now) || r.Ended.IsZero() {
				t.Errorf("%s began %s, ended %s", r.Notice, r.Began, r.Ended)
			}
		}
	}
	if n != len(pastLetters) {
		t.Errorf("%d letters in the journal, want %d", n, len(pastLetters))
	}
}

func secretsLieClosed(t *testing.T, h house) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	for name, want := range map[string]fs.FileMode{".": 0o700, "token": 0o600, "password": 0o600, "config.yaml": 0o600, "letters": 0o700, "templates": 0o700} {
		info, err := os.Stat(filepath.Join(h.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s: %o, want %o", name, info.Mode().Perm(), want)
		}
	}
}

// Not parallel: it looks at every goroutine and every socket of the process.
func TestNothingListensOutsideAndNothingStays(t *testing.T) {
	s, err := Start(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for _, r := range s.running {
		addresses = append(addresses, r.line.Addr().String())
		if !r.line.Addr().(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("listens on %s", r.line.Addr())
		}
	}
	loopbackOnly(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if c, err := net.Dial("tcp", a); err == nil {
			c.Close()
			t.Errorf("%s still answers", a)
		}
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a letter nothing should stay: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	quietDown(t)
}

// quietDown waits until no goroutine serves any more.
func quietDown(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		dump := make([]byte, 1<<20)
		dump = dump[:runtime.Stack(dump, true)]
		if !strings.Contains(string(dump), "net/http.(*conn).serve") && !strings.Contains(string(dump), "go-smtp") &&
			!strings.Contains(string(dump), "demo.(*Site).run") {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("something still serves:\n%s", dump)
		}
		runtime.Gosched()
	}
}

// loopbackOnly asks the kernel which sockets of this process listen.
func loopbackOnly(t *testing.T) {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return // only Linux tells
	}
	mine := map[string]bool{}
	for _, fd := range fds {
		target, _ := os.Readlink("/proc/self/fd/" + fd.Name())
		mine[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] = true
	}
	found := 0
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		f, err := os.Open("/proc/self/net/" + table)
		if err != nil {
			continue
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var n, local, remote, state, a, b, c, d, e, inode string
			_, _ = fmt.Sscan(lines.Text(), &n, &local, &remote, &state, &a, &b, &c, &d, &e, &inode)
			if !mine[inode] || state != "0A" && table[:3] == "tcp" {
				continue
			}
			if found++; !strings.HasPrefix(local, "0100007F:") { // 127.0.0.1 as the kernel writes it
				t.Errorf("%s: the process listens on %s", table, local)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d sockets listen, want 2", found)
	}
}
