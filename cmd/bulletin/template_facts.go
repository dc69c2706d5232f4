package main

import (
	"cmp"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

// names are all that a letter about an incident can use, as its start would say it.
func (b *bench) names(in incident.Incident, a incident.Audience, at time.Time) ([]notify.Name, error) {
	return b.Desk.Names(notify.Order{Incident: in, Stage: incident.Start, Audience: a.Name, At: at, By: b.Operator,
		Message: "Your own words for this letter."}, notify.History{})
}

// foreign reports a name that says Jira's own word for a field.
func foreign(name string) bool {
	return strings.HasPrefix(name, "custom-field-") || strings.HasPrefix(name, "field|")
}

// trial are facts to check a template with: all names are known and hold something.
type trial struct {
	known  map[string]letters.Fact
	open   bool // every other field of Jira is taken as known
	labels map[string]string
	dated  map[string]bool // what the template writes with a date pattern
	at     time.Time
}

// trial makes the facts for a template and its reader: of an incident, where there is one.
func (b *bench) trial(s *sheet, reader incident.Audience, in *incident.Incident, at time.Time) (*trial, error) {
	t := &trial{known: map[string]letters.Fact{}, open: in == nil, labels: map[string]string{}, dated: map[string]bool{}, at: at}
	t.scan(s.text)
	for _, l := range s.list {
		if text, ok := s.Source(l.File); ok && strings.HasPrefix(l.Name, "_") {
			t.scan(text)
		}
	}
	from := exampleIncident(b.Desk, at, t.dated)
	if in != nil {
		from = *in
	}
	names, err := b.names(from, reader, at)
	for _, n := range names {
		if t.open && foreign(n.Name) {
			continue // the example's own fields say nothing about this Jira
		}
		n.Internal = n.Internal && !b.example
		switch {
		case !n.Empty():
		case n.Timed():
			n.Time = at
		default:
			n.Texts = []string{"example"}
		}
		t.known[n.Name] = n.Fact
	}
	return t, err
}

var (
	parted = regexp.MustCompile(`\[([A-Za-z][A-Za-z0-9._-]*)(?:[!?][^\[\]|<>]*)?((?:\s*\|[^\[\]|<>]*)+)\]`)
	dates  = regexp.MustCompile(`yy|MM|dd|HH|hh:mm`)
	digits = regexp.MustCompile(`^custom-field-[0-9]+$`)
)

// scan notes what a template calls its fields, and which it takes for dates.
func (t *trial) scan(text string) {
	for _, m := range parted.FindAllStringSubmatch(text, -1) {
		name, parts := strings.ToLower(m[1]), strings.Split(html.UnescapeString(m[2]), "|")[1:]
		if name == "field" || digits.MatchString(name) {
			label := strings.Join(strings.Fields(parts[len(parts)-1]), " ")
			if parts = parts[:len(parts)-1]; name == "field" {
				name += "|" + strings.ToLower(label)
			}
			if dates.MatchString(label) { // the label was forgotten
				parts = append(parts, label)
			} else if t.labels[name] == "" {
				t.labels[name] = label
			}
		}
		t.dated[name] = t.dated[name] || len(parts) > 0
	}
}

// Fact implements [letters.Facts].
func (t *trial) Fact(name string) (letters.Fact, bool) {
	if f, ok := t.known[name]; ok {
		return f, true
	}
	if !t.open || !digits.MatchString(name) && !strings.HasPrefix(name, "field|") {
		return letters.Fact{}, false
	}
	v := incident.Value{Name: cmp.Or(t.labels[name], "Label"), Texts: []string{"example"}}
	if t.dated[name] {
		v.Kind, v.Time = incident.DateTime, t.at
	}
	return letters.Fact{Value: v}, true
}

// Names implements [letters.Facts].
func (t *trial) Names() []string { return slices.Sorted(maps.Keys(t.known)) }
