package notify

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// whole is a letter that was sent, as the journal has it.
func whole(t *testing.T, m Message, states ...State) Receipt {
	t.Helper()
	a := approved(t, m)
	r := a.receipt()
	r.Ended = now.Add(time.Minute)
	for i, to := range m.Envelope() {
		r.Outcomes = append(r.Outcomes, Outcome{Address: to, State: states[i]})
	}
	return r
}

// The rest of a letter is sent with the very same bytes, to nobody who has it.
func TestReopen(t *testing.T) {
	t.Parallel()
	m := message(t, "customers")
	r := whole(t, m, Accepted, Unsent)
	if r.Case() != Partly {
		t.Fatalf("case %d", r.Case())
	}
	again, err := history(r).Reopen(r, m.EML(), incident.Kept{})
	if err != nil {
		t.Fatal(err)
	}
	if again.EML() != m.EML() || again.Digest() != m.Digest() || !slices.Equal(again.Envelope(), []string{"ops@beta.example.com"}) ||
		again.Sender() != m.Sender() || again.Text() != m.Text() || again.Draft().Recipients.Count() != 1 {
		t.Errorf("%+v", again.Draft())
	}
	if again.Phrase() != "OPS-101 again to 1" {
		t.Errorf("phrase %q", again.Phrase())
	}
	late := Consent{Typed: again.Phrase(), By: "desk", At: now.Add(5 * time.Hour)}
	a, err := again.Approve(late)
	if err != nil {
		t.Fatal(err)
	}
	w := &trace{answer: Delivery{Outcomes: allAccepted()[1:]}}
	first := r
	first.Delivery = Delivery{}
	if err := w.stories.Add(Event{Letter: r.ID, What: WasPrepared, At: r.Began, Receipt: &first}); err != nil {
		t.Fatal(err)
	}
	sent, err := w.post().Send(t.Context(), a, Watch{})
	if got := strings.Join(w.calls, " "); err != nil || got != "open claim fresh send committing settled ended mark recorded close" {
		t.Errorf("calls %s, error %v", got, err)
	}
	told := w.stories.History()["10101"]
	if sent.ID == r.ID || sent.Resumes != r.ID || len(told) != 2 || told[0].Decided != Again || told[1].Count(Accepted) != 1 {
		t.Errorf("%+v", told)
	}
}

func TestReopenRefuses(t *testing.T) {
	t.Parallel()
	m := message(t, "customers")
	r := whole(t, m, Accepted, Unknown)
	later := past(incident.Update, 1, "customers", now.Add(time.Hour), Accepted)
	later.Digest = "sha256:other"
	for name, c := range map[string]struct {
		h    History
		r    Receipt
		eml  string
		want string
	}{
		"other bytes": {history(r), r, m.EML() + "x", "not the one that was approved"},
		"overtaken":   {history(r, later), r, m.EML(), "it is overtaken: update 1"},
		"nobody left": {history(), whole(t, m, Accepted, Accepted), m.EML(), "nobody is left"},
	} {
		if _, err := c.h.Reopen(c.r, c.eml, incident.Kept{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A person's word settles a letter, if it is exactly the phrase.
func TestDecide(t *testing.T) {
	t.Parallel()
	w := &trace{answer: Delivery{}}
	r, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if open := w.stories.History().Open(); len(open) != 1 || open[0].Case() != InDoubt {
		t.Fatalf("open: %+v", open)
	}
	for _, typed := range []string{"", "arrived", "OPS-101 drop", "OPS-101 arrived "} {
		if err := w.post().Decide(t.Context(), r, Arrived, typed, "ada"); !errors.Is(err, ErrPhrase) {
			t.Errorf("%q decides: %v", typed, err)
		}
	}
	if err := w.post().Decide(t.Context(), r, Arrived, "OPS-101 arrived", "ada"); err != nil {
		t.Fatal(err)
	}
	h := w.stories.History()
	if kept := w.receipt(t); len(h.Open()) > 0 || kept.Decided != Arrived || kept.DecidedBy != "ada" || kept.Doubt() || !kept.Told() {
		t.Errorf("%+v", kept)
	}
}

// Receipts that are known from Jira stand between our own, and never in their place.
func TestHistoryWithWhatIsKnownElsewhere(t *testing.T) {
	t.Parallel()
	own := past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted)
	own.ID = "aaaa"
	echo := own
	echo.Elsewhere, echo.Outcomes, echo.Tally = true, nil, map[State]int{Accepted: 1}
	other := past(incident.Update, 1, "customers", now.Add(-2*time.Hour), Accepted)
	other.ID, other.Elsewhere = "bbbb", true
	h := history(own)
	doubt := past(incident.Update, 2, "customers", now.Add(-3*time.Hour), Unknown)
	doubt.ID, doubt.Elsewhere, other.Resumes = "cccc", true, "cccc"
	if all := h.With([]Receipt{doubt, other})["10101"]; all[0].Doubt() || all[0].Decided != Again {
		t.Errorf("a letter whose rest was sent is in doubt: %+v", all[0])
	}
	forged := other
	forged.ID, forged.Resumes = "dddd", own.ID
	if all := h.With([]Receipt{forged})["10101"]; all[len(all)-1].Decided != "" {
		t.Errorf("what stands in Jira settles a letter of this machine: %+v", all)
	}
	got := h.With([]Receipt{echo, other, other})["10101"]
	if len(got) != 2 || got[0].ID != "bbbb" || got[1].Elsewhere || len(h["10101"]) != 1 {
		t.Errorf("%+v", got)
	}
}
