package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
	"bulletin/notify/letter"
	"bulletin/notify/smtp"
)

var now = time.Date(2026, 3, 14, 3, 12, 0, 0, time.UTC)

// world is everything around one letter. Each step of anything in it is a point at which it can
// break.
type world struct {
	t    testing.TB
	disk *disk
	jira *properties
	mail *server

	mu      sync.Mutex
	points  []string // that were passed
	breaks  int      // the point that does, from 1; 0: none
	how     fate
	err     error // of what breaks
	mortal  bool  // the process dies there
	dead    bool
	reached bool
}

var errDead = errors.New("the process is dead")

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, mail: serve(t)}
	w.disk = newDisk(w.onDisk)
	w.jira = &properties{world: w, values: map[string]json.RawMessage{}}
	w.mail.plays(func(s *script) {
		s.step = func(name string) bool { return w.point("mail: "+name) != done && w.isDead() }
	})
	return w
}

// point passes a point and says what becomes of it.
func (w *world) point(name string) fate {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		return undone
	}
	w.points = append(w.points, name)
	if len(w.points) != w.breaks {
		return done
	}
	w.reached = true
	if w.mortal {
		w.dead = true
		w.mail.cut() // the sockets of a process end with it
	}
	return w.how
}

func (w *world) isDead() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dead
}

// passed reports how many points there were, and whether the one that breaks was reached.
func (w *world) passed() (points int, reached bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.points), w.reached
}

func (w *world) onDisk(op, path string) (fate, error) {
	f := w.point("disk: " + op + " " + path)
	if w.isDead() {
		return f, errDead
	}
	return f, w.err
}

// properties are those of the issue in Jira.
type properties struct {
	*world
	values map[string]json.RawMessage
	down   bool // Jira does not answer
	late   bool // and does what it is asked for all the same
}

// silence is Jira's.
type silence struct{}

func (silence) Error() string     { return "Jira does not answer" }
func (silence) Unreachable() bool { return true }

func (p *properties) do(name string, op func() error) error {
	f := p.point("jira: " + name)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down && f != undone {
		if f = undone; p.late && name == "put" {
			f = lost
		}
	}
	switch f {
	case done:
		return op()
	case lost:
		_ = op()
	}
	return silence{}
}

func (p *properties) Put(_ context.Context, _, key string, value any) error {
	return p.do("put", func() error {
		b, err := json.Marshal(value)
		p.values[key] = b
		return err
	})
}

func (p *properties) Keys(context.Context, string) (keys []string, err error) {
	err = p.do("keys", func() error {
		keys = slices.Sorted(maps.Keys(p.values))
		return nil
	})
	return keys, err
}

func (p *properties) Get(_ context.Context, _, key string, into any) (ok bool, err error) {
	err = p.do("get", func() error {
		v, there := p.values[key]
		if ok = there; !ok {
			return nil
		}
		return json.Unmarshal(v, into)
	})
	return ok, err
}

func (p *properties) Delete(_ context.Context, _, key string) error {
	return p.do("delete", func() error {
		delete(p.values, key)
		return nil
	})
}

// records are the properties as an incident carries them.
func (p *properties) records() incident.Incident {
	in := incident.Incident{ID: "10101", Key: "OPS-101", Records: map[string]string{}}
	for k, v := range p.values {
		in.Records[k] = string(v)
	}
	return in
}

// message is a letter to so many people; of an incident that is kept, where Jira is down.
func message(t testing.TB, n int, down bool) notify.Message {
	t.Helper()
	address := func(s string) notify.Address {
		a, err := notify.ParseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	d := notify.Draft{
		Notice:   notify.Notice{IncidentID: "10101", Key: "OPS-101", Stage: incident.Start, Sequence: 1, Audience: "customers"},
		Audience: incident.Audience{Name: "customers", Exposure: incident.Internal, Zone: time.UTC, Language: "en"},
		From:     address("noc@example.com"), At: now,
		Letter: letter.Letter{Subject: "Payments fail (OPS-101)", Text: "Payments fail.\n.\nWe work on it.", HTML: "<p>Payments fail.</p>"},
	}
	if down {
		d.Incident.Kept = incident.Kept{At: now.Add(-time.Hour), Why: "it does not answer"}
	}
	for i := range n {
		d.Recipients.Bcc = append(d.Recipients.Bcc, address(fmt.Sprintf("r%d@example.org", i+1)))
	}
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func approve(t testing.TB, m notify.Message) notify.Approved {
	t.Helper()
	a, err := m.Approve(notify.Consent{Typed: m.Phrase(), By: "ada", At: now, Warnings: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// post is the program: the real journal, the real register, the real wire.
func (w *world) post(j *journal.Journal) notify.Post {
	clock := func() time.Time { return now.Add(time.Minute) }
	return notify.Post{
		Wire: smtp.Server{Host: "127.0.0.1", Port: w.mail.ln.Addr().(*net.TCPAddr).Port, TLS: smtp.None, Transaction: 2},
		Book: j, Register: claim.New(w.jira, clock), Now: clock,
	}
}

func (w *world) open() (*journal.Journal, error) { return journal.Open("/state", journal.On(w.disk)) }

// restart is the next start of the program, after a crash that left so much, with nothing
// broken any more.
func (w *world) restart(l leaves) *journal.Journal {
	w.t.Helper()
	w.mail.cut()
	w.mu.Lock()
	w.dead, w.breaks, w.jira.down = false, 0, false
	if w.mortal {
		w.disk = w.disk.AfterCrash(l)
	}
	w.mu.Unlock()
	w.mail.fails(nil)
	j, err := w.open()
	if err != nil {
		w.t.Fatalf("%s: the journal does not open: %v", w.where(), err)
	}
	return j
}

func (w *world) where() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := w.breaks; n > 0 && n <= len(w.points) {
		return fmt.Sprintf("point %d (%s)", n, w.points[n-1])
	}
	return fmt.Sprintf("after %d points", len(w.points))
}
