package main

import (
	"errors"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
	"bulletin/notify/letter/lint"
)

// check is the checking of one template.
type check struct {
	*sheet
	bench  *bench
	reader incident.Audience
	facts  *trial
	flaws  []flaw
}

// lint is all that is wrong with a template. The incident is one of Jira, or nil.
func (b *bench) lint(s *sheet, in *incident.Incident, at time.Time) []flaw {
	c := &check{sheet: s, bench: b, reader: b.reader(s.key)}
	if s.fault != nil {
		c.add(letters.Block, letters.Pos{}, s.fault.Error(), cure(s.fault))
		return c.flaws
	}
	c.facts = newTrial(b, s, c.reader, in, at)
	c.markup()
	c.name()
	if c.fill() {
		c.subject()
		c.placeholders(in)
		c.strangers()
	}
	return c.flaws
}

// add notes a flaw at a place; a file without a place is its beginning.
func (c *check) add(s letters.Severity, p letters.Pos, what, do string) {
	if p.File == "" {
		p.File = c.sheet.name
	}
	file, own := c.places[p.File]
	if !own {
		file = p.File
	}
	c.flaws = append(c.flaws, flaw{incident.CleanLine(file), max(1, p.Line), max(1, p.Column), s.String(),
		incident.CleanLine(what), incident.CleanLine(do)})
}

// at is the place of an offset of the template.
func (c *check) at(offset int) letters.Pos { return placeIn(c.sheet.name, c.text, offset) }

func placeIn(name, text string, offset int) letters.Pos {
	before := strings.TrimPrefix(text[:offset], "\uFEFF")
	return letters.Pos{File: name, Line: 1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[1+strings.LastIndexByte(before, '\n'):])}
}

// closing is the line that ends a front matter.
var closing = regexp.MustCompile(`(?m)^[ \t]*---[ \t]*\r?(?:\n|\z)`)

// body is where the template begins behind its front matter.
func (c *check) body() int {
	start := len(c.text) - len(strings.TrimPrefix(c.text, "\uFEFF"))
	first := closing.FindStringIndex(c.text[start:])
	if first == nil || first[0] != 0 || !strings.HasPrefix(c.text[start:], "---") {
		return start
	}
	start += first[1]
	if end := closing.FindStringIndex(c.text[start:]); end != nil {
		return start + end[1]
	}
	return start
}

// markup tells what programs may read in different ways.
func (c *check) markup() {
	if strings.EqualFold(path.Ext(c.sheet.name), ".md") || !utf8.ValidString(c.text) || len(c.text) >= maxTemplate {
		return
	}
	from := c.body()
	above := strings.Count(c.text[:from], "\n")
	for _, d := range lint.Markup(strings.ReplaceAll(c.text[from:], "\r\n", "\n")) {
		c.add(letters.Warn, letters.Pos{File: c.sheet.name, Line: d.Line + above, Column: d.Column}, d.Words+": "+d.What, d.Do)
	}
}

// name tells of a template that no letter looks for.
func (c *check) name() {
	if err := c.bench.serves(c.key); err != nil {
		c.add(letters.Warn, letters.Pos{}, "no letter uses it: "+err.Error(), "give it another name, or write stage and audience in its front matter")
	}
}

// subject tells of a letter without one of its own.
func (c *check) subject() {
	if strings.HasPrefix(c.key, "_") {
		return
	}
	for _, t := range c.library.List() {
		if t.File == c.sheet.name && t.Subject != "" {
			return
		}
	}
	for _, t := range c.bench.Desk.Templates.List() {
		if t.Name == c.key && t.Subject != "" && !builtIn(t) {
			return
		}
	}
	c.add(letters.Note, letters.Pos{}, "it has no subject of its own, so the usual one stands", "nothing, or write subject: in its front matter")
}

// fill fills the template with all facts, and once more with every condition lifted, so that
// what stands behind one is looked at too. It reports false where the template cannot be used.
func (c *check) fill() bool {
	text := c.text
	for range 20 { // an include that fails is told and left out, so that the rest is looked at too
		bad := c.usable(text)
		if bad == nil {
			break
		}
		c.add(letters.Block, bad.Pos, bad.What, bad.Do)
		rest, ok := c.without(text, bad)
		if !ok {
			return false
		}
		text = rest
	}
	c.pass(text)
	c.pass(unconditional(text))
	return true
}

// usable is why a text cannot be used, or nil.
func (c *check) usable(text string) *letters.Fault {
	_, err := c.library.Parse(c.sheet.name, text, c.reader)
	var bad *letters.Fault
	if err != nil && !errors.As(err, &bad) {
		bad = &letters.Fault{What: err.Error(), Do: "mend the file"}
	}
	return bad
}

var includes = regexp.MustCompile(`\[(?i:include)[^\[\]]*\]`)

// without blanks the include of the template in which a fault lies.
func (c *check) without(text string, bad *letters.Fault) (string, bool) {
	for _, at := range includes.FindAllStringIndex(text, -1) {
		if placeIn(c.sheet.name, text, at[0]) == bad.Pos {
			return text[:at[0]] + blank(text[at[0]:at[1]]) + text[at[1]:], true
		}
	}
	return "", false
}

// pass fills a text and keeps the findings.
func (c *check) pass(text string) {
	t, err := c.library.Parse(c.sheet.name, text, c.reader)
	if err != nil {
		return // it has been told, or is no template's fault: the same text was parsed before
	}
	desk := c.bench.Desk
	_, findings := t.Fill(c.facts, letters.Manner{Zone: c.reader.Zone, Glossary: desk.Glossary.For(c.reader), Base: desk.Browse, Brand: desk.Brand})
	for _, f := range findings {
		if !strings.HasSuffix(f.What, "Jira calls this field "+unnamed) {
			c.add(f.Severity, c.where(f), f.What, f.Do)
		}
	}
}

var subjectLine = regexp.MustCompile(`(?m)^subject[ \t]*:`)

// where is the place of a finding, also of one that only names what it is about.
func (c *check) where(f letters.Finding) letters.Pos {
	switch {
	case f.Pos.File != "":
		return f.Pos
	case f.Where == "subject":
		if at := subjectLine.FindStringIndex(c.text[:c.body()]); at != nil {
			return c.at(at[0])
		}
	case strings.HasPrefix(f.What, "the picture "):
		for name, text := range c.texts {
			for _, m := range picture.FindAllStringSubmatchIndex(text, -1) {
				if strings.HasPrefix(f.What, "the picture "+text[m[2]:m[3]]+" ") {
					return placeIn(name, text, m[2])
				}
			}
		}
	}
	return letters.Pos{}
}
