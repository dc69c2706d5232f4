package incident

import (
	"strings"
	"time"
)

// Picture is what a filter returned, as whom, and when: an empty list means something
// only together with these.
type Picture struct {
	User      User
	Filter    Filter
	At        time.Time // when the reading began
	Full      time.Time // when the reading began in which every incident was read, and not only those that had changed
	Incidents []Incident
	Notes     []string // what a reader of the list must know, each one clean line
}

// User is as whom Jira knows us. Every string in it has been through [Clean].
type User struct {
	ID     string // the account id on Cloud, the user name on Data Center
	Name   string // as Jira displays it
	Email  string // empty where Jira does not show it
	Groups []string
}

// Filter is a saved search of Jira, or one of a person's own.
type Filter struct {
	ID   string // Jira's number; empty: it is not saved in Jira
	Name string // clean; of a search that is not saved, its JQL
	JQL  string // as it stands in Jira, and not clean
}

// Means is by what a filter is known: its number, else its JQL, else its name, whatever the case
// of the letters. Two filters with the same are one.
func (f Filter) Means() string {
	switch {
	case f.ID != "":
		return "number " + f.ID
	case f.JQL != "":
		return "jql " + f.JQL
	}
	return "name " + strings.ToLower(f.Name)
}

// Query asks for a picture.
type Query struct {
	Filter Filter  // zero: that of the config
	Known  Picture // the last one, of the same filter: what has not changed since need not be sent again
}
