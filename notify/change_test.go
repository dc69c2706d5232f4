package notify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// What has become another since the letter was written is told if the letter shows it.
func TestChanged(t *testing.T) {
	t.Parallel()
	set := func(name string, change func(*incident.Value)) func(*Desk, *incident.Incident, History) {
		return func(_ *Desk, in *incident.Incident, _ History) { *in = with(*in, name, change) }
	}
	text := func(name string, texts ...string) func(*Desk, *incident.Incident, History) {
		return set(name, func(v *incident.Value) { v.Texts = texts })
	}
	six := many(t, 6, "gamma.example")
	for name, c := range map[string]struct {
		change func(*Desk, *incident.Incident, History)
		want   string // "" where it stays the same letter
	}{
		"nothing":                  {func(*Desk, *incident.Incident, History) {}, ""},
		"what it does not show":    {text("Root Cause Detail", "another"), ""},
		"when it was edited":       {func(_ *Desk, in *incident.Incident, _ History) { in.Updated = now }, ""},
		"a status it does not say": {func(_ *Desk, in *incident.Incident, _ History) { in.Status, in.Done = "Closed", true }, ""},
		"the summary": {func(_ *Desk, in *incident.Incident, _ History) { in.Summary = "Nothing is failing" },
			"Summary is now Nothing is failing, and was Card payments are failing"},
		"a field and one not shown": {func(d *Desk, in *incident.Incident, h History) {
			text("Region", "Europe")(d, in, h)
			text("Root Cause Detail", "another")(d, in, h)
		}, "Region is now Europe, and was Europe, Asia"},
		"several": {func(d *Desk, in *incident.Incident, h History) {
			in.Services = []string{"Login"}
			text("Customer Description", "All is well.\nReally.")(d, in, h)
			set("Impact Start Date", func(v *incident.Value) { v.Time = v.Time.Add(time.Minute) })(d, in, h)
		}, "Components is now Login, and was Payments; Customer Description is now All is well. Really., and was One payment in five fails.; " +
			"Impact Start Date is now 2026-01-31 09:56 UTC, and was 2026-01-31 09:55 UTC"},
		"the key": {func(_ *Desk, in *incident.Incident, _ History) { in.Key = "NOC-7" }, "Key is now NOC-7, and was OPS-101"},
		"a field that is empty": {text("Region"),
			"Region is now empty, and was Europe, Asia"},
		"a field that is gone": {func(_ *Desk, in *incident.Incident, _ History) {
			in.Fields = slices.DeleteFunc(slices.Clone(in.Fields), func(v incident.Value) bool { return v.Name == "Region" })
		}, "Region is now empty, and was Europe, Asia"},
		"the priority, by the promise": {func(_ *Desk, in *incident.Incident, _ History) { in.Priority = "P2" }, "Priority is now P2, and was P1"},
		"somebody new": {func(d *Desk, _ *incident.Incident, _ History) {
			d.Lists["customers"] = List{Name: "customers", Bcc: append(addresses(t, "it@alpha.example.com", "ops@beta.example.com"), six...)}
		}, "recipients + reader-0@gamma.example, reader-1@gamma.example, reader-2@gamma.example, reader-3@gamma.example, reader-4@gamma.example and 1 more"},
		"somebody gone and new": {func(d *Desk, _ *incident.Incident, _ History) {
			d.Lists["customers"] = List{Name: "customers", Bcc: addresses(t, "it@alpha.example.com", "x@alpha.example.com")}
		}, "recipients - ops@beta.example.com + x@alpha.example.com"},
		"a region with its list": {func(d *Desk, in *incident.Incident, h History) { text("Region", "Africa")(d, in, h) },
			"Region is now Africa, and was Europe, Asia; recipients + africa@alpha.example.com"},
		"nobody is left": {func(d *Desk, _ *incident.Incident, _ History) { d.Lists["customers"] = List{Name: "customers"} },
			"recipients - it@alpha.example.com, ops@beta.example.com; letter is now blocked: nobody is on the lists of customers for this incident"},
		"another letter went out": {func(_ *Desk, _ *incident.Incident, h History) {
			h.Add(past(incident.Start, 1, "customers", now, Accepted))
		},
			"letter is now start 2, and was start"},
		"another letter, and a field that it does not show": {func(d *Desk, in *incident.Incident, h History) {
			text("Root Cause Detail", "another")(d, in, h)
			h.Add(past(incident.Start, 1, "customers", now, Accepted))
		}, "letter is now start 2, and was start"},
		"a rule that keeps somebody out": {func(d *Desk, _ *incident.Incident, _ History) { d.Audiences[0].Deny = []string{"alpha.example.com"} },
			"letter is now blocked: in domains that are denied to customers: it@alpha.example.com"},
		"it joins a thread": {func(_ *Desk, _ *incident.Incident, h History) {
			r := past(incident.Update, 1, "customers", now, Accepted)
			r.MessageID = "<a@example.com>"
			h.Add(r)
		}, "letter"},
		"an order of lists": {func(d *Desk, _ *incident.Incident, _ History) {
			d.Lists["customers"] = List{Name: "customers", Bcc: addresses(t, "ops@beta.example.com", "it@alpha.example.com")}
		}, "letter"},
	} {
		d, told := desk(t), History{}
		d.Audiences[0].Lists = []string{"customers", "africa"}
		d.Lists["africa"] = List{Name: "africa", Bcc: addresses(t, "africa@alpha.example.com"), When: map[string]string{"Region": "Africa"}}
		old := draft(t, d, order("customers"), nil)
		fresh := outage()
		c.change(&d, &fresh, told)
		err := d.Changed(old, fresh, told)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		changed, ok := errors.AsType[*ChangedError](err)
		if !ok || changed.Error() != "it would be another letter now: "+c.want || changed.Remedy() != "review the letter again as it is now" {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
			continue
		}
		if want := draft(t, d, Order{Incident: fresh, Stage: "start", Audience: "customers", By: "desk@jump1", At: now, Message: "We work on it."}, told); changed.Draft.fingerprint() != want.fingerprint() {
			t.Errorf("%s: the draft is not the letter as it would be now", name)
		}
	}
}

// Changed says "the same" exactly where the bytes and the envelope are.
func TestChangedIsAboutBytes(t *testing.T) {
	t.Parallel()
	d := desk(t)
	for _, audience := range []string{"customers", "staff"} {
		old := draft(t, d, order(audience), nil)
		for _, v := range outage().All() {
			in := put(outage(), incident.Value{ID: v.ID, Name: v.Name, Kind: v.Kind, Texts: []string{"another"}, Time: now.Add(-10 * time.Minute)})
			o := order(audience)
			o.Incident = in
			a, b := composed(t, old), composed(t, draft(t, d, o, nil))
			same := a.EML() == b.EML() && slices.Equal(a.Envelope(), b.Envelope())
			if err := d.Changed(old, in, nil); (err == nil) != same {
				t.Errorf("%s for %s: %v, and the same bytes: %t", v.ID, audience, err, same)
			}
		}
	}
}

// A list read from a search has few fields, the incident by its key all: what a letter does
// not use is no change.
func TestChangedByManyFields(t *testing.T) {
	t.Parallel()
	d := desk(t)
	old, fresh := draft(t, d, order("customers"), nil), outage()
	for i := range 20 {
		fresh.Fields = append(fresh.Fields, incident.Value{ID: fmt.Sprintf("customfield_%d", 100+i), Name: fmt.Sprint("Field ", i), Texts: []string{"x"}})
	}
	if err := d.Changed(old, fresh, nil); err != nil {
		t.Error(err)
	}
	fresh.Summary, fresh.Services = "x", []string{"y"}
	fresh = with(with(fresh, "Region", func(v *incident.Value) { v.Texts = nil }), "Customer Description", func(v *incident.Value) { v.Texts = []string{strings.Repeat("z", 200)} })
	err := d.Changed(old, fresh, nil)
	changed, ok := errors.AsType[*ChangedError](err)
	if !ok || len(changed.Changes) != 4 || !strings.HasSuffix(err.Error(), "; and 1 more") || strings.ContainsAny(err.Error(), "\n") || len(err.Error()) > 400 {
		t.Errorf("%v", err)
	}
}

// A field that the incident did not have can be shown too.
func TestChangedByANewField(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Templates = templates(t, map[string]string{"start.html": "<p>[message] [workaround?None is known.]</p>"})
	old, fresh := draft(t, d, order("customers"), nil), outage()
	fresh.Fields = append(fresh.Fields, incident.Value{ID: "customfield_8", Name: "Workaround", Texts: []string{"Pay later."}})
	if err := d.Changed(old, fresh, nil); err == nil || err.Error() != "it would be another letter now: Workaround is now Pay later." {
		t.Error(err)
	}
}

// The words, the moment and the template are those that were reviewed.
func TestChangedKeepsTheOrder(t *testing.T) {
	t.Parallel()
	d, o := desk(t), order("customers")
	old := draft(t, d, o, nil)
	d.Templates = library(t, "") // files that have changed since change no letter in hand
	if err := d.Changed(old, outage(), nil); err != nil {
		t.Error(err)
	}
	wrong := outcomes(past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted), "accepted:it@alpha.example.com")
	wrong.ID = "a"
	o.Stage, o.Corrects = incident.Correction, "a"
	told := history(wrong, got(past(incident.Update, 1, "customers", now.Add(-time.Minute), Accepted), "ops@beta.example.com"))
	if err := d.Changed(draft(t, d, o, told), outage(), told); err != nil {
		t.Error(err)
	}
	if err := d.Changed(Draft{}, outage(), nil); err == nil || !strings.Contains(err.Error(), "cannot be drafted again") {
		t.Error(err)
	}
	if err := (Desk{Templates: d.Templates}).Changed(old, outage(), nil); err == nil || !strings.Contains(err.Error(), `no audience "customers"`) {
		t.Error(err)
	}
}
