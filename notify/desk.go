package notify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
	"bulletin/notify/letter/guard"
)

// Desk is what a house has settled about its letters: who writes, to whom, in which words.
type Desk struct {
	From      Address
	ReplyTo   Address // may be zero
	Audiences []incident.Audience
	Lists     map[string]List
	Stages    []incident.Stage          // those of the house beside the usual ones
	Status    map[incident.Stage]string // the service status word of each stage
	House     map[string]string         // house names for Jira fields, by id or name
	Public    []string                  // fields that an external audience may be shown
	Cadence   Cadence
	Browse    string // the base of links to an issue: https://jira.example.com/browse/
	Templates *letter.Library
	Glossary  letter.Glossary
	Brand     letter.Brand
	Inside    Inside
}

// Inside is what must never be read outside of the house.
type Inside struct {
	Domains []string // domains whose host names are internal
	Staff   []string // names of people, beside those that Jira has in the incident
}

// Order is what an operator asks for.
type Order struct {
	Incident incident.Incident
	Stage    incident.Stage
	Audience string
	Message  string // the operator's own words for this letter
	By       string
	At       time.Time
	Template *letter.Template // nil: the one that the library has for this letter
}

// Audience finds an audience by its name.
func (d Desk) Audience(name string) (incident.Audience, bool) {
	i := slices.IndexFunc(d.Audiences, func(a incident.Audience) bool { return a.Name == name })
	if i < 0 {
		return incident.Audience{}, false
	}
	return d.Audiences[i], true
}

// ListsFor are the lists of an audience that apply to the incident.
func (d Desk) ListsFor(in incident.Incident, a incident.Audience) []List {
	var out []List
	for _, name := range a.Lists {
		if l := d.Lists[name]; l.applies(in) {
			out = append(out, l)
		}
	}
	return out
}

// Draft fills the fitting template. What is wrong with the letter stands in the draft's
// findings; the error says that there is no such audience, stage or template.
func (d Desk) Draft(o Order, told History) (Draft, error) {
	draft, err := d.begin(&o, told)
	if err != nil {
		return Draft{}, err
	}
	if draft.Template = o.Template; o.Template == nil {
		if draft.Template, err = d.Templates.Find(o.Stage, draft.Audience); err != nil {
			return Draft{}, err
		}
	}
	d.address(&draft)
	d.fill(&draft, o)
	draft.review(told)
	return draft, nil
}

// begin is the draft before it has words and recipients. It cleans the order.
func (d Desk) begin(o *Order, told History) (Draft, error) {
	a, ok := d.Audience(o.Audience)
	if !ok {
		return Draft{}, fmt.Errorf("there is no audience %q", o.Audience)
	}
	if !slices.Contains(d.AllStages(), o.Stage) {
		return Draft{}, fmt.Errorf("there is no stage %q", o.Stage)
	}
	o.Message = strings.TrimSpace(incident.Clean(o.Message))
	o.At = o.At.Truncate(time.Second).UTC()
	draft := Draft{
		Notice:   told.next(o.Incident, o.Stage, a.Name),
		Incident: o.Incident,
		Audience: a,
		From:     d.From,
		ReplyTo:  d.ReplyTo,
		Earlier:  len(told.Letters(o.Incident.ID, a.Name)),
		At:       o.At,
	}
	d.promise(&draft, told)
	return draft, nil
}

// AllStages are the usual stages and the house's own.
func (d Desk) AllStages() []incident.Stage { return append(incident.Stages(), d.Stages...) }

// promise settles what the letter says of the service's status and of the next update. A
// correction says what was last said of them.
func (d Desk) promise(draft *Draft, told History) {
	stage, letters := draft.Notice.Stage, told.Letters(draft.Notice.IncidentID, draft.Audience.Name)
	over := stage.Over()
	if stage == incident.Correction && len(letters) > 0 {
		last := turn(letters)
		over, draft.NextUpdate = last.Stage.Over(), last.NextUpdate
	}
	telling := stage == incident.Start || stage == incident.Update || stage == incident.Correction
	if telling && !over && !draft.NextUpdate.After(draft.At) {
		draft.NextUpdate = d.Cadence.Next(draft.Incident.Priority, draft.At)
	}
	draft.status = d.Status[stage]
	switch {
	case draft.status != "":
	case over:
		draft.status = d.Status[incident.Resolved]
	case telling:
		draft.status = d.Status[incident.Update]
	}
}

// fill writes the letter. What it says apart from its time is its essence.
func (d Desk) fill(draft *Draft, o Order) {
	f := d.facts(*draft, o)
	draft.Facts = f.situation(o.Message)
	a := draft.Audience
	m := letter.Manner{Zone: a.Zone, Language: a.Language, Glossary: d.Glossary.For(a), Base: d.Browse, Brand: d.Brand}
	draft.Essence = digest(draft.Template.Essence(still{f}, m))
	if a.Exposure == incident.External {
		m.Guard = d.guard(f, m.Glossary)
	}
	draft.Letter, draft.Findings = draft.Template.Fill(f, m)
	if f.assumed {
		draft.find(Note, "impact-start", "no start of the impact is noted; the issue's creation stands for it", "fill in the field in Jira")
	}
	if start, end := f.known["impact-start"].Time, f.known["impact-end"].Time; !end.IsZero() && end.Before(start) {
		draft.find(Warn, "impact-end", fmt.Sprintf("the impact ends at %s, before it starts at %s", clock(end), clock(start)), "correct the times in Jira")
	}
}

// guard looks for what must not leave the house.
func (d Desk) guard(f facts, glossary map[string]string) *guard.Guard {
	w := guard.Watch{
		Domains: d.Inside.Domains, People: append(f.people(), d.Inside.Staff...), House: d.From.Domain(),
		Allowed: []string{d.From.Mail()}, Terms: glossary,
	}
	if !d.ReplyTo.IsZero() {
		w.Allowed = append(w.Allowed, d.ReplyTo.Mail())
	}
	if jira, err := url.Parse(d.Browse); err == nil && jira.Host != "" {
		w.Links = []string{jira.Host + strings.TrimSuffix(jira.Path, "/browse/")}
	}
	return guard.New(w)
}

// address fills in the people.
func (d Desk) address(draft *Draft) {
	lists := d.ListsFor(draft.Incident, draft.Audience)
	for _, l := range lists {
		draft.Lists = append(draft.Lists, l.Name)
	}
	draft.Recipients = gather(lists)
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
	if strings.TrimSpace(d.Letter.Text) == "" {
		d.find(Block, "letter", "it has no words", "look at the template "+d.Template.Name())
	}
	if a, shown := d.exposed(); shown {
		d.find(Block, "recipients", a.Mail()+" stands in To or Cc, where the other readers of an external letter would see it",
			"move it to bcc in the config")
	}
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
	for _, r := range letters {
		if r.Stage == d.Notice.Stage && r.Stage.Once() {
			d.find(Warn, "stage", fmt.Sprintf("%s was already told %s at %s", d.Audience.Name, r.Stage, clock(r.Began)),
				"choose update, or mean it")
		}
		if r.Count(Unknown) > 0 {
			d.find(Warn, "history", fmt.Sprintf("%s ended unknown at %s: it may or may not have arrived", r.Telling(), clock(r.Began)),
				"ask a recipient, or read the mail server's log, before you tell them again")
		}
	}
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// marked reports the marks that incident.Clean leaves.
func marked(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x2400 && r <= 0x2421 || r == '\uFFFD' }) ||
		strings.Contains(s, "<U+")
}
