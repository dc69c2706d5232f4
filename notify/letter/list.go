package letter

import (
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// Listed is a template as a list shows it.
type Listed struct {
	Name    string // by which it is looked up: start.customers.fr, or _contact for a partial
	File    string
	Subject string // as written; empty: the usual one
	Hidden  bool   // another file of this name serves in its place
	Fault   error  // why it cannot be used
}

// List is every template and partial, the user's before the built-in ones.
func (l *Library) List() []Listed {
	var all []Listed
	for i, s := range []shelf{l.own, l.house} {
		for _, e := range s.files {
			_, over := l.own.keys[e.key]
			all = append(all, Listed{Name: e.key, File: e.source.name, Subject: e.source.front.subject,
				Hidden: s.keys[e.key] != e || i == 1 && over, Fault: l.fault(e)})
		}
	}
	return all
}

// fault is why an entry cannot be used, its partials included.
func (l *Library) fault(e *entry) error {
	if e.err != nil {
		return e.err
	}
	name := strings.Split(e.key, ".") // stage.audience.language, or less
	a := incident.Audience{Name: name[min(1, len(name)-1)], Language: name[len(name)-1]}
	if t := l.template(e.source, a); t.fault != nil {
		return t.fault
	}
	return nil
}

// Step is one place in which a letter's template is looked for.
type Step struct {
	Name    string // start.customers.fr
	Builtin bool
	File    string // that is there; empty: none
}

// Steps are the places in which the template for a stage and an audience is looked for, in
// their order. The first that has a file serves.
func (l *Library) Steps(stage incident.Stage, a incident.Audience) []Step {
	var all []Step
	for i, s := range []shelf{l.own, l.house} {
		for _, name := range names(string(stage), a) {
			step := Step{Name: name, Builtin: i == 1}
			if e, ok := s.keys[name]; ok {
				step.File = e.source.name
			}
			all = append(all, step)
		}
	}
	return all
}

// Source is the text of a template's file.
func (l *Library) Source(file string) (string, bool) {
	for _, s := range []shelf{l.own, l.house} {
		for _, e := range s.files {
			if e.source.name == file {
				return e.source.whole, e.err == nil
			}
		}
	}
	return "", false
}

// partials are the names that an include can have.
func (l *Library) partials() []string {
	var all []string
	for _, s := range []shelf{l.own, l.house} {
		for key := range s.keys {
			if name, ok := strings.CutPrefix(key, "_"); ok {
				name, _, _ = strings.Cut(name, ".")
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
