package demo

// steady are incidents that run their course: somebody works on them, and who must know
// has mostly been told.
var steady = []ticket{{
	number: 138, priority: "P1", status: "Monitoring", age: 203 * minute, quiet: 20 * minute, began: 210 * minute,
	services: []string{"Login"}, regions: []string{"AMER"},
	summary:  "Sign-in with a password fails for some users",
	severity: "Critical", major: true, users: 12900,
	description: "The session store is back at full strength; the error rate has been normal for 20 minutes.",
	customers:   "Some users could not sign in with their password. Sign-in works again; we keep watching it before we call the incident resolved.",
	workaround:  "Use single sign-on where your organisation has it.",
}, {
	number: 144, priority: "P2", status: "Investigating", age: 19 * minute, quiet: 8 * minute, began: 25 * minute,
	services: []string{"Mobile App", "Push"}, regions: []string{"EMEA"},
	summary:  "Push notifications do not reach Android devices",
	severity: "High", users: 40500,
	description: "The push provider rejects our credentials since 25 minutes ago. iOS is not affected.",
	customers:   "Android devices receive no push notifications. The application itself works, and iOS devices are not affected.",
	workaround:  "Open the application to see new messages.",
}, {
	number: 141, priority: "P2", status: "Identified", age: 47 * minute, quiet: 14 * minute, began: 55 * minute,
	services: []string{"Billing"}, regions: []string{"EMEA", "APAC"},
	summary:  "Invoices cannot be opened as PDF",
	severity: "Medium", users: 860,
	description: "The renderer misses a font after the base image was updated. The old image is being rolled back.",
	customers:   "Invoices cannot be opened or downloaded as PDF. Amounts and due dates are shown correctly in the billing overview.",
	workaround:  "Use the billing overview, or export the invoice as CSV.",
}, {
	number: 118, priority: "P2", status: "Identified", age: 176 * minute, quiet: 35 * minute, began: 190 * minute,
	services: []string{"Webhooks", "Integrations", "Public API"}, regions: []string{"EMEA", "AMER", "APAC"},
	summary:  "Webhooks are delivered twice",
	severity: "Medium", users: 540,
	description: "A consumer group was rebalanced without its offsets. Deliveries of the last three hours may come twice.",
	customers:   "Webhooks may be delivered twice. Each delivery carries the same event id, by which the second one can be recognised.",
	workaround:  "Ignore deliveries whose event id you have already seen. See [how to recognise them|https://docs.example.com/webhooks].",
}, {
	number: 109, priority: "P3", status: "Investigating", age: 494 * minute, quiet: 70 * minute, began: 9 * hour,
	services: []string{"Notifications"}, regions: []string{"AMER"},
	summary:  "Digest e-mails show yesterday's figures",
	severity: "Medium", users: 7600,
	description: "The nightly aggregation stopped at 02:10 and was started again.",
	customers:   "The daily digest shows the figures of the day before. Dashboards are up to date.",
}, {
	number: 103, priority: "P3", status: "Identified", age: 2*day + 3*hour, quiet: 5 * hour, began: 2*day + 4*hour,
	services: []string{"Data Export"}, regions: []string{"EMEA"},
	summary:  "Scheduled exports start up to three hours late",
	severity: "Medium", users: 310,
	description: "One tenant's export keeps all workers busy; it is being moved to a queue of its own.",
	customers:   "Scheduled exports start late, at present by up to three hours. Their content is complete and correct.",
	workaround:  "Start urgent exports by hand: they go ahead of the scheduled ones.",
}, {
	number: 127, priority: "P3", status: "Monitoring", age: 26 * hour, quiet: 2 * hour, began: 27 * hour,
	services: []string{"Login", "Text Messages"}, regions: []string{"APAC"},
	summary:  "One-time codes by text message arrive late",
	severity: "Medium", users: 4100,
	description: "One of two carriers delivers after several minutes; traffic has been moved to the other.",
	customers:   "One-time codes sent by text message may arrive after several minutes, when they are no longer valid.",
	workaround:  "Use an authenticator application, or ask for a second code.",
}, {
	number: 130, priority: "P3", status: "Identified", age: 697 * minute, quiet: 3 * hour, began: 12 * hour,
	services: []string{"Reporting"}, regions: []string{"EMEA", "AMER"},
	summary:  "Monthly report counts some orders twice",
	severity: "Medium", users: 95,
	description: "Orders that changed hands on the last day of the month are in both halves of the join.",
	customers:   "The monthly report counts orders twice that were changed on the last day of the month. The orders themselves are correct.",
	workaround:  "Use the daily reports and add them up.",
}}
