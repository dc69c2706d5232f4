package notify

import (
	"fmt"
	"strings"
	"testing"

	"bulletin/notify/incident"
)

// The desk answers for any address, also where no letter is at hand.
func TestWhyAnAddressGetsLetters(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Lists["asia"] = List{Name: "asia", When: map[string]string{"Region": "Asia"}, To: addresses(t, "heads@example.com")}
	d.Lists["africa"] = List{Name: "africa", When: map[string]string{"Region": "Africa"}, File: addresses(t, "HEADS@example.com")}
	d.Lists["old"] = List{Name: "old", Bcc: addresses(t, "heads@example.com", "gone@example.com")}
	d.Audiences[0].Lists, d.Audiences[1].Lists = []string{"customers", "africa"}, []string{"africa", "asia", "staff"}
	in, drill := outage(), d
	drill.Drill = &List{Name: "drill", Bcc: addresses(t, "heads@example.com")}
	for name, c := range map[string]struct {
		desk Desk
		mail string
		in   *incident.Incident
		want string
	}{
		"for an incident": {d, "heads@example.com", &in, "customers/africa/file/map[Region:Africa]=false staff/africa/file/map[Region:Africa]=false " +
			"staff/asia/to/map[Region:Asia]=true staff/staff/cc/map[]=true /old/bcc/map[]=false"},
		"for none": {d, "heads@example.com", nil, "customers/africa/file/map[Region:Africa]=false staff/africa/file/map[Region:Africa]=false " +
			"staff/asia/to/map[Region:Asia]=false staff/staff/cc/map[]=true /old/bcc/map[]=false"},
		"of nobody's list": {d, "gone@example.com", &in, "/old/bcc/map[]=false"},
		"of no list":       {d, "nobody@example.com", &in, ""},
		"in an exercise":   {drill, "heads@example.com", &in, "customers/drill/bcc/map[]=true staff/drill/bcc/map[]=true"},
		"else, in one":     {drill, "it@alpha.example.com", &in, ""},
	} {
		var got []string
		for _, r := range c.desk.Why(address(t, c.mail), c.in) {
			got = append(got, fmt.Sprintf("%s/%s/%s/%v=%t", r.Audience, r.List, r.Field, r.When, r.Applies))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s\nwant %s", name, s, c.want)
		}
	}
}
