package incidents

import (
	"maps"
	"slices"
	"time"

	"bulletin/notify/incident"
)

// known is what is known of the incidents of one filter, and what of it the operator has
// looked at.
type known struct {
	wanted incident.Filter // zero: that of the config

	asked bool             // whether anything is kept has been asked
	kept  incident.Picture // from the disk, until Jira has answered
	part  incident.Picture // what has arrived of the first list
	whole incident.Picture // the last whole list; it takes the place of the other two

	gone []incident.Incident  // were in a list, are not in the last one, and nobody has looked
	seen map[string]time.Time // the last change that somebody has looked at, by id; nil: nobody ever looked
}

// picture is what is to be shown: the last whole list. Before there is one it is what was
// kept, with what has arrived by now over it, so that nothing vanishes that was there.
func (k *known) picture() incident.Picture {
	switch {
	case !k.whole.At.IsZero():
		return k.whole
	case k.part.At.IsZero():
		return k.kept
	case k.kept.At.IsZero():
		return k.part
	}
	p := k.part
	p.Incidents = append(slices.Clone(p.Incidents), missing(p.Incidents, k.kept.Incidents)...)
	return p
}

// missing are the incidents of some lists that are not in another one, each once.
func missing(in []incident.Incident, from ...[]incident.Incident) []incident.Incident {
	there := make(map[string]bool, len(in))
	for i := range in {
		there[in[i].ID] = true
	}
	var out []incident.Incident
	for _, all := range from {
		for i := range all {
			if !there[all[i].ID] {
				there[all[i].ID] = true
				out = append(out, all[i])
			}
		}
	}
	return out
}

// replace takes in a whole list. Of the first one ever everything counts as looked at; it
// reports whether it was that.
func (k *known) replace(p incident.Picture) (first bool) {
	k.gone = missing(p.Incidents, k.gone, k.picture().Incidents)
	k.whole, k.kept, k.part = p, incident.Picture{}, incident.Picture{}
	if k.seen == nil {
		k.gone = nil
		k.lookAtAll()
		return true
	}
	return false
}

// lookAtAll notes that the operator has seen everything that is shown. Of a list that is not
// whole, what has been seen of the rest stays.
func (k *known) lookAtAll() {
	seen := map[string]time.Time{}
	if k.whole.At.IsZero() {
		maps.Copy(seen, k.seen)
	}
	all := k.picture().Incidents
	for i := range all {
		seen[all[i].ID] = all[i].Updated
	}
	k.seen, k.gone = seen, nil
}

// look notes that the operator has seen an incident as it is.
func (k *known) look(in incident.Incident, m mark) {
	if m != gone {
		k.seen[in.ID] = in.Updated
		return
	}
	delete(k.seen, in.ID)
	k.gone = slices.DeleteFunc(slices.Clone(k.gone), func(g incident.Incident) bool { return g.ID == in.ID })
}

// lost is how many incidents the operator has seen that are not in the last list, and of which
// nothing else is known: they went before this start.
func (k *known) lost() int {
	if k.whole.At.IsZero() {
		return 0
	}
	n := len(k.seen)
	for _, all := range [][]incident.Incident{k.whole.Incidents, k.gone} {
		for i := range all {
			if _, ok := k.seen[all[i].ID]; ok {
				n--
			}
		}
	}
	return n
}

// mark is what has become of an incident since the operator looked last.
type mark int

const (
	same mark = iota
	fresh
	changed
	gone
	marks
)

// String is the sign in the list, the same on every terminal.
func (m mark) String() string { return [...]string{" ", "+", "*", "-"}[m] }

// mark is that of an incident of the list.
func (k *known) mark(in *incident.Incident) mark {
	at, ok := k.seen[in.ID]
	switch {
	case k.seen == nil:
		return same
	case !ok:
		return fresh
	case in.Updated.After(at): // a search may lag behind what was looked at
		return changed
	}
	return same
}
