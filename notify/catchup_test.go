package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// ledgers is a Jira that takes marks of some incidents and not of others.
type ledgers struct {
	unopened
	answers map[string]error // by the incident's id
	asked   []string
}

func (l *ledgers) Mark(_ context.Context, r Receipt) error {
	l.asked = append(l.asked, r.IncidentID)
	return l.answers[r.IncidentID]
}

// notes is a book that takes every event.
type notes struct{ unopened }

func (notes) Write(Event) error { return nil }

type mute struct{ error }

func (mute) Unreachable() bool { return true }

type refusal struct{ error }

func (refusal) Remedy() string { return "ask for Edit permission" }

// A letter that Jira does not take keeps no other from it; where Jira is silent nothing more is
// tried; and what is amiss is said of each.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	no, silent, amiss := refusal{errors.New("not allowed")}, mute{errors.New("no answer")}, &MarkedError{Err: errors.New("customers may see the comment")}
	for name, c := range map[string]struct {
		answers map[string]error
		left    int
		asked   string
		says    []string
	}{
		"all taken":         {nil, 0, "1 2 3", nil},
		"one refused":       {map[string]error{"1": no}, 1, "1 2 3", []string{"of OPS-1 for customers", "not allowed"}},
		"Jira is silent":    {map[string]error{"1": silent}, 3, "1", nil},
		"silent in between": {map[string]error{"1": no, "2": silent}, 3, "1 2", []string{"OPS-1"}},
		"a comment amiss":   {map[string]error{"2": amiss}, 0, "1 2 3", []string{"OPS-2", "customers may see the comment"}},
	} {
		told := History{}
		for i, id := range []string{"1", "2", "3"} {
			r := past(incident.Start, 1, "customers", now.Add(time.Duration(i)*time.Minute), Accepted)
			r.IncidentID, r.Key, r.Ended = id, "OPS-"+id, now
			told.Add(r)
		}
		l := &ledgers{answers: c.answers}
		p := Post{Register: l, Book: notes{}, Now: func() time.Time { return now }}
		left, err := p.CatchUp(t.Context(), told)
		slices.Sort(l.asked)
		if left != c.left || strings.Join(l.asked, " ") != c.asked || (err == nil) != (c.says == nil) {
			t.Errorf("%s: %d left, asked %v, %v", name, left, l.asked, err)
		}
		for _, s := range c.says {
			if !strings.Contains(err.Error(), s) {
				t.Errorf("%s: %v does not say %q", name, err, s)
			}
		}
	}
	if do := (&UntoldError{no}).Remedy(); !strings.Contains(do, "ask for Edit permission") {
		t.Errorf("a refusal mends itself: %s", do)
	}
	if do := (&UntoldError{silent}).Remedy(); !strings.Contains(do, "nothing to do") {
		t.Errorf("silence: %s", do)
	}
}

// Two letters of one notice, which two consoles can send that do not see one another, are said.
func TestToldTwice(t *testing.T) {
	t.Parallel()
	one, two := past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted), past(incident.Start, 1, "customers", now.Add(-30*time.Minute), Accepted)
	one.ID, one.By, two.ID, two.By = "a", "ada", "b", "bob"
	rest := two
	rest.Resumes = "a"
	for name, c := range map[string]struct {
		told  History
		twice bool
	}{
		"once":            {history(one), false},
		"by two consoles": {history(one, two), true},
		"the rest of one": {history(one, rest), false},
	} {
		d, err := desk(t).Draft(Order{Incident: outage(), Stage: incident.Update, Audience: "customers", By: "me", At: now}, c.told)
		if err != nil {
			t.Fatal(err)
		}
		if found(d, Warn, "history", "was told start twice: by ada", "and by bob") != c.twice {
			t.Errorf("%s: %+v", name, d.Findings)
		}
	}
}

// A rule that asks for a field which is not to be seen may hold: that is said where it matters.
func TestContextThatCannotBeKnown(t *testing.T) {
	t.Parallel()
	rule := func(field string) []Context {
		return []Context{{When: when("priority", "P1", field, "High"), Audiences: []string{"staff"}, Because: "for staff alone"}}
	}
	told := history(past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted))
	for name, c := range map[string]struct {
		contexts []Context
		audience string
		stage    incident.Stage
		told     History
		says     bool
	}{
		"no such field":       {rule("No such field"), "customers", incident.Start, nil, true},
		"an empty one":        {rule("Impact End Date"), "customers", incident.Start, nil, false},
		"it would be offered": {rule("No such field"), "staff", incident.Start, nil, false},
		"told before":         {rule("No such field"), "customers", incident.Update, told, false},
		"it cannot hold":      {[]Context{{When: when("priority", "P4", "No such field", "High"), Audiences: []string{"staff"}}}, "customers", incident.Start, nil, false},
	} {
		house := desk(t)
		house.Contexts = c.contexts
		d, err := house.Draft(Order{Incident: outage(), Stage: c.stage, Audience: c.audience, By: "me", At: now}, c.told)
		if err != nil {
			t.Fatal(err)
		}
		if found(d, Warn, "context", "cannot be known: Jira shows no field No such field") != c.says {
			t.Errorf("%s: %+v", name, d.Findings)
		}
	}
}
