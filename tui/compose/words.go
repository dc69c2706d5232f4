package compose

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/tui/screen"
)

const (
	// maxWords is how many characters an operator's words may have.
	maxWords = 10_000
	// pause is how long the typing must rest before the words go to the disk and into a
	// draft, and patience how long they wait for that.
	pause    = time.Second
	patience = 5 * time.Second
)

// recalled are the words that the disk has, by audience, and why some could not be read.
type recalled struct {
	words map[string]string
	err   error
}

// kept says that words for an audience are on the disk.
type kept struct{ audience, words string }

// paused says that the typing has rested.
type paused struct{}

// recall reads the words of all audiences: an operator who changes the audience finds what
// was meant for it, and never what was meant for another.
func (p *Page) recall() screen.Event {
	id := p.Incident.ID
	return screen.Work{Name: "words", Do: func(context.Context, func(tea.Msg)) tea.Msg {
		all := map[string]string{}
		var errs []error
		for _, a := range p.Desk.Audiences {
			words, err := p.Words(id, a.Name)
			if err != nil {
				errs = append(errs, fmt.Errorf("for %s: %w", a.Name, err))
			}
			all[a.Name] = words
		}
		return recalled{all, errors.Join(errs...)}
	}}
}

// remember takes the words from the disk. What could not be read is said, and is no reason
// to keep anybody from writing.
func (p *Page) remember(r recalled) screen.Event {
	p.words, p.kept = r.words, maps.Clone(r.words)
	p.show()
	if r.err != nil {
		return screen.Several{p.redraft(), screen.Failed{Err: r.err}}
	}
	return p.redraft()
}

// reading says why nothing can be written yet.
func reading() screen.Event { return screen.Say{Text: "Your kept words are still being read."} }

// show puts the chosen audience's words into the text area.
func (p *Page) show() { p.area.SetValue(p.words[p.readers().Name]) }

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
		return reading()
	}
	before, over := p.area.Value(), p.overflows(k)
	p.area, _ = p.area.Update(k)
	var all screen.Several
	if p.area.Value() != before {
		all = append(all, p.changed())
	}
	if over {
		all = append(all, screen.Say{Text: "The message is full. What did not fit is not in it.", Bad: true})
	}
	return all
}

// overflows reports that the text area will not take all that a key brings.
func (p *Page) overflows(k tea.KeyMsg) bool {
	const tab = 4 // what the text area makes of the character that grows most
	room := maxWords - p.area.Length()
	if k.Alt || tab*len(k.Runes) <= room {
		return false
	}
	all := textarea.New()
	all.CharLimit = 0
	all.InsertString(string(k.Runes))
	return utf8.RuneCountInString(all.Value()) > room
}

// changed notes new words. They are saved and drafted when the typing rests, and from time
// to time.
func (p *Page) changed() screen.Event {
	p.words[p.readers().Name] = p.area.Value()
	if p.Now().Sub(p.saved) > patience {
		return p.rested()
	}
	return screen.After{Wait: pause, Msg: paused{}}
}

// rested saves and drafts what was typed.
func (p *Page) rested() screen.Event { return screen.Several{p.save(), p.redraft()} }

// Leave implements screen.Leaver.
func (p *Page) Leave() screen.Event { return screen.Several{p.save(), p.tell(notify.Notice{})} }

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
		return reading()
	}
	return screen.Edit{Text: p.area.Value(), Limit: maxWords}
}

// edited takes the words from the editor. If it failed, the words stay as they were.
func (p *Page) edited(e screen.Edited) screen.Event {
	if e.Err != nil {
		return screen.Failed{Err: e.Err}
	}
	p.area.SetValue(e.Text)
	p.awaited = false
	return p.changed()
}
