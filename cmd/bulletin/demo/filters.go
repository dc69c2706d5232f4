package demo

import (
	"net/http"
	"strings"
	"time"
)

// filterID is the filter of the demo's config.
const (
	filterID   = "10042"
	filterName = "Open incidents"
	filterJQL  = "project = OPS AND (statusCategory != Done OR resolved >= -1d) ORDER BY created DESC"
)

// filter is a saved filter. The demo's Jira does not read JQL in general: it knows what the
// conditions of its filters mean.
type filter struct {
	id, name, about, jql string

	own, favourite bool // on Cloud; on Data Center all are favourites, which is all that can be listed there
	keeps          func(*ticket) bool
}

// condition is the filter's JQL without its ORDER BY.
func (f filter) condition() string {
	c, _ := split(f.jql)
	return c
}

// filters are all saved filters. The first keeps what was done lately, because customers may
// still wait to hear of it.
func filters() []filter {
	return []filter{
		{filterID, filterName, "What the incident desk watches", filterJQL, true, true,
			func(t *ticket) bool { return t.done <= 24*time.Hour }},
		{"10043", "Major incidents", "What management asks for", `project = OPS AND "Major incident" = Yes AND statusCategory != Done ORDER BY priority DESC, created DESC`, false, true,
			func(t *ticket) bool { return t.major && t.done == 0 }},
		{"10044", "APAC", "What concerns the region APAC", "project = OPS AND Region = APAC AND statusCategory != Done ORDER BY updated DESC", true, false,
			func(t *ticket) bool { return t.in("APAC") && t.done == 0 }},
		{"10045", "Security incidents", "Nothing, on most days", "project = OPS AND labels = security ORDER BY created DESC", false, true,
			func(*ticket) bool { return false }},
		{"10046", "All of OPS", "Everything that was ever written down", "project = OPS ORDER BY key ASC", true, true,
			func(*ticket) bool { return true }},
	}
}

func filterByID(id string) (filter, bool) {
	for _, f := range filters() {
		if f.id == id {
			return f, true
		}
	}
	return filter{}, false
}

func (j *jira) filterRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /rest/api/2/filter/{id}", func(w http.ResponseWriter, r *http.Request) {
		f, ok := filterByID(r.PathValue("id"))
		if !ok {
			complain(w, http.StatusBadRequest, "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.")
			return
		}
		answer(w, http.StatusOK, j.filter(f))
	})
	mux.HandleFunc("GET /rest/api/2/filter/favourite", j.shelf(func(f filter) bool { return f.favourite || j.kind.name == DataCenter }))
	if j.kind.name == Cloud {
		mux.HandleFunc("GET /rest/api/2/filter/my", j.shelf(func(f filter) bool { return f.own }))
	}
}

// shelf answers with some of the filters.
func (j *jira) shelf(holds func(filter) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		list := []object{}
		for _, f := range filters() {
			if holds(f) {
				list = append(list, j.filter(f))
			}
		}
		answer(w, http.StatusOK, list)
	}
}

func (j *jira) filter(f filter) object {
	owner := j.user("service-owner", "Service Owner")
	if f.own {
		owner = j.user(loginName, "Incident Desk")
	}
	return object{
		"self": j.self("filter", f.id), "id": f.id, "name": f.name, "jql": f.jql, "description": f.about, "owner": owner,
		"viewUrl": j.base + "/issues/?filter=" + f.id, "searchUrl": j.base + "/rest/api/2/search?jql=" + strings.ReplaceAll(f.jql, " ", "+"),
		"favourite": f.favourite || j.kind.name == DataCenter, "sharePermissions": []any{},
	}
}
