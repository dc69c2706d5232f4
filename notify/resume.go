package notify

import (
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// Open are the letters that need a person, oldest first; see [Receipt.Case].
func (h History) Open() []Receipt {
	return h.where(func(r Receipt) bool { return r.Case() != Closed })
}

// Unrecorded are the letters that reached somebody, or may have, and of which Jira does not
// know yet.
func (h History) Unrecorded() []Receipt {
	return h.where(func(r Receipt) bool {
		return r.Told() && !r.Recorded && !r.Elsewhere && !r.Test && !r.Leaving
	})
}

// Phrase is what must be typed for a decision about a letter that was left open.
func (r Receipt) Phrase(d Decision) string {
	if d == Arrived {
		return r.Key + " arrived"
	}
	return r.Key + " drop"
}

// Reopen makes a message of what the journal kept of a letter that is open, for those of its
// recipients who could still get it: the same bytes, and nobody who has them already. The
// receipt is a whole one; kept says that its incident was not to be had from Jira. The error
// says that the bytes are not those of the letter, that a later one has overtaken it, or that
// nobody is left.
func (h History) Reopen(r Receipt, eml string, kept incident.Kept) (Message, error) {
	rest := r.Rest()
	if len(rest) == 0 {
		return Message{}, fmt.Errorf("nobody is left who could get %s", r.Notice)
	}
	if Sum(eml) != r.Digest {
		return Message{}, fmt.Errorf("the kept letter is not the one that was approved: its digest is %s, not %s",
			Sum(eml).Short(), r.Digest.Short())
	}
	letters := h.Letters(r.IncidentID, r.Audience)
	for _, other := range letters {
		if other.Began.After(r.Began) { // the same bytes too: somebody has sent them anew
			return Message{}, &OvertakenError{other}
		}
	}
	d := Draft{
		Notice: r.Notice, Audience: incident.Audience{Name: r.Audience, Exposure: incident.Internal},
		Letter:  letter.Letter{Subject: r.Subject},
		Essence: r.Essence, At: r.Began, NextUpdate: r.NextUpdate, Earlier: len(letters),
		Stem: r.Stem, Sizes: r.Lists, Corrects: r.Corrects, Resumes: r.ID,
		Incident: incident.Incident{ID: r.IncidentID, Key: r.Key, Kept: kept},
	}
	if r.External {
		d.Audience.Exposure = incident.External
	}
	for _, to := range rest {
		a, err := ParseAddress(to)
		if err != nil {
			return Message{}, fmt.Errorf("read the kept recipients: %w", err)
		}
		d.Recipients.Bcc = append(d.Recipients.Bcc, a)
	}
	m := Message{draft: d, envelope: d.Recipients.Envelope(), eml: eml, id: r.MessageID}
	if err := m.read(); err != nil {
		return Message{}, fmt.Errorf("read the kept letter: %w", err)
	}
	return m, m.readSender()
}

// readSender takes the sender from the bytes, where the draft does not know it.
func (m *Message) readSender() error {
	for _, h := range m.headers {
		if h.Name == "From" {
			from, err := ParseAddress(h.Value)
			m.draft.From = from
			return err
		}
	}
	return fmt.Errorf("read the kept letter: it has no sender")
}

// again is the phrase of a letter that goes to the rest of its recipients.
func (m Message) again() string {
	return fmt.Sprintf("%s again to %d", m.draft.Notice.Key, len(m.envelope))
}

// where are the receipts that a test picks, oldest first.
func (h History) where(pick func(Receipt) bool) []Receipt {
	var out []Receipt
	for _, all := range h {
		for _, r := range all {
			if pick(r) {
				out = append(out, r)
			}
		}
	}
	sortByAge(out)
	return out
}

// With is the history together with receipts that are known from elsewhere. What this
// machine knows itself stands.
func (h History) With(elsewhere []Receipt) History {
	out := History{}
	known := map[ID]bool{}
	for id, all := range h {
		out[id] = append([]Receipt(nil), all...)
		for _, r := range all {
			known[r.ID] = true
		}
	}
	for _, r := range elsewhere {
		if !known[r.ID] {
			known[r.ID] = true
			out.Add(r)
			sortByAge(out[r.IncidentID])
		}
	}
	for id, all := range out {
		out[id] = Supersede(all)
	}
	return out
}

// Supersede notes of letters whose rest has reached, or may have reached, somebody that what is
// open about them stands there and no more here. The receipts are of one incident; they stay as
// they are.
func Supersede(all []Receipt) []Receipt {
	var out []Receipt
	for _, rest := range all {
		if rest.Resumes == "" || !rest.Told() {
			continue
		}
		if out == nil {
			out = slices.Clone(all)
		}
		for i := range out {
			if out[i].ID == rest.Resumes && (out[i].Elsewhere || !rest.Elsewhere) { // our own letters' rests leave from here
				out[i].Decided, out[i].DecidedBy = Again, rest.By
			}
		}
	}
	if out == nil {
		return all
	}
	return out
}

func sortByAge(all []Receipt) {
	slices.SortStableFunc(all, func(a, b Receipt) int {
		if c := a.Began.Compare(b.Began); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
}

// Kept reads the bytes of a letter that was sent: what it shows of itself, but nothing of how
// it came about. It cannot be approved.
func Kept(eml string) (Message, error) {
	m := Message{eml: eml}
	if err := m.read(); err != nil {
		return Message{}, fmt.Errorf("read the kept letter: %w", err)
	}
	return m, nil
}
