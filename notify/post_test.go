package notify

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// trace is a wire and a book in one, that keeps what was called in which order.
type trace struct {
	calls            []string
	intent, outcome  Receipt
	kept, sent       string // the bytes that the book and the wire saw
	noBook, noEnding error
	delivery         Delivery
	ctx              context.Context
}

func (w *trace) Intend(r Receipt, m Message) error {
	w.calls = append(w.calls, "intend")
	w.intent, w.kept = r, m.EML()
	w.intent.Outcomes = slices.Clone(r.Outcomes)
	return w.noBook
}

func (w *trace) Conclude(r Receipt) error {
	w.calls = append(w.calls, "conclude")
	w.outcome = r
	return w.noEnding
}

func (w *trace) Send(ctx context.Context, a Approved, watch func(Progress)) Delivery {
	w.calls = append(w.calls, "send")
	m, err := a.Message()
	if err != nil {
		panic(err)
	}
	w.ctx, w.sent = ctx, m.EML()
	watch(Progress{Step: "DATA", Done: 1, Total: 2})
	return w.delivery
}

func (w *trace) post() Post {
	return Post{Wire: w, Book: w, Now: func() time.Time { return now.Add(time.Minute) }}
}

func halfDelivered() Delivery {
	return Delivery{Server: "mail.example.com", Stop: &Stop{Step: "RCPT", Why: "no such user", Do: "mend the list"}, Outcomes: []Outcome{
		{Address: "it@alpha.example.com", State: Accepted, Reply: "250 ok", QueueID: "Q1"},
		{Address: "ops@beta.example.com", State: Refused, Reply: "550 no"},
	}}
}

func TestPostWritesBeforeAndAfter(t *testing.T) {
	t.Parallel()
	w := &trace{delivery: halfDelivered()}
	m := message(t, "customers")
	type key struct{}
	ctx := context.WithValue(t.Context(), key{}, "mine")
	var seen []Progress
	r, err := w.post().Send(ctx, approved(t, m), func(p Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(w.calls, " "); got != "intend send conclude" {
		t.Errorf("calls: %s", got)
	}
	before := Receipt{
		Notice: Notice{IncidentID: "10101", Key: "OPS-101", Stage: incident.Start, Sequence: 1, Audience: "customers"},
		Digest: m.Digest(), MessageID: field(t, m.EML(), "Message-ID"), Subject: "[DISRUPTED] Payments: Card payments are failing (OPS-101)",
		By: "desk@jump1", Began: now, Essence: m.Draft().Essence, NextUpdate: time.Date(2026, 1, 31, 10, 55, 0, 0, time.UTC),
		Delivery: Delivery{Outcomes: []Outcome{
			{Address: "it@alpha.example.com", State: Unknown}, {Address: "ops@beta.example.com", State: Unknown},
		}},
	}
	if !reflect.DeepEqual(w.intent, before) {
		t.Errorf("intent %+v\nwant %+v", w.intent, before)
	}
	after := before
	after.Ended, after.Delivery = now.Add(time.Minute), halfDelivered()
	if !reflect.DeepEqual(r, after) || !reflect.DeepEqual(w.outcome, after) {
		t.Errorf("receipt %+v\nwritten %+v\nwant %+v", r, w.outcome, after)
	}
	if w.kept != m.EML() || w.sent != m.EML() {
		t.Error("the book or the wire saw other bytes than were reviewed")
	}
	if len(seen) != 1 || w.ctx.Value(key{}) != "mine" {
		t.Errorf("progress %v; the context is another's: %v", seen, w.ctx)
	}
}

func TestPostSendsNothingWithoutAWrittenIntent(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	w := &trace{noBook: full, delivery: halfDelivered()}
	r, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), func(Progress) {})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "nothing was sent") {
		t.Errorf("error %v", err)
	}
	if got := strings.Join(w.calls, " "); got != "intend conclude" {
		t.Errorf("calls: %s", got)
	}
	if r.Count(Unsent) != 2 || len(r.Outcomes) != 2 || r.Told() || !r.Ended.IsZero() {
		t.Errorf("receipt %+v", r)
	}
}

func TestPostTellsOfAnOutcomeThatWasNotWritten(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	w := &trace{noEnding: full, delivery: halfDelivered()}
	r, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), func(Progress) {})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "outcome could not be written") {
		t.Errorf("error %v", err)
	}
	if !reflect.DeepEqual(r.Delivery, halfDelivered()) || r.Ended.IsZero() {
		t.Errorf("receipt %+v", r)
	}
}

func TestPostRefusesWhatNobodyApproved(t *testing.T) {
	t.Parallel()
	w := &trace{}
	if r, err := w.post().Send(t.Context(), Approved{}, func(Progress) {}); err == nil || r.Digest != "" || len(w.calls) > 0 {
		t.Errorf("calls %v, receipt %+v, error %v", w.calls, r, err)
	}
}

func TestReceiptCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		states []State
		told   bool
	}{
		{nil, false},
		{[]State{Refused, Unsent}, false},
		{[]State{Refused, Accepted}, true},
		{[]State{Unsent, Unknown}, true},
	} {
		var r Receipt
		for _, s := range c.states {
			r.Outcomes = append(r.Outcomes, Outcome{State: s})
		}
		if r.Told() != c.told {
			t.Errorf("%v: told = %t", c.states, r.Told())
		}
		for _, s := range c.states {
			if r.Count(s) != 1 {
				t.Errorf("%v: %d are %s", c.states, r.Count(s), s)
			}
		}
	}
}

func TestStopSaysWhatWhyAndWhatNext(t *testing.T) {
	t.Parallel()
	s := halfDelivered().Stop
	if s.Error() != "RCPT: no such user" || s.Remedy() != "mend the list" {
		t.Errorf("%q, %q", s.Error(), s.Remedy())
	}
}

// The names in the journal's lines are read by later versions: they must not change.
func TestReceiptAsJSON(t *testing.T) {
	t.Parallel()
	r := past(incident.Start, 1, "staff", now.Truncate(time.Second), Accepted)
	r.Digest, r.MessageID, r.Subject, r.By, r.Server = "sha256:0", "<m@example.com>", "S", "desk@jump1", "mail"
	got, err := json.Marshal(r)
	const want = `{"incident_id":"10101","key":"OPS-101","stage":"start","sequence":1,"audience":"staff",` +
		`"digest":"sha256:0","message_id":"\u003cm@example.com\u003e","subject":"S","by":"desk@jump1","began":"2026-01-31T10:25:07Z",` +
		`"ended":"0001-01-01T00:00:00Z","server":"mail","outcomes":[{"address":"it@alpha.example.com","state":"accepted"}]}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v\nwant %s", got, err, want)
	}
}
