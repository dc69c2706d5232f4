package jiraclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// own is how the keys of all properties begin that this client reads or writes.
const own = "bulletin."

const (
	maxKey      = 255    // characters of a property's key
	maxProperty = 32_768 // characters of its value
	maxRecords  = 2_000  // properties of one issue that are looked at
)

// Put sets a property of an issue.
//
// Source: REST API v2, PUT issue/{issueIdOrKey}/properties/{propertyKey}: 201 created, 200
// updated; it needs the permission to edit the issue.
func (c *Client) Put(ctx context.Context, issueID, key string, value any) error {
	q, err := property("write to the issue in Jira", issueID, key)
	if err != nil {
		return err
	}
	body, err := json.Marshal(value)
	if err != nil || len(body) > maxProperty {
		return fault{"what is to be recorded is no JSON of at most 32 KiB", againRemedy}.in(q.doing)
	}
	return c.send(ctx, http.MethodPut, q, body, nil)
}

// Keys are the keys of an issue's properties that consoles wrote.
//
// Source: REST API v2, GET issue/{issueIdOrKey}/properties.
func (c *Client) Keys(ctx context.Context, issueID string) ([]string, error) {
	q, err := ofIssue("read the records of the issue from Jira", issueID, "properties")
	if err != nil {
		return nil, err
	}
	var found struct{ Keys []struct{ Key string } }
	if err := c.get(ctx, q, &found); err != nil {
		return nil, err
	}
	if found.Keys == nil {
		return nil, odd.in(q.doing) // an answer without the list is no empty list
	}
	var keys []string
	for _, k := range found.Keys {
		if keyOK(k.Key) {
			keys = append(keys, k.Key)
		}
	}
	return keys, nil
}

// Get reads a property into a value; false where the issue has none of this key.
//
// Source: REST API v2, GET issue/{issueIdOrKey}/properties/{propertyKey}.
func (c *Client) Get(ctx context.Context, issueID, key string, into any) (bool, error) {
	q, err := property("read a record of the issue from Jira", issueID, key)
	if err != nil {
		return false, err
	}
	var found struct{ Value json.RawMessage }
	switch err := c.get(ctx, q, &found); {
	case isMissing(err):
		return false, nil
	case err != nil:
		return false, err
	}
	if json.Unmarshal(found.Value, into) != nil {
		return false, odd.in(q.doing)
	}
	return true, nil
}

// Delete takes a property away. One that is not there is none that failed.
//
// Source: REST API v2, DELETE issue/{issueIdOrKey}/properties/{propertyKey}: 204, or 404.
func (c *Client) Delete(ctx context.Context, issueID, key string) error {
	q, err := property("take a record of the issue out of Jira", issueID, key)
	if err != nil {
		return err
	}
	if err := c.send(ctx, http.MethodDelete, q, nil, nil); !isMissing(err) {
		return err
	}
	return nil
}

// Comment writes a comment, once: a comment that may have arrived is never written again. An
// internal one is for the agents of a service project alone; that it is so is read back, since
// the default there is public.
//
// Source: REST API v2, POST issue/{issueIdOrKey}/comment with properties; Jira Service
// Management, the comment property sd.public.comment.
func (c *Client) Comment(ctx context.Context, issueID, text string, internal bool) error {
	q, err := ofIssue("comment on the issue in Jira", issueID, "comment")
	if err != nil {
		return err
	}
	comment := map[string]any{"body": text}
	if internal {
		comment["properties"] = []any{map[string]any{"key": visibility, "value": map[string]bool{"internal": true}}}
	}
	body, err := json.Marshal(comment)
	if err != nil {
		return odd.in(q.doing)
	}
	var written struct{ ID string }
	if err := c.send(ctx, http.MethodPost, q, body, &written); err != nil || !internal {
		return err
	}
	if written.ID == "" || strings.Trim(written.ID, "0123456789") != "" {
		return notInternal.in(q.doing)
	}
	back := question{doing: q.doing, path: "comment/" + written.ID + "/properties/" + visibility, missing: notInternal}
	var found struct{ Value struct{ Internal bool } }
	if err := c.get(ctx, back, &found); err != nil {
		return err
	}
	if !found.Value.Internal {
		return notInternal.in(q.doing)
	}
	return nil
}

// visibility is the comment property that says who may read it.
const visibility = "sd.public.comment"

var notInternal = fault{"the comment was written, and Jira does not say that it is internal",
	"look at the issue, and take the comment out if customers can read it; set jira.comment to none"}

// property is the question about one of our properties.
func property(doing, issueID, key string) (question, error) {
	if !keyOK(key) {
		return question{}, fault{"that is no record of a console", againRemedy}.in(doing)
	}
	return ofIssue(doing, issueID, "properties/"+key)
}

// keyOK reports a key of ours, of characters that mean nothing in a path.
func keyOK(key string) bool {
	return strings.HasPrefix(key, own) && len(key) <= maxKey && !strings.ContainsFunc(key, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-'
	})
}

func ofIssue(doing, issueID, rest string) (question, error) {
	if issueID == "" || strings.Trim(issueID, "0123456789") != "" {
		return question{}, fault{"that is not the number of an issue", againRemedy}.in(doing)
	}
	return question{doing: doing, path: "issue/" + issueID + "/" + rest,
		missing: fault{"the issue or its record does not exist, or may not be seen", "look at the issue in Jira: it may have been moved or deleted"},
		mend:    "tell the administrator of Jira"}, nil
}

// send asks Jira to change something, once. After a refused login it asks nothing, until
// Retry. The answer is read where into is not nil.
//
// Source: REST API v2; X-Atlassian-Token keeps Jira's protection against forged requests of
// browsers from refusing it.
func (c *Client) send(ctx context.Context, method string, q question, body []byte, into any) error {
	if _, err := c.meet(ctx); err != nil {
		return err
	}
	if e := c.refused.Load(); e != nil {
		return &Error{Doing: q.doing, Cause: e.Cause + "; Jira has not been asked again", Do: e.Do, Err: e}
	}
	req, err := c.jira.NewRawRequestWithContext(ctx, method, "rest/api/2/"+q.path, bytes.NewReader(body))
	if err != nil {
		return c.unanswered(q.doing, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("X-Atlassian-Token", "no-check")
	resp, err := c.jira.Do(req, nil) // an error with an answer is a status; judge has its words
	if resp == nil {
		return c.unanswered(q.doing, err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if f, bad := loginRefused(resp.StatusCode, resp.Header); bad {
		return c.refuse(q.doing, f)
	}
	switch {
	case resp.StatusCode == http.StatusForbidden:
		return fault{"Jira forbids this user to write to the issue (403)", "ask the administrator of Jira for the permission to edit issues of this project; or set jira.record to false, and consoles no longer see one another"}.in(q.doing)
	case resp.StatusCode/100 != 2:
		e := c.judge(q, resp.StatusCode, answer).in(q.doing)
		e.Err = statusError(resp.StatusCode)
		return e
	case into == nil:
		return nil
	case err != nil:
		return c.unanswered(q.doing, err)
	}
	if f, bad := unreadable(resp.Header.Get("Content-Type"), answer, into); bad {
		return f.in(q.doing)
	}
	return nil
}

// records are the properties of an issue that consoles wrote.
func records(raw json.RawMessage) map[string]string {
	out := map[string]string{}
	for key, value := range members(raw) {
		if keyOK(key) && len(value) <= maxProperty && len(out) < maxRecords {
			out[key] = string(value)
		}
	}
	return out
}

// isMissing reports the answer that there is no such thing.
func isMissing(err error) bool {
	var s statusError
	return errors.As(err, &s) && s == http.StatusNotFound
}

// statusError is a status other than 200, for those who ask which.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("status %d", int(s)) }
