package notify

import (
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// List is a recipient list.
type List struct {
	Name        string
	To, Cc, Bcc []Address
	File        []Address // blind copies too: those of the list's file
	// When limits the list to incidents whose fields have these values, by the field's
	// id or name. Empty: every incident.
	When map[string]string
}

// size is how many addresses stand on the list.
func (l List) size() int { return len(l.To) + len(l.Cc) + len(l.Bcc) + len(l.File) }

// fields are the list's addresses by their field, those that others see before the blind.
func (l List) fields() []placed {
	return []placed{{"to", l.To}, {"cc", l.Cc}, {"bcc", l.Bcc}, {"file", l.File}}
}

type placed struct {
	field string
	all   []Address
}

// applies reports whether the incident has every value that the list asks for.
func (l List) applies(in incident.Incident) bool {
	for field, want := range l.When {
		if v, ok := in.Field(field); !ok || !v.Has(want) {
			return false
		}
	}
	return true
}

// Recipients are the people of one letter, each of them once.
type Recipients struct {
	To, Cc, Bcc []Address
	why         map[string][]Source // by the mailbox in lower case
}

// Source is a place where an address stands.
type Source struct {
	List string
	// Field is to, cc, bcc or file. Beside the lists it is former, for who got an earlier
	// letter and is included, or corrected, for a reader of the letter that was wrong.
	Field string
}

// Count is the number of people.
func (r Recipients) Count() int { return len(r.To) + len(r.Cc) + len(r.Bcc) }

// Envelope is every mailbox, in the order To, Cc, Bcc.
func (r Recipients) Envelope() []string {
	out := make([]string, 0, r.Count())
	for _, a := range r.all() {
		out = append(out, a.mail)
	}
	return out
}

func (r Recipients) all() []Address { return slices.Concat(r.To, r.Cc, r.Bcc) }

// Why is where a mailbox stands on the lists, the place that it got first: To before Cc
// before Bcc. It is empty for whoever is on no list.
func (r Recipients) Why(mail string) []Source { return slices.Clone(r.why[mailbox(mail)]) }

// repeated counts the mailboxes that stand on several lists, and those that one list has
// several times.
func (r Recipients) repeated() (lists, places int) {
	for _, all := range r.why {
		switch {
		case len(all) < 2:
		case slices.ContainsFunc(all, func(s Source) bool { return s.List != all[0].List }):
			lists++
		default:
			places++
		}
	}
	return lists, places
}

// mailbox is what tells one reader from another: whatever the case of its letters, since two
// letters to one person are worse than none to a second who differs by that alone.
func mailbox(mail string) string { return strings.ToLower(mail) }

// gather unites lists: a mailbox that stands in several places gets one letter, in To
// before Cc before Bcc.
func gather(lists []List) Recipients {
	n := 0
	for _, l := range lists {
		n += l.size()
	}
	r := Recipients{why: make(map[string][]Source, n)}
	for _, field := range []struct {
		names []string
		into  *[]Address
	}{{[]string{"to"}, &r.To}, {[]string{"cc"}, &r.Cc}, {[]string{"bcc", "file"}, &r.Bcc}} {
		for _, l := range lists {
			for _, p := range l.fields() {
				if slices.Contains(field.names, p.field) {
					r.take(l.Name, p, field.into)
				}
			}
		}
	}
	return r
}

// take adds a list's field. Most addresses stand in one place, and share its description.
func (r *Recipients) take(list string, p placed, into *[]Address) {
	here := []Source{{list, p.field}}
	for _, a := range p.all {
		id := mailbox(a.mail)
		before, known := r.why[id]
		if known {
			r.why[id] = append(before, here...) // a copy: the capacity of here is one
			continue
		}
		r.why[id] = here
		*into = append(*into, a)
	}
}
