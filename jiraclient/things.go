package jiraclient

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

const (
	maxDepth   = 6   // of objects in objects, as text
	maxMembers = 200 // of an unknown object, as text
)

// thing is the entry of an object at a depth: what people know it by.
func thing(o object, want incident.Kind, depth int) entry {
	text := o.text
	switch {
	case text("type") == "doc" && o.has("content"):
		return prose(document(o))
	case o.has("ongoingCycle"), o.has("completedCycles"):
		return promise(o)
	case o.has("requestType"):
		return plainly(incident.Option, objectOf(o.get("requestType")).text("name"))
	case text("finalDecision") != "":
		return plainly(incident.Text, text("name")+": "+text("finalDecision"))
	case text("value") != "":
		return option(o, want)
	case o.has("accountId"), text("displayName") != "" && !o.has("languageCode"), want == incident.Person && text("name", "key") != "":
		return plainly(incident.Person, text("displayName", "name", "key", "accountId"))
	case asset(o, want):
		return plainly(incident.Asset, assetName(o, depth))
	case text("name", "displayName") != "":
		return plainly(named(o, want), text("name", "displayName"))
	}
	for _, count := range []string{"rating", "votes", "watchCount"} {
		if n, ok := number(text(count)); ok {
			return entry{kind: incident.Number, texts: []string{text(count)}, number: n}
		}
	}
	return plainly(incident.Text, spelled(o, depth))
}

// option is what was chosen, with what was chosen below it.
func option(o object, want incident.Kind) entry {
	e := entry{kind: incident.Option}
	for depth := 0; o != nil && depth < maxDepth; depth++ {
		if t := incident.CleanLine(o.text("value")); t != "" {
			e.texts = append(e.texts, t)
		}
		child := o.get("child")
		if s, ok := str(child); ok && s != "" {
			e.texts = append(e.texts, incident.CleanLine(s))
		}
		o = objectOf(child)
	}
	if len(e.texts) > 1 || want == incident.Cascading {
		e.kind = incident.Cascading
	}
	return e
}

// asset reports an object of Assets. Cloud sends no more of one than its numbers.
func asset(o object, want incident.Kind) bool {
	return want == incident.Asset || o.has("objectKey") && o.has("label") || o.has("objectId") && o.has("workspaceId")
}

// assetForm is an object of Assets as Data Center writes one.
var assetForm = regexp.MustCompile(`^[^\n]+ \([A-Z][A-Z0-9_]*-[0-9]+\)$`)

func assetName(o object, depth int) string {
	label, key, id := o.text("label", "name"), o.text("objectKey", "key"), o.text("objectId")
	switch {
	case label != "" && key != "" && label != key:
		return label + " (" + key + ")"
	case label != "":
		return label
	case key != "":
		return key
	case id != "":
		return "object " + id
	}
	return spelled(o, depth)
}

// named is the kind of a thing that has a name and no more to tell it from others, but for its
// address: https://jira.example.com/rest/api/2/component/10000.
func named(o object, want incident.Kind) incident.Kind {
	self := o.get("self")
	switch {
	case want == incident.Version, want == incident.Component:
		return want
	case bytes.Contains(self, []byte("/version/")):
		return incident.Version
	case bytes.Contains(self, []byte("/component/")):
		return incident.Component
	}
	return incident.Option
}

// sprintForm is what Data Center makes of a sprint. Source: Atlassian, "Deprecation notice -
// toString representation of sprints in Get issue response".
var sprintForm = regexp.MustCompile(`^com\.atlassian\.greenhopper\.service\.sprint\.Sprint@[0-9a-f]*\[(?s:.*?)[,\[]name=(?s:(.*?))(?:,(?:startDate|endDate|completeDate|activatedDate|sequence|goal|id)=|\]$)`)

// sprint is the name of a sprint that was written as a string.
func sprint(s string) (string, bool) {
	if !strings.HasPrefix(s, "com.atlassian.greenhopper.") || len(s) > 4*longestName {
		return "", false
	}
	if m := sprintForm.FindStringSubmatch(s); m != nil {
		return m[1], true
	}
	return "", false
}

// words is any JSON as text. It is not clean yet.
func words(raw []byte, depth int) string {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0, raw[0] == 'n':
		return ""
	case raw[0] == '"':
		return string(bare(raw))
	case raw[0] == '{' && depth < maxDepth:
		e := thing(objectOf(raw), incident.Text, depth+1)
		if e.kind == incident.Cascading {
			return strings.Join(e.texts, " - ")
		}
		return strings.Join(e.texts, ", ")
	case raw[0] == '[' && depth < maxDepth:
		var parts []string
		for m := range each(raw) {
			if s := words(m.value, depth+1); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	case raw[0] == '{', raw[0] == '[':
		return "…"
	}
	return plainNumber(string(raw))
}

// spelled is all that there is to read of a thing, in the order of its members' names.
func spelled(o object, depth int) string {
	if f := objectOf(o.get("fields")); f != nil && o.text("key") != "" { // a parent
		return strings.TrimSpace(o.text("key") + " " + f.text("summary"))
	}
	var parts []string
	for _, m := range o {
		if s := words(m.value, depth); s != "" && string(m.name) != "self" {
			parts = append(parts, string(m.name)+": "+s)
		}
	}
	slices.Sort(parts)
	if more := len(parts) - maxMembers; more > 0 {
		parts = append(parts[:maxMembers], "…")
	}
	return strings.Join(parts, "; ")
}
