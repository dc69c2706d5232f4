package jiraclient

import (
	"context"
	"net/url"

	"bulletin/notify/incident"
)

// Writable says why nothing could be recorded on the incident; nil where it could. It fails
// with an [*Error].
//
// Source: REST API v2, GET mypermissions, with issueId and, which Cloud wants, permissions. To
// set a property wants EDIT_ISSUES.
func (c *Client) Writable(ctx context.Context, in incident.Incident) error {
	q := question{
		doing: "write to " + shorten(in.Key) + " in Jira", path: "mypermissions", missing: noIssue,
		query: url.Values{"issueId": {in.ID}, "permissions": {"EDIT_ISSUES"}},
	}
	if !incident.IsID(in.ID) {
		return badID.in(q.doing)
	}
	s, err := c.meet(ctx)
	if err != nil {
		return err
	}
	var got struct {
		Permissions map[string]struct{ HavePermission *bool }
	}
	if err := c.get(ctx, q, &got); err != nil {
		return err
	}
	may := got.Permissions["EDIT_ISSUES"].HavePermission
	switch {
	case may == nil:
		return fault{"Jira does not say whether this user may", againRemedy}.in(q.doing)
	case !*may:
		return fault{s.Name + " may not edit it; no letter can leave",
			"a letter is claimed and recorded on its issue; ask the administrator of Jira for Edit Issues permission on the project, or set jira.record to false in the config"}.in(q.doing)
	}
	return nil
}
