package letter

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// table is a set of facts for tests.
type table map[string]Fact

func (t table) Fact(name string) (Fact, bool) {
	f, ok := t[name]
	return f, ok
}

func (t table) Names() []string {
	var all []string
	for n := range t {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// with is the table with one more fact.
func (t table) with(name string, v incident.Value) table {
	all := table{name: {Value: v}}
	for n, f := range t {
		if n != name {
			all[n] = f
		}
	}
	return all
}

func said(s ...string) incident.Value { return incident.Value{Texts: s} }

func named(name string, s ...string) incident.Value {
	return incident.Value{Name: name, Texts: s}
}

func at(s string) incident.Value {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return incident.Value{Kind: incident.DateTime, Time: t}
}

func richly(html, words string) incident.Value {
	return incident.Value{Kind: incident.Rich, Name: "Customer Description", HTML: html, Texts: []string{words}}
}

// outage is an incident in the middle of its life.
func outage() table {
	t := table{
		"field|customer description": {Value: named("Customer Description", "Payments fail.")},
		"custom-field-11754":         {Value: named("Customer Description", "Payments fail.")},
		"custom-field-11745":         {Value: incident.Value{Name: "Impact End Date", Kind: incident.DateTime}},
		"custom-field-11746":         {Value: incident.Value{Name: "Day", Kind: incident.Date, Time: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)}},
		"secret":                     {Value: named("Root Cause Detail", "db-17 is broken"), Internal: true},
		"empty":                      {Value: named("Empty Field")},
		"customer-description": {Value: richly(
			"<p>Card payments fail for about one in five customers. Refunds and transfers are <b>not</b> affected.</p>"+
				"<ul><li>Web shop: slow</li><li>App: some payments are refused</li></ul>", "Card payments fail.")},
	}
	for name, v := range map[string]incident.Value{
		"issue.key": named("Key", "OPS-101"), "issue.summary": named("Summary", "Card payments are failing"),
		"issue.status": named("Status", "In Progress"), "issue.priority": named("Priority", "P1"),
		"issue.created": at("2026-01-31T09:58:00Z"), "issue.updated": at("2026-01-31T10:20:00Z"),
		"issue.url":  said("https://jira.example.com/browse/OPS-101"),
		"components": named("Components", "Payments", "Checkout"), "region": named("Region", "Europe"),
		"impact-start": at("2026-01-31T10:00:00Z"), "impact-end": at("2026-01-31T23:30:00Z"),
		"workaround": named("Workaround", "Pay by bank transfer.\nIt takes one working day."),
		"root-cause": named("Root Cause", "An expired certificate."),
		"now":        at("2026-01-31T10:25:00Z"), "next-update": at("2026-01-31T11:00:00Z"),
		"duration": said("25 minutes"), "sequence": said("2"), "stage": said("update"),
		"service-status": said("Degraded"), "audience": said("customers"),
		"message":  said("The number of failing payments is falling."),
		"exposure": said("external"), "brand": said("Example Pay"),
		"issue.assignee": named("Assignee", "Grace Example"), "issue.resolved": {Name: "Resolved", Kind: incident.DateTime},
		"contact": said("noc@example.com"), "operator": said("Ada Example"),
	} {
		t[name] = Fact{Value: v}
	}
	return t
}

// zone loads a zone. The program itself links the zones in; the test relies on Go's or the
// system's.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func fill(t testing.TB, source string, f Facts) (Letter, []Finding) {
	t.Helper()
	tpl, err := Parse("start.html", source)
	if err != nil {
		t.Fatal(err)
	}
	l, findings := tpl.Fill(f, Manner{Zone: time.UTC, Language: "en"})
	return l, shown(findings)
}

// shown are the findings but for the note on words that not all readers see.
func shown(all []Finding) []Finding {
	return slices.DeleteFunc(all, func(f Finding) bool { return strings.Contains(f.What, "words that not all readers see") })
}

// found tells whether one finding of that severity and place says all of the words.
func found(all []Finding, s Severity, where string, words ...string) bool {
	return slices.ContainsFunc(all, func(f Finding) bool {
		if f.Severity != s || f.Where != where && !strings.HasPrefix(f.Where, where+":") {
			return false
		}
		for _, w := range words {
			if !strings.Contains(f.What+" "+f.Do, w) {
				return false
			}
		}
		return true
	})
}

// Parse reads a template that stands alone: it has the built-in partials, and no pictures.
// The error is a [*Fault].
func Parse(name, text string) (*Template, error) {
	l, err := Open(Folder{})
	if err != nil {
		return nil, err
	}
	return l.Parse(name, text, incident.Audience{})
}
