package review

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/letter"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// reviewed is the review of a draft with findings, on 80 by 21.
func reviewed(t *testing.T, found ...notify.Finding) *Page {
	t.Helper()
	theme, err := themes.Named("mono", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	lib, err := letter.Open(letter.Folder{})
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := lib.Find(incident.Start, incident.Audience{Name: "staff", Zone: time.UTC, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	p := New(Options{Theme: theme, Draft: notify.Draft{Template: tpl, Findings: found}})
	p.Update(screen.Size{Width: 80, Height: 21})
	return p
}

func press(p *Page, keys string) {
	for _, k := range keys {
		p.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{k}})
		p.View()
	}
}

func TestKeysWithoutFindings(t *testing.T) {
	t.Parallel()
	p := reviewed(t)
	press(p, "4nNo")
	if !strings.Contains(p.View(), "Nothing was found.") {
		t.Errorf("the page shows\n%s", p.View())
	}
}

// The way to a partial shows its source; the view itself is of the letter's template.
func TestTemplateViewComesBack(t *testing.T) {
	t.Parallel()
	const partial = "builtin/_facts.html"
	p := reviewed(t, notify.Finding{Severity: notify.Warn, Where: "template", What: "w", Do: "d", Pos: letter.Pos{File: partial, Line: 2}})
	own := p.Draft.Template.Name()
	if p.Draft.Template.Source(partial) == "" || own == partial {
		t.Fatalf("the template %s has no partial %s", own, partial)
	}
	for _, step := range []struct{ keys, shows string }{{"4o", partial}, {"5", own}, {"4o", partial}, {"1", ""}, {"5", own}} {
		if press(p, step.keys); !strings.Contains(p.View(), step.shows) {
			t.Errorf("after %s the page does not show %s:\n%s", step.keys, step.shows, p.View())
		}
	}
}

// The letter is searched for the chosen finding's words, and not for those of all.
func TestManyFindingsAreDrawnAtOnce(t *testing.T) {
	work := func(findings int) float64 {
		var found []notify.Finding
		for i := range findings {
			found = append(found, notify.Finding{Severity: notify.Warn, Where: "letter", What: "w", Do: "d", Words: fmt.Sprintf("nowhere %d", i)})
		}
		p := reviewed(t, found...)
		p.letter = strings.Split(strings.Repeat("a line of the letter\n", 2000), "\n")
		return testing.AllocsPerRun(1, func() { p.findings() })
	}
	if one, many := work(1), work(100); many > 3*one {
		t.Errorf("a frame with 100 findings takes %.0f allocations, with one %.0f", many, one)
	}
}
