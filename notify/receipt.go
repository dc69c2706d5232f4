package notify

import (
	"time"
)

// State is what became of a letter for one recipient.
type State string

// The states. Only [Unknown] leaves a doubt, and it is never retried by itself.
const (
	Accepted State = "accepted" // the mail server took it over; more than that SMTP cannot say
	Refused  State = "refused"  // the mail server said no, for this recipient or for the letter
	Unsent   State = "unsent"   // it never left: the connection ended before the final dot
	Unknown  State = "unknown"  // the final dot was written and no reply came (RFC 1047)
)

// Outcome is what became of a letter for one recipient.
type Outcome struct {
	Address string `json:"address"`
	State   State  `json:"state"`
	Reply   string `json:"reply,omitempty"`    // the server's code and words, cleaned
	QueueID string `json:"queue_id,omitempty"` // under which the server accepted it
}

// Stop says where and why a delivery ended early. It is an error for the one who reads it.
type Stop struct {
	Step string `json:"step"` // connect, TLS, AUTH, MAIL, RCPT, DATA ...
	Why  string `json:"why"`
	Do   string `json:"do"` // what mends it
}

// Error names the step and the cause.
func (s *Stop) Error() string { return s.Step + ": " + s.Why }

// Remedy says what to do next.
func (s *Stop) Remedy() string { return s.Do }

// Delivery is what the wire reports: an outcome for every recipient, in their order, and
// why it stopped if it did.
type Delivery struct {
	Server   string    `json:"server"`
	Outcomes []Outcome `json:"outcomes"`
	Stop     *Stop     `json:"stop,omitempty"`
}

// Warning is a finding that the one who confirmed the letter accepted.
type Warning struct {
	Where string `json:"where"`
	What  string `json:"what"`
}

// Receipt is a letter's whole story: what was approved by whom, and what became of it.
type Receipt struct {
	Notice
	Digest     Digest    `json:"digest"`
	MessageID  string    `json:"message_id"`
	Subject    string    `json:"subject"`
	By         string    `json:"by"`
	Began      time.Time `json:"began"`
	Ended      time.Time `json:"ended"`                // zero: no outcome was ever written
	NextUpdate time.Time `json:"next_update,omitzero"` // what the letter promised
	Essence    Digest    `json:"essence,omitempty"`    // see [Draft.Essence]
	Accepted   []Warning `json:"accepted_warnings,omitempty"`
	Delivery
}

// Count is the number of recipients in a state.
func (r Receipt) Count(s State) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.State == s {
			n++
		}
	}
	return n
}

// Told reports whether anyone was, or may have been, reached.
func (r Receipt) Told() bool { return r.Count(Accepted)+r.Count(Unknown) > 0 }

// Progress is how far a delivery has come.
type Progress struct {
	Step        string // connect, TLS, RCPT, DATA ...
	Done, Total int    // recipients whose letter has an outcome, of all
}
