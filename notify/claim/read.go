package claim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// version is that of the values which this package writes and reads.
const version = 1

// note is the value of a claim, and of what is being composed.
type note struct {
	Version int `json:"v"`
	notify.Notice
	By    string    `json:"by"`
	Since time.Time `json:"since,omitzero"`
	Began time.Time `json:"began,omitzero"` // of a mark that is read as a note
}

// mark is the value that says what became of a letter.
type mark struct {
	Version int       `json:"v"`
	ID      notify.ID `json:"id"`
	notify.Notice
	By         string               `json:"by"`
	Began      time.Time            `json:"began"`
	Ended      time.Time            `json:"ended,omitzero"`
	Digest     notify.Digest        `json:"digest"`
	MessageID  string               `json:"message_id"`
	Subject    string               `json:"subject"`
	Stem       notify.Stem          `json:"stem,omitzero"`
	External   bool                 `json:"external,omitempty"`
	Total      int                  `json:"recipients"`
	Tally      map[notify.State]int `json:"tally"`
	NextUpdate time.Time            `json:"next_update,omitzero"`
	Essence    notify.Digest        `json:"essence,omitempty"`
	Resumes    notify.ID            `json:"resumes,omitempty"`
	Corrects   notify.ID            `json:"corrects,omitempty"`
	Decided    notify.Decision      `json:"decided,omitempty"`
	DecidedBy  string               `json:"decided_by,omitempty"`
}

func markOf(r notify.Receipt) mark {
	m := mark{Version: version, ID: r.ID, Notice: r.Notice, By: r.By, Began: r.Began, Ended: r.Ended, Digest: r.Digest,
		MessageID: r.MessageID, Subject: r.Subject, Stem: r.Stem, External: r.External, Total: r.Total, Tally: map[notify.State]int{},
		NextUpdate: r.NextUpdate, Essence: r.Essence, Resumes: r.Resumes, Corrects: r.Corrects, Decided: r.Decided, DecidedBy: r.DecidedBy}
	for _, s := range []notify.State{notify.Accepted, notify.Refused, notify.Unsent, notify.Unknown} {
		if n := r.Count(s); n > 0 {
			m.Tally[s] = n
		}
	}
	return m
}

// receipt is a mark as the history knows letters.
func (m mark) receipt() notify.Receipt {
	return notify.Receipt{ID: m.ID, Notice: m.Notice, Digest: m.Digest, MessageID: m.MessageID, Subject: m.Subject, Stem: m.Stem,
		External: m.External, By: m.By, Began: m.Began, Ended: m.Ended, NextUpdate: m.NextUpdate, Essence: m.Essence, Total: m.Total,
		Tally: m.Tally, Resumes: m.Resumes, Corrects: m.Corrects, Decided: m.Decided, DecidedBy: m.DecidedBy,
		Recorded: true, Elsewhere: true}
}

// Claim is what another console is doing.
type Claim struct {
	notify.Notice
	Property  string // its key
	By        string
	Since     time.Time
	Composing bool // it is being written; else it is being sent
}

// String is the claim as a sentence without its end.
func (c Claim) String() string {
	doing := "is sending"
	if c.Composing {
		doing = "is composing"
	}
	return fmt.Sprintf("%s %s %s for %s since %s", c.By, doing, c.Telling(), c.Audience, c.Since.UTC().Format("15:04 MST"))
}

// maxAge is how long what somebody composes is worth a word.
const maxAge = time.Hour

// Read is what the records of an incident say: the letters that have left, oldest first, and
// what other consoles are doing. What makes no sense is left out.
func (g *Register) Read(in incident.Incident) (told []notify.Receipt, others []Claim) {
	for key, value := range in.Records {
		switch {
		case strings.HasPrefix(key, sent):
			if m, ok := readMark(in, key, value); ok {
				told = append(told, m.receipt())
			}
		case strings.HasPrefix(key, claimed), strings.HasPrefix(key, composing):
			if c, ok := g.readClaim(in, key, value); ok {
				others = append(others, c)
			}
		}
	}
	slices.SortFunc(told, func(a, b notify.Receipt) int {
		if c := a.Began.Compare(b.Began); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	slices.SortFunc(others, func(a, b Claim) int { return strings.Compare(a.Property, b.Property) })
	resumed(told)
	return told, others
}

// resumed notes of letters whose rest was sent that nothing is open about them any more.
func resumed(told []notify.Receipt) {
	for _, r := range told {
		for i := range told {
			if r.Resumes != "" && told[i].ID == r.Resumes && told[i].Decided == "" {
				told[i].Decided = notify.Again
			}
		}
	}
}

func readMark(in incident.Incident, key, value string) (mark, bool) {
	var m mark
	if json.Unmarshal([]byte(value), &m) != nil || m.Version != version || m.Began.IsZero() || m.Total < 0 {
		return m, false
	}
	for _, s := range []*string{(*string)(&m.ID), (*string)(&m.Stage), &m.Audience, &m.By, (*string)(&m.Digest), &m.MessageID,
		&m.Subject, &m.Stem.Summary, &m.Stem.Services, &m.DecidedBy, (*string)(&m.Decided), (*string)(&m.Essence)} {
		*s = cut(incident.CleanLine(*s))
	}
	known := map[notify.State]int{}
	for _, s := range []notify.State{notify.Accepted, notify.Refused, notify.Unsent, notify.Unknown} {
		if n := m.Tally[s]; n > 0 {
			known[s] = n
		}
	}
	m.Tally, m.IncidentID, m.Key = known, in.ID, in.Key // the issue may have been moved
	return m, key == sent+slug(m.Notice)+"."+string(m.ID)
}

func (g *Register) readClaim(in incident.Incident, key, value string) (Claim, bool) {
	var n note
	if json.Unmarshal([]byte(value), &n) != nil || n.Version != version {
		return Claim{}, false
	}
	c := Claim{Notice: n.Notice, Property: key, By: cut(incident.CleanLine(n.By)), Since: n.Since, Composing: strings.HasPrefix(key, composing)}
	c.Stage, c.Audience = incident.Stage(cut(incident.CleanLine(string(c.Stage)))), cut(incident.CleanLine(c.Audience))
	c.IncidentID, c.Key = in.ID, in.Key
	old := c.Composing && g.now().Sub(n.Since) > maxAge
	return c, c.By != "" && !old && !strings.HasSuffix(key, "."+g.console)
}

// cut keeps foreign text from filling the screen, or a header.
func cut(s string) string {
	const most = 300 // runes
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
