package demo

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// jira answers as a Jira of its kind does, for the one user who has the token.
type jira struct {
	kind    kind
	base    string
	token   string
	began   time.Time // from which the tickets' times are counted back
	tickets []ticket
	columns []column
	clock   func() time.Time
	after   func(time.Duration) <-chan time.Time

	properties properties // by the ticket's id
	comments   comments
	visits     visits

	faults []Fault
	ill    atomic.Pointer[time.Time] // since when the faults count; nil: not yet
	turns  atomic.Int64              // requests that a limit of the rate has counted
	turned atomic.Bool               // a second page was asked for
}

// newJira makes a Jira in good health; its faults wait for [jira.fallIll].
func newJira(o Options, base, token string, began time.Time) *jira {
	j := &jira{
		kind: o.kind(), base: base, token: token, began: began, tickets: slices.Concat(tickets(), crowd(o.Incidents)),
		clock: time.Now, after: time.After, faults: o.Faults,
	}
	slices.SortFunc(j.tickets, func(a, b ticket) int { return cmp.Compare(a.age, b.age) }) // as most questions want them
	j.columns = append(j.systemColumns(), j.customColumns()...)
	return j
}

func (j *jira) handler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]http.HandlerFunc{
		"serverInfo":    j.serverInfo,
		"myself":        j.myself,
		"mypermissions": j.permissions,
		"field":         j.fieldList,
		"issue/{key}":   j.onTicket(j.issueByKey),
	} {
		mux.HandleFunc("GET /rest/api/2/"+path, answer)
	}
	j.filterRoutes(mux)
	j.searchRoutes(mux)
	j.propertyRoutes(mux)
	j.commentRoutes(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusNotFound, object{"message": "null for uri: " + j.base + r.URL.EscapedPath(), "status-code": 404})
	})
	return j.visits.count(j.disturbed(j.guard(mux)))
}

// longestLine is how many bytes of an address and its query Tomcat takes, under Jira's own
// settings.
const longestLine = 8000

// guard lets in who has the token. A stranger may ask only what kind of Jira this is.
func (j *jira) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		login := r.Header.Get("Authorization")
		switch {
		case len(r.RequestURI) > longestLine:
			web(w, http.StatusRequestURITooLong, "Request-URI Too Long")
		case subtle.ConstantTimeCompare([]byte(login), []byte(j.kind.login(j.token))) == 1:
			j.kind.welcome(w.Header(), j.clock())
			next.ServeHTTP(w, r)
		case login == "" && r.URL.Path == "/rest/api/2/serverInfo":
			next.ServeHTTP(w, r)
		default:
			j.stranger(w)
		}
	})
}

// stranger is told that the login does not count.
func (j *jira) stranger(w http.ResponseWriter) {
	w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
	w.Header().Set("WWW-Authenticate", "OAuth realm="+`"`+j.base+`"`)
	complain(w, http.StatusUnauthorized, "You are not authenticated. Authentication required to perform this operation.")
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-cache, no-store, no-transform")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that went away needs no answer
}

// complain is Jira's "error collection".
func complain(w http.ResponseWriter, status int, words string) {
	answer(w, status, object{"errorMessages": []string{words}, "errors": object{}})
}

// web answers with a page for people.
func web(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!DOCTYPE html>\n<html><head><title>%[1]s</title></head><body><h1>%[1]s</h1></body></html>\n", title)
}

func (j *jira) serverInfo(w http.ResponseWriter, _ *http.Request) {
	numbers := []int{}
	for part := range strings.SplitSeq(strings.TrimSuffix(j.kind.version, "-SNAPSHOT"), ".") {
		n, _ := strconv.Atoi(part) // the versions of kinds are numbers
		numbers = append(numbers, n)
	}
	answer(w, http.StatusOK, object{
		"baseUrl": j.base, "version": j.kind.version, "versionNumbers": numbers,
		"deploymentType": j.kind.deployment, "buildNumber": 9120015, "serverTitle": "bulletin demo",
		"serverTime": instant(j.clock()),
	})
}

func (j *jira) fieldList(w http.ResponseWriter, _ *http.Request) {
	list := []object{{
		"id": "issuekey", "name": "Key", "custom": false, "orderable": false, "navigable": true,
		"searchable": false, "clauseNames": []string{"id", "issue", "issuekey", "key"},
	}}
	for _, c := range j.columns {
		clauses := []string{strings.ToLower(c.ID)}
		if c.Schema.CustomID != 0 {
			clauses = []string{fmt.Sprintf("cf[%d]", c.Schema.CustomID), c.Name}
		}
		list = append(list, object{
			"id": c.ID, "name": c.Name, "custom": c.Schema.CustomID != 0, "orderable": true,
			"navigable": true, "searchable": true, "clauseNames": clauses, "schema": c.Schema,
		})
	}
	answer(w, http.StatusOK, list)
}

func (j *jira) issueByKey(w http.ResponseWriter, r *http.Request, t ticket) {
	q := r.URL.Query()
	fields := "*all"
	if q.Has("fields") {
		fields = strings.Join(q["fields"], ",")
	}
	o := j.issue(t, wanted(fields), expansions(r))
	j.addNames(o, wanted(fields), expansions(r))
	if q.Has("properties") {
		o["properties"] = object{}
		want := wanted(q.Get("properties"))
		for key, value := range j.properties.of(t.id()) {
			if want(key) {
				o["properties"].(object)[key] = value
			}
		}
	}
	answer(w, http.StatusOK, o)
}
