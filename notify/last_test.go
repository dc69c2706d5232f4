package notify

import (
	"testing"
	"time"

	"bulletin/notify/incident"
)

// Links come in many shapes; the operator's own words can hold them too.
func TestNoAddressOfJiraInAnyShape(t *testing.T) {
	t.Parallel()
	for words, block := range map[string]bool{
		"see https://me@jira.example.com/browse/OPS-1": true, "see jira.example.com/browse/OPS-1": true,
		"see HTTPS://JIRA.EXAMPLE.COM/x": true, "see https://status.example.com/": false,
	} {
		o := order("customers")
		o.Message = words
		if got := draft(t, desk(t), o, nil); found(got, Block, "letter", "a link into the house") != block {
			t.Errorf("%q: %+v", words, got.Findings)
		}
	}
}

// Jira's own rendering brings links into Jira along; customers must not get them.
func TestNoLinkIntoJiraLeavesTheHouse(t *testing.T) {
	t.Parallel()
	rich := func(o *Order) {
		o.Incident = with(o.Incident, "Customer Description", func(v *incident.Value) {
			v.Kind, v.HTML = incident.Rich, `<p>See <a href="https://JIRA.example.com/browse/OPS-99">OPS-99</a></p>`
		})
	}
	for audience, block := range map[string]bool{"customers": true, "staff": false} {
		d, o := desk(t), order(audience)
		d.Templates = library(t, "")
		rich(&o)
		if got := draft(t, d, o, nil); found(got, Block, "letter", "a link into the house") != block {
			t.Errorf("%s: %+v\n%s", audience, got.Findings, got.Letter.Text)
		}
	}
}

func TestALetterWithoutWordsIsBlocked(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Templates = templates(t, map[string]string{"start.html": "<!-- nothing -->"})
	if got := draft(t, d, order("staff"), nil); !found(got, Block, "letter", "no words") {
		t.Errorf("%+v", got.Findings)
	}
}

// A stage that follows nothing must be meant; one that runs ahead of Jira is noted.
func TestAStageThatDoesNotFit(t *testing.T) {
	t.Parallel()
	start := past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted)
	for name, c := range map[string]struct {
		stage incident.Stage
		told  History
		want  Severity
		words string
	}{
		"an update after nothing":    {incident.Update, nil, Warn, "nothing has gone to customers yet"},
		"resolved after nothing":     {incident.Resolved, nil, Warn, "nothing has gone to customers yet"},
		"resolved, and Jira is open": {incident.Resolved, history(start), Note, "which is not done"},
	} {
		o := order("customers")
		o.Stage = c.stage
		if got := draft(t, desk(t), o, c.told); !found(got, c.want, "stage", c.words) {
			t.Errorf("%s: %+v", name, got.Findings)
		}
	}
}
