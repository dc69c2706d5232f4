package claim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// Claim is somebody who is sending a letter, or who was and did not say that it ended; or,
// where Composing, somebody who is writing one.
type Claim struct {
	notify.Notice
	ID        notify.ID // of the sending; empty where Composing
	By        string
	Since     time.Time
	Host      string // may be empty
	Composing bool
	Property  string // its key; see [Register.TakeOver]
}

// String is the claim as a sentence without its end.
func (c Claim) String() string {
	doing := "is sending"
	switch {
	case c.Stage == "":
		return c.By + " has a claim that cannot be read"
	case c.Composing:
		doing = "is composing"
	}
	return fmt.Sprintf("%s %s %s for %s since %s", c.By, doing, c.Telling(), c.Audience, c.Since.UTC().Format("15:04 MST"))
}

// fresh is how long the sign that somebody composes counts.
const fresh = time.Hour

// Read takes the records of an incident apart: what was told, as receipts from elsewhere, and
// who is at it, oldest first, but for the letter that this console composes. A claim of this
// console's own is told apart by its ID. What is not as a console writes it is left out.
func (r *Register) Read(in incident.Incident) (told []notify.Receipt, open []Claim) {
	now := r.now()
	keys := slices.Sorted(maps.Keys(in.Records))
	for _, key := range keys {
		value := []byte(in.Records[key])
		if strings.HasPrefix(key, sent) {
			if l, ok := readMark(in, key, value, now); ok {
				told = append(told, l)
			}
		} else if c, ok := readClaim(in, key, value, now); ok && !strings.HasSuffix(key, "."+r.console) && !marked(keys, string(c.ID)) {
			open = append(open, c)
		}
	}
	slices.SortStableFunc(told, func(a, b notify.Receipt) int { return a.Began.Compare(b.Began) })
	slices.SortStableFunc(open, func(a, b Claim) int { return a.Since.Compare(b.Since) })
	return told, open
}

var (
	idForm        = regexp.MustCompile(`^[0-9a-f]{12}$`)
	consoleForm   = regexp.MustCompile(`^[0-9a-z]{16}$`)
	digestForm    = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	messageIDForm = regexp.MustCompile(`^<[0-9A-Za-z.!#$%&'*+/=?^_{|}~-]{1,120}@[0-9A-Za-z.-]{1,120}>$`)
)

// readClaim reads a claim or the sign of a composing console.
func readClaim(in incident.Incident, key string, value []byte, now time.Time) (Claim, bool) {
	var v claimed
	if json.Unmarshal(value, &v) != nil || v.Version != version || !known(v.Notice, in) || !sane(v.Since, now) {
		id := key[strings.LastIndexByte(key, '.')+1:] // it keeps others out all the same, and must be seen to be taken over
		return Claim{ID: notify.ID(id), By: somebody, Property: key}, strings.HasPrefix(key, claims) && idForm.MatchString(id)
	}
	v.Key = in.Key
	c := Claim{Notice: v.Notice, By: cmp.Or(cleanLine(v.By), somebody), Since: v.Since, Host: cleanLine(v.Host), Property: key}
	if id, ok := strings.CutPrefix(key, claims+slug(v.Notice)+"."); ok {
		c.ID = notify.ID(id)
		return c, idForm.MatchString(id)
	}
	console, ok := strings.CutPrefix(key, composing+slug(v.Notice)+".")
	c.Composing = true
	return c, ok && consoleForm.MatchString(console) && now.Sub(v.Since) < fresh
}

// readMark reads a mark as the receipt of a letter that another console sent.
func readMark(in incident.Incident, key string, value []byte, now time.Time) (notify.Receipt, bool) {
	var m mark
	if json.Unmarshal(value, &m) != nil || m.Version != version || !known(m.Notice, in) || key != sentKey(m.Notice, m.ID) ||
		!idForm.MatchString(string(m.ID)) || !digestForm.MatchString(string(m.Digest)) || !sane(m.Began, now) || !m.adds() {
		return notify.Receipt{}, false
	}
	m.Key = in.Key
	l := notify.Receipt{
		ID: m.ID, Notice: m.Notice, Digest: m.Digest, Subject: cleanLine(m.Subject), External: m.External,
		Stem: notify.Stem{Summary: cleanLine(m.Stem.Summary), Services: cleanLine(m.Stem.Services)},
		By:   cmp.Or(cleanLine(m.By), somebody), Began: m.Began, Total: m.Total, DecidedBy: cleanLine(m.DecidedBy),
		Tally: m.Tally, Later: m.Later, Recorded: true, Elsewhere: true, Unclaimed: m.Unclaimed,
		MessageID: only(m.MessageID, messageIDForm), Essence: only(m.Essence, digestForm),
		Resumes: only(m.Resumes, idForm), Corrects: only(m.Corrects, idForm),
	}
	if sane(m.Ended, now) && !m.Ended.Before(m.Began) {
		l.Ended = m.Ended
	}
	if d := m.NextUpdate.Sub(m.Began); d >= 0 && d < 366*24*time.Hour {
		l.NextUpdate = m.NextUpdate
	}
	switch m.Decided {
	case notify.Arrived, notify.Again, notify.Dropped:
		l.Decided = m.Decided
	}
	return l, true
}

// most is more of anything than an incident or a letter has.
const most = 1 << 22

// known reports a notice of this incident, such as a console can have written.
func known(n notify.Notice, in incident.Incident) bool {
	for _, s := range []string{string(n.Stage), n.Audience} {
		if s == "" || s != cleanLine(s) {
			return false
		}
	}
	return n.IncidentID == in.ID && n.Sequence > 0 && n.Sequence < most
}

// adds reports that the counts are of known states and make the total.
func (m mark) adds() bool {
	sum := 0
	for s, n := range m.Tally {
		if !slices.Contains(states, s) || n < 0 || n > most {
			return false
		}
		sum += n
	}
	return sum == m.Total && m.Later >= 0 && m.Later <= m.Tally[notify.Refused]
}

// sane reports a time at which a console can have written something; clocks may differ.
func sane(t, now time.Time) bool {
	return t.Year() >= 2000 && t.Before(now.Add(fresh))
}

// only is s where it has the form, else nothing.
func only[S ~string](s S, form *regexp.Regexp) S {
	if !form.MatchString(string(s)) {
		return ""
	}
	return s
}

// cleanLine is foreign text on one line, not longer than a name or a subject may be.
func cleanLine(s string) string {
	const longest = 500 // runes
	if r := []rune(incident.CleanLine(s)); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return incident.CleanLine(s)
}
