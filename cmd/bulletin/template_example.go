package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

// exampleDesk is the desk of whoever has no config yet.
func exampleDesk() (notify.Desk, error) {
	from, err := notify.ParseAddress("Incident Desk <incidents@example.com>")
	if err != nil {
		return notify.Desk{}, err
	}
	reader, err := notify.ParseAddress("reader@example.org")
	if err != nil {
		return notify.Desk{}, err
	}
	library, err := letters.Open(letters.Folder{})
	return notify.Desk{
		From: from,
		Audiences: []incident.Audience{
			{Name: "customers", Lists: []string{"example"}, Zone: time.UTC, Language: "en"},
			{Name: "staff", Exposure: incident.Internal, Lists: []string{"example"}, Zone: time.UTC, Language: "en"},
			{Name: "management", Exposure: incident.Internal, Lists: []string{"example"}, Zone: time.UTC, Language: "en"},
		},
		Lists:  map[string]notify.List{"example": {Name: "example", Bcc: []notify.Address{reader}}},
		Status: map[incident.Stage]string{incident.Start: "DISRUPTED", incident.Update: "DISRUPTED", incident.Resolved: "UP"},
		Public: []string{"summary", "components", "region", "workaround", "impact-start", "impact-end", "customer-description"},
		Browse: "https://jira.example.com/browse/", Templates: library,
		Cadence: notify.Cadence{"P1": 30 * time.Minute},
	}, err
}

// exampleIncident is one of which all is known, at a time: also the fields to which the desk
// gives names of its own. Those of them that are dated hold a date.
func exampleIncident(d notify.Desk, at time.Time, dated map[string]bool) incident.Incident {
	began, ended := at.Add(-65*time.Minute), at.Add(-5*time.Minute)
	in := incident.Incident{
		ID: "10101", Key: "OPS-101", Summary: "Card payments are declined", Status: "In Progress", Priority: "P1",
		Services: []string{"Payments", "Checkout"}, Created: began.Add(3 * time.Minute), Updated: ended,
		Fields: []incident.Value{
			enriched("description", "Description", "Authorisation fails for all card schemes."),
			worded("issuetype", "Issue Type", "Incident"), worded("resolution", "Resolution", "Fixed"),
			{ID: "reporter", Name: "Reporter", Kind: incident.Person, Texts: []string{"Robin Reporter"}},
			{ID: "assignee", Name: "Assignee", Kind: incident.Person, Texts: []string{"Alex Assignee"}},
			{ID: "duedate", Name: "Due date", Kind: incident.Date, Time: at.Truncate(24*time.Hour).AddDate(0, 0, 7)},
			timed("resolutiondate", "Resolved", ended), worded("environment", "Environment", "Production"),
			worded("project", "Project", "Operations"), worded("labels", "Labels", "cards", "eu"),
			worded("fixVersions", "Fix versions", "4.2"), worded("versions", "Affected versions", "4.1"),
		},
	}
	house := map[string]incident.Value{
		"impact-start":         timed("customfield_11740", "Impact Start Date", began),
		"impact-end":           timed("customfield_11745", "Impact End Date", ended),
		"customer-description": enriched("customfield_11754", "Customer Description", "Card payments are declined. Bank transfers are not affected."),
		"region":               worded("customfield_11709", "Region", "EMEA", "AMER"),
		"workaround":           worded("customfield_11710", "Workaround", "Pay by bank transfer."),
		"root-cause":           worded("customfield_11712", "Root Cause", "An expired certificate."),
	}
	for name, field := range d.House {
		v, usual := house[name]
		if _, there := in.Field(field); there && !usual {
			continue
		}
		switch {
		case !usual && dated[name]:
			v = timed("", name, at)
		case !usual:
			v = worded("", name, "Example of "+name)
		}
		if v.ID = field; !strings.HasPrefix(field, "customfield_") {
			v.Name = field
		}
		house[name] = v
	}
	for _, name := range slices.Sorted(maps.Keys(house)) {
		in.Fields = append(in.Fields, house[name])
	}
	return in
}

// exampleAt is the example as it stands when a letter is written: its impact has an end only
// where the letter says so.
func exampleAt(d notify.Desk, o notify.Order) incident.Incident {
	in := exampleIncident(d, o.At, nil)
	end := cmp.Or(d.House["impact-end"], "Impact End Date")
	for i, v := range in.Fields {
		if !o.Stage.Over() && (strings.EqualFold(v.ID, end) || strings.EqualFold(v.Name, end)) {
			in.Fields[i].Time = time.Time{}
		}
	}
	return in
}

func worded(id, name string, texts ...string) incident.Value {
	return incident.Value{ID: id, Name: name, Texts: texts}
}

func timed(id, name string, t time.Time) incident.Value {
	return incident.Value{ID: id, Name: name, Kind: incident.DateTime, Time: t}
}

// enriched is rich text whose first word is bold.
func enriched(id, name, text string) incident.Value {
	first, rest, _ := strings.Cut(text, " ")
	return incident.Value{ID: id, Name: name, Kind: incident.Rich, Texts: []string{text}, HTML: "<p><b>" + first + "</b> " + rest + "</p>"}
}
