// Package column says which columns a list of incidents can have and what stands in them, for
// the console and for the command line alike.
//
// It refuses to lay a line out and to draw: how wide a column gets, and which is dropped where
// there is no room, is decided by whoever knows the terminal.
package column

import (
	"slices"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// The columns that every list can have; any other is a field of Jira.
const (
	Priority = "priority"
	Key      = "key"
	Age      = "age"
	Next     = "next" // what is owed
	Status   = "status"
	Services = "services" // Jira's components
	Summary  = "summary"
	Updated  = "updated"
)

// Column is one column of a list.
type Column struct {
	Field string // one of the names above, else the id or the name of a field of Jira
	Name  string // what the house calls it, for people
	Head  string // what stands above it; empty: what is usual
	Width int    // the most cells that it may take; 0: what is usual
}

// Usual are the columns of a list for which the config has none.
func Usual() []Column {
	return named(Priority, Key, Age, Next, Status, Services, Summary)
}

// BuiltIn are the columns that need no field of their own.
func BuiltIn() []Column { return append(Usual(), named(Updated)...) }

func named(names ...string) []Column {
	out := make([]Column, len(names))
	for i, n := range names {
		out[i] = Column{Field: n, Name: n}
	}
	return out
}

// Fields are the fields that a search must ask for, beyond those that it has anyway.
func Fields(columns []Column) []string {
	var out []string
	for _, c := range columns {
		if c.Custom() {
			out = append(out, c.Field)
		}
	}
	return out
}

// Custom reports a column that shows a field of Jira and is none of those that every list can
// have.
func (c Column) Custom() bool {
	return !slices.ContainsFunc(BuiltIn(), func(b Column) bool { return b.Field == c.Field })
}

// Title is what stands above the column.
func (c Column) Title() string {
	switch {
	case c.Head != "":
		return c.Head
	case c.Field == Priority:
		return "PRI"
	}
	return strings.ToUpper(c.Name)
}

// Value is what the field of a column holds, where it is no column that every list can have.
func (c Column) Value(in *incident.Incident) incident.Value {
	for i := range in.Fields { // without the copies that Incident.Field makes
		if strings.EqualFold(in.Fields[i].ID, c.Field) {
			return in.Fields[i]
		}
	}
	v, _ := in.Field(c.Field)
	return v
}

// Text is what stands in the column's cell. It is empty where Jira says nothing.
func (c Column) Text(in *incident.Incident, owed notify.Standing, now time.Time) string {
	switch c.Field {
	case Priority:
		return in.Priority
	case Key:
		return in.Key
	case Age:
		return since(in.Created, now)
	case Next:
		return owed.Words(now)
	case Status:
		return in.Status
	case Services:
		return strings.Join(in.Services, ", ")
	case Summary:
		return in.Summary
	case Updated:
		return since(in.Updated, now)
	}
	return c.Value(in).String()
}

// since is how long ago a moment was, in its largest unit.
func since(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return notify.Brief(now.Sub(t))
}
