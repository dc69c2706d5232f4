package notify

import (
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
