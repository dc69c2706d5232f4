package tui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/themes"
)

// A terminal that knows ASCII only gets nothing else, whatever the incidents say.
func TestASCIITerminal(t *testing.T) {
	t.Parallel()
	d := newDesk(t, week()...)
	theme, err := themes.Named("dark", func(k string) string { return map[string]string{"LC_ALL": "C"}[k] })
	if err != nil {
		t.Fatal(err)
	}
	d.Theme = theme
	d.pages[0] = d.incidents()
	d.open(80, 24)
	for _, keys := range []string{"", "G", "enter", "c", "ctrl+s", "2", "3", "4", "1", "enter", "?"} {
		if keys != "" {
			d.press(keys)
		}
		for _, r := range d.View() {
			if r >= 0x80 {
				t.Fatalf("after %q the screen shows %q:\n%s", keys, r, d.screen())
			}
		}
	}
}

// A list of ten thousand, drawn and filtered.
func BenchmarkTenThousand(b *testing.B) {
	all := week()
	for i := range 10_000 {
		all = append(all, ticket(1000+i, []string{"P1", "P2", "P3", "P4"}[i%4], "Investigating", "Card payments fail in EMEA", time.Duration(i)*time.Minute))
	}
	d := newDesk(b, all...)
	d.run(d.Init())
	d.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	b.Run("draw", func(b *testing.B) {
		for b.Loop() {
			d.Update(named("j"))
			_ = d.View()
		}
	})
	b.Run("filter", func(b *testing.B) {
		d.Update(named("/"))
		for b.Loop() {
			d.Update(named("p"))
			d.Update(named("backspace"))
		}
	})
}
