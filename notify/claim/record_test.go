package claim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
)

var _ notify.Register = (*claim.Register)(nil)

// issue is the incident as Jira would give it back, with what stands in the store.
func issue(t testing.TB, s *store) incident.Incident {
	t.Helper()
	in := incident.Incident{ID: "10101", Key: "OPS-101", Records: map[string]string{}}
	for key, value := range s.values {
		js, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		in.Records[key] = string(js)
	}
	return in
}

// full is a letter of which every member is set.
func full() notify.Receipt {
	l := letter("00000000000a", "ada")
	l.Stem = notify.Stem{Summary: "Checkout is slow", Services: "shop"}
	l.External, l.NextUpdate, l.Essence = true, noon.Add(time.Hour), l.Digest
	l.Resumes, l.Corrects, l.Decided, l.DecidedBy = "000000000001", "000000000002", notify.Arrived, "bob"
	l.Accepted = []notify.Warning{{Where: "secret-where", What: "secret-what"}}
	l.Lists = map[string]int{"secret-list": 2}
	l.Total, l.Unclaimed = 3, true
	l.Delivery = notify.Delivery{
		Server: "secret-server", Stop: &notify.Stop{Step: "secret-step", Why: "secret-why", Do: "secret-do"},
		Outcomes: []notify.Outcome{
			{Address: "secret@one.example", State: notify.Accepted, Reply: "250 secret-reply", QueueID: "secret-queue"},
			{Address: "secret@two.example", State: notify.Refused, Reply: "450 secret-reply"},
			{Address: "secret@three.example", State: notify.Unknown},
		},
	}
	return l
}

// TestMarkIsRead: another console reads what this one marked, and no more than it may.
func TestMarkIsRead(t *testing.T) {
	t.Parallel()
	p := port{store: &store{}}
	l := full()
	if err := mark(p, l); err != nil {
		t.Fatal(err)
	}
	in := issue(t, p.store)
	if js := fmt.Sprint(in.Records); strings.Contains(js, "secret") {
		t.Errorf("shows too much: %s", js)
	}
	in.Key = "NEW-7" // it moved since
	told, open := claim.New(p, clock).Read(in)
	want := l
	want.Key, want.Elsewhere, want.Recorded = "NEW-7", true, true
	want.Tally, want.Later = map[notify.State]int{notify.Accepted: 1, notify.Refused: 1, notify.Unknown: 1}, 1
	want.Accepted, want.Lists, want.Delivery = nil, nil, notify.Delivery{}
	if len(told) != 1 || len(open) != 0 || !reflect.DeepEqual(told[0], want) {
		t.Errorf("got %+v, %v\nwant %+v", told, open, want)
	}
	if told[0].Case() != notify.Closed || !told[0].Told() || told[0].ForNow() != 1 {
		t.Error("it does not count as told")
	}
}

// TestMarkAgain: a mark may be made as often as one likes; the last word stands.
func TestMarkAgain(t *testing.T) {
	t.Parallel()
	p := port{store: &store{}}
	l := full()
	l.Decided = ""
	for _, l.Decided = range []notify.Decision{"", "", notify.Arrived} {
		if err := mark(p, l); err != nil {
			t.Fatal(err)
		}
	}
	told, _ := claim.New(p, clock).Read(issue(t, p.store))
	if len(p.store.values) != 1 || len(told) != 1 || told[0].Decided != notify.Arrived {
		t.Errorf("%v", p.store.values)
	}
}

// TestComment: whatever goes wrong, a letter has one comment at most; and where nothing does,
// it has one.
func TestComment(t *testing.T) {
	t.Parallel()
	n := explore(func(choose choose) bool {
		w := world{faults: 2, choose: choose}
		comments := 0
		register := func(p port) *claim.Register {
			r := claim.New(p, clock)
			r.Comment = func(_ context.Context, issueID, text string) error {
				if comments++; issueID != "10101" || strings.Contains(text, "@") {
					t.Errorf("%s: %q", issueID, text)
				}
				return nil
			}
			return r
		}
		w.claim = func(p port, l notify.Receipt) error {
			r := register(p)
			return errors.Join(r.Mark(t.Context(), l), r.Mark(t.Context(), l), register(p).Mark(t.Context(), l))
		}
		w.run(console{letter: full(), then: func(port, notify.Receipt) error { return nil }})
		if comments > 1 || comments == 0 && !w.failed {
			t.Fatalf("%d comments", comments)
		}
		return comments == 1
	})
	t.Logf("%d ways, %d of them with a comment", n.all, n.hits)
}

// TestCommentText: what a colleague reads in Jira; no name in it acts as markup.
func TestCommentText(t *testing.T) {
	t.Parallel()
	l := full()
	l.Audience, l.By = "key [accounts]", "{ada}\n!x!"
	r := claim.New(port{store: &store{}}, clock)
	var got string
	r.Comment = func(_ context.Context, _, text string) error {
		got = text
		return &claim.Error{Err: errors.New("customers may see it"), Do: "delete the comment"}
	}
	err := r.Mark(t.Context(), l)
	want := "Mailed: update 1 for key \\[accounts]\nWhen: 2026-01-31 12:00 UTC, by \\{ada} \\!x\\!\n" +
		"Recipients: 1 accepted, 1 refused, 1 unknown\nDigest: 000 000 000 000"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var marked *notify.MarkedError
	if !errors.As(err, &marked) || !strings.Contains(err.Error(), "customers may see it") || marked.Remedy() != "delete the comment" {
		t.Errorf("the error does not say what to do: %v", err)
	}
	if err := r.Mark(t.Context(), l); err != nil {
		t.Errorf("a bad comment keeps the letter from being recorded: %v", err)
	}
}

// TestClaimIsRead: others see who is sending, and a person may take a claim over.
func TestClaimIsRead(t *testing.T) {
	t.Parallel()
	p := port{store: &store{}}
	r := claim.New(p, clock)
	r.Host = "jump1"
	if err := r.Claim(t.Context(), ada.letter); err != nil {
		t.Fatal(err)
	}
	_, open := claim.New(p, clock).Read(issue(t, p.store))
	if len(open) != 1 {
		t.Fatalf("open: %v", open)
	}
	want := claim.Claim{Notice: ada.letter.Notice, ID: ada.letter.ID, By: "ada", Since: noon, Host: "jump1", Property: open[0].Property}
	if open[0] != want || !strings.HasPrefix(open[0].Property, "bulletin.claim.update-1-customers-") {
		t.Errorf("got %+v\nwant %+v", open[0], want)
	}
	if err := r.TakeOver(t.Context(), "10101", markKey(t, ada.letter)); err == nil {
		t.Error("a mark was taken over")
	}
	if err := r.TakeOver(t.Context(), "10101", open[0].Property); err != nil || len(p.store.values) > 0 {
		t.Errorf("%v: %v", err, p.store.values)
	}
}

// TestFailedClaim: what is wrong is said with its remedy, and nothing stays behind.
func TestFailedClaim(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ fates, want, do string }{
		{"reply", "nothing was sent: the connection broke", "try again in a minute"},
		{"request", "nothing was sent: the connection broke", "try again in a minute"},
		{"goes request", "nothing was sent: the connection broke", "try again in a minute"},
		{"reply request", "our own claim may still stand in Jira", "take that claim over"},
	} {
		left := strings.Fields(row.fates)
		p := port{store: &store{}, turn: func(string) fate {
			if len(left) == 0 {
				return goes
			}
			f := map[string]fate{"goes": goes, "reply": lostReply, "request": lostRequest}[left[0]]
			left = left[1:]
			return f
		}}
		err := take(p, ada.letter)
		var e interface{ Remedy() string }
		if !errors.As(err, &e) || !strings.Contains(err.Error(), row.want) || !strings.Contains(e.Remedy(), row.do) {
			t.Errorf("%s: %v", row.fates, err)
		}
		if stays := len(p.store.values) > 0; stays != (row.fates == "reply request") {
			t.Errorf("%s: %v", row.fates, p.store.values)
		}
	}
}

// TestComposing: who writes is seen by the others for an hour, keeps nobody from sending, and
// leaves nothing behind.
func TestComposing(t *testing.T) {
	t.Parallel()
	p := port{store: &store{}}
	now := noon
	one, other := claim.New(p, func() time.Time { return now }), claim.New(p, func() time.Time { return now })
	second := ada.letter.Notice
	second.Sequence = 2
	for _, n := range []notify.Notice{ada.letter.Notice, second, second} {
		if err := one.Composing(t.Context(), n, "ada"); err != nil || len(p.store.values) != 1 {
			t.Fatalf("%v: %v", err, p.store.values)
		}
	}
	if _, open := one.Read(issue(t, p.store)); len(open) > 0 {
		t.Errorf("a console sees itself: %v", open)
	}
	_, open := other.Read(issue(t, p.store))
	if len(open) != 1 || !open[0].Composing || open[0].By != "ada" || open[0].Notice != second || open[0].ID != "" {
		t.Errorf("the other sees %+v", open)
	}
	bob := bob.letter
	bob.Notice = second
	if err := other.Claim(t.Context(), bob); err != nil {
		t.Errorf("it keeps another from sending: %v", err)
	}
	now = now.Add(time.Hour)
	if _, open := other.Read(issue(t, p.store)); len(open) != 1 || open[0].Composing {
		t.Errorf("an hour later: %v", open)
	}
	if err := errors.Join(one.Done(t.Context()), one.Done(t.Context()), other.Withdraw(t.Context(), bob)); err != nil || len(p.store.values) > 0 {
		t.Errorf("%v: %v", err, p.store.values)
	}
}

// TestKeys: no two notices share a key, and every key is one that Jira takes.
func TestKeys(t *testing.T) {
	t.Parallel()
	seen := map[string]notify.Notice{}
	for _, n := range []notify.Notice{
		{IncidentID: "1", Stage: "update", Sequence: 1, Audience: "a"}, {IncidentID: "1", Stage: "update", Sequence: 11, Audience: "a"},
		{IncidentID: "1", Stage: "update", Sequence: 1, Audience: "A"}, {IncidentID: "1", Stage: "update", Sequence: 1, Audience: "1-a"},
		{IncidentID: "1", Stage: "update", Sequence: 1, Audience: "é"}, {IncidentID: "1", Stage: "update", Sequence: 1, Audience: "è"},
		{IncidentID: "1", Stage: "update-1", Sequence: 1, Audience: "a"}, {IncidentID: "1", Stage: "update", Sequence: 1, Audience: "1.a"},
		{IncidentID: "1", Stage: "s", Sequence: 1, Audience: strings.Repeat("long/", 90)},
		{IncidentID: "1", Stage: "s", Sequence: 1, Audience: strings.Repeat("long/", 91)},
	} {
		l := letter("00000000000a", "ada")
		l.Notice = n
		key := markKey(t, l)
		if other, ok := seen[key]; ok {
			t.Errorf("%+v and %+v share %s", n, other, key)
		}
		seen[key] = n
		if len(key) > 255 || strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") != "" || strings.Count(key, ".") != 3 {
			t.Errorf("%+v has the key %s", n, key)
		}
	}
}

// slow is a port whose list arrives when something else has happened.
type slow struct {
	port
	meanwhile func() error
}

func (s *slow) Keys(ctx context.Context, id string) ([]string, error) {
	keys, err := s.port.Keys(ctx, id)
	if do := s.meanwhile; do != nil {
		s.meanwhile = nil
		err = errors.Join(err, do())
	}
	return keys, err
}

// TestCommentOnceAtATime: two marks of one letter at the same time make one comment.
func TestCommentOnceAtATime(t *testing.T) {
	t.Parallel()
	p := &slow{port: port{store: &store{}}}
	r := claim.New(p, clock)
	comments := 0
	r.Comment = func(context.Context, string, string) error {
		comments++
		return nil
	}
	p.meanwhile = func() error { return r.Mark(t.Context(), full()) }
	if err := r.Mark(t.Context(), full()); err != nil || comments != 1 {
		t.Errorf("%d comments, %v", comments, err)
	}
}
