package demo

// quiet are small incidents. They give the list its length; some need nobody to be told.
var quiet = []ticket{{
	number: 101, priority: "P4", status: "Monitoring", age: 9 * day, quiet: 20 * hour, began: 9*day + 2*hour,
	kind:     "Problem",
	services: []string{"Reporting"}, regions: []string{"AMER"},
	summary:  "Usage report shows amounts in the previous currency",
	severity: "Low", users: 12,
	description: "The cached exchange table is cleared once a month. It was cleared by hand.",
	customers:   "The usage report may show amounts in the currency that was set before. Invoices are correct.",
	workaround:  "Open the report once more: the second time it is right.",
}, {
	number: 126, priority: "P4", status: "New", age: 369 * minute,
	services: []string{"Status Widget"}, regions: []string{"EMEA"},
	summary:     "Status widget overlaps the page's footer in narrow windows",
	severity:    "Low",
	description: "Seen below 900 pixels.",
	customers:   "In narrow windows the status widget covers the page's footer.",
	workaround:  "Make the window wider, or close the widget.",
}, {
	number: 132, priority: "P4", status: "Investigating", age: 31 * hour, quiet: 9 * hour, began: 33 * hour,
	kind: "Problem", versions: []string{"3.9"},
	services: []string{"Calendar"}, regions: []string{"AMER", "APAC"},
	summary:  "Calendar subscriptions show times one hour late",
	severity: "Low", users: 220,
	description: "Zones with a changed daylight saving rule are read from an old table.",
	customers:   "Subscribed calendars show some appointments one hour late. The calendar in the application is right.",
	workaround:  "Look at the calendar in the application.",
}, {
	number: 135, priority: "P3", status: "New", age: 50 * minute, began: 65 * minute,
	services: []string{"Chat"}, regions: []string{"EMEA"},
	summary:  "Chat history loads slowly",
	severity: "Medium", users: 3900,
	description: "The archive's read replica is behind by 40 minutes.",
	customers:   "Older chat messages take up to a minute to appear. New messages are not affected.",
	// A workaround for staff, in the field that customers are shown: their letter is blocked.
	workaround: "Read older messages on chat-archive-2.corp.example.com until the history loads again.",
}, {
	number: 139, priority: "P3", status: "Investigating", age: 28 * minute, quiet: 9 * minute,
	services:    []string{"Data Import"},
	summary:     "Imports from spreadsheets stop at the first empty row",
	severity:    "Medium",
	description: "Reported by support. Which regions are affected is not yet known.",
	customers:   "Imports from spreadsheets stop at the first empty row.",
	workaround:  "Remove empty rows before the import.",
}, {
	// Planned work, for those who tell of it as they tell of incidents.
	number: 128, priority: "P4", status: "New", age: 3 * day, quiet: 6 * hour, began: -2 * day, ended: -2*day - 3*hour,
	kind: "Change", assignee: "Billing Team", fixed: []string{"4.3.0"},
	services: []string{"Billing"}, regions: []string{"EMEA", "AMER"},
	summary:     "Billing moves to its new database",
	severity:    "Low",
	description: "Approved. The rollback takes 20 minutes.",
	customers:   "Invoices cannot be opened while billing moves to its new database. Payments are not affected.",
	workaround:  "Open the invoices that you need before the work begins.",
}, {
	// Of a team that lets nobody else write: the incident desk may read it, and tell nobody.
	number: 136, priority: "P4", status: "Investigating", age: 7 * hour, quiet: 4 * hour, began: 8 * hour,
	locked: true, assignee: "Partner Team",
	services: []string{"Partner Portal"}, regions: []string{"AMER"},
	summary:  "Partner portal shows an old contact address",
	severity: "Low", users: 40,
	description: "The address comes from the partner team's own directory.",
	customers:   "The partner portal shows the contact address of last year. Letters to it are forwarded.",
	workaround:  "Use the address at the foot of your contract.",
}}
