package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"bulletin/notify/incident"
)

// Fault is something that is wrong with the demo's Jira, or happens in it, for a while.
type Fault struct {
	Name string
	from time.Duration // since the demo began
	to   time.Duration // zero: until the demo ends
}

// Ailment is what the flag --fault can ask for.
type Ailment struct {
	Name, Words string
	disturb     disturbance
}

// disturbance stands between a request and the healthy Jira behind it. Where there is none,
// the Jira itself asks [jira.ails].
type disturbance func(j *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler)

// ParseFault reads NAME, NAME@FROM or NAME@FROM-TO, where FROM and TO are durations since the
// demo began. The error says which name comes nearest.
func ParseFault(s string) (Fault, error) {
	name, when, timed := strings.Cut(strings.TrimSpace(s), "@")
	f := Fault{Name: name}
	if names := faultNames(); !slices.Contains(names, name) {
		nearest, _ := incident.Nearest(name, names)
		return f, fmt.Errorf("there is no fault %q; the nearest is %q, and \"bulletin help faults\" tells all", name, nearest)
	}
	if !timed {
		return f, nil
	}
	from, to, ends := strings.Cut(when, "-")
	var err error
	if f.from, err = time.ParseDuration(from); err == nil && ends {
		f.to, err = time.ParseDuration(to)
	}
	if err != nil || f.from < 0 || ends && f.to <= f.from {
		return f, fmt.Errorf("the fault %q has no time that can be meant; write %s@30s, or %s@30s-90s for one that ends", s, name, name)
	}
	return f, nil
}

func faultNames() []string {
	var names []string
	for _, a := range Ailments() {
		names = append(names, a.Name)
	}
	return names
}

// fallIll lets the faults count from now on.
func (j *jira) fallIll() {
	now := j.clock()
	j.visits.forget()
	j.ill.Store(&now)
}

// ails reports whether Jira has this fault at the moment.
func (j *jira) ails(name string) bool {
	_, yes := j.since(name)
	return yes
}

// since is when a fault that is there began, counted from the time of the tickets, and never
// zero.
func (j *jira) since(name string) (time.Duration, bool) {
	ill := j.ill.Load()
	if ill == nil {
		return 0, false
	}
	spent := j.clock().Sub(*ill)
	for _, f := range j.faults {
		if f.Name == name && spent >= f.from && (f.to == 0 || spent < f.to) {
			return max(ill.Add(f.from).Sub(j.began), time.Second), true
		}
	}
	return 0, false
}

// disturbed is Jira with all that is wrong with it at the moment.
func (j *jira) disturbed(healthy http.Handler) http.Handler {
	for _, a := range Ailments() {
		if a.disturb == nil || !slices.ContainsFunc(j.faults, func(f Fault) bool { return f.Name == a.Name }) {
			continue
		}
		inner := healthy
		healthy = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !j.ails(a.Name) {
				inner.ServeHTTP(w, r)
				return
			}
			a.disturb(j, w, r, inner)
		})
	}
	return healthy
}
