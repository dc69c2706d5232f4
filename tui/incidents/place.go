package incidents

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/column"
)

// place is what a row is sorted by, taken out of it once: to read it anew for every comparison
// of ten thousand would be felt.
type place struct {
	lead    // what the operator wants the list to be sorted by
	grave   time.Duration
	created int64 // in nanoseconds
	row     int   // in rows
}

// lead is one thing after the other, as far as it is there.
type lead struct {
	turn  int
	at    int64 // in nanoseconds
	value *incident.Value
}

// sort orders what is shown; what is equal is ordered by priority, then age, then key.
func (p *Page) sort() {
	places := make([]place, len(p.shown))
	leading := p.leading()
	for i, n := range p.shown {
		r := &p.rows[n]
		places[i] = place{lead: leading(r), grave: r.grave, created: r.Created.UnixMilli(), row: n}
	}
	slices.SortFunc(places, func(a, b place) int {
		c := p.compare(&a, &b)
		if p.reverse {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.row, b.row))
	})
	for i := range places {
		p.shown[i] = places[i].row
	}
}

// compare looks at one thing after the other: most rows differ in the first.
func (p *Page) compare(a, b *place) int {
	if c := cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.at, b.at)); c != 0 {
		return c
	}
	if a.value != nil && b.value != nil {
		if c := incident.Compare(*a.value, *b.value); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(a.grave, b.grave); c != 0 {
		return c
	}
	x, y := &p.rows[a.row], &p.rows[b.row]
	if c := cmp.Or(strings.Compare(x.Priority, y.Priority), cmp.Compare(b.created, a.created)); c != 0 {
		return c
	}
	return incident.Compare(*words(x.Key), *words(y.Key))
}

// leading takes out of a row what the list is sorted by.
func (p *Page) leading() func(*row) lead {
	c := column.Column{Field: p.order}
	switch {
	case p.order == byNeed:
		return need
	case p.order == byChange:
		return func(r *row) lead { return lead{at: -r.Updated.UnixMilli()} } // the last one first
	case p.order == column.Age:
		return func(r *row) lead { return lead{at: -r.Created.UnixMilli()} }
	case p.order == column.Priority:
		return func(*row) lead { return lead{} } // all else being equal
	case c.Custom():
		return func(r *row) lead { v := c.Value(r.Incident); return lead{value: &v} }
	}
	return func(r *row) lead { return lead{value: words(c.Text(r.Incident, notify.Standing{}, time.Time{}))} }
}

// words are a text as a value, which knows how texts are ordered: OPS-9 before OPS-10.
func words(s string) *incident.Value { return &incident.Value{Texts: []string{s}} }

// need puts first what is owed now, the gravest incident before the others, then what is due by
// the clock, then the rest.
func need(r *row) lead {
	const now, later, never = 0, 1, 2
	due := r.standing.Due.UnixMilli()
	switch r.standing.Need {
	case notify.Waiting:
		return lead{turn: later, at: due}
	case notify.Unclosed, notify.Settled:
		return lead{turn: never, at: due}
	}
	return lead{turn: now}
}
