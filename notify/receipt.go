package notify

import (
	"strings"
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
	ID ID `json:"id"`
	Notice
	Digest     Digest         `json:"digest"`
	MessageID  string         `json:"message_id"`
	Subject    string         `json:"subject"`
	Stem       Stem           `json:"stem,omitzero"`
	External   bool           `json:"external,omitempty"` // the audience's exposure
	By         string         `json:"by"`
	Began      time.Time      `json:"began"`
	Ended      time.Time      `json:"ended"`                // zero: no end was ever written
	NextUpdate time.Time      `json:"next_update,omitzero"` // what the letter promised
	Essence    Digest         `json:"essence,omitempty"`    // see [Draft.Essence]
	Accepted   []Warning      `json:"accepted_warnings,omitempty"`
	Lists      map[string]int `json:"lists,omitempty"` // how many addresses each list had
	Total      int            `json:"recipients"`
	Test       bool           `json:"test,omitempty"`     // it went to the operator alone
	Resumes    ID             `json:"resumes,omitempty"`  // the sending whose rest this is
	Corrects   ID             `json:"corrects,omitempty"` // the letter whose readers got this one
	// Unclaimed says that it left without a claim: Jira did not answer, and whoever confirmed it
	// knew that.
	Unclaimed bool `json:"unclaimed,omitempty"`

	Decided   Decision `json:"decided,omitempty"`    // what a person said to what was left open
	DecidedBy string   `json:"decided_by,omitempty"` // who did
	Recorded  bool     `json:"recorded,omitempty"`   // Jira has it
	Elsewhere bool     `json:"elsewhere,omitempty"`  // it is known from Jira alone
	Leaving   bool     `json:"leaving,omitempty"`    // a console on this machine is sending it

	// Tally is how many recipients are in each state, and Later how many were refused for
	// now only. A receipt without Outcomes is a summary that has only these.
	Tally map[State]int `json:"tally,omitempty"`
	Later int           `json:"refused_for_now,omitempty"`
	Delivery
}

// Stem is what a thread's subjects have in common, as the first of them said it.
type Stem struct {
	Summary  string `json:"summary,omitempty"`
	Services string `json:"services,omitempty"`
}

// Count is the number of recipients in a state.
func (r Receipt) Count(s State) int {
	if r.Outcomes == nil {
		return r.Tally[s]
	}
	n := 0
	for _, o := range r.Outcomes {
		if o.State == s {
			n++
		}
	}
	return n
}

// ForNow is the number of recipients who were refused for now only, and may be taken later.
func (r Receipt) ForNow() int {
	if r.Outcomes == nil {
		return r.Later
	}
	n := 0
	for _, o := range r.Outcomes {
		if o.State == Refused && later(o.Reply) {
			n++
		}
	}
	return n
}

// later reports a refusal that may be another answer some time later (RFC 5321 4.2.1).
func later(reply string) bool { return strings.HasPrefix(reply, "4") }

// Case is why a letter needs a person.
type Case int

// The cases.
const (
	Closed  Case = iota // it needs nobody
	NotSent             // it was cut off before anything left
	InDoubt             // it may have reached some, and nobody knows
	Partly              // it reached some, and others could still get it
)

// Case says whether the letter needs a person, and why. That it arrived says nothing about
// those for whom it never left.
func (r Receipt) Case() Case {
	unknown, told := r.Count(Unknown), r.Told()
	switch {
	case r.Decided == Again, r.Decided == Dropped, r.Test, r.Elsewhere, r.Leaving:
		return Closed
	case r.Resumes != "" && !told: // the letter whose rest it was is open still
		return Closed
	case unknown > 0 && r.Decided != Arrived:
		return InDoubt
	case !told && r.Ended.IsZero():
		return NotSent
	case told && r.Count(Unsent)+r.ForNow() > 0:
		return Partly
	}
	return Closed
}

// Doubt reports that nobody knows whether the letter arrived.
func (r Receipt) Doubt() bool { return r.Decided == "" && r.Count(Unknown) > 0 }

// Rest are the recipients who could still get the letter: unsent, refused for now, or
// unknown and not known to have got it. It is empty where the receipt is a summary.
func (r Receipt) Rest() []string {
	var rest []string
	for _, o := range r.Outcomes {
		if o.State == Unsent || o.State == Unknown && r.Decided != Arrived || o.State == Refused && later(o.Reply) {
			rest = append(rest, o.Address)
		}
	}
	return rest
}

// Told reports whether anyone was, or may have been, reached.
func (r Receipt) Told() bool { return r.Count(Accepted)+r.Count(Unknown) > 0 }

// Progress is how far a delivery has come.
type Progress struct {
	Step        string        // hold, connect, TLS, RCPT, DATA ...
	Done, Total int           // recipients whose letter has an outcome, of all
	Left        time.Duration // of the hold
}
