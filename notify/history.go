package notify

import (
	"fmt"
	"slices"
	"time"

	"bulletin/notify/incident"
)

// History is the receipts of all letters by the incident's id, oldest first.
type History map[string][]Receipt

// Add puts a receipt behind the others of its incident.
func (h History) Add(r Receipt) { h[r.IncidentID] = append(h[r.IncidentID], r) }

// Letters are those that reached, or may have reached, an audience of an incident, oldest
// first. An empty audience means all of them.
func (h History) Letters(incidentID, audience string) []Receipt {
	var out []Receipt
	for _, r := range h[incidentID] {
		if (audience == "" || r.Audience == audience) && r.Told() && !r.Test {
			out = append(out, r)
		}
	}
	return out
}

// Overtaken says that another letter has gone, or may have gone, to the draft's audience
// since it was drafted; nil where none has.
func (h History) Overtaken(d Draft) error {
	letters := h.Letters(d.Notice.IncidentID, d.Notice.Audience)
	if len(letters) <= d.Earlier {
		return nil
	}
	return &OvertakenError{letters[len(letters)-1]}
}

// OvertakenError says which letter overtook another.
type OvertakenError struct{ By Receipt }

// Error names the letter.
func (e *OvertakenError) Error() string {
	return fmt.Sprintf("it is overtaken: %s left at %s, by %s", e.By.Notice, clock(e.By.Began), e.By.By)
}

// Remedy says what to do next.
func (e *OvertakenError) Remedy() string {
	return "compose the letter again, from what has been told by now"
}

// next is the notice that a letter of this stage would be. A stage that is told once is told
// a second time where an incident comes back.
func (h History) next(in incident.Incident, s incident.Stage, audience string) Notice {
	n := Notice{IncidentID: in.ID, Key: in.Key, Stage: s, Sequence: 1, Audience: audience}
	for _, r := range h.Letters(in.ID, audience) {
		if r.Stage == s {
			n.Sequence = max(n.Sequence, r.Sequence+1)
		}
	}
	return n
}

// Suggestion is the stage that fits an audience now, and why.
type Suggestion struct {
	Stage incident.Stage
	Why   string
}

// Suggest says which letter an audience should get next.
func (h History) Suggest(in incident.Incident, audience string, now time.Time) Suggestion {
	told := h.Letters(in.ID, audience)
	if len(told) == 0 {
		if in.Done {
			return Suggestion{incident.Resolved, "Jira says " + in.Status + ", and nothing ever went to " + audience}
		}
		return Suggestion{incident.Start, "nothing has gone to " + audience + " yet"}
	}
	last, latest := turn(told), told[len(told)-1]
	when := fmt.Sprintf("%s went out %s ago", latest.Telling(), Span(now.Sub(latest.Began)))
	if latest.Doubt() {
		when = fmt.Sprintf("%s may not have arrived, %s ago", latest.Telling(), Span(now.Sub(latest.Began)))
	}
	switch {
	case last.Stage == incident.Resolved && in.Done:
		return Suggestion{incident.Postmortem, when + "; nothing is owed"}
	case last.Stage == incident.Resolved:
		return Suggestion{incident.Resolved, when + ", and Jira still says " + in.Status}
	case in.Done:
		return Suggestion{incident.Resolved, "Jira says " + in.Status + "; that has not gone to " + audience + " yet"}
	case last.NextUpdate.IsZero():
		return Suggestion{incident.Update, when}
	case now.After(last.NextUpdate):
		return Suggestion{incident.Update, when + "; the next is " + Span(now.Sub(last.NextUpdate)) + " overdue"}
	}
	return Suggestion{incident.Update, when + "; the next is due in " + Span(last.NextUpdate.Sub(now))}
}

// Standing is what is owed to the audiences of an incident, as the list shows it.
type Standing struct {
	Need Need
	Due  time.Time // for Waiting and Overdue: when the next update was promised
}

// Need is a kind of standing, the most pressing first.
type Need int

// The needs.
const (
	Doubt    Need = iota // a letter's outcome is unknown
	Untold               // an open incident of which nobody has been told
	Overdue              // a promised update is late
	Closing              // Jira says done, and somebody still waits for resolved
	Waiting              // told, the next update is in the future
	Unclosed             // resolved was told, and Jira does not say done
	Settled              // nothing is owed
)

// String is the need in one word.
func (n Need) String() string {
	return [...]string{"unknown", "untold", "overdue", "closing", "waiting", "unclosed", "settled"}[n]
}

// Words say what is owed, in at most ten columns for any due time under 100 days.
func (s Standing) Words(now time.Time) string {
	switch s.Need {
	case Doubt:
		return "unknown"
	case Untold:
		return "tell now"
	case Closing:
		return "resolve"
	case Unclosed:
		return "close it?"
	case Settled:
		return "-"
	}
	if s.Due.Before(now) {
		return "late " + Brief(now.Sub(s.Due))
	}
	return "due " + Brief(s.Due.Sub(now))
}

// Standing looks at all audiences that have been told and takes the most pressing need.
func (h History) Standing(in incident.Incident, now time.Time) Standing {
	letters := h.Letters(in.ID, "")
	if len(letters) == 0 {
		if in.Done {
			return Standing{Need: Settled}
		}
		return Standing{Need: Untold}
	}
	var all []Standing
	told := map[string][]Receipt{}
	for _, r := range letters {
		told[r.Audience] = append(told[r.Audience], r)
	}
	for _, letters := range told {
		all = append(all, standing(letters, in, now))
	}
	return slices.MinFunc(all, func(a, b Standing) int {
		if a.Need != b.Need {
			return int(a.Need - b.Need)
		}
		return a.Due.Compare(b.Due)
	})
}

// turn is the letter that says where the incident stands for its readers. Corrections and the
// like change nothing about that, but for the next update that they promise.
func turn(told []Receipt) Receipt {
	for i, r := range slices.Backward(told) {
		if r.Stage != incident.Start && r.Stage != incident.Update && r.Stage != incident.Resolved {
			continue
		}
		for _, later := range told[i+1:] {
			if !later.NextUpdate.IsZero() {
				r.NextUpdate = later.NextUpdate
			}
		}
		return r
	}
	return told[len(told)-1]
}

func standing(told []Receipt, in incident.Incident, now time.Time) Standing {
	last := turn(told)
	switch {
	case told[len(told)-1].Doubt():
		return Standing{Need: Doubt}
	case last.Stage == incident.Resolved && !in.Done:
		return Standing{Need: Unclosed}
	case last.Stage == incident.Resolved:
		return Standing{Need: Settled}
	case in.Done:
		return Standing{Need: Closing}
	case last.NextUpdate.IsZero():
		return Standing{Need: Settled}
	case now.After(last.NextUpdate):
		return Standing{Need: Overdue, Due: last.NextUpdate}
	}
	return Standing{Need: Waiting, Due: last.NextUpdate}
}

// Span is a length of time in its two largest units, as a person says it: 45s, 12m,
// 3h 05m, 2d 04h.
func Span(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh %02dm", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%dd %02dh", int(d.Hours())/24, int(d.Hours())%24)
}

// Brief is a length of time in its largest unit: now, 12m, 26h, 3d, 4y.
func Brief(d time.Duration) string {
	const day = 24 * time.Hour
	switch d = max(d, 0); {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d < 1000*day:
		return fmt.Sprintf("%dd", int(d/day))
	}
	return fmt.Sprintf("%dy", int(d/day/365))
}
