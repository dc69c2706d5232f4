package jiraclient

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// Prefix is what every property key begins with that is written, removed or read here.
const Prefix = "bulletin."

// The limits of an issue property. Source: REST API v2, "Issue properties".
const (
	maxValue = 32768 // characters of JSON
	maxKey   = 255   // characters
)

// maxRecords is how many records of one issue are read: more letters than any incident has.
const maxRecords = 5000

// Put writes a property of the issue with this id; value is encoded as JSON. A PUT is sent up
// to twice more where Jira is busy or the connection broke, because it says the same each
// time. It fails with an [*Error]; the value may then stand in Jira all the same.
//
// Source: REST API v2, PUT issue/{issueIdOrKey}/properties/{propertyKey}: 201 created, 200
// updated; it wants Edit permission.
func (c *Client) Put(ctx context.Context, issueID, key string, value any) error {
	q := property("write to the issue in Jira", issueID, key)
	q.method = http.MethodPut
	body, err := json.Marshal(value)
	if err != nil {
		return fault{"the record cannot be written as JSON", reportRemedy}.in(q.doing)
	}
	if n := utf8.RuneCount(body); n > maxValue {
		return fault{fmt.Sprintf("the record has %d characters, and Jira takes %d", n, maxValue), reportRemedy}.in(q.doing)
	}
	q.body = body
	return c.change(ctx, q, issueID, key, http.StatusOK, http.StatusCreated)
}

// Delete removes a property; one that is not there is removed already. It is sent again as a
// PUT is, and fails with an [*Error].
//
// Source: REST API v2, DELETE issue/{issueIdOrKey}/properties/{propertyKey}: 204.
func (c *Client) Delete(ctx context.Context, issueID, key string) error {
	q := property("remove a record from the issue in Jira", issueID, key)
	q.method = http.MethodDelete
	return c.change(ctx, q, issueID, key, http.StatusNoContent, http.StatusOK, http.StatusNotFound)
}

// Get reads a property into what into points to, and reports false where the issue has none of
// that key. The value is untrusted. It fails with an [*Error].
//
// Source: REST API v2, GET issue/{issueIdOrKey}/properties/{propertyKey}.
func (c *Client) Get(ctx context.Context, issueID, key string, into any) (bool, error) {
	q := property("read a record of the issue in Jira", issueID, key)
	if f, bad := badKey(issueID, key); bad {
		return false, f.in(q.doing)
	}
	if _, err := c.meet(ctx); err != nil {
		return false, err
	}
	r, err := c.send(ctx, q)
	if err == nil && r.status == http.StatusNotFound {
		return false, nil
	}
	var raw json.RawMessage
	if err := c.decode(q, r, err, &raw); err != nil {
		return false, err
	}
	value := members(raw)["value"]
	if len(value) == 0 || utf8.RuneCount(value) > maxValue || json.Unmarshal(value, into) != nil {
		return false, fault{"the record is not one that a console wrote", "look at it in Jira, or have it removed there"}.in(q.doing)
	}
	return true, nil
}

// Keys are the keys of the issue's properties that begin with [Prefix], as Jira has them:
// untrusted. It fails with an [*Error].
//
// Source: REST API v2, GET issue/{issueIdOrKey}/properties: not paged.
func (c *Client) Keys(ctx context.Context, issueID string) ([]string, error) {
	q := question{doing: "read the records of the issue in Jira", path: "issue/" + url.PathEscape(issueID) + "/properties", missing: noIssue}
	if !incident.IsID(issueID) {
		return nil, badID.in(q.doing)
	}
	if _, err := c.meet(ctx); err != nil {
		return nil, err
	}
	var raw json.RawMessage
	if err := c.get(ctx, q, &raw); err != nil {
		return nil, err
	}
	keys, ok := keysOf(raw)
	if !ok { // an answer that cannot be read must not pass for an empty list
		return nil, fault{"the answer is not a list of keys as Jira documents it", againRemedy}.in(q.doing)
	}
	return keys, nil
}

func keysOf(raw json.RawMessage) ([]string, bool) {
	var list []map[string]json.RawMessage
	if json.Unmarshal(members(raw)["keys"], &list) != nil || list == nil {
		return nil, false
	}
	keys := []string{}
	for _, m := range list {
		key, ok := str(m["key"])
		if !ok {
			return nil, false
		}
		if strings.HasPrefix(key, Prefix) {
			keys = append(keys, key)
		}
	}
	return keys, true
}

// records are the properties that consoles wrote, those that Jira itself would have taken; nil
// where the answer had no properties, which does not mean that there are none.
func records(properties map[string]json.RawMessage) map[string]string {
	if properties == nil {
		return nil
	}
	out := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		value := properties[key]
		if len(out) < maxRecords && strings.HasPrefix(key, Prefix) && utf8.RuneCountInString(key) <= maxKey &&
			utf8.RuneCount(value) <= maxValue && !bytes.Equal(value, []byte("null")) {
			out[key] = strings.ToValidUTF8(string(value), "\uFFFD") // as it would come back from JSON
		}
	}
	return out
}

// property is a question about one property of an issue.
func property(doing, issueID, key string) question {
	return question{
		doing: doing, path: "issue/" + url.PathEscape(issueID) + "/properties/" + url.PathEscape(key), missing: noIssue,
		forbidden: fault{"Jira does not let this user write on the issue", "ask the administrator of Jira for Edit permission on the project"},
		mend:      reportRemedy,
	}
}

const reportRemedy = "tell those who look after bulletin; Jira did not take a record that it makes"

var (
	noIssue = fault{"the issue does not exist any more, or this user may not see it", "check in Jira the Browse permission and the security level of the issue"}
	badID   = fault{"that is not the id of an issue", "read the incident again"}
)

// badKey says why a property must not be touched. Only what consoles wrote may be.
func badKey(issueID, key string) (fault, bool) {
	switch {
	case !incident.IsID(issueID):
		return badID, true
	case !strings.HasPrefix(key, Prefix), !utf8.ValidString(key), utf8.RuneCountInString(key) > maxKey:
		return fault{"that is not the key of a record that a console wrote", "look at the issue's properties in Jira"}, true
	}
	return fault{}, false
}
