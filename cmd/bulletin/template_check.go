package main

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
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
	text   string // of the sheet, with the line ends that places count
	reader incident.Audience
	facts  *trial
	flaws  []flaw
}

// lint is all that is wrong with a template. The incident is one of Jira, or nil.
func (b *bench) lint(s *sheet, in *incident.Incident, at time.Time) []flaw {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(s.text, "\uFEFF"))
	c := &check{sheet: s, bench: b, text: text, reader: b.reader(s.key)}
	var err error
	if c.facts, err = b.trial(s, c.reader, in, at); err != nil {
		c.add(letters.Block, letters.Pos{}, err.Error(), cure(err))
		return c.flaws
	}
	c.name()
	if text, ok := c.usable(); ok {
		c.markup()
		c.pass(text)
		c.pass(unconditional(text)) // so that what stands behind a condition is looked at too
		c.strangers(spoken(c.text))
		c.absent(spoken(c.text), in)
	}
	return c.flaws
}

// add notes a flaw at a place; one without a place is at the beginning.
func (c *check) add(s letters.Severity, p letters.Pos, what, do string) {
	c.flaws = append(c.flaws, flaw{incident.CleanLine(c.place(p.File)), max(1, p.Line), max(1, p.Column), s.String(),
		incident.CleanLine(what), incident.CleanLine(do)})
}

// after is the place behind some text of the template.
func (c *check) after(before string) letters.Pos {
	return letters.Pos{File: c.sheet.name, Line: 1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[1+strings.LastIndexByte(before, '\n'):])}
}

// front is the front matter of a template.
var front = regexp.MustCompile(`\A---[ \t]*\n(?:(?s:.*?)\n)??[ \t]*---[ \t]*(?:\n|\z)`)

// markup tells what programs may read in different ways.
func (c *check) markup() {
	if strings.EqualFold(path.Ext(c.sheet.name), ".md") {
		return
	}
	head := front.FindString(c.text)
	for _, d := range lint.Markup(c.text[len(head):]) {
		c.add(letters.Warn, letters.Pos{Line: d.Line + strings.Count(head, "\n"), Column: d.Column}, d.Words+": "+d.What, d.Do)
	}
}

// name tells of a template that no letter looks for, or that has no subject of its own.
func (c *check) name() {
	if err := c.bench.serves(c.key); err != nil {
		c.add(letters.Warn, letters.Pos{}, "no letter uses it: "+err.Error(), "give it another name, or write stage and audience in its front matter")
	}
	own := func(t letters.Listed) bool { return t.File == c.sheet.name && (t.Subject != "" || t.Fault != nil) }
	if !strings.HasPrefix(c.key, "_") && !slices.ContainsFunc(c.list, own) {
		c.add(letters.Note, letters.Pos{}, "it has no subject of its own, so the usual one stands", "nothing, or write subject: in its front matter")
	}
}

var includes = regexp.MustCompile(`\[(?i:include)[^\[\]]*\]`)

// usable is the text without the includes that fail: they are told, and the rest is looked at
// too. It reports false where the template cannot be used.
func (c *check) usable() (string, bool) {
	text := c.text
	for range 20 {
		_, err := c.Parse(c.sheet.name, text, c.reader)
		var bad *letters.Fault
		if !errors.As(err, &bad) {
			return text, err == nil
		}
		c.add(letters.Block, bad.Pos, bad.What, bad.Do)
		places := slices.DeleteFunc(includes.FindAllStringIndex(text, -1), func(at []int) bool { return c.after(text[:at[0]]) != bad.Pos })
		if len(places) == 0 {
			return "", false
		}
		text = blanked(text, places)
	}
	return text, true
}

// pass fills a text with all facts and keeps the findings.
func (c *check) pass(text string) {
	t, err := c.Parse(c.sheet.name, text, c.reader)
	if err != nil {
		return // it has been told: the same text was parsed before
	}
	desk := c.bench.Desk
	_, findings := t.Fill(c.facts, letters.Manner{Zone: c.reader.Zone, Glossary: desk.Glossary.For(c.reader), Base: desk.Browse, Brand: desk.Brand})
	for _, f := range findings {
		if c.facts.open { // a label is known from another place in the template, not from Jira
			f.What = strings.Replace(f.What, ", and Jira calls this field ", " here, and elsewhere ", 1)
		}
		c.add(f.Severity, f.Pos, f.What, f.Do)
	}
}

// gap is white space as mail editors write it.
const gap = `(?:[ \t\r\n\x{a0}]|&nbsp;)+`

var (
	ifs = regexp.MustCompile(`\[(?i:if)` + gap + `(?:(?i:not)` + gap + `)?([A-Za-z][A-Za-z0-9._-]*)?[^\[\]<>]*\]`)
	// strange is what looks like a name.
	strange = regexp.MustCompile(`\[([a-z][a-z0-9]*[.-][a-z0-9.-]*[a-z0-9])(?:[!?|][^\[\]<>]*)?\]`)
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// conditions are the places of those in a source, without those of comments for Outlook.
func conditions(text string) [][]int {
	return slices.DeleteFunc(ifs.FindAllStringSubmatchIndex(text, -1), func(at []int) bool {
		before := strings.TrimRight(text[:at[0]], " ")
		return strings.HasSuffix(before, "<!--") || strings.HasSuffix(before, "<!")
	})
}

// unconditional is the source with blanks where its conditions stand.
func unconditional(text string) string { return blanked(text, conditions(text)) }

// blanked is a text with as many characters that do not show in these places. To Markdown a
// space could be an indent.
func blanked(text string, places [][]int) string {
	var b strings.Builder
	done := 0
	for _, at := range places {
		b.WriteString(text[done:at[0]])
		for _, r := range text[at[0]:at[1]] {
			if r != '\n' {
				r = '\u00a0'
			}
			b.WriteRune(r)
		}
		done = at[1]
	}
	return b.String() + text[done:]
}

// spoken is a template's text with blanks for what never leaves: its front matter and comments.
func spoken(text string) string {
	text = blanked(text, front.FindAllStringIndex(text, 1))
	return blanked(text, slices.DeleteFunc(comment.FindAllStringIndex(text, -1), func(at []int) bool {
		return strings.HasPrefix(text[at[0]:], "<!--[if")
	}))
}

// maxStrangers of a kind are told; a person reads no more.
const maxStrangers = 50

// strangers tells of words in brackets that a letter would show as they stand, and that
// look as if they were meant to be more.
func (c *check) strangers(text string) {
	told := map[letters.Severity]int{}
	tell := func(s letters.Severity, m []int) {
		name := "" // of a condition that asks for nothing
		if m[2] >= 0 {
			name = text[m[2]:m[3]]
		}
		if _, known := c.facts.Fact(strings.ToLower(name)); known || told[s] == maxStrangers {
			return
		}
		told[s]++
		at, words := c.after(text[:m[0]]), text[m[0]:m[1]]
		if slices.ContainsFunc(c.flaws, func(f flaw) bool {
			return f.Line == at.Line && f.Column == at.Column && strings.HasPrefix(f.What, words)
		}) {
			return // a letter says so itself
		}
		near, _ := incident.Nearest(name, c.facts.Names())
		c.add(s, at, words+" is no known name, and stands in the letter as it is written", "nothing, if it is meant so; the nearest known name is "+near)
	}
	for _, m := range strange.FindAllStringSubmatchIndex(text, -1) {
		tell(letters.Note, m)
	}
	for _, m := range conditions(text) {
		tell(letters.Warn, m)
	}
}

// absent tells of names for fields that the incident does not have.
func (c *check) absent(text string, in *incident.Incident) {
	for name, f := range c.facts.known {
		if in == nil || f.ID == "" || f.ID == "url" || f.ID == "operator" || foreign(name) {
			continue
		}
		used := regexp.MustCompile(`\[(?i:if` + gap + `(?:not` + gap + `)?)?` + regexp.QuoteMeta(name) + `[\]!?|=]`)
		at := used.FindStringIndex(text)
		if _, there := in.Field(f.ID); !there && at != nil {
			c.add(letters.Warn, c.after(text[:at[0]]), fmt.Sprintf("%s stands for the field %s, which %s does not have", name, f.Name, in.Key), "name the right field under fields in the config")
		}
	}
}
