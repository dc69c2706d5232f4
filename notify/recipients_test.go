package notify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func mails(all []Address) string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = a.Mail()
	}
	return strings.Join(out, " ")
}

func TestGatherWritesToEachOnce(t *testing.T) {
	t.Parallel()
	r := gather([]List{
		{
			To:  addresses(t, "a@example.com", "First <A@EXAMPLE.com>", "b@example.com"),
			Cc:  addresses(t, "c@example.com", "d@example.com"),
			Bcc: addresses(t, "e@example.com", "x@example.com", "E@example.com"),
		},
		{
			To:  addresses(t, "D@example.com", "b@example.com"), // in To before Cc, though of a later list
			Cc:  addresses(t, "X@example.com", "a@example.com"), // in Cc before Bcc, though of a later list
			Bcc: addresses(t, "f@example.com", "c@example.com", "b@Example.com"),
		},
	})
	for _, c := range []struct{ group, got, want string }{
		{"To", mails(r.To), "a@example.com b@example.com D@example.com"},
		{"Cc", mails(r.Cc), "c@example.com X@example.com"},
		{"Bcc", mails(r.Bcc), "e@example.com f@example.com"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %s, want %s", c.group, c.got, c.want)
		}
	}
	envelope := strings.Fields("a@example.com b@example.com D@example.com c@example.com X@example.com e@example.com f@example.com")
	if got := r.Envelope(); !slices.Equal(got, envelope) || r.Count() != len(envelope) {
		t.Errorf("Envelope = %v, Count %d; want %v", got, r.Count(), envelope)
	}
}

// Whoever asks why somebody gets a letter is told of every place.
func TestRecipientsWhy(t *testing.T) {
	t.Parallel()
	r := gather([]List{
		{Name: "one", To: addresses(t, "a@example.com", "b@example.com"), Bcc: addresses(t, "A@Example.com", "c@example.com"), File: addresses(t, "d@example.com")},
		{Name: "two", Cc: addresses(t, "a@example.com"), Bcc: addresses(t, "d@example.com", "e@example.com"), File: addresses(t, "e@example.com")},
	})
	for mail, want := range map[string]string{
		"a@example.com": "[{one to} {two cc} {one bcc}]", "A@EXAMPLE.COM": "[{one to} {two cc} {one bcc}]", "b@example.com": "[{one to}]",
		"c@example.com": "[{one bcc}]", "d@example.com": "[{one file} {two bcc}]", "e@example.com": "[{two bcc} {two file}]", "z@example.com": "[]",
	} {
		if got := fmt.Sprint(r.Why(mail)); got != want {
			t.Errorf("%s: %s, want %s", mail, got, want)
		}
	}
	if why := r.Why("b@example.com"); len(why) == 1 {
		why[0].List = "other"
		if again := r.Why("b@example.com"); again[0].List != "one" {
			t.Error("an answer changed what is known")
		}
	}
	if got := mails(r.Bcc); got != "c@example.com d@example.com e@example.com" {
		t.Errorf("Bcc = %s", got)
	}
}

func TestWhoStandsOnSeveralLists(t *testing.T) {
	t.Parallel()
	ab, cd := addresses(t, "a@alpha.example", "b@alpha.example"), addresses(t, "c@alpha.example", "d@alpha.example")
	for name, c := range map[string]struct {
		lists []List
		says  string
	}{
		"nobody":           {[]List{{Name: "x", Bcc: ab}, {Name: "y", File: cd}}, ""},
		"one":              {[]List{{Name: "x", Bcc: ab}, {Name: "y", Bcc: cd, File: addresses(t, "A@alpha.example")}}, "1 address stands on several lists and gets one letter"},
		"two":              {[]List{{Name: "x", Bcc: ab}, {Name: "y", Bcc: append(cd, ab...)}, {Name: "z", Bcc: ab}}, "2 addresses stand on several lists and get one letter"},
		"twice on one":     {[]List{{Name: "x", Bcc: ab, File: ab[:1]}}, "1 address stands several times on the lists and gets one letter"},
		"in both ways":     {[]List{{Name: "x", Bcc: ab, File: ab[:1]}, {Name: "y", Bcc: ab[1:]}}, "2 addresses stand several times on the lists and get one letter"},
		"one that is idle": {[]List{{Name: "x", Bcc: ab}, {Name: "y", Bcc: ab, When: map[string]string{"Region": "Africa"}}}, ""},
	} {
		got := draft(t, lists(t, c.lists...), order("customers"), nil)
		if c.says == "" && len(got.Findings) > 0 || c.says != "" && !found(got, Note, "recipients", c.says) {
			t.Errorf("%s: %+v", name, got.Findings)
		}
	}
}

func TestGatherOfNothing(t *testing.T) {
	t.Parallel()
	if r := gather(nil); r.Count() != 0 || len(r.Envelope()) != 0 {
		t.Errorf("nobody is %v", r)
	}
}

func TestListApplies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when map[string]string
		want bool
	}{
		"every incident":         {nil, true},
		"by name":                {map[string]string{"Region": "Europe"}, true},
		"by name in other case":  {map[string]string{"region": "EUROPE"}, true},
		"by id":                  {map[string]string{"customfield_3": "Europe"}, true},
		"the second option":      {map[string]string{"Region": "Asia"}, true},
		"a typed field":          {map[string]string{"components": "Payments"}, true},
		"both of two fields":     {map[string]string{"Region": "Asia", "priority": "P1"}, true},
		"another value":          {map[string]string{"Region": "Africa"}, false},
		"part of a value":        {map[string]string{"Region": "Euro"}, false},
		"one of two fields":      {map[string]string{"Region": "Europe", "priority": "P2"}, false},
		"a field that is not":    {map[string]string{"Planet": "Earth"}, false},
		"a field without values": {map[string]string{"Impact End Date": ""}, false},
	} {
		if got := (List{When: c.when}).applies(outage()); got != c.want {
			t.Errorf("%s: applies = %t", name, got)
		}
	}
}

func TestListsForAnIncident(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Lists["asia"] = List{Name: "asia", When: map[string]string{"Region": "Asia"}, To: addresses(t, "asia@example.com")}
	d.Lists["africa"] = List{Name: "africa", When: map[string]string{"Region": "Africa"}, To: addresses(t, "africa@example.com")}
	d.Audiences[1].Lists = []string{"africa", "asia", "staff"}
	got := draft(t, d, order("staff"), nil)
	if !slices.Equal(got.Lists, []string{"asia", "staff"}) {
		t.Errorf("lists = %v", got.Lists)
	}
	if to := mails(got.Recipients.To); to != "asia@example.com on-call@example.com desk@example.com" {
		t.Errorf("To = %s", to)
	}
}
