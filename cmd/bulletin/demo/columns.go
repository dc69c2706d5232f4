package demo

import "time"

// column is a field of this Jira: what it is called, and its value in an issue.
type column struct {
	ID     string
	Name   string
	Schema schema
	value  func(ticket) any // nil is Jira's null
}

// schema is how Jira describes a field's type.
type schema struct {
	Type     string `json:"type"`
	Items    string `json:"items,omitempty"`
	System   string `json:"system,omitempty"`
	Custom   string `json:"custom,omitempty"`
	CustomID int    `json:"customId,omitempty"`
}

// The plug-ins from which custom fields come.
const (
	jiraFields = "com.atlassian.jira.plugin.system.customfieldtypes:"
	deskFields = "com.atlassian.servicedesk:"
)

func (j *jira) systemColumns() []column {
	of := func(id, name, kind, items string, value func(ticket) any) column {
		return column{id, name, schema{Type: kind, Items: items, System: id}, value}
	}
	none := func(ticket) any { return nil }
	return []column{
		of("summary", "Summary", "string", "", func(t ticket) any { return t.summary }),
		of("status", "Status", "status", "", func(t ticket) any { return j.status(t.status) }),
		of("priority", "Priority", "priority", "", func(t ticket) any { return j.labelled("priority", t.priority) }),
		of("components", "Component/s", "array", "component", func(t ticket) any { return each(t.services, j.component) }),
		of("created", "Created", "datetime", "", func(t ticket) any { return j.moment(t.age) }),
		of("updated", "Updated", "datetime", "", func(t ticket) any { return instant(j.changedAt(t)) }),
		of("issuetype", "Issue Type", "issuetype", "", func(t ticket) any { return j.issueType(t) }),
		of("project", "Project", "project", "", func(ticket) any { return j.project() }),
		of("description", "Description", "string", "", func(t ticket) any { return words(t.description) }),
		of("labels", "Labels", "array", "string", func(t ticket) any { return labels(t) }),
		of("environment", "Environment", "string", "", func(t ticket) any { return orNone(t.environment, func(s string) any { return s }) }),
		of("assignee", "Assignee", "user", "", func(t ticket) any { return orNone(t.assignee, j.person) }),
		of("reporter", "Reporter", "user", "", func(ticket) any { return j.user("monitoring", "Monitoring") }),
		of("resolution", "Resolution", "resolution", "", func(t ticket) any { return j.resolution(t) }),
		of("resolutiondate", "Resolved", "datetime", "", func(t ticket) any { return j.moment(t.done) }),
		of("duedate", "Due Date", "date", "", none),
		of("fixVersions", "Fix Version/s", "array", "version", func(t ticket) any { return each(t.fixed, j.version) }),
		of("versions", "Affects Version/s", "array", "version", func(t ticket) any { return each(t.versions, j.version) }),
		of("comment", "Comment", "comments-page", "", func(ticket) any {
			return object{"comments": []any{}, "maxResults": 0, "total": 0, "startAt": 0}
		}),
	}
}

func (j *jira) customColumns() []column {
	of := func(n int, name, kind, items, custom string, value func(ticket) any) column {
		return column{customID(n), name, schema{Type: kind, Items: items, Custom: custom, CustomID: n}, value}
	}
	area := jiraFields + "textarea"
	return []column{
		of(11709, "Region", "array", "option", jiraFields+"multiselect", func(t ticket) any { return orNull(each(t.regions, j.option)) }),
		of(11710, "Workaround", "string", "", area, func(t ticket) any { return words(t.workaround) }),
		of(11712, "Root Cause", "string", "", area, func(t ticket) any { return words(t.cause) }),
		of(11713, "Severity", "option", "", jiraFields+"select", func(t ticket) any { return orNone(t.severity, j.option) }),
		of(11714, "Affected Organizations", "array", "sd-customerorganization", deskFields+"sd-customer-organizations",
			func(t ticket) any { return each(t.organizations, j.organization) }),
		of(11715, "Major incident", "option", "", jiraFields+"radiobuttons", func(t ticket) any { return j.option(yesNo(t.major)) }),
		of(11718, "Business impact", "option-with-child", "", jiraFields+"cascadingselect", func(t ticket) any { return j.impact(t) }),
		of(11721, "Affected users", "number", "", jiraFields+"float", func(t ticket) any { return orNone(t.users, func(n int) any { return float64(n) }) }),
		of(11722, "Failing requests (%)", "number", "", jiraFields+"float", func(t ticket) any { return orNone(t.failing, func(f float64) any { return f }) }),
		of(11725, "Request participants", "array", "user", deskFields+"sd-request-participants",
			func(ticket) any { return []any{j.user("service-owner", "Service Owner")} }),
		of(11731, "Review on", "date", "", jiraFields+"datepicker", func(t ticket) any { return j.review(t) }),
		of(11740, "Impact Start Date", "datetime", "", jiraFields+"datetime", func(t ticket) any { return j.moment(t.began) }),
		of(11745, "Impact End Date", "datetime", "", jiraFields+"datetime", func(t ticket) any { return j.moment(t.ended) }),
		of(11749, "Affected services", j.kind.assets.Type, j.kind.assets.Items, j.kind.assets.Custom,
			func(t ticket) any { return orNull(each(t.services, j.kind.asset)) }),
		// Two fields of one name, as large Jiras have them.
		of(11751, "Reported by", "user", "", jiraFields+"userpicker", func(t ticket) any { return orNone(t.reported(), j.person) }),
		of(11752, "Reported by", "option", "", jiraFields+"select", func(t ticket) any { return j.option(t.channel()) }),
		of(11754, "Customer Description", "string", "", area, func(t ticket) any { return words(t.customers) }),
	}
}

// words is a text field: Jira sends null for an empty one.
func words(w wiki) any { return orNone(w, func(w wiki) any { return w }) }

func orNone[T comparable](v T, shape func(T) any) any {
	if v == *new(T) {
		return nil
	}
	return shape(v)
}

func orNull(entries []any) any {
	if len(entries) == 0 {
		return nil
	}
	return entries
}

func each(values []string, shape func(string) any) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = shape(v)
	}
	return all
}

func labels(t ticket) []string {
	all := []string{}
	if t.age > 24*time.Hour {
		all = append(all, "long-running")
	}
	if t.kind == "Change" {
		all = append(all, "planned-work")
	}
	return all
}

// reported is who noticed the ticket, where it was a person.
func (t ticket) reported() string {
	if t.number%3 != 0 {
		return ""
	}
	return "Support Lead"
}

// channel is how the ticket was noticed.
func (t ticket) channel() string {
	if t.reported() != "" {
		return "Telephone"
	}
	return "Monitoring"
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}
