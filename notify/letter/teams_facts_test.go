package letter

import (
	"strings"
	"time"

	"bulletin/notify/incident"
)

// teamFacts are those of an incident in the middle of its life, under the names that a desk
// gives them.
func teamFacts() table {
	t := table{}
	put := func(name string, v incident.Value) { t[name] = Fact{Value: v} }
	rich := func(name, html, words string) incident.Value {
		return incident.Value{Kind: incident.Rich, Name: name, HTML: html, Texts: []string{words}}
	}
	timed := func(name, s string) incident.Value {
		v := incident.Value{Kind: incident.DateTime, Name: name}
		if s != "" {
			v = at(s)
			v.Name = name
		}
		return v
	}
	for number, v := range map[string]incident.Value{
		"11754": rich("Customer Description", `<p>Card payments fail for <b>about one in five</b> customers, see <a href="/browse/OPS-99">OPS-99</a>.</p>`+
			`<ul><li>Web shop: slow</li><li>App: <b>some</b> payments are refused</li></ul>`, "Card payments fail."),
		"11740": timed("Impact Start Date", "2026-01-31T10:00:00Z"),
		"11745": timed("Impact End Date", ""),
		"11709": named("Region", "EMEA"),
		"11710": rich("Workaround", "<p>Pay by <em>bank transfer</em>.</p><p>It takes one working day.</p>", "Pay by bank transfer."),
		"11712": named("Root Cause", "An expired certificate."),
		"11713": named("Severity", "sev1"),
		"11720": {Name: "Change Window", Kind: incident.Date, Time: time.Date(2026, 2, 7, 0, 0, 0, 0, time.UTC)},
		"11721": named("Affected Customers", "1250"),
		"11722": {Name: "Incident Manager", Kind: incident.Person, Texts: []string{"Ada Example"}},
		"11799": named("Vendor Ticket"),
	} {
		v.ID = "customfield_" + number
		put("custom-field-"+number, v)
		put("field|"+strings.ToLower(v.Name), v)
	}
	for name, field := range map[string]string{
		"customer-description": "11754", "impact-start": "11740", "impact-end": "11745",
		"region": "11709", "workaround": "11710", "root-cause": "11712",
	} {
		t[name] = t["custom-field-"+field]
	}
	for name, v := range map[string]incident.Value{
		"issue.key": named("Key", "OPS-101"), "issue.summary": named("Summary", "Card payments fail & refunds are slow"),
		"issue.status": named("Status", "In Progress"), "issue.priority": named("Priority", "P1"),
		"issue.description": rich("Description", "<p>Errors since the morning.</p><p>The gateway answers <code>503</code>.</p>", "Errors since the morning."),
		"issue.type":        named("Issue Type", "Incident"), "issue.resolution": named("Resolution"),
		"issue.reporter":    {Name: "Reporter", Kind: incident.Person, Texts: []string{"Alan Example"}},
		"issue.assignee":    {Name: "Assignee", Kind: incident.Person, Texts: []string{"Grace Example"}},
		"issue.environment": named("Environment", "Production"),
		"issue.created":     timed("Created", "2026-01-31T09:58:00Z"), "issue.updated": timed("Updated", "2026-01-31T10:20:00Z"),
		"issue.due":      {Name: "Due", Kind: incident.Date, Time: time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC)},
		"issue.resolved": timed("Resolved", ""),
		"components":     named("Components", "Payments", "Checkout"), "issue.components": named("Components", "Payments", "Checkout"),
		"labels": named("Labels", "major", "payments"), "project.key": said("OPS"), "project.name": named("Project", "Operations"),
		"fix-versions": named("Fix Versions"), "affected-versions": named("Affected Versions", "4.2"),
	} {
		put(name, v)
		if v.Name != "" {
			put("field|"+strings.ToLower(v.Name), v)
		}
	}
	for name, v := range map[string]incident.Value{
		"issue.url": said("https://jira.example.com/browse/OPS-101"), "operator": said("Ada Example"),
		"stage": said("update"), "sequence": said("2"), "service-status": said("Degraded"),
		"audience": said("staff"), "exposure": said("internal"), "brand": said("Example Org"),
		"message": said("The number of failing payments is falling."), "contact": said("noc@example.com"),
		"now": at("2026-01-31T10:25:00Z"), "next-update": at("2026-01-31T11:00:00Z"), "duration": said("25 minutes"),
	} {
		put(name, v)
	}
	return t
}
