package jiraclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bulletin/notify/incident"
)

const (
	maxField = 64 << 10 // bytes of one field
	maxDepth = 6        // of objects in objects, as text
)

// value makes a value of one field. It takes any JSON: what has no documented shape
// becomes readable text, null a value with nothing in it.
//
// Source: REST API v2, GET issue, and "JIRA REST API Example - Create Issue" for the
// shapes of custom fields.
func value(id string, f field, raw, rendered json.RawMessage) incident.Value {
	v := incident.Value{ID: cut(incident.CleanLine(id)), Name: f.name, Kind: kindOf(f.kind)}
	if v.Name == "" {
		v.Name = v.ID
	}
	data := decode(raw)
	if data == nil {
		return v
	}
	s, isString := data.(string)
	if isString && v.Kind != incident.Text {
		if t, ok := moment(v.Kind, s); ok {
			v.Time = t
			return v
		}
	}
	v.Kind = incident.Text // a date that cannot be read as well
	if person(data) {
		v.Kind = incident.Person
	}
	v.Texts = texts(data)
	if html, ok := decode(rendered).(string); ok && isString && html != "" && f.kind == "string" {
		v.Kind = incident.Rich
		v.HTML = cutHTML(incident.Clean(html))
	}
	return v
}

func kindOf(schema string) incident.Kind {
	switch schema {
	case "date":
		return incident.Date
	case "datetime":
		return incident.DateTime
	}
	return incident.Text
}

// person reports a user, or several: the objects that Jira gives a name to be displayed.
func person(data any) bool {
	if all, ok := data.([]any); ok && len(all) > 0 {
		data = all[0]
	}
	o, ok := data.(map[string]any)
	if !ok {
		return false
	}
	_, ok = o["displayName"].(string)
	return ok
}

func moment(k incident.Kind, s string) (time.Time, bool) {
	if k == incident.Date {
		t, err := time.Parse(time.DateOnly, s)
		return t, err == nil
	}
	return instant(s)
}

// instant reads Jira's times, such as 2024-01-31T10:00:00.000+0000, as UTC.
func instant(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05Z0700", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// decode is raw as Go values, numbers as they are written; nil where raw is no JSON.
func decode(raw json.RawMessage) any {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return nil
	}
	return v
}

// texts are the entries of a value: one for each of an array, else one. A plain string
// keeps its lines; every other entry is one line.
func texts(data any) []string {
	var all []string
	switch d := data.(type) {
	case string:
		all = []string{incident.Clean(d)}
	case []any:
		for _, e := range d {
			all = append(all, incident.CleanLine(words(e, 1)))
		}
	default:
		all = []string{incident.CleanLine(words(d, 0))}
	}
	return cutAll(slices.DeleteFunc(all, func(s string) bool { return s == "" }))
}

// words is any JSON as text. It is not clean yet.
func words(data any, depth int) string {
	if depth > maxDepth {
		return "…"
	}
	switch d := data.(type) {
	case string:
		return d
	case json.Number:
		return plainNumber(d.String())
	case bool:
		return strconv.FormatBool(d)
	case []any:
		var parts []string
		for _, e := range d {
			if s := words(e, depth+1); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		return object(d, depth+1)
	}
	return ""
}

// object is the member by which people know a thing: an option's value, a user's display
// name, the label of an object of Assets, the name of a version. Of an unknown thing it
// is all that there is to read.
func object(o map[string]any, depth int) string {
	of := func(k string) string { // of plain members only: no subtree is read twice
		switch o[k].(type) {
		case string, json.Number, bool:
			return words(o[k], depth)
		}
		return ""
	}
	switch {
	case of("value") != "":
		if child := words(o["child"], depth); child != "" { // a cascading select
			return of("value") + " - " + child
		}
		return of("value")
	case of("displayName") != "":
		return of("displayName")
	case of("label") != "" && of("objectKey") != "":
		return of("label") + " (" + of("objectKey") + ")"
	case of("name") != "":
		return of("name")
	case of("objectId") != "": // Assets on Cloud send no more than numbers
		return "object " + of("objectId")
	}
	if f, ok := o["fields"].(map[string]any); ok && of("key") != "" { // a parent
		return strings.TrimSpace(of("key") + " " + words(f["summary"], depth))
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if s := words(o[k], depth); s != "" && k != "self" {
			parts = append(parts, k+": "+s)
		}
	}
	return strings.Join(parts, "; ")
}

// plainNumber writes a JSON number without exponent and without idle zeros.
func plainNumber(s string) string {
	if strings.ContainsAny(s, "eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		s = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// cut keeps a text within the size of a field, and says so where it had to cut.
func cut(s string) string { return strings.Join(cutAll([]string{s}), "") }

// cutAll keeps all texts of a field together within its size.
func cutAll(texts []string) []string {
	left := maxField
	for i, t := range texts {
		if len(t) <= left {
			left -= len(t)
			continue
		}
		end := left
		for end > 0 && !utf8.RuneStart(t[end]) {
			end--
		}
		more := len(t) - end
		for _, later := range texts[i+1:] {
			more += len(later)
		}
		return append(texts[:i:i], t[:end]+mark(more))
	}
	return texts
}

// cutHTML is cut for markup: it never cuts within a tag, where the mark would be lost.
func cutHTML(s string) string {
	if len(s) <= maxField {
		return s
	}
	end := maxField
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	if tag := strings.LastIndexByte(s[:end], '<'); tag > strings.LastIndexByte(s[:end], '>') {
		end = tag
	}
	return s[:end] + mark(len(s)-end)
}

func mark(more int) string { return fmt.Sprintf("… [cut: %d bytes more]", more) }
