package demo

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The saved filter. It keeps what was done lately, because customers may still wait to
// hear of it.
const (
	filterID   = "10042"
	filterName = "Open incidents"
	filterJQL  = "project = OPS AND (statusCategory != Done OR resolved >= -1d) ORDER BY created DESC"
)

// jira answers as a Jira Data Center does, for the one user who has the token.
type jira struct {
	base    string
	token   string
	now     time.Time
	tickets []ticket

	properties properties // by the ticket's id
	comments   comments
}

func (j *jira) handler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]http.HandlerFunc{
		"serverInfo":       j.serverInfo,
		"myself":           j.myself,
		"field":            j.fieldList,
		"filter/favourite": j.favourites,
		"filter/{id}":      j.filterByID,
		"search":           j.search,
		"issue/{key}":      j.onTicket(j.issueByKey),
	} {
		mux.HandleFunc("GET /rest/api/2/"+path, answer)
	}
	j.propertyRoutes(mux)
	j.commentRoutes(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusNotFound, object{"message": "null for uri: " + j.base + r.URL.EscapedPath(), "status-code": 404})
	})
	return j.guard(mux)
}

// guard lets in who has the token. A stranger may ask only what kind of Jira this is.
func (j *jira) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		login := r.Header.Get("Authorization")
		switch {
		case subtle.ConstantTimeCompare([]byte(login), []byte("Bearer "+j.token)) == 1:
			w.Header().Set("X-Seraph-LoginReason", "OK")
			w.Header().Set("X-AUSERNAME", "incident-desk")
			next.ServeHTTP(w, r)
		case login == "" && r.URL.Path == "/rest/api/2/serverInfo":
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
			w.Header().Set("WWW-Authenticate", "OAuth realm="+`"`+j.base+`"`)
			complain(w, http.StatusUnauthorized, "You are not authenticated. Authentication required to perform this operation.")
		}
	})
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

func (j *jira) serverInfo(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, object{
		"baseUrl": j.base, "version": "9.12.15", "versionNumbers": []int{9, 12, 15},
		"deploymentType": "Server", "buildNumber": 9120015, "serverTitle": "bulletin demo",
		"serverTime": instant(time.Now()),
	})
}

func (j *jira) myself(w http.ResponseWriter, _ *http.Request) {
	me := j.user("incident-desk", "Incident Desk")
	me["locale"] = "en_GB"
	answer(w, http.StatusOK, me)
}

func (j *jira) fieldList(w http.ResponseWriter, _ *http.Request) {
	list := []object{{
		"id": "issuekey", "name": "Key", "custom": false, "orderable": false, "navigable": true,
		"searchable": false, "clauseNames": []string{"id", "issue", "issuekey", "key"},
	}}
	for _, c := range j.columns() {
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

func (j *jira) filter() object {
	return object{
		"self": j.self("filter", filterID), "id": filterID, "name": filterName, "jql": filterJQL,
		"description": "What the incident desk watches", "owner": j.user("incident-desk", "Incident Desk"),
		"viewUrl": j.base + "/issues/?filter=" + filterID, "favourite": true, "sharePermissions": []any{},
	}
}

func (j *jira) favourites(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, []object{j.filter()})
}

func (j *jira) filterByID(w http.ResponseWriter, r *http.Request) {
	if id := r.PathValue("id"); id != filterID {
		complain(w, http.StatusBadRequest, "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.")
		return
	}
	answer(w, http.StatusOK, j.filter())
}

func (j *jira) issueByKey(w http.ResponseWriter, r *http.Request, t ticket) {
	q := r.URL.Query()
	o := j.issue(t, wanted(q.Get("fields"), "*all"), strings.Split(q.Get("expand"), ","))
	if q.Has("properties") {
		o["properties"] = object{}
		want := wanted(q.Get("properties"), "")
		for key, value := range j.properties.of(t.id()) {
			if want(key) {
				o["properties"].(object)[key] = value
			}
		}
	}
	answer(w, http.StatusOK, o)
}
