package notify

import (
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
}

// Count is the number of people.
func (r Recipients) Count() int { return len(r.To) + len(r.Cc) + len(r.Bcc) }

// Envelope is every mailbox, in the order To, Cc, Bcc.
func (r Recipients) Envelope() []string {
	out := make([]string, 0, r.Count())
	for _, group := range [][]Address{r.To, r.Cc, r.Bcc} {
		for _, a := range group {
			out = append(out, a.mail)
		}
	}
	return out
}

// gather unites lists: a mailbox that stands in several places gets one letter, in To
// before Cc before Bcc.
func gather(lists []List) Recipients {
	seen := map[string]bool{}
	unite := func(pick func(List) []Address) (out []Address) {
		for _, l := range lists {
			for _, a := range pick(l) {
				if id := strings.ToLower(a.mail); !seen[id] {
					seen[id] = true
					out = append(out, a)
				}
			}
		}
		return out
	}
	return Recipients{
		To:  unite(func(l List) []Address { return l.To }),
		Cc:  unite(func(l List) []Address { return l.Cc }),
		Bcc: unite(func(l List) []Address { return l.Bcc }),
	}
}
