package claim_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// letter is a sending of the first update for customers.
func letter(id notify.ID, by string) notify.Receipt {
	return notify.Receipt{
		ID: id, By: by, Began: noon.Add(-time.Minute), Ended: noon, Total: 2, Subject: "S", MessageID: "<m@example.com>",
		Notice:   notify.Notice{IncidentID: "10101", Key: "OPS-101", Stage: incident.Update, Sequence: 1, Audience: "customers"},
		Digest:   notify.Digest("sha256:" + strings.Repeat("0", 64)),
		Delivery: notify.Delivery{Outcomes: []notify.Outcome{{Address: "a@example.com", State: notify.Accepted}, {Address: "b@example.com", State: notify.Unknown}}},
	}
}

var (
	ada = console{letter("00000000000a", "ada"), mark}
	bob = console{letter("00000000000b", "bob"), mark}
	eve = console{letter("00000000000e", "eve"), mark}
	// undecided takes the letter back while it is held.
	undecided = console{letter("00000000000f", "una"), nil}
)

func take(p port, l notify.Receipt) error {
	return claim.New(p, clock).Claim(context.Background(), l)
}

func mark(p port, l notify.Receipt) error {
	return claim.New(p, clock).Mark(context.Background(), l)
}

func withdraw(p port, l notify.Receipt) error {
	return claim.New(p, clock).Withdraw(context.Background(), l)
}

// TestNeverTwo: in no order of steps, with consoles that crash anywhere and requests or
// replies that are lost or late anywhere, may two consoles send one notice.
func TestNeverTwo(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		consoles []console
		alike    bool
		faults   int
	}{
		"two":                                {[]console{ada, bob}, true, 3},
		"two, one of which is taken back":    {[]console{ada, undecided}, false, 3},
		"three":                              {[]console{ada, bob, eve}, true, 1},
		"three, no fault, one is taken back": {[]console{ada, undecided, eve}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := explore(func(choose choose) bool {
				w := world{claim: take, faults: row.faults, alike: row.alike, choose: choose}
				w.run(row.consoles...)
				w.check(t)
				return len(w.holders) > 0
			})
			t.Logf("%d interleavings; in %d of them one console may have sent", n.all, n.hits)
			if n.hits == 0 {
				t.Error("nobody ever sent")
			}
		})
	}
}

func (w *world) check(t *testing.T) {
	t.Helper()
	if w.most > 1 {
		t.Fatalf("%d consoles could send at once: %v", w.most, w.holders)
	}
	if w.failed || w.crashed {
		return
	}
	if w.store.has("bulletin.claim.") {
		t.Fatalf("a claim stays: %v", w.store.values)
	}
	for id, err := range w.errs {
		var taken *notify.TakenError
		if err != nil && (!errors.As(err, &taken) || taken.By == "" || !taken.Since.Equal(noon) && !taken.Since.Equal(noon.Add(-time.Minute))) {
			t.Fatalf("%s was refused with %v", id, err)
		}
	}
}

// TestStaleLists: where Jira shows an earlier state, but never one in another order, the search
// for the own key keeps the promise.
func TestStaleLists(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		claim protocol
		two   bool
	}{
		"as it is":                      {take, false},
		"without the search for itself": {wrong("put list"), true},
	} {
		n := explore(func(choose choose) bool {
			w := world{claim: row.claim, stale: true, choose: choose}
			w.run(ada, bob)
			return w.most > 1
		})
		t.Logf("%s: %d of %d interleavings send twice", name, n.hits, n.all)
		if (n.hits > 0) != row.two {
			t.Errorf("%s: %d interleavings send twice", name, n.hits)
		}
	}
}

// wrong is a protocol that is weaker than the one that is used, by its steps.
func wrong(steps string) protocol {
	return func(p port, l notify.Receipt) error {
		ctx, mine := context.Background(), "bulletin.claim.x."+string(l.ID)
		for step := range strings.FieldsSeq(steps) {
			var keys []string
			err := error(nil)
			switch step {
			case "put":
				err = p.Put(ctx, l.IncidentID, mine, l.By)
			case "list", "lowest":
				keys, err = p.Keys(ctx, l.IncidentID)
			}
			rival := func(k string) bool {
				return k != mine && (step == "list" || k < mine || !strings.HasPrefix(k, "bulletin.claim."))
			}
			if err == nil && slices.ContainsFunc(keys, rival) {
				err = errors.New("taken")
			}
			if err != nil {
				return errors.Join(err, p.Delete(ctx, l.IncidentID, mine))
			}
		}
		return nil
	}
}

// TestWeakerProtocols: what looks as if it would do sends twice, and the explorer finds it.
func TestWeakerProtocols(t *testing.T) {
	t.Parallel()
	for steps, two := range map[string]bool{
		"put":        true, // without looking
		"list put":   true, // looking first
		"put lowest": true, // the lowest id wins
		"put list":   false,
	} {
		n := explore(func(choose choose) bool {
			w := world{claim: wrong(steps), choose: choose}
			w.run(ada, bob)
			return w.most > 1
		})
		t.Logf("%s: %d of %d interleavings send twice", steps, n.hits, n.all)
		if (n.hits > 0) != two {
			t.Errorf("%s: %d interleavings send twice", steps, n.hits)
		}
	}
}

// TestAlone: with no rival and no fault the notice is had, and afterwards nobody else has it.
func TestAlone(t *testing.T) {
	t.Parallel()
	var p = port{store: &store{}}
	for _, c := range []console{undecided, ada} {
		if err := take(p, c.letter); err != nil {
			t.Fatalf("%s: %v", c.letter.By, err)
		}
		if c.then == nil {
			if err := withdraw(p, c.letter); err != nil || len(p.store.values) > 0 {
				t.Fatalf("after taking it back: %v, %v", err, p.store.values)
			}
		}
	}
	refused(t, take(p, bob.letter), "ada is sending update 1 of OPS-101 for customers, since ")
	if err := mark(p, ada.letter); err != nil || p.store.has("bulletin.claim.") {
		t.Fatalf("after the mark: %v, %v", err, p.store.values)
	}
	refused(t, take(p, bob.letter), "ada has sent update 1 of OPS-101 for customers, since ")
	other := bob.letter
	other.Sequence = 2
	if err := take(p, other); err != nil {
		t.Errorf("the next update: %v", err)
	}
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	var taken *notify.TakenError
	if !errors.As(err, &taken) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestResumed: who sends the rest of a letter is kept from it by nothing that the letter left,
// however often it was resumed, and everybody else is.
func TestResumed(t *testing.T) {
	t.Parallel()
	first, second, third := letter("000000000001", "ada"), letter("000000000002", "ada"), letter("000000000003", "ada")
	second.Resumes, third.Resumes = first.ID, second.ID
	for name, left := range map[string]func(port) error{
		"a claim": func(p port) error { return take(p, first) },
		"a mark":  func(p port) error { return mark(p, first) },
		"a mark and a claim": func(p port) error {
			return errors.Join(take(p, first), port{store: p.store}.Put(t.Context(), "", markKey(t, first), struct{}{}))
		},
	} {
		n := explore(func(choose choose) bool {
			w := world{claim: take, faults: 1, choose: choose}
			if err := left(port{store: &w.store}); err != nil {
				t.Fatal(err)
			}
			w.run(console{second, mark}, bob)
			if w.most > 1 || slices.Contains(w.holders, bob.letter.ID) {
				t.Fatalf("%s: %v could send", name, w.holders)
			}
			return len(w.holders) > 0
		})
		t.Logf("%s: %d interleavings; in %d of them the rest is sent", name, n.all, n.hits)
		if n.hits == 0 {
			t.Errorf("%s: the rest was never sent", name)
		}
	}
	p := port{store: &store{}}
	if err := errors.Join(take(p, first), take(p, second), mark(p, second)); err != nil || len(p.store.values) != 1 {
		t.Fatalf("the rest of a letter that was cut off: %v, %v", err, p.store.values)
	}
	p = port{store: &store{}}
	for _, l := range []notify.Receipt{first, second, third} {
		if err := errors.Join(take(p, l), mark(p, l)); err != nil {
			t.Fatalf("%s: %v", l.ID, err)
		}
		refused(t, take(p, bob.letter), "ada has sent")
	}
	if p.store.has("bulletin.claim.") {
		t.Errorf("a claim stays: %v", p.store.values)
	}
}

// markKey is the key of a letter's mark.
func markKey(t *testing.T, l notify.Receipt) string {
	t.Helper()
	p := port{store: &store{}}
	if err := mark(p, l); err != nil {
		t.Fatal(err)
	}
	for key := range p.store.values {
		return key
	}
	return ""
}
