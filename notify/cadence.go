package notify

import (
	"strings"
	"time"
)

// Cadence is how often an audience must hear of an incident, by the priority's name in
// lower case.
type Cadence map[string]time.Duration

// DefaultCadence is what good teams publish: 30 minutes for the gravest, an hour, four
// hours, a day.
func DefaultCadence() Cadence {
	c := Cadence{}
	for d, names := range map[time.Duration][]string{
		30 * time.Minute: {"p1", "highest", "blocker", "critical", "sev1"},
		time.Hour:        {"p2", "high", "major", "sev2"},
		4 * time.Hour:    {"p3", "medium", "sev3"},
		24 * time.Hour:   {"p4", "p5", "low", "lowest", "minor", "trivial", "sev4"},
	} {
		for _, n := range names {
			c[n] = d
		}
	}
	return c
}

// Interval is the time between two updates. An unknown priority counts as the second
// gravest: unsure of the severity, treat it as the higher.
func (c Cadence) Interval(priority string) time.Duration {
	if d, ok := c[strings.ToLower(priority)]; ok {
		return d
	}
	return time.Hour
}

// Next is when the next update is due after a letter of this moment, to the full minute.
func (c Cadence) Next(priority string, at time.Time) time.Time {
	return at.Add(c.Interval(priority)).Truncate(time.Minute)
}
