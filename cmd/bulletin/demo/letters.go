package demo

import (
	"cmp"
	"slices"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// letters are the past letters, oldest first, as the journal would hold them.
func letters() []past {
	all := slices.Clone(pastLetters)
	slices.SortStableFunc(all, func(a, b past) int { return cmp.Compare(b.ago, a.ago) })
	return all
}

// The audiences and stages, short enough for a table.
const (
	customers  = "customers"
	staff      = "staff"
	management = "management"

	start    = incident.Start
	update   = incident.Update
	resolved = incident.Resolved
)

var pastLetters = []past{
	// An update was promised for 50 minutes ago, and never came.
	{number: 106, audience: customers, stage: start, ago: 160 * minute},
	{number: 106, audience: customers, stage: update, ago: 110 * minute, message: "We have found which part of the search is affected and are looking for the cause."},

	// Jira says done. Staff have heard it; customers still wait.
	{number: 104, audience: customers, stage: start, ago: 410 * minute},
	{number: 104, audience: customers, stage: update, ago: 5 * hour, message: "The cause is known. A correction is being rolled out."},
	{number: 104, audience: staff, stage: start, ago: 405 * minute},
	{number: 104, audience: staff, stage: resolved, ago: 30 * minute, message: "Support may close the tickets that were opened because of this."},

	// Customers were told in time; the staff's update is late.
	{number: 133, audience: staff, stage: start, ago: 64 * minute, message: "Please do not start the rebuild of previews by hand."},
	{number: 133, audience: customers, stage: start, ago: 230 * minute},
	{number: 133, audience: customers, stage: update, ago: 30 * minute, message: "More than half of the previews are back."},

	// The connection was lost after the final dot: nobody knows whether the update arrived.
	{number: 123, audience: customers, stage: start, ago: 290 * minute},
	{number: 123, audience: customers, stage: update, ago: 55 * minute, message: "The delay is getting shorter.", end: notify.Unknown},

	// One mailbox in this region no longer exists.
	{number: 121, audience: customers, stage: start, ago: 90 * minute},
	{number: 121, audience: customers, stage: update, ago: 33 * minute, message: "The cause is known. A corrected configuration is being rolled out."},

	// A grave one, told as it should be.
	{number: 108, audience: customers, stage: start, ago: 80 * minute},
	{number: 108, audience: staff, stage: start, ago: 78 * minute},
	{number: 108, audience: management, stage: start, ago: 75 * minute},
	{number: 108, audience: customers, stage: update, ago: 52 * minute, message: "We know the cause and are preparing a correction."},
	{number: 108, audience: staff, stage: update, ago: 14 * minute},
	{number: 108, audience: management, stage: update, ago: 13 * minute, message: "On course for recovery within the hour."},
	{number: 108, audience: customers, stage: update, ago: 12 * minute, message: "The correction is being applied. Answers are already faster."},
	{number: 138, audience: customers, stage: start, ago: 195 * minute},
	{number: 138, audience: customers, stage: update, ago: 24 * minute, message: "Sign-in works again. We keep watching it."},
	{number: 138, audience: management, stage: start, ago: 190 * minute},
	{number: 138, audience: management, stage: update, ago: 21 * minute},

	{number: 144, audience: customers, stage: start, ago: 15 * minute},
	{number: 141, audience: customers, stage: start, ago: 44 * minute},
	{number: 118, audience: customers, stage: start, ago: 170 * minute},
	{number: 118, audience: customers, stage: update, ago: 34 * minute, message: "No more than one in a hundred deliveries still comes twice."},
	{number: 117, audience: customers, stage: start, ago: 150 * minute},
	{number: 117, audience: customers, stage: update, ago: 35 * minute, message: "All name servers answer correctly."},
	{number: 117, audience: staff, stage: start, ago: 145 * minute},
	{number: 117, audience: staff, stage: update, ago: 31 * minute},
	{number: 115, audience: customers, stage: start, ago: 17 * minute, message: "ご迷惑をおかけしております。"},
	{number: 112, audience: staff, stage: start, ago: 125 * minute},
	{number: 112, audience: staff, stage: update, ago: 28 * minute, message: "The bridge is open; join it if you know storage."},
	{number: 120, audience: staff, stage: start, ago: 150 * minute},
	{number: 109, audience: customers, stage: start, ago: 200 * minute},
	{number: 103, audience: customers, stage: start, ago: 2 * day},
	{number: 103, audience: customers, stage: update, ago: 172 * minute, message: "The queue for the affected tenant is being tested."},
	{number: 113, audience: staff, stage: start, ago: 75 * minute, message: "Do not paste the text into a terminal."},
	{number: 127, audience: customers, stage: start, ago: 25 * hour},
	{number: 127, audience: customers, stage: update, ago: 130 * minute, message: "Codes now go through another carrier."},
	{number: 130, audience: customers, stage: start, ago: 11 * hour},
	{number: 130, audience: customers, stage: update, ago: 187 * minute, message: "A corrected report is being tested."},
	{number: 135, audience: staff, stage: start, ago: 45 * minute},
	{number: 132, audience: customers, stage: start, ago: 9 * hour},
	{number: 101, audience: customers, stage: start, ago: 8 * day},
	{number: 101, audience: customers, stage: update, ago: 1213 * minute, message: "Most reports are right again."},

	// Over, and everybody knows it.
	{number: 124, audience: customers, stage: start, ago: 530 * minute},
	{number: 124, audience: customers, stage: resolved, ago: 290 * minute, message: "Orders with wrong delivery costs have been corrected."},
	{number: 129, audience: customers, stage: start, ago: 15 * hour},
	{number: 129, audience: customers, stage: resolved, ago: 170 * minute, message: "Nothing has to be done on your side."},
	{number: 97, audience: customers, stage: start, ago: 95 * hour},
	{number: 97, audience: customers, stage: resolved, ago: 3 * day, message: "The search works again."},
}
