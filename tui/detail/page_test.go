package detail

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// A person reads each kind of field as Jira's own page has it.
func TestFieldsOfEveryKind(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	of := func(k incident.Kind, texts ...string) incident.Value {
		return incident.Value{ID: "x", Name: "Field", Kind: k, Texts: texts}
	}
	at := func(k incident.Kind) incident.Value {
		return incident.Value{ID: "x", Name: "Field", Kind: k, Time: now.Add(-2 * time.Hour)}
	}
	for want, v := range map[string]incident.Value{
		"plain words":                       of(incident.Text, "plain words"),
		"bold words":                        {Name: "Field", Kind: incident.Rich, Texts: []string{"bold words"}, HTML: "<b>bold words</b>"},
		"2026-01-31":                        at(incident.Date),
		"2026-01-31 10:00 UTC (2h 00m ago)": at(incident.DateTime),
		"Ada Example, Bo Example":           of(incident.Person, "Ada Example", "Bo Example"),
		"12345678901234567890":              {Name: "Field", Kind: incident.Number, Texts: []string{"12345678901234567890"}, Number: 12345678901234567890},
		"Europe, Asia":                      of(incident.Option, "Europe", "Asia"),
		"Europe - Bern":                     of(incident.Cascading, "Europe", "Bern"),
		"10.0.3.1":                          of(incident.Version, "10.0.3.1"),
		"Payments":                          of(incident.Component, "Payments"),
		"Search (SVC-4511), 日本語の検索 (SVC-4512)": of(incident.Asset, "Search (SVC-4511)", "日本語の検索 (SVC-4512)"),
		"-": of(incident.Number),
	} {
		for _, size := range []screen.Size{{Width: 80, Height: 24}, {Width: 40, Height: 12}} {
			p := New(Options{Now: func() time.Time { return now }, Incident: incident.Incident{Key: "OPS-1"}})
			p.size = size
			lines := p.field(v, 10)
			var said []string
			for _, l := range lines {
				if lipgloss.Width(l) > size.Width {
					t.Errorf("%q is wider than %d", l, size.Width)
				}
				said = append(said, strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l), "Field")))
			}
			if got := strings.Join(said, " "); got != want {
				t.Errorf("%s at %d: %q, want %q", v.Kind, size.Width, got, want)
			}
		}
	}
}
