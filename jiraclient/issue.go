package jiraclient

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

var keyForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-[0-9]+$`)

// issue is an issue as Jira sends it. Members are taken one by one, so that an odd one
// spoils only itself.
type issue struct {
	id, key    string
	fields     map[string]json.RawMessage
	rendered   map[string]json.RawMessage
	properties map[string]json.RawMessage
	names      names
}

// names is what Jira calls its fields and what they hold, by field id.
type names map[string]field

// field is the name and the type of a field. Source: REST API v2, GET field, and the
// expansions names and schema of GET issue.
type field struct{ name, kind string }

// Incident reads one issue afresh, with all its fields and the records of consoles. The case
// of key does not matter; the answer has another key where the issue has moved. It fails with
// an [*Error].
//
// Source: REST API v2, GET issue/{issueIdOrKey}; its parameter properties with the value *all
// stands in the references of both Cloud and Data Center, so nothing else is tried for a Jira
// that leaves the properties out: such a Jira shows no history, and claims, which ask for the
// keys themselves, still hold.
func (c *Client) Incident(ctx context.Context, key string) (incident.Incident, error) {
	key = strings.ToUpper(strings.TrimSpace(key))
	if !keyForm.MatchString(key) {
		return incident.Incident{}, fault{"that is not the key of an issue", "write a key such as OPS-101"}.in("read the issue from Jira")
	}
	s, err := c.meet(ctx)
	if err != nil {
		return incident.Incident{}, err
	}
	q := question{
		doing: "read " + shorten(key) + " from Jira",
		path:  "issue/" + key,
		query: url.Values{"expand": {"renderedFields,names,schema"}, "properties": {"*all"}},
		missing: fault{shorten(key) + " does not exist, or " + s.Name + " may not see it",
			"check the key, and in Jira the Browse permission and the security level of the issue"},
	}
	var raw json.RawMessage
	if err := c.get(ctx, q, &raw); err != nil {
		return incident.Incident{}, err
	}
	is, ok := parse(raw)
	if !ok || is.fields == nil {
		return incident.Incident{}, odd.in(q.doing)
	}
	if err := c.name(ctx, &is); err != nil {
		return incident.Incident{}, err
	}
	i := is.typed()
	i.Fields = is.values()
	i.Records = records(is.properties)
	return i, nil
}

var odd = fault{"the answer is not an issue as Jira documents it", againRemedy}

// summary is an issue of a list.
func summary(raw json.RawMessage) (incident.Incident, error) {
	is, ok := parse(raw)
	if !ok {
		return incident.Incident{}, odd.in(listing)
	}
	return is.typed(), nil
}

// parse takes an issue apart. It reports false where even its id or key is missing.
func parse(raw json.RawMessage) (issue, bool) {
	m := members(raw)
	is := issue{
		id: line(m["id"]), key: line(m["key"]),
		fields: members(m["fields"]), rendered: members(m["renderedFields"]),
		properties: members(m["properties"]),
		names:      names{},
	}
	for id, n := range members(m["names"]) {
		is.names[id] = field{name: line(n)}
	}
	for id, s := range members(m["schema"]) {
		is.names[id] = field{name: is.names[id].name, kind: line(members(s)["type"])}
	}
	return is, is.id != "" && keyForm.MatchString(is.key)
}

// name fills in the names that the issue came without.
func (c *Client) name(ctx context.Context, is *issue) error {
	for id := range is.fields {
		if bulky[id] || (is.names[id].name != "" && is.names[id].kind != "") {
			continue
		}
		known, err := c.allNames(ctx)
		if err != nil {
			return err
		}
		f := is.names[id]
		is.names[id] = field{cmp.Or(f.name, known[id].name), cmp.Or(f.kind, known[id].kind)}
	}
	return nil
}

// allNames asks for the names of all fields, once.
func (c *Client) allNames(ctx context.Context) (names, error) {
	if n := c.names.Load(); n != nil {
		return *n, nil
	}
	var list []map[string]json.RawMessage
	q := question{doing: "read the names of Jira's fields", path: "field", missing: notJira}
	if err := c.get(ctx, q, &list); err != nil {
		return nil, err
	}
	n := names{}
	for _, m := range list {
		n[line(m["id"])] = field{name: line(m["name"]), kind: line(members(m["schema"])["type"])}
	}
	c.names.Store(&n)
	return n, nil
}

// typed is the part of an issue that a list shows.
func (is issue) typed() incident.Incident {
	f := is.fields
	status := members(f["status"])
	i := incident.Incident{
		ID:       is.id,
		Key:      is.key,
		Summary:  line(f["summary"]),
		Status:   line(f["status"]),
		Done:     line(members(status["statusCategory"])["key"]) == "done",
		Priority: line(f["priority"]),
		Services: texts(decode(f["components"])),
	}
	for n, s := range i.Services { // a plain string where an array belongs
		i.Services[n] = incident.CleanLine(s)
	}
	i.Created, _ = instant(line(f["created"]))
	i.Updated, _ = instant(line(f["updated"]))
	return i
}

// values are all the other fields, by name.
func (is issue) values() []incident.Value {
	var vs []incident.Value
	for id, raw := range is.fields {
		if !inList[id] && !bulky[id] {
			vs = append(vs, value(id, is.names[id], raw, is.rendered[id]))
		}
	}
	slices.SortFunc(vs, func(a, b incident.Value) int {
		return cmp.Or(
			strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)),
			strings.Compare(a.ID, b.ID))
	})
	return vs
}

// inList are the fields with a place of their own in an Incident.
var inList = set("summary", "status", "priority", "components", "created", "updated")

// bulky are fields that no letter needs and that can be large.
var bulky = set("comment", "worklog", "attachment", "votes", "watches", "progress", "aggregateprogress",
	"timetracking", "issuelinks", "subtasks", "thumbnail")

func set(ids ...string) map[string]bool {
	m := map[string]bool{}
	for _, id := range ids {
		m[id] = true
	}
	return m
}

// members are the members of an object, or nil where raw is none.
func members(raw json.RawMessage) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}
