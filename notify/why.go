package notify

import (
	"maps"
	"slices"

	"bulletin/notify/incident"
)

// Reason is a place where an address stands, and for whose letters.
type Reason struct {
	Audience string // whose letters the list gets; empty: no audience has it
	Source
	When    map[string]string // for which incidents; empty: for all
	Applies bool              // to the incident that was asked about; without one, to every incident
}

// Why is every place where an address stands, in the order of the audiences and their lists.
// In may be nil. It knows the lists, and not who got letters before: see [Recipients.Why].
func (d Desk) Why(a Address, in *incident.Incident) []Reason {
	var all []Reason
	unused := maps.Clone(d.Lists)
	for _, audience := range d.Audiences {
		for _, l := range d.lists(audience) {
			delete(unused, l.Name)
			all = append(all, l.reasons(audience.Name, a, in)...)
		}
	}
	if d.Drill != nil { // then no other list is used
		return all
	}
	for _, name := range slices.Sorted(maps.Keys(unused)) {
		for _, r := range unused[name].reasons("", a, in) {
			r.Applies = false
			all = append(all, r)
		}
	}
	return all
}

// reasons are the places of one list.
func (l List) reasons(audience string, a Address, in *incident.Incident) []Reason {
	var all []Reason
	for _, p := range l.fields() {
		if !slices.ContainsFunc(p.all, func(b Address) bool { return mailbox(a.mail) == mailbox(b.mail) }) {
			continue
		}
		applies := len(l.When) == 0
		if in != nil {
			applies = l.applies(*in)
		}
		all = append(all, Reason{audience, Source{l.Name, p.field}, l.When, applies})
	}
	return all
}
