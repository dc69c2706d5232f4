package jiraclient

import (
	"context"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bulletin/notify/incident"
)

func read(t *testing.T, body string) incident.Incident {
	t.Helper()
	f := newFake(t, "Server")
	f.route("issue/OPS-101", answer(body))
	i, err := f.client(t).Incident(context.Background(), " ops-101 ")
	if err != nil {
		t.Fatal(err)
	}
	q, _ := url.ParseQuery(strings.TrimPrefix(f.asked[2], "issue/OPS-101?"))
	if q.Get("expand") != "renderedFields,names,schema" || q.Get("properties") != "*all" {
		t.Errorf("asked %v", q)
	}
	return i
}

// TestShapes is every documented shape of a field, and some that are not.
func TestShapes(t *testing.T) {
	t.Parallel()
	i := read(t, fixture(t, "issue.json"))
	if i.ID != "10101" || i.Key != "OPS-101" || i.Summary != "Checkout is slow" || i.Status != "Open" || i.Priority != "High" || i.Services != nil {
		t.Errorf("typed: %+v", i)
	}
	for _, want := range []incident.Value{
		{ID: "description", Name: "Description", Kind: incident.Rich, Texts: []string{"It is *slow*.\nVery."}, HTML: "<p>It is <b>slow</b>.<U+009B></p>"},
		{ID: "environment", Name: "environment"},
		{ID: "assignee", Name: "assignee", Kind: incident.Person, Texts: []string{"Ada Example"}},
		{ID: "reporter", Name: "reporter", Kind: incident.Person, Texts: []string{"bob"}},
		{ID: "duedate", Name: "Due date", Kind: incident.Date, Time: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)},
		{ID: "resolution", Name: "resolution", Kind: incident.Option, Texts: []string{"Fixed"}},
		{ID: "resolutiondate", Name: "resolutiondate", Kind: incident.DateTime, Time: time.Date(2024, 1, 31, 16, 0, 0, 0, time.UTC)},
		{ID: "issuetype", Name: "issuetype", Kind: incident.Option, Texts: []string{"Incident"}},
		{ID: "project", Name: "project", Kind: incident.Option, Texts: []string{"Operations"}},
		{ID: "labels", Name: "labels", Kind: incident.Option, Texts: []string{"eu", "us"}},
		{ID: "fixVersions", Name: "fixVersions", Kind: incident.Version, Texts: []string{"1.2"}},
		{ID: "versions", Name: "versions", Kind: incident.Version},
		{ID: "parent", Name: "parent", Texts: []string{"OPS-9 Bad day"}},
		{ID: "customfield_1", Name: "Impact of it", Kind: incident.Option, Texts: []string{"Severe"}},
		{ID: "customfield_2", Name: "customfield_2", Kind: incident.Option, Texts: []string{"Red", "Blue"}},
		{ID: "customfield_3", Name: "customfield_3", Kind: incident.Cascading, Texts: []string{"Europe", "Bern"}},
		{ID: "customfield_4", Name: "customfield_4", Kind: incident.Number, Texts: []string{"12000000"}, Number: 12e6},
		{ID: "customfield_5", Name: "customfield_5", Kind: incident.Number, Texts: []string{"1500"}, Number: 1500},
		{ID: "customfield_6", Name: "customfield_6", Kind: incident.Number, Texts: []string{"12345678901234567890"}, Number: 12345678901234567890},
		{ID: "customfield_7", Name: "customfield_7", Kind: incident.Asset, Texts: []string{"object 17", "db-1 (CMDB-4)"}},
		{ID: "customfield_8", Name: "customfield_8", Texts: []string{"a: x; b: c: 1, true"}},
		{ID: "customfield_9", Name: "customfield_9", Texts: []string{"not a date"}},
		{ID: "customfield_10", Name: "customfield_10", Kind: incident.DateTime},
		{ID: "customfield_11", Name: "customfield_11"},
		{ID: "customfield_12", Name: "Zeta", Texts: []string{"plain\u241b]0;owned\u2407 <U+202E>text"}},
		{ID: "customfield_13", Name: "customfield_13", Kind: incident.Option, Texts: []string{"Org A", "Org B"}},
		{ID: "customfield_14", Name: "customfield_14", Texts: []string{"true"}},
	} {
		got, ok := i.Field(want.ID)
		if len(got.Texts) == 0 {
			got.Texts = nil
		}
		if !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", want.ID, got, want)
		}
	}
	for id := range bulky {
		if _, ok := i.Field(id); ok {
			t.Errorf("%s was kept", id)
		}
	}
	if len(i.Fields) != 29 || i.Fields[len(i.Fields)-1].Name != "Zeta" {
		t.Errorf("%d fields, the last %q", len(i.Fields), i.Fields[len(i.Fields)-1].Name)
	}
}

// TestNamesOfFields: an issue without its names gets them from the list of fields, once.
func TestNamesOfFields(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Cloud")
	f.route("issue/OPS-1", answer(`{"id":"1","key":"NEW-7","fields":{"customfield_1":"why"},"renderedFields":{"customfield_1":"<i>why</i>"}}`))
	c := f.client(t)
	for range 2 {
		i, err := c.Incident(context.Background(), "OPS-1")
		if err != nil {
			t.Fatal(err)
		}
		v, ok := i.Field("root cause")
		if !ok || v.Kind != incident.Rich || v.HTML != "<i>why</i>" || i.Key != "NEW-7" {
			t.Errorf("%+v", i)
		}
	}
	if f.times("field") != 1 || f.times("myself") != 1 {
		t.Errorf("asked %q", f.asked)
	}
}

func TestIncidentErrors(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "OPS", "OPS-", "OPS-1/../2", "OPS-1?x", "1-1", "O-1x", "OPS-1\n", "ÖPS-1", "../serverInfo"} {
		f := newFake(t, "Server")
		_, err := f.client(t).Incident(context.Background(), key+" x")
		told(t, err, "not the key of an issue")
		if f.count() > 0 {
			t.Errorf("%q was asked", key)
		}
	}
	for body, want := range map[string]string{
		`{}`:                               "read OPS-1 from Jira: the answer is not an issue",
		`[]`:                               "not an issue",
		`{"id":"1","key":"OPS-1"}`:         "not an issue",
		`{"id":"1","key":"x","fields":{}}`: "not an issue",
	} {
		f := newFake(t, "Server")
		f.route("issue/OPS-1", answer(body))
		_, err := f.client(t).Incident(context.Background(), "OPS-1")
		told(t, err, want)
	}
	f := newFake(t, "Server")
	_, err := f.client(t).Incident(context.Background(), "OPS-1")
	told(t, err, "OPS-1 does not exist, or Ada Example may not see it (404)")
}

func TestLargeFieldsAreCut(t *testing.T) {
	t.Parallel()
	long := "x" + strings.Repeat("é", maxField) // an é across the border
	many := `"` + strings.Repeat(`1234567890","`, 10000) + `"`
	i := read(t, `{"id":"1","key":"OPS-101","fields":{"summary":"`+long+`","a":"`+long+`","b":[`+many+`],"c":"x"},
		"schema":{"c":{"type":"string"}},"renderedFields":{"c":"`+strings.Repeat("x", maxField-10)+`<a href='y'>`+long+`</a>"}}`)
	for what, s := range map[string]string{"summary": i.Summary, "a": field1(i, "a").String(), "c": field1(i, "c").HTML} {
		if !strings.HasSuffix(s, " bytes more]") || len(s) > maxField+40 || !utf8.ValidString(s) || strings.Contains(s, "<a") {
			t.Errorf("%s: %d bytes, ends in %q", what, len(s), s[len(s)-60:])
		}
	}
	b := field1(i, "b")
	if all := strings.Join(b.Texts, ""); len(all) > maxField+40 || !strings.HasSuffix(all, "… [cut: 59040 bytes more]") {
		t.Errorf("b: %d bytes, ends in %q", len(all), all[len(all)-60:])
	}
}

func field1(i incident.Incident, id string) incident.Value {
	v, _ := i.Field(id)
	return v
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"5.0": "5", "5.50": "5.5", "100": "100", "-0.5": "-0.5", "1e3": "1000", "1E-3": "0.001", "1e999999999": "1e999999999", "0.0": "0",
	} {
		if got := plainNumber(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestDeepJSON(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"value":`, 5000) + `{"odd":[1]}` + strings.Repeat(`}`, 5000)
	i := read(t, `{"id":"1","key":"OPS-101","fields":{"a":`+deep+`}}`)
	if got := field1(i, "a").String(); len(got) > 200 {
		t.Errorf("%q", got)
	}
}

// TestRecordsThatAreNotThere: a Jira that leaves the properties out does not say that there are
// none.
func TestRecordsThatAreNotThere(t *testing.T) {
	t.Parallel()
	for body, known := range map[string]bool{
		`{"id":"1","key":"OPS-1","fields":{}}`:                   false,
		`{"id":"1","key":"OPS-1","fields":{},"properties":null}`: false,
		`{"id":"1","key":"OPS-1","fields":{},"properties":{}}`:   true,
	} {
		if in := read(t, body); (in.Records != nil) != known || len(in.Records) > 0 {
			t.Errorf("%s: %#v", body, in.Records)
		}
	}
}
