package compose

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/tui/screen"
)

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	if p.awaited { // other keys are meant for the review: they must not change the letter
		p.awaited = !key.Matches(k, p.keys.back)
		return nil
	}
	switch {
	case key.Matches(k, p.keys.back):
		return screen.Back{}
	case key.Matches(k, p.keys.review):
		return p.review()
	case key.Matches(k, p.keys.editor):
		return p.edit()
	case key.Matches(k, p.keys.former) && len(p.draft.Former) > 0:
		p.former = !p.former
		return p.redraft()
	case key.Matches(k, p.keys.refresh):
		return p.read(true)
	case p.focus == messageField:
		return p.typed(k)
	case key.Matches(k, p.keys.forward):
		return p.forward()
	case key.Matches(k, p.keys.next):
		p.focusOn(p.focus + 1)
	case key.Matches(k, p.keys.previous):
		p.focusOn(p.focus - 1)
	case key.Matches(k, p.keys.left):
		return p.choose(-1)
	case key.Matches(k, p.keys.right):
		return p.choose(+1)
	}
	return nil
}

// focusOn moves the keys to a field.
func (p *Page) focusOn(f field) {
	p.focus = (f + fields) % fields
	p.area.Blur()
	if p.focus == messageField {
		p.area.Focus()
	}
}

func (p *Page) forward() screen.Event {
	if p.focus == reviewField {
		return p.review()
	}
	p.focusOn(p.focus + 1)
	return nil
}
