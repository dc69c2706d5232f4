package config

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader reads one config and collects what is wrong with it.
type reader struct {
	file, dir string
	getenv    func(string) string
	unread    map[string]bool // secrets to leave alone
	patience  time.Duration   // for a secret's command
	faults    []fault
}

// table is a mapping of the file. Reading what it does not have gives zero values.
type table struct {
	*reader
	name    string // "jira", "lists.staff"; empty for the whole file
	line    int
	present bool
	order   []string // the keys, as they stand in the file
	entries map[string]entry
}

type entry struct {
	line  int
	value ast.Node
}

// word is a piece of text with its line.
type word struct {
	line int
	text string
}

// parse reads the source into the table of the whole file.
func (r *reader) parse(source string) table {
	if at := tooDeep(source); at > 0 {
		r.fault(at, "more than %d levels of brackets or indentation", maxDepth)
		return table{reader: r}
	}
	// Duplicate keys are refused here, because the parser's own words quote the source.
	tree, err := parser.ParseBytes([]byte(source), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return table{reader: r}
	}
	var docs []*ast.DocumentNode
	for _, d := range tree.Docs {
		if _, comment := d.Body.(*ast.CommentGroupNode); d.Body != nil && !comment {
			docs = append(docs, d)
		}
	}
	switch len(docs) {
	case 0:
		r.fault(1, "the file is empty")
		return table{reader: r}
	case 1:
	default:
		r.fault(lineOf(docs[1].Body), "a second YAML document begins; one file holds one config")
		return table{reader: r}
	}
	return r.table(docs[0].Body, "", "jira", "smtp", "from", "reply_to", "operator", "operator_address", "templates", "fields",
		"public_fields", "stages", "cadence", "lists", "drill", "audiences", "contexts", "senders", "glossary", "brand", "internal", "state",
		"badge", "theme", "refresh", "hold", "columns")
}

// syntax notes that the file is no YAML. The parser's message is repeated only where it is
// fixed text: what it quotes may be part of a secret.
func (r *reader) syntax(err error) {
	at, why := 1, ""
	if s, ok := errors.AsType[*yaml.SyntaxError](err); ok {
		if s.Token != nil && s.Token.Position != nil {
			at = max(1, s.Token.Position.Line)
		}
		if !strings.ContainsAny(s.Message, "\"'`") {
			why = ": " + s.Message
		}
	}
	r.fault(at, "this is no YAML%s; check indentation, quotes and brackets", why)
}

// table reads a mapping whose keys are these; no keys means that any will do.
func (r *reader) table(n ast.Node, name string, known ...string) table {
	t := table{reader: r, name: name, line: lineOf(n), entries: map[string]entry{}}
	m, ok := mapping(n)
	if !ok {
		r.fault(t.line, "%s must be a section of keys and values, not %s", subject(name), kind(n))
		return t
	}
	t.present = true
	for i := m.MapRange(); i.Next(); {
		at := i.Key().GetToken().Position.Line
		key, ok := scalar(i.Key())
		switch {
		case !ok:
			r.fault(at, "a key of %s is %s; it must be plain text", subject(name), kind(i.Key()))
			continue
		case len(known) > 0 && !slices.Contains(known, key):
			r.fault(at, "unknown key %q%s%s", key, within(name), instead(key, known))
			continue
		}
		if first, twice := t.entries[key]; twice {
			r.fault(at, "%q stands here for the second time; the first is in line %d", t.full(key), first.line)
			continue
		}
		t.order = append(t.order, key)
		t.entries[key] = entry{at, i.Value()}
	}
	return t
}

// full is a key with its section: jira.url.
func (t table) full(key string) string {
	if t.name == "" {
		return key
	}
	return t.name + "." + key
}

// at is the key's line, or the section's where the key is missing.
func (t table) at(key string) int {
	if e, ok := t.entries[key]; ok {
		return e.line
	}
	return t.line
}

func (t table) has(key string) bool {
	_, ok := t.entries[key]
	return ok
}

// section reads the mapping under a key.
func (t table) section(key string, required bool, known ...string) table {
	e, ok := t.entries[key]
	if !ok {
		if required {
			t.fault(t.line, "the section %q is missing", t.full(key))
		}
		return table{reader: t.reader, name: t.full(key), line: t.line}
	}
	s := t.table(e.value, t.full(key), known...)
	s.line = e.line
	return s
}

// text reads a text or a number as it stands in the file. A key without a value is refused:
// nobody can tell whether it was forgotten or meant.
func (t table) text(key string) string {
	e, ok := t.entries[key]
	if !ok {
		return ""
	}
	return t.value(e, t.full(key)).text
}

func (t table) value(e entry, name string) word {
	s, ok := scalar(e.value)
	switch {
	case !ok:
		t.fault(e.line, "%s must be text, not %s%s", name, kind(e.value), quoting(e.value))
	case strings.TrimSpace(s) == "":
		t.fault(e.line, "%s is empty; give it a value or remove the line", name)
	}
	return word{e.line, strings.TrimSpace(s)}
}

// need is text that must be there.
func (t table) need(key string) string {
	if !t.has(key) {
		t.fault(t.line, "%s is missing", t.full(key))
	}
	return t.text(key)
}

// list reads the nodes of a list; such is how one looks.
func (t table) list(key, such string) []ast.Node {
	e, ok := t.entries[key]
	if !ok {
		return nil
	}
	list, ok := e.value.(*ast.SequenceNode)
	if !ok {
		t.fault(e.line, "%s must be a list such as %s, not %s", t.full(key), such, kind(e.value))
		return nil
	}
	return list.Values
}

// empty reports a list with nothing in it.
func (t table) empty(key string) bool {
	list, ok := t.entries[key].value.(*ast.SequenceNode)
	return ok && len(list.Values) == 0
}

// texts reads a list of texts.
func (t table) texts(key string) []word {
	var out []word
	for _, n := range t.list(key, "[a, b]") {
		if w := t.value(entry{lineOf(n), n}, "an entry of "+t.full(key)); w.text != "" {
			out = append(out, w)
		}
	}
	return out
}

// oneOf reads one of the known words; where the key is missing, the first given is meant.
func (t table) oneOf(key, otherwise string, known ...string) string {
	if !t.has(key) {
		return otherwise
	}
	s := t.text(key)
	if s != "" && !slices.Contains(known, s) {
		t.fault(t.at(key), "unknown %s %q%s", t.full(key), s, instead(s, known))
	}
	return s
}

// yes reads true or false.
func (t table) yes(key string, otherwise bool) bool {
	e, ok := t.entries[key]
	if !ok {
		return otherwise
	}
	b, ok := e.value.(*ast.BoolNode)
	if !ok {
		what := kind(e.value)
		if s, plain := scalar(e.value); plain {
			what = strconv.Quote(s)
		}
		t.fault(e.line, "%s must be true or false, not %s", t.full(key), what)
		return otherwise
	}
	return b.Value
}

// forever is the limit of lengths of time that have none.
const forever = time.Duration(math.MaxInt64)

// duration reads a length of time between two others.
func (t table) duration(key string, least, most, otherwise time.Duration) time.Duration {
	s := t.text(key)
	if s == "" {
		return otherwise
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		t.fault(t.at(key), "%s: %q is no length of time; write it as 90s, 30m or 4h", t.full(key), s)
	case d < least:
		t.fault(t.at(key), "%s: %s is too short; the least is %s", t.full(key), s, least)
	case d > most:
		t.fault(t.at(key), "%s: %s is too long; the most is %s", t.full(key), s, most)
	}
	return d
}

// number reads a whole number between two others; 0 where the key is missing.
func (t table) number(key string, least, most int) int {
	s := t.text(key)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		t.fault(t.at(key), "%s: %q must be a number from %d to %d", t.full(key), s, least, most)
	}
	return n
}

// port reads a TCP port.
func (t table) port(key string, otherwise int) int {
	s := t.text(key)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 65535 {
		t.fault(t.at(key), "%s: %q is no port; it must be a number from 1 to 65535", t.full(key), s)
	}
	return n
}
