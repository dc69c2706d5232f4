package guard_test

import "bulletin/notify/letter/guard"

// watch is a house with names of every kind.
func watch() guard.Watch {
	return guard.Watch{
		Domains: []string{"corp.example.com", "*.int.example.net", "bücher.example"},
		Links:   []string{"jira.example.com", "example.com/jira", "wiki.example.com:8443", "büro.example", "https://example.org:443/a%20b/", "intrajira"},
		People: []string{"Anna Schmidt", "Müller, Jörg (IT)", "Jean-Pierre O'Neill", "Willem van der Berg", "Will", "Kowalski",
			"Bob", "Mark", "Service Desk", "J. Smith", "Élodie Petit", "Mu\u0308ller", "Zoe\u0308 Dvor\u030ca\u0301k"},
		House:   "example.com",
		Allowed: []string{"Support@example.com", "status@partner.example.org"},
		Terms: map[string]string{"orion-2": "Orion-2 Payments", "blue whale": "the data store", "data c++": "", "pay-gate": "card payments",
			"status page": "Status Page", "über_bau": "portal", "crédit.net": "", "UP": "running", "High": "", "IT": "", "Payments": "", "EMEA": "Europe",
			"P-1": "", "Level.": ""},
	}
}
