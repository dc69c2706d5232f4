package kept

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
)

// sighting is an incident with all its fields, when the reading of them began, and when that of
// its records did; zero: they were never read.
type sighting struct {
	At, Told time.Time
	Incident incident.Incident
}

var (
	keyForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,63}-[0-9]{1,19}$`)
	idForm  = regexp.MustCompile(`^[0-9]{1,19}$`)
)

// parts takes the name of an incident's file apart.
func parts(file string) (key, id string, ok bool) {
	key, id, _ = strings.Cut(strings.TrimSuffix(file, ".json"), ".")
	return key, id, keyForm.MatchString(key) && idForm.MatchString(id) && strings.HasSuffix(file, ".json")
}

// KeepIncident keeps an incident that was read with all its fields, in a reading that began at
// a time. Records that are nil were not read: those that are kept stay, as of when they are. So
// does what is kept of a later change of the incident, and records that were read later.
func (s *Store) KeepIncident(in incident.Incident, at time.Time) error {
	if !keyForm.MatchString(in.Key) || !idForm.MatchString(in.ID) {
		return errors.New("keep the incident: it has no key and number of Jira's kind")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before, _ := s.read(in.ID) // what cannot be read is written anew
	next := before.then(sighting{At: at.UTC(), Told: at.UTC(), Incident: storable(in)})
	in = next.Incident
	path := filepath.Join(s.dir, "incidents", in.Key+"."+in.ID+".json")
	if err := write(path, maxIncident, next); err != nil {
		return fmt.Errorf("keep the incident: %w", err)
	}
	for _, other := range s.files(in.ID) { // under the key that it had before it moved
		if other != path {
			_ = os.Remove(other)
		}
	}
	s.whole[in.ID] = in.Updated
	return nil
}

// then is what is known after one more sighting, which may be the older one.
func (k sighting) then(next sighting) sighting {
	records := next.Incident.Records
	if records == nil || next.Told.Before(k.Told) {
		next.Told, records = k.Told, k.Incident.Records
	}
	if next.Incident.Updated.Before(k.Incident.Updated) {
		next.At, next.Incident = k.At, k.Incident
	}
	next.Incident.Records = records
	return next
}

// Incident is what is known of an incident, by its key or its id: whole where it was read whole,
// else in part, as a list had it. Its Kept says all but why Jira is not asked. Where nothing is
// known it has no ID.
func (s *Store) Incident(name string) (incident.Incident, error) {
	name = strings.ToUpper(strings.TrimSpace(name))
	known, err := s.read(name)
	if known.Incident.ID != "" {
		name = known.Incident.ID
	}
	row, at := s.row(name)
	whole := known.Incident
	whole.Kept = incident.Kept{At: known.At, Told: known.Told}
	switch {
	case row.ID == "" && whole.ID == "" && err != nil:
		return incident.Incident{}, fmt.Errorf("read the incident that was kept: %w", err)
	case row.ID == "" && whole.ID == "":
		return incident.Incident{}, nil
	case whole.ID == "":
		row.Kept = incident.Kept{At: at, Part: true}
		return row, nil
	case row.ID == "" || !at.After(known.At):
	case row.Updated.Equal(whole.Updated): // nothing had changed when the list was read
		whole.Kept.At = at
	default: // the list knows better, of the little that it knows
		row.Fields, row.Records, row.Kept = whole.Fields, whole.Records, whole.Kept
		return row, nil
	}
	return whole, nil
}

// row is an incident as the newest list has it.
func (s *Store) row(name string) (incident.Incident, time.Time) {
	for _, p := range s.pictures() {
		for _, in := range p.Incidents {
			if in.ID == name || in.Key == name {
				in.Records = nil
				return in, p.At
			}
		}
	}
	return incident.Incident{}, time.Time{}
}

// files are those of an incident, by its key or its id.
func (s *Store) files(name string) []string {
	entries, _ := os.ReadDir(filepath.Join(s.dir, "incidents"))
	var all []string
	for _, e := range entries {
		if key, id, ok := parts(e.Name()); ok && (key == name || id == name) {
			all = append(all, filepath.Join(s.dir, "incidents", e.Name()))
		}
	}
	return all
}

// read reads an incident that was kept whole.
func (s *Store) read(name string) (sighting, error) {
	var errs []error
	for _, path := range s.files(name) {
		var known sighting
		_, err := read(path, maxIncident, &known)
		clean(&known.Incident)
		if key, id, _ := parts(filepath.Base(path)); err == nil && (known.Incident.Key != key || known.Incident.ID != id) {
			err = fmt.Errorf("%s: it is another one", path)
		}
		if err == nil {
			known.At, known.Told = known.At.UTC(), known.Told.UTC()
			if known.Incident.Records == nil {
				known.Told = time.Time{}
			}
			return known, nil
		}
		errs = append(errs, err)
	}
	return sighting{}, errors.Join(errs...)
}

// first is of how many incidents of a list it is looked whether they are kept whole: who looks
// at an outage looks at what changed last.
const first = 200

// Lacking are the ids of incidents of a picture that are not kept whole as they are in it, at
// most so many, those that changed last first.
func (s *Store) Lacking(p incident.Picture, most int) []string {
	all := slices.Clone(p.Incidents)
	slices.SortStableFunc(all, func(a, b incident.Incident) int { return b.Updated.Compare(a.Updated) })
	var ids []string
	for _, in := range all[:min(len(all), first)] {
		if len(ids) < most && idForm.MatchString(in.ID) && !s.changed(in.ID).Equal(in.Updated) {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// changed is when Jira had changed an incident that is kept whole.
func (s *Store) changed(id string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.whole[id]
	if !known {
		was, _ := s.read(id)
		at = was.Incident.Updated
		s.whole[id] = at
	}
	return at
}
