package kept

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestIncident(t *testing.T) {
	t.Parallel()
	whole, untold := outage(), outage()
	untold.Records = nil
	of := func(at, told time.Time) incident.Kept { return incident.Kept{At: at, Told: told} }
	part := incident.Kept{At: noon, Part: true}
	for name, c := range map[string]struct {
		prepare func(*Store) error
		status  string
		kept    incident.Kept
		fields  int
		records bool
	}{
		"nothing":                    {func(*Store) error { return nil }, "", incident.Kept{}, 0, false},
		"whole":                      {func(s *Store) error { return s.KeepIncident(whole, noon) }, "In Progress", of(noon, noon), 2, true},
		"whole, but for its records": {func(s *Store) error { return s.KeepIncident(untold, noon) }, "In Progress", of(noon, time.Time{}), 2, false},
		"in a list":                  {func(s *Store) error { return s.Keep(mine, picture1(row(whole, noon))) }, "as listed", part, 0, false},
		"whole, and unchanged in a later list": {func(s *Store) error {
			p := picture1(row(whole, whole.Updated))
			p.At = noon.Add(time.Hour)
			return errors.Join(s.KeepIncident(whole, noon), s.Keep(open, p))
		}, "In Progress", of(noon.Add(time.Hour), noon), 2, true},
		"whole, and changed in a later list": {func(s *Store) error {
			p := picture1(row(whole, noon.Add(time.Minute)))
			p.At = noon.Add(time.Hour)
			return errors.Join(s.KeepIncident(whole, noon), s.Keep(open, p))
		}, "as listed", of(noon, noon), 2, true},
		"whole, after the list": {func(s *Store) error {
			p := picture1(row(whole, noon.Add(-time.Hour)))
			p.At = noon.Add(-time.Minute)
			return errors.Join(s.KeepIncident(whole, noon), s.Keep(open, p))
		}, "In Progress", of(noon, noon), 2, true},
		"damaged, but in a list": {func(s *Store) error {
			must(t, s.KeepIncident(whole, noon), s.Keep(open, picture1(row(whole, noon))))
			return os.WriteFile(s.files("10101")[0], []byte("{"), 0o600)
		}, "as listed", part, 0, false},
		"under another's name": {func(s *Store) error {
			must(t, s.KeepIncident(whole, noon), s.Keep(open, picture1(row(whole, noon))))
			return os.Rename(s.files("10101")[0], filepath.Join(s.dir, "incidents", "OPS-7.7.json"))
		}, "as listed", part, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := store(t)
			must(t, c.prepare(s))
			for _, ask := range []string{"10101", "OPS-101", " ops-101 "} {
				in, err := s.Incident(ask)
				if err != nil || in.Status != c.status || in.Kept != c.kept || len(in.Fields) != c.fields || (in.Records != nil) != c.records {
					t.Errorf("%q: of %+v, %v: %+v", ask, in.Kept, err, in)
				}
			}
			if in, _ := s.Incident("OPS-7"); in.ID != "" {
				t.Errorf("another incident is %+v", in)
			}
		})
	}
}

// An incident that moved is one incident; its records stay where a reading had none.
func TestIncidentThatMoved(t *testing.T) {
	t.Parallel()
	s := store(t)
	moved := moved(outage())
	moved.Records = nil
	must(t, s.KeepIncident(outage(), noon), s.KeepIncident(moved, noon))
	in, err := s.Incident("10101")
	if err != nil || in.Key != "NEW-7" || len(s.files("10101")) != 1 || !reflect.DeepEqual(in.Records, outage().Records) {
		t.Errorf("%+v, %v", in, err)
	}
	for _, bad := range []incident.Incident{{}, {ID: "1", Key: "../../OPS-1"}, {ID: "1/..", Key: "OPS-1"}, {ID: "1", Key: "OPS-1\n"}} {
		if err := s.KeepIncident(bad, noon); err == nil {
			t.Errorf("%+v is kept", bad)
		}
	}
	huge := outage()
	huge.Fields[0].Texts = []string{strings.Repeat("x", maxIncident)}
	if err := s.KeepIncident(huge, noon); err == nil {
		t.Error("an incident without end is kept")
	}
	if in, err := s.Incident("10101"); err != nil || in.Key != "NEW-7" {
		t.Errorf("what could not be kept took the place of what was: %+v, %v", in, err)
	}
}

// What was read later stays, whichever answer came first: of the facts, and of the records.
func TestIncidentIsNeverAnOlderOne(t *testing.T) {
	t.Parallel()
	early, late := noon, noon.Add(time.Hour)
	of := func(changed time.Time, status string, records map[string]string) incident.Incident {
		in := outage()
		in.Updated, in.Status, in.Records = changed, status, records
		return in
	}
	first, second := map[string]string{"bulletin.sent.a": "{}"}, map[string]string{"bulletin.sent.a": "{}", "bulletin.sent.b": "{}"}
	type reading struct {
		at time.Time
		in incident.Incident
	}
	for name, c := range map[string]struct {
		readings []reading
		status   string
		told     time.Time
		records  int
	}{
		"newer":                          {[]reading{{early, of(early, "old", first)}, {late, of(late, "new", second)}}, "new", late, 2},
		"older":                          {[]reading{{late, of(late, "new", second)}, {early, of(early, "old", first)}}, "new", late, 2},
		"newer, without records":         {[]reading{{early, of(early, "old", first)}, {late, of(late, "new", nil)}}, "new", early, 1},
		"older, with the only records":   {[]reading{{late, of(late, "new", nil)}, {early, of(early, "old", first)}}, "new", early, 1},
		"as old, with newer records":     {[]reading{{early, of(early, "old", first)}, {late, of(early, "old", second)}}, "old", late, 2},
		"as old, with older records":     {[]reading{{late, of(early, "old", second)}, {early, of(early, "old", first)}}, "old", late, 2},
		"records that nobody wrote":      {[]reading{{early, of(early, "old", map[string]string{})}}, "old", early, 0},
		"records that nobody ever read":  {[]reading{{early, of(early, "old", nil)}, {late, of(late, "new", nil)}}, "new", time.Time{}, 0},
		"older, under another key of it": {[]reading{{late, of(late, "new", second)}, {early, moved(of(early, "old", first))}}, "new", late, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := store(t)
			for _, r := range c.readings {
				must(t, s.KeepIncident(r.in, r.at))
			}
			in, err := s.Incident("10101")
			if err != nil || in.Key != "OPS-101" || in.Status != c.status || !in.Kept.Told.Equal(c.told) || len(in.Records) != c.records || (in.Records == nil) != c.told.IsZero() {
				t.Errorf("%v: %+v", err, in)
			}
		})
	}
}

func moved(in incident.Incident) incident.Incident {
	in.Key = "NEW-7"
	return in
}

// Of two answers at once the newer one stays.
func TestTwoAnswersAtOnce(t *testing.T) {
	t.Parallel()
	s := store(t)
	var both sync.WaitGroup
	for i := range 50 {
		both.Go(func() {
			in := outage()
			in.Updated = noon.Add(time.Duration(i) * time.Second)
			if err := s.KeepIncident(in, in.Updated); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if in, err := s.Incident("10101"); err != nil || !in.Updated.Equal(noon.Add(49*time.Second)) || !in.Kept.Told.Equal(in.Updated) {
		t.Errorf("%v, %+v", err, in)
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
	must(t, s.KeepIncident(all[1], noon), s.KeepIncident(all[2], noon))
	all[2].Updated = all[2].Updated.Add(time.Second)
	again := Open(filepath.Dir(filepath.Dir(s.dir)), "https://jira.example.com", "ada", open, s.now) // the next start
	slices.Reverse(all)
	for _, s := range []*Store{s, again} {
		var got []string
		for _, in := range s.Lacking(slices.Clone(all)) {
			got = append(got, in.ID)
		}
		if len(got) != first-1 || !slices.Equal(got[:4], []string{"1", "3", "4", "5"}) {
			t.Errorf("lacking are %v", got)
		}
	}
}
