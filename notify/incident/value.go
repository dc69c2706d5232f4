package incident

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Kind says what a Value holds.
type Kind int

// The kinds of values.
const (
	Text      Kind = iota // words in Texts
	Rich                  // words in Texts, and HTML as Jira rendered it
	Date                  // a day in Time, at midnight UTC, without a zone of its own
	DateTime              // an instant in Time
	Person                // names of people in Texts, as Jira displays them
	Number                // a number in Texts, written out with every digit, and in Number as near as a float64 comes
	Option                // what was chosen among others: an option, a label, a priority, a group; one text for each
	Cascading             // an option and the one chosen below it, in this order in Texts
	Version               // names of versions in Texts
	Component             // names of components in Texts
	Asset                 // objects of Assets in Texts, each with its key behind it where it has one: Search (SVC-4511)
)

// kinds are the words for the kinds, in their order.
func kinds() []string {
	return []string{"text", "rich text", "date", "time", "person", "number", "option", "cascading option", "version", "component", "asset"}
}

// String is the word that people read; empty where there is no such kind.
func (k Kind) String() string {
	if all := kinds(); k >= 0 && int(k) < len(all) {
		return all[k]
	}
	return ""
}

// MarshalText implements [encoding.TextMarshaler]: a stored value says its kind in words,
// which mean the same when there are more of them.
func (k Kind) MarshalText() ([]byte, error) {
	if k.String() == "" {
		return nil, fmt.Errorf("there is no kind of value %d", int(k))
	}
	return []byte(k.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Kind) UnmarshalText(text []byte) error {
	for i, word := range kinds() {
		if word == string(text) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("there is no kind of value %q", text)
}

// Field is a field of this Jira, as opposed to its value in an incident.
type Field struct {
	ID   string // Jira's id: summary, customfield_11754
	Name string // several fields may have one name
	Kind Kind   // what it ought to hold
}

// Value is the value of one field. Encoded as JSON and decoded again, it is the same.
type Value struct {
	ID    string    // Jira's id: summary, components, customfield_11754
	Name  string    // the field's name on this Jira: Customer Description
	Kind  Kind      `json:",omitzero"`
	Texts []string  `json:",omitzero"` // one entry, or one for each option, component, version
	HTML  string    `json:",omitzero"` // for Rich: HTML from an untrusted author; sanitise before use
	Time  time.Time `json:",omitzero"` // UTC
	// Number is the number itself; of other kinds, what the value stands for where that can be
	// counted, such as the seconds that are left. It is finite.
	Number float64 `json:",omitzero"`
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

// String is the value in one piece: several options joined by ", ", a cascading option as
// "Europe - Bern", a number with all its digits and no others, a date in ISO 8601.
func (v Value) String() string {
	switch {
	case v.Kind == Date && !v.Time.IsZero():
		return v.Time.Format(time.DateOnly)
	case v.Kind == DateTime && !v.Time.IsZero():
		return v.Time.UTC().Format("2006-01-02 15:04 MST")
	case v.Kind == Cascading:
		return strings.Join(v.Texts, " - ")
	}
	return strings.Join(v.Texts, ", ")
}

// Has reports whether one of the value's texts is want, whatever the case of the letters. A
// cascading option is also known by both its texts ("Europe - Bern"), an object of Assets
// also by its label alone.
func (v Value) Has(want string) bool {
	for _, t := range v.Texts {
		if strings.EqualFold(t, want) || v.Kind == Asset && want != "" && strings.EqualFold(v.Label(t), want) {
			return true
		}
	}
	return v.Kind == Cascading && strings.EqualFold(v.String(), want)
}

var (
	keyBehind = regexp.MustCompile(`\s*\([A-Z][A-Z0-9_]*-[0-9]+\)$`)
	keyAlone  = regexp.MustCompile(`^(?:[A-Z][A-Z0-9_]*-[0-9]+|object [0-9]+)$`)
)

// Label is one of the value's texts for people outside the house: of an object of Assets its
// label without its key, and nothing where it has no more than a key or a number.
func (v Value) Label(text string) string {
	if v.Kind != Asset {
		return text
	}
	if text = keyBehind.ReplaceAllString(text, ""); keyAlone.MatchString(text) {
		return ""
	}
	return text
}
