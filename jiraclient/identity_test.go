package jiraclient

import (
	"context"
	"slices"
	"testing"

	"bulletin/notify/incident"
)

// Groups are those that Jira names, in the shapes of both kinds.
//
// Source: REST API v2, GET myself with expand=groups.
func TestMeKnowsItsGroups(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		body string
		want incident.User
	}{
		"Data Center": {`{"key":"JIRAUSER10100","name":"ada","emailAddress":"ada@example.com","displayName":"Ada Example","active":true,` +
			`"groups":{"size":2,"items":[{"name":"incident-managers","self":"https://jira.example.com/rest/api/2/group?groupname=incident-managers"},` +
			`{"name":"jira-users","self":"https://jira.example.com/rest/api/2/group?groupname=jira-users"}]},"expand":"groups,applicationRoles"}`,
			incident.User{ID: "ada", Name: "Ada Example", Email: "ada@example.com", Groups: []string{"incident-managers", "jira-users"}}},
		"Cloud": {`{"accountId":"5b10a2844c20165700ede21g","displayName":"Ada Example","groups":{"size":1,"items":[{"name":"incident-managers",` +
			`"groupId":"276f955c-63d7-42c8-9520-92d01dca0625"}]}}`,
			incident.User{ID: "5b10a2844c20165700ede21g", Name: "Ada Example", Groups: []string{"incident-managers"}}},
		"Cloud, groups not shown": {`{"accountId":"5b10","displayName":"Ada Example","groups":{"size":3,"items":[]}}`, incident.User{ID: "5b10", Name: "Ada Example"}},
		"not expanded":            {`{"name":"ada"}`, incident.User{ID: "ada", Name: "ada"}},
		"another shape":           {`{"name":"ada","groups":["incident-managers"]}`, incident.User{ID: "ada", Name: "ada"}},
		"names without use": {`{"name":"ada","groups":{"items":[{"groupId":"1"},{"name":""},{"name":null},{"name":7},{"name":"incident\u200b-managers"},` +
			`{"name":" incident-managers"},{"name":"b"}]},"emailAddress":"ad\u00ada@example.com"}`, incident.User{ID: "ada", Name: "ada", Groups: []string{"b"}}},
		"a name that could pass for another's": {`{"name":"ad\u200ba","key":"JIRAUSER7"}`, incident.User{ID: "JIRAUSER7", Name: "ada"}},
		"nothing but such a name":              {`{"name":"ad\u200ba"}`, incident.User{Name: "ada"}},
	} {
		f := newFake(t, "Server")
		f.route("myself", answer(row.body))
		got, err := f.client(t).Me(context.Background())
		if err != nil || got.ID != row.want.ID || got.Name != row.want.Name || got.Email != row.want.Email || !slices.Equal(got.Groups, row.want.Groups) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, row.want)
		}
	}
}

// Jira is asked who we are each time; where it does not say, nobody is anybody. What it said
// last is known without asking.
func TestMeIsAskedEveryTime(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	f := newFake(t, "Server")
	c := f.client(t)
	if u := c.Known(); u.ID != "" {
		t.Errorf("before Jira has said anything: %+v", u)
	}
	if _, err := c.Me(ctx); err != nil || f.times("myself") != 1 {
		t.Fatalf("%v, asked %d times", err, f.times("myself"))
	}
	f.route("myself", answer(`{"name":"ada","groups":{"items":[{"name":"late"}]}}`))
	if u, err := c.Me(ctx); err != nil || !slices.Equal(u.Groups, []string{"late"}) {
		t.Errorf("a new group: %+v, %v", u, err)
	}
	f.route("myself", status(503, "text/html", ""))
	_, err := c.Me(ctx)
	told(t, err, "(503)")
	f.route("myself", status(401, "application/json", `{}`))
	_, err = c.Me(ctx)
	told(t, err, "Jira refused the token (401)")
	if u := c.Known(); !slices.Equal(u.Groups, []string{"late"}) {
		t.Errorf("known is %+v", u)
	}
}
