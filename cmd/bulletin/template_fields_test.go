package main

import (
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

// TestListedFields: every name is listed once, Jira's words last, and public are the fields
// that the config calls so under all their names.
func TestListedFields(t *testing.T) {
	t.Parallel()
	d := helped(t, nil)
	d.Desk.Public = []string{"impact-end", "customfield_11709"}
	b := &bench{desk: d}
	at := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	names, err := b.names(exampleIncident(d.Desk, at, nil), b.readers()[0], at)
	if err != nil {
		t.Fatal(err)
	}
	public, last := map[string]bool{}, false
	for _, f := range listedFields(names) {
		if _, twice := public[f.Name]; twice || strings.HasPrefix(f.Name, "field|") {
			t.Errorf("%s has a name already", f.Name)
		}
		if last = last || foreign(f.Name); last != foreign(f.Name) {
			t.Errorf("%s stands behind Jira's words", f.Name)
		}
		public[f.Name] = f.Public
	}
	for name, want := range map[string]bool{
		"impact-end": true, "custom-field-11745": true, "region": true, "custom-field-11709": true, "contact": true, "issue.key": true,
		"impact-start": false, "custom-field-11740": false, "duration": false, "issue.url": false, "operator": false, "issue.summary": false,
	} {
		if got, there := public[name]; got != want || !there {
			t.Errorf("%s: public %v, want %v", name, got, want)
		}
	}
}

// TestKindsOfListedFields: each kind of field is listed with a word of its own.
func TestKindsOfListedFields(t *testing.T) {
	t.Parallel()
	words := map[string]bool{}
	for k := incident.Text; k <= incident.Asset; k++ {
		v := incident.Value{ID: "x", Name: "X", Kind: k, Texts: []string{"10.0.3.1"}}
		all := listedFields([]notify.Name{{Name: "x", Fact: letters.Fact{Value: v}}})
		if len(all) != 1 || all[0].Kind == "" || words[all[0].Kind] {
			t.Errorf("kind %d is listed as %+v", int(k), all)
		}
		words[all[0].Kind] = true
	}
}
