package jiraclient

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	tries    = 3                // of a request that may be sent again
	patience = 2 * time.Minute  // the longest wait for one try; who is to wait longer had better come again
	longest  = 15 * time.Minute // a wish of Jira's beyond it is taken for a mistake
	notable  = time.Second      // a shorter wait is nobody's concern

	// usual is the budget of one console, in requests a minute: fifty of them at work ask one
	// Jira fifty times a second, and fifty that only watch, three times. What may leave at once
	// is enough for a list of 10,000 issues on Cloud.
	usual = 60
)

// manners make a good citizen of a console: its requests have a budget, and none leaves as long
// as Jira asks to be left alone.
type manners struct {
	now    func() time.Time
	after  func(time.Duration) <-chan time.Time
	spread func(most time.Duration) time.Duration // keeps consoles from coming all at once
	tell   func(until time.Time)                  // a wait begins; zero: none is left
	budget *rate.Limiter

	mu   sync.Mutex
	shut time.Time // until when Jira wants to be left alone

	telling sync.Mutex // one tells at a time; whoever tells may be slow, and holds up nobody else
	waiting int
}

func newManners(o Options) *manners {
	m := &manners{now: o.Now, after: o.After, spread: o.Spread, tell: o.Waiting, budget: budget(cmp.Or(o.Budget, usual))}
	if m.now == nil {
		m.now = time.Now
	}
	if m.after == nil {
		m.after = time.After
	}
	if m.spread == nil {
		m.spread = func(most time.Duration) time.Duration { return rand.N(most + 1) } //nolint:gosec // it need not be unforeseeable
	}
	if m.tell == nil {
		m.tell = func(time.Time) {}
	}
	return m
}

func budget(aMinute int) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(aMinute)/rate.Limit(time.Minute/time.Second), 2*aMinute)
}

// turn waits until a request may leave, and at least so long. It fails with what ended ctx, or
// with an [*Error] where the wait would be too long.
func (m *manners) turn(ctx context.Context, doing string, least time.Duration) error {
	now := m.now()
	own := m.budget.ReserveN(now, 1)
	free := now.Add(max(least, own.DelayFrom(now)))
	for seen := (time.Time{}); ; {
		until := free
		shut := m.closed()
		if shut.After(until) {
			until = shut
		}
		wait := until.Sub(m.now())
		if wait <= 0 || !until.After(seen) {
			return nil
		}
		most := patience
		if end, ok := ctx.Deadline(); ok { // who would give up in the meantime hears so now
			most = min(most, time.Until(end))
		}
		err := m.tooLong(doing, wait, most, shut)
		if err == nil {
			err = m.pause(ctx, wait)
		}
		if err != nil {
			own.CancelAt(now) // what was not sent is not spent
			return err
		}
		seen = until // whoever shuts the gate meanwhile makes it later
	}
}

func (m *manners) closed() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.shut
}

// tooLong says that Jira is not asked, and for how long; nil where the wait is at most so long.
func (m *manners) tooLong(doing string, wait, most time.Duration, shut time.Time) error {
	if wait <= most {
		return nil
	}
	remedy := fmt.Sprintf("wait; in %s it is asked again", wait.Round(time.Second))
	if !shut.After(m.now()) {
		return fault{"this console has used up its budget of requests to Jira", remedy + "; jira.budget in the config is how many it has"}.in(doing)
	}
	e := fault{"Jira is asked too often (429) and wants to be left alone until " + shut.UTC().Format("15:04:05 MST"), remedy}.in(doing)
	e.Down = true
	return e
}

// pause waits. A wait that a person would notice is told.
func (m *manners) pause(ctx context.Context, wait time.Duration) error {
	if wait >= notable {
		m.count(1, m.now().Add(wait))
		defer m.count(-1, time.Time{})
	}
	select {
	case <-m.after(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// count tells of waits that begin, and when the last one is over.
func (m *manners) count(n int, until time.Time) {
	m.telling.Lock()
	defer m.telling.Unlock()
	if m.waiting += n; n > 0 || m.waiting == 0 {
		m.tell(until)
	}
}

// heed does what an answer asks for: to be left alone for a while.
//
// Source: REST API, "Rate limiting" of Cloud: Retry-After with 429 and some 503,
// X-RateLimit-NearLimit under a fifth of the budget; of Data Center: Retry-After.
func (m *manners) heed(status int, h http.Header) {
	wait, ok := time.Duration(0), false
	switch {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		wait, ok = wish(h, m.now())
	case strings.EqualFold(h.Get("X-RateLimit-NearLimit"), "true"):
		wait, ok = time.Second, true
	}
	if !ok || wait <= 0 {
		return
	}
	wait = min(wait, longest)
	until := m.now().Add(wait + m.spread(min(wait/5, 5*time.Second)))
	m.mu.Lock()
	defer m.mu.Unlock()
	if until.After(m.shut) {
		m.shut = until
	}
}

// wish is for how long Jira wants to be left alone, as far as it says so in a way that can be
// understood: seconds or a date in Retry-After, else the date in X-RateLimit-Reset. A date
// counts from Jira's own clock, which the answer's Date tells.
func wish(h http.Header, now time.Time) (time.Duration, bool) {
	if there, err := http.ParseTime(h.Get("Date")); err == nil {
		now = there
	}
	for _, s := range h.Values("Retry-After") {
		s = strings.TrimSpace(s)
		if seconds, err := strconv.ParseFloat(s, 64); err == nil && seconds >= 0 {
			return time.Duration(math.Ceil(min(seconds, longest.Seconds()))) * time.Second, true
		}
		if at, err := http.ParseTime(s); err == nil {
			return at.Sub(now), true
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} { // to the minute, says Cloud
		if at, err := time.Parse(layout, h.Get("X-RateLimit-Reset")); err == nil {
			return at.Sub(now), true
		}
	}
	return 0, false
}

// again reports a failure that may pass by itself soon, and how long to wait at least. What is
// asked with POST is never asked twice, and where there is no time left for another try, the
// failure stands as what it is.
func (m *manners) again(ctx context.Context, q question, r reply, err error, try int) (time.Duration, bool) {
	if q.method == http.MethodPost || try >= tries || ctx.Err() != nil {
		return 0, false
	}
	switch {
	case err != nil:
		if !broke(err) {
			return 0, false
		}
	case r.cut != nil:
		if !broke(r.cut) {
			return 0, false
		}
	case r.status != http.StatusTooManyRequests && (r.status < http.StatusBadGateway || r.status > http.StatusGatewayTimeout):
		return 0, false
	}
	half := time.Second << (try - 1) / 2
	wait := half + m.spread(half)
	if end, ok := ctx.Deadline(); ok && time.Until(end) < wait+time.Second {
		return 0, false
	}
	return wait, true
}
