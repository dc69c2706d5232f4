package demo

import "strings"

// strange are incidents whose text a careless program would stumble over.
var strange = []ticket{{
	number: 112, priority: "P2", status: "Investigating", age: 130 * minute, quiet: 25 * minute, began: 150 * minute,
	assignee: "Storage Team", failing: 0.4,
	services: []string{"Storage"}, regions: []string{"EMEA"},
	summary: "Object storage answers with increased latency in both availability zones, which delays uploads, downloads, thumbnails, " +
		"nightly backups, exports, the import of bank statements and everything else that reads or writes large files",
	severity: "High", users: 18000,
	description: wiki("Timeline and notes of the bridge call.\n\n" + strings.Repeat(
		"* the storage team compared the latency of both zones again and found no difference between them\n", 40) + "* next check in 15 minutes"),
	customers: wiki("Everything that reads or writes large files takes longer than usual. Nothing is lost, and nothing has to be repeated.\n\n" +
		"* uploads and downloads take three to five times as long\n* thumbnails appear after several minutes\n* nightly backups will end later than usual, and before 09:00\n\n" +
		strings.TrimSpace(strings.Repeat("We are working on it together with the operator of the data centre, and we will tell you as soon as the latency is back to normal. ", 8))),
	workaround: "Put large transfers off to the evening where you can.",
}, {
	number: 113, priority: "P3", status: "Identified", age: 341 * minute, quiet: 80 * minute, began: 6 * hour,
	services: []string{"Import \u202Egnp.exe", "Feedback\x1b[31m"}, regions: []string{"EMEA"},
	summary:     "Form \x1b]0;owned\x07takes \x1b[2Jany text \u202Edeppots\u202C, even in\u200Bvisible\r\nBcc: victim@example.net",
	severity:    "Medium",
	description: "A visitor sent this text through the feedback form: \x1b[2J\x1b[H\x1b]52;c;b3duZWQ=\x07 and \u009b31m.",
	customers:   "Some texts are shown otherwise than they were written: <script>alert(1)</script> [issue.key] [issue.reporter] \x1b[2J",
	workaround:  "Use plain words.\r\n.\r\nRCPT TO:<victim@example.net>",
	rendered: map[string]string{
		customID(11754): `<p>Some texts are shown otherwise than they were written: <script>alert(1)</script><b onclick="alert(2)">bold</b> [issue.key] ` +
			`<a href="javascript:alert(3)">a link</a> <a href="https://docs.example.com/feedback">another</a> ` +
			"<img src=\"https://tracker.example.net/x.png\" onerror=\"alert(4)\"><style>body{display:none}</style>\x1b[2J</p>",
		customID(11710): `<p>Use plain words.</p><iframe src="https://evil.example.net/"></iframe><form action="https://evil.example.net/"><input name="password"></form>`,
	},
}, {
	number: 115, priority: "P2", status: "Identified", age: 75 * minute, quiet: 18 * minute, began: 85 * minute,
	services: []string{"検索", "Übersetzung"}, regions: []string{"APAC"},
	summary:  "検索結果に絵文字 👩‍💻🇯🇵 が表示されない — Suche nach „Gru\u0308ße“ schlägt fehl 🔍",
	severity: "Medium", users: 2750,
	description: "전각 문자와 결합 문자(e\u0301, n\u0303, Z\u0351\u036b\u0343)를 정규화하지 않음.",
	customers:   "絵文字や結合文字を含む語句の検索が失敗します。\n\nSearches for words with emoji 🎉 or combining marks (re\u0301sume\u0301) find nothing.",
	workaround:  "絵文字を除いて検索してください。 Leave emoji and accents out.",
}, {
	number: 117, priority: "P2", status: "Monitoring", age: 155 * minute, quiet: 33 * minute, began: 160 * minute,
	services: []string{"DNS", "Public API", "Checkout", "Payments", "Login", "Search", "Webhooks", "Reporting",
		"File Upload", "Notifications", "Chat", "Calendar", "Data Export"},
	regions:  []string{"EMEA", "AMER"},
	summary:  "Host names are resolved late or not at all",
	severity: "High", major: true, users: 51000,
	description: "One of four name servers answered with an old zone. It was taken out of service.",
	customers:   "For some networks our host names could not be resolved, so that none of our services could be reached from there. The faulty name server is out of service.",
	workaround:  "Empty the cache of your resolver if the problem stays.",
}, {
	number: 120, priority: "P3", status: "Identified", age: 266 * minute, quiet: 45 * minute, began: 5 * hour,
	services: []string{"Mobile App"}, regions: []string{"AMER"},
	summary:  "Mobile app signs users out in the background",
	severity: "Medium", users: 6400,
	description: "The refresh token is asked for twice, and the second answer makes the first one void. What customers should read is not yet written.",
	workaround:  "Keep the application open while you work with it.",
}}
