package jiraclient

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"bulletin/notify/incident"
)

// value makes a value of one field. It takes any JSON: what has no documented shape becomes
// readable text, null a value with nothing in it. The schema says what the field ought to hold,
// and the JSON what it holds: where they do not agree, the JSON counts.
//
// Source: REST API v2, GET issue, and "JIRA REST API Example - Create Issue" for the shapes of
// custom fields; testdata/SOURCES.md for those of service management and Assets.
func value(id string, f field, raw, rendered json.RawMessage) incident.Value {
	if !f.seen {
		f.kind, f.sure = madeBy([]byte(id))
	}
	v := incident.Value{ID: id, Name: f.name, Kind: f.kind}
	if v.Name == "" {
		v.Name = v.ID
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == 'n' {
		return v
	}
	e := several(raw, f)
	if len(e.texts) == 0 && e.time.IsZero() {
		return v
	}
	if e.name != "" && !strings.EqualFold(e.name, f.name) {
		e.texts[0] = e.name + ": " + e.texts[0]
	}
	v.Kind, v.Texts, v.Time, v.Number = e.kind, cutAll(e.texts), e.time, e.number
	if f.kind == incident.Text && e.prose && len(rendered) > 0 {
		if html, _ := str(rendered); html != "" && (f.sure || strings.ContainsRune(html, '<')) {
			v.Kind, v.HTML = incident.Rich, cutHTML(incident.Clean(html))
		}
	}
	return v
}

// entry is what a piece of JSON turned out to be.
type entry struct {
	kind   incident.Kind
	texts  []string // clean, none of them empty
	name   string   // what it calls itself, where that may be another name than the field's
	number float64
	time   time.Time
	prose  bool // written by a person: it may have lines, and formatting
}

// several is the entry of a whole field: of an array, one text for each of its elements.
func several(raw []byte, f field) entry {
	if raw[0] != '[' {
		return one(raw, f)
	}
	all := entry{kind: f.kind}
	n := 0
	for m := range each(raw) {
		if m.value[0] == 'n' {
			continue
		}
		e := one(m.value, f)
		switch {
		case m.value[0] == '[', !e.time.IsZero():
			e = plainly(incident.Text, words(m.value, 1))
		case e.kind == incident.Cascading: // one of several
			e = entry{kind: incident.Option, texts: []string{strings.Join(e.texts, " - ")}}
		}
		if len(e.texts) == 0 {
			continue
		}
		if n++; n == 1 {
			all.kind, all.number = e.kind, e.number
		}
		if e.kind != all.kind {
			all.kind = incident.Text
		}
		for _, t := range e.texts {
			all.texts = append(all.texts, incident.CleanLine(t))
		}
	}
	if n > 1 {
		all.number = 0
		if all.kind == incident.Number { // a value holds one
			all.kind = incident.Text
		}
	}
	return all
}

// one is the entry of what is no array.
func one(raw []byte, f field) entry {
	switch raw[0] {
	case '"':
		s, _ := str(raw)
		return written(s, f)
	case '{':
		return thing(objectOf(raw), f.kind, 1)
	case '[':
		return entry{}
	}
	s := words(raw, 0)
	if n, ok := number(s); ok {
		return entry{kind: incident.Number, texts: []string{s}, number: n}
	}
	return plainly(incident.Text, s)
}

// written is the entry of a string.
func written(s string, f field) entry {
	if f.kind == incident.Text && f.sure {
		return prose(s)
	}
	if name, ok := sprint(s); ok {
		return plainly(incident.Option, name)
	}
	if t, ok := moment(f.kind, s); ok {
		return entry{kind: f.kind, time: t}
	}
	if !f.sure {
		return guessed(s)
	}
	switch f.kind {
	case incident.Date, incident.DateTime:
		return prose(s)
	case incident.Number:
		if n, ok := number(plainNumber(strings.TrimSpace(s))); ok {
			return entry{kind: incident.Number, texts: []string{plainNumber(strings.TrimSpace(s))}, number: n}
		}
		return prose(s)
	}
	return plainly(f.kind, s)
}

// longestName is more bytes than a name in Jira has, whose limit is 255 characters.
const longestName = 1024

// guessed is the entry of a string of which no schema says what it is.
func guessed(s string) entry {
	for _, k := range []incident.Kind{incident.Date, incident.DateTime} {
		if t, ok := moment(k, s); ok {
			return entry{kind: k, time: t}
		}
	}
	if strings.HasSuffix(s, ")") && len(s) < longestName && assetForm.MatchString(s) {
		return plainly(incident.Asset, s)
	}
	return prose(s)
}

// prose is what a person wrote, with its lines.
func prose(s string) entry {
	e := entry{kind: incident.Text, prose: true}
	if t := tidy(incident.Clean(s), len(s)); t != "" {
		e.texts = []string{t}
	}
	return e
}

// plainly is an entry of one line.
func plainly(k incident.Kind, s string) entry {
	e := entry{kind: k}
	if t := tidy(incident.CleanLine(s), len(s)); t != "" {
		e.texts = []string{t}
	}
	return e
}

// tidy is a text that does not hold on to a much larger one from which it was taken.
func tidy(s string, was int) string {
	if was > 2*len(s) {
		return strings.Clone(s)
	}
	return s
}

func moment(k incident.Kind, s string) (time.Time, bool) {
	switch k {
	case incident.Date:
		t, err := time.Parse(time.DateOnly, s)
		return t, err == nil && !t.IsZero()
	case incident.DateTime:
		return instant(s)
	}
	return time.Time{}, false
}

// instant reads Jira's times, such as 2024-01-31T10:00:00.000+0000, as UTC. Years that cannot
// be written down again are none.
func instant(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05Z0700", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return t, t.Year() >= 0 && t.Year() <= 9999 && !t.IsZero()
		}
	}
	return time.Time{}, false
}

// number is a JSON number that a float64 comes near to.
func number(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "0123456789.-") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsInf(n, 0)
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
