package notify

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// times tells of times of the impact that contradict one another, or the letter.
func (d *Draft) times(start, end time.Time) {
	const mend = "correct the times in Jira"
	over := !end.IsZero() && !end.After(d.At)
	switch {
	case !end.IsZero() && end.Before(start):
		d.find(Warn, "impact-end", fmt.Sprintf("the impact ends at %s, before it starts at %s", clock(end), clock(start)), mend)
	case end.After(d.At) && d.Notice.Stage.Over():
		d.find(Warn, "impact-end", "the impact ends at "+clock(end)+", which is still to come", mend+", or choose update")
	case over && (d.Notice.Stage == incident.Start || d.Notice.Stage == incident.Update):
		d.find(Warn, "impact-end", "the impact ended at "+clock(end)+", and this letter says that it goes on", "choose resolved, or take the end out in Jira")
	}
	if start.After(d.At) {
		d.find(Warn, "impact-start", "the impact starts at "+clock(start)+", which is still to come", mend)
	}
}

// maxSubject is where a subject stops being one; RFC 5322 lines end at 998.
const maxSubject = 200

func (d *Draft) find(s Severity, where, what, do string) {
	d.Findings = append(d.Findings, Finding{Severity: s, Where: where, What: what, Do: do})
}

// review adds the findings that are not the template's.
func (d *Draft) review(told History) {
	d.withoutJira()
	d.recipients(told)
	if d.Blocked() == nil && (d.Letter.Silent || strings.TrimSpace(d.Letter.Text) == "") {
		d.find(Block, "letter", "it has no words", "look at the template "+d.Template.Name())
	}
	if n := utf8.RuneCountInString(d.Letter.Subject); n > maxSubject {
		d.Letter.Subject = string([]rune(d.Letter.Subject)[:maxSubject-1]) + "…"
		d.find(Warn, "subject", fmt.Sprintf("the subject had %d characters and was cut", n), "shorten the summary in Jira")
	}
	if marked(d.Letter.Subject) || marked(d.Letter.Text) {
		d.find(Warn, "letter", "a value held characters that could not be shown or could act; they stand in the letter as visible marks",
			"clean the field in Jira")
	}
	if where, what, do := d.unblind(); what != "" {
		d.find(Block, where, what, do)
	}
	if !d.Test { // which tells nobody anything
		d.compare(told)
	}
}

// compare adds what earlier letters to the same audience say about this one.
func (d *Draft) compare(told History) {
	letters := told.Letters(d.Notice.IncidentID, d.Audience.Name)
	if n := len(letters); n > 0 && letters[n-1].Essence == d.Essence {
		d.find(Warn, "letter", "it says the same as "+letters[n-1].Telling()+" of "+clock(letters[n-1].Began)+", but for the time",
			"say in your message what has changed, or that nothing has")
	}
	begins := !follows(d.Notice.Stage) && d.offer.Why(d.Audience.Name, incident.Start) != "" // as a maintenance does
	if d.Notice.Stage != incident.Start && len(letters) == 0 && !begins {
		d.find(Warn, "stage", "nothing has gone to "+d.Audience.Name+" yet that this could follow", "choose start, or mean it")
	}
	if d.Notice.Stage == incident.Resolved && !d.Incident.Done {
		d.find(Note, "stage", "Jira says "+d.Incident.Status+", which is not done", "close the incident in Jira too")
	}
	d.follow(letters)
	d.twice(letters)
	for _, r := range letters {
		if r.Stage == d.Notice.Stage && r.Stage.Once() {
			d.find(Warn, "stage", fmt.Sprintf("%s was already told %s at %s", d.Audience.Name, r.Stage, clock(r.Began)),
				"choose update, or mean it")
		}
		if r.Doubt() {
			d.find(Warn, "history", fmt.Sprintf("%s ended unknown at %s: it may or may not have arrived", r.Telling(), clock(r.Began)),
				"ask a recipient, or read the mail server's log, before you tell them again")
		}
	}
}

// twice tells of two letters that were one notice: two consoles that could not see one another
// have both sent it.
func (d *Draft) twice(letters []Receipt) {
	first := map[Notice]Receipt{}
	for _, r := range letters {
		n := r.Notice
		n.Key = "" // it may have moved in between
		was, again := first[n]
		if first[n] = r; again && r.Resumes == "" {
			d.find(Warn, "history", fmt.Sprintf("%s was told %s twice: by %s at %s, and by %s at %s", d.Audience.Name, r.Telling(), was.By, clock(was.Began), r.By, clock(r.Began)),
				"agree with your colleagues who writes, and tell readers which letter holds")
		}
	}
}

// follow tells of a letter that does not go on from what was told.
func (d *Draft) follow(letters []Receipt) {
	last := incident.Stage("")
	if len(letters) > 0 {
		last = turn(letters).Stage
	}
	switch stage := d.Notice.Stage; {
	case stage == incident.Update && last.Over():
		d.find(Warn, "stage", d.Audience.Name+" were told "+string(last)+", and this letter says that it goes on", "choose correction, or mean it")
	case stage == incident.Postmortem && !last.Over() && last != "":
		d.find(Warn, "stage", "resolved has not gone to "+d.Audience.Name+" yet", "choose resolved, or mean it")
	case stage == incident.Update && d.Incident.Done:
		d.find(Note, "stage", "Jira says "+d.Incident.Status, "choose resolved, or mean it")
	}
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// marked reports the marks that incident.Clean leaves.
func marked(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x2400 && r <= 0x2421 || r == '\uFFFD' }) ||
		strings.Contains(s, "<U+")
}
