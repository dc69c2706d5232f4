package jiraclient

import (
	"context"
	"encoding/json"

	"bulletin/notify/incident"
)

// Me is as whom Jira knows us, with our groups. Jira is asked every time, because groups
// change. It fails with an [*Error].
func (c *Client) Me(ctx context.Context) (incident.User, error) {
	s, err := c.present(ctx)
	return s.User, err
}

// Known is as whom Jira knew us when it said so last, without asking; zero until it has.
func (c *Client) Known() incident.User {
	if u := c.me.Load(); u != nil {
		return *u
	}
	return incident.User{}
}

// groups are the names in the member groups of an answer. It is there in full only where it
// was asked for; a Cloud whose user may not see groups says how many they are and names none.
//
// Source: REST API v2, GET myself with expand=groups: {"size": 1, "items": [{"name": "..."}]};
// Cloud's items have a groupId too.
func groups(raw json.RawMessage) []string {
	var all struct {
		Items []struct{ Name json.RawMessage }
	}
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	var names []string
	for _, g := range all.Items {
		if name := exact(g.Name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// exact is a text by which somebody is let in. One that is another when it is cleaned could
// pass for somebody else's, and counts as none.
func exact(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil || incident.CleanLine(s) != s {
		return ""
	}
	return s
}
