package style

import "strings"

// rule is what holds for some elements.
type rule struct {
	selectors []*selector
	body      []declaration
	plain     bool // has at least one declaration that is not important
}

// reach says where a selector may be said.
type reach int

const (
	plain   reach = iota // in attributes
	waiting              // in the sheet, as it depends on what only the reader's program knows
	apart                // in the sheet, where no attribute competes with it
)

// taken reports a selector that the attributes of all its elements say.
func (s *selector) taken() bool { return s.reach == plain && s.styled }

// raised reports a selector whose declarations must be important to hold against attributes.
func (s *selector) raised() bool { return s.reach == waiting && s.rule.plain }

func (r *rule) changed() bool {
	for _, s := range r.selectors {
		if s.taken() || s.raised() {
			return true
		}
	}
	return false
}

// write writes what stays of the rule: what must be important and what stays as it was.
func (r *rule) write(b *strings.Builder) {
	for _, raised := range []bool{true, false} {
		var heads []string
		for _, s := range r.selectors {
			if !s.taken() && s.raised() == raised {
				heads = append(heads, s.text)
			}
		}
		if len(heads) == 0 {
			continue
		}
		b.WriteString("\n" + strings.Join(heads, ", ") + " {")
		for i, d := range r.body {
			if i > 0 {
				b.WriteByte(';')
			}
			d.important = d.important || raised
			b.WriteString(" " + d.String())
		}
		b.WriteString(" }")
	}
}
