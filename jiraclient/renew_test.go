package jiraclient

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// shelf is a Jira whose filter returns these issues; it answers both searches as documented.
type shelf struct {
	*fake
	ids     []int
	changed map[int]time.Time
	most    int // issues to a page, whatever is asked for
}

func newShelf(t *testing.T, kind string, n int) *shelf {
	t.Helper()
	s := &shelf{fake: newFake(t, kind), changed: map[int]time.Time{}, most: 1000}
	for i := range n {
		s.ids = append(s.ids, i+1)
	}
	s.route("search", func(w http.ResponseWriter, r *http.Request) { s.search(w, r, "startAt") })
	s.route("search/jql", func(w http.ResponseWriter, r *http.Request) { s.search(w, r, "nextPageToken") })
	return s
}

func (s *shelf) search(w http.ResponseWriter, r *http.Request, key string) {
	q := r.URL.Query()
	found := s.ids
	if list, ok := strings.CutPrefix(q.Get("jql"), "id in ("); ok {
		found = nil
		for id := range strings.SplitSeq(strings.TrimSuffix(list, ")"), ",") {
			n, _ := strconv.Atoi(id)
			if !slices.Contains(s.ids, n) {
				status(400, "application/json", `{"errorMessages":["An issue with key '`+id+`' does not exist for field 'id'."]}`)(w, r)
				return
			}
			found = append(found, n)
		}
		slices.Reverse(found) // in no order that anybody asked for
	}
	size, _ := strconv.Atoi(q.Get("maxResults"))
	at, _ := strconv.Atoi(strings.TrimPrefix(q.Get(key), "t"))
	end := min(at+min(size, s.most), len(found))
	issues := []any{}
	for _, id := range found[min(at, end):end] {
		fields := map[string]any{"updated": noon.Add(-time.Hour).Format("2006-01-02T15:04:05.000-0700")}
		if at, ok := s.changed[id]; ok {
			fields["updated"] = at.Format("2006-01-02T15:04:05.000-0700")
		}
		if q.Get("fields") == listFields {
			fields["summary"] = fmt.Sprintf("no %d of %v", id, fields["updated"])
		}
		issues = append(issues, map[string]any{"id": fmt.Sprint(id), "key": fmt.Sprintf("OPS-%d", id), "fields": fields})
	}
	page := map[string]any{"issues": issues, "total": len(found), "isLast": end == len(found)}
	if end < len(found) {
		page["nextPageToken"] = fmt.Sprintf("t%d", end)
	}
	body, _ := json.Marshal(page)
	answer(string(body))(w, r)
}

// TestRenewal: a renewed list is the same as one that is read anew, whatever has happened in
// between, and it is cheaper.
func TestRenewal(t *testing.T) {
	t.Parallel()
	later := noon.Add(-time.Minute)
	for _, tt := range []struct {
		name     string
		change   func(*shelf)
		searches int // of the renewal
	}{
		{"nothing", func(*shelf) {}, 1},
		{"one changed", func(s *shelf) { s.changed[77] = later }, 2},
		{"many changed", func(s *shelf) {
			for id := range 120 {
				s.changed[id+1] = later
			}
		}, 3},
		{"most changed", func(s *shelf) {
			for id := range 200 {
				s.changed[id+1] = later
			}
		}, 3},
		{"one new, first", func(s *shelf) { s.ids = append([]int{999}, s.ids...) }, 2},
		{"one gone", func(s *shelf) { s.ids = s.ids[1:] }, 1},
		{"another order", func(s *shelf) { slices.Reverse(s.ids) }, 1},
		{"all gone", func(s *shelf) { s.ids = nil }, 2},
	} {
		for _, kind := range []string{"Cloud", "Server"} {
			t.Run(kind+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				s := newShelf(t, kind, 250)
				c := s.client(t)
				known, err := c.List(t.Context(), incident.Query{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				tt.change(s)
				before := s.times("search")
				got, err := c.List(t.Context(), incident.Query{Known: known}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if n := s.times("search") - before; kind == "Server" && n != tt.searches {
					t.Errorf("%d searches, want %d: %q", n, tt.searches, s.asked[len(s.asked)-n:])
				}
				want, err := s.client(t).List(t.Context(), incident.Query{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := fmt.Sprint(got.Incidents), fmt.Sprint(want.Incidents); a != b {
					t.Errorf("renewed %d incidents, read anew %d:\n%.200s\n%.200s", len(got.Incidents), len(want.Incidents), a, b)
				}
			})
		}
	}
}

// TestNoRenewal: what is not known to be the same list is read anew.
func TestNoRenewal(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*incident.Picture){
		"another filter":          func(p *incident.Picture) { p.Filter.ID = "7" },
		"the filter's JQL is new": func(p *incident.Picture) { p.Filter.JQL = "x" },
		"another user":            func(p *incident.Picture) { p.User.ID = "eve" },
		"read long ago":           func(p *incident.Picture) { p.Full = p.Full.Add(-keptFor) },
		"a short list":            func(p *incident.Picture) { p.Incidents = p.Incidents[:pageSize] },
	} {
		s := newShelf(t, "Server", 250)
		c := s.client(t)
		known, err := c.List(t.Context(), incident.Query{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		spoil(&known)
		before := s.times("search")
		got, err := c.List(t.Context(), incident.Query{Known: known}, nil)
		if n := s.times("search") - before; err != nil || n != 2 || len(got.Incidents) != 250 {
			t.Errorf("%s: %d searches, %d incidents, %v", name, n, len(got.Incidents), err)
		}
	}
}

// TestGoneInBetween: an issue that is deleted between two questions of a renewal costs another
// reading and nothing else.
func TestGoneInBetween(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "Server", 250)
	c := s.client(t)
	known, err := c.List(t.Context(), incident.Query{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.changed[77] = noon
	search := s.routes["search"]
	s.route("search", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Query().Get("jql"), "id in") {
			s.ids = slices.DeleteFunc(s.ids, func(id int) bool { return id == 77 })
		}
		search(w, r)
	})
	got, err := c.List(t.Context(), incident.Query{Known: known}, nil)
	if err != nil || len(got.Incidents) != 249 {
		t.Errorf("%d incidents, %v", len(got.Incidents), err)
	}
}

// TestPartsArrive: the beginning of a long list is told as it comes, in order, and never more or
// less than there is.
func TestPartsArrive(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{"Cloud": "[250 500]", "Server": "[100 600]"} {
		s := newShelf(t, kind, 750)
		var parts []int
		got, err := s.client(t).List(t.Context(), incident.Query{}, func(p incident.Picture) {
			parts = append(parts, len(p.Incidents))
			if p.User.Name != "Ada Example" || p.Filter.ID != "10042" || p.Incidents[0].ID != "1" {
				t.Errorf("a part of nothing: %v", p.Filter)
			}
		})
		if err != nil || len(got.Incidents) != 750 || fmt.Sprint(parts) != want {
			t.Errorf("%s: %v, then %d, %v", kind, parts, len(got.Incidents), err)
		}
	}
}

// TestRequests counts what a console asks of Jira: these figures are its burden.
func TestRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind      string
		incidents int
		first     int // the first list, with the introduction
		again     int // one that nothing has happened to
	}{
		{"Server", 0, 4, 3},
		{"Server", 1, 4, 3},
		{"Server", 100, 4, 3},
		{"Server", 101, 5, 3},
		{"Server", 10_000, 3 + 1 + 20, 2 + 10},
		{"Cloud", 100, 4, 3},
		{"Cloud", 10_000, 3 + 40, 2 + 10},
	} {
		s := newShelf(t, tt.kind, tt.incidents)
		c := s.client(t)
		known, err := c.List(t.Context(), incident.Query{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		first := s.count()
		again, err := c.List(t.Context(), incident.Query{Known: known}, nil)
		if err != nil || len(known.Incidents) != tt.incidents || len(again.Incidents) != tt.incidents {
			t.Errorf("%s: %d and %d of %d incidents, %v", tt.kind, len(known.Incidents), len(again.Incidents), tt.incidents, err)
		}
		if n := s.count() - first; first != tt.first || n != tt.again {
			t.Errorf("%s, %d incidents: %d requests, then %d; want %d and %d", tt.kind, tt.incidents, first, n, tt.first, tt.again)
		}
	}
}

// TestWantedFilter: the operator's choice counts instead of the config's filter.
func TestWantedFilter(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("filter/7", answer(`{"id":"7","name":"Majors","jql":"major = yes"}`))
	f.route("filter/favourite", answer(`[{"id":"7","name":"Majors","jql":"major = yes"}]`))
	var jql string
	f.route("search", func(w http.ResponseWriter, r *http.Request) {
		jql = r.URL.Query().Get("jql")
		answer(`{"issues":[],"total":0}`)(w, r)
	})
	c := f.client(t)
	for _, tt := range []struct {
		wanted incident.Filter
		name   string
		jql    string
	}{
		{incident.Filter{}, "Open incidents", "project = OPS ORDER BY priority DESC"},
		{incident.Filter{ID: "7"}, "Majors", "major = yes"},
		{incident.Filter{Name: "majors"}, "Majors", "major = yes"},
		{incident.Filter{Name: "mine", JQL: "assignee = me\n"}, "assignee = me", "assignee = me\n"},
		{incident.Filter{ID: "7", Name: "stale", JQL: "stale"}, "Majors", "major = yes"},
	} {
		p, err := c.List(t.Context(), incident.Query{Filter: tt.wanted}, nil)
		if err != nil || p.Filter.Name != tt.name || jql != tt.jql {
			t.Errorf("%+v: %v by %q, %v", tt.wanted, p.Filter, jql, err)
		}
	}
	all, err := c.Filters(t.Context())
	if err != nil || len(all) != 1 || all[0] != (incident.Filter{ID: "7", Name: "Majors", JQL: "major = yes"}) {
		t.Errorf("%v, %v", all, err)
	}
}
