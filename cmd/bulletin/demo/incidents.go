package demo

import (
	"slices"
	"time"
)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// tickets are all issues of the demo's Jira.
func tickets() []ticket { return slices.Concat(pressing, steady, quiet, strange, over) }

// pressing are the incidents at which an operator should look first.
var pressing = []ticket{{
	number: 147, priority: "P1", status: "New", age: 3 * minute, began: 6 * minute,
	assignee: "Duty Manager", failing: 97, versions: []string{"4.2.0"},
	services: []string{"Payments", "Checkout"}, regions: []string{"EMEA", "AMER"},
	summary:  "Card payments are declined for all merchants",
	severity: "Critical", major: true, users: 48200, organizations: []string{"Alpha Retail", "Beta Travel"},
	description: "Authorisation success fell from 98 % to 3 % within one minute.\n\n* all card schemes\n* all acquirers behind the new gateway\n* wallets are affected too",
	customers:   "Card payments are declined at the moment. Your customers see \"payment not possible\" at the last step of the checkout.\n\nBank transfers and direct debits are not affected.",
	workaround:  "Please offer bank transfer or direct debit until further notice.",
}, {
	number: 106, priority: "P2", status: "Investigating", age: 165 * minute, quiet: 22 * minute, began: 3 * hour,
	assignee: "Search Team", failing: 6.25,
	services: []string{"Search"}, regions: []string{"EMEA"},
	summary:  "Search returns incomplete results",
	severity: "High", users: 9100,
	description: "Two of twelve shards answer late; their hits are missing from the results.",
	customers:   "Searches may return fewer results than they should. No data is lost: records can still be opened through their number and through the lists.",
	workaround:  "Open records by their number, or through the list views.",
}, {
	number: 104, priority: "P2", status: "Done", age: 423 * minute, quiet: 38 * minute, done: 38 * minute, began: 7*hour + 12*minute, ended: 52 * minute,
	assignee: "Duty Manager", versions: []string{"4.1.7"}, fixed: []string{"4.2.0"},
	services: []string{"Single Sign-on"}, regions: []string{"EMEA", "AMER"},
	summary:  "Sign-in through SSO ends in a loop",
	severity: "High", users: 15400, organizations: []string{"Gamma Logistics"},
	description: "The session cookie was not accepted after the rotation of the signing key.",
	customers:   "Sign-in through single sign-on led back to the sign-in page. Since the fix was rolled out, sign-in works again for everybody.",
	workaround:  "Close all browser windows and sign in again.",
	cause:       "One of three nodes kept the previous signing key after its rotation.",
}, {
	number: 133, priority: "P2", status: "Monitoring", age: 247 * minute, quiet: 12 * minute, began: 253 * minute,
	assignee: "Storage Team",
	services: []string{"Storage", "File Upload"}, regions: []string{"AMER"},
	summary:  "File previews are missing after the storage failover",
	severity: "Medium", users: 2300,
	description: "Previews are being built again, newest files first; 61 % are done.",
	customers:   "Files uploaded before today show no preview. The files themselves are complete and can be downloaded.",
	workaround:  "Download the file to see what is in it.",
}, {
	number: 123, priority: "P2", status: "Monitoring", age: 308 * minute, quiet: 50 * minute, began: 5*hour + 20*minute,
	assignee: "Mail Team",
	services: []string{"Notifications", "E-mail"}, regions: []string{"EMEA"},
	summary:  "Outgoing e-mail is delayed by up to an hour",
	severity: "Medium", users: 31000,
	description: "The queue is shrinking by about 4,000 messages a minute.",
	customers:   "E-mail notifications arrive with a delay of up to one hour. None are lost, and notifications inside the application are on time.",
	workaround:  "Look at the notification centre in the application.",
}, {
	number: 121, priority: "P2", status: "Identified", age: 95 * minute, quiet: 15 * minute, began: 110 * minute,
	assignee: "Network On-Call", failing: 12.5, fixed: []string{"4.2.1"},
	services: []string{"File Upload"}, regions: []string{"APAC"},
	summary:  "Uploads larger than 50 MB are cut off",
	severity: "High", users: 1200, organizations: []string{"Delta Foundation"},
	description: "The new edge nodes close a connection after 60 s. A corrected configuration is being rolled out.",
	customers:   "Uploads of files larger than about 50 MB stop before they are complete. Smaller files are not affected.",
	workaround:  "Split large files, or upload them over a fast line.",
}, {
	number: 108, priority: "P1", status: "Identified", age: 84 * minute, quiet: 11 * minute, began: 90 * minute,
	assignee: "Duty Manager", failing: 6.7,
	services: []string{"Public API", "Webhooks"}, regions: []string{"EMEA", "AMER", "APAC"},
	summary:  "Public API answers slowly, some requests time out",
	severity: "Critical", major: true, users: 22700, organizations: []string{"Epsilon Bank", "Zeta Air"},
	description: "A query plan changed after last night's statistics run. The index that it needs is being built.",
	customers:   "Requests to the public API take up to 20 seconds, and about one in fifteen ends in a time-out. Requests that fail can be repeated safely.",
	workaround:  "Repeat failed requests after a pause, with the same idempotency key.",
}}
