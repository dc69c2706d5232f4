package letter

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/plain"
	"bulletin/notify/letter/style"
)

// Fill writes the letter. The findings say what a reviewer must know; with a Block among
// them the letter is there to look at, not to send.
func (t *Template) Fill(facts Facts, m Manner) (Letter, []Finding) {
	f := newFilling(t, facts, m)
	if t.fault != nil {
		f.find(Finding{Severity: Block, Pos: t.fault.Pos, What: t.fault.What, Do: t.fault.Do})
		return Letter{}, f.findings
	}
	f.speak()
	subject := f.subject(t.subject)
	tree, err := t.tree()
	if err != nil { // the same text has been parsed before
		f.add(Block, Pos{t.name, 1, 1}, err.Error(), "mend the template")
		return Letter{Subject: subject}, f.findings
	}
	dropNotes(tree)
	f.leftover(tree)
	f.tree(tree)
	l := f.letter(tree, subject)
	return l, f.findings
}

// letter reads the filled tree in its two ways, and looks at what it has become.
func (f *filling) letter(tree *html.Node, subject string) Letter {
	for _, d := range style.Inline(tree) {
		f.find(Finding{Severity: Note, Where: f.t.name, What: d.What, Do: d.Do})
	}
	f.lead(tree)
	l := Letter{Subject: subject, Images: f.embed(tree), Silent: silent(tree)}
	if f.t.whole {
		speaks(tree, f.manner.Language)
	} else {
		tree = frame(tree, subject, f.manner)
		if logo := f.manner.Brand.Logo; logo != nil {
			l.Images = together(l.Images, *logo)
		}
	}
	l.Text = plain.Text(tree, plain.Columns)
	bareComments(tree)
	var b bytes.Buffer
	if err := html.Render(&b, tree); err != nil {
		f.find(Finding{Severity: Block, Where: f.t.name, What: "the letter cannot be written as HTML: " + err.Error(), Do: "mend the template"})
	}
	l.HTML = b.String()
	f.check(l, tree)
	l.Essence = f.essence(l.Text, tree)
	return l
}

// essence is what the letter says, but for what changes by itself. It is the last look at the
// tree: those values go.
func (f *filling) essence(text string, tree *html.Node) string {
	if len(f.moving) == 0 {
		return text
	}
	for _, n := range f.moving {
		n.Data = "-"
	}
	return plain.Text(tree, plain.Columns)
}

// filling is one template being filled for one letter.
type filling struct {
	t        *Template
	facts    Facts
	manner   Manner
	names    []string
	answers  []*answer // by slot, so that each is resolved once
	machine  []bool    // by slot: it stands in an attribute, which programs read
	tongue   []string  // by slot: the language of its part of the letter, where that is another
	timed    int       // times of day in the letter
	rows     map[*html.Node]verdict
	moving   []*html.Node // texts that change by themselves
	zoneless []*answer    // times of day without a zone
	findings []Finding
	known    map[Finding]bool
	count    [Block + 1]int
}

func newFilling(t *Template, facts Facts, m Manner) *filling {
	m.Glossary = merged(m.Glossary, t.glossary)
	return &filling{t: t, facts: facts, manner: m, answers: make([]*answer, len(t.slots)), machine: make([]bool, len(t.slots)), tongue: make([]string, len(t.slots)), rows: map[*html.Node]verdict{}, known: map[Finding]bool{}}
}

// answer is what a slot turned out to be.
type answer struct {
	slot
	machine  bool   // it stands in an attribute
	moving   bool   // see Fact
	language string // of its part of the letter
	kind     answerKind
	value    incident.Value
	label    string // the field's name as people know it
	text     string // the value, or the template's own words
}

type answerKind int

const (
	words  answerKind = iota // no placeholder: the author's words in brackets
	filled                   // there is a value
	empty                    // the field is empty; what follows depends on where the slot stands
	barred                   // nothing may be inserted; a finding says why
)

// maxFindings of a severity are told; a person reads no more.
const maxFindings = 50

func (f *filling) add(s Severity, at Pos, what, do string) {
	f.find(Finding{Severity: s, Pos: at, What: what, Do: do})
}

// find notes a finding, once: the parser may have doubled the node, and a template may say
// the same a thousand times.
func (f *filling) find(x Finding) {
	if x.Where == "" || x.Pos.File != "" {
		x.Where = x.Pos.String()
	}
	if x.Where == "" {
		x.Where = "subject"
	}
	// The words of a template stand in it, and findings go to the terminal.
	x.What, x.Do, x.Words, x.Around = incident.CleanLine(x.What), incident.CleanLine(x.Do), incident.CleanLine(x.Words), incident.CleanLine(x.Around)
	if f.known[x] || f.count[x.Severity] > maxFindings {
		return
	}
	f.known[x] = true
	if f.count[x.Severity]++; f.count[x.Severity] > maxFindings {
		x = Finding{Severity: x.Severity, Where: f.t.name, What: "there are more findings of this kind", Do: "mend those above first"}
	}
	f.findings = append(f.findings, x)
}

// speak settles in which language the letter is written.
func (f *filling) speak() {
	own, read := f.t.language, f.manner.Language
	if own == "" || primary(own) == primary(read) {
		return
	}
	if read != "" {
		f.find(Finding{Severity: Note, Where: f.t.name, What: fmt.Sprintf("the audience reads %s, and this letter is written in %s", read, own),
			Do: "write a template in " + read})
	}
	f.manner.Language = own
}

// primary is a language without its region, in lower case.
func primary(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
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
	if a.verb != write && a.kind != words {
		f.add(Block, a.pos, a.words+" stands where nothing can be left out", "write it into a row, a paragraph or a heading")
		return ""
	}
	if a.kind == empty {
		f.missing(a)
		trimmed := strings.TrimRight(before.String(), " ")
		before.Reset()
		before.WriteString(trimmed)
	}
	return incident.CleanLine(a.text)
}
