package incident

import "time"

// Stage is where in its life an incident is told of.
type Stage string

// The stages that every desk has; the config may add others.
const (
	Start      Stage = "start"
	Update     Stage = "update"
	Resolved   Stage = "resolved"
	Postmortem Stage = "postmortem"
	Correction Stage = "correction"
)

// Stages are the stages that every desk has, in the order of an incident's life; a
// correction has no place in it.
func Stages() []Stage { return []Stage{Start, Update, Resolved, Postmortem, Correction} }

// Once reports a stage that an incident has once, as opposed to those that are counted.
func (s Stage) Once() bool { return s == Start || s == Resolved || s == Postmortem }

// Over reports a stage after which nothing more is promised.
func (s Stage) Over() bool { return s == Resolved || s == Postmortem }

// Exposure says how far from the house an audience stands.
type Exposure int

// External is the zero value: what nobody thought about is treated with the greater care.
const (
	External Exposure = iota
	Internal
)

// String is the word of the config.
func (e Exposure) String() string {
	if e == Internal {
		return "internal"
	}
	return "external"
}

// Audience is the people who get the same words.
type Audience struct {
	Name     string
	Exposure Exposure
	Lists    []string       // names of recipient lists
	Zone     *time.Location // in which the letter's times are written; never nil
	Language string         // a tag of RFC 5646, such as en
	// Allow and Deny are domains, in lower case, each with its subdomains. Where there is an
	// Allow, nobody else is written to; whom a Deny covers never is.
	Allow, Deny []string
}
