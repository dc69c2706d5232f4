package notify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// Context is a rule about incidents of a kind: which letters about them make sense.
type Context struct {
	When      []Match          // all must hold
	Audiences []string         // those that make sense; none: all
	Stages    []incident.Stage // likewise
	Because   string           // one clean line; empty: what holds of When
}

// Match asks a field for one of several values, as [incident.Value.Has] compares them.
type Match struct {
	Field  string // by house name, id or name; a project also has its key for a value
	Values []string
}

// holds is the value that the incident has. What it does not have matches nothing.
func (d Desk) holds(m Match, in incident.Incident) (value string, ok bool) {
	word := strings.ToLower(m.Field)
	v, _ := in.Field(d.Field(m.Field))
	project := ""
	if at := strings.LastIndexByte(in.Key, '-'); word == "project" && at > 0 {
		project = in.Key[:at]
	}
	for _, want := range m.Values {
		if v.Has(want) || project != "" && strings.EqualFold(project, want) {
			return want, true
		}
	}
	return "", false
}

// Offer is which letters about an incident make sense, and why the others do not.
type Offer struct {
	key       string
	audiences []incident.Audience
	stages    []incident.Stage
	rules     []Context       // those that match, each with its reason
	perhaps   []Context       // those of which a field is not to be seen, each with its name for a reason
	told      map[string]bool // the audiences that have had a letter
}

// Offer applies the rules; each that matches narrows. Whoever has been told stays to be told
// of what follows, whatever the rules say by then: nobody waits for a resolved in vain.
func (d Desk) Offer(in incident.Incident, told History) Offer {
	o := Offer{key: in.Key, audiences: d.Audiences, stages: d.AllStages(), told: map[string]bool{}}
	for _, a := range d.Audiences {
		o.told[a.Name] = len(told.Letters(in.ID, a.Name)) > 0
	}
	for _, c := range d.Contexts {
		var said, unseen []string
		for _, m := range c.When {
			if value, ok := d.holds(m, in); ok {
				said = append(said, m.Field+" is "+value)
			} else if !d.sees(m, in) {
				unseen = append(unseen, m.Field)
			}
		}
		switch len(c.When) {
		case len(said):
			c.Because = cmp.Or(c.Because, strings.Join(said, " and "), "the config says so")
			o.rules = append(o.rules, c)
		case len(said) + len(unseen):
			c.Because = strings.Join(unseen, " and ")
			o.perhaps = append(o.perhaps, c)
		}
	}
	return o
}

// sees reports a field that the incident has, be it empty: Jira leaves out those that do not
// exist, and those that this user may not see.
func (d Desk) sees(m Match, in incident.Incident) bool {
	_, ok := in.Field(d.Field(m.Field))
	return ok || strings.EqualFold(m.Field, "project")
}

// follows reports a stage that whoever has been told may wait for.
func follows(s incident.Stage) bool {
	return s == incident.Update || s == incident.Resolved || s == incident.Postmortem || s == incident.Correction
}

// takes reports whether the rule lets letters to an audience be.
func (c Context) takes(audience string) bool {
	return len(c.Audiences) == 0 || slices.Contains(c.Audiences, audience)
}

// Why is why a letter makes no sense; empty where it does.
func (o Offer) Why(audience string, s incident.Stage) string {
	if o.told[audience] && follows(s) {
		return ""
	}
	return because(o.rules, func(c Context) bool { return c.bars(audience, s) })
}

// bars reports that the rule leaves the letter out.
func (c Context) bars(audience string, s incident.Stage) bool {
	return !c.takes(audience) || len(c.Stages) > 0 && !slices.Contains(c.Stages, s)
}

// because are the reasons of the rules that are meant, each of them once.
func because(rules []Context, meant func(Context) bool) string {
	var all []string
	for _, c := range rules {
		if meant(c) && !slices.Contains(all, c.Because) {
			all = append(all, c.Because)
		}
	}
	return strings.Join(all, "; ")
}

// Stages are those that make sense for an audience, in the order of the desk.
func (o Offer) Stages(audience string) []incident.Stage {
	var all []incident.Stage
	for _, s := range o.stages {
		if o.Why(audience, s) == "" {
			all = append(all, s)
		}
	}
	return all
}

// Audiences are those for whom some stage makes sense, in the order of the desk.
func (o Offer) Audiences() []string {
	var all []string
	for _, a := range o.audiences {
		if len(o.Stages(a.Name)) > 0 {
			all = append(all, a.Name)
		}
	}
	return all
}

// Nearest is the stage that makes sense for an audience and is nearest to another in an
// incident's life; a correction only where nothing else is left. It is empty where nothing is.
func (o Offer) Nearest(audience string, to incident.Stage) incident.Stage {
	at := slices.Index(o.stages, to)
	far := func(s incident.Stage) int {
		i := slices.Index(o.stages, s)
		if s == incident.Correction && s != to {
			i += len(o.stages)
		}
		return max(i-at, at-i)
	}
	all := o.Stages(audience)
	if len(all) == 0 {
		return ""
	}
	return slices.MinFunc(all, func(a, b incident.Stage) int { return far(a) - far(b) })
}

// LeftOut are names of what makes no sense, for a reason that they have in common.
type LeftOut struct {
	Names []string
	Why   string
}

// WithoutStages are the stages that make no sense for an audience.
func (o Offer) WithoutStages(audience string) []LeftOut {
	var all []LeftOut
	for _, s := range o.stages {
		all = leave(all, string(s), o.Why(audience, s))
	}
	return all
}

// WithoutAudiences are those for whom no letter makes sense.
func (o Offer) WithoutAudiences() []LeftOut {
	var all []LeftOut
	for _, a := range o.audiences {
		if len(o.Stages(a.Name)) == 0 {
			all = leave(all, a.Name, cmp.Or(because(o.rules, func(c Context) bool { return !c.takes(a.Name) }), because(o.rules, anyRule)))
		}
	}
	return all
}

func anyRule(Context) bool { return true }

// leave adds a name to those that are left out for the same reason; without one it is not.
func leave(all []LeftOut, name, why string) []LeftOut {
	at := slices.IndexFunc(all, func(l LeftOut) bool { return l.Why == why })
	switch {
	case why == "":
		return all
	case at < 0:
		return append(all, LeftOut{[]string{name}, why})
	}
	all[at].Names = append(all[at].Names, name)
	return all
}

// Nothing is why no letter at all makes sense, as a [*NothingError]; nil where some do.
func (o Offer) Nothing() error {
	if len(o.Audiences()) > 0 {
		return nil
	}
	return &NothingError{Key: o.key, Why: because(o.rules, anyRule), Do: o.mend()}
}

// NothingError says that the rules leave nothing to be told of an incident.
type NothingError struct{ Key, Why, Do string }

// Error names the rules' reasons.
func (e *NothingError) Error() string {
	return "no letter about " + e.Key + " fits the contexts of the config: " + e.Why
}

// Remedy says what to change.
func (e *NothingError) Remedy() string { return e.Do }

// mend is what to change where the rules are in the way.
func (o Offer) mend() string {
	var fields []string
	for _, c := range o.rules {
		for _, m := range c.When {
			if !slices.Contains(fields, m.Field) {
				fields = append(fields, m.Field)
			}
		}
	}
	return "correct " + either(fields) + " in Jira, or contexts in the config"
}

// either joins words by commas and an or.
func either[T ~string](words []T) string {
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " or "
		default:
			out += ", "
		}
		out += string(w)
	}
	return out
}

// fits adds the finding about a letter that makes no sense for its incident.
func (d *Draft) fits(o Offer) {
	d.offer = o
	why := o.Why(d.Audience.Name, d.Notice.Stage)
	if unseen := because(o.perhaps, func(c Context) bool { return c.bars(d.Audience.Name, d.Notice.Stage) }); unseen != "" && why == "" &&
		!(o.told[d.Audience.Name] && follows(d.Notice.Stage)) {
		d.find(Warn, "context", fmt.Sprintf("whether %s for %s fits %s cannot be known: Jira shows no field %s", d.Notice.Stage, d.Audience.Name, d.Notice.Key, unseen),
			"correct the name under contexts in the config, or ask the administrator of Jira whether this user may see the field")
	}
	if why == "" {
		return
	}
	do := o.mend()
	if stages := o.Stages(d.Audience.Name); len(stages) > 0 {
		do = "choose " + either(stages) + ", or " + do
	} else if others := o.Audiences(); len(others) > 0 {
		do = "write to " + either(others) + ", or " + do
	}
	d.find(Block, "context", fmt.Sprintf("%s for %s does not fit %s: %s", d.Notice.Stage, d.Audience.Name, d.Notice.Key, why), do)
}
