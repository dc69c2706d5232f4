package notify

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
)

// Change is one thing that has become another since a letter was drafted.
type Change struct {
	What          string // a field's name, "recipients", or "letter"
	Before, After string // its values; of recipients who is gone, "- a@example.com", and who is new, "+ b@example.com"
}

// ChangedError says that a letter would not be the same if it were drafted now.
type ChangedError struct {
	Changes []Change
	Draft   Draft // the letter as it would be now, of the same moment
}

// Error names the first changes, on one line.
func (e *ChangedError) Error() string {
	var said []string
	for _, c := range e.Changes[:min(len(e.Changes), 3)] {
		said = append(said, c.String())
	}
	if more := len(e.Changes) - 3; more > 0 {
		said = append(said, fmt.Sprintf("and %d more", more))
	}
	return "it would be another letter now: " + strings.Join(said, "; ")
}

// Remedy says what to do next.
func (e *ChangedError) Remedy() string { return "review the letter again as it is now" }

// String is the change on one line, with the beginning of long values.
func (c Change) String() string {
	short := func(s string) string {
		s = incident.CleanLine(s)
		if r := []rune(s); len(r) > 80 {
			return string(r[:79]) + "…"
		}
		return s
	}
	switch {
	case c.Before == "" && c.After == "":
		return c.What
	case c.What == "recipients":
		return strings.Join(strings.Fields("recipients "+c.Before+" "+c.After), " ")
	case c.Before == "":
		return c.What + " is now " + short(c.After)
	case c.After == "":
		return c.What + " is now empty, and was " + short(c.Before)
	}
	return c.What + " is now " + short(c.After) + ", and was " + short(c.Before)
}

// Changed drafts the letter once more, for the same order and moment, from the incident, the
// lists and the history as they are now. The error is a [*ChangedError] if the finished
// letter would differ in its bytes or in who gets it, or could not be sent any more, or if it was
// drafted while Jira was silent and Jira answers again; what has
// changed stands among the warnings of its draft.
func (d Desk) Changed(old Draft, in incident.Incident, told History) error {
	if old.order.Template == nil {
		return errors.New("the letter was not drafted from an incident, and cannot be drafted again")
	}
	fresh, err := d.again(old, in, told)
	if err != nil {
		return err
	}
	back := !old.Incident.Kept.IsZero() && in.Kept.IsZero()
	if same(old, fresh) && !back {
		return nil
	}
	e := &ChangedError{Draft: fresh}
	if e.Changes, err = d.telling(old, in, told); err != nil {
		return err
	}
	if c, ok := moved(old.Recipients, fresh.Recipients); ok {
		e.Changes = append(e.Changes, c)
	}
	if back { // then everything is as always, and nothing leaves on what was kept
		e.Changes = append([]Change{{What: "Jira answers again"}}, e.Changes...)
	}
	var blocked *BlockedError
	switch {
	case errors.As(fresh.Blocked(), &blocked):
		e.Changes = append(e.Changes, Change{What: "letter", After: "blocked: " + blocked.First.What})
	case old.Notice != fresh.Notice && len(e.Changes) == 0:
		e.Changes = []Change{{"letter", old.Notice.Telling(), fresh.Notice.Telling()}}
	case len(e.Changes) == 0:
		e.Changes = []Change{{What: "letter"}}
	}
	for _, c := range e.Changes {
		e.Draft.find(Warn, "since you wrote", c.String(), "read the letter again")
	}
	return e
}

// again drafts the order of a letter for an incident as it is now.
func (d Desk) again(old Draft, in incident.Incident, told History) (Draft, error) {
	o := old.order
	o.Incident = in
	fresh, err := d.Draft(o, told)
	if err != nil {
		return Draft{}, fmt.Errorf("draft the letter again: %w", err)
	}
	return fresh, nil
}

// same reports that two drafts become the same letter to the same people, or none.
func same(a, b Draft) bool {
	return a.fingerprint() == b.fingerprint() && (a.Blocked() == nil) == (b.Blocked() == nil)
}

// telling are the fields that make another letter by themselves. Whether one does is found
// out by drafting with that change alone: so nothing must be known of how a letter uses it.
func (d Desk) telling(old Draft, in incident.Incident, told History) ([]Change, error) {
	base, err := d.again(old, old.Incident, told)
	if err != nil {
		return nil, err
	}
	var all []Change
	for _, v := range differing(old.Incident, in) {
		one, err := d.again(old, put(old.Incident, v), told)
		if err != nil {
			return nil, err
		}
		if !same(base, one) {
			was, _ := old.Incident.Field(v.ID)
			c := Change{cmp.Or(v.Name, v.ID), was.String(), v.String()}
			if c.Before == c.After { // its formatting is another
				c.Before, c.After = "", ""
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// differing are the fields that are not the same in two states of an incident, as the second
// has them.
func differing(old, in incident.Incident) []incident.Value {
	was := map[string]incident.Value{}
	for _, v := range old.All() {
		was[v.ID] = v
	}
	var all []incident.Value
	for _, v := range in.All() {
		if w, ok := was[v.ID]; !ok && !v.Empty() || ok && !equal(v, w) {
			all = append(all, v)
		}
		delete(was, v.ID)
	}
	for _, w := range old.All() {
		if _, gone := was[w.ID]; gone && !w.Empty() {
			all = append(all, incident.Value{ID: w.ID, Name: w.Name, Kind: w.Kind})
		}
	}
	return all
}

func equal(a, b incident.Value) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.HTML == b.HTML && a.Time.Equal(b.Time) && slices.Equal(a.Texts, b.Texts)
}

// put is the incident with another value of one field.
func put(in incident.Incident, v incident.Value) incident.Incident {
	own := map[string]*string{"issuekey": &in.Key, "summary": &in.Summary, "status": &in.Status, "priority": &in.Priority}
	times := map[string]*time.Time{"created": &in.Created, "updated": &in.Updated}
	switch {
	case own[v.ID] != nil:
		*own[v.ID] = v.String()
	case times[v.ID] != nil:
		*times[v.ID] = v.Time
	case v.ID == "components":
		in.Services = v.Texts
	default:
		in.Fields = slices.Clone(in.Fields)
		if i := slices.IndexFunc(in.Fields, func(f incident.Value) bool { return f.ID == v.ID }); i >= 0 {
			in.Fields[i] = v
		} else {
			in.Fields = append(in.Fields, v)
		}
	}
	return in
}

// moved says who gets the letter now and did not, and the reverse.
func moved(old, now Recipients) (Change, bool) {
	c := Change{What: "recipients"}
	if gone := beyond(old, now); len(gone) > 0 {
		c.Before = "- " + few(gone)
	}
	if come := beyond(now, old); len(come) > 0 {
		c.After = "+ " + few(come)
	}
	return c, c.Before != c.After
}

// beyond are the recipients who are not among others.
func beyond(r, others Recipients) []Address {
	known := map[string]bool{}
	for _, a := range others.all() {
		known[mailbox(a.mail)] = true
	}
	return slices.DeleteFunc(r.all(), func(a Address) bool { return known[mailbox(a.mail)] })
}

// Test is a draft once more, as a test that goes to one person alone.
func (d Desk) Test(old Draft, me Address, told History) (Draft, error) {
	o := old.order
	o.Test = me
	return d.Draft(o, told)
}
