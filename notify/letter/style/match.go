package style

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// matcher finds the selectors of every element in one walk from the root: it carries down
// which beginnings of selectors have been met, and so never looks back at ancestors or
// siblings. A selector is asked only of elements with the id, class or tag of one of its
// parts.
type matcher struct {
	selectors           []*selector // weakest first
	ids, classes, types map[string][]entry
	any                 []entry
	size                int  // number of beginnings
	structural          bool // elements must know their place among siblings
	attributes          map[string]written
}

// entry is a part of a selector.
type entry struct {
	selector *selector
	part     *compound
	before   int // the beginning that ends in the part before, -1 where there is none
	self     int // the beginning that ends in this part, -1 for the last part
}

// newMatcher sorts the selectors as the cascade does and indexes their parts.
func newMatcher(selectors []*selector) *matcher {
	m := &matcher{ids: map[string][]entry{}, classes: map[string][]entry{}, types: map[string][]entry{}, attributes: map[string]written{}}
	m.selectors = slices.Clone(selectors)
	slices.SortStableFunc(m.selectors, func(a, b *selector) int { return slices.Compare(a.specificity[:], b.specificity[:]) })
	for rank, s := range m.selectors {
		s.rank = rank
		if s.reach == apart || s.pseudo {
			continue
		}
		m.structural = m.structural || s.structural
		before := -1
		for i := range s.parts {
			self := -1
			if i < len(s.parts)-1 {
				self = m.size
				m.size++
			}
			m.add(entry{selector: s, part: &s.parts[i], before: before, self: self})
			before = self
		}
	}
	return m
}

func (m *matcher) add(e entry) {
	switch p := e.part; {
	case p.id != "":
		m.ids[p.id] = append(m.ids[p.id], e)
	case len(p.classes) > 0:
		m.classes[p.classes[0]] = append(m.classes[p.classes[0]], e)
	case p.tag != "":
		m.types[p.tag] = append(m.types[p.tag], e)
	default:
		m.any = append(m.any, e)
	}
}

// set is a set of beginnings. The empty one is nil.
type set []uint64

func (s set) has(i int) bool { return s != nil && s[i>>6]&(1<<(i&63)) != 0 }

// with is both sets together. Neither is changed.
func (s set) with(t set) set {
	if s == nil || t == nil {
		return append(s, t...) // one of them is nil
	}
	for i := range t {
		if t[i]&^s[i] != 0 {
			sum := slices.Clone(s)
			for j := range t {
				sum[j] |= t[j]
			}
			return sum
		}
	}
	return s
}

// around is what has been met around an element: on its ancestors, its parent, the siblings
// before it and the one just before it.
type around struct{ above, parent, siblings, previous set }

func (a around) met(link byte, beginning int) bool {
	switch link {
	case ' ':
		return a.above.has(beginning)
	case '>':
		return a.parent.has(beginning)
	case '~':
		return a.siblings.has(beginning)
	}
	return a.previous.has(beginning)
}

func (m *matcher) run(doc *html.Node) { m.children(doc, nil, nil, true) }

// children walks what is in a node. Styled is false inside the head.
func (m *matcher) children(parent *html.Node, above, self set, styled bool) {
	near := around{above: above.with(self), parent: self}
	var places func(*element)
	if m.structural {
		places = count(parent)
	}
	for c := parent.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		e := newElement(c)
		if places != nil {
			places(&e)
		}
		met := m.element(&e, near, styled)
		near.siblings, near.previous = near.siblings.with(met), met
		if c.DataAtom != atom.Template {
			m.children(c, near.above, met, styled && c.DataAtom != atom.Head)
		}
	}
}

// element finds what one element matches, writes its attribute, and gives the beginnings
// that end in it.
func (m *matcher) element(e *element, near around, styled bool) (met set) {
	var hits []int
	try := func(list []entry) {
		for _, t := range list {
			if t.before >= 0 && !near.met(t.part.link, t.before) || !t.part.matches(e) {
				continue
			}
			if t.self < 0 {
				hits = append(hits, t.selector.rank)
				continue
			}
			if met == nil {
				met = make(set, (m.size+63)/64)
			}
			met[t.self>>6] |= 1 << (t.self & 63)
		}
	}
	if e.id != "" {
		try(m.ids[e.id])
	}
	for _, c := range e.classes {
		try(m.classes[c])
	}
	try(m.types[e.node.Data])
	try(m.any)
	if len(hits) > 0 && styled {
		slices.Sort(hits)
		m.dress(e.node, slices.Compact(hits))
	}
	return met
}

// dress writes the attribute of an element that these selectors match.
func (m *matcher) dress(n *html.Node, hits []int) {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template:
		return
	}
	for _, rank := range hits {
		m.selectors[rank].styled = true
	}
	m.attribute(n, hits)
}

// element is an element as selectors see it.
type element struct {
	node                               *html.Node
	id                                 string
	classes                            []string
	index, total, typeIndex, typeTotal int // from 1; only where selectors count
}

func newElement(n *html.Node) element {
	e := element{node: n}
	for _, a := range n.Attr {
		switch {
		case a.Namespace != "":
		case a.Key == "id":
			e.id = a.Val
		case a.Key == "class":
			e.classes = strings.Fields(a.Val)
		}
	}
	return e
}

func (e *element) attr(key string) (string, bool) {
	for _, a := range e.node.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// empty reports an element with neither elements nor text in it.
func (e *element) empty() bool {
	for c := e.node.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode || c.Type == html.TextNode && c.Data != "" {
			return false
		}
	}
	return true
}

func (c *compound) matches(e *element) bool {
	if c.tag != "" && c.tag != e.node.Data || c.id != "" && c.id != e.id || c.root && e.node.Parent.Type != html.DocumentNode {
		return false
	}
	for _, class := range c.classes {
		if !slices.Contains(e.classes, class) {
			return false
		}
	}
	for _, test := range c.tests {
		if !test(e) {
			return false
		}
	}
	return true
}

// count gives the function that tells the children of a node, in order, their places.
func count(parent *html.Node) func(*element) {
	total, types, index := 0, map[string]int{}, map[string]int{}
	for c := parent.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			total++
			types[c.Data]++
		}
	}
	at := 0
	return func(e *element) {
		at++
		index[e.node.Data]++
		e.index, e.total = at, total
		e.typeIndex, e.typeTotal = index[e.node.Data], types[e.node.Data]
	}
}
