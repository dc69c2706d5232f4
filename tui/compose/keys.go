package compose

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/tui/screen"
)

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	switch {
	case key.Matches(k, p.keys.back):
		return screen.Several{p.save(), screen.Back{}}
	case key.Matches(k, p.keys.review):
		return p.review()
	case key.Matches(k, p.keys.editor):
		return p.edit()
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
		p.choose(-1)
	case key.Matches(k, p.keys.right):
		p.choose(+1)
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

// choose moves the choice of the field that has the keys.
func (p *Page) choose(step int) {
	switch p.focus {
	case stageField:
		all := p.Desk.AllStages()
		at := max(0, slices.Index(all, p.stage))
		p.stage, p.chosen = all[max(0, min(at+step, len(all)-1))], true
	case audienceField:
		p.write(max(0, min(p.audience+step, len(p.Desk.Audiences)-1)))
	}
	p.redraft()
}

// review asks for the review, of the letter as it is at this very moment.
func (p *Page) review() screen.Event {
	p.redraft()
	switch {
	case p.problem != nil:
		return screen.Failed{Err: p.problem}
	case !p.ready:
		return screen.Say{Text: "The incident is still being read from Jira."}
	}
	return screen.Several{p.save(), Composed{p.draft}}
}
