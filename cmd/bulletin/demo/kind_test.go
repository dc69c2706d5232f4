package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/jiraclient"
	"bulletin/notify/incident"
)

func both(t *testing.T, test func(*testing.T, scratch)) {
	for _, kind := range []string{DataCenter, Cloud} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, startOptions(t, Options{Kind: kind}, nil))
		})
	}
}

// TestKindsAgree: by every filter both kinds list the same incidents in the same order, and
// the real client finds every filter.
func TestKindsAgree(t *testing.T) {
	t.Parallel()
	dc, cl := startOptions(t, Options{}, nil), startOptions(t, Options{Kind: Cloud}, nil)
	want := map[string]int{"10042": len(tickets()) - 1, "10043": 4, "10044": 7, "10045": 0, "10046": len(tickets())}
	for _, f := range filters() {
		var keys [2][]string
		for i, s := range []scratch{dc, cl} {
			p, err := s.clientOf(t, f.id).List(t.Context(), incident.Query{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, in := range p.Incidents {
				keys[i] = append(keys[i], in.Key)
			}
		}
		if !slices.Equal(keys[0], keys[1]) || len(keys[0]) != want[f.id] {
			t.Errorf("%s: %v on Data Center, %v on Cloud; want %d", f.name, keys[0], keys[1], want[f.id])
		}
	}
	for _, s := range []scratch{dc, cl} {
		found, err := s.client(t).Filters(t.Context())
		if err != nil || len(found) != len(filters()) {
			t.Errorf("%s: filters %v, %v", s.kind.name, found, err)
		}
	}
}

func search(s scratch, query string) string {
	if s.kind.name == Cloud {
		return "search/jql?" + query
	}
	return "search?" + query
}

func jql(s string) string { return "jql=" + url.QueryEscape(s) }

// TestCloudSearch: the rules of the search that Cloud has left.
func TestCloudSearch(t *testing.T) {
	t.Parallel()
	s := startOptions(t, Options{Kind: Cloud}, nil)
	if status, o := s.do(t, http.MethodGet, "search?"+jql("project = OPS"), ""); status != http.StatusGone || o["errorMessages"] == nil {
		t.Errorf("the old search: %d %v", status, o)
	}
	for _, unbounded := range []string{"", "ORDER BY created"} {
		if status, _ := s.do(t, http.MethodGet, search(s, jql(unbounded)), ""); status != http.StatusBadRequest {
			t.Errorf("%q: %d", unbounded, status)
		}
	}
	_, first := s.do(t, http.MethodGet, search(s, jql("project = OPS")), "")
	issues := first["issues"].([]any)
	if o := issues[0].(map[string]any); len(issues) != usualPage || len(o) != 1 || o["id"] == "" {
		t.Errorf("without fields: %d issues, the first is %v", len(issues), o)
	}
	if first["total"] != nil || first["startAt"] != nil || first["isLast"] != false {
		t.Errorf("the first page says %v", first)
	}
	next := "&nextPageToken=" + url.QueryEscape(first["nextPageToken"].(string))
	_, last := s.do(t, http.MethodGet, search(s, jql("project = OPS")+next), "")
	if len(last["issues"].([]any)) != len(tickets())-usualPage || last["isLast"] != true || last["nextPageToken"] != nil {
		t.Errorf("the last page says %v", last)
	}
	if status, _ := s.do(t, http.MethodGet, search(s, jql("filter = 10043")+next), ""); status != http.StatusBadRequest {
		t.Errorf("the token of another question: %d", status)
	}
	status, byPost := s.do(t, http.MethodPost, "search/jql", `{"jql":"filter = 10043","fields":["summary"],"expand":"names"}`)
	if status != http.StatusOK || len(byPost["issues"].([]any)) != 4 || byPost["names"].(map[string]any)["summary"] != "Summary" {
		t.Errorf("by POST: %d %v", status, byPost)
	}
}

// TestConditions: what a client asks by itself, on both kinds.
func TestConditions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s scratch) {
		own, _ := split(filterJQL)
		for condition, want := range map[string]string{
			"id in (10147, 10106)":                                        "OPS-147 OPS-106",
			`key in ("OPS-104",ops-147)`:                                  "OPS-147 OPS-104",
			"key = OPS-97":                                                "OPS-97",
			"filter = 10043 ORDER BY key":                                 "OPS-108 OPS-117 OPS-138 OPS-147",
			`(` + own + `) AND updated >= "-10m"`:                         "OPS-147 OPS-144 OPS-139",
			`((` + own + `)) and (updated > "-10m") ORDER BY updated ASC`: "OPS-139 OPS-144 OPS-147",
			`updated >= "` + time.Now().UTC().Add(-10*minute).Format("2006-01-02 15:04") + `"`: "OPS-147 OPS-144 OPS-139",
			`(` + own + `) AND id in (10097, 10147)`:                                           "OPS-147",
			"id in (10147, 99999)":                                                             "400",
			"filter = 7":                                                                       "400",
			"project = HR":                                                                     "400",
			`updated >= "yesterday"`:                                                           "400",
		} {
			status, o := s.do(t, http.MethodGet, search(s, "fields=summary&"+jql(condition)), "")
			got := fmt.Sprint(status)
			if status == http.StatusOK {
				var keys []string
				for _, i := range o["issues"].([]any) {
					keys = append(keys, i.(map[string]any)["key"].(string))
				}
				got = strings.Join(keys, " ")
			}
			if got != want {
				t.Errorf("%s: %s, want %s", condition, got, want)
			}
		}
	})
}

// TestUpdatedSince: >= takes the moment itself in, > does not; a client that asks again from the
// last change on relies on it.
func TestUpdatedSince(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	j := newJira(Options{}, "", "", at.Add(hour))
	for condition, want := range map[string]bool{
		`updated >= "2024-01-31 10:00"`: true, `updated > "2024/01/31 10:00"`: false, `updated > "2024-01-31 09:59"`: true, `updated >= "2024-01-31 10:01"`: false,
	} {
		keeps, err := j.meaning(condition)
		if err != nil || keeps(&ticket{age: 2 * hour, quiet: hour}) != want {
			t.Errorf("%s: want %v, %v", condition, want, err)
		}
	}
}

// FuzzConditions: whatever JQL comes, it is answered or refused in words.
func FuzzConditions(f *testing.F) {
	for _, s := range []string{filterJQL, "((", ")", `"`, "id in ()", "a AND ", " and ", "(a) and (b)", "a and and b", `updated >= "-99999999999999999999d"`, "検索 and 検索"} {
		f.Add(s)
	}
	j := newJira(Options{}, "", "", time.Now())
	f.Fuzz(func(t *testing.T, s string) {
		condition, _ := split(s)
		keeps, err := j.meaning(condition)
		if err == nil {
			keeps(&ticket{})
		} else if err.Error() == "" {
			t.Errorf("%q is refused without words", s)
		}
	})
}

// TestWholeIssues: a search gives whole issues, and says once what their fields are called.
func TestWholeIssues(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s scratch) {
		_, o := s.do(t, http.MethodGet, search(s, jql("project = OPS")+"&fields=*all&expand=renderedFields,names,schema"), "")
		names, schemas := o["names"].(map[string]any), o["schema"].(map[string]any)
		types, twice := map[string]bool{}, map[any]int{}
		for _, i := range o["issues"].([]any) {
			issue := i.(map[string]any)
			fields := issue["fields"].(map[string]any)
			if len(fields) != len(s.columns) || len(issue["renderedFields"].(map[string]any)) != len(fields) || issue["names"] != nil {
				t.Fatalf("%v has %d fields", issue["key"], len(fields))
			}
			types[fields["issuetype"].(map[string]any)["name"].(string)] = true
		}
		for id, name := range names {
			twice[name]++
			if schemas[id] == nil {
				t.Errorf("%s has no schema", id)
			}
		}
		if twice["Reported by"] != 2 || len(names) != len(s.columns) {
			t.Errorf("%d names, of which %d are Reported by", len(names), twice["Reported by"])
		}
		if len(types) != 3 {
			t.Errorf("issue types %v", types)
		}
	})
}

// TestShapesOfKinds: users, objects of Assets and headers are those of the kind.
func TestShapesOfKinds(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s scratch) {
		_, header, me := s.send(t, http.MethodGet, "myself?expand=groups", "")
		isCloud := s.kind.name == Cloud
		if (me["accountId"] != nil) != isCloud || (me["name"] == nil) != isCloud || (header.Get("X-AUSERNAME") == "") != isCloud ||
			(header.Get("X-RateLimit-FillRate") == "") != isCloud || header.Get("X-RateLimit-Limit") == "" {
			t.Errorf("%v %v", me, header)
		}
		items := me["groups"].(map[string]any)["items"].([]any)
		if len(items) != 2 || items[0].(map[string]any)["name"] != "incident-managers" || (items[0].(map[string]any)["groupId"] != nil) != isCloud {
			t.Errorf("groups %v", items)
		}
		_, issue := s.do(t, http.MethodGet, "issue/OPS-147?fields=customfield_11749,assignee", "")
		fields := issue["fields"].(map[string]any)
		object, whole := fields["customfield_11749"].([]any)[0].(map[string]any)
		if whole != isCloud || isCloud && (len(object) != 3 || object["objectId"] == nil) {
			t.Errorf("an object of Assets is %v", fields["customfield_11749"])
		}
		if _, has := fields["assignee"].(map[string]any)["emailAddress"]; has == isCloud {
			t.Errorf("assigned to %v", fields["assignee"])
		}
		info := map[bool]string{true: "Cloud", false: "Server"}[isCloud]
		if _, o := s.do(t, http.MethodGet, "serverInfo", ""); o["deploymentType"] != info {
			t.Errorf("it says that it is %v", o["deploymentType"])
		}
		if status, _ := s.do(t, http.MethodGet, "issue/OPS-147?x="+strings.Repeat("x", longestLine), ""); status != http.StatusRequestURITooLong {
			t.Errorf("a long address: %d", status)
		}
	})
}

// TestPermissions: one incident may be read and not edited, and Jira means what it says.
func TestPermissions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s scratch) {
		c := s.client(t)
		for key, want := range map[string]bool{"OPS-147": true, "OPS-136": false} {
			in, err := c.Incident(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Writable(t.Context(), in); (err == nil) != want {
				t.Errorf("%s: %v", key, err)
			}
			if err := c.Put(t.Context(), in.ID, jiraclient.Prefix+"x", 1); (err == nil) != want {
				t.Errorf("%s: %v", key, err)
			}
		}
		status, o := s.do(t, http.MethodGet, "mypermissions?issueId=10136", "")
		if isCloud := s.kind.name == Cloud; isCloud != (status == http.StatusBadRequest) {
			t.Errorf("without a name: %d", status)
		} else if !isCloud && len(o["permissions"].(map[string]any)) < 3 {
			t.Errorf("Data Center tells %v", o)
		}
		if _, o = s.do(t, http.MethodGet, "mypermissions?issueKey=OPS-136&permissions=EDIT_ISSUES", ""); o["permissions"].(map[string]any)["EDIT_ISSUES"].(map[string]any)["havePermission"] != false {
			t.Errorf("%v", o)
		}
	})
}

// TestCrowd: ten thousand incidents are listed whole, the same ones every time, in pages that
// are as large as asked.
func TestCrowd(t *testing.T) {
	t.Parallel()
	const many = 10_300 // of which more than ten thousand are open
	open := 0
	for _, t := range slices.Concat(tickets(), crowd(many)) {
		if filters()[0].keeps(&t) {
			open++
		}
	}
	for _, kind := range []string{DataCenter, Cloud} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := startOptions(t, Options{Kind: kind, Incidents: many}, nil)
			all := s.list(t)
			if len(all) != open || open < 10_000 || all[0].Key != "OPS-147" {
				t.Errorf("%d incidents of %d; the first is %s", len(all), open, all[0].Key)
			}
			if _, o := s.do(t, http.MethodGet, search(s, "maxResults=1000&"+jql("project = OPS")), ""); len(o["issues"].([]any)) != largePage {
				t.Errorf("a page has %d issues", len(o["issues"].([]any)))
			}
			if n := s.visits.all()["GET myself"]; n != 1 {
				t.Errorf("it counts %v", s.visits.all())
			}
		})
	}
}
