package notify

import (
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// Change is one thing that is another than when the letter was drafted.
type Change struct{ What, Before, After string }

// String is the change as a clause.
func (c Change) String() string {
	switch {
	case c.Before == "":
		return c.What + " is now " + shortly(c.After)
	case c.After == "":
		return c.What + " was " + shortly(c.Before) + " and is empty now"
	}
	return c.What + " was " + shortly(c.Before) + " and is now " + shortly(c.After)
}

// shortly keeps a value from filling the screen.
func shortly(s string) string {
	const most = 60 // runes
	s = incident.CleanLine(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// ChangedError says that a letter would be another by now. Draft is the letter as it is now;
// what has changed stands among its warnings.
type ChangedError struct {
	Changes []Change
	Draft   Draft
}

// Error names the changes.
func (e *ChangedError) Error() string {
	var all []string
	for _, c := range e.Changes {
		all = append(all, c.String())
	}
	return "the letter would be another by now: " + strings.Join(all, "; ")
}

// Remedy says what to do next.
func (e *ChangedError) Remedy() string { return "review the letter as it is now, then confirm it" }

// Changed drafts a letter once more, from the incident, the lists and the history as they are
// now. It is nil where the very same letter comes of it, else a [*ChangedError], or an
// [*OvertakenError] where another letter has left since.
func (d Desk) Changed(old Draft, in incident.Incident, told History) error {
	if err := told.Overtaken(old); err != nil {
		return err
	}
	o := old.order
	o.Incident = in
	now, err := d.Draft(o, told)
	if err != nil {
		return err
	}
	if now.fingerprint() == old.fingerprint() && now.Blocked() == nil {
		return nil
	}
	e := &ChangedError{Changes: append(fieldChanges(old, now), peopleChanges(old, now)...), Draft: now}
	if len(e.Changes) == 0 {
		e.Changes = []Change{{"the letter", "another", "as it is shown"}}
	}
	for _, c := range e.Changes {
		e.Draft.find(Warn, "since you wrote", c.String(), "read the letter again")
	}
	return e
}

// fieldChanges are the fields that have changed: those whose old or new value stands in the
// letter, or all where that cannot be told.
func fieldChanges(old, now Draft) []Change {
	var all, seen []Change
	before := map[string]string{}
	for _, v := range old.Incident.All() {
		before[v.ID] = v.String()
	}
	for _, v := range now.Incident.All() {
		c := Change{v.Name, before[v.ID], v.String()}
		if c.Before == c.After || v.ID == "updated" {
			continue
		}
		all = append(all, c)
		if stands(c.Before, old) || stands(c.After, now) {
			seen = append(seen, c)
		}
	}
	if len(seen) > 0 {
		return seen
	}
	return all
}

// stands reports that the first line of a value stands in a letter.
func stands(value string, d Draft) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(value), "\n")
	return first != "" && (strings.Contains(d.Letter.Text, first) || strings.Contains(d.Letter.Subject, first))
}

// peopleChanges are who came and who went.
func peopleChanges(old, now Draft) []Change {
	var out []Change
	missing := func(from, in Recipients) []string {
		return slices.DeleteFunc(from.Envelope(), in.Has)
	}
	if came := missing(now.Recipients, old.Recipients); len(came) > 0 {
		out = append(out, Change{What: "new among the recipients", After: some(came)})
	}
	if went := missing(old.Recipients, now.Recipients); len(went) > 0 {
		out = append(out, Change{What: "no recipients any more", After: some(went)})
	}
	if a, b := old.Recipients.Count(), now.Recipients.Count(); a != b {
		out = append(out, Change{"the number of recipients", fmt.Sprint(a), fmt.Sprint(b)})
	}
	return out
}
