package smtp

import (
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// three are the recipients of the tables; states are written as one letter for each:
// A accepted, R refused, U unsent, ? unknown.
var three = []string{"ann@example.test", "bob@example.test", "eve@example.test"}

func approved(t testing.TB, text string, to ...string) notify.Approved {
	t.Helper()
	address := func(s string) notify.Address {
		a, err := notify.ParseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	d := notify.Draft{
		Notice:   notify.Notice{IncidentID: "1", Key: "OPS-1", Stage: incident.Start, Sequence: 1, Audience: "ops"},
		Audience: incident.Audience{Name: "ops", Exposure: incident.Internal, Zone: time.UTC, Language: "en"},
		From:     address("Incident Desk <desk@example.test>"),
		Letter:   letter.Letter{Subject: "Disruption", Text: text, HTML: "<p>Disruption</p>"},
		At:       time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC),
	}
	for _, s := range to {
		d.Recipients.Bcc = append(d.Recipients.Bcc, address(s))
	}
	m, err := d.Compose()
	if err != nil {
		t.Fatal(err)
	}
	a, err := m.Approve(notify.Consent{Typed: m.Phrase(), By: "tester", At: d.At})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func eml(t testing.TB, a notify.Approved) string {
	t.Helper()
	m, err := a.Message()
	if err != nil {
		t.Fatal(err)
	}
	return m.EML()
}

func states(d notify.Delivery) string {
	var b strings.Builder
	for _, o := range d.Outcomes {
		b.WriteString(map[notify.State]string{
			notify.Accepted: "A", notify.Refused: "R", notify.Unsent: "U", notify.Unknown: "?",
		}[o.State])
	}
	return b.String()
}

// honest compares what a delivery says with what the server knows. The server is stopped.
func honest(t *testing.T, f *fake, d notify.Delivery, want string) {
	t.Helper()
	for _, o := range d.Outcomes {
		n := f.took(o.Address)
		switch {
		case n > 1:
			t.Errorf("%s was mailed %d times", o.Address, n)
		case o.State == notify.Accepted && n == 0:
			t.Errorf("%s is accepted, and the server never took it", o.Address)
		case (o.State == notify.Refused || o.State == notify.Unsent) && n > 0:
			t.Errorf("%s is %s, and the server took it", o.Address, o.State)
		}
	}
	for _, l := range f.broken {
		if strings.Contains(l, "QUIT") || strings.Contains(l, "RSET") {
			t.Errorf("a command inside an open letter: %q", l[max(0, len(l)-80):])
		}
	}
	for _, l := range f.accepted {
		if l.body != want {
			t.Errorf("the server took other bytes than those approved: %.80q, want %.80q", l.body, want)
		}
		if len(l.to) == 0 {
			t.Errorf("the server took a letter to nobody: %.80q", l.body)
		}
		if f.diary != nil && !f.diary.committed(l.to) {
			t.Errorf("the server took a letter to %q, which nobody wrote down before", l.to)
		}
	}
}

// explained checks that a stop says all that it has to, in one line each.
func explained(t *testing.T, d notify.Delivery) {
	t.Helper()
	if d.Stop == nil {
		t.Fatal("no stop")
	}
	for _, s := range []string{d.Stop.Step, d.Stop.Why, d.Stop.Do} {
		if s == "" || s != incident.CleanLine(s) || len([]rune(s)) > 400 {
			t.Errorf("not fit to be shown: %q in %+v", s, *d.Stop)
		}
	}
}
