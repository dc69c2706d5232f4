package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

var ifs = regexp.MustCompile(`\[(?i:if)(?:[ \t\r\n\x{a0}]|&nbsp;)+[^\[\]<>]*\]`)

// conditions are the places of those in a source, without those of comments for Outlook.
func conditions(text string) [][]int {
	return slices.DeleteFunc(ifs.FindAllStringIndex(text, -1), func(at []int) bool {
		before := strings.TrimRight(text[:at[0]], " ")
		return strings.HasSuffix(before, "<!--") || strings.HasSuffix(before, "<!")
	})
}

// unconditional is the source with blanks where its conditions stand.
func unconditional(text string) string {
	var b strings.Builder
	done := 0
	for _, at := range conditions(text) {
		b.WriteString(text[done:at[0]] + blank(text[at[0]:at[1]]))
		done = at[1]
	}
	return b.String() + text[done:]
}

// blank is as many characters, none of which shows. To Markdown a space could be an indent.
func blank(words string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return '\u00a0'
	}, words)
}

// bodyText is the template without its front matter, and where it begins.
func (c *check) bodyText() (string, int) {
	from := c.body()
	return c.text[from:], from
}

// placeholders tells what only the placeholders' own words show.
func (c *check) placeholders(in *incident.Incident) {
	labels := map[string]string{}
	words, from := c.bodyText()
	for _, m := range slots.FindAllStringSubmatchIndex(words, -1) {
		p := newPlace(words, m)
		m[0] += from
		v, known := c.facts.Fact(p.name)
		switch {
		case !known:
			continue
		case in != nil && !strings.HasPrefix(p.name, "field|") && !c.facts.there[p.name]:
			c.add(letters.Warn, c.at(m[0]), fmt.Sprintf("%s stands for the field %s, which %s does not have", p.name, v.Name, in.Key), "name the right field under fields in the config")
		}
		if p.label == "" || dates.MatchString(p.label) || !strings.HasPrefix(p.name, "custom-field-") || in != nil {
			continue
		}
		if first, ok := labels[p.name]; ok && !strings.EqualFold(first, p.label) {
			c.add(letters.Note, c.at(m[0]), fmt.Sprintf("%s is labelled %s here and %s above", p.name, p.label, first), "correct the label, or the number; --issue checks both")
		} else if !ok {
			labels[p.name] = p.label
		}
	}
}

// strange is what looks like a name, and asked what like a condition.
var (
	strange = regexp.MustCompile(`\[([a-z][a-z0-9]*[.-][a-z0-9.-]*[a-z0-9])(?:[!?|][^\[\]<>]*)?\]`)
	asked   = regexp.MustCompile(`^\[(?i:if)(?:[ \t\r\n\x{a0}]|&nbsp;)+(?:(?i:not)(?:[ \t\r\n\x{a0}]|&nbsp;)+)?([A-Za-z][A-Za-z0-9._-]*)`)
)

// strangers tells of words in brackets that a letter would show as they stand, and that
// look as if they were meant to be more.
func (c *check) strangers() {
	tell := func(s letters.Severity, offset int, words, name string) {
		at := c.at(offset)
		for _, f := range c.flaws {
			if f.Line == at.Line && f.Column == at.Column && strings.HasPrefix(f.What, words) {
				return // a letter says so itself
			}
		}
		near, _ := incident.Nearest(name, c.facts.Names())
		c.add(s, at, fmt.Sprintf("%s is no known name, and stands in the letter as it is written", words), "nothing, if it is meant so; the nearest known name is "+near)
	}
	body, from := c.bodyText()
	for _, m := range strange.FindAllStringSubmatchIndex(body, -1) {
		if _, known := c.facts.Fact(body[m[2]:m[3]]); !known {
			tell(letters.Note, from+m[0], body[m[0]:m[1]], body[m[2]:m[3]])
		}
	}
	for _, at := range conditions(body) {
		words := body[at[0]:at[1]]
		m := asked.FindStringSubmatch(words)
		if m == nil {
			continue
		}
		if _, known := c.facts.Fact(strings.ToLower(m[1])); !known {
			tell(letters.Warn, from+at[0], words, m[1])
		}
	}
}
