package notify

import (
	"slices"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// promised is a letter that promised the next update so long after now.
func promised(r Receipt, in time.Duration) Receipt {
	r.NextUpdate = now.Add(in)
	return r
}

func done() incident.Incident {
	in := outage()
	in.Done, in.Status = true, "Closed"
	return in
}

func TestLetters(t *testing.T) {
	t.Parallel()
	h := history(
		past(incident.Start, 1, "customers", now, Accepted),
		past(incident.Update, 1, "customers", now, Refused),
		past(incident.Update, 1, "staff", now, Unknown),
		past(incident.Update, 2, "customers", now, Unsent),
		past(incident.Resolved, 1, "customers", now, Accepted),
	)
	other := past(incident.Start, 1, "customers", now, Accepted)
	other.IncidentID = "2"
	h.Add(other)
	for _, c := range []struct{ id, audience, want string }{
		{"10101", "customers", "start resolved "},
		{"10101", "staff", "update 1 "},
		{"10101", "", "start update 1 resolved "},
		{"10101", "nobody", ""},
		{"2", "", "start "},
		{"3", "", ""},
	} {
		got := ""
		for _, r := range h.Letters(c.id, c.audience) {
			got += r.Telling() + " "
		}
		if got != c.want {
			t.Errorf("letters of %s to %q: %q, want %q", c.id, c.audience, got, c.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	hourAgo := now.Add(-time.Hour)
	start := past(incident.Start, 1, "customers", hourAgo, Accepted)
	second := past(incident.Update, 2, "customers", hourAgo, Unknown)
	resolved := past(incident.Resolved, 1, "customers", hourAgo, Accepted)
	for name, c := range map[string]struct {
		in    incident.Incident
		told  History
		stage incident.Stage
		why   string
	}{
		"new":             {outage(), nil, incident.Start, "nothing has gone to customers yet"},
		"others are told": {outage(), history(past(incident.Start, 1, "staff", hourAgo, Accepted)), incident.Start, "nothing has gone to customers yet"},
		"reached nobody":  {outage(), history(past(incident.Start, 1, "customers", hourAgo, Refused)), incident.Start, "nothing has gone to customers yet"},
		"done and untold": {done(), nil, incident.Resolved, "Jira says Closed, and nothing ever went to customers"},
		"all is said":     {done(), history(start, resolved), incident.Postmortem, "resolved went out 1h 00m ago; nothing is owed"},
		"open again":      {outage(), history(start, resolved), incident.Resolved, "resolved went out 1h 00m ago, and Jira still says In Progress"},
		"done":            {done(), history(start), incident.Resolved, "Jira says Closed; that has not gone to customers yet"},
		"no promise":      {outage(), history(start), incident.Update, "start went out 1h 00m ago"},
		"overdue":         {outage(), history(start, promised(second, -5*time.Minute)), incident.Update, "update 2 may not have arrived, 1h 00m ago; the next is 5m overdue"},
		"due":             {outage(), history(promised(start, 12*time.Minute)), incident.Update, "start went out 1h 00m ago; the next is due in 12m"},
		"due this moment": {outage(), history(promised(start, 0)), incident.Update, "start went out 1h 00m ago; the next is due in 0s"},
	} {
		if got := c.told.Suggest(c.in, "customers", now); got.Stage != c.stage || got.Why != c.why {
			t.Errorf("%s: %s, %q; want %s, %q", name, got.Stage, got.Why, c.stage, c.why)
		}
	}
}

// One letter for each need, each to an audience of its own, the most pressing first.
func pressing() (open, closed []Receipt) {
	ago := now.Add(-time.Hour)
	doubt := past(incident.Update, 1, "doubt", ago, Unknown)
	resolved := past(incident.Resolved, 1, "resolved", ago, Accepted)
	open = []Receipt{
		doubt,
		promised(past(incident.Start, 1, "overdue", ago, Accepted), -time.Minute),
		promised(past(incident.Start, 1, "waiting", ago, Accepted), time.Minute),
		resolved, // Jira says that it is open
		past(incident.Start, 1, "settled", ago, Accepted),
	}
	closed = []Receipt{doubt, promised(past(incident.Start, 1, "closing", ago, Accepted), -time.Minute), resolved}
	return open, closed
}

func TestStandingTakesTheMostPressing(t *testing.T) {
	t.Parallel()
	open, closed := pressing()
	for _, c := range []struct {
		in    incident.Incident
		all   []Receipt
		needs []Need
	}{
		{outage(), open, []Need{Doubt, Overdue, Waiting, Unclosed, Settled}},
		{done(), closed, []Need{Doubt, Closing, Settled}},
	} {
		for i, want := range c.needs {
			rest := slices.Clone(c.all[i:])
			slices.Reverse(rest) // the most pressing stands last
			got := history(rest...).Standing(c.in, now)
			if got.Need != want {
				t.Errorf("%d letters: need %d, want %d", len(rest), got.Need, want)
			}
			if dated := want == Overdue || want == Waiting; dated == got.Due.IsZero() {
				t.Errorf("need %d is due %v", want, got.Due)
			}
		}
	}
}

func TestStanding(t *testing.T) {
	t.Parallel()
	start := past(incident.Start, 1, "customers", now.Add(-2*time.Hour), Unknown)
	for name, c := range map[string]struct {
		in   incident.Incident
		told History
		want Standing
	}{
		"open, nobody told":        {outage(), nil, Standing{Need: Untold}},
		"open, nobody reached":     {outage(), history(past(incident.Start, 1, "customers", now, Refused)), Standing{Need: Untold}},
		"done, nobody told":        {done(), nil, Standing{Need: Settled}},
		"done and told":            {done(), history(start, past(incident.Resolved, 1, "customers", now, Accepted)), Standing{Need: Settled}},
		"resolved, perhaps":        {done(), history(start, past(incident.Resolved, 1, "customers", now, Unknown)), Standing{Need: Doubt}},
		"the last letter counts":   {outage(), history(start, promised(past(incident.Update, 1, "customers", now, Accepted), time.Hour)), Standing{Waiting, now.Add(time.Hour)}},
		"due this moment":          {outage(), history(promised(past(incident.Start, 1, "a", now, Accepted), 0)), Standing{Waiting, now}},
		"the first of two waiting": {outage(), history(promised(past(incident.Start, 1, "a", now, Accepted), 2*time.Hour), promised(past(incident.Start, 1, "b", now, Accepted), time.Hour)), Standing{Waiting, now.Add(time.Hour)}},
		"the first of two overdue": {outage(), history(promised(past(incident.Start, 1, "a", now, Accepted), -2*time.Hour), promised(past(incident.Start, 1, "b", now, Accepted), -time.Hour)), Standing{Overdue, now.Add(-2 * time.Hour)}},
	} {
		if got := c.told.Standing(c.in, now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Hour: "0s", 0: "0s", 999 * time.Millisecond: "0s", time.Second: "1s", time.Minute - 1: "59s",
		time.Minute: "1m", time.Hour - 1: "59m", time.Hour: "1h 00m", 3*time.Hour + 5*time.Minute: "3h 05m",
		24*time.Hour - 1: "23h 59m", 24 * time.Hour: "1d 00h", 52*time.Hour + 59*time.Minute: "2d 04h", 1000 * time.Hour: "41d 16h",
	} {
		if got := Span(d); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		-time.Hour: "now", time.Minute - 1: "now", time.Minute: "1m", time.Hour - 1: "59m", time.Hour: "1h",
		2*day - 1: "47h", 2 * day: "2d", 1000*day - 1: "999d", 1000 * day: "2y",
	} {
		if got := Brief(d); got != want {
			t.Errorf("Brief(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestNeedsInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s           Standing
		need, words string
	}{
		{Standing{Need: Doubt}, "unknown", "unknown"},
		{Standing{Need: Untold}, "untold", "tell now"},
		{Standing{Overdue, now.Add(-99 * 24 * time.Hour)}, "overdue", "late 99d"},
		{Standing{Overdue, now.Add(-time.Minute)}, "overdue", "late 1m"},
		{Standing{Need: Closing}, "closing", "resolve"},
		{Standing{Waiting, now.Add(12 * time.Minute)}, "waiting", "due 12m"},
		{Standing{Waiting, now}, "waiting", "due now"},
		{Standing{Need: Settled}, "settled", "-"},
	} {
		if c.s.Need.String() != c.need || c.s.Words(now) != c.words {
			t.Errorf("%d: %q, %q; want %q, %q", int(c.s.Need), c.s.Need, c.s.Words(now), c.need, c.words)
		}
	}
}
