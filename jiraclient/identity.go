package jiraclient

import (
	"context"
	"encoding/json"
	"errors"

	"bulletin/notify/incident"
)

// Me is as whom Jira knows us, with our groups. Jira is asked every time, because groups
// change; where it is Jira that fails, what it said last to this client counts. It fails with
// an [*Error].
func (c *Client) Me(ctx context.Context) (incident.User, error) {
	before := c.known.Load() != nil
	s, err := c.meet(ctx)
	u := s.User
	if err == nil && before {
		u, err = c.identify(ctx)
	}
	var e *Error
	if last := c.me.Load(); last != nil && errors.As(err, &e) && e.Unreachable() {
		return *last, nil
	}
	return u, err
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
