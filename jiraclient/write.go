package jiraclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// change asks for a property to be written or removed, which may be asked several times. The
// statuses say that it was done.
func (c *Client) change(ctx context.Context, q question, issueID, key string, done ...int) error {
	if f, bad := badKey(issueID, key); bad {
		return f.in(q.doing)
	}
	if _, err := c.meet(ctx); err != nil {
		return err
	}
	r, err := c.send(ctx, q)
	return c.verdict(q, r, err, done...)
}

// broke reports a connection that could not be made or did not last. One that is silent took
// long enough, and one that is not trusted stays so.
func broke(err error) bool {
	var refused *Error
	var to *redirect
	_, bad := untrusted(err)
	return !errors.As(err, &refused) && !errors.As(err, &to) && !errors.Is(err, errElsewhere) && !timedOut(err) && !bad
}

// verdict is nil where the answer's status is among those that say that the thing was done. A
// page of a login or of a proxy says nothing of the kind, whatever its status.
func (c *Client) verdict(q question, r reply, err error, done ...int) error {
	switch {
	case err != nil:
		return c.unanswered(q.doing, err)
	case !slices.Contains(done, r.status):
		return c.judge(q, r.status, r.body)
	case r.cut == nil && len(bytes.TrimSpace(r.body)) == 0:
		return nil
	}
	return c.read(q, r, new(json.RawMessage))
}
