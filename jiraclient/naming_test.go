package jiraclient

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bulletin/notify/incident"
)

const someFields = `[
	{"id":"summary","name":"Summary","schema":{"type":"string","system":"summary"}}, {"id":"issuekey","name":"Key"},
	{"id":"customfield_2","name":"Region","schema":{"type":"array","items":"option"}}, {"id":"customfield_10","name":"region"},
	{"id":"customfield_1","name":"REGION","schema":{"type":"any","custom":"x:select"}}, {"id":"customfield_3","name":"customfield_4"},
	{"id":"customfield_4","name":"Affected users","schema":{"type":"number"}}, {"id":"customfield_5","name":"Odd\u001b[31m\n name"}, {"name":"no id"}, 7]`

func TestFields(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Cloud")
	f.route("field", answer(someFields))
	c := f.client(t)
	for range 2 {
		known, err := c.allNames(context.Background())
		all := known.list()
		if err != nil || len(all) != 8 {
			t.Fatal(all, err)
		}
		if want := (incident.Field{ID: "customfield_4", Name: "Affected users", Kind: incident.Number}); all[0] != want {
			t.Errorf("%+v", all[0])
		}
		for _, f := range all {
			if incident.CleanLine(f.Name) != f.Name {
				t.Errorf("%q", f.Name)
			}
		}
	}
	if f.times("field") != 1 {
		t.Errorf("asked %q", f.asked)
	}
	f = newFake(t, "Cloud")
	f.route("field", status(http.StatusForbidden, "application/json", `{}`))
	_, err := f.client(t).allNames(context.Background())
	told(t, err, "read the names of Jira's fields")
}

func TestResolve(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("field", answer(someFields))
	c := f.client(t)
	for _, tt := range []struct {
		words string
		ids   string
		note  string
	}{
		{words: "", ids: ""},
		{words: "affected USERS", ids: "customfield_4"},
		{words: "CUSTOMFIELD_4", ids: "customfield_4"}, // an id goes before a name
		{words: " Summary ,key", ids: "summary,issuekey"},
		{words: "Affected users,customfield_4", ids: "customfield_4"},
		{words: "Region", ids: "customfield_1,customfield_10,customfield_2",
			note: `3 fields are called "Region": customfield_1, customfield_10, customfield_2; the first with a value counts`},
		{words: "Regoin,Summary", ids: "summary", note: `no field of this Jira is called "Regoin"; the nearest is "REGION"; correct the column in the config`},
		{words: "\x1b]0;x\a", note: "no field of this Jira is called \"␛]0;x␇\"; correct the column in the config"},
	} {
		var words []string
		if tt.words != "" {
			words = strings.Split(tt.words, ",")
		}
		ids, notes, err := c.resolve(context.Background(), words)
		if err != nil || strings.Join(ids, ",") != tt.ids || strings.Join(notes, "|") != tt.note {
			t.Errorf("%q: %v %q %v", tt.words, ids, notes, err)
		}
	}
}

// TestNoteOfManyFields stays one line that a person reads.
func TestNoteOfManyFields(t *testing.T) {
	t.Parallel()
	var all []string
	for i := range 500 {
		all = append(all, fmt.Sprintf(`{"id":"customfield_%d","name":"R\u001b\n%s"}`, i, strings.Repeat("x", 300)))
	}
	f := newFake(t, "Server")
	f.route("field", answer("["+strings.Join(all, ",")+"]"))
	_, notes, err := f.client(t).resolve(context.Background(), []string{"r\u241b " + strings.Repeat("X", 300)})
	if err != nil || len(notes) != 1 || incident.CleanLine(notes[0]) != notes[0] || len([]rune(notes[0])) > 400 || !strings.Contains(notes[0], "and 495 more;") {
		t.Errorf("%q %v", notes, err)
	}
}

// TestColumns: a list asks for its columns once each; an unknown one is said and costs nothing.
func TestColumns(t *testing.T) {
	t.Parallel()
	for kind, path := range map[string]string{"Cloud": "search/jql", "Server": "search"} {
		f := newFake(t, kind)
		f.route("field", answer(someFields))
		f.route(path, func(w http.ResponseWriter, r *http.Request) {
			if got := r.URL.Query()["fields"]; !slices.Equal(got, []string{listFields + ",customfield_1,customfield_10,customfield_2"}) && !slices.Equal(got, []string{listFields}) {
				t.Errorf("asked for %q", got)
			}
			answer(`{"total":1,"isLast":true,"issues":[{"id":"1","key":"OPS-1","fields":{"summary":"s","customfield_1":null,"customfield_2":[{"value":"EMEA"}],"customfield_9":"not asked for"}}]}`)(w, r)
		})
		p, err := f.client(t, func(o *Options) { o.Columns = []string{"Region", "summary"} }).List(context.Background(), incident.Query{}, nil)
		if err != nil || len(p.Notes) != 1 {
			t.Fatal(p.Notes, err)
		}
		v, ok := p.Incidents[0].Field("region")
		if !ok || v.ID != "customfield_2" || v.Kind != incident.Option || v.String() != "EMEA" || len(p.Incidents[0].Fields) != 2 {
			t.Errorf("%s: %+v", kind, p.Incidents[0])
		}
		p, err = f.client(t, func(o *Options) { o.Columns = []string{"Severity"} }).List(context.Background(), incident.Query{}, nil)
		if err != nil || len(p.Incidents) != 1 || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], `no field of this Jira is called "Severity"`) {
			t.Errorf("%s: %v, %v", kind, p.Notes, err)
		}
	}
}
