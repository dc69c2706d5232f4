package demo

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"
)

// object is a JSON object.
type object map[string]any

// instant is a moment as Jira writes it in JSON: milliseconds, an offset without a colon.
type instant time.Time

// MarshalJSON implements [json.Marshaler].
func (i instant) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Time(i).Format("2006-01-02T15:04:05.000-0700"))
}

// issue is an issue with the wanted fields, rendered too where that is asked for.
func (j *jira) issue(t ticket, wanted func(string) bool, expand []string) object {
	fields, rendered := object{}, object{}
	for _, c := range j.columns {
		if wanted(c.ID) {
			v := c.value(t)
			fields[c.ID], rendered[c.ID] = v, renderedAs(t, c.ID, v)
		}
	}
	o := object{
		"expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
		"id":     t.id(), "key": t.key(), "self": j.self("issue", t.id()), "fields": fields,
	}
	if slices.Contains(expand, "renderedFields") {
		o["renderedFields"] = rendered
	}
	return o
}

// addNames adds what the wanted fields are called and what they hold, where that is asked for.
// A search says so once for all its issues.
func (j *jira) addNames(o object, wanted func(string) bool, expand []string) {
	names, schemas := object{}, object{}
	for _, c := range j.columns {
		if wanted(c.ID) {
			names[c.ID], schemas[c.ID] = c.Name, c.Schema
		}
	}
	for name, part := range map[string]object{"names": names, "schema": schemas} {
		if slices.Contains(expand, name) {
			o[name] = part
		}
	}
}

// renderedAs is a value as HTML for people, null where Jira renders nothing. Dates come in
// the user's manner, which no program should read.
func renderedAs(t ticket, id string, value any) any {
	switch v := value.(type) {
	case wiki:
		if html, ok := t.rendered[id]; ok {
			return html
		}
		return v.html()
	case instant:
		return time.Time(v).Format("02/Jan/06 3:04 PM")
	}
	return nil
}

func (j *jira) self(kind, id string) string { return j.base + "/rest/api/2/" + kind + "/" + id }

func customID(n int) string { return fmt.Sprintf("customfield_%d", n) }

// number is an id for a thing that has only a name here, always the same one.
func number(name string) string {
	return fmt.Sprint(10100 + crc32.ChecksumIEEE([]byte(name))%8900)
}

func (j *jira) labelled(kind, name string) any {
	return object{"self": j.self(kind, number(name)), "id": number(name), "name": name}
}

func (j *jira) component(name string) any { return j.labelled("component", name) }

func (j *jira) option(value string) any {
	return object{"self": j.self("customFieldOption", number(value)), "value": value, "id": number(value), "disabled": false}
}

func (j *jira) organization(name string) any {
	return object{"id": number(name), "name": name, "_links": object{
		"self": j.base + "/rest/servicedeskapi/organization/" + number(name)}}
}

func (j *jira) user(name, display string) object {
	o := j.kind.user(name, display)
	o["self"] = j.self("user", "?username="+name)
	if id, ok := o["accountId"].(string); ok {
		o["self"] = j.self("user", "?accountId="+id)
	}
	return o
}

func (j *jira) project() any {
	return object{"self": j.self("project", "10001"), "id": "10001", "key": "OPS",
		"name": "Operations", "projectTypeKey": "service_desk"}
}

func (j *jira) status(name string) any {
	category := object{"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"}
	switch name {
	case "New":
		category = object{"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"}
	case "Done":
		category = object{"id": 3, "key": "done", "colorName": "green", "name": "Done"}
	}
	category["self"] = j.self("statuscategory", fmt.Sprint(category["id"]))
	return object{"self": j.self("status", number(name)), "id": number(name), "name": name,
		"description": "", "statusCategory": category}
}

func (j *jira) resolution(t ticket) any {
	if t.done == 0 {
		return nil
	}
	return j.labelled("resolution", "Fixed")
}

// moment is the time so long before the demo began, null for none.
func (j *jira) moment(ago time.Duration) any {
	return orNone(ago, func(d time.Duration) any { return instant(j.began.Add(-d)) })
}

// changedAt is when the ticket was last changed.
func (j *jira) changedAt(t ticket) time.Time { return j.began.Add(-cmp.Or(t.quiet, t.age)) }

// impact is a cascading option.
func (j *jira) impact(t ticket) any {
	if t.severity == "" {
		return nil
	}
	o := j.option("Service").(object)
	o["child"] = j.option(map[bool]string{true: "Outage", false: "Degradation"}[t.major])
	return o
}

// review is a day without a time.
func (j *jira) review(t ticket) any {
	if t.done == 0 {
		return nil
	}
	return j.began.Add(7*24*time.Hour - t.done).Format(time.DateOnly)
}

// issueType is Incident, unless the ticket says otherwise.
func (j *jira) issueType(t ticket) any {
	return j.labelled("issuetype", cmp.Or(t.kind, "Incident"))
}

// person is a user who is known by the name that Jira displays.
func (j *jira) person(display string) any {
	return j.user(strings.ReplaceAll(strings.ToLower(display), " ", "-"), display)
}

func (j *jira) version(name string) any {
	return object{"self": j.self("version", number(name)), "id": number(name), "name": name, "archived": false, "released": name < "4.3"}
}
