package kept

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// parts takes the name of an incident's file apart.
func parts(file string) (key, id string, ok bool) {
	key, id, _ = strings.Cut(strings.TrimSuffix(file, ".json"), ".")
	return key, id, incident.IsKey(key) && incident.IsID(id) && strings.HasSuffix(file, ".json")
}

// KeepIncident keeps an incident that was read with all its fields, in a reading that began at
// a time. Records that are nil were not read: those that are kept stay, as of when they are. So
// does what is kept of a later change of the incident, and records that were read later.
func (s *Store) KeepIncident(in incident.Incident, at time.Time) error {
	if !incident.IsKey(in.Key) || !incident.IsID(in.ID) {
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

// files are those of incidents, by their keys or ids.
func (s *Store) files(names ...string) []string {
	entries, _ := os.ReadDir(filepath.Join(s.dir, "incidents"))
	var all []string
	for _, e := range entries {
		if key, id, ok := parts(e.Name()); ok && (slices.Contains(names, key) || slices.Contains(names, id)) {
			all = append(all, filepath.Join(s.dir, "incidents", e.Name()))
		}
	}
	return all
}

// read reads an incident that was kept whole.
func (s *Store) read(name string) (sighting, error) {
	var errs []error
	for _, path := range s.files(name) {
		known, err := one(path)
		if err == nil {
			return known, nil
		}
		errs = append(errs, err)
	}
	return sighting{}, errors.Join(errs...)
}

// one reads the file of an incident.
func one(path string) (sighting, error) {
	var known sighting
	if _, err := read(path, maxIncident, &known); err != nil {
		return sighting{}, err
	}
	clean(&known.Incident)
	if key, id, _ := parts(filepath.Base(path)); known.Incident.Key != key || known.Incident.ID != id {
		return sighting{}, fmt.Errorf("%s: it is another one", path)
	}
	known.At, known.Told = known.At.UTC(), known.Told.UTC()
	if known.Incident.Records == nil {
		known.Told = time.Time{}
	}
	return known, nil
}

// first is of how many incidents of a list it is looked whether they are kept whole: who looks
// at an outage looks at what changed last.
const first = 200

// Lacking are the incidents of a list that are not kept whole as they are in it, those that
// changed last first. It puts the list into that order.
func (s *Store) Lacking(list []incident.Incident) []incident.Incident {
	slices.SortStableFunc(list, func(a, b incident.Incident) int { return b.Updated.Compare(a.Updated) })
	list = list[:min(len(list), first)]
	s.learn(list)
	s.mu.Lock()
	defer s.mu.Unlock()
	var lacking []incident.Incident
	for _, in := range list {
		if incident.IsID(in.ID) && !s.whole[in.ID].Equal(in.Updated) {
			lacking = append(lacking, in)
		}
	}
	return lacking
}

// learn reads when those incidents had changed of which that is not known. The folder is read
// once, and the lock is free meanwhile.
func (s *Store) learn(list []incident.Incident) {
	var unknown []string
	s.mu.Lock()
	for _, in := range list {
		if _, known := s.whole[in.ID]; !known {
			unknown = append(unknown, in.ID)
		}
	}
	s.mu.Unlock()
	if len(unknown) == 0 {
		return
	}
	changed := map[string]time.Time{}
	for _, path := range s.files(unknown...) {
		if known, err := one(path); err == nil {
			changed[known.Incident.ID] = known.Incident.Updated
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range unknown {
		if _, known := s.whole[id]; !known {
			s.whole[id] = changed[id]
		}
	}
}
