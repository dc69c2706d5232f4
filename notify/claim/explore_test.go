package claim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

var now = time.Date(2026, 3, 14, 3, 12, 0, 0, time.UTC)

// memory is the properties of one issue.
type memory map[string]string

func (m memory) Put(_ context.Context, _, key string, value any) error {
	b, err := json.Marshal(value)
	m[key] = string(b)
	return err
}

func (m memory) Keys(context.Context, string) ([]string, error) {
	return slices.Sorted(maps.Keys(m)), nil
}

func (m memory) Get(_ context.Context, _, key string, into any) (bool, error) {
	v, ok := m[key]
	if !ok {
		return false, nil
	}
	return true, json.Unmarshal([]byte(v), into)
}

func (m memory) Delete(_ context.Context, _, key string) error {
	delete(m, key)
	return nil
}

// explorer runs consoles in lockstep, one operation at a time, and tries every order: a run
// follows the choices that it is given and takes the first where none is left.
type explorer struct {
	choices []int // of this run
	options []int // how many there were at each choice
	at      int
	faults  int // how many may still happen in this run
}

// choose is the next choice among n.
func (x *explorer) choose(n int) int {
	if x.at == len(x.choices) {
		x.choices, x.options = append(x.choices, 0), append(x.options, n)
	}
	x.options[x.at] = n
	x.at++
	return x.choices[x.at-1]
}

// next sets the choices for a run that has not been; false where all have been.
func (x *explorer) next() bool {
	for len(x.choices) > 0 {
		last := len(x.choices) - 1
		if x.choices[last]++; x.choices[last] < x.options[last] {
			x.choices, x.options = x.choices[:last+1], x.options[:last+1]
			return true
		}
		x.choices, x.options = x.choices[:last], x.options[:last]
	}
	return false
}

// console is one that waits with each operation for its turn.
type console struct {
	memory
	turn, done chan struct{}
	fault      fault
	ended      bool
}

type fault int

const (
	none   fault = iota
	failed       // the operation did not happen
	lost         // it happened, and the console sees an error
	died         // it happened, and the console is no more
	faults
)

var (
	errJira = errors.New("no answer")
	errDied = errors.New("died")
)

func (c *console) do(op func()) error {
	c.done <- struct{}{} // the step before is over
	<-c.turn
	switch f := c.fault; f {
	case failed:
		return errJira
	case none:
		op()
		return nil
	case lost:
		op()
		return errJira
	default:
		op()
		panic(errDied)
	}
}

func (c *console) Put(ctx context.Context, id, key string, v any) error {
	return c.do(func() { _ = c.memory.Put(ctx, id, key, v) })
}

func (c *console) Keys(ctx context.Context, id string) (keys []string, err error) {
	err = c.do(func() { keys, _ = c.memory.Keys(ctx, id) })
	if err != nil {
		keys = nil
	}
	return keys, err
}

func (c *console) Get(ctx context.Context, id, key string, into any) (ok bool, err error) {
	err = c.do(func() { ok, _ = c.memory.Get(ctx, id, key, into) })
	return ok, err
}

func (c *console) Delete(ctx context.Context, id, key string) error {
	return c.do(func() { _ = c.memory.Delete(ctx, id, key) })
}

// protocol is how a console comes to think that it may send.
type protocol func(g *Register, r notify.Receipt) error

func right(g *Register, r notify.Receipt) error { return g.Claim(context.Background(), r) }

// lookFirst is what does not work: to look before one puts.
func lookFirst(g *Register, r notify.Receipt) error {
	if err := g.alone(context.Background(), r, ""); err != nil {
		return err
	}
	return g.properties.Put(context.Background(), r.IncidentID, claimed+slug(r.Notice)+"."+string(r.ID), note{Version: version, Notice: r.Notice, By: g.by})
}

// believing is what does not work either: to put, and not to look.
func believing(g *Register, r notify.Receipt) error {
	return g.properties.Put(context.Background(), r.IncidentID, claimed+slug(r.Notice)+"."+string(r.ID), note{Version: version, Notice: r.Notice, By: g.by})
}

// run is one run of n consoles, each of which claims, sends and, if marks is true, marks. It
// returns how many sent and the properties in the end.
func (x *explorer) run(n int, how protocol, marks bool) (sends int, left memory) {
	store := memory{}
	var consoles []*console
	for i := range n {
		c := &console{memory: store, turn: make(chan struct{}), done: make(chan struct{})}
		consoles = append(consoles, c)
		go func() {
			defer func() {
				_ = recover() // it died
				c.ended = true
				c.done <- struct{}{}
			}()
			g := New(c, fmt.Sprint("operator ", i), func() time.Time { return now })
			r := notice(fmt.Sprintf("%012d", i))
			if how(g, r) != nil {
				return
			}
			sends++
			if marks {
				_ = g.Mark(context.Background(), r)
			}
		}()
		<-c.done // it waits before its first operation
	}
	for {
		var ready []*console
		for _, c := range consoles {
			if !c.ended {
				ready = append(ready, c)
			}
		}
		if len(ready) == 0 {
			return sends, store
		}
		kinds := 1
		if x.faults > 0 {
			kinds = int(faults)
		}
		choice := x.choose(len(ready) * kinds)
		c := ready[choice/kinds]
		if c.fault = fault(choice % kinds); c.fault != none {
			x.faults--
		}
		c.turn <- struct{}{}
		<-c.done
	}
}

func notice(id string) notify.Receipt {
	return notify.Receipt{ID: notify.ID(id), Digest: notify.Digest("sha256:" + id), By: "ada", Began: now,
		Notice: notify.Notice{IncidentID: "10101", Key: "OPS-101", Stage: incident.Update, Sequence: 3, Audience: "customers"}}
}

// explore runs all orders and returns how many, how often nobody sent, and the first in which
// two did.
func explore(t *testing.T, n, faults int, how protocol, marks bool) (runs, nobody int, twice string) {
	t.Helper()
	x := &explorer{}
	for {
		x.at, x.faults = 0, faults
		sends, left := x.run(n, how, marks)
		runs++
		switch {
		case sends > 1:
			return runs, nobody, fmt.Sprint(x.choices)
		case sends == 0:
			nobody++
		}
		late := New(left, "late", func() time.Time { return now })
		if err := late.Claim(t.Context(), notice("999999999999")); sends > 0 && err == nil && marks && x.faults == faults {
			return runs, nobody, "after a mark: " + fmt.Sprint(x.choices)
		}
		if !x.next() {
			return runs, nobody, ""
		}
	}
}

// TestInterleavings tries every order of the steps of two and three consoles, with a fault at
// any one of them: an operation that fails, one whose answer is lost, a console that dies.
// Never do two consoles send the same notice.
func TestInterleavings(t *testing.T) {
	t.Parallel()
	long := os.Getenv("BULLETIN_SWEEP") != ""
	for name, c := range map[string]struct {
		consoles, faults int
		marks, long      bool
	}{
		"one":                {1, 0, true, false},
		"one and two faults": {1, 2, true, false},
		"two":                {2, 0, true, false},
		"two and a fault":    {2, 1, true, false},
		"two and two faults": {2, 2, false, true},
		"three":              {3, 0, false, false},
		"three and a fault":  {3, 1, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.long && !long {
				return // BULLETIN_SWEEP=1 tries these too
			}
			runs, nobody, twice := explore(t, c.consoles, c.faults, right, c.marks)
			if twice != "" {
				t.Errorf("two consoles sent the same notice, by the choices %s", twice)
			}
			if c.consoles == 1 && c.faults == 0 && nobody > 0 {
				t.Error("a console that is alone does not get its notice")
			}
			t.Logf("%d orders, in %d of them nobody sent", runs, nobody)
		})
	}
}

// The explorer finds what is wrong with protocols that look right.
func TestTheExplorerFindsDoubles(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]protocol{"look first": lookFirst, "never look": believing} {
		if runs, _, twice := explore(t, 2, 0, how, true); twice == "" {
			t.Errorf("%s: no double in %d orders", name, runs)
		}
	}
}

// A letter that failed to be marked leaves its claim, and the claim keeps others out.
func TestAClaimStaysUntilTheMark(t *testing.T) {
	t.Parallel()
	store := memory{}
	ada := New(store, "ada", func() time.Time { return now })
	bob := New(store, "bob", func() time.Time { return now.Add(time.Minute) })
	if err := ada.Claim(t.Context(), notice("aaaaaaaaaaaa")); err != nil {
		t.Fatal(err)
	}
	var taken *notify.TakenError
	if err := bob.Claim(t.Context(), notice("bbbbbbbbbbbb")); !errors.As(err, &taken) || taken.By != "ada" || !taken.Since.Equal(now) || taken.Sent {
		t.Errorf("bob is told %v", err)
	}
	if keys := slices.Collect(maps.Keys(store)); len(keys) != 1 {
		t.Errorf("bob left his claim: %q", keys)
	}
	done := notice("aaaaaaaaaaaa")
	done.Outcomes = []notify.Outcome{{Address: "it@alpha.example.com", State: notify.Accepted, Reply: "250 secret words"}, {Address: "b@example.com", State: notify.Unknown}}
	for range 2 { // a mark can be said again
		if err := ada.Mark(t.Context(), done); err != nil {
			t.Fatal(err)
		}
	}
	for key, value := range store {
		if !strings.HasPrefix(key, sent) || strings.Contains(value, "@") && !strings.Contains(value, `"message_id":""`) ||
			strings.Contains(value, "alpha") || strings.Contains(value, "secret") {
			t.Errorf("%s: %s", key, value)
		}
	}
	if err := bob.Claim(t.Context(), notice("bbbbbbbbbbbb")); !errors.As(err, &taken) || !taken.Sent || taken.By != "ada" {
		t.Errorf("bob is told %v", err)
	}
	rest := notice("cccccccccccc") // the rest of ada's letter, from another machine of hers
	rest.Resumes, rest.Digest = "aaaaaaaaaaaa", done.Digest
	if err := ada.Claim(t.Context(), rest); err != nil {
		t.Errorf("the rest of a letter: %v", err)
	}
}

// What Jira says comes back as letters and claims; what makes no sense does not.
func TestRead(t *testing.T) {
	t.Parallel()
	store := memory{}
	ada := New(store, "ada\x1b[2J", func() time.Time { return now })
	me := New(store, "me", func() time.Time { return now.Add(10 * time.Minute) })
	r := notice("aaaaaaaaaaaa")
	r.MessageID, r.Subject, r.Total, r.Tally = "<1@example.com>", "Down\r\nBcc: x", 3, map[notify.State]int{notify.Accepted: 2, notify.Unknown: 1}
	other := notice("dddddddddddd")
	other.Sequence = 4
	for _, err := range []error{ada.Mark(t.Context(), r), ada.Claim(t.Context(), other), ada.Composing(t.Context(), other.Notice), me.Composing(t.Context(), other.Notice)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for key, value := range map[string]string{
		"bulletin.sent.x.y": `{"v":1}`, "bulletin.claim.x": `[]`, "bulletin.else": `{}`, "bulletin.sent.": "", "bulletin.claim.a.b": `{"v":1,"by":""}`,
		sent + slug(r.Notice) + ".eeeeeeeeeeee": store[sent+slug(r.Notice)+".aaaaaaaaaaaa"], // a copy under another id
	} {
		store[key] = value
	}
	in := incident.Incident{ID: "10101", Key: "NEW-7", Records: store}
	told, others := me.Read(in)
	if len(told) != 1 || told[0].Key != "NEW-7" || told[0].Count(notify.Accepted) != 2 || !told[0].Elsewhere || !told[0].Recorded || told[0].Case() != notify.Closed ||
		told[0].Subject != "Down Bcc: x" {
		t.Errorf("told %+v", told)
	}
	var said []string
	for _, c := range others {
		said = append(said, c.String())
	}
	want := []string{"ada␛[2J is sending update 4 for customers since 03:12 UTC", "ada␛[2J is composing update 4 for customers since 03:12 UTC"}
	if !slices.Equal(said, want) {
		t.Errorf("others: %q", said)
	}
	me.now = func() time.Time { return now.Add(2 * time.Hour) }
	if _, others := me.Read(in); len(others) != 1 || others[0].Composing {
		t.Errorf("two hours later: %+v", others)
	}
	if err := me.TakeOver(t.Context(), "10101", others[0].Property); err != nil {
		t.Fatal(err)
	}
	if err := me.Claim(t.Context(), other); err != nil {
		t.Errorf("after a claim was taken over: %v", err)
	}
}

// What is composed is said of one notice at a time, and taken back.
func TestComposing(t *testing.T) {
	t.Parallel()
	store := memory{}
	g := New(store, "ada", func() time.Time { return now })
	first, second := notice("a").Notice, notice("a").Notice
	second.Audience = "staff"
	for i, n := range []notify.Notice{first, second, {}} {
		if err := g.Composing(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		if want := min(1, 2-i); len(store) != want {
			t.Errorf("after %d: %v", i, store)
		}
	}
}

// Notices that look alike in a key are two.
func TestSlugs(t *testing.T) {
	t.Parallel()
	seen := map[string]notify.Notice{}
	for _, n := range []notify.Notice{
		{Stage: "update", Sequence: 1, Audience: "a b"}, {Stage: "update", Sequence: 1, Audience: "a-b"}, {Stage: "update", Sequence: 11, Audience: "a"},
		{Stage: "update", Sequence: 1, Audience: "1 a"}, {Stage: "start", Sequence: 1, Audience: "kunden-ä"}, {Stage: "start", Sequence: 1, Audience: "kunden-ö"},
	} {
		if other, ok := seen[slug(n)]; ok {
			t.Errorf("%+v and %+v are both %s", n, other, slug(n))
		}
		seen[slug(n)] = n
		if strings.Trim(slug(n), "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
			t.Errorf("%q", slug(n))
		}
	}
}

// The comment is written once, whatever is marked again, and names nobody.
func TestComment(t *testing.T) {
	t.Parallel()
	var said []string
	g := New(memory{}, "ada", func() time.Time { return now })
	g.Comment = func(_ context.Context, _, text string) error {
		said = append(said, text)
		return nil
	}
	r := notice("aaaaaaaaaaaa")
	r.Outcomes = []notify.Outcome{{Address: "x@example.com", State: notify.Accepted}, {Address: "y@example.com", State: notify.Refused, Reply: "550 y?"}}
	for range 3 {
		if err := g.Mark(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if len(said) != 1 || said[0] != "update 3 was mailed to customers at 2026-03-14 03:12 UTC by ada: 1 accepted, 1 refused. Digest aaa aaa aaa aaa." {
		t.Errorf("%q", said)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sent+"update-3-customers.00000000.a", `{"v":1,"id":"a","began":"2026-01-01T00:00:00Z","tally":{"accepted":-3}}`)
	f.Add(claimed+"x", `{"v":1,"by":"ada","stage":"\u001b"}`)
	f.Fuzz(func(t *testing.T, key, value string) {
		g := New(memory{}, "me", func() time.Time { return now })
		told, others := g.Read(incident.Incident{ID: "1", Key: "OPS-1", Records: map[string]string{key: value}})
		for _, r := range told {
			if incident.CleanLine(r.Subject) != r.Subject || r.Count(notify.Accepted) < 0 || r.IncidentID != "1" {
				t.Errorf("%+v", r)
			}
		}
		for _, c := range others {
			if incident.CleanLine(c.String()) != c.String() {
				t.Errorf("%q", c.String())
			}
		}
	})
}
