package kept

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"bulletin/notify/incident"
)

// Keep keeps a whole picture as the last one of a filter.
func (s *Store) Keep(f incident.Filter, p incident.Picture) error {
	if len(p.Incidents) > maxIncidents {
		return fmt.Errorf("keep the list: it has more than %d incidents", maxIncidents)
	}
	p.Incidents = slices.Clone(p.Incidents)
	for i := range p.Incidents {
		p.Incidents[i] = storable(p.Incidents[i])
	}
	if err := write(s.of("pictures", f), maxPicture, p); err != nil {
		return fmt.Errorf("keep the list: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	return nil
}

// Picture is the last whole picture of a filter, a zero one where there is none.
func (s *Store) Picture(f incident.Filter) (incident.Picture, error) {
	p, err := picture(s.of("pictures", f))
	if err != nil {
		return incident.Picture{}, fmt.Errorf("read the list that was kept: %w", err)
	}
	return p, nil
}

func picture(path string) (incident.Picture, error) {
	var p incident.Picture
	if _, err := read(path, maxPicture, &p); err != nil {
		return incident.Picture{}, err
	}
	if err := check(&p); err != nil {
		return incident.Picture{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// pictures are all that can be read, the newest first.
func (s *Store) pictures() []incident.Picture {
	entries, _ := os.ReadDir(filepath.Join(s.dir, "pictures"))
	var all []incident.Picture
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".json" {
			continue
		}
		if p, err := picture(filepath.Join(s.dir, "pictures", e.Name())); err == nil {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b incident.Picture) int { return b.At.Compare(a.At) })
	return all
}

// identity is as whom Jira knows us, and when it said so.
type identity struct {
	At   time.Time
	User incident.User
}

// KeepUser keeps as whom Jira knows us, which it has just said. Where it says the same again it
// is written once an hour.
func (s *Store) KeepUser(u incident.User) error {
	const often = time.Hour
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now().UTC()
	if last, at := s.User(); reflect.DeepEqual(u, last) && now.Sub(at).Abs() < often {
		return nil
	}
	if err := write(s.user(), maxRecent, identity{now, u}); err != nil {
		return fmt.Errorf("keep the user: %w", err)
	}
	return nil
}

// User is as whom Jira knew us when it said so last, and when that was; a zero one where that is
// not kept.
func (s *Store) User() (incident.User, time.Time) {
	var last identity
	if _, err := read(s.user(), maxRecent, &last); err != nil {
		return incident.User{}, time.Time{}
	}
	cleanUser(&last.User)
	return last.User, last.At.UTC()
}

// ForgetUser is for a login that Jira does not take any more.
func (s *Store) ForgetUser() { _ = os.Remove(s.user()) }

func (s *Store) user() string { return filepath.Join(s.dir, "user-"+s.who+".json") }

// Seen is what the operator has looked at in the list of a filter: when Jira had changed each
// incident then, by its id. It is nil where nobody has looked at it yet.
func (s *Store) Seen(f incident.Filter) (map[string]time.Time, error) {
	var stored map[string]time.Time
	found, err := read(s.of("seen", f), maxSeen, &stored)
	if err == nil && len(stored) > maxIncidents {
		err = fmt.Errorf("it is of more than %d incidents", maxIncidents)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was looked at: %w", err)
	}
	if !found {
		return nil, nil
	}
	seen := make(map[string]time.Time, len(stored))
	for id, changed := range stored {
		seen[incident.CleanLine(id)] = changed.UTC()
	}
	return seen, nil
}

// Look keeps what the operator has looked at.
func (s *Store) Look(f incident.Filter, seen map[string]time.Time) error {
	if len(seen) > maxIncidents {
		return fmt.Errorf("keep what was looked at: it is more than %d incidents", maxIncidents)
	}
	storing := make(map[string]time.Time, len(seen)) // never nil: that would say that nobody looked
	for id, changed := range seen {
		storing[id] = year(changed)
	}
	if err := write(s.of("seen", f), maxSeen, storing); err != nil {
		return fmt.Errorf("keep what was looked at: %w", err)
	}
	return nil
}

// Recent are the filters chosen last, the newest first.
func (s *Store) Recent() ([]incident.Filter, error) {
	var all []incident.Filter
	if _, err := read(s.recent(), maxRecent, &all); err != nil {
		return nil, fmt.Errorf("read the filters that were chosen: %w", err)
	}
	all = all[:min(len(all), recently)]
	for i := range all {
		cleanFilter(&all[i])
	}
	return all, nil
}

// Use keeps that a filter was chosen.
func (s *Store) Use(f incident.Filter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, _ := s.Recent() // what cannot be read is written anew
	all = slices.DeleteFunc(all, func(other incident.Filter) bool { return s.name(other) == s.name(f) })
	all = append([]incident.Filter{f}, all...)
	if err := write(s.recent(), maxRecent, all[:min(len(all), recently)]); err != nil {
		return fmt.Errorf("keep the filter that was chosen: %w", err)
	}
	return nil
}

func (s *Store) recent() string { return filepath.Join(s.dir, "recent.json") }
