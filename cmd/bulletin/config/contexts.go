package config

import (
	"slices"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// contexts reads which letters make sense for which incidents.
func (t table) contexts(d notify.Desk) []notify.Context {
	const rule = "{when: {priority: P4}, audiences: [staff]}"
	var all []notify.Context
	for _, n := range t.list("contexts", "["+rule+"]") {
		if _, ok := mapping(n); !ok {
			t.fault(lineOf(n), "an entry of contexts must be a rule such as %s, not %s", rule, kind(n))
			continue
		}
		all = append(all, t.table(n, "contexts", "when", "audiences", "stages", "because").context(d))
	}
	if t.empty("contexts") {
		t.fault(t.at("contexts"), "contexts is empty; give it a rule such as %s or remove the line", rule)
	}
	return all
}

// context reads one rule. One that narrows nothing was meant otherwise.
func (t table) context(d notify.Desk) notify.Context {
	c := notify.Context{When: t.matches(), Because: line(t.text("because"), "")}
	var audiences, stages []string
	for _, a := range d.Audiences {
		audiences = append(audiences, a.Name)
	}
	for _, s := range d.AllStages() {
		stages = append(stages, string(s))
	}
	c.Audiences = t.among("audiences", "audience", audiences)
	for _, s := range t.among("stages", "stage", stages) {
		c.Stages = append(c.Stages, incident.Stage(s))
	}
	if !t.has("audiences") && !t.has("stages") {
		t.fault(t.line, "this rule of contexts narrows nothing; give it audiences or stages")
	}
	return c
}

// matches reads the fields that a rule asks for, each with one value or several.
func (t table) matches() []notify.Match {
	if !t.has("when") {
		t.fault(t.line, "%s is missing; name a field and its value, such as {priority: P4}", t.full("when"))
		return nil
	}
	when := t.section("when", false)
	if when.present && len(when.order) == 0 {
		t.fault(when.line, "%s is empty; name a field and its value, such as {priority: P4}", when.name)
	}
	var all []notify.Match
	for _, field := range when.order {
		if clean(field) == "" {
			t.fault(when.at(field), "a key of %s is empty; name a field", when.name)
		}
		all = append(all, notify.Match{Field: clean(field), Values: when.values(field)})
	}
	return all
}

// values reads one text or several.
func (t table) values(key string) []string {
	if kind(t.entries[key].value) != "a list" {
		return []string{clean(t.text(key))}
	}
	if t.empty(key) {
		t.fault(t.at(key), "%s is empty; give it a value or remove the line", t.full(key))
	}
	var all []string
	for _, w := range t.texts(key) {
		all = append(all, clean(w.text))
	}
	return all
}

// among reads a list of names that must be known ones.
func (t table) among(key, noun string, known []string) []string {
	if t.empty(key) {
		t.fault(t.at(key), "%s is empty; name those that make sense or remove the line", t.full(key))
	}
	var all []string
	for _, w := range t.texts(key) {
		if !slices.Contains(known, w.text) {
			t.fault(w.line, "%s: unknown %s %q%s", t.full(key), noun, w.text, instead(w.text, known))
		}
		all = append(all, w.text)
	}
	return all
}

// senders reads who may send. A section without anybody was meant otherwise.
func (t table) senders() notify.Senders {
	s := t.section("senders", false, "groups", "users")
	var out notify.Senders
	for _, w := range s.texts("groups") {
		out.Groups = append(out.Groups, clean(w.text))
	}
	for _, w := range s.texts("users") {
		out.Users = append(out.Users, clean(w.text))
	}
	for _, key := range []string{"groups", "users"} {
		if s.empty(key) {
			t.fault(s.at(key), "%s is empty; name somebody or remove the line", s.full(key))
		}
	}
	if s.present && len(s.order) == 0 {
		t.fault(s.line, "senders is empty; name groups or users, or remove it")
	}
	return out
}
