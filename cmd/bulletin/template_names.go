package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// ownNames are Jira's own fields under the names that templates have for them.
var ownNames = map[string]string{
	"issue.key": "issuekey", "issue.summary": "summary", "issue.status": "status", "issue.priority": "priority",
	"issue.description": "description", "issue.type": "issuetype", "issue.resolution": "resolution",
	"issue.reporter": "reporter", "issue.assignee": "assignee", "issue.created": "created", "issue.updated": "updated",
	"issue.due": "duedate", "issue.resolved": "resolutiondate", "issue.environment": "environment",
	"components": "components", "issue.components": "components", "labels": "labels", "project.name": "project",
	"fix-versions": "fixVersions", "affected-versions": "versions",
}

// houseNames are those that every house has, and the field of Jira that they mean unless the
// config names another.
var houseNames = map[string]string{
	"customer-description": "Customer Description", "impact-start": "Impact Start Date", "impact-end": "Impact End Date",
	"region": "Region", "root-cause": "Root Cause", "workaround": "Workaround",
}

// known is a name that a template can use.
type known struct {
	Name   string         // issue.key, custom-field-11754, field|Story Points
	Value  incident.Value // of the incident; for an example where that has none
	Public bool           // an external audience may be shown it
}

// written is the placeholder as an author writes it.
func (k known) written() string {
	name, label := k.Name, ""
	switch {
	case strings.HasPrefix(k.Name, "field|"):
		name, label = "field", "|"+k.Value.Name
	case strings.HasPrefix(k.Name, "custom-field-"):
		label = "|" + k.Value.Name
	}
	switch k.Value.Kind {
	case incident.Date:
		return "[" + name + "|yyyy-MM-dd" + label + "]"
	case incident.DateTime:
		return "[" + name + "|yyyy-MM-dd HH:mm z" + label + "]"
	}
	return "[" + name + label + "]"
}

// kind is what the value is, in a word.
func (k known) kind() string {
	return [...]string{"text", "rich text", "date", "time", "person"}[k.Value.Kind]
}

// names are all names that a letter about an incident can use: Jira's own, those of the
// house, what the desk computes, and every other field.
func (b *bench) names(in incident.Incident, a incident.Audience, at time.Time) []known {
	d := b.Desk
	public := map[string]bool{"issuekey": true}
	for _, p := range d.Public {
		public[strings.ToLower(p)] = true
	}
	var all []known
	add := func(name string, v incident.Value) {
		all = append(all, known{name, v, public[strings.ToLower(v.ID)] || public[strings.ToLower(v.Name)] || public[strings.ToLower(name)]})
	}
	fields := map[string]string{}
	maps.Copy(fields, houseNames)
	maps.Copy(fields, d.House)
	used := map[string]bool{}
	for _, group := range []map[string]string{ownNames, fields} {
		for _, name := range slices.Sorted(maps.Keys(group)) {
			v, ok := in.Field(group[name])
			if !ok {
				v = incident.Value{ID: group[name], Name: group[name]}
			}
			used[v.ID] = true
			add(name, v)
		}
	}
	all = append(all, b.computed(in, a, at, hidden(all) && !public["duration"], public)...)
	for _, v := range in.All() {
		if n, ok := strings.CutPrefix(v.ID, "customfield_"); ok {
			add("custom-field-"+n, v)
		} else if !used[v.ID] {
			add("field|"+v.Name, v)
		}
	}
	return all
}

// hidden reports that the times of the impact are internal, and with them its duration.
func hidden(all []known) bool {
	for _, k := range all {
		if k.Name == "impact-start" && !k.Public || k.Name == "impact-end" && !k.Public && !k.Value.Time.IsZero() {
			return true
		}
	}
	return false
}

// computed are the names of what the desk itself knows. How long the impact lasted stands in
// the words of a letter, which alone has them.
func (b *bench) computed(in incident.Incident, a incident.Audience, at time.Time, hidden bool, public map[string]bool) []known {
	d := b.Desk
	text := func(s string) incident.Value { return incident.Value{Texts: []string{s}} }
	moment := func(t time.Time) incident.Value { return incident.Value{Kind: incident.DateTime, Time: t} }
	contact := d.ReplyTo
	if contact.IsZero() {
		contact = d.From
	}
	project, _, _ := strings.Cut(in.Key, "-")
	return []known{
		{"audience", text(a.Name), true},
		{"brand", text(d.Brand.Name), true},
		{"contact", text(contact.Mail()), true},
		{"duration", incident.Value{}, !hidden},
		{"exposure", text(a.Exposure.String()), true},
		{"issue.url", text(d.Browse + in.Key), public["url"] || public["issue.url"]},
		{"message", text("Your own words for this letter."), true},
		{"next-update", moment(d.Cadence.Next(in.Priority, at)), true},
		{"now", moment(at), true},
		{"operator", text(b.Operator), public["operator"]},
		{"project.key", text(project), true},
		{"sequence", text("1"), true},
		{"service-status", text(d.Status[incident.Start]), true},
		{"stage", text(string(incident.Start)), true},
	}
}

// duration is how a letter says how long the impact has lasted.
func (b *bench) duration(in incident.Incident, a incident.Audience, at time.Time) (string, error) {
	s, err := b.lay("", "start.html", "---\nsubject: \"[duration?]\"\n---\n")
	if err != nil {
		return "", err
	}
	open := *b.desk
	open.Desk.Public = append(slices.Clone(b.Desk.Public), "duration")
	draft, err := (&bench{desk: &open}).draft(s, notify.Order{Incident: in, Stage: incident.Start, Audience: a.Name, At: at})
	return draft.Letter.Subject, err
}
