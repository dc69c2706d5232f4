package tui

import (
	"errors"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// Another filter can be chosen, its rows stand under its name alone, and one that fails
// leads on.
func TestChooseAFilter(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	desk := incident.Filter{ID: "10077", Name: "Payments desk", JQL: "project = PAY"}
	d.jira.saved = []incident.Filter{desk, {ID: "10078", Name: "Platform", JQL: "project = PLAT"}}
	d.jira.picture.Filter.ID = "10042"
	d.jira.others = map[string]incident.Picture{
		"10077":         {User: incident.User{Name: "Incident Desk"}, Filter: desk, At: night, Incidents: []incident.Incident{ticket(500, "P2", "New", "Refunds fail", time.Hour)}},
		"project = PAY": {Filter: incident.Filter{Name: "project = PAY", JQL: "project = PAY"}, At: night, Incidents: []incident.Incident{ticket(501, "P2", "New", "By a search", time.Hour)}},
	}
	d.open(80, 24).press("f").shows("bulletin · Filters", "Open incidents", "10042 of the config", "Payments desk", "Shown now: Open incidents.",
		"A choice holds until the console ends; it starts with the filter of the config.")
	d.types("pay").lacks("Platform").press("down", "enter").shows("Incidents · Payments desk", "OPS-500", "Payments desk · read 03:12 UTC").lacks("OPS-101", "gone")
	if d.pass(time.Minute).pass(time.Minute); len(k.recent) != 1 || k.recent[0].ID != "10077" || len(k.seen["10077"]) != 1 {
		t.Errorf("the disk has %v, %v", k.recent, k.seen)
	}
	d.press("f").types("4711").shows("Filter 4711", "by its number").press("enter")
	d.shows("Incidents · filter 4711", "No list of filter 4711 yet", "f chooses another filter", "it does not exist (404).").lacks("OPS-500")
	d.press("f").types("project = PAY").shows("this JQL").press("enter").shows("OPS-501", "Incidents · project = PAY")
	if got := d.jira.asked[len(d.jira.asked)-1].Filter; got != (incident.Filter{Name: "project = PAY", JQL: "project = PAY"}) {
		t.Errorf("Jira was asked for %+v", got)
	}
	d.press("f").types("nothing of the sort").shows("No filter is called so.").press("enter").shows("That is no filter, no number and no JQL.")
	d.press("esc").shows("OPS-501").press("f").shows("Payments desk", "recent")
	for range 5 {
		d.press("up")
	}
	d.press("enter").shows("bulletin · Incidents ", "OPS-101").lacks("Incidents ·")
	if q := d.jira.asked[len(d.jira.asked)-1]; q.Filter != (incident.Filter{}) || !q.Known.At.IsZero() {
		t.Errorf("Jira was asked for %+v", q)
	}
}

// While the list of another filter is read, nothing of the old one poses as it; what was kept
// of it comes first. To choose what is shown already reads nothing.
func TestNoOldRowsUnderANewFilter(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	desk := incident.Filter{ID: "10077", Name: "Payments desk"}
	d.jira.saved = []incident.Filter{desk}
	d.jira.others = map[string]incident.Picture{"10077": {Filter: desk, At: night, Incidents: []incident.Incident{ticket(500, "P2", "New", "Refunds fail", time.Hour)}}}
	k.pictures = map[string]incident.Picture{"10077": {Filter: desk, At: night.Add(-time.Hour), Incidents: []incident.Incident{ticket(499, "P2", "New", "Of before", time.Hour)}}}
	k.seen = map[string]map[string]time.Time{"10077": {"10499": night}}
	d.open(80, 24).press("f", "enter").shows("bulletin · Incidents ")
	if n := len(d.jira.asked); n != 1 {
		t.Errorf("Jira was asked %d times for what was there", n)
	}
	d.press("/").types("login").press("enter", "f", "down")
	d.holdback = true
	d.press("enter").shows("Incidents · Payments desk", "Reading the incidents of Payments desk from Jira…").lacks("OPS-101", "OPS-102", "login")
	d.holdback = false
	d.jira.arrived = func() { d.shows("OPS-499", "Kept from 02:12 UTC, 1h 00m old").lacks("OPS-101") }
	for _, cmd := range d.waiting {
		d.run(cmd)
	}
	d.shows("OPS-500", "1 new, 1 gone").lacks("Kept from")
}

// What Jira has to say about the list stands under it; all of it where the filter is chosen.
func TestNotesAreShown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.jira.picture.Notes = []string{"Jira has no field Regiom.", "The list is 90 seconds behind."}
	d.open(80, 24).shows("(1 more: f) Jira has no field Regiom.").lacks("90 seconds")
	d.press("f").shows("Jira has no field Regiom.", "The list is 90 seconds behind.")
}

// Where Jira does not tell its filters, those that are known and one by its number can still
// be chosen.
func TestFiltersWithoutJira(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	k.recent = []incident.Filter{{ID: "10077", Name: "Payments desk"}}
	d.jira.others = map[string]incident.Picture{"10077": {Filter: k.recent[0], At: night}}
	d.open(80, 24)
	d.jira.err = errors.New("read the filters from Jira: nobody answers")
	d.press("f").shows("Read the filters from Jira: nobody answers.", "Payments desk", "Open incidents")
	d.jira.err = nil
	retries := d.jira.retries
	d.press("ctrl+r").lacks("nobody answers")
	if d.jira.retries != retries+1 {
		t.Errorf("a person asked, and a refused login was not tried again")
	}
	d.press("down", "enter").shows("Incidents · Payments desk", "No incidents.", "by the filter Payments desk")
}
