package notify

import (
	"fmt"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestAudienceRules(t *testing.T) {
	t.Parallel()
	six := append(many(t, 6, "other.example"), addresses(t, "a@alpha.example")...)
	for name, c := range map[string]struct {
		allow, deny []string
		bcc         []Address
		says        []string
	}{
		"no rules":                 {nil, nil, six, nil},
		"all are allowed":          {[]string{"other.example", "alpha.example"}, nil, six, nil},
		"a subdomain":              {[]string{"example"}, nil, six, nil},
		"one is not allowed":       {[]string{"other.example"}, nil, six, []string{"not in the domains to which customers is allowed: a@alpha.example", "audiences.customers.allow"}},
		"six are not allowed":      {[]string{"alpha.example"}, nil, six, []string{"allowed: reader-0@other.example, reader-1@other.example, reader-2@other.example, reader-3@other.example, reader-4@other.example and 1 more"}},
		"a name that only ends so": {[]string{"her.example", "alpha.example"}, nil, six, []string{"reader-0@other.example"}},
		"nobody is denied":         {nil, []string{"beta.example", "pha.example"}, six, nil},
		"one is denied":            {nil, []string{"alpha.example"}, six, []string{"in domains that are denied to customers: a@alpha.example", "audiences.customers.deny"}},
		"a subdomain is denied":    {nil, []string{"alpha.example"}, addresses(t, "a@mail.alpha.example"), []string{"a@mail.alpha.example"}},
		"denied before allowed":    {[]string{"example"}, []string{"alpha.example"}, six, []string{"denied to customers: a@alpha.example"}},
		"an IDN":                   {nil, []string{"xn--bcher-kva.example"}, addresses(t, "a@bücher.example"), []string{"a@xn--bcher-kva.example"}},
	} {
		d := lists(t, List{Name: "x", Bcc: c.bcc})
		d.Audiences[0].Allow, d.Audiences[0].Deny = c.allow, c.deny
		got := draft(t, d, order("customers"), nil)
		if (got.Blocked() != nil) != (c.says != nil) || c.says != nil && !found(got, Block, "recipients", c.says...) {
			t.Errorf("%s: %+v", name, got.Findings)
		}
	}
}

// A few of the house's own may be seen in an external letter; a list may not.
func TestWhoIsSeenInAnExternalLetter(t *testing.T) {
	t.Parallel()
	house, out := many(t, 5, "example.com"), addresses(t, "it@alpha.example.com")
	for name, c := range map[string]struct {
		list  List
		block string
	}{
		"three":                 {List{Name: "x", To: house[:2], Cc: house[2:3], Bcc: out}, ""},
		"four":                  {List{Name: "x", To: house[:2], Cc: house[2:4], Bcc: out}, "4 people stand in To and Cc of an external letter, and more than 3 may not"},
		"four, and nobody else": {List{Name: "x", To: house[:4]}, "4 people stand in To and Cc"},
		"one of another house":  {List{Name: "x", To: append(out, house[0])}, "it@alpha.example.com stands in To or Cc"},
	} {
		d := lists(t, c.list)
		got := draft(t, d, order("customers"), nil)
		if (got.Blocked() != nil) != (c.block != "") || c.block != "" && !found(got, Block, "recipients", c.block, "use bcc") {
			t.Errorf("%s: %+v", name, got.Findings)
		}
		got.Findings = nil // as a change after the review would find it
		if _, err := got.Compose(); (err != nil) != (c.block != "") {
			t.Errorf("%s: composed: %v", name, err)
		}
		d.Audiences[0].Exposure = incident.Internal
		if got := draft(t, d, order("customers"), nil); len(got.Findings) > 0 {
			t.Errorf("%s, inside of the house: %+v", name, got.Findings)
		}
	}
}

// A list that is suddenly another is often the wrong one.
func TestListsThatGrewOrShrank(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		was, is int
		warn    bool
	}{
		{10, 10, false}, {10, 14, false}, {10, 15, true}, {10, 6, false}, {10, 5, true}, {10, 1, true},
		{2, 4, false}, {2, 5, true}, {4, 2, false}, {5, 2, true}, {1000, 1400, false}, {1000, 1501, true}, {0, 3, true},
	} {
		d := lists(t, List{Name: "x", Bcc: many(t, c.is-1, "alpha.example"), File: addresses(t, "z@alpha.example")})
		old := past(incident.Update, 2, "others", now.Add(-48*time.Hour), Accepted)
		old.IncidentID, old.Key, old.Lists = "2", "OPS-2", map[string]int{"x": c.was}
		got := draft(t, d, order("customers"), history(old))
		words := fmt.Sprintf("the list x has %d addresses; it had %d at 2026-01-29 10:25 UTC, for update 2 of OPS-2 for others", c.is, c.was)
		if found(got, Warn, "recipients", words) != c.warn || !c.warn && len(got.Findings) > 0 || got.Sizes["x"] != c.is {
			t.Errorf("%d to %d: %v %+v", c.was, c.is, got.Sizes, got.Findings)
		}
	}
}

// What a list had is what the newest letter knows that reached somebody by it.
func TestWhatAListHadBefore(t *testing.T) {
	t.Parallel()
	d := lists(t, List{Name: "x", Bcc: many(t, 10, "alpha.example")}, List{Name: "y", Bcc: many(t, 3, "beta.example")})
	at := func(id string, ago time.Duration, was map[string]int, change func(*Receipt)) Receipt {
		r := past(incident.Start, 1, "others", now.Add(-ago), Accepted)
		r.IncidentID, r.Lists = id, was
		if change != nil {
			change(&r)
		}
		return r
	}
	same := map[string]int{"x": 10, "y": 3}
	told := history(
		at("2", 3*time.Hour, map[string]int{"x": 100, "y": 30}, nil), at("3", 2*time.Hour, same, nil), at("4", time.Hour, map[string]int{"z": 100}, nil),
		at("5", time.Minute, map[string]int{"x": 100}, func(r *Receipt) { r.Test = true }),
		at("6", time.Minute, map[string]int{"x": 100}, func(r *Receipt) { r.Outcomes[0].State = Refused }),
		at("7", -time.Minute, map[string]int{"x": 100}, nil),
	)
	if got := draft(t, d, order("customers"), told); len(got.Findings) > 0 {
		t.Errorf("%+v", got.Findings)
	}
	told.Add(at("3", 90*time.Minute, map[string]int{"x": 100}, nil))
	got := draft(t, d, order("customers"), told)
	if !found(got, Warn, "recipients", "the list x has 10 addresses; it had 100") || len(got.Findings) != 1 {
		t.Errorf("%+v", got.Findings)
	}
}
