package notify

import (
	"fmt"
	"html"
	"maps"
	"slices"
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
	if d.Recipients.Count() == 0 {
		d.find(Block, "recipients", "nobody is on the lists of "+d.Audience.Name+" for this incident",
			"check the lists and their when in the config")
	}
	if d.Blocked() == nil && (d.Letter.Silent || strings.TrimSpace(d.Letter.Text) == "") {
		d.find(Block, "letter", "it has no words", "look at the template "+d.Template.Name())
	}
	d.reviewPeople(told)
	if n := utf8.RuneCountInString(d.Letter.Subject); n > maxSubject {
		d.Letter.Subject = string([]rune(d.Letter.Subject)[:maxSubject-1]) + "…"
		d.find(Warn, "subject", fmt.Sprintf("the subject had %d characters and was cut", n), "shorten the summary in Jira")
	}
	if marked(d.Letter.Subject) || marked(d.Letter.Text) {
		d.find(Warn, "letter", "a value held characters that could not be shown or could act; they stand in the letter as visible marks",
			"clean the field in Jira")
	}
	d.compare(told)
}

// reviewPeople adds the findings about who gets the letter.
func (d *Draft) reviewPeople(told History) {
	if a, shown := d.exposed(); shown {
		d.find(Block, "recipients", a.Mail()+" stands in To or Cc, where the other readers of an external letter would see it",
			"move it to bcc in the config")
	}
	if n := len(d.Recipients.To) + len(d.Recipients.Cc); n > maxVisible && d.Audience.Exposure == incident.External {
		d.find(Block, "recipients", fmt.Sprintf("%d people stand in To and Cc of an external letter, and %d may", n, maxVisible), "move them to bcc in the config")
	}
	if a, leaks := d.leak(); leaks {
		d.find(Block, "letter", "it shows its readers "+a+", the address of another of them", "take the address out of the words or of the field in Jira")
	}
	if d.drill == nil {
		var outside []string
		for _, a := range d.Recipients.all() {
			if !d.Audience.MayGet(a.Domain()) {
				outside = append(outside, a.mail)
			}
		}
		if len(outside) > 0 {
			d.find(Block, "recipients", some(outside)+" may not get letters for "+d.Audience.Name, "take them off the lists, or change allow and deny of the audience in the config")
		}
	}
	if n := d.Recipients.repeated(); n > 0 {
		d.find(Note, "recipients", fmt.Sprintf("of the addresses, %d stand in more than one place; each gets one letter", n), "nothing, if that is meant")
	}
	d.sizes(told)
}

// maxVisible is how many people may stand in To and Cc of an external letter.
const maxVisible = 3

// sizes warns of a list that has grown or shrunk by half since it was last used, for whatever
// incident: a list is rarely changed so much on purpose.
func (d *Draft) sizes(told History) {
	for _, name := range slices.Sorted(maps.Keys(d.Sizes)) {
		now, last := d.Sizes[name], Receipt{}
		for _, all := range told {
			for _, r := range all {
				if _, used := r.Lists[name]; used && r.Told() && !r.Test && r.Began.After(last.Began) {
					last = r
				}
			}
		}
		before, used := last.Lists[name]
		if used && (2*now >= 3*before || 2*now <= before) && max(now-before, before-now) >= 3 {
			d.find(Warn, "recipients", fmt.Sprintf("the list %s has %d addresses, and had %d when %s left at %s", name, now, before, last.Notice, clock(last.Began)),
				"look at the list; or mean it")
		}
	}
}

// leak is the address of a reader that another one would find somewhere in an external letter.
func (d *Draft) leak() (string, bool) {
	if d.Audience.Exposure == incident.Internal || d.Recipients.Count() < 2 {
		return "", false
	}
	hidden := map[string]bool{}
	for _, a := range d.Recipients.Bcc {
		hidden[strings.ToLower(a.mail)] = true
	}
	for _, known := range []Address{d.From, d.ReplyTo} {
		delete(hidden, strings.ToLower(known.mail))
	}
	for _, text := range []string{d.Letter.Subject, d.Letter.Text, html.UnescapeString(d.Letter.HTML)} {
		if a, ok := findAddress(strings.ReplaceAll(text, "%40", "@"), hidden); ok {
			return a, true
		}
	}
	return "", false
}

// findAddress is the first of the addresses that stands in a text. It looks around each @ once.
func findAddress(text string, addresses map[string]bool) (string, bool) {
	for at, r := range text {
		if r != '@' {
			continue
		}
		end := at + 1
		for end < len(text) && (letterOrDigit(rune(text[end])) || text[end] == '.' || text[end] == '-') {
			end++
		}
		domain := strings.ToLower(strings.TrimRight(text[at:end], ".-"))
		for begin := at; begin > 0 && at-begin < 64 && !notAtextOrDot(rune(text[begin-1])); {
			begin--
			if a := strings.ToLower(text[begin:at]) + domain; addresses[a] {
				return a, true
			}
		}
	}
	return "", false
}

func notAtextOrDot(r rune) bool { return r != '.' && notAtext(r) }

// exposed is the first address in To or Cc that other readers of an external letter would
// see. The house's own may be seen.
func (d *Draft) exposed() (Address, bool) {
	if d.Audience.Exposure == incident.Internal || d.Recipients.Count() < 2 {
		return Address{}, false
	}
	for _, a := range slices.Concat(d.Recipients.To, d.Recipients.Cc) {
		if a.Domain() != d.From.Domain() {
			return a, true
		}
	}
	return Address{}, false
}

// compare adds what earlier letters to the same audience say about this one.
func (d *Draft) compare(told History) {
	letters := told.Letters(d.Notice.IncidentID, d.Audience.Name)
	if n := len(letters); n > 0 && letters[n-1].Essence == d.Essence {
		d.find(Warn, "letter", "it says the same as "+letters[n-1].Telling()+" of "+clock(letters[n-1].Began)+", but for the time",
			"say in your message what has changed, or that nothing has")
	}
	if d.Notice.Stage != incident.Start && len(letters) == 0 {
		d.find(Warn, "stage", "nothing has gone to "+d.Audience.Name+" yet that this could follow", "choose start, or mean it")
	}
	if d.Notice.Stage == incident.Resolved && !d.Incident.Done {
		d.find(Note, "stage", "Jira says "+d.Incident.Status+", which is not done", "close the incident in Jira too")
	}
	d.follow(letters)
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
