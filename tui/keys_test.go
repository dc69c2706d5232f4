package tui

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/tui/confirm"
)

var presses = flag.Int("presses", 4000, "how many random keys to press")

// A cat on the keyboard: whatever is pressed, pasted, resized and waited for, nothing that
// nobody approved leaves, and every line of every frame fits (the desk checks each frame).
// The phrase comes as a paste only, since random keys will not type it.
func TestRandomKeys(t *testing.T) {
	t.Parallel()
	seen := 0
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 20))
		d := newDesk(t, append(week(), ticket(108, "P1", "New", "", time.Minute))...)
		told(d)
		d.open(80, 24)
		for range *presses / 4 {
			d.random(r)
			if _, ok := d.top().(*confirm.Page); ok {
				seen++
			}
			if d.quits = false; len(d.wire.got) > 0 {
				t.Fatalf("seed %d: a letter left:\n%s", seed, d.screen())
			}
		}
	}
	if seen < *presses/100 {
		t.Errorf("the keys were on the confirmation only %d times", seen)
	}
}

func (d *desk) random(r *rand.Rand) {
	keys := []string{"j", "k", "g", "G", "pgdown", "pgup", "enter", "enter", "enter", "c", "esc", "tab", "tab", "shift+tab",
		"left", "right", "up", "down", "ctrl+s", "ctrl+s", "ctrl+r", "ctrl+u", "a", "w", "1", "2", "3", "4", "/", "s", "S", "r", "f", "m", "?",
		"q", "ctrl+c", "O", "P", "-", " ", "é", "デ", "backspace", "home", "end", "f1"}
	switch n := r.IntN(100); {
	case n < 80:
		d.press(keys[r.IntN(len(keys))])
	case n < 85:
		d.pass(time.Duration(r.IntN(3000)) * time.Millisecond)
	case n < 90:
		d.send(tea.WindowSizeMsg{Width: 20 + r.IntN(140), Height: 5 + r.IntN(50)})
	case n < 92:
		d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	case n < 96:
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("OPS-101 customers"), Paste: r.IntN(2) == 0})
	default:
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("OPS"), Alt: r.IntN(2) == 0})
	}
}
