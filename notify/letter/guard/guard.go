// Package guard finds in the words of a letter to an external audience what must not go
// out: addresses and names of machines, traces, secrets, names of staff, links into the
// house, promised times of repair, speculation on causes, and words only the house uses.
//
// It reads finished text and says what stands where and what mends it. It changes no word,
// asks nobody, and does no I/O. It looks for what slips in by accident, and cannot find what
// somebody hides on purpose. It refuses to be clever where that would cry wolf: what also
// stands in honest letters (version numbers, times, issue keys, the next update's time) is
// silent, for an alarm that is often false is not read. Time grows with the text's length.
package guard

import (
	"cmp"
	"slices"
	"strings"
)

// Watch is what a house does not want to be read outside. Of Terms only distinctive ones are
// looked for: at least four characters with a digit, a hyphen, an underscore, a dot or a
// slash in them, or of several words ("pay-gate", "blue whale"). Others, such as "UP", "IT"
// or "Payments", are also words of honest letters, and are passed over.
type Watch struct {
	Domains []string          // internal domains; every host name in one is internal: "corp.example.com", "local"
	Links   []string          // places whose links are internal, host[:port][/path]: "example.com/jira". Without a port: on any
	People  []string          // names of staff, as Jira shows them: "Anna Schmidt", "Schmidt, Anna (IT)"
	House   string            // the house's own mail domain; mailboxes in it are staff's unless Allowed or of a role: "support@"
	Allowed []string          // mail addresses that a letter may show
	Terms   map[string]string // distinctive internal names, and the public words for them ("" where there are none)
	// Versions are names of versions, as Jira has them: "10.0.3.1", "Pay 10.0.3.1-rc2". The dotted
	// numbers in them are no addresses, unless a port or the length of a prefix follows.
	Versions []string
}

// Hit is a place in the text that must not go out as it is.
type Hit struct {
	Kind       Kind
	Words      string // as they stand in the text, on one line, at most 60 characters; "…" ends what is cut
	Start, End int    // bytes in the text, on borders of characters
	Grave      bool   // blocks the letter; else a warning
	What, Do   string // what it is, and what mends it: lower case, no full stop
}

// Guard is a prepared [Watch]. It never changes and may be shared.
type Guard struct {
	domains map[string]bool
	links   map[string][]place
	house   string
	allowed map[string]bool
	numbers map[string]bool // dotted numbers that are versions
	index   *node           // names of staff and internal names, by their words
}

// New prepares a guard. What the watch holds but cannot be read (an empty name, a link
// without a host) is left out.
func New(w Watch) *Guard {
	g := &Guard{
		domains: map[string]bool{"local": true, "internal": true, "lan": true, "corp": true, "localdomain": true, "intranet": true, "home.arpa": true},
		links:   map[string][]place{},
		house:   host(strings.TrimPrefix(w.House, "@")),
		allowed: map[string]bool{},
		numbers: map[string]bool{},
		index:   &node{},
	}
	for _, d := range w.Domains {
		if d = host(strings.TrimLeft(strings.TrimSpace(d), "*.@")); d != "" {
			g.domains[d] = true
		}
	}
	for _, l := range w.Links {
		if h, p := readPlace(l); h != "" {
			g.links[h] = append(g.links[h], p)
		}
	}
	for _, a := range w.Allowed {
		g.allowed[strings.ToLower(strings.TrimSpace(a))] = true
	}
	for _, v := range w.Versions {
		for _, at := range dotted(v) {
			g.numbers[v[at.start:at.end]] = true
		}
	}
	g.index.terms(w.Terms)
	g.index.people(w.People)
	return g
}

// Scan finds what must not go out, in the order of the text. Hits never overlap: of several
// for the same words the gravest is told, then the first, then the longest. Text is expected
// to be free of control characters, other than tab and line feed.
func (g *Guard) Scan(text string) []Hit {
	in, pieces := read(text), chunks(text)
	hits := slices.Concat(
		traces(text), secrets(text, in, pieces), g.addresses(text), g.hosts(text, pieces), g.mailboxes(text, pieces),
		paths(text, in), g.names(text), promises(text, in), speculation(text, in),
	)
	hits = reduce(hits)
	for i := range hits {
		hits[i].Words = line(text[hits[i].Start:hits[i].End])
	}
	return hits
}

// reduce leaves hits that do not overlap: first those that are grave, then warnings where
// there is room.
func reduce(hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var grave, out []Hit
	for _, h := range hits {
		if h.Grave && (len(grave) == 0 || h.Start >= grave[len(grave)-1].End) {
			grave = append(grave, h)
		}
	}
	next, end := 0, 0 // the next grave hit, and where the last hit in out ends
	for _, h := range hits {
		for ; next < len(grave) && grave[next].Start < h.End; next++ {
			out, end = append(out, grave[next]), grave[next].End
		}
		if !h.Grave && h.Start >= end {
			out, end = append(out, h), h.End
		}
	}
	return append(out, grave[next:]...)
}

const longest = 60 // characters of Hit.Words

// line is a stretch of text on one line, cut where it is too long to be shown.
func line(s string) string {
	if len(s) > 16*longest {
		s = strings.ToValidUTF8(s[:16*longest], "")
	}
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return s
}
