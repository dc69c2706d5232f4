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

// A letter of 10 kB to customers, from the template to the bytes: filled twice (once for its
// essence), searched for what must not leave, composed and read back.
func BenchmarkLetter(b *testing.B) {
	row := `<tr><td style="padding:8px" class="k"><b>Reference</b></td><td class="v">Some words of a letter &amp; more about [issue.key], ` +
		`<a href="https://status.example.com/[issue.key]">[issue.summary]</a> since [impact-start|yyyy-MM-dd HH:mm z].</td></tr>` + "\n"
	source := "<html><head><style>.k{color:#333} .v{padding:4px} td{vertical-align:top} @media (max-width:480px){.k{display:block}}</style></head><body>" +
		"<p>[message] [customer-description]</p><table>" + strings.Repeat(row, 9_500/len(row)) + "</table></body></html>"
	d, o := desk(b), order("customers")
	d.Templates = templates(b, map[string]string{"start.html": source})
	b.ReportAllocs()
	for b.Loop() {
		composed(b, draft(b, d, o, nil))
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
