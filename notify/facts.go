package notify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// facts answers for the placeholders of one letter.
type facts struct {
	known   map[string]letter.Fact
	public  map[string]bool // fields by id, name or house name, in lower case; nil: all are
	assumed bool            // the impact's start is the creation
}

// ownNames are Jira's system fields under the names that templates use.
var ownNames = map[string]string{
	"issue.key": "issuekey", "issue.summary": "summary", "issue.status": "status",
	"issue.priority": "priority", "issue.description": "description", "issue.type": "issuetype",
	"issue.resolution": "resolution", "issue.reporter": "reporter", "issue.assignee": "assignee",
	"issue.created": "created", "issue.updated": "updated", "issue.due": "duedate",
	"issue.resolved": "resolutiondate", "issue.environment": "environment",
	"components": "components", "issue.components": "components", "labels": "labels",
	"project.name": "project", "fix-versions": "fixVersions", "affected-versions": "versions",
}

// houseNames are the house names that the built-in letters use, with the Jira field that
// stands for them where the config names no other.
var houseNames = map[string]string{
	"customer-description": "Customer Description",
	"impact-start":         "Impact Start Date",
	"impact-end":           "Impact End Date",
	"region":               "Region",
	"root-cause":           "Root Cause",
	"workaround":           "Workaround",
}

func (d Desk) facts(draft Draft, o Order) facts {
	f := facts{known: map[string]letter.Fact{}}
	if draft.Audience.Exposure == incident.External {
		f.public = d.public(o.Incident)
	}
	for _, v := range o.Incident.All() {
		f.field("field|"+strings.ToLower(v.Name), find(o.Incident, v.Name))
		if n, ok := strings.CutPrefix(v.ID, "customfield_"); ok {
			f.field("custom-field-"+n, v)
		}
	}
	for name, id := range ownNames {
		f.field(name, find(o.Incident, id))
	}
	d.houseFacts(&f, o.Incident)
	d.computed(f, draft, o)
	return f
}

// public are the fields of an incident that an external audience may be shown, by their ids
// and by the names of the config, in lower case. A house name stands for its field, whatever
// the template calls that. An id is no other field's name: who makes the field summary
// public did not speak of another one that is called Summary.
func (d Desk) public(in incident.Incident) map[string]bool {
	all := map[string]bool{"issuekey": true}
	for _, p := range d.Public {
		p = strings.ToLower(p)
		field := strings.ToLower(d.Field(p))
		all[p], all[field] = true, true
		for _, id := range idsOf(in, field) {
			all[id] = true
		}
	}
	return all
}

// Field is the field that a word of the config stands for: by a name of the house, or as Jira
// knows it.
func (d Desk) Field(word string) string {
	name := strings.ToLower(word)
	return cmp.Or(d.House[name], houseNames[name], word)
}

// idsOf are the ids of the fields that a word of the config means: the one with this id, else
// those with this name.
func idsOf(in incident.Incident, word string) []string {
	var named []string
	for _, v := range in.All() {
		switch {
		case strings.EqualFold(v.ID, word):
			return []string{word}
		case strings.EqualFold(v.Name, word):
			named = append(named, strings.ToLower(v.ID))
		}
	}
	return named
}

// Name is a placeholder's name, and what stands for it in a letter.
type Name struct {
	Name string // issue.key, custom-field-11754, field|story points
	letter.Fact
}

// Names are all names that the letter of an order can use, in their order. The error says
// that there is no such audience or stage.
func (d Desk) Names(o Order, told History) ([]Name, error) {
	draft, err := d.begin(&o, told)
	if err != nil {
		return nil, err
	}
	f := d.facts(draft, o)
	var all []Name
	for _, name := range f.Names() {
		all = append(all, Name{name, f.known[name]})
	}
	return all, nil
}

// houseFacts adds the house names, those of the config over the usual ones.
func (d Desk) houseFacts(f *facts, in incident.Incident) {
	for name, field := range houseNames {
		f.field(name, find(in, field))
	}
	for name, field := range d.House {
		f.field(name, find(in, field))
	}
	// Where nobody noted when the impact began, it began, as far as we know, with the issue.
	if start := f.known["impact-start"]; start.Empty() && !in.Created.IsZero() && !start.Internal {
		start.Kind, start.Time = incident.DateTime, in.Created
		f.known["impact-start"] = start
		f.assumed = true
	}
}

// find is the incident's field. One that this Jira does not have is empty and keeps the
// name by which the config speaks of it.
func find(in incident.Incident, field string) incident.Value {
	v, ok := in.Field(field)
	if !ok {
		return incident.Value{ID: field, Name: field}
	}
	return v
}

// computed adds what the desk itself knows. Only the links into Jira, the operator's name
// and a duration between internal times are internal.
func (d Desk) computed(f facts, draft Draft, o Order) {
	text := func(name, s string) { f.known[name] = letter.Fact{Value: incident.Value{Texts: []string{s}}} }
	text("stage", string(o.Stage))
	text("sequence", fmt.Sprint(draft.Notice.Sequence))
	text("service-status", draft.status)
	text("audience", draft.Audience.Name)
	text("exposure", draft.Audience.Exposure.String())
	text("brand", d.Brand.Name)
	text("message", o.Message)
	text("contact", draft.contact().Mail())
	text("project.key", o.Incident.Key[:max(0, strings.IndexByte(o.Incident.Key, '-'))])
	f.known["duration"] = f.duration(draft)
	f.known["now"] = instant(incident.Value{Time: draft.At})
	f.known["next-update"] = instant(incident.Value{Time: draft.NextUpdate})
	for _, name := range moving {
		fact := f.known[name]
		fact.Moving = true
		f.known[name] = fact
	}
	f.field("issue.url", incident.Value{ID: "url", Texts: []string{d.Browse + o.Incident.Key}})
	f.field("operator", incident.Value{ID: "operator", Texts: []string{o.By}})
}

func instant(v incident.Value) letter.Fact {
	v.Kind = incident.DateTime
	return letter.Fact{Value: v}
}

// contact is where a reader's answer goes.
func (d Draft) contact() Address {
	if d.ReplyTo.IsZero() {
		return d.From
	}
	return d.ReplyTo
}

// duration is how long the impact has lasted, or did. It tells when the impact began and
// ended, so it is as internal as they are, unless the config calls it public itself.
func (f facts) duration(draft Draft) letter.Fact {
	start, end := f.known["impact-start"], f.known["impact-end"]
	hidden := start.Internal || end.Internal && !end.Time.IsZero()
	out := letter.Fact{Internal: hidden && !f.public["duration"]}
	if end.Time.IsZero() {
		end.Time = draft.At
	}
	if !start.Time.IsZero() && !end.Time.Before(start.Time) {
		out.Texts = []string{lasted(end.Time.Sub(start.Time), draft.Audience.Language)}
	}
	return out
}

// lasted is a length of time as letters write it, in symbols that need no language but for
// the day: 45 min, 3 h 05 min, 2 d 4 h.
func lasted(d time.Duration, language string) string {
	day := "d"
	if strings.HasPrefix(language, "fr") {
		day = "j"
	}
	minutes := max(1, int(d.Minutes()))
	switch hours := minutes / 60; {
	case hours >= 24:
		return fmt.Sprintf("%d %s %d h", hours/24, day, hours%24)
	case hours > 0:
		return fmt.Sprintf("%d h %02d min", hours, minutes%60)
	}
	return fmt.Sprintf("%d min", minutes)
}

// field adds a field under a name; it is internal where its audience is external and the
// config does not call it public.
func (f facts) field(name string, v incident.Value) {
	hidden := f.public != nil && !f.public[strings.ToLower(v.ID)] && !f.public[name]
	f.known[name] = letter.Fact{Value: v, Internal: hidden}
}

// moving are the facts that change by themselves: of two letters that differ in these alone,
// the second says nothing new.
var moving = []string{"now", "next-update", "sequence", "duration"}

// people are the names of staff among the facts.
func (f facts) people() []string {
	var names []string
	for _, v := range f.known {
		if v.Kind == incident.Person || v.ID == "operator" {
			names = append(names, v.Texts...)
		}
	}
	return names
}

// versions are the names of versions that the letter may say.
func (f facts) versions() []string {
	var names []string
	for _, v := range f.known {
		if v.Kind == incident.Version && !v.Internal {
			names = append(names, v.Texts...)
		}
	}
	return names
}

// Fact implements [letter.Facts].
func (f facts) Fact(name string) (letter.Fact, bool) {
	v, ok := f.known[name]
	return v, ok
}

// Names implements [letter.Facts].
func (f facts) Names() []string {
	names := make([]string, 0, len(f.known))
	for n := range f.known {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// situation is what the confirmation repeats.
func (f facts) situation(message string) Situation {
	return Situation{
		Regions:     f.known["region"].String(),
		Services:    f.known["components"].String(),
		ImpactStart: f.known["impact-start"].Time,
		Status:      f.known["service-status"].String(),
		Message:     message,
	}
}
