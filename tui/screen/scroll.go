package screen

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Scroll is a position in lines that are longer than the page.
type Scroll struct {
	Offset int
	moves  Moves
}

// NewScroll stands at the top.
func NewScroll() Scroll { return Scroll{moves: NewMoves()} }

// Keys are the keys that scroll.
func (s Scroll) Keys() []key.Binding { return s.moves.All() }

// Move follows a key through lines of which height are shown. It reports false where the
// key is none of its own.
func (s *Scroll) Move(k tea.KeyMsg, lines, height int) bool {
	last := max(0, lines-height)
	to, ok := s.moves.Step(k, s.Offset, height, last)
	if ok {
		s.Offset = to
	}
	return ok
}

// Step is where a key leads from a position between 0 and last, with pages of a height. It
// reports false where the key is no move.
func (m Moves) Step(k tea.KeyMsg, at, height, last int) (int, bool) {
	page := max(1, height-1)
	switch {
	case key.Matches(k, m.Up):
		at--
	case key.Matches(k, m.Down):
		at++
	case key.Matches(k, m.PageUp):
		at -= page
	case key.Matches(k, m.PageDown):
		at += page
	case key.Matches(k, m.Top):
		at = 0
	case key.Matches(k, m.Bottom):
		at = last
	default:
		return at, false
	}
	return max(0, min(at, last)), true
}

// Follow is where a list of n lines begins on a page of a height, so that the line under the
// cursor is on it. It moves no more than it must.
func Follow(cursor, offset, height, n int) int {
	offset = max(min(offset, cursor), cursor-height+1, 0)
	return max(0, min(offset, n-height))
}
