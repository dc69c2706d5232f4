package jiraclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

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
		{"put 429, wait odd", recordAt, put, header("Retry-After", "-1", status(429, js, ``)), 3, "(429)"},
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
		{"keys 503", keysAt, list, status(503, js, ``), 3, "(503)"},
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
		want := []time.Duration{time.Second, 2 * time.Second}
		if name == "429" { // what Jira asks for, and a fifth more
			want = []time.Duration{2400 * time.Millisecond, 2400 * time.Millisecond}
		}
		if !slices.Equal(waits, want) {
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
