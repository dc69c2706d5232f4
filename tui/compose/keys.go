package compose

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

func (p *Page) pressed(k tea.KeyMsg) screen.Event {
	switch {
	case key.Matches(k, p.keys.back):
		return screen.Several{p.save(), screen.Back{}}
	case key.Matches(k, p.keys.review):
		return p.review()
	case key.Matches(k, p.keys.editor):
		return screen.Edit{Text: p.words.Value()}
	case key.Matches(k, p.keys.refresh):
		return p.read()
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
	p.words.Blur()
	if p.focus == messageField {
		p.words.Focus()
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
		all := incident.Stages()
		at := max(0, slices.Index(all, p.stage))
		p.stage, p.chosen = all[max(0, min(at+step, len(all)-1))], true
	case audienceField:
		p.audience = max(0, min(p.audience+step, len(p.Desk.Audiences)-1))
		p.chosen = false // another audience may be at another stage
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

// pause is how long the typing must rest before the words go to the disk.
const pause = time.Second

// paused says that the typing has rested.
type paused struct{}

func (p *Page) typed(k tea.KeyMsg) screen.Event {
	switch k.String() {
	case "tab":
		p.focusOn(p.focus + 1)
		return nil
	case "shift+tab":
		p.focusOn(p.focus - 1)
		return nil
	}
	before := p.words.Value()
	p.words, _ = p.words.Update(k)
	if p.words.Value() == before {
		return nil
	}
	return p.changed()
}

func (p *Page) changed() screen.Event {
	p.redraft()
	return screen.After{Wait: pause, Msg: paused{}}
}

// save writes the words down where the disk has others.
func (p *Page) save() screen.Event {
	words := p.words.Value()
	if words == p.kept {
		return nil
	}
	p.kept = words
	return screen.Keep(func() error { return p.Keep(p.Incident.ID, words) })
}

// edited takes the words from the editor. If it failed, the words stay as they were.
func (p *Page) edited(e screen.Edited) screen.Event {
	if e.Err != nil {
		return screen.Failed{Err: e.Err}
	}
	p.words.SetValue(e.Text)
	return p.changed()
}
