package screen

import "github.com/charmbracelet/bubbles/key"

// Key is a binding with its help: the keys as they are shown, and what they do.
func Key(help, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, does))
}

// Moves are the keys that move through lines, the same on every page.
type Moves struct{ Up, Down, PageUp, PageDown, Top, Bottom key.Binding }

// NewMoves are arrows and vi keys.
func NewMoves() Moves {
	return Moves{
		Up:       Key("k/up", "up", "k", "up"),
		Down:     Key("j/down", "down", "j", "down"),
		PageUp:   Key("pgup", "page up", "pgup", "ctrl+b", "b"),
		PageDown: Key("pgdn", "page down", "pgdown", "ctrl+f", " "),
		Top:      Key("g", "top", "g", "home"),
		Bottom:   Key("G", "bottom", "G", "end"),
	}
}

// All are the moves in the order of the help.
func (m Moves) All() []key.Binding {
	return []key.Binding{m.Down, m.Up, m.PageDown, m.PageUp, m.Top, m.Bottom}
}
