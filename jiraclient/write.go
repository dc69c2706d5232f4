package jiraclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	tries   = 3                // of a request that may be sent again
	maxWait = 10 * time.Second // between two of them; who is to wait longer had better try again
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
	for try := 1; ; try++ {
		r, err := c.send(ctx, q)
		wait, passing := passes(ctx, r, err, try)
		if !passing || try == tries {
			return c.verdict(q, r, err, done...)
		}
		select {
		case <-c.after(wait):
		case <-ctx.Done():
			return c.unanswered(q.doing, ctx.Err())
		}
	}
}

// passes reports a failure that may pass by itself soon, and when to ask again. Source: REST
// API, "Rate limiting": 429 and some 503 come with Retry-After, in seconds or as a date.
func passes(ctx context.Context, r reply, err error, try int) (time.Duration, bool) {
	wait := time.Duration(try) * time.Second
	switch {
	case ctx.Err() != nil:
		return 0, false
	case err != nil:
		return wait, broke(err)
	case r.status == http.StatusTooManyRequests, r.status == http.StatusServiceUnavailable:
		if after := r.header.Get("Retry-After"); after != "" {
			seconds, err := strconv.Atoi(after)
			if err != nil || seconds < 0 || seconds > int(maxWait/time.Second) {
				return 0, false
			}
			wait = max(wait, time.Duration(seconds)*time.Second)
		}
		return wait, true
	}
	return 0, false
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
