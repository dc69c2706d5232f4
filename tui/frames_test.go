package tui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
	"bulletin/tui/column"
	"bulletin/tui/incidents"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// golden compares a frame with the one in testdata.
func golden(t *testing.T, name, frame string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(frame+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if frame+"\n" != string(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", name, frame, want)
	}
}

// Every page looks as it was last looked at, on three sizes of terminal.
func TestFrames(t *testing.T) {
	t.Parallel()
	scenes := []struct {
		name string
		play func(*desk)
	}{
		{"incidents", func(*desk) {}},
		{"incidents-filter", func(d *desk) { d.press("/").types("login") }},
		{"incidents-columns", func(d *desk) {
			d.Columns = []column.Column{{Field: column.Priority, Name: "priority"}, {Field: column.Key, Name: "key"}, {Field: column.Age, Name: "age"},
				{Field: column.Next, Name: "next"}, {Field: "Region", Name: "Region", Width: 12, Head: "REGION"},
				{Field: "customfield_11740", Name: "impact-start"}, {Field: column.Summary, Name: "summary"}}
			d.again().press("s", "s", "S")
		}},
		{"incidents-marks", func(d *desk) {
			d.jira.picture.Incidents = append(week()[:3], ticket(300, "P2", "New", "Mail is late", time.Minute))
			d.jira.picture.Incidents[1].Updated = night
			d.pass(time.Minute)
		}},
		{"incidents-kept", func(d *desk) {
			d.holdback = true
			d.again().hears(incidents.Before{Picture: hourOld(), History: d.past(0, 10*time.Minute)})
		}},
		{"incidents-kept-down", func(d *desk) {
			d.Kept = &disk{pictures: map[string]incident.Picture{"": hourOld()}, seen: seenAll(week()[:2])}
			d.jira.err = errors.New("read the list from Jira: nobody answers at jira.example.com")
			d.again()
		}},
		{"incidents-part", func(d *desk) {
			d.holdback = true
			told, _ := d.journal.History()
			d.again().hears(incidents.Before{History: told})
			d.hears(incidents.Part{Picture: incident.Picture{Filter: incident.Filter{Name: "Open incidents"}, At: night, Incidents: week()[:2]}})
		}},
		{"filters", func(d *desk) {
			d.jira.saved = []incident.Filter{{ID: "10077", Name: "Payments desk", JQL: "project = PAY AND statusCategory != Done ORDER BY created"},
				{ID: "10078", Name: "データ platform, with everything that belongs to it"}}
			d.Kept = &disk{recent: []incident.Filter{{Name: "project = EDGE AND priority = P1", JQL: "project = EDGE AND priority = P1"}}}
			d.press("f", "down", "down")
		}},
		{"filters-none", func(d *desk) { d.press("f").types("checkout") }},
		{"help", func(d *desk) { d.press("?") }},
		{"detail", func(d *desk) { d.press("enter") }},
		{"compose", func(d *desk) { d.press("c") }},
		{"review", func(d *desk) { d.press("c", "ctrl+s") }},
		{"review-html", func(d *desk) { d.press("c", "ctrl+s", "2") }},
		{"review-people", func(d *desk) { d.press("c", "ctrl+s", "3") }},
		{"confirm", func(d *desk) { d.press("c", "ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 cu") }},
		{"sending", func(d *desk) {
			d.press("c", "ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers")
			d.holdback = true
			d.press("enter")
			d.Update(answer{asking: asking{d.top(), "send"}, number: d.number, msg: notify.Progress{Step: "RCPT", Done: 1, Total: 3}})
		}},
		{"receipt", func(d *desk) {
			d.press("c", "ctrl+s", "enter").pass(2 * time.Second).types("OPS-101 customers").press("enter")
		}},
		{"detail-kept", func(d *desk) { d.down().press("enter") }},
		{"detail-row", func(d *desk) { d.part().press("enter") }},
		{"compose-row", func(d *desk) { d.part().press("c") }},
		{"compose-kept", func(d *desk) { d.down().press("c") }},
		{"confirm-untold", func(d *desk) {
			d.down().jira.kept.Told = time.Time{}
			d.press("c", "ctrl+s", "a", "a", "enter").pass(2 * time.Second).types("OPS-101 customers wi")
		}},
		{"confirm-kept", func(d *desk) {
			d.down().press("c", "ctrl+s", "a", "a", "enter").pass(2 * time.Second).types("OPS-101 customers wi")
		}},
	}
	for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
		for _, s := range scenes {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, week()...)
				told(d)
				s.play(d.open(size[0], size[1]))
				golden(t, fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), d.still())
			})
		}
	}
}

// What does not fit the incident is not offered, and why it is not stands beside it.
func TestFramesOfANarrowOffer(t *testing.T) {
	t.Parallel()
	low := notify.Context{When: []notify.Match{{Field: "priority", Values: []string{"P3", "P4"}}}, Audiences: []string{"staff", "management"},
		Because: "P3 and P4 are for the house alone"}
	emea := notify.Context{When: []notify.Match{{Field: "project", Values: []string{"OPS"}}, {Field: "Region", Values: []string{"EMEA"}}},
		Stages: []incident.Stage{"maintenance", incident.Correction}}
	nobody := notify.Context{When: []notify.Match{{Field: "priority", Values: []string{"P3"}}}, Audiences: []string{"customers"}, Because: "P3 is for customers alone"}
	scenes := []struct {
		name  string
		rules []notify.Context
		play  func(*desk)
	}{
		{"narrow-stage", []notify.Context{low, emea}, func(*desk) {}},
		{"narrow-audience", []notify.Context{low, emea}, func(d *desk) { d.press("tab") }},
		{"narrow-told", []notify.Context{low}, func(d *desk) { d.press("tab") }},
		{"narrow-nothing", []notify.Context{low, nobody}, func(d *desk) { d.press("tab", "right", "ctrl+s") }},
		{"barred", nil, func(*desk) {}},
	}
	for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
		for _, s := range scenes {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, week()[2])
				d.Desk.Contexts, d.Desk.Stages = s.rules, []incident.Stage{"maintenance"}
				d.Desk.Templates = announced(t)
				switch s.name {
				case "narrow-told":
					d.mailed(d.jira.picture.Incidents[0], "staff", time.Hour, &wire{answer: notify.Accepted})
				case "barred":
					d.Post.May = barred
				}
				s.play(d.open(size[0], size[1]).press("c"))
				golden(t, fmt.Sprintf("compose-%s-%dx%d", s.name, size[0], size[1]), d.still())
			})
		}
	}
}

// announced is a library with a letter for the house's own stage.
func announced(t testing.TB) *letter.Library {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "maintenance.md"), []byte("---\nsubject: \"Maintenance: [issue.summary] ([issue.key])\"\n---\nWork is planned.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, err := letter.Open(letter.Folder{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// barred is what those hear who may not send.
func barred(context.Context) error {
	return notify.Senders{Groups: []string{"incident-managers"}}.May(incident.User{ID: "ada", Name: "Ada Example", Groups: []string{"staff"}})
}

// down has Jira fall silent after the list.
func (d *desk) down() *desk {
	d.jira.kept = incident.Kept{At: night.Add(-58 * time.Minute), Told: night.Add(-118 * time.Minute), Why: "the server refused the connection"}
	return d
}

// part is the same, and of every incident but the row of the list is kept.
func (d *desk) part() *desk {
	d.down().jira.kept.Told, d.jira.kept.Part = time.Time{}, true
	return d
}

// told gives the desk a past: OPS-102 has an overdue update, OPS-107 waits for resolved.
func told(d *desk) {
	d.past(1, 72*time.Minute)
	d.past(2, time.Hour)
	d.past(3, 5*time.Hour)
}

// past tells staff of an incident's start, so long ago. It returns what has been told by now.
func (d *desk) past(incident int, ago time.Duration) notify.History {
	d.t.Helper()
	d.mailed(d.jira.picture.Incidents[incident], "staff", ago, &wire{answer: notify.Accepted})
	told, err := d.journal.History()
	if err != nil {
		d.t.Fatal(err)
	}
	return told
}

// hourOld is a list that was read an hour before.
func hourOld() incident.Picture {
	return incident.Picture{Filter: incident.Filter{Name: "Open incidents"}, At: night.Add(-58 * time.Minute), Incidents: week()[:3]}
}

// again opens the list anew.
func (d *desk) again() *desk {
	d.pages[0] = d.incidents()
	d.resize()
	d.run(d.handle(d.top(), d.top().Start()))
	return d
}

// hears gives the list a word on the way to its answer.
func (d *desk) hears(m tea.Msg) {
	d.Update(answer{asking: asking{d.pages[0], "list"}, number: d.asked[asking{d.pages[0], "list"}], msg: m})
}

// mailed sends the start of an incident by another wire than the desk's, so long ago.
func (d *desk) mailed(in incident.Incident, audience string, ago time.Duration, w *wire) notify.Receipt {
	d.t.Helper()
	at := night.Add(-ago)
	draft, err := d.Desk.Draft(notify.Order{Incident: in, Stage: "start", Audience: audience, By: "desk@jump1", At: at}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	m, err := draft.Compose()
	if err != nil {
		d.t.Fatal(err)
	}
	a, err := m.Approve(notify.Consent{Typed: m.Phrase(), By: "desk@jump1", At: at, Warnings: true})
	if err != nil {
		d.t.Fatal(err)
	}
	r, err := notify.Post{Wire: w, Book: d.journal, Now: func() time.Time { return at }}.Send(d.t.Context(), a, notify.Watch{Tell: func(notify.Progress) {}})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}
