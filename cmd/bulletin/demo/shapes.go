package demo

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
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

// issue is an issue with the wanted fields and expansions.
func (j *jira) issue(t ticket, wanted func(string) bool, expand []string) object {
	fields, rendered, names, schemas := object{}, object{}, object{}, object{}
	for _, c := range j.columns() {
		if !wanted(c.ID) {
			continue
		}
		v := c.value(t)
		fields[c.ID], rendered[c.ID], names[c.ID], schemas[c.ID] = v, renderedAs(t, c.ID, v), c.Name, c.Schema
	}
	o := object{
		"expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
		"id":     t.id(), "key": t.key(), "self": j.self("issue", t.id()), "fields": fields,
	}
	for name, part := range map[string]object{"renderedFields": rendered, "names": names, "schema": schemas} {
		if slices.Contains(expand, name) {
			o[name] = part
		}
	}
	return o
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

func (j *jira) named(kind, name string) any {
	return object{"self": j.self(kind, number(name)), "id": number(name), "name": name}
}

func (j *jira) component(name string) any { return j.named("component", name) }

func (j *jira) option(value string) any {
	return object{"self": j.self("customFieldOption", number(value)), "value": value, "id": number(value), "disabled": false}
}

// asset is an object of Assets, as Data Center's REST API shows one.
func asset(name string) any { return name + " (SVC-" + number(name) + ")" }

func (j *jira) organization(name string) any {
	return object{"id": number(name), "name": name, "_links": object{
		"self": j.base + "/rest/servicedeskapi/organization/" + number(name)}}
}

func (j *jira) user(name, display string) object {
	return object{
		"self": j.self("user", "?username="+name), "key": name, "name": name,
		"emailAddress": name + "@example.com", "displayName": display, "active": true, "timeZone": "Etc/UTC",
	}
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
	return j.named("resolution", "Fixed")
}

// moment is the time so long before the demo began, null for none.
func (j *jira) moment(ago time.Duration) any {
	return orNone(ago, func(d time.Duration) any { return instant(j.now.Add(-d)) })
}

func (j *jira) updated(t ticket) any {
	if t.quiet == 0 {
		return j.moment(t.age)
	}
	return j.moment(t.quiet)
}

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
	return j.now.Add(7*24*time.Hour - t.done).Format(time.DateOnly)
}
