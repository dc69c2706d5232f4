package jiraclient

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

const page404 = "<html><body>secret page</body></html>"

func header(name, value string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		next(w, r)
	}
}

// failing are the answers after which what was kept of Jira may serve instead. All others are
// answers: of Jira, or of somebody who stands in its place.
var failing = []string{"429", "500", "502 page", "503", "cut body", "hang up"}

// TestBadAnswers is what an operator reads for each way in which Jira can fail.
func TestBadAnswers(t *testing.T) {
	t.Parallel()
	const js = "application/json"
	for _, tt := range []struct {
		name, path string
		h          http.HandlerFunc
		want       string
	}{
		{"anonymous", "myself", answer(`{}`), "check the login to Jira: Jira took us for an anonymous visitor"},
		{"anonymous by name", "myself", answer(`{"name":"anonymous"}`), "anonymous visitor"},
		{"anonymous null", "myself", answer(`null`), "anonymous visitor"},
		{"failed login with 200", "search", header("X-Seraph-LoginReason", "AUTHENTICATED_FAILED", answer(`{"issues":[],"total":0}`)), "anonymous visitor"},
		{"single sign-on", "myself", status(200, "text/html; charset=utf-8", page404), "a login page"},
		{"page without tags", "search", status(200, "text/html", "Please log in"), "a login page"},
		{"page said to be JSON", "search", answer("  <html>"), "a login page"},
		{"no JSON", "search", status(200, "text/plain", "hello"), "the answer is not JSON"},
		{"400", "search", status(400, js, `{"errorMessages":["Field 'x\u001b[2J' does not exist\nor so"],"errors":{}}`), "(400): Field 'x\u241b[2J' does not exist or so"},
		{"400 nested", "search", status(400, js, `{"errorMessages":[],"errors":{"jql":{"why":"odd"}}}`), "(400): jql: why: odd"},
		{"400 message", "search", status(400, js, `{"code":7,"message":"unbounded"}`), "(400): unbounded"},
		{"400 page", "search", status(400, "text/html", page404), "the question (400)"},
		{"400 echo", "search", status(400, js, `{"errorMessages":["Bearer `+secret+` / s3cr3t-\u200bt0ken-ABCDEF"]}`), "(hidden) / (hidden)"},
		{"401", "myself", status(401, "text/html", page404), "check the login to Jira: Jira refused the token (401)"},
		{"401 in the middle", "search", status(401, js, `{}`), "read the list from Jira: Jira refused the token (401)"},
		{"403", "search", status(403, js, `{}`), "forbids it to this user (403)"},
		{"captcha", "myself", header("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://x", status(403, js, `{}`)), "captcha solved first (403)"},
		{"captcha by Seraph", "myself", header("X-Seraph-LoginReason", "AUTHENTICATION_DENIED", status(401, js, `{}`)), "captcha solved first (401)"},
		{"404 Jira", "serverInfo", status(404, "text/html", page404), "reach Jira: there is no Jira at this address (404)"},
		{"no Jira", "serverInfo", answer(`{"hello":1}`), "there is no Jira at this address"},
		{"404 filter", "filter/10042", status(404, js, `{}`), "filter 10042 does not exist, or is not shared with Ada Example (404)"},
		{"400 filter", "filter/10042", status(400, js, `{"errorMessages":["not available"]}`), "find the filter in Jira: Jira could not work with the question (400): not available"},
		{"filter without JQL", "filter/10042", answer(`{"id":"10042","name":"x","jql":7}`), "the filter has no JQL"},
		{"410", "search", status(410, js, `{}`), "no longer offers what was asked (410)"},
		{"413", "search", status(413, "text/html", page404), "too long for Jira (413)"},
		{"414", "search", status(414, "text/html", page404), "too long for Jira (414)"},
		{"429", "search", status(429, "text/html", page404), "asked too often just now (429)"},
		{"500", "search", status(500, "text/html", page404), "read the list from Jira: Jira is in trouble (500)"},
		{"502 page", "search", status(502, "text/html", page404), "in trouble (502)"},
		{"503", "search", status(503, js, `{"message":"x"}`), "in trouble (503)"},
		{"418", "search", status(418, js, `{}`), "not expected (418)"},
		{"204", "search", status(204, js, ``), "not expected (204)"},
		{"empty", "search", status(200, js, " \n"), "the answer is empty"},
		{"cut JSON", "search", answer(`{"issues":[{"id":"1"`), "the answer is cut short"},
		{"bad JSON", "search", answer(`{"issues":[}`), "not valid JSON"},
		{"two answers", "search", answer(`{"issues":[]}{}`), "not valid JSON"},
		{"other JSON", "search", answer(`[1,2]`), "not valid JSON"},
		{"no list", "search", answer(`{}`), "holds no list"},
		{"null list", "search", answer(`{"issues":null,"total":0}`), "holds no list"},
		{"issue without id", "search", answer(`{"issues":[{"key":"OPS-1"}],"total":1}`), `issue 1 of the answer is not as Jira documents it; its key is "OPS-1"`},
		{"issue with odd key", "search", answer(`{"issues":[{"id":"1","key":"../x"}],"total":1}`), "not as Jira documents it"},
		{"issue null", "search", answer(`{"issues":[null],"total":1}`), "not as Jira documents it"},
		{"302", "search", header("Location", "https://Login.example.com/x?token=1", status(302, "text/html", page404)), "Jira points to Login.example.com, and"},
		{"302 to the token", "search", header("Location", "https://"+secret+".example.com/", status(302, "text/html", "")), "points to (hidden).example.com"},
		{"307 same host", "search", header("Location", "/login.jsp", status(307, "text/html", page404)), "another address on the same host"},
		{"302 in the clear", "search", func(w http.ResponseWriter, r *http.Request) {
			header("Location", "http://"+r.Host+r.URL.Path, status(302, "text/html", ""))(w, r)
		}, "another address on the same host, and redirects are not followed"},
		{"302 odd", "search", header("Location", "http://[::1%x", status(302, "text/html", page404)), "another address on the same host"},
		{"cut body", "search", cutBody, "the connection broke"},
		{"hang up", "search", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "the connection broke"},
		{"too large", "search", bomb, "larger than 16 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, "Server")
			f.route("search", answer(`{"issues":[],"total":0}`))
			f.route(tt.path, tt.h)
			p, err := f.client(t).List(context.Background(), incident.Query{}, nil)
			told(t, err, tt.want)
			if e := (*Error)(nil); errors.As(err, &e) && e.Down != slices.Contains(failing, tt.name) {
				t.Errorf("that Jira itself fails is said to be %t", e.Down)
			}
			if len(p.Incidents) > 0 || p.User.Name != "" {
				t.Errorf("a picture besides the error: %+v", p)
			}
		})
	}
}

func cutBody(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"issues":[`))
}

// bomb is small on the wire.
func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	spaces := []byte(strings.Repeat(" ", 1<<20))
	for { // until the client has had enough
		if _, err := z.Write(spaces); err != nil {
			return
		}
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(nil)
	gone.Close()
	for _, tt := range []struct{ url, want string }{
		{gone.URL, "reach Jira: the server refused the connection"},
		{"https://no-such-host.invalid", "the host name no-such-host.invalid is not known"},
	} {
		c, err := New(Options{URL: tt.url, Token: secret, JQL: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(tt.url, "invalid") { // no resolver is asked: the test stays on this computer
			c = withoutResolver(c)
		}
		_, err = c.List(context.Background(), incident.Query{}, nil)
		told(t, err, tt.want)
	}
}

func TestTimeOut(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	stop := make(chan struct{})
	f.route("serverInfo", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-stop:
		}
	})
	t.Cleanup(func() { close(stop) })
	c := f.client(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := c.List(ctx, incident.Query{}, nil)
	told(t, err, "no answer in time")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is no DeadlineExceeded", err)
	}

	done, cancel2 := context.WithCancel(context.Background())
	cancel2()
	_, err = c.Incident(done, "OPS-1")
	told(t, err, "stopped before Jira answered")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is no Canceled", err)
	}
}

// TestSlowBody: the time-out of the whole request counts while the body is read.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("serverInfo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"version":`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	c := f.client(t)
	shortTimeout(t, c, f, 50*time.Millisecond)
	_, err := c.List(context.Background(), incident.Query{}, nil)
	told(t, err, "no answer in time")
}

func TestLongComplaintIsShortened(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", status(400, "application/json", `{"errorMessages":[`+strconv.Quote(strings.Repeat("long ", 9999))+`]}`))
	_, err := f.client(t).List(context.Background(), incident.Query{}, nil)
	told(t, err, "long long")
	if len(err.Error()) > 400 {
		t.Errorf("%d bytes", len(err.Error()))
	}
}
