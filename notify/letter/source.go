package letter

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// limit is far above any letter; a larger file is something else.
const limit = 1 << 20

// source is a template's file, read but not yet parsed.
type source struct {
	name     string // as people know it: start.html, builtin/start.html
	markdown bool
	whole    string // the file
	front    front
	body     string
	line     int // in which the body begins
}

// read takes a file's text apart. The error is a [*Fault].
func read(name, text string) (source, error) {
	s := source{name: incident.CleanLine(name), markdown: strings.HasSuffix(strings.ToLower(name), ".md")}
	if len(text) > limit {
		return s, &Fault{Pos{s.name, 1, 1}, "larger than 1 MiB", "take out of it what is no letter; pictures belong into files beside it"}
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\uFEFF"))
	if i := invalid(text); i >= 0 {
		return s, &Fault{s.at(text[:i]), "not UTF-8", "save the file as UTF-8"}
	}
	if i := strings.IndexFunc(text, control); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return s, &Fault{s.at(text[:i]), fmt.Sprintf("a control character, U+%04X", r), "take it out"}
	}
	s.whole = text
	if err := s.split(); err != nil {
		return s, err
	}
	return s, s.contradiction()
}

// key is the name by which the source is looked up. The front matter's words go before those
// of the file's name, which say what the front matter leaves open.
func (s source) key() string {
	stem := strings.ToLower(strings.TrimSuffix(path.Base(s.name), path.Ext(s.name)))
	first, _, _ := strings.Cut(stem, ".")
	f := s.front
	switch {
	case f.audience == "" && (f.stage == "" || strings.EqualFold(f.stage, first)):
		return stem
	case f.stage == "": // whom it is for must not be lost
		f.stage = first
	}
	key := f.stage
	for _, part := range []string{f.audience, f.language} {
		if part != "" {
			key += "." + part
		}
	}
	return strings.ToLower(key)
}

// contradiction is a file whose name says another stage than its front matter: one of the two
// was copied from another letter.
func (s source) contradiction() error {
	first, _, _ := strings.Cut(path.Base(s.name), ".")
	if s.front.stage == "" || strings.EqualFold(first, s.front.stage) || !slices.Contains(incident.Stages(), incident.Stage(strings.ToLower(first))) {
		return nil
	}
	return &Fault{Pos{s.name, s.front.lines["stage"], 1}, fmt.Sprintf("the file's name says %s, and its front matter %s", first, s.front.stage),
		"correct the one that is wrong"}
}

// at is the place behind the beginning of the file.
func (s source) at(beginning string) Pos { return Pos{s.name, 1, 1}.after(beginning) }

func invalid(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return i
		}
	}
	return -1
}

// control reports what could act on the terminal of whoever looks at the source.
func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// front is what stands between the two lines of three hyphens.
type front struct {
	subject, stage, audience, language string
	glossary                           map[string]string
	lines                              map[string]int // of the keys
}

// frontKeys are the keys that a front matter can have.
var frontKeys = []string{"subject", "stage", "audience", "language", "glossary"}

// subjectAt is the place of the subject's words, if a file holds them.
func (s source) subjectAt() Pos {
	n := s.front.lines["subject"]
	if n == 0 {
		return Pos{}
	}
	at := Pos{s.name, n, 1}
	lines := strings.SplitN(s.whole, "\n", n+1)
	if before, _, ok := strings.Cut(lines[n-1], s.front.subject); ok {
		return at.after(before)
	}
	return at
}

// split parts the front matter from the body.
func (s *source) split() error {
	s.body, s.line = s.whole, 1
	first, rest, ok := strings.Cut(s.whole, "\n")
	if !ok || strings.TrimRight(first, " \t") != "---" || s.markdown && !fronted(rest) {
		return nil
	}
	s.front.lines, s.front.glossary = map[string]int{}, map[string]string{}
	section := ""
	for line := 2; rest != ""; line++ {
		var text string
		text, rest, _ = strings.Cut(rest, "\n")
		indented := strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t")
		switch text = strings.TrimSpace(text); {
		case text == "---":
			s.body, s.line = rest, line+1
			return nil
		case text == "" || strings.HasPrefix(text, "#"):
			continue
		case !indented:
			section = ""
		}
		key, err := s.front.set(section, text, line)
		if err != nil {
			return &Fault{Pos{s.name, line, 1}, err.Error(), "correct it, or take the line out"}
		}
		section = key
	}
	return &Fault{Pos{s.name, 1, 1}, "the front matter is never closed", "end it with a line ---"}
}

// fronted reports that what follows three hyphens in Markdown is no text under a rule.
func fronted(rest string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(rest, "\n"), "\n")
	key, _, ok := strings.Cut(first, ":")
	return ok && !strings.Contains(strings.TrimSpace(key), " ") || strings.HasPrefix(first, "#") || strings.TrimSpace(first) == "---"
}

// set takes a line, and returns the section in which the next indented ones stand.
func (f *front) set(section, text string, line int) (string, error) {
	if section == "glossary" {
		key, value, err := pair(text)
		f.glossary[strings.ToLower(key)] = value
		return section, err
	}
	key, value, err := pair(text)
	if err != nil {
		return "", err
	}
	field := map[string]*string{"subject": &f.subject, "stage": &f.stage, "audience": &f.audience, "language": &f.language}[key]
	if field == nil && key != "glossary" {
		near, _ := incident.Nearest(key, frontKeys)
		return "", fmt.Errorf("unknown key %q; the nearest is %s, and all are %s", key, near, strings.Join(frontKeys, ", "))
	}
	if first := f.lines[key]; first > 0 {
		return "", fmt.Errorf("a second %s; the first is in line %d", key, first)
	}
	f.lines[key] = line
	if field == nil && value != "" {
		return "", errors.New("the glossary's words stand on the same line")
	}
	if field == nil {
		return key, nil
	}
	*field = value
	return "", nil
}

// pair is a line "key: value", with the value in quotes or without. A value can hold a colon,
// a key in quotes too.
func pair(text string) (key, value string, err error) {
	key, value, ok := strings.Cut(text, ":")
	if text[0] == '"' || text[0] == '\'' {
		end := strings.IndexByte(text[1:], text[0])
		if ok = end > 0 && strings.HasPrefix(strings.TrimSpace(text[end+2:]), ":"); ok {
			key, value = text[1:end+1], strings.TrimSpace(text[end+2:])[1:]
		}
	}
	if !ok {
		return "", "", fmt.Errorf("%q is no \"key: value\"", text)
	}
	value, err = unquote(strings.TrimSpace(value))
	return strings.TrimSpace(key), value, err
}

func unquote(s string) (string, error) {
	switch {
	case strings.HasPrefix(s, `"`):
		u, err := strconv.Unquote(s)
		if err != nil {
			return "", fmt.Errorf("the quotes of %s do not match", s)
		}
		return u, nil
	case strings.HasPrefix(s, "'"):
		if len(s) < 2 || !strings.HasSuffix(s, "'") {
			return "", fmt.Errorf("the quotes of %s do not match", s)
		}
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'"), nil
	}
	return s, nil
}
