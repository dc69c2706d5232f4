package incidents

import (
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/column"
)

// row is an incident with what is owed for it.
type row struct {
	*incident.Incident
	mark     mark
	grave    time.Duration // orders priorities
	standing notify.Standing
	haystack string // what the filter looks in, in lower case; empty until it looks
}

// build makes the rows of the list anew: what is in it, and what has gone from it.
func (p *Page) build() {
	at := p.under()
	p.picture, p.left, p.counts = p.known.picture(), p.lost(), [marks]int{}
	p.rows = make([]row, 0, len(p.picture.Incidents)+len(p.gone))
	add := func(in *incident.Incident, m mark) {
		p.counts[m]++
		p.rows = append(p.rows, row{Incident: in, mark: m, grave: p.Grave(in.Priority)})
	}
	for i := range p.picture.Incidents {
		add(&p.picture.Incidents[i], p.mark(&p.picture.Incidents[i]))
	}
	for i := range p.gone {
		add(&p.gone[i], gone)
	}
	p.weigh(at)
}

// weigh says anew what is owed, at this moment.
func (p *Page) weigh(at string) {
	now := p.Now()
	for i := range p.rows {
		p.rows[i].standing = p.history.Standing(*p.rows[i].Incident, now)
	}
	p.arrange(at)
}

// under is the id of the incident under the cursor, empty where there is none.
func (p *Page) under() string {
	if p.cursor >= len(p.shown) {
		return ""
	}
	return p.rows[p.shown[p.cursor]].ID
}

// arrange filters and sorts the rows anew and keeps the cursor on an incident where it still
// shows, else on its line. It reports whether it does.
func (p *Page) arrange(at string) bool {
	words := strings.Fields(strings.ToLower(p.filter.Value()))
	p.shown = p.shown[:0]
	for i := range p.rows {
		if len(words) == 0 || p.matches(&p.rows[i], words) {
			p.shown = append(p.shown, i)
		}
	}
	p.sort()
	to := slices.IndexFunc(p.shown, func(i int) bool { return p.rows[i].ID == at })
	if to < 0 {
		p.moveTo(p.cursor)
		return false
	}
	p.moveTo(to)
	return true
}

// matches looks for words in all that the list can show of an incident.
func (p *Page) matches(r *row, words []string) bool {
	if r.haystack == "" {
		texts := append([]string{r.Key, r.Priority, r.Status, r.Summary}, r.Services...)
		for _, c := range p.Columns {
			if c.Custom() {
				texts = append(texts, c.Value(r.Incident).String())
			}
		}
		r.haystack = strings.ToLower(strings.Join(texts, " "))
	}
	for _, w := range words {
		if !strings.Contains(r.haystack, w) {
			return false
		}
	}
	return true
}

// What the list can be sorted by beside its columns.
const (
	byNeed   = "" // what is due
	byChange = column.Updated
)

// orders are what the list can be sorted by, in the order of the key: every column, also where the screen is too narrow for it.
func (p *Page) orders() []string {
	out := []string{byNeed}
	for _, c := range p.all() {
		if c.Field != column.Next && c.Field != byChange { // the first and the last
			out = append(out, c.Field)
		}
	}
	return append(out, byChange)
}

// next is the order after the present one.
func (p *Page) next() string {
	all := p.orders()
	return all[(slices.Index(all, p.order)+1)%len(all)]
}

// orderName is the present order in words.
func (p *Page) orderName() string {
	switch p.order {
	case byNeed:
		return "what is due"
	case byChange:
		return "last change"
	}
	for _, c := range p.all() {
		if c.Field == p.order {
			return c.Name
		}
	}
	return p.order
}
