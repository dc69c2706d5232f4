package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// silence is the error of a Jira that does not answer; word, of one that says no.
type (
	silence struct{}
	word    struct{}
)

func (silence) Error() string     { return "claim: Jira is in trouble (503)" }
func (silence) Unreachable() bool { return true }
func (word) Error() string        { return "claim: Jira forbids it (403)" }
func (word) Unreachable() bool    { return false }

// keptOutage is the outage as it was known 43 minutes ago.
func keptOutage() incident.Incident {
	in := outage()
	at := now.Truncate(time.Second).Add(-43 * time.Minute)
	in.Kept = incident.Kept{At: at, Told: at.Add(-time.Hour), Why: "the server refused the connection"}
	return in
}

// keptMessage is the start letter about it.
func keptMessage(t testing.TB, audience string) Message {
	t.Helper()
	o := order(audience)
	o.Incident = keptOutage()
	return composed(t, draft(t, desk(t), o, nil))
}

// What is made of kept facts says so, and asks for more.
func TestWithoutJira(t *testing.T) {
	t.Parallel()
	m := keptMessage(t, "customers")
	if !found(m.Draft(), Warn, "jira", "the server refused the connection", "2026-01-31 09:42 UTC", "43m old", "what colleagues told since 2026-01-31 08:42 UTC cannot be seen", "ask your colleagues") ||
		m.Draft().Count(Warn) != 1 {
		t.Errorf("findings %+v", m.Draft().Findings)
	}
	if _, err := m.Approve(Consent{Typed: m.Phrase(), At: now}); !errors.Is(err, ErrWarnings) {
		t.Errorf("approved without its warning: %v", err)
	}
	if _, err := m.Approve(Consent{Typed: "OPS-101 customers", At: now, Warnings: true}); !errors.Is(err, ErrPhrase) {
		t.Errorf("approved by the usual phrase: %v", err)
	}
	if m.EML() != message(t, "customers").EML() {
		t.Error("its readers get another letter than they would with Jira")
	}
	part := whole(t, m, Accepted, Unsent)
	rest, err := history(part).Reopen(part, m.EML(), keptOutage().Kept)
	if err != nil {
		t.Fatal(err)
	}
	test, err := desk(t).Test(m.Draft(), address(t, "me@example.com"), nil)
	if err != nil || test.Count(Warn) > 0 {
		t.Errorf("a test to oneself is warned of: %v, %+v", err, test.Findings)
	}
	for _, c := range []struct {
		m    Message
		want string
	}{
		{m, "OPS-101 customers without jira"}, {keptMessage(t, "staff"), "OPS-101 without jira"}, {rest, "OPS-101 again to 1 without jira"},
		{composed(t, test), "test"}, {message(t, "customers"), "OPS-101 customers"},
	} {
		if got := c.m.Phrase(); got != c.want {
			t.Errorf("the phrase is %q, want %q", got, c.want)
		}
	}
}

// Facts of a time to come are not fresh: a clock has changed.
func TestKeptInTheFuture(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Incident = keptOutage()
	o.Incident.Kept.At = o.At.Add(time.Hour)
	d := draft(t, desk(t), o, nil)
	if !found(d, Warn, "jira", "still to come", "their age is unknown") || found(d, Warn, "jira", "0s old") {
		t.Errorf("findings %+v", d.Findings)
	}
}

// Letters that were never read are no letters that nobody sent.
func TestWithoutRecords(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Incident = keptOutage()
	o.Incident.Kept.Told = time.Time{}
	d := draft(t, desk(t), o, nil)
	if !found(d, Warn, "jira", "what colleagues have told of it was never read") || found(d, Warn, "jira", "since") {
		t.Errorf("findings %+v", d.Findings)
	}
}

// Of a row of a list no letter is made: its missing fields would keep nobody out. That is said
// before whatever else is missing.
func TestWithTheRowAlone(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Incident = keptOutage()
	o.Incident.Fields, o.Incident.Kept.Part = nil, true
	d := draft(t, desk(t), o, nil)
	if _, err := d.Compose(); !errors.As(err, new(*BlockedError)) || d.Findings[0].Where != "jira" || d.Count(Block) < 2 {
		t.Errorf("%v; findings %+v", err, d.Findings)
	}
	if !found(d, Block, "jira", "only the row of the list", "wait until Jira answers") || found(d, Warn, "jira") {
		t.Errorf("findings %+v", d.Findings)
	}
	o.Incident.Kept = incident.Kept{} // the same from Jira is blocked by what it lacks alone
	if found(draft(t, desk(t), o, nil), Block, "jira") {
		t.Error("a draft of what Jira says is blocked by its silence")
	}
}

// Jira's silence holds no letter up that was confirmed to leave without it, and every other.
// What Jira says holds up both.
func TestSendWithoutJira(t *testing.T) {
	t.Parallel()
	const sent, unsent = "open claim fresh send committing settled ended mark recorded close", "open claim ended close"
	silent, taken := fmt.Errorf("wrapped: %w", silence{}), &TakenError{Notice: Notice{Key: "OPS-101"}, By: "bob"}
	changed := &ChangedError{Changes: []Change{{What: "Status"}}}
	for _, c := range []struct {
		name      string
		unseen    bool
		fails     map[string]error
		calls     string
		unclaimed bool
		err       error
	}{
		{"back, and says nothing of the incident", true, nil, "open claim fresh withdraw ended close", false, errors.Join(new(DownError))},
		{"silent, and known to be", true, map[string]error{"claim": silent}, sent, true, nil},
		{"silent until the end", true, map[string]error{"claim": silent, "mark": silent}, "open claim fresh send committing settled ended mark close", true, new(UntoldError)},
		{"silent, and not known to be", false, map[string]error{"claim": silent}, unsent, false, new(DownError)},
		{"taken", true, map[string]error{"claim": taken}, unsent, false, new(TakenError)},
		{"taken, with Jira", false, map[string]error{"claim": taken}, unsent, false, new(TakenError)},
		{"refused", true, map[string]error{"claim": word{}}, unsent, false, word{}},
		{"refused, with Jira", false, map[string]error{"claim": word{}}, unsent, false, word{}},
		{"a claim that nobody understands", true, map[string]error{"claim": errors.New("odd")}, unsent, false, errors.New("odd")},
		{"changed", true, map[string]error{"fresh": changed}, "open claim fresh withdraw ended close", false, changed},
		{"silent, then back and changed", true, map[string]error{"claim": silent, "fresh": changed}, "open claim fresh withdraw ended close", true, changed},
		{"silent after the claim", false, map[string]error{"fresh": &DownError{silent}}, "open claim fresh withdraw ended close", false, new(DownError)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := message(t, "customers")
			if c.unseen {
				m = keptMessage(t, "customers")
			}
			w := &trace{fails: c.fails, answer: Delivery{Outcomes: allAccepted()}}
			r, err := w.post().Send(t.Context(), approved(t, m), Watch{})
			if got := strings.Join(w.calls, " "); got != c.calls {
				t.Errorf("calls: %s\nwant:  %s", got, c.calls)
			}
			if fmt.Sprintf("%T", err) != fmt.Sprintf("%T", c.err) && !strings.HasPrefix(fmt.Sprintf("%T", err), "*errors.join") {
				t.Errorf("error %T (%v), want %T", err, err, c.err)
			}
			if kept := w.receipt(t); r.Unclaimed != c.unclaimed || kept.Unclaimed != c.unclaimed || kept.Told() != strings.Contains(c.calls, "send") {
				t.Errorf("unclaimed %t, in the book %+v", r.Unclaimed, kept)
			}
		})
	}
}

// Nobody waits long for a Jira of which it is known that it may not answer, and each question has
// a time of its own. Where it answered when the letter was drafted it has all the time that it
// needs; but a claim is taken back and a letter is marked while somebody waits for the outcome.
func TestHowLongJiraIsWaitedFor(t *testing.T) {
	t.Parallel()
	changed := &ChangedError{Changes: []Change{{What: "Status"}}}
	for _, c := range []struct {
		name   string
		unseen bool
		fails  map[string]error
		calls  string // those of Jira that are bounded
	}{
		{"silent", true, map[string]error{"claim": silence{}}, "claim fresh mark"},
		{"silent, and changed", true, map[string]error{"claim": silence{}, "fresh": changed}, "claim fresh withdraw"},
		{"back", true, nil, "claim fresh withdraw"},
		{"back, and changed", true, map[string]error{"fresh": changed}, "claim fresh withdraw"},
		{"with Jira", false, nil, "mark"},
		{"with Jira, and changed", false, map[string]error{"fresh": changed}, "withdraw"},
	} {
		m := message(t, "customers")
		if c.unseen {
			m = keptMessage(t, "customers")
		}
		w := &trace{fails: c.fails, answer: Delivery{Outcomes: allAccepted()}}
		w.onCall = func(call string) {
			if ctx := w.asked[call]; ctx != nil && ctx.Err() != nil {
				t.Errorf("%s: %s has no time left", c.name, call)
			}
			if claim := w.asked["claim"]; call == "fresh" && c.unseen && claim.Err() == nil {
				t.Errorf("%s: the last look has the time that the claim left", c.name)
			}
		}
		_, _ = w.post().Send(t.Context(), approved(t, m), Watch{})
		var bounded []string
		for _, call := range []string{"claim", "fresh", "withdraw", "mark"} {
			if ctx := w.asked[call]; ctx != nil {
				if _, ends := ctx.Deadline(); ends {
					bounded = append(bounded, call)
				}
			}
		}
		if got := strings.Join(bounded, " "); got != c.calls {
			t.Errorf("%s: bounded are %q, want %q", c.name, got, c.calls)
		}
	}
}

// A claim that may stand although nobody knows of it is not said to stand.
func TestWithdrawOfAnUnclaimedLetter(t *testing.T) {
	t.Parallel()
	changed := &ChangedError{Changes: []Change{{What: "Status"}}}
	for unclaimed, want := range map[bool]string{
		true:  "a claim may stand in Jira all the same, and could not be taken back: ",
		false: "the claim in Jira could not be taken back: ",
	} {
		w := &trace{fails: map[string]error{"fresh": changed, "withdraw": silence{}}}
		if unclaimed {
			w.fails["claim"] = silence{}
		}
		if r, err := w.post().Send(t.Context(), approved(t, keptMessage(t, "customers")), Watch{}); err == nil || !strings.Contains(err.Error(), want) || r.Unclaimed != unclaimed {
			t.Errorf("unclaimed %t: %v", r.Unclaimed, err)
		}
	}
}

// What a letter that Jira's silence ended is told to do leads on.
func TestDownErrorLeadsOn(t *testing.T) {
	t.Parallel()
	w := &trace{fails: map[string]error{"claim": silence{}}}
	r, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), Watch{})
	var down *DownError
	if !errors.As(err, &down) || !strings.Contains(down.Remedy(), "without Jira behind a longer confirmation") || r.Stop.Do != down.Remedy() {
		t.Errorf("%v; %+v", err, r.Stop)
	}
}

// A letter that left without a claim is marked once Jira is back, and Jira's mark is the last
// that is written.
func TestMarkFollows(t *testing.T) {
	t.Parallel()
	w := &trace{fails: map[string]error{"claim": silence{}, "mark": silence{}}, answer: Delivery{Outcomes: allAccepted()}}
	if _, err := w.post().Send(t.Context(), approved(t, keptMessage(t, "customers")), Watch{}); !errors.As(err, new(*UntoldError)) {
		t.Fatalf("%v", err)
	}
	for _, back := range []bool{false, true} {
		if back {
			w.fails = nil
		}
		left := w.stories.History().Unrecorded()
		if len(left) != 1 || !left[0].Unclaimed {
			t.Fatalf("unrecorded are %+v", left)
		}
		if err := w.post().Record(t.Context(), left[0]); (err == nil) != back {
			t.Errorf("%v", err)
		}
	}
	if left := w.stories.History().Unrecorded(); len(left) > 0 || !w.receipt(t).Recorded {
		t.Errorf("still unrecorded: %+v", left)
	}
}

// A letter that was made of what was kept leaves as long as that is all there is. Where Jira
// answers again, it is made anew, whatever Jira says.
func TestChangedOfKeptFacts(t *testing.T) {
	t.Parallel()
	m := keptMessage(t, "customers")
	moved := outage()
	moved.Summary = "Everything fails"
	for _, c := range []struct {
		in   incident.Incident
		same bool
	}{{keptOutage(), true}, {outage(), false}, {moved, false}} {
		err := desk(t).Changed(m.Draft(), c.in, nil)
		var changed *ChangedError
		if c.same != (err == nil) || !c.same && (!errors.As(err, &changed) || changed.Draft.Incident.Summary != c.in.Summary || changed.Changes[0].What != "Jira answers again" || found(changed.Draft, Warn, "jira")) {
			t.Errorf("%q: %v", c.in.Summary, err)
		}
	}
}

// A letter can be taken back while Jira is still asked for the claim: nobody waits for its answer.
func TestTakenBackAtTheClaim(t *testing.T) {
	t.Parallel()
	taken := make(chan struct{})
	w := &trace{fails: map[string]error{"claim": context.Canceled}}
	w.onCall = func(call string) {
		if call == "claim" {
			close(taken)
			<-w.asked["claim"].Done()
		}
	}
	r, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), Watch{Back: taken})
	if got := strings.Join(w.calls, " "); got != "open claim withdraw ended close" || err != nil || r.Stop == nil || r.Stop.Why != "it was taken back" || r.Told() {
		t.Errorf("calls: %s; %v; %+v", got, err, r.Stop)
	}
}
