package kept

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bulletin/notify/incident"
)

// check cleans a picture from the disk, or says why it is none.
func check(p *incident.Picture) error {
	if len(p.Incidents) > maxIncidents {
		return fmt.Errorf("it has more than %d incidents", maxIncidents)
	}
	cleanUser(&p.User)
	for i := range p.Notes {
		lines(&p.Notes[i])
	}
	cleanFilter(&p.Filter)
	p.At = p.At.UTC()
	for i := range p.Incidents {
		in := &p.Incidents[i]
		if clean(in); in.ID == "" || in.Key == "" {
			return errors.New("it has an incident without a key")
		}
	}
	return nil
}

func cleanUser(u *incident.User) {
	lines(&u.ID, &u.Name, &u.Email)
	for i := range u.Groups {
		lines(&u.Groups[i])
	}
}

// cleanFilter leaves the JQL as it stands: that it is shown nowhere is its reader's care.
func cleanFilter(f *incident.Filter) { lines(&f.ID, &f.Name) }

// clean makes every string of an incident harmless, but for its records, which are not trusted
// anywhere.
func clean(in *incident.Incident) {
	lines(&in.ID, &in.Key, &in.Summary, &in.Status, &in.Priority)
	for i := range in.Services {
		lines(&in.Services[i])
	}
	in.Created, in.Updated = in.Created.UTC(), in.Updated.UTC()
	for i := range in.Fields {
		v := &in.Fields[i]
		lines(&v.ID, &v.Name)
		for j := range v.Texts {
			v.Texts[j] = incident.Clean(v.Texts[j])
		}
		v.HTML = incident.Clean(v.HTML)
		v.Time = v.Time.UTC()
	}
}

func lines(all ...*string) {
	for _, s := range all {
		*s = incident.CleanLine(*s)
	}
}

// storable is an incident whose times JSON can hold.
func storable(in incident.Incident) incident.Incident {
	in.Created, in.Updated = year(in.Created), year(in.Updated)
	if slices.ContainsFunc(in.Fields, func(v incident.Value) bool { return !year(v.Time).Equal(v.Time) }) {
		in.Fields = slices.Clone(in.Fields)
		for i := range in.Fields {
			in.Fields[i].Time = year(in.Fields[i].Time)
		}
	}
	return in
}

// year is a time of a year with four digits (RFC 3339), else none.
func year(t time.Time) time.Time {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		return time.Time{}
	}
	return t.UTC()
}
