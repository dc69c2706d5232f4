package demo

import (
	"fmt"
	"time"
)

// MostIncidents is how many can be generated.
const MostIncidents = 20_000

// firstOfCrowd is the number of the first generated incident.
const firstOfCrowd = 1000

// The words from which incidents are put together. The lists have lengths without a common
// factor, so that they meet in ever new ways.
var (
	crowdThings = []string{"Search", "Billing", "Login", "File Upload", "Reporting", "Webhooks", "Calendar", "Chat", "Data Export", "Notifications", "Public API"}
	crowdWoes   = []string{"answers slowly", "shows old figures", "fails for some users", "returns errors now and then", "loses its settings", "is not available", "is delayed"}
	crowdWhere  = []string{"after the last release", "in one availability zone", "for large customers", "since the certificate was renewed", "on mobile devices"}
	crowdPlaces = [][]string{{"EMEA"}, {"AMER"}, {"APAC"}, {"EMEA", "AMER"}}
	crowdStates = []string{"New", "Investigating", "Identified", "Monitoring", "Investigating", "Identified", "Monitoring", "Investigating", "Identified"}
	crowdHands  = []string{"Duty Manager", "Service Owner", "", "Network On-Call"}
)

// crowd are n generated incidents, always the same ones, for the feel of a large list. None is
// as grave as the demo's own, and one in forty is over for long and out of the usual filter.
func crowd(n int) []ticket {
	all := make([]ticket, n)
	for i := range all {
		of := func(words []string) string { return words[i%len(words)] }
		thing := of(crowdThings)
		t := ticket{
			number: firstOfCrowd + i, priority: []string{"P3", "P4", "P4", "P2", "P3"}[i%5], status: of(crowdStates),
			age: 4*hour + time.Duration(n-i)*7*minute, services: []string{thing}, regions: crowdPlaces[i%len(crowdPlaces)],
			summary:  fmt.Sprintf("%s %s %s", thing, of(crowdWoes), of(crowdWhere)),
			severity: []string{"Low", "Medium", "Medium", "High"}[i%4], users: i * 37 % 5000, assignee: of(crowdHands),
			description: "One of many.", customers: wiki(fmt.Sprintf("%s %s. We are working on it.", thing, of(crowdWoes))),
		}
		t.quiet, t.began = t.age/2, t.age+20*minute
		if i%40 == 39 {
			t.status, t.done = "Done", t.age/2+2*day
			t.age, t.quiet, t.ended = t.age+3*day, t.done, t.done+hour
			t.began = t.age + 20*minute
		}
		all[i] = t
	}
	return all
}
