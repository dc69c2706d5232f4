package notify

import (
	"encoding/json"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func halfDelivered() Delivery {
	return Delivery{Server: "mail.example.com", Stop: &Stop{Step: "RCPT", Why: "no such user", Do: "mend the list"}, Outcomes: []Outcome{
		{Address: "it@alpha.example.com", State: Accepted, Reply: "250 ok", QueueID: "Q1"},
		{Address: "ops@beta.example.com", State: Refused, Reply: "550 no"},
	}}
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
	const want = `{"id":"","incident_id":"10101","key":"OPS-101","stage":"start","sequence":1,"audience":"staff",` +
		`"digest":"sha256:0","message_id":"\u003cm@example.com\u003e","subject":"S","by":"desk@jump1","began":"2026-01-31T10:25:07Z",` +
		`"ended":"0001-01-01T00:00:00Z","recipients":0,"server":"mail","outcomes":[{"address":"it@alpha.example.com","state":"accepted"}]}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v\nwant %s", got, err, want)
	}
}
