package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// gate stands before the demo's Jira. What it is told to answer it answers instead.
type gate struct {
	*httptest.Server
	mu    sync.Mutex
	fails http.HandlerFunc
	asked []string    // all requests; those that failed begin with that word
	heard chan string // all requests that were answered
}

// behind puts a gate before the house's Jira.
func (h house) behind(t *testing.T, start func(*httptest.Server)) *gate {
	t.Helper()
	config, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(regexp.MustCompile(`url: (http://127.0.0.1:\d+)`).FindStringSubmatch(string(config))[1])
	if err != nil {
		t.Fatal(err)
	}
	g, next := &gate{heard: make(chan string, 10_000)}, httputil.NewSingleHostReverseProxy(to)
	g.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		fails := g.fails
		g.asked = append(g.asked, map[bool]string{true: "failed "}[fails != nil]+r.Method+" "+r.URL.RequestURI())
		g.mu.Unlock()
		defer func() { g.heard <- r.Method + " " + r.URL.RequestURI() }()
		if fails != nil {
			fails(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}))
	g.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(g.Server)
	t.Cleanup(g.Close)
	h.edit(t, `url: http://127.0.0.1:\d+`, "url: "+g.URL)
	return g
}

// hears waits for a request.
func (g *gate) hears(t *testing.T, verb, part string) {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case asked := <-g.heard:
			if strings.HasPrefix(asked, verb) && strings.Contains(asked, part) {
				return
			}
		case <-late:
			t.Fatalf("nobody asked %s%s", verb, part)
		}
	}
}

// forget forgets the requests so far.
func (g *gate) forget() {
	for len(g.heard) > 0 {
		<-g.heard
	}
}

func (g *gate) shuts(how http.HandlerFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fails = how
}

func says(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// down is a Jira that fails at once, and after which nobody waits.
func down() http.HandlerFunc { return says(http.StatusInternalServerError, "text/html", "<h1>no</h1>") }

func hangsUp(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		c.Close()
	}
}

func cutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"id":`)
}
