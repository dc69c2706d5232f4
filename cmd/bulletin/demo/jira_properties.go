package demo

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// The limits of a property. Source: Jira REST API v2, "Issue properties".
const (
	maxValue = 32768 // characters of JSON
	maxKey   = 255   // characters
)

// properties are those of all issues or comments, by their id and then by key. The zero value
// has none. They live as long as the demo does.
type properties struct {
	mu     sync.Mutex
	values map[string]map[string]json.RawMessage
}

// of are the properties of one issue or comment.
func (p *properties) of(id string) map[string]json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.values[id])
}

// put reports whether the property is new.
func (p *properties) put(id, key string, value json.RawMessage) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.values == nil {
		p.values = map[string]map[string]json.RawMessage{}
	}
	if p.values[id] == nil {
		p.values[id] = map[string]json.RawMessage{}
	}
	_, there := p.values[id][key]
	p.values[id][key] = value
	return !there
}

// remove reports whether the property was there.
func (p *properties) remove(id, key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, there := p.values[id][key]
	delete(p.values[id], key)
	return there
}

func (j *jira) propertyRoutes(mux *http.ServeMux) {
	const path = "/rest/api/2/issue/{key}/properties"
	mux.HandleFunc("GET "+path, j.onTicket(func(w http.ResponseWriter, _ *http.Request, t ticket) {
		answer(w, http.StatusOK, keysOf(j.properties.of(t.id()), j.self("issue", t.id())))
	}))
	mux.HandleFunc("GET "+path+"/{property}", j.onTicket(func(w http.ResponseWriter, r *http.Request, t ticket) {
		answerProperty(w, r, j.properties.of(t.id()))
	}))
	mux.HandleFunc("PUT "+path+"/{property}", j.onEditable(j.putProperty))
	mux.HandleFunc("DELETE "+path+"/{property}", j.onEditable(func(w http.ResponseWriter, r *http.Request, t ticket) {
		if !j.properties.remove(t.id(), r.PathValue("property")) {
			noProperty(w, r)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
}

// onEditable finds the ticket that a path names and that this user may edit.
func (j *jira) onEditable(next func(http.ResponseWriter, *http.Request, ticket)) http.HandlerFunc {
	return j.onTicket(func(w http.ResponseWriter, r *http.Request, t ticket) {
		if !j.editable(t) {
			complain(w, http.StatusForbidden, "You do not have permission to edit issues in this project.")
			return
		}
		next(w, r, t)
	})
}

func (j *jira) putProperty(w http.ResponseWriter, r *http.Request, t ticket) {
	key := r.PathValue("property")
	value, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4*maxValue+1))
	value = []byte(strings.TrimSpace(string(value)))
	switch {
	case utf8.RuneCountInString(key) > maxKey:
		complain(w, http.StatusBadRequest, "The property key must be shorter than 255 characters.")
	case err != nil || utf8.RuneCount(value) > maxValue:
		complain(w, http.StatusBadRequest, "The property value length must be lower than 32768 characters.")
	case !json.Valid(value):
		complain(w, http.StatusBadRequest, "The property value is not valid JSON.")
	case j.properties.put(t.id(), key, value):
		w.WriteHeader(http.StatusCreated)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

func keysOf(values map[string]json.RawMessage, self string) object {
	keys := []object{}
	for _, k := range slices.Sorted(maps.Keys(values)) {
		keys = append(keys, object{"self": self + "/properties/" + k, "key": k})
	}
	return object{"keys": keys}
}

func answerProperty(w http.ResponseWriter, r *http.Request, values map[string]json.RawMessage) {
	key := r.PathValue("property")
	value, there := values[key]
	if !there {
		noProperty(w, r)
		return
	}
	answer(w, http.StatusOK, object{"key": key, "value": value})
}

func noProperty(w http.ResponseWriter, r *http.Request) {
	complain(w, http.StatusNotFound, "The property "+r.PathValue("property")+" does not exist.")
}
