package demo

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What happens to tickets while the demo runs, where the flag --fault asks for it.
const (
	changedNumber = 144
	closedNumber  = 121
	movedNumber   = 141
	deletedNumber = 118
	hiddenNumber  = 109
	bigNumber     = 106

	movedKey = "NET-12" // where the moved one lives after that
)

// arrivals are written after the demo began: the one when its time has come, the other as
// soon as somebody reads the second page of a list.
var arrivals = []ticket{{
	number: 149, priority: "P1", status: "New", began: -1,
	services: []string{"Login"}, regions: []string{"EMEA"}, summary: "Nobody can sign in since a minute ago", severity: "Critical", major: true, users: 60100,
	description: "Every sign-in ends with an error.", customers: "Nobody can sign in at the moment. Who is signed in already can go on working.",
	workaround: "Stay signed in.",
}, {
	number: 151, priority: "P3", status: "New", began: -1,
	services: []string{"Reporting"}, regions: []string{"AMER"}, summary: "Reports are sent without their charts", severity: "Medium",
	description: "It was written down while somebody read the list.", customers: "Reports by e-mail come without their charts.",
	workaround: "Open the report in the application.",
}}

// arrived are the tickets beside those that were there from the beginning.
func (j *jira) arrived() []ticket {
	var all []ticket
	if since, yes := j.since("new"); yes {
		t := arrivals[0]
		t.age, t.began = -since, -since
		all = append(all, t)
	}
	if j.ails("shift") && j.turned.Load() {
		t := arrivals[1]
		t.age = -time.Second
		all = append(all, t)
	}
	return all
}

// live is a ticket as it is by now.
func (j *jira) live(was *ticket) *ticket {
	switch was.number {
	case changedNumber:
		if since, yes := j.since("changed"); yes {
			t := *was
			t.status, t.quiet = "Monitoring", -since
			return &t
		}
	case closedNumber:
		if since, yes := j.since("closed"); yes {
			t := *was
			t.status, t.quiet, t.done = "Done", -since, 2*day
			return &t
		}
	}
	return was
}

// find finds a ticket by its key or its id, as a search does.
func (j *jira) find(name string) (ticket, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.ToUpper(name), "OPS-"))
	if n > firstID && !strings.ContainsRune(name, '-') {
		n -= firstID
	}
	if err != nil {
		return ticket{}, false
	}
	for _, t := range j.arrived() {
		if t.number == n {
			return t, true
		}
	}
	for i := range j.tickets {
		if j.tickets[i].number == n {
			return *j.live(&j.tickets[i]), true
		}
	}
	return ticket{}, false
}

// look finds a ticket as Jira itself does, which can know more than its search does.
func (j *jira) look(name string) (ticket, int) {
	if j.ails("moved") && strings.EqualFold(name, movedKey) {
		name = ticket{number: movedNumber}.key()
	}
	t, ok := j.find(name)
	switch {
	case !ok, t.number == deletedNumber && j.ails("deleted"):
		return t, http.StatusNotFound
	case t.number == hiddenNumber && j.ails("hidden"):
		return t, j.kind.unseen
	case t.number == movedNumber && j.ails("moved"):
		t.moved = movedKey
	case t.number == bigNumber && j.ails("big"):
		t.environment = strings.Repeat("0123456789 ", 10<<20/11)
	}
	return t, http.StatusOK
}

// onTicket finds the ticket that a path names.
func (j *jira) onTicket(next func(http.ResponseWriter, *http.Request, ticket)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		t, status := j.look(r.PathValue("key"))
		if status != http.StatusOK {
			j.refuse(w, status)
			return
		}
		next(w, r, t)
	}
}

// refuse says that a ticket cannot be seen.
func (j *jira) refuse(w http.ResponseWriter, status int) {
	words := j.kind.missing
	if status == http.StatusForbidden {
		words = "You do not have the permission to see the specified issue."
	}
	complain(w, status, words)
}
