package sweep

import (
	"errors"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
)

// half is a world in which a letter to five has reached the first two only.
func halfSent(t *testing.T) (*world, *journal.Journal, notify.Receipt) {
	t.Helper()
	w := newWorld(t)
	w.mail.fails(map[string]act{"MAIL 2": {say: "452 full\r\n"}})
	j, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.post(j).Send(t.Context(), approve(t, message(t, 5, false)), notify.Watch{}); err != nil {
		t.Fatal(err)
	}
	w.mail.fails(nil)
	return w, j, w.only(j)
}

// only is the open letter, whole.
func (w *world) only(j *journal.Journal) notify.Receipt {
	w.t.Helper()
	told, err := j.History()
	if err != nil || len(told.Open()) != 1 {
		w.t.Fatalf("open: %+v, %v", told.Open(), err)
	}
	r, err := j.Receipt(string(told.Open()[0].ID))
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// rest is the rest of a letter, confirmed so many hours later.
func (w *world) rest(j *journal.Journal, r notify.Receipt, hours int) notify.Approved {
	w.t.Helper()
	told, err := j.History()
	if err != nil {
		w.t.Fatal(err)
	}
	eml, err := j.EML(r.Digest)
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := told.Reopen(r, eml, incident.Kept{})
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := m.Approve(notify.Consent{Typed: m.Phrase(), By: "ada", At: now.Add(time.Duration(hours) * time.Hour)})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// Where the rest is refused too, nobody is forgotten: the letter is open until they have it.
func TestARestThatIsRefusedStaysOpen(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string]map[string]act{
		"at the dot": {"dot": {say: "451 later\r\n"}}, "at MAIL": {"MAIL": {say: "451 later\r\n"}}, "at the greeting": {"greeting": {end: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, j, r := halfSent(t)
			w.mail.fails(faults)
			if _, err := w.post(j).Send(t.Context(), w.rest(j, r, 1), notify.Watch{}); err != nil {
				t.Fatal(err)
			}
			w.mail.fails(nil)
			again := w.only(j)
			if len(again.Rest()) != 3 {
				t.Fatalf("the rest is %v", again.Rest())
			}
			if _, err := w.post(j).Send(t.Context(), w.rest(j, again, 2), notify.Watch{}); err != nil {
				t.Fatal(err)
			}
			w.books(name, j)
			if truth := w.mail.quiet(); len(truth) != 5 {
				t.Errorf("the server took %v", truth)
			}
			if told, err := j.History(); err != nil || len(told.Open()) > 0 {
				t.Errorf("open: %+v, %v", told.Open(), err)
			}
		})
	}
}

// What a person confirmed or decides from an old screen does not count any more, once somebody
// else has settled the letter.
func TestAnOldScreenSettlesNothing(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]func(w *world, j *journal.Journal, r notify.Receipt) error{
		"sent": func(w *world, j *journal.Journal, r notify.Receipt) error {
			_, err := w.post(j).Send(w.t.Context(), w.rest(j, r, 1), notify.Watch{})
			return err
		},
		"dropped": func(w *world, j *journal.Journal, r notify.Receipt) error {
			return w.post(j).Decide(w.t.Context(), r, notify.Dropped, r.Phrase(notify.Dropped), "bob")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, j, r := halfSent(t)
			stale := w.rest(j, r, 2)
			if err := other(w, j, r); err != nil {
				t.Fatal(err)
			}
			before := len(w.mail.quiet())
			p := w.post(j)
			p.Register = nil // the journal alone must be enough
			_, err := p.Send(t.Context(), stale, notify.Watch{})
			if settled := (*journal.SettledError)(nil); !errors.As(err, &settled) && !errors.As(err, new(*notify.OvertakenError)) {
				t.Errorf("the rest from an old screen: %v", err)
			}
			for _, d := range []notify.Decision{notify.Arrived, notify.Dropped} {
				if err := p.Decide(t.Context(), r, d, r.Phrase(d), "ada"); err == nil {
					t.Errorf("%s from an old screen is written down", d)
				}
			}
			if after := len(w.mail.quiet()); after != before {
				t.Errorf("the server took %d more", after-before)
			}
			w.books(name, j)
			if told, err := j.History(); err != nil || len(told.Open()) > 0 {
				t.Errorf("open: %+v, %v", told.Open(), err)
			}
		})
	}
}

// A letter whose keeping failed at the last moment, and that was then confirmed again, is not
// offered a second time.
func TestALetterThatWasConfirmedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	j, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	first := message(t, 2, false)
	w.mail.plays(func(s *script) { s.step = func(string) bool { return true } }) // the program ends before anything leaves
	_, _ = w.post(j).Send(t.Context(), approve(t, first), notify.Watch{})
	w.mail.plays(func(s *script) { s.step = func(string) bool { return false } })
	a, err := first.Approve(notify.Consent{Typed: first.Phrase(), By: "ada", At: now.Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.post(j).Send(t.Context(), a, notify.Watch{}); err != nil {
		t.Fatal(err)
	}
	told, err := j.History()
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range told.Open() {
		r, err := j.Receipt(string(open.ID))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := told.Reopen(r, first.EML(), incident.Kept{}); !errors.As(err, new(*notify.OvertakenError)) {
			t.Errorf("the same bytes are offered again: %v", err)
		}
	}
	w.books("anew", j)
}
