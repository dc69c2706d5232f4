package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// records are what is written on the demo's issues: properties and comments.
type records struct {
	mu         sync.Mutex
	properties map[string]map[string]json.RawMessage // by issue id, by key
	comments   []remark
}

// remark is a comment, with its own properties.
type remark struct {
	issue, body string
	properties  map[string]json.RawMessage
}

// maxValue is how long a property may be (REST API v2).
const maxValue = 32_768

// onIssue finds the issue of a request, or says that there is none.
func (j *jira) onIssue(then func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		i := slices.IndexFunc(j.tickets, func(t ticket) bool {
			return strings.EqualFold(t.key(), r.PathValue("key")) || t.id() == r.PathValue("key")
		})
		if i < 0 {
			complain(w, http.StatusNotFound, "Issue Does Not Exist")
			return
		}
		j.written.mu.Lock()
		defer j.written.mu.Unlock()
		then(w, r, j.tickets[i].id())
	}
}

func (j *jira) propertyKeys(w http.ResponseWriter, _ *http.Request, id string) {
	keys := []object{}
	for _, k := range slices.Sorted(maps.Keys(j.written.properties[id])) {
		keys = append(keys, object{"self": j.self("issue", id) + "/properties/" + k, "key": k})
	}
	answer(w, http.StatusOK, object{"keys": keys})
}

func (j *jira) property(w http.ResponseWriter, r *http.Request, id string) {
	v, ok := j.written.properties[id][r.PathValue("property")]
	if !ok {
		complain(w, http.StatusNotFound, "The property "+r.PathValue("property")+" does not exist.")
		return
	}
	answer(w, http.StatusOK, object{"key": r.PathValue("property"), "value": v})
}

func (j *jira) setProperty(w http.ResponseWriter, r *http.Request, id string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxValue+1))
	if err != nil || len(body) > maxValue || !json.Valid(body) || len(r.PathValue("property")) > 255 {
		complain(w, http.StatusBadRequest, "The property value is not valid JSON or too long.")
		return
	}
	if j.written.properties[id] == nil {
		j.written.properties[id] = map[string]json.RawMessage{}
	}
	status := http.StatusCreated
	if _, ok := j.written.properties[id][r.PathValue("property")]; ok {
		status = http.StatusOK
	}
	j.written.properties[id][r.PathValue("property")] = body
	w.WriteHeader(status)
}

func (j *jira) deleteProperty(w http.ResponseWriter, r *http.Request, id string) {
	if _, ok := j.written.properties[id][r.PathValue("property")]; !ok {
		complain(w, http.StatusNotFound, "The property does not exist.")
		return
	}
	delete(j.written.properties[id], r.PathValue("property"))
	w.WriteHeader(http.StatusNoContent)
}

func (j *jira) comment(w http.ResponseWriter, r *http.Request, id string) {
	var in struct {
		Body       string
		Properties []struct {
			Key   string
			Value json.RawMessage
		}
	}
	if json.NewDecoder(io.LimitReader(r.Body, maxValue)).Decode(&in) != nil || in.Body == "" {
		complain(w, http.StatusBadRequest, "Comment body can not be empty!")
		return
	}
	c := remark{issue: id, body: in.Body, properties: map[string]json.RawMessage{}}
	for _, p := range in.Properties {
		c.properties[p.Key] = p.Value
	}
	j.written.comments = append(j.written.comments, c)
	answer(w, http.StatusCreated, object{"id": fmt.Sprint(20_000 + len(j.written.comments)), "body": in.Body})
}

func (j *jira) commentProperty(w http.ResponseWriter, r *http.Request) {
	j.written.mu.Lock()
	defer j.written.mu.Unlock()
	for i, c := range j.written.comments {
		if v, ok := c.properties[r.PathValue("property")]; ok && r.PathValue("id") == fmt.Sprint(20_001+i) {
			answer(w, http.StatusOK, object{"key": r.PathValue("property"), "value": v})
			return
		}
	}
	complain(w, http.StatusNotFound, "The comment property does not exist.")
}

// properties are all those of an issue.
func (j *jira) properties(id string) object {
	j.written.mu.Lock()
	defer j.written.mu.Unlock()
	all := object{}
	for k, v := range j.written.properties[id] {
		all[k] = v
	}
	return all
}
