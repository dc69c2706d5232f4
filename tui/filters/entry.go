package filters

import (
	"regexp"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// entry is a filter that can be chosen.
type entry struct {
	filter incident.Filter // zero: that of the config
	as     incident.Filter // how it is shown
	what   string
}

// entries are all filters that are known, each once: that of the config, that of the list, those
// chosen last, those of Jira.
func (p *Page) entries() []entry {
	own := p.Own
	if own.Name == "" {
		own.Name = "The filter of the config"
	}
	out := []entry{{as: own, what: "of the config"}}
	add := func(f incident.Filter, what string) {
		known := func(e entry) bool { return e.filter.Means() == f.Means() || e.as.Means() == f.Means() }
		if f != (incident.Filter{}) && !slices.ContainsFunc(out, known) {
			out = append(out, entry{f, f, what})
		}
	}
	for _, f := range p.named(append([]incident.Filter{p.Current}, p.read.Recent...)) {
		add(f, "recent")
	}
	for _, f := range p.read.Saved {
		add(f, "saved in Jira")
	}
	return out
}

// named gives those that are known by their number alone the name that Jira has for them.
func (p *Page) named(all []incident.Filter) []incident.Filter {
	for i, f := range all {
		for _, other := range slices.Concat(p.read.Recent, p.read.Saved) {
			if f.Name == "" && f.Means() == other.Means() {
				all[i] = other
			}
		}
	}
	return all
}

// arrange shows what matches the text, and what the text itself can mean. The cursor stays on a
// filter where that still shows.
func (p *Page) arrange(at incident.Filter) {
	text := incident.CleanLine(p.input.Value())
	p.shown = slices.DeleteFunc(p.entries(), func(e entry) bool { return !e.matches(strings.Fields(strings.ToLower(text))) })
	switch {
	case text != "" && strings.Trim(text, "0123456789") == "":
		if byNumber := (incident.Filter{ID: text}); !slices.ContainsFunc(p.shown, func(e entry) bool { return e.as.Means() == byNumber.Means() }) {
			p.shown = append(p.shown, entry{byNumber, byNumber, "by its number"})
		}
	case len(p.shown) == 0 && jql.MatchString(text):
		search := incident.Filter{Name: text, JQL: text}
		p.shown = []entry{{search, search, "this JQL"}}
	}
	p.moveTo(slices.IndexFunc(p.shown, func(e entry) bool { return e.filter.Means() == at.Means() }))
}

func (e entry) matches(words []string) bool {
	all := strings.ToLower(e.as.Name + " " + e.as.ID)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
}

// jql finds a field, an operator and what belongs behind it. Whether it is right, Jira says.
//
// Source: Atlassian, "JQL operators".
var jql = regexp.MustCompile(`(?i)[\w\])"']\s*(!?[=~]|[<>]=?)\s*[^\s=]|\w\s+in\s*\(|\w\s+is\s+(not\s+)?(empty|null)\b|\w\s+(was\s+\S|changed\b)`)
