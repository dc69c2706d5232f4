package compose

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/tui/screen"
)

const (
	// maxWords is how many characters an operator's words may have.
	maxWords = 10_000
	// pause is how long the typing must rest before the words go to the disk, and patience
	// how long they wait for that.
	pause    = time.Second
	patience = 5 * time.Second
)

// recalled are the words that the disk has, by audience.
type recalled map[string]string

// kept says that words for an audience are on the disk.
type kept struct{ audience, words string }

// paused says that the typing has rested.
type paused struct{}

// recall reads the words of all audiences: an operator who changes the audience finds what
// was meant for it, and never what was meant for another.
func (p *Page) recall() screen.Event {
	id := p.Incident.ID
	return screen.Work{Name: "words", Do: func(context.Context, func(tea.Msg)) tea.Msg {
		all := recalled{}
		var errs []error
		for _, a := range p.Desk.Audiences {
			words, err := p.Words(id, a.Name)
			all[a.Name], errs = words, append(errs, err)
		}
		if err := errors.Join(errs...); err != nil {
			return screen.Failed{Err: err}
		}
		return all
	}}
}

// show puts the chosen audience's words into the text area.
func (p *Page) show() {
	p.area.SetValue(p.words[p.readers().Name])
	p.redraft()
}

// write goes on to another audience and its words.
func (p *Page) write(audience int) {
	p.audience = audience
	p.show()
}

// typed gives a key to the text area. Until the disk has said what was written before,
// nothing can be written over it.
func (p *Page) typed(k tea.KeyMsg) screen.Event {
	switch k.String() {
	case "tab":
		p.focusOn(p.focus + 1)
		return nil
	case "shift+tab":
		p.focusOn(p.focus - 1)
		return nil
	}
	if p.words == nil {
		return screen.Say{Text: "Your kept words are still being read."}
	}
	before := p.area.Value()
	p.area, _ = p.area.Update(k)
	if p.area.Value() == before {
		return nil
	}
	if p.area.Length() >= maxWords {
		return screen.Several{p.changed(), screen.Say{Text: "The message is full. What did not fit is not in it.", Bad: true}}
	}
	return p.changed()
}

// changed notes new words; they go to the disk when the typing rests, and from time to time.
func (p *Page) changed() screen.Event {
	p.words[p.readers().Name] = p.area.Value()
	p.redraft()
	if p.Now().Sub(p.saved) > patience {
		return p.save()
	}
	return screen.After{Wait: pause, Msg: paused{}}
}

// Leave implements screen.Leaver.
func (p *Page) Leave() screen.Event { return p.save() }

// save writes down what the disk does not have yet.
func (p *Page) save() screen.Event {
	var all screen.Several
	for audience, words := range p.words {
		if words != p.kept[audience] {
			all = append(all, p.keep(audience, words))
		}
	}
	p.saved = p.Now()
	return all
}

func (p *Page) keep(audience, words string) screen.Event {
	id := p.Incident.ID
	return screen.Work{Name: "keep", Outlives: true, InTurn: true, Do: func(context.Context, func(tea.Msg)) tea.Msg {
		if err := p.Keep(id, audience, words); err != nil {
			return screen.Failed{Err: err}
		}
		return kept{audience, words}
	}}
}

// edit asks for the editor.
func (p *Page) edit() screen.Event {
	if p.words == nil {
		return screen.Say{Text: "Your kept words are still being read."}
	}
	return screen.Edit{Text: p.area.Value(), Limit: maxWords}
}

// edited takes the words from the editor. If it failed, the words stay as they were.
func (p *Page) edited(e screen.Edited) screen.Event {
	if e.Err != nil {
		return screen.Failed{Err: e.Err}
	}
	p.area.SetValue(e.Text)
	return p.changed()
}
