package notify

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// now is the moment of all tests, with a fraction that no letter may keep.
var now = time.Date(2026, 1, 31, 10, 25, 7, 123456789, time.UTC)

func address(t testing.TB, s string) Address {
	t.Helper()
	a, err := ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func addresses(t testing.TB, all ...string) []Address {
	t.Helper()
	out := make([]Address, len(all))
	for i, s := range all {
		out[i] = address(t, s)
	}
	return out
}

// outage is an incident in the middle of its life, with all that the letters need.
func outage() incident.Incident {
	return incident.Incident{
		ID: "10101", Key: "OPS-101", Summary: "Card payments are failing", Status: "In Progress", Priority: "P1",
		Services: []string{"Payments"}, Created: now.Add(-time.Hour), Updated: now.Add(-time.Minute),
		Fields: []incident.Value{
			{ID: "customfield_1", Name: "Customer Description", Texts: []string{"One payment in five fails."}},
			{ID: "customfield_2", Name: "Impact Start Date", Kind: incident.DateTime, Time: now.Truncate(time.Second).Add(-30 * time.Minute)},
			{ID: "customfield_3", Name: "Region", Texts: []string{"Europe", "Asia"}},
			{ID: "customfield_4", Name: "Impact End Date", Kind: incident.DateTime},
			{ID: "customfield_9", Name: "Root Cause Detail", Texts: []string{"SECRET-db-17"}},
		},
	}
}

func with(in incident.Incident, name string, change func(*incident.Value)) incident.Incident {
	in.Fields = slices.Clone(in.Fields)
	i := slices.IndexFunc(in.Fields, func(v incident.Value) bool { return v.Name == name })
	change(&in.Fields[i])
	return in
}

func desk(t testing.TB) Desk {
	t.Helper()
	return Desk{
		From:    address(t, "Operations <noc@example.com>"),
		ReplyTo: address(t, "help@example.com"),
		Audiences: []incident.Audience{
			{Name: "customers", Lists: []string{"customers"}, Zone: time.UTC, Language: "en"},
			{Name: "staff", Exposure: incident.Internal, Lists: []string{"staff"}, Zone: time.UTC, Language: "en"},
		},
		Lists: map[string]List{
			"customers": {Name: "customers", Bcc: addresses(t, "it@alpha.example.com", "ops@beta.example.com")},
			"staff": {
				Name: "staff", To: addresses(t, `"Jörg, On-Call" <on-call@example.com>`, "desk@example.com"),
				Cc: addresses(t, "heads@example.com"), Bcc: addresses(t, "board@example.com"),
			},
		},
		Status:    map[incident.Stage]string{incident.Start: "DISRUPTED", incident.Update: "DISRUPTED", incident.Resolved: "UP"},
		Public:    []string{"summary", "components", "Region", "Impact Start Date", "Impact End Date", "Customer Description", "workaround"},
		Cadence:   DefaultCadence(),
		Browse:    "https://jira.example.com/browse/",
		Templates: library(t, "testdata/templates"), // not the built-in ones, whose words may change
	}
}

func library(t testing.TB, dir string) *letter.Library {
	t.Helper()
	l, err := letter.Open(letter.Folder{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// templates is a library with the given files over the built-in ones.
func templates(t testing.TB, files map[string]string) *letter.Library {
	t.Helper()
	dir := t.TempDir()
	for name, source := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return library(t, dir)
}

// order is a start letter to the audience.
func order(audience string) Order {
	return Order{Incident: outage(), Stage: incident.Start, Audience: audience, By: "desk@jump1", At: now,
		Message: "We work on it."}
}

func draft(t testing.TB, d Desk, o Order, told History) Draft {
	t.Helper()
	out, err := d.Draft(o, told)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func composed(t testing.TB, d Draft) Message {
	t.Helper()
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// message is a start letter to the audience of the usual desk.
func message(t testing.TB, audience string) Message {
	t.Helper()
	return composed(t, draft(t, desk(t), order(audience), nil))
}

func approved(t testing.TB, m Message) Approved {
	t.Helper()
	a, err := m.Approve(Consent{Typed: m.Phrase(), By: "desk@jump1", At: now, Warnings: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// found tells whether one finding of that severity and place says all of the words.
func found(d Draft, s Severity, where string, words ...string) bool {
	return slices.ContainsFunc(d.Findings, func(f Finding) bool {
		lacks := func(w string) bool { return !strings.Contains(f.What+" "+f.Do, w) }
		return f.Severity == s && strings.HasPrefix(f.Where, where) && !slices.ContainsFunc(words, lacks)
	})
}

// past is a receipt of a letter about the outage that has this outcome for one recipient.
func past(s incident.Stage, sequence int, audience string, began time.Time, state State) Receipt {
	return Receipt{
		Notice: Notice{IncidentID: "10101", Key: "OPS-101", Stage: s, Sequence: sequence, Audience: audience},
		Began:  began, Delivery: Delivery{Outcomes: []Outcome{{Address: "it@alpha.example.com", State: state}}},
	}
}

// got is the receipt of a letter that the mail server took for these people.
func got(r Receipt, mails ...string) Receipt {
	r.Outcomes = each(mails, Accepted)
	r.Total = len(mails)
	return r
}

// lists is a desk on which the customers' lists are others.
func lists(t testing.TB, all ...List) Desk {
	t.Helper()
	d := desk(t)
	d.Audiences[0].Lists = nil
	for _, l := range all {
		d.Lists[l.Name] = l
		d.Audiences[0].Lists = append(d.Audiences[0].Lists, l.Name)
	}
	return d
}

// many are so many people of one domain.
func many(t testing.TB, n int, domain string) []Address {
	t.Helper()
	out := make([]Address, n)
	for i := range out {
		out[i] = address(t, fmt.Sprintf("reader-%d@%s", i, domain))
	}
	return out
}

func history(all ...Receipt) History {
	h := History{}
	for _, r := range all {
		h.Add(r)
	}
	return h
}
