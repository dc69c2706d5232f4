package jiraclient

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

const (
	record   = "bulletin.claim.x.1"
	recordAt = "issue/7/properties/" + record
)

// jot is a Jira that keeps the properties of issue 7 and its comments as documented.
func jot(t *testing.T) *fake {
	t.Helper()
	f := newFake(t, "Server")
	var mu sync.Mutex
	values := map[string]string{"other.app": `{"x":1}`}
	f.route("issue/7/properties", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		keys := []map[string]string{}
		for k := range values {
			keys = append(keys, map[string]string{"self": "http://jira/" + k, "key": k})
		}
		body, _ := json.Marshal(map[string]any{"keys": keys})
		answer(string(body))(w, nil)
	})
	f.route(recordAt, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_, there := values[record]
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.Method == http.MethodPut && !there:
			w.WriteHeader(http.StatusCreated)
			fallthrough
		case r.Method == http.MethodPut:
			values[record] = string(body)
			if r.Header.Get("X-Atlassian-Token") != "no-check" || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("headers %v", r.Header)
			}
		case !there:
			status(404, "application/json", `{"errorMessages":["not found"]}`)(w, r)
		case r.Method == http.MethodDelete:
			delete(values, record)
			w.WriteHeader(http.StatusNoContent)
		default:
			answer(`{"key":"`+record+`","value":`+values[record]+`}`)(w, r)
		}
	})
	return f
}

// TestProperties: what is put is listed and read, until it is deleted.
func TestProperties(t *testing.T) {
	t.Parallel()
	c := jot(t).client(t)
	type value struct{ By, Odd string }
	var got value
	if there, err := c.Get(t.Context(), "7", record, &got); there || err != nil {
		t.Errorf("before: %v, %v", there, err)
	}
	for _, want := range []value{{"ada", "<&>\u2028é"}, {"bob", ""}} {
		if err := c.Put(t.Context(), "7", record, want); err != nil {
			t.Fatal(err)
		}
		if there, err := c.Get(t.Context(), "7", record, &got); !there || err != nil || got != want {
			t.Errorf("got %v, %v, %v", got, there, err)
		}
		if keys, err := c.Keys(t.Context(), "7"); err != nil || !slices.Equal(keys, []string{record}) {
			t.Errorf("keys %v, %v", keys, err)
		}
	}
	for range 2 {
		if err := c.Delete(t.Context(), "7", record); err != nil {
			t.Error(err)
		}
	}
	if keys, err := c.Keys(t.Context(), "7"); err != nil || len(keys) > 0 {
		t.Errorf("afterwards %v, %v", keys, err)
	}
}

// TestOnlyOwnRecords: nothing else is touched, and nothing odd is asked.
func TestOnlyOwnRecords(t *testing.T) {
	t.Parallel()
	f := jot(t)
	c := f.client(t)
	for _, row := range [][2]string{
		{"7", "other.app"}, {"7", "xbulletin.a"}, {"7", ""}, {"7", "Bulletin.a"}, {"7", "bulletin." + strings.Repeat("é", 250)}, {"7", "bulletin.\xff"},
		{"", record}, {"../7", record}, {"OPS-7", record}, {"7/x", record}, {"7\n", record},
	} {
		_, err := c.Get(t.Context(), row[0], row[1], new(any))
		told(t, err, "that is not the")
		told(t, c.Put(t.Context(), row[0], row[1], 1), "that is not the")
		told(t, c.Delete(t.Context(), row[0], row[1]), "that is not the")
	}
	_, err := c.Keys(t.Context(), "7/../8")
	told(t, err, "not the id of an issue")
	told(t, c.Comment(t.Context(), "x", "text", false), "not the id of an issue")
	told(t, c.Comment(t.Context(), "7", "", false), "the comment has 0 characters")
	told(t, c.Comment(t.Context(), "7", strings.Repeat("é", maxComment+1), false), "and Jira takes 1 to 32767")
	told(t, c.Put(t.Context(), "7", record, strings.Repeat("é", maxValue-1)), "the record has 32769 characters, and Jira takes 32768")
	told(t, c.Put(t.Context(), "7", record, func() {}), "cannot be written as JSON")
	if f.count() > 0 {
		t.Errorf("asked %q", f.asked)
	}
	if err := c.Put(t.Context(), "7", record, strings.Repeat("é", maxValue-2)); err != nil {
		t.Errorf("the longest: %v", err)
	}
}

// TestKeysAreEscaped: a key stays one part of the path, whatever stands in it.
func TestKeysAreEscaped(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	var got []string
	c := f.client(t, func(o *Options) { o.URL += "/jira" })
	for path, body := range map[string]string{"serverInfo": `{"deploymentType":"Server"}`, "myself": `{"name":"ada"}`} {
		f.route("/jira/rest/api/2/"+path, answer(body))
	}
	key := "bulletin.a/../../8?x#y%2e é"
	f.route("/jira/rest/api/2/issue/7/properties/"+key, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.RequestURI)
		w.WriteHeader(http.StatusNoContent)
	})
	if err := c.Delete(t.Context(), "7", key); err != nil {
		t.Error(err)
	}
	if want := "DELETE /jira/rest/api/2/issue/7/properties/bulletin.a%2F..%2F..%2F8%3Fx%23y%252e%20%C3%A9"; len(got) != 1 || got[0] != want {
		t.Errorf("asked %q, want %q", got, want)
	}
}

// TestRecords: the records of consoles come with the incident; odd ones do not.
func TestRecords(t *testing.T) {
	t.Parallel()
	body := func(properties string) string {
		return `{"id":"1","key":"OPS-101","fields":{}` + properties + `}`
	}
	long := strings.Repeat("é", maxValue-2)
	i := read(t, body(`,"properties":{"bulletin.a":{"by":"\u001b"},"bulletin.b":"`+long+`","bulletin.c":"`+long+`x","other.app":1,
		"bulletin.d":null,"Bulletin.e":1,"bulletin.`+strings.Repeat("k", 250)+`":1}`))
	if len(i.Records) != 2 || i.Records["bulletin.a"] != `{"by":"\u001b"}` || utf8.RuneCountInString(i.Records["bulletin.b"]) != maxValue {
		t.Errorf("%d records: %.200v", len(i.Records), i.Records)
	}
	for _, odd := range []string{``, `,"properties":null`, `,"properties":[1]`, `,"properties":"x"`} {
		if i := read(t, body(odd)); len(i.Records) > 0 {
			t.Errorf("%s: %v", odd, i.Records)
		}
	}
	many := map[string]int{}
	for n := range 2 * maxRecords {
		many["bulletin."+string(rune('a'+n%26))+time.Duration(n).String()] = n
	}
	js, _ := json.Marshal(many)
	if i := read(t, body(`,"properties":`+string(js))); len(i.Records) != maxRecords {
		t.Errorf("%d records", len(i.Records))
	}
}

// FuzzRecords: no JSON makes the reading of properties panic, or lets through what Jira would
// not have taken.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{
		`{"bulletin.a":{"x":[1,null]},"b":1}`, `{"bulletin.a":null}`, `{"bulletin.\ud800":1}`, `[]`, `null`, `{`,
		`{"keys":[{"key":"bulletin.a"},{"key":"b"}]}`, `{"keys":[{"key":null}]}`, `{"keys":[null]}`, `{"keys":{}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for key, value := range records(members(raw)) {
			if !strings.HasPrefix(key, Prefix) || !json.Valid([]byte(value)) || utf8.RuneCountInString(value) > maxValue || utf8.RuneCountInString(key) > maxKey {
				t.Errorf("%q: %q", key, value)
			}
		}
		keys, ok := keysOf(raw)
		for _, key := range keys {
			if !ok || !strings.HasPrefix(key, Prefix) {
				t.Errorf("key %q", key)
			}
		}
	})
}
