// Package incident holds the nouns of the trade: the incident, the stage in its life,
// the audience that is told, and the values of which letters are made.
//
// It leans on the standard library alone. It refuses to know of Jira's wire, of mail or
// of a terminal, and it does no I/O. Whoever builds an Incident from outside data passes
// every string through [Clean] first; everything above relies on that.
package incident

import (
	"strings"
	"time"
)

// Incident is a Jira issue reduced to the facts that a letter or the list can need.
// Every string in it has been through [Clean].
type Incident struct {
	ID       string // Jira's number of the issue; it survives a move to another project
	Key      string // such as OPS-101
	Summary  string
	Status   string
	Done     bool // Jira's status category is "done"
	Priority string
	Services []string // Jira's components
	Created  time.Time
	Updated  time.Time

	// Fields are all the other fields, in Jira's order of names. A list from a search
	// may leave them empty; an incident read by its key has them all.
	Fields []Value

	// Kept says that Jira did not answer, and that this is what was known of the incident.
	Kept Kept `json:"-"`

	// Records are what consoles wrote on the issue, JSON by its key. It is not clean: whoever
	// may edit the issue can have written it.
	Records map[string]string
}

// Kept is where an incident comes from that Jira was not asked for. Its zero value means that
// the incident is as Jira has it.
type Kept struct {
	At  time.Time // when Jira said it
	Why string    // why Jira could not be asked, on one clean line
}

// Kind says what a Value holds.
type Kind int

// The kinds of values.
const (
	Text     Kind = iota // words in Texts
	Rich                 // words in Texts, and HTML as Jira rendered it
	Date                 // a day in Time, at midnight UTC, without a zone of its own
	DateTime             // an instant in Time
	Person               // names of people in Texts, as Jira displays them
)

// Value is the value of one field.
type Value struct {
	ID    string // Jira's id: summary, components, customfield_11754
	Name  string // the field's name on this Jira: Customer Description
	Kind  Kind
	Texts []string // one entry, or one for each option, component, version
	HTML  string   // for Rich: HTML from an untrusted author; sanitise before use
	Time  time.Time
}

// Timed reports a day or an instant.
func (v Value) Timed() bool { return v.Kind == Date || v.Kind == DateTime }

// Empty reports whether there is nothing to show.
func (v Value) Empty() bool {
	if v.Timed() {
		return v.Time.IsZero()
	}
	return strings.TrimSpace(v.String()) == ""
}

// String is the value in one piece: several options joined by ", ", a date in ISO 8601.
func (v Value) String() string {
	switch {
	case v.Kind == Date && !v.Time.IsZero():
		return v.Time.Format(time.DateOnly)
	case v.Kind == DateTime && !v.Time.IsZero():
		return v.Time.UTC().Format("2006-01-02 15:04 MST")
	}
	return strings.Join(v.Texts, ", ")
}

// Has reports whether one of the value's texts is want, whatever the case of the letters.
func (v Value) Has(want string) bool {
	for _, t := range v.Texts {
		if strings.EqualFold(t, want) {
			return true
		}
	}
	return false
}

// Field finds a field by Jira's id, else by its name, whatever the case of the letters. Of
// several fields of one name it is the first that holds something. It reports false where
// the incident has no such field.
func (i Incident) Field(name string) (Value, bool) {
	all := append(i.own(), i.Fields...)
	for _, v := range all {
		if strings.EqualFold(v.ID, name) {
			return v, true
		}
	}
	var found Value
	ok := false
	for _, v := range all {
		if strings.EqualFold(v.Name, name) && (!ok || found.Empty()) {
			found, ok = v, true
		}
	}
	return found, ok
}

// All is every field of the incident, those of the list first.
func (i Incident) All() []Value { return append(i.own(), i.Fields...) }

// own is the incident's typed facts as values.
func (i Incident) own() []Value {
	return []Value{
		text("issuekey", "Key", i.Key),
		text("summary", "Summary", i.Summary),
		text("status", "Status", i.Status),
		text("priority", "Priority", i.Priority),
		text("components", "Components", i.Services...),
		{ID: "created", Name: "Created", Kind: DateTime, Time: i.Created},
		{ID: "updated", Name: "Updated", Kind: DateTime, Time: i.Updated},
	}
}

func text(id, name string, texts ...string) Value {
	return Value{ID: id, Name: name, Texts: texts}
}
