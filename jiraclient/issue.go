package jiraclient

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// issue is an issue as Jira sends it. Members are taken one by one, so that an odd one
// spoils only itself.
type issue struct {
	id, key    string
	fields     object // nil: it has none
	rendered   map[string]json.RawMessage
	properties map[string]json.RawMessage
	names      names
}

// names is what Jira calls its fields and what they hold, by field id.
type names map[string]field

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
	if !incident.IsKey(key) {
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
		return incident.Incident{}, c.orStranger(ctx, err)
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

// orStranger is an error about an issue, or that Jira took us for a stranger: it hides an issue
// from one as if it were not there.
func (c *Client) orStranger(ctx context.Context, err error) error {
	var e, login *Error
	if !errors.As(err, &e) || e.status != http.StatusNotFound {
		return err
	}
	if _, who := c.identify(ctx); errors.As(who, &login) && login.login {
		return who
	}
	return err
}

// summary is an issue of a list, with those of its fields that columns names, as much of each as
// a cell can show. It reports false where it is none.
func summary(raw json.RawMessage, columns names) (incident.Incident, bool) {
	is, ok := parse(raw)
	if !ok {
		return incident.Incident{}, false
	}
	is.fields = slices.DeleteFunc(is.fields, func(m member) bool {
		_, shown := columns[string(m.name)]
		return !shown && !inList[string(m.name)]
	})
	is.names = columns
	i := is.typed()
	i.Fields = is.values()
	for n := range i.Fields {
		v := &i.Fields[n]
		v.Texts, v.HTML = cutTo(v.Texts, maxCell), ""
	}
	return i, true
}

// parse takes an issue apart. It reports false where even its id or key is missing.
func parse(raw json.RawMessage) (issue, bool) {
	o := objectOf(bytes.TrimSpace(raw))
	is := issue{
		id: line(o.get("id")), key: line(o.get("key")),
		fields: objectOf(o.get("fields")), rendered: map[string]json.RawMessage{}, names: names{},
	}
	for m := range each(o.get("renderedFields")) {
		if m.value[0] == '"' {
			is.rendered[string(m.name)] = m.value
		}
	}
	if p := o.get("properties"); p != nil {
		is.properties = members(p)
	}
	if called, schema := o.get("names"), o.get("schema"); called != nil || schema != nil {
		is.names = make(names, len(is.fields))
		is.names.read(called, schema)
	}
	return is, is.id != "" && incident.IsKey(is.key)
}

// read takes in the expansions names and schema of an issue.
func (n names) read(called, schema []byte) {
	for m := range each(called) {
		n[string(m.name)] = field{name: line(m.value)}
	}
	for m := range each(schema) {
		f := n[string(m.name)]
		f.typed(m.value)
		n[string(m.name)] = f
	}
}

// name fills in the names that the issue came without.
func (c *Client) name(ctx context.Context, is *issue) error {
	for _, m := range is.fields {
		id := string(m.name)
		f := is.names[id]
		if bulky[id] || f.name != "" && f.seen {
			continue
		}
		known, err := c.allNames(ctx)
		if err != nil {
			return err
		}
		k := known[id]
		if !f.seen {
			f.kind, f.sure, f.seen = k.kind, k.sure, k.seen
		}
		f.name = cmp.Or(f.name, k.name)
		is.names[id] = f
	}
	return nil
}

// typed is the part of an issue that a list shows.
func (is issue) typed() incident.Incident {
	f := is.fields
	status := objectOf(f.get("status"))
	i := incident.Incident{
		ID:       is.id,
		Key:      is.key,
		Summary:  line(f.get("summary")),
		Status:   line(f.get("status")),
		Done:     objectOf(status.get("statusCategory")).text("key") == "done",
		Priority: line(f.get("priority")),
	}
	if raw := f.get("components"); raw != nil && raw[0] != 'n' {
		for _, s := range cutAll(several(raw, field{kind: incident.Component, sure: true, seen: true}).texts) {
			i.Services = append(i.Services, incident.CleanLine(s)) // a plain string where an array belongs may have lines
		}
	}
	i.Created, _ = instant(line(f.get("created")))
	i.Updated, _ = instant(line(f.get("updated")))
	return i
}

// values are all the other fields, by name.
func (is issue) values() []incident.Value {
	type named struct {
		lower string
		value incident.Value
	}
	all := make([]named, 0, len(is.fields))
	for _, m := range is.fields {
		if id := string(m.name); !inList[id] && !bulky[id] {
			v := value(cut(incident.CleanLine(id)), is.names[id], m.value, is.rendered[id])
			all = append(all, named{strings.ToLower(v.Name), v})
		}
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(strings.Compare(a.lower, b.lower), strings.Compare(a.value.ID, b.value.ID))
	})
	if len(all) == 0 {
		return nil
	}
	vs := make([]incident.Value, len(all))
	for i, n := range all {
		vs[i] = n.value
	}
	return vs
}

// inList are the fields with a place of their own in an Incident.
var inList = set("summary", "status", "priority", "components", "created", "updated")

// bulky are fields that no letter needs and that can be large.
var bulky = set("comment", "worklog", "attachment", "progress", "aggregateprogress", "timetracking", "issuelinks",
	"subtasks", "thumbnail", "issuerestriction")

func set(ids ...string) map[string]bool {
	m := map[string]bool{}
	for _, id := range ids {
		m[id] = true
	}
	return m
}
