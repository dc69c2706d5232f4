package letter

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"bulletin/notify/incident"
	"bulletin/notify/letter/date"
)

func (f *filling) resolve(slot int) *answer {
	if f.answers[slot] == nil {
		a := f.answer(f.t.slots[slot], f.machine[slot], f.tongue[slot])
		f.answers[slot] = &a
	}
	return f.answers[slot]
}

func (f *filling) answer(s slot, machine bool, tongue string) answer {
	fact, known := f.facts.Fact(s.name)
	switch {
	case !known:
		return f.unknown(s)
	case entitled.MatchString(s.words) && s.name != "components":
		f.add(Note, s.pos, s.words+" stands there as written: with a capital it is taken for a word of the letter",
			fmt.Sprintf("write [%s] for the value", s.name))
		return answer{slot: s, kind: words, text: s.words}
	}
	a := answer{slot: s, machine: machine, moving: fact.Moving, language: cmp.Or(tongue, f.manner.Language), kind: barred, value: fact.Value, label: label(s, fact.Value)}
	switch {
	case len(s.parts) > 2:
		f.add(Block, s.pos, s.words+" has more than two parts", "write [name|pattern|label]")
	case s.modifier == '!' && s.instead != "":
		f.add(Block, s.pos, s.words+" has words after the !", "write [name!], or [name?words] for words of its own")
	case fact.Internal:
		f.add(Block, s.pos, fmt.Sprintf("the field %s is internal and this letter goes to an external audience", a.label),
			fmt.Sprintf("add %s to public_fields or take it out of the template", a.label))
	default:
		f.mislabelled(&a)
		f.write(&a)
	}
	return a
}

// entitled is a word in brackets such as [Region], which authors write as a label.
var entitled = regexp.MustCompile(`^\[[A-Z][a-z]+(?:-[a-z]+)*\]$`)

// dateShape is what a date pattern has, and hardly any label.
var dateShape = regexp.MustCompile(`yy|MM|dd|HH|hh:mm`)

// mislabelled tells of a label that says another name than Jira does.
func (f *filling) mislabelled(a *answer) {
	if !strings.HasPrefix(a.name, "custom-field-") || a.value.Name == "" || len(a.parts) == 0 || a.verb != write {
		return
	}
	said := a.parts[len(a.parts)-1]
	if len(a.parts) == 1 && a.value.Timed() && dateShape.MatchString(said) {
		f.add(Warn, a.pos, fmt.Sprintf("%s: its last part is the label, and reads as a date pattern; the date is written in the usual way", a.words),
			fmt.Sprintf("write [%s|%s|%s]", a.name, said, a.value.Name))
		return
	}
	if !strings.EqualFold(strings.Join(strings.Fields(said), " "), strings.Join(strings.Fields(a.value.Name), " ")) {
		f.add(Note, a.pos, fmt.Sprintf("%s is labelled %s, and Jira calls this field %s", a.name, said, a.value.Name), "correct the label, or the number")
	}
}

// write turns the value into words.
func (f *filling) write(a *answer) {
	if a.verb == write { // conditions are about what Jira says
		f.reword(&a.value)
	}
	text, err := f.plain(a)
	var bad *date.PatternError
	switch {
	case errors.As(err, &bad):
		f.find(Finding{Severity: Block, Pos: a.pos, What: a.words + ": " + bad.What, Do: bad.Do, Around: f.t.around(a.pos)})
	case err != nil:
		f.add(Block, a.pos, fmt.Sprintf("%s: %v", a.words, err), "mend the date pattern in the template")
	case strings.TrimSpace(text) != "":
		a.kind, a.text = filled, f.shorten(a, text)
	case a.instead != "":
		a.kind, a.text, a.value = filled, a.instead, incident.Value{}
	case a.modifier == '!':
		f.add(Block, a.pos, fmt.Sprintf("the field %s is empty and this letter needs it", a.label),
			mend(a)+", or take it out of the template")
	default:
		a.kind = empty
	}
}

// reword puts the glossary's words in the place of whole values. What leaves the house says
// the label of an object of Assets alone: its key means nothing outside.
func (f *filling) reword(v *incident.Value) {
	texts := make([]string, 0, len(v.Texts))
	if other, ok := f.word(v.String()); ok && v.Kind == incident.Cascading {
		v.Texts = []string{other}
		return
	}
	for _, t := range v.Texts {
		label := v.Label(t)
		other, ok := f.word(t)
		if !ok {
			other, ok = f.word(label)
		}
		switch {
		case ok:
			t, v.HTML = other, ""
		case f.manner.Guard != nil:
			t = label
		}
		if t != "" {
			texts = append(texts, t)
		}
	}
	v.Texts = texts
}

// word is the glossary's word for a whole value.
func (f *filling) word(value string) (string, bool) {
	other, ok := f.manner.Glossary[strings.ToLower(strings.TrimSpace(value))]
	return other, ok
}

// A field longer than this is no longer for a mail.
const (
	maxCharacters = 20_000
	maxLines      = 500
	maxRich       = 128 << 10 // bytes of HTML
)

// shorten cuts what is too long, and says so.
func (f *filling) shorten(a *answer, text string) string {
	short := text
	if n := strings.Count(text, "\n"); n >= maxLines {
		short = strings.Join(strings.SplitN(text, "\n", maxLines+1)[:maxLines], "\n")
	}
	if utf8.RuneCountInString(short) > maxCharacters {
		short = string([]rune(short[:min(len(short), 4*maxCharacters)])[:maxCharacters])
	}
	if len(short) == len(text) {
		return text
	}
	a.value.HTML = ""
	f.add(Warn, a.pos, fmt.Sprintf("the field %s has %d characters in %d lines and is cut where … stands", a.label,
		utf8.RuneCountInString(text), 1+strings.Count(text, "\n")), "shorten "+a.label+" in Jira")
	return strings.TrimRight(short, " \n") + " …"
}

// plain is the value as plain text; values come clean, and cleaning again costs little.
func (f *filling) plain(a *answer) (string, error) {
	v := a.value
	if v.Kind == incident.Rich && v.HTML != "" {
		if len(v.HTML) > maxRich {
			f.add(Note, a.pos, fmt.Sprintf("the field %s has %d kB of formatting and stands as plain words", a.label, len(v.HTML)/1000),
				"simplify "+a.label+" in Jira")
		}
		if s := f.richText(v.HTML, !a.machine); s != "" {
			return s, nil
		}
		a.value.HTML = ""
	}
	if dateShape.MatchString(a.pattern()) && !v.Timed() && !v.Empty() {
		f.add(Note, a.pos, fmt.Sprintf("the field %s holds no date, and the pattern is not used", a.label), "take the pattern out")
	}
	if v.Empty() || !v.Timed() {
		return incident.Clean(v.String()), nil
	}
	return f.date(a)
}

// unknown judges a name that the facts do not know: a mistake, or the author's own words.
func (f *filling) unknown(s slot) answer {
	if f.names == nil {
		f.names = f.facts.Names()
	}
	kind := answer{slot: s, kind: words, text: s.words}
	if s.name == "" {
		f.add(Block, s.pos, s.words+" stands where nothing can be included", "write the words themselves")
		return answer{slot: s, kind: barred}
	}
	if !s.claims() && !bare.MatchString(s.words) && s.verb == write || f.count[Block] > maxFindings {
		if s.claims() {
			kind.kind, kind.text = barred, ""
		}
		return kind
	}
	near, edits := incident.Nearest(s.name, f.names)
	if typo := edits >= 0 && edits <= min(2, len(s.name)/3); !s.claims() && !typo {
		f.idle(s, near)
		return kind
	}
	do := "correct the name or take it out of the template"
	if digits.MatchString(s.name) { // the nearest number is another field
		near = f.labelled(s)
	}
	if near != "" {
		do = fmt.Sprintf("the nearest known name is %s; write it so, or take it out of the template", near)
	}
	f.find(Finding{Severity: Block, Pos: s.pos, What: s.words + " is no known name", Do: do, Around: f.t.around(s.pos)})
	return answer{slot: s, kind: barred}
}

// digits is a field by its number.
var digits = regexp.MustCompile(`^custom-field-[0-9]+$`)

// labelled is the field that has the label of a slot, if one has.
func (f *filling) labelled(s slot) string {
	if len(s.parts) == 0 {
		return ""
	}
	for _, name := range f.names {
		if fact, ok := f.facts.Fact(name); ok && digits.MatchString(name) && strings.EqualFold(fact.Name, s.parts[len(s.parts)-1]) {
			return name
		}
	}
	return ""
}

// idle tells of a condition about nothing. Those of Outlook are words.
func (f *filling) idle(s slot, near string) {
	if s.verb != write && s.name != "mso" && s.name != "ie" {
		f.add(Warn, s.pos, s.words+" is no known name, and stands in the letter as it is written",
			"correct the name, or write it without the brackets; the nearest known name is "+near)
	}
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
		f.add(Warn, a.pos, fmt.Sprintf("the field %s is empty and leaves a gap in the letter", a.label),
			mend(a)+", or write [name?other words] in the template")
	}
}
