package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
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

// books compares what the journal says of each recipient with what the mail server took, and
// Jira's marks with both. Never is anybody mailed twice.
func (w *world) books(where string, j *journal.Journal) []notify.Receipt {
	w.t.Helper()
	truth := w.mail.quiet()
	story, err := j.Story("10101")
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	if _, err := j.History(); err != nil {
		w.t.Errorf("%s: the journal is damaged: %v", where, err)
	}
	said := map[string]int{}  // surely
	maybe := map[string]int{} // possibly
	for _, r := range story {
		for _, o := range r.Outcomes {
			switch o.State {
			case notify.Accepted:
				said[o.Address]++
			case notify.Unknown:
				maybe[o.Address]++
			}
		}
	}
	for to, n := range truth {
		if n > 1 {
			w.t.Errorf("%s: %s was mailed %d times", where, to, n)
		}
		if n > said[to]+maybe[to] {
			w.t.Errorf("%s: %s was mailed, and the journal says unsent: %s", where, to, states(story))
		}
	}
	for to, n := range said {
		if n > truth[to] {
			w.t.Errorf("%s: %s was not mailed, and the journal says accepted: %s", where, to, states(story))
		}
	}
	marks, _ := claim.New(w.jira, func() time.Time { return now }).Read(w.jira.records())
	for _, m := range marks {
		for _, r := range story {
			took := 0
			for _, o := range r.Outcomes {
				took += truth[o.Address]
			}
			if r.ID == m.ID && (m.Count(notify.Accepted) > took || m.Count(notify.Accepted)+m.Count(notify.Unknown) < r.Count(notify.Accepted) || m.Digest != r.Digest) {
				w.t.Errorf("%s: Jira says %v, the journal %v, the server took %d", where, m.Tally, r.Tally, took)
			}
		}
	}
	return story
}

func states(story []notify.Receipt) string {
	var b strings.Builder
	for _, r := range story {
		fmt.Fprintf(&b, "[%s ended %t decided %q:", r.ID, !r.Ended.IsZero(), r.Decided)
		for _, o := range r.Outcomes {
			fmt.Fprintf(&b, " %s", o.State)
		}
		b.WriteString("]")
	}
	return b.String()
}

// settle is what comes after a restart: Jira is told, and a person decides about what is open,
// knowing from the mail server what arrived. In the end everybody whom the server takes has the
// letter once.
func (w *world) settle(where string, j *journal.Journal, m notify.Message, refused map[string]bool) {
	w.t.Helper()
	p := w.post(j)
	for range 4 {
		told, err := j.History()
		if err != nil {
			w.t.Fatalf("%s: %v", where, err)
		}
		for _, r := range told.Unrecorded() {
			if err := p.Record(w.t.Context(), r); err != nil {
				w.t.Fatalf("%s: %v", where, err)
			}
		}
		before := w.mail.quiet()
		for _, r := range told.Open() {
			w.decide(where, p, j, told, r, before)
		}
	}
	story := w.books(where, j)
	told, err := j.History()
	if err != nil || len(told.Open()) > 0 || len(told.Unrecorded()) > 0 {
		w.t.Errorf("%s: in the end %s is open, %v", where, states(story), err)
	}
	truth := w.mail.quiet()
	if len(story) == 0 { // it never came to be: confirmed again, it leaves
		return
	}
	for _, to := range m.Envelope() {
		if truth[to] != 1 && !refused[to] && story[len(story)-1].Case() == notify.Closed && anyTold(story) {
			w.t.Errorf("%s: in the end %s got it %d times: %s", where, to, truth[to], states(story))
		}
	}
	if left := slices.DeleteFunc(slices.Collect(maps.Keys(w.jira.values)), func(k string) bool { return !strings.HasPrefix(k, "bulletin.claim.") }); len(left) > 0 && anyTold(story) {
		w.t.Errorf("%s: in the end the claims %v are left: %s", where, left, states(story))
	}
}

func anyTold(story []notify.Receipt) bool { return slices.ContainsFunc(story, notify.Receipt.Told) }

// decide is one decision of a person who has asked the mail server.
func (w *world) decide(where string, p notify.Post, j *journal.Journal, told notify.History, open notify.Receipt, truth map[string]int) {
	w.t.Helper()
	r, err := j.Receipt(string(open.ID))
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	arrived, missing := 0, 0
	for _, o := range r.Outcomes {
		if o.State == notify.Unknown && truth[o.Address] > 0 {
			arrived++
		} else if o.State == notify.Unknown {
			missing++
		}
	}
	if r.Case() == notify.InDoubt && arrived > 0 {
		if missing > 0 {
			w.t.Errorf("%s: of one letter some of the unknown arrived and some did not", where)
		}
		if err := p.Decide(w.t.Context(), r, notify.Arrived, r.Phrase(notify.Arrived), "ada"); err != nil {
			w.t.Errorf("%s: %v", where, err)
		}
		return
	}
	eml, err := j.EML(r.Digest)
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	again, err := told.Reopen(r, eml, incident.Kept{})
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	a, err := again.Approve(notify.Consent{Typed: again.Phrase(), By: "ada", At: now.Add(time.Duration(len(told["10101"])) * time.Hour)})
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	if _, err := p.Send(w.t.Context(), a, notify.Watch{}); err != nil {
		w.t.Errorf("%s: the rest: %v", where, err)
	}
}
