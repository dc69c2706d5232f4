package config

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/tui/column"
)

const (
	maxColumns            = 12
	leastWidth, mostWidth = 3, 60 // of a column, in cells
)

// columns reads what the list of incidents shows; nil where the config does not say.
func (t table) columns(house map[string]string) []column.Column {
	if !t.has("columns") {
		return nil
	}
	var out []column.Column
	for _, n := range t.list("columns", "[priority, key, summary]") {
		at := lineOf(n)
		c := t.column(n, house)
		switch {
		case c.Field == "":
			continue
		case slices.ContainsFunc(out, func(o column.Column) bool { return strings.EqualFold(o.Field, c.Field) }):
			t.fault(at, "columns: %q stands here for the second time", c.Name)
		case len(out) == maxColumns:
			t.fault(at, "columns: the most are %d", maxColumns)
			return out
		}
		out = append(out, c)
	}
	_, list := t.entries["columns"].value.(*ast.SequenceNode)
	if list && !slices.ContainsFunc(out, func(c column.Column) bool { return c.Field == column.Key }) {
		t.fault(t.at("columns"), "columns: the key is missing; without it nobody can tell two incidents apart")
	}
	return out
}

// column reads one column: a name, or a section with a name. A fault leaves its Field empty.
func (t table) column(n ast.Node, house map[string]string) column.Column {
	var c column.Column
	field := word{line: lineOf(n)}
	if kind(n) == "a section" {
		s := t.table(n, "columns", "field", "width", "head")
		if field.text = s.need("field"); s.has("field") {
			field.line = s.at("field")
		}
		c.Head = clean(s.text("head"))
		c.Width = s.number("width", leastWidth, mostWidth)
	} else {
		field = t.value(entry{field.line, n}, "an entry of columns")
	}
	field.text = clean(field.text)
	c.Name = field.text
	c.Field = t.columnField(field, house)
	return c
}

// columnField is what a column's name stands for: a column that every list can have, a field
// by its house name, else a field as Jira knows it. What almost is one of the first two is
// refused, since Jira could only say that it has no such field.
func (t table) columnField(w word, house map[string]string) string {
	known := map[string]string{"components": column.Services}
	for _, c := range column.BuiltIn() {
		known[c.Field] = c.Field
	}
	for name, field := range house {
		if known[name] == "" {
			known[name] = field
		}
	}
	names := make([]string, 0, len(known))
	for name, field := range known {
		if strings.EqualFold(name, w.text) {
			return field
		}
		names = append(names, name)
	}
	slices.Sort(names)
	if near, edits := incident.Nearest(w.text, names); near != "" && len(w.text) > 4 && edits <= len(w.text)/4 {
		t.fault(w.line, "unknown column %q; did you mean %q? A field that Jira calls so can be named by its id", w.text, near)
		return ""
	}
	return notify.Desk{House: house}.Field(w.text)
}
