package demo

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// visits counts what was answered, by method and path.
type visits struct {
	mu     sync.Mutex
	number map[string]int
}

var apiPath = regexp.MustCompile(`^/rest/api/[^/]+/`)

// resource is what a request is about: its path below the version of the API.
func resource(r *http.Request) string {
	return strings.TrimPrefix(r.URL.Path, apiPath.FindString(r.URL.Path))
}

// count counts an answer when it has been given; a connection that was closed instead was none.
func (v *visits) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.number == nil {
			v.number = map[string]int{}
		}
		v.number[r.Method+" "+resource(r)]++
	})
}

func (v *visits) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.number = nil
}

func (v *visits) all() map[string]int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.number)
}
