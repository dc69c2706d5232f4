package incidents

import (
	"cmp"
	"context"
	"maps"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// read reads the list now. A person gets everything again, the clock what has changed.
func (p *Page) read(person bool) screen.Event {
	p.reading, p.asking = true, person
	a := Ask{Query: incident.Query{Filter: p.wanted}, Person: person, First: !p.asked}
	if !person {
		a.Query.Known = p.whole
	}
	return screen.Work{Name: "list", Do: func(ctx context.Context, tell func(tea.Msg)) tea.Msg {
		return p.Read(ctx, a, tell)
	}}
}

// Again makes the page read the list, after a letter has changed what is owed.
func (p *Page) Again() screen.Event { return p.read(false) }

// Choose makes the page show the incidents of another filter; the zero one is that of the
// config. Nothing of the old list stays.
func (p *Page) Choose(f incident.Filter) screen.Event {
	p.known = known{wanted: f}
	p.failure = nil
	p.filter.SetValue("")
	p.build()
	p.moveTo(0)
	return p.read(true)
}

// answered takes in what was asked for.
func (p *Page) answered(msg tea.Msg) screen.Event {
	switch msg := msg.(type) {
	case Before:
		p.remember(msg)
	case Part:
		p.show(msg.Picture)
	case Read:
		return p.take(msg)
	case Recorded:
		p.untold, p.amiss, p.telling = msg.Left, msg.Amiss, false
		p.moveTo(p.cursor)
	}
	return nil
}

// remember takes in what is known without Jira.
func (p *Page) remember(b Before) {
	p.asked, p.kept, p.seen = true, b.Picture, b.Seen
	if b.History != nil {
		p.history, p.open = b.History, len(b.History.Open())
	}
	p.build()
}

// show takes in a part of the first list. Later ones are shown when they are whole.
func (p *Page) show(part incident.Picture) {
	if p.whole.At.IsZero() {
		p.part = part
		p.build()
	}
}

// take accepts what was read. A failed reading leaves the last good list in place.
func (p *Page) take(r Read) screen.Event {
	p.reading, p.asking = false, false
	p.failure, p.damage, p.untold = r.Err, r.Damage, r.Unrecorded
	if r.History != nil {
		p.history, p.open = r.History, len(r.History.Open())
	}
	again := screen.After{Wait: p.Refresh, Msg: due{}}
	if r.Err != nil {
		p.build()
		return again
	}
	first := p.replace(r.Picture)
	if p.wanted == (incident.Filter{}) {
		p.own = r.Picture.Filter
	}
	p.build()
	all := screen.Several{again}
	if first {
		all = append(all, p.keep())
	}
	if p.untold > 0 && p.Record != nil && !p.telling {
		all = append(all, p.record())
	}
	return all
}

// record tells Jira of letters, beside the list: it may take long, and nobody waits for it.
func (p *Page) record() screen.Event {
	told := p.history
	p.telling = true
	return screen.Work{Name: "record", Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		return p.Record(ctx, told)
	}}
}

// keep puts on the disk what the operator has looked at.
func (p *Page) keep() screen.Event {
	if p.Look == nil {
		return nil
	}
	f, seen := p.wanted, maps.Clone(p.seen)
	return screen.Work{Name: "look", Outlives: true, InTurn: true, Do: func(context.Context, func(tea.Msg)) tea.Msg {
		if err := p.Look(f, seen); err != nil {
			return screen.Failed{Err: err}
		}
		return nil
	}}
}

// marked reports whether there is anything that the operator has not looked at.
func (p *Page) marked() bool { return p.margin() > 0 || p.left > 0 }

// filterName names the filter whose incidents the list shows.
func (p *Page) filterName() string {
	number := ""
	if p.wanted.ID != "" {
		number = "filter " + incident.CleanLine(p.wanted.ID)
	}
	return cmp.Or(p.picture.Filter.Name, p.wanted.Name, number)
}
