package tui

import (
	"fmt"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

func house(t testing.TB) notify.Desk {
	t.Helper()
	lib, err := letter.Open(letter.Folder{})
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return notify.Desk{
		From:    address(t, "Incident Desk <incidents@example.com>"),
		ReplyTo: address(t, "service-desk@example.com"),
		Audiences: []incident.Audience{
			{Name: "customers", Exposure: incident.External, Lists: []string{"emea", "amer"}, Zone: paris, Language: "en"},
			{Name: "staff", Exposure: incident.Internal, Lists: []string{"all-staff"}, Zone: time.UTC, Language: "en"},
			{Name: "management", Exposure: incident.Internal, Lists: []string{"board"}, Zone: time.UTC, Language: "en"},
		},
		Lists: map[string]notify.List{
			"emea": {Name: "emea", Bcc: []notify.Address{address(t, "it@alpha.example.com"), address(t, "ops@beta.example.com"),
				address(t, "noc@gamma.example.com")}, When: map[string]string{"Region": "EMEA"}},
			"amer":      {Name: "amer", Bcc: []notify.Address{address(t, "it@delta.example.org")}, When: map[string]string{"Region": "AMER"}},
			"all-staff": {Name: "all-staff", To: []notify.Address{address(t, "all-staff@example.com")}},
			"board":     {Name: "board", Bcc: []notify.Address{address(t, "board@example.com")}},
		},
		Status:  map[incident.Stage]string{incident.Start: "DISRUPTED", incident.Update: "DISRUPTED", incident.Resolved: "UP"},
		Public:  []string{"summary", "components", "region", "impact-start", "impact-end", "customer-description", "workaround"},
		Cadence: notify.DefaultCadence(), Browse: "https://jira.example.com/browse/", Templates: lib,
	}
}

func address(t testing.TB, s string) notify.Address {
	t.Helper()
	a, err := notify.ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ticket is an incident as Jira has it; the options change it.
func ticket(n int, priority, status, summary string, age time.Duration, fields ...incident.Value) incident.Incident {
	return incident.Incident{
		ID: fmt.Sprint(10000 + n), Key: fmt.Sprintf("OPS-%d", n), Summary: incident.Clean(summary), Status: status, Done: status == "Done",
		Priority: priority, Services: []string{"Checkout", "Payments"}, Created: night.Add(-age), Updated: night.Add(-age / 2),
		Fields: append([]incident.Value{
			{ID: "customfield_11709", Name: "Region", Texts: []string{"EMEA"}},
			{ID: "customfield_11740", Name: "Impact Start Date", Kind: incident.DateTime, Time: night.Add(-age)},
			{ID: "customfield_11754", Name: "Customer Description", Texts: []string{"Card payments fail for about one customer in three."}},
			{ID: "customfield_11710", Name: "Workaround"},
		}, fields...),
	}
}

func week() []incident.Incident {
	return []incident.Incident{
		ticket(101, "P1", "New", "Card payments fail in EMEA", 3*time.Minute),
		ticket(102, "P2", "Investigating", "Login slow for users behind the corporate SSO, with time-outs at the second factor since the change of last night", 2*time.Hour),
		ticket(99, "P3", "Monitoring", "Search results are stale", 26*time.Hour),
		ticket(107, "P4", "Done", "データ\x1bエクスポート 🚀 fails", 50*time.Hour),
	}
}
