package notify

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// when is a condition of pairs of a field and a value.
func when(pairs ...string) []Match {
	var all []Match
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, Match{Field: pairs[i], Values: []string{pairs[i+1]}})
	}
	return all
}

// A rule matches by any field, under each of its names.
func TestContextMatches(t *testing.T) {
	t.Parallel()
	in := outage()
	in.Fields = append(in.Fields,
		incident.Value{ID: "issuetype", Name: "Issue Type", Texts: []string{"Change"}},
		incident.Value{ID: "project", Name: "Project", Texts: []string{"Operations"}})
	for name, c := range map[string]struct {
		when []Match
		why  string
	}{
		"priority":            {when("priority", "p1"), "priority is p1"},
		"another":             {when("priority", "P4"), ""},
		"one of several":      {[]Match{{"priority", []string{"P4", "P1"}}}, "priority is P1"},
		"status":              {when("status", "in progress"), "status is in progress"},
		"issue type by id":    {when("issuetype", "Change"), "issuetype is Change"},
		"issue type by name":  {when("Issue Type", "Change"), "Issue Type is Change"},
		"project by its key":  {when("project", "ops"), "project is ops"},
		"project by name":     {when("Project", "Operations"), "Project is Operations"},
		"a part of the key":   {when("project", "OP"), ""},
		"the whole key":       {when("project", "OPS-101"), ""},
		"field by id":         {when("customfield_3", "Asia"), "customfield_3 is Asia"},
		"field by name":       {when("region", "Europe"), "region is Europe"},
		"field by house name": {when("where", "Asia"), "where is Asia"},
		"usual house name":    {when("Customer-Description", "One payment in five fails."), "Customer-Description is One payment in five fails."},
		"all must hold":       {when("priority", "P1", "Region", "Africa"), ""},
		"all hold":            {when("priority", "P1", "Region", "Asia"), "priority is P1 and Region is Asia"},
		"an empty field":      {when("Impact End Date", ""), ""},
		"a missing field":     {when("Colour", ""), ""},
	} {
		d := desk(t)
		d.House = map[string]string{"where": "customfield_3"}
		d.Contexts = []Context{{When: c.when, Audiences: []string{"staff"}}}
		o := d.Offer(in, nil)
		if got := o.Why("customers", incident.Start); got != c.why {
			t.Errorf("%s: %q, want %q", name, got, c.why)
		}
		if want := []string{"customers", "staff"}[min(1, len(c.why)):]; !slices.Equal(o.Audiences(), want) {
			t.Errorf("%s: offered are %q", name, o.Audiences())
		}
	}
}

// worlds are random desks, incidents and histories.
func worlds(t *testing.T, see func(d Desk, in incident.Incident, told History)) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	some := func(all ...string) (out []string) {
		for _, s := range all {
			if r.IntN(2) == 0 {
				out = append(out, s)
			}
		}
		return out
	}
	for range 2000 {
		d, in, told := desk(t), outage(), History{}
		in.Priority = []string{"P1", "P2", ""}[r.IntN(3)]
		d.Stages = []incident.Stage{"maintenance"}
		for range r.IntN(4) {
			c := Context{When: []Match{{"priority", some("P1", "P2", "P3")}, {"Region", some("Europe", "Africa")}}[:1+r.IntN(2)], Audiences: some("customers", "staff")}
			for _, s := range some("start", "update", "resolved", "postmortem", "correction", "maintenance") {
				c.Stages = append(c.Stages, incident.Stage(s))
			}
			d.Contexts = append(d.Contexts, c)
		}
		for _, a := range some("customers", "staff") {
			told.Add(past(incident.Start, 1, a, now.Add(-time.Hour), []State{Accepted, Unknown, Refused, Unsent}[r.IntN(4)]))
		}
		see(d, in, told)
	}
}

// The offer is never wider than every rule that matches, never narrower than all of them, and
// whoever was told can be told what follows.
func TestOfferIsTheIntersection(t *testing.T) {
	t.Parallel()
	narrowed, kept := 0, 0
	worlds(t, func(d Desk, in incident.Incident, told History) {
		o := d.Offer(in, told)
		for _, a := range d.Audiences {
			had := len(told.Letters(in.ID, a.Name)) > 0
			for _, s := range d.AllStages() {
				allowed := true
				for _, c := range d.Contexts {
					matches := true
					for _, m := range c.When {
						v, _ := in.Field(m.Field)
						matches = matches && slices.ContainsFunc(m.Values, v.Has)
					}
					if matches && (len(c.Audiences) > 0 && !slices.Contains(c.Audiences, a.Name) || len(c.Stages) > 0 && !slices.Contains(c.Stages, s)) {
						allowed = false
					}
				}
				stays := had && slices.Contains([]incident.Stage{incident.Update, incident.Resolved, incident.Correction, incident.Postmortem}, s)
				offered := slices.Contains(o.Stages(a.Name), s) && slices.Contains(o.Audiences(), a.Name)
				if offered != (allowed || stays) || offered != (o.Why(a.Name, s) == "") {
					t.Fatalf("%s for %s: offered %t, allowed %t, told %t, because %q; %+v", s, a.Name, offered, allowed, had, o.Why(a.Name, s), d.Contexts)
				}
				if !allowed {
					narrowed++
				}
				if !allowed && stays {
					kept++
				}
			}
		}
		if (o.Nothing() == nil) != (len(o.Audiences()) > 0) {
			t.Fatalf("nothing is %v, offered are %q", o.Nothing(), o.Audiences())
		}
	})
	if narrowed < 1000 || kept < 100 {
		t.Errorf("the worlds are too plain: %d narrowed, %d kept", narrowed, kept)
	}
}

// What is left out and what is offered are all there is, each with a reason.
func TestOfferLeavesNothingUnsaid(t *testing.T) {
	t.Parallel()
	worlds(t, func(d Desk, in incident.Incident, told History) {
		o := d.Offer(in, told)
		count := func(all []LeftOut) int {
			n := 0
			for _, l := range all {
				if n += len(l.Names); l.Why == "" || len(l.Names) == 0 {
					t.Fatalf("left out is %+v", all)
				}
			}
			return n
		}
		if n := count(o.WithoutAudiences()) + len(o.Audiences()); n != len(d.Audiences) {
			t.Fatalf("%d audiences are spoken of", n)
		}
		for _, a := range d.Audiences {
			if n := count(o.WithoutStages(a.Name)) + len(o.Stages(a.Name)); n != len(d.AllStages()) {
				t.Fatalf("%d stages are spoken of", n)
			}
			for _, s := range d.AllStages() {
				near := o.Nearest(a.Name, s)
				if offered := o.Stages(a.Name); len(offered) > 0 && !slices.Contains(offered, near) || slices.Contains(offered, s) && near != s {
					t.Fatalf("nearest to %s is %q of %q", s, near, offered)
				}
			}
		}
	})
}

func TestNearestStage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stages []incident.Stage
		to     incident.Stage
		want   incident.Stage
	}{
		{[]incident.Stage{incident.Update, incident.Resolved}, incident.Start, incident.Update},
		{[]incident.Stage{incident.Correction, "maintenance"}, incident.Start, "maintenance"},
		{[]incident.Stage{incident.Correction}, incident.Start, incident.Correction},
		{[]incident.Stage{incident.Start, incident.Correction}, incident.Postmortem, incident.Start},
		{[]incident.Stage{incident.Start, incident.Correction}, incident.Correction, incident.Correction},
	} {
		d := desk(t)
		d.Stages = []incident.Stage{"maintenance"}
		d.Contexts = []Context{{When: when("priority", "P1"), Stages: c.stages}}
		if got := d.Offer(outage(), nil).Nearest("staff", c.to); got != c.want {
			t.Errorf("of %s nearest to %s is %s, want %s", c.stages, c.to, got, c.want)
		}
	}
}

// A letter outside of the rules is blocked, with the reason and what to do instead.
func TestDraftOutsideOfItsContext(t *testing.T) {
	t.Parallel()
	staff := Context{When: when("priority", "P1"), Audiences: []string{"staff"}, Because: "P1 is for staff alone"}
	early := Context{When: when("Region", "Asia"), Stages: []incident.Stage{incident.Start, incident.Update, incident.Correction}}
	for name, c := range map[string]struct {
		contexts []Context
		audience string
		stage    incident.Stage
		told     History
		what, do string // empty: no finding
	}{
		"inside": {[]Context{staff, early}, "staff", incident.Start, nil, "", ""},
		"an audience": {[]Context{staff}, "customers", incident.Start, nil, "start for customers does not fit OPS-101: P1 is for staff alone",
			"write to staff, or correct priority in Jira, or contexts in the config"},
		"a stage": {[]Context{staff, early}, "staff", incident.Resolved, nil, "resolved for staff does not fit OPS-101: Region is Asia",
			"choose start, update or correction, or correct priority or Region in Jira, or contexts in the config"},
		"both": {[]Context{staff, early}, "customers", incident.Resolved, nil,
			"resolved for customers does not fit OPS-101: P1 is for staff alone; Region is Asia", "write to staff, or correct"},
		"nothing": {[]Context{staff, {When: when("priority", "P1"), Audiences: []string{"customers"}}}, "staff", incident.Start, nil,
			"start for staff does not fit OPS-101: priority is P1", "correct priority in Jira, or contexts in the config"},
		"told before": {[]Context{staff}, "customers", incident.Resolved, history(past(incident.Start, 1, "customers", now, Unknown)), "", ""},
		"told, once more start": {[]Context{staff}, "customers", incident.Start, history(past(incident.Start, 1, "customers", now, Accepted)),
			"start for customers does not fit", "choose update, resolved, postmortem or correction, or correct priority"},
		"never reached": {[]Context{staff}, "customers", incident.Resolved, history(past(incident.Start, 1, "customers", now, Refused)),
			"resolved for customers does not fit", "write to staff"},
	} {
		d, o := desk(t), order(c.audience)
		d.Contexts, o.Stage = c.contexts, c.stage
		got := draft(t, d, o, c.told)
		i := slices.IndexFunc(got.Findings, func(f Finding) bool { return f.Where == "context" })
		if i < 0 {
			if c.what != "" {
				t.Errorf("%s: no finding", name)
			}
			continue
		}
		f := got.Findings[i]
		if c.what == "" || f.Severity != Block || !strings.HasPrefix(f.What, c.what) || !strings.HasPrefix(f.Do, c.do) {
			t.Errorf("%s: %+v, want %q, %q", name, f, c.what, c.do)
		}
		if _, err := got.Compose(); err == nil {
			t.Errorf("%s: it was composed", name)
		}
	}
}

// A letter that begins what no start can begin is no loose end.
func TestMaintenanceFollowsNothing(t *testing.T) {
	t.Parallel()
	d, o := desk(t), order("staff")
	d.Stages, o.Stage = []incident.Stage{"maintenance"}, "maintenance"
	d.Templates = templates(t, map[string]string{"maintenance.md": "---\nsubject: \"Work on [issue.key]\"\n---\nWe plan work."})
	if got := draft(t, d, o, nil); !found(got, Warn, "stage", "nothing has gone to staff yet") {
		t.Errorf("findings %+v", got.Findings)
	}
	d.Contexts = []Context{{When: when("priority", "P1"), Stages: []incident.Stage{"maintenance", incident.Update}}}
	if got := draft(t, d, o, nil); got.Count(Warn)+got.Count(Block) > 0 {
		t.Errorf("findings %+v", got.Findings)
	}
	if o.Stage = incident.Update; !found(draft(t, d, o, nil), Warn, "stage", "nothing has gone to staff yet") {
		t.Error("an update of nothing is not told of")
	}
}

func TestNothingFits(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Contexts = []Context{{When: when("priority", "P1"), Audiences: []string{"staff"}, Because: "a"}, {When: when("Region", "Asia"), Audiences: []string{"customers"}, Because: "b"}}
	err := d.Offer(outage(), nil).Nothing()
	var e *NothingError
	if !errors.As(err, &e) || err.Error() != "no letter about OPS-101 fits the contexts of the config: a; b" ||
		e.Remedy() != "correct priority or Region in Jira, or contexts in the config" {
		t.Errorf("%v; %+v", err, e)
	}
	if err := desk(t).Offer(outage(), nil).Nothing(); err != nil {
		t.Errorf("without rules: %v", err)
	}
}

// What has changed in Jira until the letter leaves can take the ground from under it.
func TestChangedContext(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Contexts = []Context{{When: when("priority", "P4"), Audiences: []string{"staff"}}}
	old, in := draft(t, d, order("customers"), nil), outage()
	if in.Priority = "P4"; d.Changed(old, outage(), nil) != nil {
		t.Fatal("it changed by itself")
	}
	err := d.Changed(old, in, nil)
	if err == nil || !strings.Contains(err.Error(), "Priority is now P4, and was P1") || !strings.Contains(err.Error(), "blocked: start for customers does not fit OPS-101: priority is P4") {
		t.Errorf("it says %v", err)
	}
}
