package jiraclient

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"bulletin/notify/incident"
)

// TestSmallerPages: where a page is too large, smaller ones are asked for; a cell of a list holds
// what a screen can show.
func TestSmallerPages(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"Cloud", "Server"} {
		s := newShelf(t, kind, 300)
		long := strings.Repeat("x", 200<<10)
		search := func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			size, _ := strconv.Atoi(q.Get("maxResults"))
			at, _ := strconv.Atoi(strings.TrimPrefix(q.Get("startAt")+q.Get("nextPageToken"), "t"))
			end := min(at+size, len(s.ids))
			var issues []string
			for _, id := range s.ids[at:end] {
				issues = append(issues, fmt.Sprintf(`{"id":"%d","key":"OPS-%d","fields":{"customfield_1":"%s"}}`, id, id, long))
			}
			next := ""
			if end < len(s.ids) {
				next = fmt.Sprintf(`,"nextPageToken":"t%d"`, end)
			}
			answer(fmt.Sprintf(`{"total":%d,"isLast":%t%s,"issues":[%s]}`, len(s.ids), next == "", next, strings.Join(issues, ",")))(w, r)
		}
		s.route("search", search)
		s.route("search/jql", search)
		p, err := s.client(t, func(o *Options) { o.Columns = []string{"customfield_1"} }).List(t.Context(), incident.Query{}, nil)
		if err != nil || len(p.Incidents) != 300 {
			t.Fatalf("%s: %d incidents, %v", kind, len(p.Incidents), err)
		}
		v, _ := p.Incidents[299].Field("customfield_1")
		if n := len(v.String()); n > maxCell+100 || !strings.Contains(v.String(), "[cut: ") {
			t.Errorf("%s: a cell of %d bytes", kind, n)
		}
	}
}

// TestStrangerAtAnIssue: a Jira that does not know us any more hides an issue as if it were not
// there; then that is said.
func TestStrangerAtAnIssue(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", answer(pageOf(map[string]any{"total": 1}, "101")))
	c := f.client(t)
	if _, err := c.List(t.Context(), incident.Query{}, nil); err != nil {
		t.Fatal(err)
	}
	f.route("myself", answer(`{}`))
	_, err := c.Incident(t.Context(), "OPS-101")
	told(t, err, "Jira took us for an anonymous visitor")
}

// TestTokenInOtherClothes: the token is hidden in whatever clothes it comes back.
func TestTokenInOtherClothes(t *testing.T) {
	t.Parallel()
	const token = "s3cr3t/Tok+en=="
	f := newFake(t, "Server")
	for _, echo := range []string{token, url.QueryEscape(token), url.PathEscape(token), strings.TrimRight(token, "=")} {
		f.route("search", status(400, "application/json", `{"errorMessages":["do not send `+echo+` here"]}`))
		_, err := f.client(t, func(o *Options) { o.Token = token }).List(t.Context(), incident.Query{}, nil)
		if err == nil || strings.Contains(err.Error(), "s3cr3t") || !strings.Contains(err.Error(), "do not send (hidden)") {
			t.Errorf("%s: %v", echo, err)
		}
	}
}
