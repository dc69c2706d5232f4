package kept

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestIncident(t *testing.T) {
	t.Parallel()
	whole := outage()
	for name, c := range map[string]struct {
		prepare func(*Store) error
		status  string
		at      time.Time
		fields  int
		records bool
	}{
		"nothing":   {func(*Store) error { return nil }, "", time.Time{}, 0, false},
		"whole":     {func(s *Store) error { return s.KeepIncident(whole) }, "In Progress", noon, 2, true},
		"in a list": {func(s *Store) error { return s.Keep(mine, picture1(row(whole, noon))) }, "as listed", noon, 0, false},
		"whole, and unchanged in a later list": {func(s *Store) error {
			p := picture1(row(whole, whole.Updated))
			p.At = noon.Add(time.Hour)
			return errors.Join(s.KeepIncident(whole), s.Keep(open, p))
		}, "In Progress", noon.Add(time.Hour), 2, true},
		"whole, and changed in a later list": {func(s *Store) error {
			p := picture1(row(whole, noon.Add(time.Minute)))
			p.At = noon.Add(time.Hour)
			return errors.Join(s.KeepIncident(whole), s.Keep(open, p))
		}, "as listed", noon, 2, true},
		"whole, after the list": {func(s *Store) error {
			p := picture1(row(whole, noon.Add(-time.Hour)))
			p.At = noon.Add(-time.Minute)
			return errors.Join(s.KeepIncident(whole), s.Keep(open, p))
		}, "In Progress", noon, 2, true},
		"damaged, but in a list": {func(s *Store) error {
			must(t, s.KeepIncident(whole), s.Keep(open, picture1(row(whole, noon))))
			return os.WriteFile(s.files("10101")[0], []byte("{"), 0o600)
		}, "as listed", noon, 0, false},
		"under another's name": {func(s *Store) error {
			must(t, s.KeepIncident(whole), s.Keep(open, picture1(row(whole, noon))))
			return os.Rename(s.files("10101")[0], filepath.Join(s.dir, "incidents", "OPS-7.7.json"))
		}, "as listed", noon, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := store(t)
			must(t, c.prepare(s))
			for _, ask := range []string{"10101", "OPS-101", " ops-101 "} {
				in, at, err := s.Incident(ask)
				if err != nil || in.Status != c.status || !at.Equal(c.at) || len(in.Fields) != c.fields || (in.Records != nil) != c.records {
					t.Errorf("%q: of %v, %v: %+v", ask, at, err, in)
				}
			}
			if in, _, _ := s.Incident("OPS-7"); in.ID != "" {
				t.Errorf("another incident is %+v", in)
			}
		})
	}
}

// An incident that moved is one incident; its records stay where a reading had none.
func TestIncidentThatMoved(t *testing.T) {
	t.Parallel()
	s := store(t)
	moved := outage()
	moved.Key, moved.Records = "NEW-7", nil
	must(t, s.KeepIncident(outage()), s.KeepIncident(moved))
	in, _, err := s.Incident("10101")
	if err != nil || in.Key != "NEW-7" || len(s.files("10101")) != 1 || !reflect.DeepEqual(in.Records, outage().Records) {
		t.Errorf("%+v, %v", in, err)
	}
	for _, bad := range []incident.Incident{{}, {ID: "1", Key: "../../OPS-1"}, {ID: "1/..", Key: "OPS-1"}, {ID: "1", Key: "OPS-1\n"}} {
		if err := s.KeepIncident(bad); err == nil {
			t.Errorf("%+v is kept", bad)
		}
	}
	huge := outage()
	huge.Fields[0].Texts = []string{strings.Repeat("x", maxIncident)}
	if err := s.KeepIncident(huge); err == nil {
		t.Error("an incident without end is kept")
	}
	if in, _, err := s.Incident("10101"); err != nil || in.Key != "NEW-7" {
		t.Errorf("what could not be kept took the place of what was: %+v, %v", in, err)
	}
}

func TestLacking(t *testing.T) {
	t.Parallel()
	s := store(t)
	var all []incident.Incident
	for i := range first + 20 {
		in := outage()
		in.ID, in.Key, in.Updated = fmt.Sprint(i+1), fmt.Sprintf("OPS-%d", i+1), noon.Add(-time.Duration(i)*time.Minute)
		all = append(all, in)
	}
	must(t, s.KeepIncident(all[1]), s.KeepIncident(all[2]))
	all[2].Updated = all[2].Updated.Add(time.Second)
	again := Open(filepath.Dir(filepath.Dir(s.dir)), "https://jira.example.com", open, s.now) // the next start
	slices.Reverse(all)
	for _, s := range []*Store{s, again} {
		if got := s.Lacking(picture1(all...), 4); !slices.Equal(got, []string{"1", "3", "4", "5"}) {
			t.Errorf("lacking are %v", got)
		}
		if got := s.Lacking(picture1(all...), 1000); len(got) != first-1 {
			t.Errorf("%d are looked at", len(got))
		}
	}
}
