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
	// When limits the list to incidents whose fields have these values, by the field's
	// id or name. Empty: every incident.
	When map[string]string
}

// size is how many addresses stand on the list.
func (l List) size() int { return len(l.To) + len(l.Cc) + len(l.Bcc) }

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

	sources map[string][]Source // by mailbox in lower case
}

// Source is why an address is among the recipients.
type Source struct {
	List  string // or what else put it there, such as "earlier letters"
	Field string // to, cc or bcc
}

// Why is where an address comes from, in the order of the lists.
func (r Recipients) Why(mailbox string) []Source { return r.sources[strings.ToLower(mailbox)] }

// Has reports that an address gets the letter.
func (r Recipients) Has(mailbox string) bool { return len(r.Why(mailbox)) > 0 }

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

// repeated is how many addresses stand in several places.
func (r Recipients) repeated() int {
	n := 0
	for _, all := range r.sources {
		if len(all) > 1 {
			n++
		}
	}
	return n
}

// gather unites lists: a mailbox that stands in several places gets one letter, in To
// before Cc before Bcc.
func gather(lists []List) Recipients {
	r := Recipients{sources: map[string][]Source{}}
	unite := func(field string, pick func(List) []Address) (out []Address) {
		for _, l := range lists {
			for _, a := range pick(l) {
				id := strings.ToLower(a.mail)
				if len(r.sources[id]) == 0 {
					out = append(out, a)
				}
				r.sources[id] = append(r.sources[id], Source{l.Name, field})
			}
		}
		return out
	}
	r.To = unite("to", func(l List) []Address { return l.To })
	r.Cc = unite("cc", func(l List) []Address { return l.Cc })
	r.Bcc = unite("bcc", func(l List) []Address { return l.Bcc })
	return r
}

// only are the recipients who stand in a set, in their places, and as blind copies those of
// the set who do not stand here.
func (r Recipients) only(set []string, source string) Recipients {
	wanted := map[string]bool{}
	for _, mailbox := range set {
		wanted[strings.ToLower(mailbox)] = true
	}
	pick := func(all []Address) (out []Address) {
		for _, a := range all {
			if id := strings.ToLower(a.mail); wanted[id] {
				out = append(out, a)
				delete(wanted, id)
			}
		}
		return out
	}
	out := Recipients{To: pick(r.To), Cc: pick(r.Cc), Bcc: pick(r.Bcc), sources: map[string][]Source{}}
	for _, mailbox := range set {
		if a, err := ParseAddress(mailbox); err == nil && wanted[strings.ToLower(mailbox)] {
			delete(wanted, strings.ToLower(mailbox))
			out.Bcc = append(out.Bcc, a)
		}
	}
	for _, a := range out.all() {
		out.sources[strings.ToLower(a.mail)] = []Source{{source, "bcc"}}
	}
	return out
}

// with are the recipients and some more, as blind copies.
func (r Recipients) with(more []Address, source string) Recipients {
	r.Bcc = slices.Clone(r.Bcc)
	for _, a := range more {
		r.Bcc = append(r.Bcc, a)
		r.sources[strings.ToLower(a.mail)] = []Source{{source, "bcc"}}
	}
	return r
}
