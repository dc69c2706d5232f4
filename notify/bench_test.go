package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func BenchmarkCompose(b *testing.B) {
	d := draft(b, desk(b), order("staff"), nil)
	d.Letter.Text = strings.Repeat("Größe of what is affected.\n", 10_000/28)
	d.Letter.HTML = "<p>" + strings.ReplaceAll(d.Letter.Text, "\n", "<br>\n") + "</p>"
	b.ReportAllocs()
	for b.Loop() {
		composed(b, d)
	}
}

func BenchmarkDraftForTenThousand(b *testing.B) {
	d := desk(b)
	var bcc []Address
	for i := range 10_000 {
		bcc = append(bcc, address(b, fmt.Sprintf("person-%d@example.com", i)))
	}
	d.Lists["customers"] = List{Name: "customers", Bcc: bcc}
	b.ReportAllocs()
	for b.Loop() {
		if n := draft(b, d, order("customers"), nil).Recipients.Count(); n != len(bcc) {
			b.Fatal(n)
		}
	}
}

func BenchmarkStandingOfTenThousand(b *testing.B) {
	h := History{}
	all := make([]incident.Incident, 10_000)
	for i := range all {
		all[i] = outage()
		all[i].ID = fmt.Sprint(i)
		for n, audience := range []string{"customers", "staff", "customers"} {
			r := promised(past(incident.Update, n, audience, now, Accepted), time.Hour)
			r.IncidentID = all[i].ID
			h.Add(r)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, in := range all {
			if h.Standing(in, now).Need != Waiting {
				b.Fatal(in.ID)
			}
		}
	}
}
