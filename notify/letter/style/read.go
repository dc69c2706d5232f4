package style

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// parser reads sheets as CSS Syntax 3 says, and gathers what is said of all of them.
type parser struct {
	defects    []Defect
	seen       map[Defect]bool
	selectors  []*selector // of all rules, in the order of the sheets
	structural bool        // some selector asks where among its siblings an element stands
	list       []token     // of the sheet that is being read
	loose      []int       // the indexes in it of tokens that reach into what follows them
	source     string
}

func (p *parser) report(what, do string) {
	d := Defect{What: what, Do: do}
	if p.seen == nil {
		p.seen = map[Defect]bool{}
	}
	if !p.seen[d] {
		p.seen[d] = true
		p.defects = append(p.defects, d)
	}
}

func (p *parser) read(source string, held bool) []*item {
	p.source = source
	if p.list, p.loose = tokens(source); len(p.loose) > 0 {
		p.report("a style sheet has a string, bracket or comment that is not closed, or a lone backslash", "close it; the rule in which it stands is not written into style attributes")
	}
	p.urls()
	return p.items(0, len(p.list), held)
}

// urls reports the addresses that mean nothing in a letter, which has no page to be relative to.
func (p *parser) urls() {
	for _, t := range p.list {
		if t.kind != css.URLToken {
			continue
		}
		url := strings.Trim(strings.TrimSuffix(t.text[len("url("):], ")"), "\"' \t\r\n\f")
		scheme, _, found := strings.Cut(url, ":")
		if url != "" && url[0] != '#' && (!found || strings.ContainsAny(scheme, "/?#")) {
			p.report("the style sheet points to "+quote(url)+", which is relative to nothing in a letter", "write the whole address, beginning with https://")
		}
	}
}

// items reads the tokens from one index to before another.
func (p *parser) items(from, to int, held bool) (found []*item) {
	for i := from; i < to; {
		switch t := p.list[i]; {
		case t.blank() || t.kind == css.CDOToken || t.kind == css.CDCToken:
			i++
		case t.kind == css.AtKeywordToken:
			it, next := p.at(i, to)
			found, i = append(found, it), next
		default:
			it, next := p.qualified(i, to, held)
			found, i = append(found, it), next
		}
	}
	return found
}

// head finds the first brace, or semicolon where one counts, from i on.
func (p *parser) head(i, to int, semicolon bool) int {
	for ; i < to; i++ {
		switch t := p.list[i]; {
		case t.kind == css.LeftBraceToken || semicolon && t.kind == css.SemicolonToken:
			return i
		case opening(t.kind):
			i = t.end
		}
	}
	return to
}

// at reads an at-rule. Conditions are opened, anything else stays as it is.
func (p *parser) at(i, to int) (*item, int) {
	open := p.head(i+1, to, true)
	if strings.EqualFold(p.list[i].text, "@import") {
		p.report("@import is not followed: few mail programs load style sheets", "put the rules into the letter's own style element")
	}
	if open == to || p.list[open].kind == css.SemicolonToken {
		end := min(open+1, to)
		return &item{source: p.span(i, end)}, end
	}
	end := min(p.list[open].end+1, to)
	it := &item{source: p.span(i, end)}
	switch strings.ToLower(p.list[i].text) {
	case "@media", "@supports", "@container":
		if p.whole(i, end) {
			it.group = true
			it.head = text(p.list[i:open], " ")
			it.items = p.items(open+1, p.list[open].end, true)
		}
	}
	return it, end
}

// qualified reads a rule, or what stands where one should.
func (p *parser) qualified(i, to int, held bool) (*item, int) {
	open := p.head(i, to, false)
	if open == to {
		it := &item{source: p.span(i, to)}
		p.report("the style sheet ends with "+quote(it.source)+", which is no rule", "complete it or take it out")
		return it, to
	}
	closing := p.list[open].end
	end := min(closing+1, to)
	it := &item{source: p.span(i, end)}
	body := p.list[open+1 : min(closing, to)]
	if slices.ContainsFunc(body, func(t token) bool { return t.kind == css.LeftBraceToken }) {
		p.report("the rule "+quote(it.source)+" has braces inside its braces", "close the rule before, or write nested rules out; it is left in the style sheet")
		return it, end
	}
	if !p.whole(i, end) {
		return it, end
	}
	selectors, err := p.group(p.list[i:open], i)
	if err != nil {
		p.report(fmt.Sprintf("%s is no selector: %v", quote(text(p.list[i:open], "")), err), "mend it or take it out; browsers skip the rule")
		return it, end
	}
	r := &rule{selectors: selectors}
	var broken string
	if r.body, broken = declarations(body, open+1); broken != "" {
		p.report(quote(broken)+" is no declaration", "write it as name: value; mail programs skip it")
	}
	r.plain = slices.ContainsFunc(r.body, func(d declaration) bool { return !d.important })
	p.adopt(r, held)
	it.rule = r
	return it, end
}

// adopt makes the selectors those of the rule. A name that is not known to every browser
// makes some skip the whole rule: so all of it stays together.
func (p *parser) adopt(r *rule, held bool) {
	together := slices.ContainsFunc(r.selectors, func(s *selector) bool { return s.unknown }) &&
		slices.ContainsFunc(r.selectors, func(s *selector) bool { return s.reach != apart })
	for _, s := range r.selectors {
		s.rule = r
		if together || held && s.reach == plain {
			s.reach = waiting
		}
		p.structural = p.structural || s.structural
	}
	p.selectors = append(p.selectors, r.selectors...)
}

// group reads a list of selectors; the first token has this index in the sheet.
func (p *parser) group(list []token, base int) (found []*selector, err error) {
	for from, i := 0, 0; i <= len(list); i++ {
		if i < len(list) && list[i].kind != css.CommaToken {
			if opening(list[i].kind) {
				i = list[i].end - base
			}
			continue
		}
		s, err := readSelector(list[from:i], base+from)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
		from = i + 1
	}
	return found, nil
}

// whole reports tokens after which anything may be written.
func (p *parser) whole(from, to int) bool {
	i, _ := slices.BinarySearch(p.loose, from)
	return i == len(p.loose) || p.loose[i] >= to
}

// span is the source of the tokens from one index to before another.
func (p *parser) span(from, to int) string {
	if to == len(p.list) {
		return p.source[p.list[from].start:]
	}
	return strings.TrimSpace(p.source[p.list[from].start:p.list[to].start])
}

// quote shortens a piece of CSS for a person.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
