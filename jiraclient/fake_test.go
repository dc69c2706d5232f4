package jiraclient

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify/incident"
)

const secret = "s3cr3t-t0ken-ABCDEF"

// fake is a Jira that answers from a table of paths and keeps what was asked.
type fake struct {
	*httptest.Server
	mu     sync.Mutex
	routes map[string]http.HandlerFunc // below /rest/api/2/
	asked  []string                    // path and query; behind a method that is not GET
}

// newFake is a Jira of the given kind ("Cloud" or "Server") that knows us as Ada.
func newFake(t *testing.T, kind string) *fake {
	t.Helper()
	f := unstarted(kind)
	f.Start()
	t.Cleanup(f.Close)
	return f
}

func unstarted(kind string) *fake {
	f := &fake{routes: map[string]http.HandlerFunc{
		"serverInfo":   answer(`{"deploymentType":"` + kind + `","version":"9.12.0"}`),
		"myself":       answer(`{"accountId":"5b10","name":"ada","displayName":"Ada Example"}`),
		"filter/10042": answer(`{"id":"10042","name":"Open incidents","jql":"project = OPS ORDER BY priority DESC"}`),
		"field":        answer(`[{"id":"customfield_1","name":"Root cause","schema":{"type":"string"}}]`),
	}}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(f.serve))
	f.Config.ErrorLog = log.New(io.Discard, "", 0)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/rest/api/2/")
	f.mu.Lock()
	asked := path + "?" + r.URL.RawQuery
	if r.Method != http.MethodGet {
		asked = r.Method + " " + asked
	}
	f.asked = append(f.asked, asked)
	h := f.routes[path]
	f.mu.Unlock()
	if h == nil {
		h = status(http.StatusNotFound, "application/json", `{"errorMessages":["no such thing"]}`)
	}
	h(w, r)
}

func (f *fake) route(path string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.routes[path] = h
}

func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.asked)
}

func (f *fake) times(prefix string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, a := range f.asked {
		if strings.HasPrefix(a, prefix) {
			n++
		}
	}
	return n
}

func (f *fake) client(t *testing.T, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{URL: f.URL, Token: secret, Filter: "10042", Now: func() time.Time { return noon }, After: atOnce,
		Spread: func(most time.Duration) time.Duration { return most }}
	for _, ch := range change {
		ch(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// atOnce is a clock on which no time has to pass.
func atOnce(time.Duration) <-chan time.Time {
	c := make(chan time.Time, 1)
	c <- noon
	return c
}

var noon = time.Date(2024, 1, 31, 12, 0, 0, 0, time.UTC)

func answer(body string) http.HandlerFunc {
	return status(http.StatusOK, "application/json;charset=UTF-8", body)
}

func status(code int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// told asserts what the operator reads.
func told(t *testing.T, err error, want string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("no *Error but %v", err)
	}
	if !strings.Contains(e.Error(), want) {
		t.Errorf("reads %q, want %q in it", e.Error(), want)
	}
	if e.Doing == "" || e.Do == "" {
		t.Errorf("doing or remedy is empty: %+v", *e)
	}
	if strings.ContainsAny(e.Error()+e.Do, "\n\x1b<>") {
		t.Errorf("not one clean line: %q", e.Error())
	}
	quiet(t, e)
}

// pageOf is the body of a search that returns issues with these numbers.
func pageOf(more map[string]any, ids ...string) string {
	issues := []any{}
	for _, id := range ids {
		issues = append(issues, map[string]any{"id": id, "key": "OPS-" + id, "fields": map[string]any{"summary": "no " + id}})
	}
	body := map[string]any{"issues": issues}
	for k, v := range more {
		body[k] = v
	}
	b, _ := json.Marshal(body)
	return string(b)
}

func keys(t *testing.T, c *Client) (string, error) {
	t.Helper()
	p, err := c.List(context.Background(), incident.Query{}, nil)
	var all []string
	for _, i := range p.Incidents {
		all = append(all, i.ID)
	}
	return strings.Join(all, " "), err
}
