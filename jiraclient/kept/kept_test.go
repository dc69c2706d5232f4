package kept

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify/incident"
)

var (
	noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	open = incident.Filter{ID: "10042", Name: "Open incidents", JQL: "project = OPS"}
	mine = incident.Filter{Name: "assignee = me", JQL: "assignee = me"}
)

func store(t testing.TB) *Store {
	t.Helper()
	return Open(t.TempDir(), "https://jira.example.com/", "ada", open, func() time.Time { return noon })
}

// outage is an incident with something in every member.
func outage() incident.Incident {
	return incident.Incident{
		ID: "10101", Key: "OPS-101", Summary: "Checkout is slow", Status: "In Progress", Done: true, Priority: "P1",
		Services: []string{"Checkout"}, Created: noon.Add(-time.Hour), Updated: noon.Add(-time.Minute),
		Fields: []incident.Value{
			{ID: "customfield_1", Name: "Region", Kind: incident.Rich, Texts: []string{"a\nb", "c"}, HTML: "<b>a</b>\n"},
			{ID: "customfield_2", Name: "Start", Kind: incident.DateTime, Time: noon},
		},
		Records: map[string]string{"bulletin.claim.x": "{\x1b}"},
	}
}

func picture1(all ...incident.Incident) incident.Picture {
	return incident.Picture{User: incident.User{ID: "ada", Name: "Ada Example", Email: "ada@example.com", Groups: []string{"desk"}},
		Filter: open, At: noon, Incidents: all, Notes: []string{"two fields are called Region"}}
}

func row(in incident.Incident, changed time.Time) incident.Incident {
	in.Fields, in.Records, in.Updated, in.Status = nil, nil, changed, "as listed"
	return in
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	s := store(t)
	if p, err := s.Picture(open); err != nil || !reflect.DeepEqual(p, incident.Picture{}) {
		t.Errorf("before anything is kept: %+v, %v", p, err)
	}
	want, other := picture1(outage()), picture1()
	other.At, other.User.ID, other.Incidents = noon.Add(time.Hour), "bob", []incident.Incident{}
	must(t, s.Keep(open, want), s.Keep(mine, other))
	for _, f := range []incident.Filter{open, {}, {ID: "10042"}} { // the config's own is meant by none
		if p, err := s.Picture(f); err != nil || !reflect.DeepEqual(p, want) {
			t.Errorf("%+v: %+v, %v", f, p, err)
		}
	}
	if p, err := s.Picture(mine); err != nil || !reflect.DeepEqual(p, other) {
		t.Errorf("%+v, %v", p, err)
	}
	must(t, s.KeepUser(want.User))
	bob := Open(filepath.Dir(filepath.Dir(s.dir)), "https://jira.example.com", "bob", open, s.now)
	if u, _ := bob.User(); u.ID != "" {
		t.Errorf("by another login we are %+v", u)
	}
	elsewhere := Open(filepath.Dir(filepath.Dir(s.dir)), "https://jira.example.org", "ada", open, s.now)
	if p, _ := elsewhere.Picture(open); len(p.Incidents) > 0 {
		t.Error("another Jira has the same list")
	}
	if err := s.Keep(open, picture1(make([]incident.Incident, maxIncidents+1)...)); err == nil {
		t.Error("a list without end is kept")
	}
}

// As whom Jira knows us is of when it said so last, to the hour.
func TestUser(t *testing.T) {
	t.Parallel()
	s := store(t)
	if u, at := s.User(); u.ID != "" || !at.IsZero() {
		t.Errorf("before anything is kept: %+v, %v", u, at)
	}
	ada := picture1().User
	bob := incident.User{ID: "bob", Name: "Bob Example"}
	for _, c := range []struct {
		at   time.Time
		user incident.User
		kept time.Time
	}{
		{noon, ada, noon},
		{noon.Add(59 * time.Minute), ada, noon},
		{noon.Add(61 * time.Minute), ada, noon.Add(61 * time.Minute)},
		{noon.Add(62 * time.Minute), bob, noon.Add(62 * time.Minute)},
		{noon.Add(-time.Hour), bob, noon.Add(-time.Hour)}, // the clock was wrong before
	} {
		s.now = func() time.Time { return c.at }
		must(t, s.KeepUser(c.user))
		if u, at := s.User(); !reflect.DeepEqual(u, c.user) || !at.Equal(c.kept) {
			t.Errorf("at %v: %+v of %v, want %v", c.at, u, at, c.kept)
		}
	}
}

func TestSeenAndRecent(t *testing.T) {
	t.Parallel()
	s := store(t)
	seen, err := s.Seen(open)
	recent, recentErr := s.Recent()
	if must(t, err, recentErr); seen != nil || recent != nil {
		t.Errorf("before anything: %v, %v", seen, recent)
	}
	must(t, s.Look(open, nil))
	if seen, err = s.Seen(incident.Filter{}); err != nil || seen == nil || len(seen) > 0 {
		t.Errorf("who looked at an empty list has looked: %v, %v", seen, err)
	}
	want := map[string]time.Time{"10101": noon, "2": {}}
	must(t, s.Look(open, want))
	if seen, err = s.Seen(open); err != nil || !maps.Equal(seen, want) {
		t.Errorf("%v, %v", seen, err)
	}
	for i := range 12 {
		must(t, s.Use(incident.Filter{ID: fmt.Sprint(i)}), s.Use(mine))
	}
	recent, err = s.Recent()
	if err != nil || len(recent) != recently || recent[0] != mine || recent[1].ID != "11" || recent[9].ID != "3" {
		t.Errorf("%v, %v", recent, err)
	}
}

// Damage is told of and does no harm: the next one that is kept takes its place.
func TestDamage(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "cut": `{"version":1,"said":{"User"`, "another version": `{"version":2,"said":{}}`,
		"another thing": `{"version":1,"said":[[]]}`, "binary": "\x00\xff",
		"an incident without a key": `{"version":1,"said":{"Incidents":[{"ID":"1"}]}}`,
		"too large":                 strings.Repeat(" ", maxPicture+1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := store(t)
			must(t, s.Keep(open, picture1(outage())), s.Look(open, nil), s.Use(mine))
			for _, path := range []string{s.of("pictures", open), s.of("seen", open), s.recent()} {
				must(t, os.WriteFile(path, []byte(text), 0o600))
			}
			p, err := s.Picture(open)
			if err == nil || !reflect.DeepEqual(p, incident.Picture{}) {
				t.Errorf("%+v, %v", p, err)
			}
			if in, _ := s.Incident("10101"); in.ID != "" {
				t.Error("an incident of a damaged list is there")
			}
			must(t, s.Keep(open, picture1(outage())), s.Look(open, nil), s.Use(mine))
			if p, err := s.Picture(open); err != nil || len(p.Incidents) != 1 {
				t.Errorf("after it was kept again: %v", err)
			}
			recent, err := s.Recent()
			if err != nil || len(recent) != 1 {
				t.Errorf("%v, %v", recent, err)
			}
		})
	}
	s := store(t)
	must(t, os.MkdirAll(s.of("pictures", open), 0o700))
	if _, err := s.Picture(open); err == nil {
		t.Error("a folder is a list")
	}
}

// Of two programs that write one wins, and a third reads one or the other.
func TestTwoPrograms(t *testing.T) {
	t.Parallel()
	s := store(t)
	both := []incident.Picture{picture1(outage()), picture1(slices.Repeat([]incident.Incident{outage()}, 500)...)}
	must(t, s.Keep(open, both[0]))
	var writers sync.WaitGroup
	for _, p := range both {
		writers.Go(func() {
			other := Open(filepath.Dir(filepath.Dir(s.dir)), "https://jira.example.com", "ada", open, s.now)
			for range 20 {
				if err := other.Keep(open, p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 50 {
		if p, err := s.Picture(open); err != nil || !reflect.DeepEqual(p, both[0]) && !reflect.DeepEqual(p, both[1]) {
			t.Fatalf("half a list: %d, %v", len(p.Incidents), err)
		}
	}
	writers.Wait()
	if left, _ := filepath.Glob(filepath.Join(s.dir, "*", begun+"*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestOldFilesAreRemoved(t *testing.T) {
	t.Parallel()
	s := store(t)
	listed, gone, young := outage(), outage(), outage()
	gone.ID, gone.Key = "2", "OPS-2"
	young.ID, young.Key = "3", "OPS-3"
	must(t, s.KeepIncident(listed, noon), s.KeepIncident(gone, noon), s.KeepIncident(young, noon), s.Keep(mine, picture1(gone)), s.Look(mine, nil))
	long := noon.Add(-month - time.Hour)
	half := filepath.Join(s.dir, "incidents", begun+"1")
	must(t, os.WriteFile(half, nil, 0o600))
	for _, path := range append(s.files("10101"), s.files("2")[0], s.of("pictures", mine), s.of("seen", mine), half) {
		must(t, os.Chtimes(path, long, long))
	}
	must(t, os.Chtimes(s.files("3")[0], noon, noon))
	s.swept = time.Time{}
	must(t, s.Keep(open, picture1(listed)))
	for path, stays := range map[string]bool{"incidents/OPS-101.10101.json": true, "incidents/OPS-2.2.json": false, "incidents/OPS-3.3.json": true, "incidents/" + begun + "1": false} {
		if _, err := os.Stat(filepath.Join(s.dir, path)); (err == nil) != stays {
			t.Errorf("%s: %v", path, err)
		}
	}
	if lacking := s.Lacking([]incident.Incident{gone, young}); len(lacking) != 1 || lacking[0].ID != gone.ID {
		t.Errorf("lacking are %v", lacking)
	}
	if p, _ := s.Picture(mine); len(p.Incidents) > 0 {
		t.Error("a list that nobody has read for a month is there")
	}
}

// Nobody else on the machine reads what Jira said.
func TestItIsTheOwnersAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other rights")
	}
	s := store(t)
	must(t, s.Keep(open, picture1(outage())), s.KeepIncident(outage(), noon), s.Look(open, nil), s.Use(mine))
	must(t, filepath.WalkDir(filepath.Dir(s.dir), func(path string, d fs.DirEntry, err error) error {
		info, statErr := d.Info()
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; statErr == nil && info.Mode().Perm() != want {
			t.Errorf("%s has the rights %v", path, info.Mode().Perm())
		}
		return errors.Join(err, statErr)
	}))
}

// A disk that cannot be written costs what would have been kept, and is told of.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	must(t, os.WriteFile(file, nil, 0o600))
	s := Open(file, "https://jira.example.com", "ada", open, func() time.Time { return noon })
	for name, err := range map[string]error{
		"keep the list": s.Keep(open, picture1()), "keep the incident": s.KeepIncident(outage(), noon),
		"keep what was looked at": s.Look(open, nil), "keep the filter that was chosen": s.Use(mine),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkKeep10000(b *testing.B) {
	s := store(b)
	p := picture1(slices.Repeat([]incident.Incident{row(outage(), noon)}, 10_000)...)
	for b.Loop() {
		must(b, s.Keep(open, p))
	}
}

func BenchmarkPicture10000(b *testing.B) {
	s := store(b)
	must(b, s.Keep(open, picture1(slices.Repeat([]incident.Incident{row(outage(), noon)}, 10_000)...)))
	for b.Loop() {
		if _, err := s.Picture(open); err != nil {
			b.Fatal(err)
		}
	}
}
