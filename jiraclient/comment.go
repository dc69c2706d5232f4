package jiraclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"unicode/utf8"

	"bulletin/notify/incident"
)

const (
	maxComment = 32767 // characters; what Jira takes unless its administrator set another limit
	commenting = "comment on the issue in Jira"

	// internalKey is the comment property that hides a comment from the customers of a
	// service-management project. Source: Jira Service Management, "Comment properties".
	internalKey = "sd.public.comment"
)

// Comment posts a comment in Jira's wiki markup, once and never again: where no answer came,
// the error says that it may stand there. Internal hides it from the customers of a
// service-management project; that is read back, and where Jira does not confirm it, the error
// says that the comment stands and what to do. It fails with an [*Error].
//
// Source: REST API v2, POST issue/{issueIdOrKey}/comment (201), GET
// comment/{commentId}/properties/{propertyKey}.
func (c *Client) Comment(ctx context.Context, issueID, text string, internal bool) error {
	q := question{
		doing: commenting, method: http.MethodPost, path: "issue/" + url.PathEscape(issueID) + "/comment", missing: noIssue,
		forbidden: fault{"Jira does not let this user comment", "ask the administrator of Jira for Add Comments permission on the project"},
	}
	switch n := utf8.RuneCountInString(text); {
	case !incident.IsID(issueID):
		return badID.in(q.doing)
	case n == 0, n > maxComment:
		return fault{fmt.Sprintf("the comment has %d characters, and Jira takes 1 to %d", n, maxComment), reportRemedy}.in(q.doing)
	}
	if _, err := c.meet(ctx); err != nil {
		return err
	}
	q.body = commentBody(text, internal)
	r, err := c.send(ctx, q)
	var made map[string]json.RawMessage
	switch {
	case err != nil && !left(err), err == nil && r.status >= 300 && r.status < 500:
		return c.verdict(q, r, err)
	case err == nil && (r.status == http.StatusCreated || r.status == http.StatusOK):
		err = c.read(q, r, &made)
	default:
		err = c.verdict(q, r, err)
	}
	switch {
	case err != nil:
		return perhaps(err)
	case internal:
		return c.confirm(ctx, line(made["id"]))
	}
	return nil
}

// left reports an error after which the request may have reached Jira.
func left(err error) bool {
	var refused *Error
	var to *redirect
	var op *net.OpError
	return !errors.As(err, &refused) && !errors.As(err, &to) && (!errors.As(err, &op) || op.Op != "dial")
}

func commentBody(text string, internal bool) json.RawMessage {
	m := map[string]any{"body": text}
	if internal {
		m["properties"] = []any{map[string]any{"key": internalKey, "value": map[string]bool{"internal": true}}}
	}
	body, _ := json.Marshal(m) // strings and a bool always can
	return body
}

// confirm reads back that a comment is internal.
func (c *Client) confirm(ctx context.Context, id string) error {
	stands := "the comment stands in Jira, and customers may see it: "
	const remedy = "open the issue in Jira at once, and delete the comment or make it internal"
	if !incident.IsID(id) {
		return fault{stands + "Jira's answer does not name it", remedy}.in(commenting)
	}
	var got struct{ Value struct{ Internal bool } }
	q := question{doing: commenting, path: "comment/" + id + "/properties/" + internalKey, missing: fault{"Jira did not keep that it is internal", remedy}}
	err := c.get(ctx, q, &got)
	var e *Error
	switch {
	case errors.As(err, &e):
		return &Error{Doing: commenting, Cause: stands + e.Cause, Do: remedy, Err: e.Err}
	case !got.Value.Internal:
		return fault{stands + "Jira says that it is not internal", remedy}.in(commenting)
	}
	return nil
}

// perhaps is the error of a comment whose answer nobody can read.
func perhaps(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return &Error{Doing: e.Doing, Cause: e.Cause + "; the comment may stand in Jira", Do: "look at the issue in Jira before you comment yourself", Err: e.Err}
}
