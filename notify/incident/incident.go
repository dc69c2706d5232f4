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
	At   time.Time // when Jira said it
	Told time.Time // as of when its records are; zero: they were never read
	Part bool      // only what a list says of it is known
	Why  string    // why Jira could not be asked, on one clean line
}

// IsZero reports that Jira was asked.
func (k Kept) IsZero() bool { return k == Kept{} }

// Unseen says what of the letters of colleagues is not known, with the time as clock writes it.
func (k Kept) Unseen(clock func(time.Time) string) string {
	if k.Told.IsZero() {
		return "what colleagues have told of it was never read"
	}
	return "what colleagues told since " + clock(k.Told) + " cannot be seen"
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
		words("issuekey", "Key", Text, i.Key),
		words("summary", "Summary", Text, i.Summary),
		words("status", "Status", Option, i.Status),
		words("priority", "Priority", Option, i.Priority),
		words("components", "Components", Component, i.Services...),
		{ID: "created", Name: "Created", Kind: DateTime, Time: i.Created},
		{ID: "updated", Name: "Updated", Kind: DateTime, Time: i.Updated},
	}
}

func words(id, name string, kind Kind, texts ...string) Value {
	return Value{ID: id, Name: name, Kind: kind, Texts: texts}
}
