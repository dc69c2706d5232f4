package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Ailments are all faults, in the order in which the help tells of them.
func Ailments() []Ailment {
	return slices.Concat(refusals(), troubles(), answers(), roads(), events())
}

// tokenLoop is of Jira Cloud alone: Data Center knows no tokens.
const tokenLoop = "token-loop"

// refusals are answers that Jira gives on purpose.
func refusals() []Ailment {
	return []Ailment{
		{"anonymous", "everybody is a stranger: 200, and an empty list", anonymous},
		{"sso", "a login page comes instead of data, with 200", page(http.StatusOK, "Sign in to continue")},
		{"401", "the login is refused", func(j *jira, w http.ResponseWriter, _ *http.Request, _ http.Handler) { j.stranger(w) }},
		{"captcha", "the login is refused with 403 until a captcha is solved", captcha},

		{"filter-gone", "the filter is not there: 404", refuse("filter/1", http.StatusNotFound, "The selected filter does not exist.")},
		{"gone", "the search is no longer offered: 410", refuse("search", http.StatusGone, "The requested API has been removed.")},
		{"too-long", "the question is too long: 413", refuse("search", http.StatusRequestEntityTooLarge, "The request is too large.")},

		{"rate", "every fourth request is one too many: 429, Retry-After in seconds", limit(func(h http.Header, now time.Time) { h.Set("Retry-After", "5") })},
		{"rate-date", "as rate, with Retry-After as a date", limit(func(h http.Header, now time.Time) {
			h.Set("Retry-After", now.Add(8*time.Second).UTC().Format(http.TimeFormat))
		})},
		{"rate-reset", "as rate, without Retry-After, with X-RateLimit-Reset to the minute", limit(func(h http.Header, now time.Time) {
			h.Set("X-RateLimit-Reset", minuteAfter(now))
		})},
		{"near-limit", "every answer says that the limit is near", nearLimit},
	}
}

// troubles are those of Jira itself.
func troubles() []Ailment {
	return []Ailment{
		{"500", "Jira fails", refuse("", http.StatusInternalServerError, "Internal server error")},
		{"502", "the proxy before Jira fails, with a web page", page(http.StatusBadGateway, "502 Bad Gateway")},
		{"503", "Jira is being started", refuse("", http.StatusServiceUnavailable, "Jira is starting up.")},
		{"down", "connections are closed without an answer", func(*jira, http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }},
	}
}

// answers are those that something is wrong with.
func answers() []Ailment {
	key := func(n int) string { return ticket{number: n}.key() }
	return []Ailment{
		{"cut", "lists and incidents end in the middle", spoil(cut)},
		{"bad-json", "lists and incidents are no JSON", spoil(badJSON)},
		{"bomb", "lists and incidents are small, and 64 MiB when unpacked", bomb},
		{"big", "10 MB stand in a field of " + key(bigNumber), nil},
		{"drip", "lists and incidents come with one byte a second", spoil(drip)},
		{"slow", "every answer takes two seconds", slow},

		{tokenLoop, "the token of the second page comes again and again", nil},
		{"short", "the list announces more than it gives", nil},
		{"shift", "a new incident pushes the second page on while the list is read", nil},
	}
}

// roads are those on which a token could get lost.
func roads() []Ailment {
	return []Ailment{
		{"redirect", "Jira points to another host", redirect(func(*http.Request) string { return "https://sso.example.net/login" })},
		{"downgrade", "Jira points to its own host without TLS", redirect(func(r *http.Request) string { return "http://" + r.Host + "/jira" + r.URL.Path })},
		{"tls-expired", "Jira's certificate has expired", nil},
		{"tls-name", "Jira's certificate is for another name", nil},
		{"tls-unknown", "Jira's certificate is signed by nobody who is known", nil},
	}
}

// events change what Jira holds, or what this user may do with it.
func events() []Ailment {
	key := func(n int) string { return ticket{number: n}.key() }
	return []Ailment{
		{"moved", fmt.Sprintf("%s, as the list has it, lives on as %s", key(movedNumber), movedKey), nil},
		{"deleted", key(deletedNumber) + " is still in the list, and exists no more", nil},
		{"hidden", key(hiddenNumber) + " is still in the list, and may not be seen", nil},
		{"read-only", "nothing may be edited, so that no letter can be claimed", nil},
		{"no-group", "this user is no incident manager, and may look and preview", nil},
		{"no-comments", "nothing may be commented on", nil},

		{"new", key(arrivals[0].number) + " comes, a major incident", nil},
		{"changed", key(changedNumber) + " gets another status", nil},
		{"closed", key(closedNumber) + " is closed and leaves the list", nil},
	}
}

// page answers everything with a page for people.
func page(status int, title string) disturbance {
	return func(_ *jira, w http.ResponseWriter, _ *http.Request, _ http.Handler) { web(w, status, title) }
}

// refuse answers what is asked below this path in Jira's own way of saying no.
func refuse(below string, status int, words string) disturbance {
	return func(_ *jira, w http.ResponseWriter, r *http.Request, healthy http.Handler) {
		if !strings.HasPrefix(resource(r), below) {
			healthy.ServeHTTP(w, r)
			return
		}
		complain(w, status, words)
	}
}
