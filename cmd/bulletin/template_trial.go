package main

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

// trial are facts to check a template with: all names are known and hold something.
type trial struct {
	known map[string]letters.Fact
	there map[string]bool // names of which the incident has the field
	any   bool            // every other field of Jira is taken as known
	dated map[string]bool // fields that the template writes with a date pattern
	bare  map[string]bool // those with a pattern where their label belongs
	at    time.Time
}

var (
	slots  = regexp.MustCompile(`\[([A-Za-z][A-Za-z0-9._-]*)(?:[!?][^\[\]|<>]*)?((?:\|[^\[\]|<>]*)+)\]`)
	wanted = regexp.MustCompile(`\[(?i:if)\s+([A-Za-z][A-Za-z0-9._-]*)!?=([^\[\]<>]*)\]`)
	digits = regexp.MustCompile(`^custom-field-[0-9]+$`)
	dates  = regexp.MustCompile(`yy|MM|dd|HH|hh:mm`)
)

// place is a placeholder with parts.
type place struct{ name, pattern, label string }

func newPlace(text string, at []int) place {
	p := place{name: strings.ToLower(text[at[2]:at[3]])}
	parts := strings.Split(html.UnescapeString(text[at[4]:at[5]]), "|")[1:]
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	if p.name == "field" || strings.HasPrefix(p.name, "custom-field-") {
		p.label = parts[len(parts)-1]
		parts = parts[:len(parts)-1]
	}
	if p.name == "field" {
		p.name += "|" + strings.ToLower(p.label)
	}
	if len(parts) > 0 {
		p.pattern = parts[0]
	}
	return p
}

// newTrial makes the facts for a template and its reader: of an incident, where there is one.
func newTrial(b *bench, s *sheet, reader incident.Audience, in *incident.Incident, at time.Time) *trial {
	t := &trial{known: map[string]letters.Fact{}, there: map[string]bool{}, any: in == nil,
		dated: map[string]bool{}, bare: map[string]bool{}, at: at}
	for _, text := range s.texts {
		t.scan(text)
	}
	from := exampleIncident(b.Desk, at)
	if in != nil {
		from = *in
	}
	for _, k := range b.names(from, reader, at) {
		custom := strings.HasPrefix(k.Name, "custom-field-") || strings.HasPrefix(k.Name, "field|")
		if custom && t.any {
			continue // the example's own fields say nothing about this Jira
		}
		v := k.Value
		if named := b.Desk.House[k.Name] != "" && houseNames[k.Name] == ""; named && t.any && t.dated[k.Name] {
			v = incident.Value{ID: v.ID, Name: v.Name, Kind: incident.DateTime, Time: at}
		}
		name := strings.ToLower(k.Name)
		t.known[name] = letters.Fact{Value: t.some(v), Internal: !b.example && !k.Public && reader.Exposure == incident.External}
		_, t.there[name] = from.Field(v.ID)
		if v.ID == "" || v.ID == "url" || v.ID == "operator" {
			t.there[name] = true
		}
		if in != nil && v.Name != "" {
			t.known["field|"+strings.ToLower(v.Name)] = t.known[name]
		}
	}
	for _, text := range s.texts {
		for _, m := range wanted.FindAllStringSubmatch(text, -1) {
			if f, ok := t.known[strings.ToLower(m[1])]; ok && !f.Timed() {
				f.Texts = append(slices.Clone(f.Texts), strings.TrimSpace(html.UnescapeString(m[2])))
				t.known[strings.ToLower(m[1])] = f
			}
		}
	}
	return t
}

// unnamed is the label of a field whose name nobody knows without Jira.
const unnamed = "Label"

// scan notes which fields a template takes for dates.
func (t *trial) scan(text string) {
	for _, m := range slots.FindAllStringSubmatchIndex(text, -1) {
		p := newPlace(text, m)
		if p.pattern != "" {
			t.dated[p.name] = true
		} else if strings.HasPrefix(p.name, "custom-field-") && dates.MatchString(p.label) {
			t.bare[p.name] = true
		}
	}
}

// some is the value, or an example where it has none.
func (t *trial) some(v incident.Value) incident.Value {
	switch {
	case !v.Empty():
	case v.Timed():
		v.Time = t.at
	default:
		v.Texts = []string{"example"}
	}
	return v
}

// Fact implements [letters.Facts].
func (t *trial) Fact(name string) (letters.Fact, bool) {
	if f, ok := t.known[name]; ok {
		return f, true
	}
	if !t.any || !digits.MatchString(name) && !strings.HasPrefix(name, "field|") {
		return letters.Fact{}, false
	}
	v := incident.Value{Texts: []string{"example"}}
	if t.dated[name] || t.bare[name] {
		v = incident.Value{Kind: incident.DateTime, Time: t.at}
	}
	if t.bare[name] {
		v.Name = unnamed
	}
	return letters.Fact{Value: v}, true
}

// Names implements [letters.Facts].
func (t *trial) Names() []string { return slices.Sorted(maps.Keys(t.known)) }
