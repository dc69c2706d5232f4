package letter

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
)

// Fill writes the letter. The findings say what a reviewer must know; with a Block among
// them the letter is there to look at, not to send.
func (t *Template) Fill(facts Facts, m Manner) (Letter, []Finding) {
	f := &filling{t: t, facts: facts, manner: m, answers: make([]*answer, len(t.slots))}
	if t.english && m.Language != "" && !strings.HasPrefix(m.Language, "en") {
		f.add(Note, 1, "the audience reads "+m.Language+", and this built-in letter is in English", "write a template of your own")
		f.manner.Language, m.Language = "en", "en"
	}
	subject := f.subject(t.subject)
	tree, err := t.tree()
	if err != nil { // Parse has parsed the same text
		f.add(Block, 1, err.Error(), "mend the template")
		return Letter{Subject: subject}, f.findings
	}
	f.tree(tree)
	if !t.whole {
		tree = frame(tree, subject, m.Language)
	}
	var b bytes.Buffer
	if err := html.Render(&b, tree); err != nil {
		f.add(Block, 1, "the letter cannot be written as HTML: "+err.Error(), "mend the template")
	}
	return Letter{Subject: subject, HTML: b.String(), Text: text(tree)}, f.findings
}

// filling is one template being filled for one letter.
type filling struct {
	t        *Template
	facts    Facts
	manner   Manner
	names    []string
	answers  []*answer // by slot, so that each is resolved once
	findings []Finding
}

// answer is what a slot turned out to be.
type answer struct {
	slot
	kind  answerKind
	value incident.Value
	label string // the field's name as people know it
	text  string // the value, or the template's own words
}

type answerKind int

const (
	words  answerKind = iota // no placeholder: the author's words in brackets
	filled                   // there is a value
	empty                    // the field is empty; what follows depends on where the slot stands
	barred                   // nothing may be inserted; a finding says why
)

func (f *filling) add(s Severity, line int, what, do string) {
	where := "subject"
	if line > 0 {
		where = fmt.Sprintf("%s:%d", f.t.name, line)
	}
	// The words of a template stand in it, and findings go to the terminal.
	finding := Finding{s, where, incident.CleanLine(what), incident.CleanLine(do)}
	for _, known := range f.findings {
		if known == finding { // the parser may have doubled the node
			return
		}
	}
	f.findings = append(f.findings, finding)
}

func (f *filling) resolve(slot int) *answer {
	if f.answers[slot] == nil {
		a := f.answer(f.t.slots[slot])
		f.answers[slot] = &a
	}
	return f.answers[slot]
}

func (f *filling) answer(s slot) answer {
	fact, known := f.facts.Fact(s.name)
	if !known {
		return f.unknown(s)
	}
	a := answer{slot: s, kind: barred, value: fact.Value, label: label(s, fact.Value)}
	switch {
	case len(s.parts) > 2:
		f.add(Block, s.line, s.words+" has more than two parts", "write [name|pattern|label]")
	case s.modifier == '!' && s.instead != "":
		f.add(Block, s.line, s.words+" has words after the !", "write [name!], or [name?words] for words of its own")
	case fact.Internal:
		f.add(Block, s.line, fmt.Sprintf("the field %s is internal and this letter goes to an external audience", a.label),
			fmt.Sprintf("add %s to public_fields or take it out of the template", a.label))
	default:
		f.write(&a)
	}
	return a
}

// write turns the value into words.
func (f *filling) write(a *answer) {
	text, err := f.plain(a)
	switch {
	case err != nil:
		f.add(Block, a.line, fmt.Sprintf("%s: %v", a.words, err), "mend the date pattern in the template")
	case strings.TrimSpace(text) != "":
		a.kind, a.text = filled, text
	case a.instead != "":
		a.kind, a.text, a.value = filled, a.instead, incident.Value{}
	case a.modifier == '!':
		f.add(Block, a.line, fmt.Sprintf("the field %s is empty and this letter needs it", a.label),
			mend(a)+", or take it out of the template")
	default:
		a.kind = empty
	}
}

// plain is the value as plain text; values come clean, and cleaning again costs little.
func (f *filling) plain(a *answer) (string, error) {
	v := a.value
	if v.Kind == incident.Rich && v.HTML != "" {
		if s := richText(v.HTML); s != "" {
			return s, nil
		}
	}
	if v.Empty() || v.Kind == incident.Text || v.Kind == incident.Rich {
		return incident.Clean(strings.Join(v.Texts, ", ")), nil
	}
	if v.Kind == incident.Date && timed(a.pattern()) {
		f.add(Warn, a.line, fmt.Sprintf("the field %s holds a day without a time, and the pattern shows a time", a.label),
			"take the time out of the pattern; the day stands alone in this letter")
		return date(v, "", f.manner)
	}
	return date(v, a.pattern(), f.manner)
}

// unknown judges a name that the facts do not know: a mistake, or the author's own words.
func (f *filling) unknown(s slot) answer {
	if f.names == nil {
		f.names = f.facts.Names()
	}
	near, edits := incident.Nearest(s.name, f.names)
	typo := bare.MatchString(s.words) && edits >= 0 && edits <= 2
	if !s.claims() && !typo {
		return answer{slot: s, kind: words, text: s.words}
	}
	do := "correct the name or take it out of the template"
	if near != "" {
		do = fmt.Sprintf("the nearest known name is %s; write it so, or take it out of the template", near)
	}
	f.add(Block, s.line, s.words+" is no known name", do)
	return answer{slot: s, kind: barred}
}

// label is the name under which people and the config know the field.
func label(s slot, v incident.Value) string {
	switch {
	case v.Name != "":
		return v.Name
	case v.ID != "":
		return v.ID
	}
	return s.name
}

// mend is how an empty field gets a value.
func mend(a *answer) string {
	if a.value.Name == "" && a.value.ID == "" {
		return "give " + a.label + " a value" // it does not come from Jira
	}
	return "fill " + a.label + " in Jira and read the incident again"
}

// missing tells of an empty field that leaves a gap.
func (f *filling) missing(a *answer) {
	if a.modifier == 0 {
		f.add(Warn, a.line, fmt.Sprintf("the field %s is empty and leaves a gap in the letter", a.label),
			mend(a)+", or write [name?other words] in the template")
	}
}

// subject is filled as plain text on one line.
func (f *filling) subject(marked string) string {
	var b strings.Builder
	for _, s := range segments(marked) {
		if s.slot < 0 {
			b.WriteString(s.words)
			continue
		}
		b.WriteString(f.inline(&b, s.slot))
	}
	return strings.Join(strings.Fields(incident.CleanLine(b.String())), " ")
}

// inline is the slot's text on one line. An optional value that is not there takes the
// space before it along: "[Update] : x" is "[Update]: x".
func (f *filling) inline(before *strings.Builder, slot int) string {
	a := f.resolve(slot)
	if a.kind == empty {
		f.missing(a)
		trimmed := strings.TrimRight(before.String(), " ")
		before.Reset()
		before.WriteString(trimmed)
	}
	return incident.CleanLine(a.text)
}
