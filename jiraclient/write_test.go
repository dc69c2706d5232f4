package jiraclient

import (
	"context"
	"encoding/json"
	"errors"
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

// TestBadAnswersToWrites is what an operator reads, and how often Jira was asked.
func TestBadAnswersToWrites(t *testing.T) {
	t.Parallel()
	const js = "application/json"
	put := func(c *Client) error { return c.Put(context.Background(), "7", record, 1) }
	del := func(c *Client) error { return c.Delete(context.Background(), "7", record) }
	list := func(c *Client) error { _, err := c.Keys(context.Background(), "7"); return err }
	get := func(c *Client) error { _, err := c.Get(context.Background(), "7", record, new(int)); return err }
	say := func(c *Client) error { return c.Comment(context.Background(), "7", "text", false) }
	const keysAt, sayAt = "issue/7/properties", "issue/7/comment"
	for _, tt := range []struct {
		name, path string
		do         func(*Client) error
		h          http.HandlerFunc
		times      int
		want       string
	}{
		{"put 400", recordAt, put, status(400, js, `{"errorMessages":["too \u001blong"]}`), 1, "write to the issue in Jira: Jira could not work with the question (400): too ␛long"},
		{"put 401", recordAt, put, status(401, js, `{}`), 1, "Jira refused the token (401)"},
		{"put 403", recordAt, put, status(403, js, `{}`), 1, "does not let this user write on the issue (403)"},
		{"put 404", recordAt, put, status(404, js, `{}`), 1, "the issue does not exist any more"},
		{"put 413", recordAt, put, status(413, "text/html", page404), 1, "too long for Jira (413)"},
		{"put 429", recordAt, put, status(429, js, ``), 3, "asked too often just now (429)"},
		{"put 429, wait long", recordAt, put, header("Retry-After", "600", status(429, js, ``)), 1, "(429)"},
		{"put 429, wait odd", recordAt, put, header("Retry-After", "-1", status(429, js, ``)), 1, "(429)"},
		{"put 429, wait", recordAt, put, header("Retry-After", "3", status(429, js, ``)), 3, "(429)"},
		{"put 500", recordAt, put, status(500, js, ``), 1, "in trouble (500)"},
		{"put 503", recordAt, put, status(503, "text/html", page404), 3, "in trouble (503)"},
		{"put, login page", recordAt, put, status(200, "text/html", page404), 1, "a login page"},
		{"put, odd words", recordAt, put, status(201, "text/plain", "hello"), 1, "not JSON"},
		{"put 204", recordAt, put, status(204, js, ``), 1, "not expected (204)"},
		{"put, redirect", recordAt, put, header("Location", "https://sso.example.com/", status(302, js, ``)), 1, "points to sso.example.com"},
		{"put, hang up", recordAt, put, hangUp, 3, "the connection broke"},
		{"put, failed login", recordAt, put, header("X-Seraph-LoginReason", "AUTHENTICATED_FAILED", status(201, js, ``)), 1, "anonymous visitor"},
		{"delete 403", recordAt, del, status(403, js, `{}`), 1, "does not let this user write on the issue (403)"},
		{"delete 503", recordAt, del, status(503, js, ``), 3, "(503)"},
		{"delete, page not found", recordAt, del, status(404, "text/html", page404), 1, "a web page came"},
		{"delete, login page", recordAt, del, status(200, "text/html", page404), 1, "a login page"},
		{"keys, nothing", keysAt, list, answer(`{}`), 1, "not a list of keys"},
		{"keys, null", keysAt, list, answer(`{"keys":null}`), 1, "not a list of keys"},
		{"keys, odd", keysAt, list, answer(`{"keys":[{"self":"x"}]}`), 1, "not a list of keys"},
		{"keys, odder", keysAt, list, answer(`{"keys":[{"key":7}]}`), 1, "not a list of keys"},
		{"keys, a list", keysAt, list, answer(`[]`), 1, "not a list of keys"},
		{"keys, login page", keysAt, list, status(200, "text/html", page404), 1, "a login page"},
		{"keys 404", keysAt, list, status(404, js, `{}`), 1, "the issue does not exist any more"},
		{"keys 503", keysAt, list, status(503, js, ``), 1, "(503)"},
		{"get, other", recordAt, get, answer(`{"key":"x","value":"no number"}`), 1, "not one that a console wrote"},
		{"get, no value", recordAt, get, answer(`{"key":"x"}`), 1, "not one that a console wrote"},
		{"get, huge", recordAt, get, answer(`{"value":[` + strings.Repeat(" ", maxValue) + `1]}`), 1, "not one that a console wrote"},
		{"get 403", recordAt, get, status(403, js, ``), 1, "does not let this user"},
		{"comment 400", sayAt, say, status(400, js, `{"errors":{"comment":"no"}}`), 1, "comment on the issue in Jira: Jira could not work with the question (400): comment: no"},
		{"comment 401", sayAt, say, status(401, js, ``), 1, "refused the token (401)"},
		{"comment 403", sayAt, say, status(403, js, ``), 1, "does not let this user comment (403)"},
		{"comment 429", sayAt, say, status(429, js, ``), 1, "asked too often just now (429)"},
		{"comment 503", sayAt, say, status(503, js, ``), 1, "in trouble (503); the comment may stand in Jira"},
		{"comment, hang up", sayAt, say, hangUp, 1, "the connection broke before the answer was whole; the comment may stand in Jira"},
		{"comment, cut", sayAt, say, status(201, js, `{"id":`), 1, "cut short; the comment may stand in Jira"},
		{"comment, login page", sayAt, say, status(200, "text/html", page404), 1, "a login page; the comment may stand in Jira"},
		{"comment, redirect", sayAt, say, header("Location", "/x", status(307, js, ``)), 1, "redirects are not followed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := jot(t)
			f.route(tt.path, tt.h)
			c := f.client(t)
			err := tt.do(c)
			told(t, err, tt.want)
			if n := f.count() - 2; n != tt.times { // without serverInfo and myself
				t.Errorf("asked %d times: %q", n, f.asked)
			}
			if strings.Contains(err.Error(), "may stand") && strings.Contains(tt.name, "redirect") {
				t.Error("a refusal is called unclear")
			}
		})
	}
}

func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// TestPutsThatPass: what fails for a moment succeeds the second or third time, after a wait.
func TestPutsThatPass(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]http.HandlerFunc{
		"503": status(503, "text/html", page404), "429": header("Retry-After", "2", status(429, "application/json", "")), "hang up": hangUp,
	} {
		f := jot(t)
		good := f.routes[recordAt]
		tries := 0
		f.route(recordAt, func(w http.ResponseWriter, r *http.Request) {
			if tries++; tries < 3 {
				bad(w, r)
			}
			good(w, r)
		})
		var waits []time.Duration
		c := f.client(t, func(o *Options) {
			o.After = func(d time.Duration) <-chan time.Time {
				waits = append(waits, d)
				return atOnce(d)
			}
		})
		if err := c.Put(t.Context(), "7", record, "x"); err != nil || tries != 3 {
			t.Errorf("%s: %v after %d tries", name, err, tries)
		}
		first := time.Second
		if name == "429" {
			first = 2 * time.Second
		}
		if !slices.Equal(waits, []time.Duration{first, 2 * time.Second}) {
			t.Errorf("%s: waited %v", name, waits)
		}
	}
}

// TestWaitIsStopped: the context ends the wait for another try.
func TestWaitIsStopped(t *testing.T) {
	t.Parallel()
	f := jot(t)
	f.route(recordAt, status(503, "application/json", ""))
	ctx, cancel := context.WithCancel(context.Background())
	c := f.client(t, func(o *Options) {
		o.After = func(time.Duration) <-chan time.Time { cancel(); return nil }
	})
	err := c.Put(ctx, "7", record, 1)
	told(t, err, "stopped before Jira answered")
	if !errors.Is(err, context.Canceled) || f.times("PUT") != 1 {
		t.Errorf("%v, asked %q", err, f.asked)
	}
}

// TestNothingIsWrittenAfterARefusal: a refused login is final for writes too.
func TestNothingIsWrittenAfterARefusal(t *testing.T) {
	t.Parallel()
	f := jot(t)
	f.route(recordAt, status(401, "application/json", `{}`))
	c := f.client(t, func(o *Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			t.Error("it waits to ask again")
			return atOnce(d)
		}
	})
	told(t, c.Put(t.Context(), "7", record, 1), "(401)")
	asked := f.count()
	told(t, c.Put(t.Context(), "7", record, 1), "has not been asked again")
	told(t, c.Delete(t.Context(), "7", record), "has not been asked again")
	err := c.Comment(t.Context(), "7", "text", true)
	told(t, err, "has not been asked again")
	if _, err := c.Keys(t.Context(), "7"); err == nil || f.count() != asked {
		t.Errorf("asked %q", f.asked[asked:])
	}
	if strings.Contains(err.Error(), "may stand") {
		t.Errorf("a comment that was never sent is called unclear: %v", err)
	}

	stranger := jot(t)
	stranger.route("myself", answer(`{}`))
	c = stranger.client(t)
	told(t, c.Put(t.Context(), "7", record, 1), "anonymous visitor")
	told(t, c.Comment(t.Context(), "7", "text", false), "anonymous visitor")
	if stranger.times("PUT")+stranger.times("POST") > 0 {
		t.Errorf("a stranger wrote: %q", stranger.asked)
	}
}

// TestComment: it is posted as it is; an internal one is so for certain, or the error says
// what to do.
func TestComment(t *testing.T) {
	t.Parallel()
	const propertyAt = "comment/31/properties/sd.public.comment"
	confirmed := answer(`{"key":"sd.public.comment","value":{"internal":true}}`)
	for _, tt := range []struct {
		name     string
		internal bool
		made     string
		property http.HandlerFunc
		want     string // empty: no error
	}{
		{"public", false, `{"id":"31"}`, confirmed, ""},
		{"internal", true, `{"id":"31"}`, confirmed, ""},
		{"internal, by number", true, `{"id":31}`, confirmed, ""},
		{"not kept", true, `{"id":"31"}`, status(404, "application/json", `{}`), "Jira did not keep that it is internal (404)"},
		{"public after all", true, `{"id":"31"}`, answer(`{"value":{"internal":false}}`), "Jira says that it is not internal"},
		{"odd value", true, `{"id":"31"}`, answer(`{"value":"internal"}`), "not valid JSON of the documented kind"},
		{"forbidden", true, `{"id":"31"}`, status(403, "application/json", `{}`), "(403)"},
		{"hang up", true, `{"id":"31"}`, hangUp, "the connection broke"},
		{"no id", true, `{}`, confirmed, "Jira's answer does not name it"},
		{"odd id", true, `{"id":"../7"}`, confirmed, "Jira's answer does not name it"},
	} {
		f := jot(t)
		var body string
		f.route("issue/7/comment", func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			body = r.Method + " " + strings.TrimSpace(string(b))
			status(201, "application/json", tt.made)(w, r)
		})
		f.route(propertyAt, tt.property)
		err := f.client(t).Comment(t.Context(), "7", "*Mailed* é", tt.internal)
		want := `POST {"body":"*Mailed* é"}`
		if tt.internal {
			want = `POST {"body":"*Mailed* é","properties":[{"key":"sd.public.comment","value":{"internal":true}}]}`
		}
		if body != want || f.times("POST") != 1 {
			t.Errorf("%s: %s, %d times", tt.name, body, f.times("POST"))
		}
		if read := f.times(propertyAt) > 0; read && !tt.internal {
			t.Errorf("%s: asked %q", tt.name, f.asked)
		}
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		told(t, err, "the comment stands in Jira, and customers may see it: ")
		told(t, err, tt.want)
		if e := (*Error)(nil); !errors.As(err, &e) || !strings.Contains(e.Do, "delete the comment or make it internal") {
			t.Errorf("%s: the remedy is %q", tt.name, e.Do)
		}
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
