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

// crowd is an order for so many customers, most of whom have had letters: half of the list
// has changed since, a tenth stands on a second list.
func crowd(b *testing.B, n int) (Desk, Order, History) {
	b.Helper()
	people := many(b, n+n/2, "alpha.example")
	d := lists(b, List{Name: "x", File: people[:n]}, List{Name: "y", Bcc: people[:n/10]})
	told := History{}
	for i := range 5 {
		r := got(past(incident.Update, i+1, "customers", now.Add(time.Duration(i-9)*time.Hour), Accepted), mailsOf(people[n/2:])...)
		r.Lists = map[string]int{"x": n, "y": n / 10}
		told.Add(r)
	}
	o := order("customers")
	d.Audiences[0].Deny = []string{"denied.example", "also.example"}
	return d, o, told
}

// Drafting and composing for many people cost in proportion to their number.
func BenchmarkDraftFor(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		d, o, told := crowd(b, n)
		o.Former = true
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := draft(b, d, o, told); got.Recipients.Count() != n+n/2 {
					b.Fatal(got.Recipients.Count())
				}
			}
		})
	}
}

func BenchmarkComposeFor(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		d, o, told := crowd(b, n)
		letter := draft(b, d, o, told)
		letter.Letter.HTML += strings.Repeat("<p>Write to reader@example.org.</p>", 100)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				composed(b, letter)
			}
		})
	}
}

func BenchmarkChangedFor(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		d, o, told := crowd(b, n)
		old, fresh := draft(b, d, o, told), outage()
		fresh.Summary, fresh.Updated = "Nothing works", now
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if d.Changed(old, fresh, told) == nil {
					b.Fatal("the same letter")
				}
			}
		})
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
