package notify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

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
	Contexts  []Context // which letters make sense for which incidents
	Drill     *List     // the only people who are written to, in an exercise; nil: it is none
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
	Corrects ID               // of a correction: the letter that was wrong; empty: the audience's latest
	Former   bool             // include those who got earlier letters and are on no list now
	Test     Address          // to whom alone a test of the letter goes; zero: it is no test
}

// Audience finds an audience by its name.
func (d Desk) Audience(name string) (incident.Audience, bool) {
	i := slices.IndexFunc(d.Audiences, func(a incident.Audience) bool { return a.Name == name })
	if i < 0 {
		return incident.Audience{}, false
	}
	return d.Audiences[i], true
}

// Draft fills the fitting template. What is wrong with the letter stands in the draft's
// findings; the error says that there is no such audience, stage or template, or no such
// letter to correct.
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
	o.Template = draft.Template
	draft.order = o
	d.fill(&draft, o)
	draft.fits(d.Offer(o.Incident, told))
	if err := d.address(&draft, told); err != nil {
		return Draft{}, err
	}
	d.thread(&draft, told)
	draft.announce()
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
	if a.Exposure == incident.External {
		m.Guard = d.guard(f, m.Glossary)
	}
	draft.Letter, draft.Findings = draft.Template.Fill(f, m)
	draft.Essence = Sum(draft.Letter.Essence)
	if f.assumed {
		draft.find(Note, "impact-start", "no start of the impact is noted; the issue's creation stands for it", "fill in the field in Jira")
	}
	draft.times(f.known["impact-start"].Time, f.known["impact-end"].Time)
}

// guard looks for what must not leave the house.
func (d Desk) guard(f facts, glossary map[string]string) *guard.Guard {
	w := guard.Watch{
		Domains: d.Inside.Domains, People: append(f.people(), d.Inside.Staff...), House: d.From.Domain(),
		Allowed: []string{d.From.Mail()}, Terms: glossary, Versions: f.versions(),
	}
	if !d.ReplyTo.IsZero() {
		w.Allowed = append(w.Allowed, d.ReplyTo.Mail())
	}
	if jira, err := url.Parse(d.Browse); err == nil && jira.Host != "" {
		w.Links = []string{jira.Host + strings.TrimSuffix(jira.Path, "/browse/")}
	}
	return guard.New(w)
}
