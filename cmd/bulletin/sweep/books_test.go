package sweep

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
)

// books compares what the journal says of each recipient with what the mail server took, and
// Jira's marks with both. Never is anybody mailed twice.
func (w *world) books(where string, j *journal.Journal) []notify.Receipt {
	w.t.Helper()
	truth := w.mail.quiet()
	story, err := j.Story("10101")
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	if _, err := j.History(); err != nil {
		w.t.Errorf("%s: the journal is damaged: %v", where, err)
	}
	said := map[string]int{}  // surely
	maybe := map[string]int{} // possibly
	for _, r := range story {
		for _, o := range r.Outcomes {
			switch o.State {
			case notify.Accepted:
				said[o.Address]++
			case notify.Unknown:
				maybe[o.Address]++
			}
		}
	}
	for to, n := range truth {
		if n > 1 {
			w.t.Errorf("%s: %s was mailed %d times", where, to, n)
		}
		if n > said[to]+maybe[to] {
			w.t.Errorf("%s: %s was mailed, and the journal says unsent: %s", where, to, states(story))
		}
	}
	for to, n := range said {
		if n > truth[to] {
			w.t.Errorf("%s: %s was not mailed, and the journal says accepted: %s", where, to, states(story))
		}
	}
	marks, _ := claim.New(w.jira, func() time.Time { return now }).Read(w.jira.records())
	for _, m := range marks {
		for _, r := range story {
			took := 0
			for _, o := range r.Outcomes {
				took += truth[o.Address]
			}
			if r.ID == m.ID && (m.Count(notify.Accepted) > took || m.Count(notify.Accepted)+m.Count(notify.Unknown) < r.Count(notify.Accepted) || m.Digest != r.Digest) {
				w.t.Errorf("%s: Jira says %v, the journal %v, the server took %d", where, m.Tally, r.Tally, took)
			}
		}
	}
	return story
}

func states(story []notify.Receipt) string {
	var b strings.Builder
	for _, r := range story {
		fmt.Fprintf(&b, "[%s ended %t decided %q:", r.ID, !r.Ended.IsZero(), r.Decided)
		for _, o := range r.Outcomes {
			fmt.Fprintf(&b, " %s", o.State)
		}
		b.WriteString("]")
	}
	return b.String()
}

// settle is what comes after a restart: Jira is told, and a person decides about what is open,
// knowing from the mail server what arrived. In the end everybody whom the server takes has the
// letter once.
func (w *world) settle(where string, j *journal.Journal, m notify.Message, refused map[string]bool) {
	w.t.Helper()
	p := w.post(j)
	for range 4 {
		told, err := j.History()
		if err != nil {
			w.t.Fatalf("%s: %v", where, err)
		}
		for _, r := range told.Unrecorded() {
			if err := p.Record(w.t.Context(), r); err != nil {
				w.t.Fatalf("%s: %v", where, err)
			}
		}
		before := w.mail.quiet()
		for _, r := range told.Open() {
			w.decide(where, p, j, told, r, before)
		}
	}
	story := w.books(where, j)
	told, err := j.History()
	if err != nil || len(told.Open()) > 0 || len(told.Unrecorded()) > 0 {
		w.t.Errorf("%s: in the end %s is open, %v", where, states(story), err)
	}
	truth := w.mail.quiet()
	if len(story) == 0 { // it never came to be: confirmed again, it leaves
		return
	}
	for _, to := range m.Envelope() {
		if truth[to] != 1 && !refused[to] && story[len(story)-1].Case() == notify.Closed && anyTold(story) {
			w.t.Errorf("%s: in the end %s got it %d times: %s", where, to, truth[to], states(story))
		}
	}
	if left := slices.DeleteFunc(slices.Collect(maps.Keys(w.jira.values)), func(k string) bool { return !strings.HasPrefix(k, "bulletin.claim.") }); len(left) > 0 && anyTold(story) {
		w.t.Errorf("%s: in the end the claims %v are left: %s", where, left, states(story))
	}
}

func anyTold(story []notify.Receipt) bool { return slices.ContainsFunc(story, notify.Receipt.Told) }

// decide is one decision of a person who has asked the mail server.
func (w *world) decide(where string, p notify.Post, j *journal.Journal, told notify.History, open notify.Receipt, truth map[string]int) {
	w.t.Helper()
	r, err := j.Receipt(string(open.ID))
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	arrived, missing := 0, 0
	for _, o := range r.Outcomes {
		if o.State == notify.Unknown && truth[o.Address] > 0 {
			arrived++
		} else if o.State == notify.Unknown {
			missing++
		}
	}
	if r.Case() == notify.InDoubt && arrived > 0 {
		if missing > 0 {
			w.t.Errorf("%s: of one letter some of the unknown arrived and some did not", where)
		}
		if err := p.Decide(w.t.Context(), r, notify.Arrived, r.Phrase(notify.Arrived), "ada"); err != nil {
			w.t.Errorf("%s: %v", where, err)
		}
		return
	}
	eml, err := j.EML(r.Digest)
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	again, err := told.Reopen(r, eml, incident.Kept{})
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	a, err := again.Approve(notify.Consent{Typed: again.Phrase(), By: "ada", At: now.Add(time.Duration(len(told["10101"])) * time.Hour)})
	if err != nil {
		w.t.Fatalf("%s: %v", where, err)
	}
	if _, err := p.Send(w.t.Context(), a, notify.Watch{}); err != nil {
		w.t.Errorf("%s: the rest: %v", where, err)
	}
}
