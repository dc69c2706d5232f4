package incidents

import (
	"cmp"
	"slices"
	"strings"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// row is an incident with what is owed for it.
type row struct {
	incident.Incident
	standing notify.Standing
	haystack string // what the filter looks in, in lower case
}

// standings makes the rows of the last good list.
func (p *Page) standings() []row {
	now := p.Now()
	rows := make([]row, len(p.picture.Incidents))
	for i, in := range p.picture.Incidents {
		rows[i] = row{in, p.history.Standing(in, now), strings.ToLower(strings.Join(
			append([]string{in.Key, in.Priority, in.Status, in.Summary}, in.Services...), " "))}
	}
	return rows
}

// order is what the list is sorted by.
type order int

const (
	byNeed order = iota
	byPriority
	byAge
	byUpdate
	byKey
	orders
)

// String is the order's name on the screen.
func (o order) String() string {
	return [...]string{"what is due", "priority", "age", "last change", "key"}[o]
}

// compare orders two rows; what is equal is ordered by priority, then age, then key.
func (p *Page) compare(a, b row) int {
	byPrio := cmp.Or(cmp.Compare(p.Grave(a.Priority), p.Grave(b.Priority)), cmp.Compare(a.Priority, b.Priority))
	age := b.Created.Compare(a.Created)
	first := 0
	switch p.order {
	case byNeed:
		first = cmp.Compare(a.turn(), b.turn())
		if first == 0 && a.turn() != actNow {
			first = a.standing.Due.Compare(b.standing.Due)
		}
	case byAge:
		first = age
	case byUpdate:
		first = b.Updated.Compare(a.Updated)
	case byKey:
		first = compareKeys(a.Key, b.Key)
	}
	return cmp.Or(first, byPrio, age, compareKeys(a.Key, b.Key))
}

// turn is when somebody must act: what is owed now comes first, the gravest incident before
// the others, then what is due by the clock, then the rest.
func (r row) turn() turn {
	switch r.standing.Need {
	case notify.Waiting:
		return actLater
	case notify.Unclosed, notify.Settled:
		return noAct
	}
	return actNow
}

type turn int

const (
	actNow turn = iota
	actLater
	noAct
)

// compareKeys puts OPS-9 before OPS-10.
func compareKeys(a, b string) int {
	pa, na, _ := strings.Cut(a, "-")
	pb, nb, _ := strings.Cut(b, "-")
	return cmp.Or(strings.Compare(pa, pb), cmp.Compare(len(na), len(nb)), strings.Compare(na, nb))
}

// under is the id of the incident under the cursor, empty where there is none.
func (p *Page) under() string {
	if p.cursor >= len(p.shown) {
		return ""
	}
	return p.rows[p.shown[p.cursor]].ID
}

// arrange filters and sorts the rows anew and keeps the cursor on an incident where it still
// shows.
func (p *Page) arrange(at string) {
	words := strings.Fields(strings.ToLower(p.filter.Value()))
	p.shown = p.shown[:0]
	for i, r := range p.rows {
		if r.matches(words) {
			p.shown = append(p.shown, i)
		}
	}
	slices.SortStableFunc(p.shown, func(a, b int) int {
		c := p.compare(p.rows[a], p.rows[b])
		if p.reverse {
			return -c
		}
		return c
	})
	to := slices.IndexFunc(p.shown, func(i int) bool { return p.rows[i].ID == at })
	p.moveTo(max(to, 0))
}

func (r row) matches(words []string) bool {
	for _, w := range words {
		if !strings.Contains(r.haystack, w) {
			return false
		}
	}
	return true
}
