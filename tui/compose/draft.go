package compose

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/tui/screen"
)

// drafted is the letter that was ordered, or why there is none.
type drafted struct {
	order notify.Order
	draft notify.Draft
	err   error
}

// order is what is chosen and written at this moment.
func (p *Page) order() notify.Order {
	return notify.Order{
		Incident: p.Incident, Stage: p.stage, Audience: p.readers().Name,
		Message: p.area.Value(), By: p.By, At: p.Now(), Former: p.former, Corrects: p.corrects(),
	}
}

// corrects is the letter that a correction corrects, where that was chosen.
func (p *Page) corrects() notify.ID {
	if p.stage != p.Wish.Stage || p.readers().Name != p.Wish.Audience {
		return ""
	}
	return p.Wish.Corrects
}

// redraft asks for the letter as it is ordered now. It is work, since a long template takes
// longer than a key may; one is drafted at a time, and none that has been ordered anew since.
func (p *Page) redraft() screen.Event {
	if !p.ready || p.offer.Nothing() != nil {
		return nil
	}
	if !p.chosen {
		p.stage = p.suggestion().Stage
	}
	p.area.Placeholder = hint(p.stage)
	desk, told, order, number := p.Desk, p.history, p.order(), p.orders.Add(1)
	return screen.Work{Name: "draft", Do: func(context.Context, func(tea.Msg)) tea.Msg {
		p.drafting.Lock()
		defer p.drafting.Unlock()
		if p.orders.Load() != number {
			return nil
		}
		draft, err := desk.Draft(order, told)
		return drafted{order, draft, err}
	}}
}

// review asks for the review of the letter as it is at this very moment: it is drafted once
// more, and until that has come no key changes it.
func (p *Page) review() screen.Event {
	switch {
	case p.ready && p.offer.Nothing() != nil:
		return screen.Failed{Err: p.problem}
	case p.ready && p.words != nil:
		p.awaited = true
		return p.redraft()
	case p.problem != nil:
		return screen.Failed{Err: p.problem}
	case p.words == nil:
		return reading()
	}
	return screen.Say{Text: "The incident is still being read from Jira."}
}

// came takes a draft, and goes on to the review where that waits for this very letter.
func (p *Page) came(d drafted) screen.Event {
	if !p.ready || p.offer.Nothing() != nil {
		return nil // the incident is read anew and drafted after that, or nobody is told of it
	}
	p.draft, p.problem = d.draft, d.err
	now := p.order()
	same := d.order.Stage == now.Stage && d.order.Audience == now.Audience && d.order.Message == now.Message && d.order.Former == now.Former
	if !p.awaited || !same {
		return p.tell(d.draft.Notice)
	}
	p.awaited = false
	if d.err != nil {
		return screen.Failed{Err: d.err}
	}
	return screen.Several{p.save(), p.tell(d.draft.Notice), Composed{d.draft}}
}

// tell lets colleagues know what is written here, once for each notice. They need not wait for
// somebody who cannot send it.
func (p *Page) tell(n notify.Notice) screen.Event {
	if p.Composing == nil || n == p.shown || (p.barred != nil || !p.Incident.Kept.IsZero()) && n != (notify.Notice{}) {
		return nil
	}
	p.shown = n
	return screen.Work{Name: "composing", InTurn: n == notify.Notice{}, Outlives: n == notify.Notice{}, Do: func(ctx context.Context, _ func(tea.Msg)) tea.Msg {
		_ = p.Composing(ctx, n) // a courtesy: the claim before the letter leaves is what counts
		return nil
	}}
}
