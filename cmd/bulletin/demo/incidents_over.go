package demo

// over are incidents that Jira calls done, and of which everybody knows it.
var over = []ticket{{
	number: 124, priority: "P2", status: "Done", age: 551 * minute, quiet: 5 * hour, done: 5 * hour, began: 9*hour + 20*minute, ended: 330 * minute,
	assignee: "Duty Manager",
	services: []string{"Checkout"}, regions: []string{"AMER"},
	summary:  "Checkout shows wrong delivery costs",
	severity: "High", users: 5300,
	description: "The price table of the week was loaded a day early.",
	customers:   "The checkout showed wrong delivery costs. Orders with wrong costs have been corrected.",
	workaround:  "None is needed any more.",
	cause:       "A price table was loaded a day before it became valid.",
}, {
	number: 129, priority: "P3", status: "Done", age: 965 * minute, quiet: 3 * hour, done: 3 * hour, began: 17 * hour, ended: 4 * hour,
	services: []string{"Public API"}, regions: []string{"APAC"},
	summary:  "API keys created in the last day are refused",
	severity: "Medium", users: 140,
	description: "The replication of new keys had stopped.",
	customers:   "API keys that were created during the last day were refused. All keys work now.",
	workaround:  "None is needed any more.",
	cause:       "The replication of new keys had stopped after a certificate expired.",
}, {
	number: 97, priority: "P2", status: "Done", age: 4 * day, quiet: 3 * day, done: 3 * day, began: 4*day + hour, ended: 3*day + hour,
	assignee: "Search Team",
	services: []string{"Search"}, regions: []string{"EMEA"},
	summary:  "Search is not available",
	severity: "High", users: 33000,
	description: "Too long ago for the filter, but still to be opened by its key.",
	customers:   "The search was not available. It works again.",
	workaround:  "None is needed any more.",
	cause:       "A full disk on the index nodes.",
}}
