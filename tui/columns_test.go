package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/tui/column"
)

// Columns stand as the config has them, sort, are found, and leave from the right.
func TestConfiguredColumns(t *testing.T) {
	t.Parallel()
	all := week()[:3]
	for i, n := range []string{"20", "", "3"} {
		all[i].Fields = append(all[i].Fields, incident.Value{ID: "customfield_1", Name: "Users affected", Texts: []string{n}})
	}
	all[2].Fields[0].Texts = []string{"AMER"}
	d := newDesk(t, all...)
	d.Columns = []column.Column{{Field: "key", Name: "key"}, {Field: "customfield_1", Name: "users", Head: "HIT"},
		{Field: "Region", Name: "Region", Width: 3}, {Field: "customfield_11740", Name: "impact-start"}, {Field: "summary", Name: "summary"}, {Field: "status", Name: "status"}}
	d.pages[0] = d.incidents()
	d.open(80, 24)
	if got := strings.Join(strings.Fields(d.row("KEY")), " "); got != "KEY HIT RE… IMPACT-START SUMMARY STATUS" {
		t.Errorf("the head is %q", got)
	}
	if got := strings.Join(strings.Fields(d.row("OPS-99")), " "); !strings.HasPrefix(got, "OPS-99 3 AM… 2026-03-13 01:12 UTC Search results") {
		t.Errorf("the row is %q", got)
	}
	var firsts []string
	for range 7 {
		d.press("g")
		firsts = append(firsts, fmt.Sprint(strings.TrimSpace(strings.Split(strings.Split(d.screen(), "by ")[1], "  ")[0]), " ", strings.Fields(selected(d))[0]))
		d.press("s")
	}
	want := "[what is due ▌OPS-101 key ▌OPS-99 users ▌OPS-99 Region ▌OPS-99 impact-start ▌OPS-99 summary ▌OPS-101 status ▌OPS-102]"
	if got := fmt.Sprint(firsts); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	d.press("s", "/").types("amer").shows("OPS-99").lacks("OPS-101")
	d.press("esc")
	d.send(tea.WindowSizeMsg{Width: 40, Height: 12})
	if got := strings.Join(strings.Fields(d.row("KEY")), " "); got != "KEY HIT RE… SUMMARY" {
		t.Errorf("on a narrow screen the head is %q", got)
	}
}

// The head shows by what the list is sorted without any colour, on every terminal.
func TestHeadShowsTheOrder(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...).open(120, 24)
	heads := func() string { return strings.Split(d.screen(), "\n")[1] }
	var marked []string
	for range 8 {
		before, _, _ := strings.Cut(heads(), "▾")
		words := strings.Fields(before)
		marked = append(marked, words[len(words)-1])
		d.press("s")
	}
	if want := []string{"NEXT", "PRI", "KEY", "AGE", "STATUS", "SERVICES", "SUMMARY", "SUMMARY"}; !slices.Equal(marked, want) {
		t.Errorf("marked are %v", marked)
	}
	if d.press("S"); !strings.Contains(heads(), "NEXT▴") {
		t.Errorf("reversed: %q", heads())
	}
}

// A time that has just room enough is not cut for the sake of its zone.
func TestTimesInANarrowColumn(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	d.Columns = []column.Column{{Field: "key", Name: "key"}, {Field: "customfield_11740", Name: "impact-start", Head: "FROM", Width: 16}, {Field: "summary", Name: "summary"}}
	d.pages[0] = d.incidents()
	d.open(80, 24)
	if got := strings.Join(strings.Fields(d.row("OPS-99")), " "); got != "OPS-99 2026-03-13 01:12 Search results are stale" {
		t.Errorf("the row is %q", got)
	}
}

// The key stays where nothing else does, and so does what takes the room that is left.
func TestTheKeyNeverLeaves(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	for _, f := range []string{"Region", "customfield_11740", "customfield_11754", "status", "services", "key"} {
		d.Columns = append(d.Columns, column.Column{Field: f, Name: f, Head: strings.ToUpper(f[:6%len(f)])})
	}
	d.Columns[5].Head = "KEY"
	d.pages[0] = d.incidents()
	d.open(80, 24)
	for width := 200; width >= 40; width-- {
		d.send(tea.WindowSizeMsg{Width: width, Height: 12})
		d.row("OPS-101")
	}
	d.Columns = []column.Column{{Field: "customfield_11740", Name: "from", Width: 20}, {Field: "summary", Name: "summary", Width: 14}, {Field: "key", Name: "key"}, {Field: "status", Name: "status"}}
	d.pages[0] = d.incidents()
	d.open(40, 12)
	if got := strings.Join(strings.Fields(d.row("OPS-101")), " "); got != "Card payments… OPS-101" && got != "Card payment… OPS-101" {
		t.Errorf("the row is %q", got)
	}
}
