package demo

import (
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"net/http"
	"time"
)

// The kinds of Jira, as the flag --jira names them.
const (
	DataCenter = "datacenter"
	Cloud      = "cloud"
)

// login is who may ask, with the token.
const (
	loginName  = "incident-desk"
	loginEmail = "incident-desk@example.com"
)

// kind is what differs between Jira Cloud and Jira Data Center, as far as a client can tell.
//
// Source: Atlassian, "Jira Cloud platform REST API v2" and "Jira Data Center REST API".
type kind struct {
	name, deployment, version string

	login   func(token string) string    // the header Authorization of who may ask
	config  string                       // how the config says so
	welcome func(http.Header, time.Time) // the headers of an answer to who may ask
	fields  string                       // which a search returns where none is named
	user    func(name, display string) object
	assets  schema                // of a field with objects of Assets
	asset   func(name string) any // such an object, in an issue
	unseen  int                   // the status for an issue that this user may not see
	missing string                // what is said of an issue that is not there
}

var dataCenter = kind{
	name: DataCenter, deployment: "Server", version: "9.12.15",
	login:  func(token string) string { return "Bearer " + token },
	config: "auth: pat",
	welcome: func(h http.Header, _ time.Time) {
		h.Set("X-Seraph-LoginReason", "OK")
		h.Set("X-AUSERNAME", loginName)
		for name, value := range map[string]string{"Limit": "500", "Remaining": "499", "FillRate": "50", "Interval-Seconds": "1"} {
			h.Set("X-RateLimit-"+name, value)
		}
		h.Set("Retry-After", "0") // while tokens remain
	},
	fields: "*navigable",
	user: func(name, display string) object {
		return object{"key": name, "name": name, "emailAddress": name + "@example.com", "displayName": display, "active": true, "timeZone": "Etc/UTC"}
	},
	assets:  schema{Type: "any", Custom: "com.riadalabs.jira.plugins.insight:rlabs-customfield-default-object"},
	asset:   func(name string) any { return name + " (SVC-" + number(name) + ")" },
	unseen:  http.StatusForbidden,
	missing: "Issue Does Not Exist",
}

// workspace is where Cloud keeps the objects of Assets.
const workspace = "c1d5e2a0-6f3b-4f0e-9a47-2b8d7c9e0f11"

var cloud = kind{
	name: Cloud, deployment: "Cloud", version: "1001.0.0-SNAPSHOT",
	login: func(token string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(loginEmail+":"+token))
	},
	config: "auth: basic\n  email: " + loginEmail,
	welcome: func(h http.Header, now time.Time) {
		h.Set("X-AACCOUNTID", accountID(loginName))
		h.Set("X-RateLimit-Limit", "350")
		h.Set("X-RateLimit-Remaining", "349")
		h.Set("X-RateLimit-Reset", minuteAfter(now))
	},
	fields: "id",
	user: func(name, display string) object {
		o := object{"accountId": accountID(name), "accountType": "atlassian", "displayName": display, "active": true, "timeZone": "Etc/UTC"}
		if name == loginName { // others have not chosen to show theirs
			o["emailAddress"] = loginEmail
		}
		return o
	},
	assets: schema{Type: "array", Items: "cmdb-object-field", Custom: "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"},
	asset: func(name string) any {
		return object{"workspaceId": workspace, "id": workspace + ":" + number(name), "objectId": number(name)}
	},
	unseen:  http.StatusNotFound,
	missing: "Issue does not exist or you do not have permission to see it.",
}

// accountID looks like one of Atlassian's, always the same for a name.
func accountID(name string) string {
	return fmt.Sprintf("557058:%08x-0000-4000-8000-%012x", crc32.ChecksumIEEE([]byte(name)), len(name))
}

// minuteAfter is the end of the minute in the form of Cloud's X-RateLimit-Reset, which knows
// no seconds.
func minuteAfter(t time.Time) string {
	return t.UTC().Truncate(time.Minute).Add(time.Minute).Format("2006-01-02T15:04Z")
}
