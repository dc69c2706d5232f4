package tui

import (
	"cmp"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
)

// disk keeps in memory what jiraclient/kept keeps on the disk.
type disk struct {
	pictures map[string]incident.Picture
	seen     map[string]map[string]time.Time
	recent   []incident.Filter
	err      error
}

func (k *disk) name(f incident.Filter) string { return cmp.Or(f.ID, f.JQL) }
func (k *disk) Picture(f incident.Filter) (incident.Picture, error) {
	return k.pictures[k.name(f)], k.err
}
func (k *disk) Seen(f incident.Filter) (map[string]time.Time, error) {
	return maps.Clone(k.seen[k.name(f)]), k.err
}
func (k *disk) Look(f incident.Filter, seen map[string]time.Time) error {
	if k.seen == nil {
		k.seen = map[string]map[string]time.Time{}
	}
	k.seen[k.name(f)] = seen
	return k.err
}
func (k *disk) Recent() ([]incident.Filter, error) { return k.recent, k.err }
func (k *disk) Use(f incident.Filter) error {
	k.recent = append([]incident.Filter{f}, k.recent...)
	return k.err
}

// keeping is a desk with a disk of its own, which knows nothing yet.
func keeping(t *testing.T, incidents ...incident.Incident) (*desk, *disk) {
	t.Helper()
	d, k := newDesk(t, incidents...), &disk{}
	d.Kept = k
	d.pages[0] = d.incidents()
	return d, k
}

// seenAll is the disk of an operator who has looked at all of them.
func seenAll(incidents []incident.Incident) map[string]map[string]time.Time {
	seen := map[string]time.Time{}
	for _, in := range incidents {
		seen[in.ID] = in.Updated
	}
	return map[string]map[string]time.Time{"": seen}
}

// sized starts the console on a screen that is there from the beginning.
func (d *desk) sized(width, height int) *desk {
	d.Update(tea.WindowSizeMsg{Width: width, Height: height})
	d.run(d.Init())
	return d
}

// row is the list's line of an incident, without the cursor.
func (d *desk) row(key string) string {
	d.t.Helper()
	for _, l := range strings.Split(d.screen(), "\n") {
		if strings.Contains(l+" ", " "+key+" ") {
			return strings.Replace(l, "▌", " ", 1)
		}
	}
	d.t.Fatalf("no line of %s:\n%s", key, d.screen())
	return ""
}

// marked fails the test where the marks of the incidents are not these.
func (d *desk) marked(marks map[string]string) {
	d.t.Helper()
	for key, mark := range marks {
		if got := d.row(key)[:2]; got != " "+mark {
			d.t.Errorf("%s is marked %q, want %q:\n%s", key, got, mark, d.screen())
		}
	}
}

func (d *desk) lacks(texts ...string) *desk {
	d.t.Helper()
	for _, s := range texts {
		if strings.Contains(d.screen(), s) {
			d.t.Errorf("the screen shows %q:\n%s", s, d.screen())
		}
	}
	return d
}

// Whatever is new, changed or gone since the last look is marked until somebody looks.
func TestMarksSinceTheLastLook(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	d.open(80, 24).lacks("m: seen", " + ", " * ")
	if len(k.seen[""]) != 4 {
		t.Fatalf("of the first list the disk has %v", k.seen)
	}
	after := week()[:3] // OPS-107 is gone
	after[1].Updated = night
	after = append(after, ticket(300, "P2", "New", "Mail is late", time.Minute))
	d.jira.picture.Incidents = after
	d.pass(time.Minute).shows("1 new, 1 changed, 1 gone · m: seen", "4 incidents ·")
	d.marked(map[string]string{"OPS-300": "+", "OPS-102": "*", "OPS-107": "-", "OPS-101": " "})

	d.pass(time.Minute).shows("1 new, 1 changed, 1 gone") // nobody has looked
	d.press("/").types("OPS-102").press("enter", "enter", "esc", "esc").shows("1 new, 1 gone")
	d.press("/").types("OPS-107").press("enter", "c").shows("OPS-107 compose").press("esc", "esc").shows("1 new · m: seen").lacks("OPS-107")
	if _, ok := k.seen[""]["10107"]; ok || k.seen[""]["10102"] != night {
		t.Errorf("the disk has %v", k.seen)
	}
	d.pass(time.Minute).shows("1 new · m: seen").lacks("OPS-107")
	d.press("m").lacks("m: seen", "OPS-107")
	if len(k.seen[""]) != 4 {
		t.Errorf("the disk has %v", k.seen)
	}
	d.jira.picture.Incidents = week()
	d.pass(time.Minute).shows("1 new, 1 gone") // it came back
	d.marked(map[string]string{"OPS-107": "+", "OPS-300": "-"})
}

// The marks of before are there after a restart, and all that went meanwhile is said.
func TestMarksSurviveARestart(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()[:2]...)
	k.seen = seenAll(append(week()[1:], ticket(77, "P3", "New", "Of long ago", time.Hour)))
	k.pictures = map[string]incident.Picture{"": {At: night.Add(-time.Hour), Incidents: week()[:3]}}
	d.open(80, 24).shows("1 new, 1 gone · m: seen", "2 incidents that you had seen have left the filter, before this start.")
	d.marked(map[string]string{"OPS-101": "+", "OPS-99": "-", "OPS-102": " "})
	d.press("m").lacks("m: seen", "before this start")
}

// A list from which everything has gone is not an empty one.
func TestGoneIsNotNothing(t *testing.T) {
	t.Parallel()
	d, _ := keeping(t, week()...)
	d.open(80, 24)
	d.jira.picture.Incidents = nil
	d.pass(time.Minute).shows("OPS-101", "4 gone · m: seen", "0 incidents").lacks("No incidents.")
	d.press("m").shows("No incidents.", "Read as Incident Desk")
}

// Parts show as they arrive, and nothing that was kept vanishes while they do.
func TestPartsArrive(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	k.seen = seenAll(week())
	d.jira.parts = []incident.Picture{{At: night, Incidents: week()[:1]}, {At: night, Incidents: week()[:2]}}
	arrived := 0
	d.jira.arrived = func() {
		arrived++
		d.shows("2 so far, reading…", "OPS-101", "OPS-102").lacks("OPS-99").press("j")
	}
	under := d.sized(80, 24).screen()
	if arrived != 1 || !strings.Contains(under, "▌P2  OPS-102") {
		t.Errorf("the cursor left its incident:\n%s", under)
	}
	d.shows("4 incidents ·").lacks("so far", "m: seen")

	d.jira.arrived = func() { d.shows("OPS-99", "OPS-107").lacks("so far") } // a refresh
	d.press("r")

	again, k := keeping(t, week()...)
	k.pictures = map[string]incident.Picture{"": {At: night.Add(-43 * time.Minute), Incidents: append(week()[2:], ticket(77, "P3", "New", "Of before", time.Hour))}}
	again.jira.parts = d.jira.parts
	again.jira.arrived = func() {
		again.shows("OPS-101", "OPS-99", "OPS-77", "Kept from 02:29 UTC, 43m old; Jira is being read…", "2 so far")
	}
	again.sized(80, 24).lacks("Kept from", "so far", "OPS-77")
}

// A list that did not arrive whole is not taken for one.
func TestHalfAList(t *testing.T) {
	t.Parallel()
	d, _ := keeping(t, week()...)
	d.jira.parts = []incident.Picture{{At: night, Incidents: week()[:2]}}
	d.jira.err = errors.New("read the list from Jira: it hung up")
	d.sized(80, 24).shows("OPS-101", "only 2 incidents arrived", "it hung up.", "not read").lacks("read 03:12", "m: seen")
	d.jira.err = nil
	d.press("r").shows("4 incidents ·", "read 03:12 UTC")
}

// The kept list is there before Jira, says how old it is, and stays where Jira fails.
func TestKeptListFirst(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	k.pictures = map[string]incident.Picture{"": {Filter: incident.Filter{Name: "Open incidents"}, At: night.Add(-43 * time.Minute), Incidents: week()[:3]}}
	k.seen = seenAll(week()[:3])
	d.jira.err = errors.New("read the list from Jira: nobody answers")
	d.jira.arrived = func() { d.shows("OPS-99", "Kept from 02:29 UTC, 43m old; Jira is being read…") }
	d.sized(80, 24)
	d.jira.arrived = nil
	d.shows("OPS-99", "Kept from 02:29 UTC, 43m old. Read the list from Jira: nobody answers.", "Open incidents · not read")
	d.press("enter").shows("bulletin · OPS-101").press("esc")
	d.pass(time.Minute).shows("Kept from 02:29 UTC, 44m old. Read the list")
	if known := d.jira.asked[1].Known; !known.At.IsZero() {
		t.Errorf("a kept list was taken for Jira's: %v", known)
	}
	d.jira.err = nil
	d.pass(time.Minute).shows("OPS-107", "1 new").lacks("Kept from", "nobody answers")
	d.press("r")
	asked := d.jira.asked
	d.pass(time.Minute)
	if n := len(d.jira.asked); len(asked[len(asked)-1].Known.Incidents) != 0 || len(d.jira.asked[n-1].Known.Incidents) != 4 {
		t.Errorf("a person got what was known, or the clock did not: %v", d.jira.asked)
	}
}

// What is wrong with the disk is said, and keeps nobody from the list.
func TestUnreadableDisk(t *testing.T) {
	t.Parallel()
	d, k := keeping(t, week()...)
	k.err = errors.New("the kept list is damaged")
	d.open(80, 24).shows("4 incidents", "The kept list is damaged")
}

// One reading at a time: the clock asks for no second one.
func TestOneReadingAtATime(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(80, 24)
	d.holdback = true
	d.press("r").pass(time.Minute)
	d.holdback = false
	for _, cmd := range d.waiting {
		d.run(cmd)
	}
	if n := len(d.jira.asked); n != 2 {
		t.Errorf("Jira was asked %d times", n)
	}
	d.shows("read 03:12 UTC").pass(time.Minute)
	if n := len(d.jira.asked); n != 3 {
		t.Errorf("the clock has stopped: %d", n)
	}
}

// The cursor stays on its line where its incident leaves, and stands on the first match.
func TestWhereTheCursorGoes(t *testing.T) {
	t.Parallel()
	d, _ := keeping(t, week()...)
	d.open(80, 24)
	d.jira.picture.Incidents = append(week()[:1], week()[2:]...) // OPS-102 is gone
	d.pass(time.Minute).press("j")
	if !strings.Contains(selected(d), "- P2  OPS-102") {
		t.Fatalf("the cursor is on %q", selected(d))
	}
	d.press("enter", "esc").lacks("OPS-102")
	if !strings.Contains(selected(d), "OPS-99") {
		t.Errorf("the cursor is on %q", selected(d))
	}
	d.press("/").types("ops-1")
	if !strings.Contains(selected(d), "OPS-101") {
		t.Errorf("the cursor is on %q:\n%s", selected(d), d.screen())
	}
}
