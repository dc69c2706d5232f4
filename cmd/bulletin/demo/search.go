package demo

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strings"
)

// The largest pages. The usual one is small, so that even the demo's list comes in pages.
const (
	usualPage = 20
	largePage = 1000 // where there is a crowd of incidents
)

func (j *jira) searchRoutes(mux *http.ServeMux) {
	if j.kind.name == DataCenter {
		mux.HandleFunc("/rest/api/2/search", j.search(j.byOffset))
		return
	}
	mux.HandleFunc("/rest/api/2/search/jql", j.search(j.byToken))
	mux.HandleFunc("/rest/api/2/search", func(w http.ResponseWriter, _ *http.Request) {
		complain(w, http.StatusGone, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "+
			"A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046")
	})
}

// search answers a question with a page of what was found.
func (j *jira) search(page func(query, []*ticket) (object, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q, err := readQuery(w, r)
		q.size, q.fields = min(q.size, j.page()), cmp.Or(q.fields, j.kind.fields)
		var found []*ticket
		if err == nil {
			found, err = j.found(q)
		}
		var o object
		if err == nil {
			o, err = page(q, found)
		}
		if err != nil {
			complain(w, http.StatusBadRequest, err.Error())
			return
		}
		j.addNames(o, wanted(q.fields), q.expand)
		answer(w, http.StatusOK, o)
	}
}

// page is how many issues one answer holds at most.
func (j *jira) page() int {
	if len(j.tickets) > largePage {
		return largePage
	}
	return usualPage
}

// byOffset is a page of Data Center.
//
// Source: Data Center REST API v2, GET search.
func (j *jira) byOffset(q query, found []*ticket) (object, error) {
	total := len(found)
	if j.ails("short") {
		total += 5
	}
	return object{"expand": "names,schema", "startAt": q.start, "maxResults": q.size, "total": total, "issues": j.issues(q, found, q.start)}, nil
}

// byToken is a page of Cloud: no total, and a token that is good for its own JQL alone.
//
// Source: Cloud REST API v2, GET search/jql.
func (j *jira) byToken(q query, found []*ticket) (object, error) {
	at, known := readToken(q)
	switch {
	case q.condition == "":
		return nil, sentence("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
	case q.size < 1:
		return nil, sentence("The maxResults parameter must be between 1 and 5000.")
	case !known:
		return nil, sentence("The provided next page token is invalid or expired.")
	}
	next := at + q.size
	o := object{"issues": j.issues(q, found, at), "isLast": next >= len(found)}
	if next < len(found) {
		o["nextPageToken"] = token(q, next)
	}
	switch {
	case j.ails(tokenLoop) && len(found) > q.size:
		o["nextPageToken"], o["isLast"] = token(q, q.size), false
	case j.ails("short"):
		o["isLast"] = false
	}
	return o, nil
}

func token(q query, at int) string {
	return base64.URLEncoding.EncodeToString(fmt.Appendf(nil, "%d:%x", at, crc32.ChecksumIEEE([]byte(q.jql))))
}

func readToken(q query) (at int, known bool) {
	if q.token == "" {
		return 0, true
	}
	b, _ := base64.URLEncoding.DecodeString(q.token)
	n, _, _ := strings.Cut(string(b), ":")
	at = count(n, 0)
	return at, q.token == token(q, at)
}

// issues are those of one page.
func (j *jira) issues(q query, found []*ticket, from int) []object {
	issues := []object{}
	from = min(from, len(found))
	for _, t := range found[from:min(from+q.size, len(found))] {
		if q.fields == cloud.fields && j.kind.name == Cloud {
			issues = append(issues, object{"id": t.id()})
			continue
		}
		issues = append(issues, j.issue(*t, wanted(q.fields), q.expand))
	}
	return issues
}

// found are the tickets of a condition, in the order of an ORDER BY; the newest issue first
// where it leaves them equal.
func (j *jira) found(q query) ([]*ticket, error) {
	if q.later() {
		j.turned.Store(true)
	}
	keeps := func(*ticket) bool { return true }
	if q.condition != "" {
		var err error
		if keeps, err = j.meaning(q.condition); err != nil {
			return nil, err
		}
	}
	var all []*ticket
	for _, some := range [][]ticket{j.tickets, j.arrived()} {
		for i := range some {
			if t := j.live(&some[i]); keeps(t) {
				all = append(all, t)
			}
		}
	}
	slices.SortFunc(all, q.compare)
	return all, nil
}

// compare orders two tickets by the query's ORDER BY.
func (q query) compare(a, b *ticket) int {
	for _, term := range q.order {
		if c := compare(term.field, a, b); c != 0 && term.falling {
			return -c
		} else if c != 0 {
			return c
		}
	}
	return cmp.Compare(b.number, a.number)
}

// compare orders two tickets as Jira does: times from old to new, priorities from low to high.
func compare(field string, a, b *ticket) int {
	switch field {
	case "created":
		return cmp.Compare(b.age, a.age)
	case "updated":
		return cmp.Compare(cmp.Or(b.quiet, b.age), cmp.Or(a.quiet, a.age))
	case "priority":
		return cmp.Compare(b.priority, a.priority)
	case "key", "issuekey", "id":
		return cmp.Compare(a.number, b.number)
	}
	return 0
}
