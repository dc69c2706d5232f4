package incidents

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/column"
)

// place is what a row is sorted by, taken out of it once: to read it anew for every comparison
// of ten thousand would be felt.
type place struct {
	lead    worth // of what the operator wants the list to be sorted by
	row     int   // in rows
	created int64 // in nanoseconds
	grave   time.Duration
}

// sort orders what is shown; what is equal is ordered by priority, then age, then key.
func (p *Page) sort() {
	places := make([]place, len(p.shown))
	worthy := p.worthy()
	for i, n := range p.shown {
		r := &p.rows[n]
		places[i] = place{lead: worthy(r), row: n, created: r.Created.UnixNano(), grave: r.grave}
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
	if c := a.lead.compare(&b.lead); c != 0 {
		return c
	}
	if c := cmp.Compare(a.grave, b.grave); c != 0 {
		return c
	}
	x, y := &p.rows[a.row], &p.rows[b.row]
	if c := cmp.Or(strings.Compare(x.Priority, y.Priority), cmp.Compare(b.created, a.created)); c != 0 {
		return c
	}
	one, other := keyWorth(x.Key), keyWorth(y.Key)
	return one.compare(&other)
}

// worthy takes out of a row what the list is sorted by.
func (p *Page) worthy() func(*row) worth {
	c := column.Column{Field: p.order}
	switch {
	case p.order == byNeed:
		return needWorth
	case p.order == byChange:
		return func(r *row) worth { return worth{at: -r.Updated.UnixNano()} } // the last one first
	case p.order == column.Age:
		return func(r *row) worth { return worth{at: -r.Created.UnixNano()} }
	case p.order == column.Priority:
		return func(*row) worth { return worth{} } // all else being equal
	case p.order == column.Key:
		return func(r *row) worth { return keyWorth(r.Key) }
	case c.Custom():
		return func(r *row) worth { return valueWorth(c.Value(r.Incident)) }
	}
	return func(r *row) worth { return textWorth(c.Text(r.Incident, notify.Standing{}, time.Time{})) }
}

// worth is a value made ready to be compared.
type worth struct {
	kind   int
	text   string
	number float64
	at     int64 // in nanoseconds
}

func (w *worth) compare(o *worth) int {
	return cmp.Or(cmp.Compare(w.kind, o.kind), strings.Compare(w.text, o.text), cmp.Compare(w.number, o.number), cmp.Compare(w.at, o.at))
}

// The kinds of values in a column, in their order: times, numbers, texts, and nothing last.
const (
	isTime = iota
	isNumber
	isText
	isNothing
)

func valueWorth(v incident.Value) worth {
	switch {
	case v.Empty():
		return worth{kind: isNothing}
	case v.Timed():
		return worth{kind: isTime, at: v.Time.UnixNano()}
	}
	text := v.String()
	if text[0] <= '9' { // else the error alone would cost more than all the rest
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return worth{kind: isNumber, number: n}
		}
	}
	return textWorth(text)
}

func textWorth(s string) worth {
	if s == "" {
		return worth{kind: isNothing}
	}
	return worth{kind: isText, text: strings.ToLower(s)}
}

// keyWorth puts OPS-9 before OPS-10.
func keyWorth(key string) worth {
	project, n, _ := strings.Cut(key, "-")
	number, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		return worth{text: key}
	}
	return worth{text: project, at: number}
}

// needWorth puts first what is owed now, the gravest incident before the others, then what is
// due by the clock, then the rest.
func needWorth(r *row) worth {
	const now, later, never = 0, 1, 2
	due := r.standing.Due.UnixNano()
	switch r.standing.Need {
	case notify.Waiting:
		return worth{kind: later, at: due}
	case notify.Unclosed, notify.Settled:
		return worth{kind: never, at: due}
	}
	return worth{kind: now}
}
