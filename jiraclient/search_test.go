package jiraclient

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

func TestList(t *testing.T) {
	t.Parallel()
	for kind, path := range map[string]string{"Cloud": "search/jql", "Server": "search"} {
		f := newFake(t, kind)
		f.route(path, answer(fixture(t, "list.json")))
		got, err := f.client(t).List(context.Background(), incident.Query{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := incident.Picture{User: incident.User{ID: "5b10", Name: "Ada Example"},
			Filter: incident.Filter{ID: "10042", Name: "Open incidents", JQL: "project = OPS ORDER BY priority DESC"}, At: noon, Full: noon, Incidents: []incident.Incident{
				{ID: "10101", Key: "OPS-101", Summary: "Checkout is slow\u241b[31m in two regions", Status: "In Progress",
					Priority: "High", Services: []string{"Checkout", "Pay<U+202E>ments"},
					Created: time.Date(2024, 1, 31, 8, 0, 0, 0, time.UTC), Updated: time.Date(2024, 1, 31, 10, 30, 0, 0, time.UTC)},
				{ID: "10102", Key: "OPS-102", Summary: "odd: 1", Status: "Done", Done: true, Services: []string{"none"}},
			}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", kind, got, want)
		}
		q, _ := url.ParseQuery(strings.TrimPrefix(f.asked[len(f.asked)-1], path+"?"))
		if q.Get("jql") != "project = OPS ORDER BY priority DESC" || q.Get("fields") != listFields || q.Get("maxResults") != map[string]string{"Cloud": "250", "Server": "100"}[kind] {
			t.Errorf("%s asked %v", kind, q)
		}
	}
}

func TestJQL(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Cloud")
	f.route("search/jql", func(w http.ResponseWriter, r *http.Request) {
		if got := r.URL.Query().Get("jql"); got != "a = \"b&c\"\n" {
			t.Errorf("jql %q", got)
		}
		answer(`{"issues":[],"isLast":true}`)(w, r)
	})
	p, err := f.client(t, func(o *Options) { o.Filter, o.JQL = "", "a = \"b&c\"\n" }).List(context.Background(), incident.Query{}, nil)
	if err != nil || p.Filter.Name != `a = "b&c"` || p.User.Name != "Ada Example" || len(p.Incidents) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestFilterByName(t *testing.T) {
	t.Parallel()
	const favourites = `[{"id":"1","name":"Closed incidents","jql":"a"},{"id":"2","name":"Open Incidents","jql":"b"},{"id":"3","name":"Twice","jql":"c"},{"id":"4","name":"twice","jql":"d"}]`
	for _, tt := range []struct{ kind, name, jql, want string }{
		{"Server", "open incidents", "b", ""},
		{"Cloud", " Open Incidents ", "b", ""},
		{"Cloud", "Mine", "m", ""},
		{"Server", "Mine", "", `no favourite filter of Ada Example is called "Mine"`},
		{"Server", "Open incident", "", `the nearest is "Open Incidents"`},
		{"Server", "twice", "", `2 filters are called "twice"`},
		{"Server", "\x1b]0;x\a", "", "is called"},
	} {
		f := newFake(t, tt.kind)
		f.route("filter/favourite", answer(favourites))
		f.route("filter/my", answer(`[{"id":"9","name":"Mine","jql":"m"}]`))
		searched := ""
		search := func(w http.ResponseWriter, r *http.Request) {
			searched = r.URL.Query().Get("jql")
			answer(`{"issues":[],"total":0,"isLast":true}`)(w, r)
		}
		f.route("search", search)
		f.route("search/jql", search)
		_, err := f.client(t, func(o *Options) { o.Filter = tt.name }).List(context.Background(), incident.Query{}, nil)
		if tt.want != "" {
			told(t, err, tt.want)
		} else if err != nil || searched != tt.jql {
			t.Errorf("%q: searched %q, %v", tt.name, searched, err)
		}
	}
	f := newFake(t, "Server")
	f.route("filter/favourite", answer(`[]`))
	_, err := f.client(t, func(o *Options) { o.Filter = "x" }).List(context.Background(), incident.Query{}, nil)
	told(t, err, `is called "x"`)
}

// TestPages are the ways in which pages come, and what becomes of them.
func TestPages(t *testing.T) {
	t.Parallel()
	last := func(b bool, token string) map[string]any {
		return map[string]any{"isLast": b, "nextPageToken": token}
	}
	of := func(n int) map[string]any { return map[string]any{"total": n} }
	for _, tt := range []struct {
		name, kind string
		pages      map[string][]string // by token or offset, in order of asking; the last one stays
		ids, want  string
		most       int // pages asked for, or 0
	}{
		{"cloud", "Cloud", map[string][]string{"": {pageOf(last(false, "a"), "1", "2")}, "a": {pageOf(last(false, "b"), "2", "3")}, "b": {pageOf(nil, "4")}}, "1 2 3 4", "", 0},
		{"cloud, last with a token", "Cloud", map[string][]string{"": {pageOf(last(true, "a"), "1")}, "a": {pageOf(last(true, ""))}}, "1", "", 2},
		{"cloud, last with a token that stays", "Cloud", map[string][]string{"": {pageOf(last(true, "a"), "1")}, "a": {pageOf(last(true, "a"), "1")}}, "1", "", 2},
		{"cloud, called last, and is not", "Cloud", map[string][]string{"": {pageOf(last(true, "a"), "1")}, "a": {pageOf(last(true, ""), "2")}}, "1 2", "", 2},
		{"cloud, repeated token", "Cloud", map[string][]string{"": {pageOf(last(false, "a"), "1")}, "a": {pageOf(last(false, "a"), "2")}}, "", "after 2 issues Jira announced more", 2},
		{"cloud, nothing new", "Cloud", map[string][]string{"": {pageOf(last(false, "a"), "1")}, "a": {pageOf(last(false, "b"), "1")}}, "", "could not be read to its end", 2},
		{"cloud, more without a token", "Cloud", map[string][]string{"": {pageOf(map[string]any{"isLast": false}, "1")}}, "", "could not be read to its end", 1},
		{"cloud, failed page", "Cloud", map[string][]string{"": {pageOf(last(false, "a"), "1")}}, "", "there is no Jira at this address (404)", 0},
		{"server", "Server", map[string][]string{"": {pageOf(of(3), "1", "2")}, "2": {pageOf(of(3), "3")}}, "1 2 3", "", 0},
		{"server, shift by a new issue", "Server", map[string][]string{"": {pageOf(of(3), "1", "2"), pageOf(of(4), "9", "1")}, "2": {pageOf(of(4), "2", "3")}}, "9 1 2 3", "", 0},
		{"server, shift by a closed issue", "Server", map[string][]string{"": {pageOf(of(4), "1", "2"), pageOf(of(3), "2", "3")}, "2": {pageOf(of(3), "4")}}, "2 3 4", "", 0},
		{"server, one slips while one comes", "Server", map[string][]string{"": {pageOf(of(3), "1", "2"), pageOf(of(3), "2", "3")}, "2": {pageOf(of(3), "2"), pageOf(of(3), "1")}}, "2 3 1", "", 0},
		{"server, never steady", "Server", map[string][]string{"": {pageOf(of(3), "1", "2")}, "2": {pageOf(of(3), "2")}}, "", "after 2 issues Jira announced more", 0},
		{"server, empty page", "Server", map[string][]string{"": {pageOf(of(9), "1", "2")}, "2": {pageOf(of(9))}}, "", "after 2 issues Jira announced more", 6},
		{"server, failed page", "Server", map[string][]string{"": {pageOf(of(9), "1", "2")}}, "", "there is no Jira at this address (404)", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, tt.kind)
			path, key := "search", "startAt"
			if tt.kind == "Cloud" {
				path, key = "search/jql", "nextPageToken"
			}
			f.route(path, func(w http.ResponseWriter, r *http.Request) {
				at := strings.TrimPrefix(r.URL.Query().Get(key), "0")
				pages := tt.pages[at]
				if len(pages) == 0 {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				if len(pages) > 1 {
					tt.pages[at] = pages[1:]
				}
				answer(pages[0])(w, r)
			})
			got, err := keys(t, f.client(t))
			if tt.want != "" {
				told(t, err, tt.want)
			} else if err != nil {
				t.Error(err)
			}
			if got != tt.ids {
				t.Errorf("got %q, want %q", got, tt.ids)
			}
			if n := f.times(path); n > 8 || (tt.most > 0 && n > tt.most) {
				t.Errorf("%d pages asked", n)
			}
		})
	}
}

func TestTooMany(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Cloud")
	n := 0
	f.route("search/jql", func(w http.ResponseWriter, r *http.Request) {
		var ids []string
		for range pageSize {
			n++
			ids = append(ids, fmt.Sprint(n))
		}
		answer(pageOf(map[string]any{"nextPageToken": fmt.Sprint(n)}, ids...))(w, r)
	})
	_, err := f.client(t).List(context.Background(), incident.Query{}, nil)
	told(t, err, "more than 20000 issues")
}
