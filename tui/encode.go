package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

func width(s string) int { return ansi.StringWidth(s) }

// encode writes a frame for a terminal that knows ASCII only, where it is one: every other
// character becomes a question mark. Else the frame is as it is.
func (c *Console) encode(frame string) string {
	if !c.Theme.Marks.ASCII {
		return frame
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return '?'
		}
		return r
	}, frame)
}
