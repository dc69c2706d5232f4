package jiraclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// clock is a time that passes by waiting alone.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) after(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.waits = append(c.waits, d)
	return atOnce(d)
}

// on makes a client live by the clock, without chance.
func on(c *clock) func(*Options) {
	c.at = noon
	return func(o *Options) {
		o.Now, o.After = c.now, c.after
		o.Spread = func(time.Duration) time.Duration { return 0 }
	}
}

// TestRetryAfter is every way in which Jira may ask to be left alone, and what is made of it.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name    string
		status  int
		headers http.Header
		waits   []time.Duration
		want    string // of the error; empty: the third try succeeds
	}{
		{"seconds", 429, http.Header{"Retry-After": {"7"}}, []time.Duration{7 * time.Second, 7 * time.Second}, ""},
		{"blanks around", 429, http.Header{"Retry-After": {"  7 "}}, []time.Duration{7 * time.Second, 7 * time.Second}, ""},
		{"a fraction", 429, http.Header{"Retry-After": {"1.2"}}, []time.Duration{2 * time.Second, 2 * time.Second}, ""},
		{"none left, says Data Center", 429, http.Header{"Retry-After": {"0"}}, []time.Duration{500 * time.Millisecond, time.Second}, ""},
		{"a date", 429, http.Header{"Retry-After": {noon.Add(9 * time.Second).Format(http.TimeFormat)}, "Date": {noon.Format(http.TimeFormat)}}, []time.Duration{9 * time.Second, 9 * time.Second}, ""},
		{"a date by another clock", 429, http.Header{"Retry-After": {noon.Add(day + 9*time.Second).Format(http.TimeFormat)}, "Date": {noon.Add(day).Format(http.TimeFormat)}}, []time.Duration{9 * time.Second, 9 * time.Second}, ""},
		{"a date of RFC 850", 429, http.Header{"Retry-After": {noon.Add(9 * time.Second).Format(time.RFC850)}, "Date": {noon.Format(http.TimeFormat)}}, []time.Duration{9 * time.Second, 9 * time.Second}, ""},
		{"a date of asctime", 429, http.Header{"Retry-After": {noon.Add(9 * time.Second).Format(time.ANSIC)}, "Date": {noon.Format(http.TimeFormat)}}, []time.Duration{9 * time.Second, 9 * time.Second}, ""},
		{"a date in the past", 429, http.Header{"Retry-After": {noon.Add(-day).Format(http.TimeFormat)}, "Date": {noon.Format(http.TimeFormat)}}, []time.Duration{500 * time.Millisecond, time.Second}, ""},
		{"negative", 429, http.Header{"Retry-After": {"-5"}}, []time.Duration{500 * time.Millisecond, time.Second}, ""},
		{"no number", 429, http.Header{"Retry-After": {"NaN"}}, []time.Duration{500 * time.Millisecond, time.Second}, ""},
		{"words", 429, http.Header{"Retry-After": {"soon"}}, []time.Duration{500 * time.Millisecond, time.Second}, ""},
		{"two of them, one of use", 429, http.Header{"Retry-After": {"soon", "7"}}, []time.Duration{7 * time.Second, 7 * time.Second}, ""},
		{"none", 429, nil, []time.Duration{500 * time.Millisecond, time.Second}, ""},
		{"the reset of Cloud, to the minute", 429, http.Header{"X-Ratelimit-Reset": {"2024-01-31T12:01Z"}, "Date": {noon.Format(http.TimeFormat)}}, []time.Duration{time.Minute, time.Minute}, ""},
		{"the reset with seconds", 429, http.Header{"X-Ratelimit-Reset": {"2024-01-31T12:00:30+00:00"}, "Date": {noon.Format(http.TimeFormat)}}, []time.Duration{30 * time.Second, 30 * time.Second}, ""},
		{"503", 503, http.Header{"Retry-After": {"7"}}, []time.Duration{7 * time.Second, 7 * time.Second}, ""},
		{"longer than anybody waits", 429, http.Header{"Retry-After": {"600"}}, nil, "left alone until 12:10:00 UTC"},
		{"absurd", 429, http.Header{"Retry-After": {"99999999999999999999"}}, nil, "left alone until 12:15:00 UTC"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, "Server")
			good, asked := f.routes["myself"], 0
			f.route("myself", func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Date"] = nil // else Go writes that of this computer
				if asked++; asked == 3 {
					good(w, r)
					return
				}
				for k, v := range tt.headers {
					w.Header()[k] = v
				}
				status(tt.status, "application/json", `{}`)(w, r)
			})
			f.route("search", answer(`{"issues":[],"total":0}`))
			clock := &clock{}
			_, err := f.client(t, on(clock)).List(t.Context(), incident.Query{}, nil)
			if tt.want != "" {
				told(t, err, tt.want)
				if e := (*Error)(nil); !errors.As(err, &e) || !e.Down {
					t.Errorf("a Jira that wants to be left alone is not said to fail: %v", err)
				}
			} else if err != nil {
				t.Error(err)
			}
			if !slices.Equal(clock.waits, tt.waits) {
				t.Errorf("waited %v, want %v", clock.waits, tt.waits)
			}
		})
	}
}

// TestLeftAlone: as long as Jira wants to be left alone nothing is asked, by anybody, and a
// person is told until when.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", header("Retry-After", "300", status(429, "application/json", `{}`)))
	clock := &clock{}
	c := f.client(t, on(clock))
	_, err := c.List(t.Context(), incident.Query{}, nil)
	told(t, err, "wants to be left alone until 12:05:00 UTC")
	asked := f.count()
	c.Retry() // a person is no reason either
	for _, do := range []func() error{
		func() error { _, err := c.List(t.Context(), incident.Query{}, nil); return err },
		func() error { _, err := c.Incident(t.Context(), "OPS-101"); return err },
		func() error { return c.Put(t.Context(), "7", record, 1) },
		func() error { return c.Comment(t.Context(), "7", "text", false) },
	} {
		err := do()
		told(t, err, "wants to be left alone until 12:05:00 UTC")
		if strings.Contains(err.Error(), "may stand") {
			t.Errorf("a comment that was never sent is called unclear: %v", err)
		}
	}
	if f.count() != asked {
		t.Errorf("asked %q", f.asked[asked:])
	}
	clock.after(4 * time.Minute) // the rest is waited for
	f.route("search", answer(`{"issues":[],"total":0}`))
	if _, err := c.List(t.Context(), incident.Query{}, nil); err != nil {
		t.Error(err)
	}
	if last := clock.waits[len(clock.waits)-1]; last != time.Minute {
		t.Errorf("waited %v", clock.waits)
	}
}

// TestWaitingIsTold: a person sees until when requests wait, and that they do not any more.
func TestWaitingIsTold(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	asked := 0
	f.route("search", func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked == 1 {
			header("Retry-After", "30", status(429, "application/json", `{}`))(w, r)
			return
		}
		answer(`{"issues":[],"total":0}`)(w, r)
	})
	var told []time.Time
	c := f.client(t, on(&clock{}), func(o *Options) { o.Waiting = func(until time.Time) { told = append(told, until) } })
	if _, err := c.List(t.Context(), incident.Query{}, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(told, []time.Time{noon.Add(30 * time.Second), {}}) {
		t.Errorf("told %v", told)
	}
}

// TestBudget: a console has so many requests at once, and then one a second; a list of 10,000
// issues comes out of the first.
func TestBudget(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("issue/7/properties", answer(`{"keys":[]}`))
	clock := &clock{}
	c := f.client(t, on(clock))
	for range 2*usual - 2 { // serverInfo and myself are requests too
		if _, err := c.Keys(t.Context(), "7"); err != nil {
			t.Fatal(err)
		}
	}
	if len(clock.waits) > 0 {
		t.Errorf("waited %v within the budget", clock.waits)
	}
	for range 3 {
		if _, err := c.Keys(t.Context(), "7"); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(clock.waits, []time.Duration{time.Second, time.Second, time.Second}) {
		t.Errorf("waited %v beyond the budget", clock.waits)
	}
}

// TestNearLimit: where Jira says that the limit is near, the next request comes later.
func TestNearLimit(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Cloud")
	f.route("serverInfo", header("X-RateLimit-NearLimit", "true", f.routes["serverInfo"]))
	f.route("search/jql", answer(`{"issues":[],"isLast":true}`))
	clock := &clock{}
	if _, err := f.client(t, on(clock)).List(t.Context(), incident.Query{}, nil); err != nil || !slices.Equal(clock.waits, []time.Duration{time.Second}) {
		t.Errorf("%v, waited %v", err, clock.waits)
	}
}

// TestConsolesComeOneAfterTheOther: what all are told at once they do not do at once.
func TestConsolesComeOneAfterTheOther(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", header("Retry-After", "10", status(429, "application/json", `{}`)))
	clock := &clock{}
	c := f.client(t, on(clock), func(o *Options) { o.Spread = func(most time.Duration) time.Duration { return most / 2 } })
	_, _ = c.List(t.Context(), incident.Query{}, nil)
	if !slices.Equal(clock.waits, []time.Duration{11 * time.Second, 11 * time.Second}) {
		t.Errorf("waited %v", clock.waits)
	}
}

// TestWaitForATurnIsStopped: the one cancel key of the console ends every wait.
func TestWaitForATurnIsStopped(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", header("Retry-After", "60", status(429, "application/json", `{}`)))
	ctx, cancel := context.WithCancel(t.Context())
	c := f.client(t, func(o *Options) { o.After = func(time.Duration) <-chan time.Time { cancel(); return nil } })
	_, err := c.List(ctx, incident.Query{}, nil)
	told(t, err, "it was stopped before Jira answered")
	if e := (*Error)(nil); errors.As(err, &e) && e.Down {
		t.Error("Jira is said to fail, and it was a person who stopped")
	}
	if n := f.times("search"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestOwnBudgetIsNoSilence: that a console has asked too much itself is said so, and is no Jira
// that fails. What was not sent is not spent.
func TestOwnBudgetIsNoSilence(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("issue/7/properties", answer(`{"keys":[]}`))
	stands := &clock{at: noon}
	c := f.client(t, on(stands), func(o *Options) {
		o.Budget = 10 // a wait for each of the next requests, and none of them ever comes
		o.After = func(time.Duration) <-chan time.Time { return nil }
	})
	ask := func() error { _, err := c.Keys(t.Context(), "7"); return err }
	for range 18 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	for range 40 {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Keys(ctx, "7"); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	c.manners.budget.ReserveN(noon, 20) // others are waiting, longer than anybody waits
	err := ask()
	told(t, err, "this console has used up its budget of requests to Jira")
	if e := (*Error)(nil); errors.As(err, &e) && e.Down {
		t.Error("Jira is said to fail, and was not asked")
	}
}

// TestAbsurdDate: a date in another year is taken for a mistake.
func TestAbsurdDate(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", header("Retry-After", "Fri, 31 Dec 2199 23:59:59 GMT", status(429, "application/json", `{}`)))
	_, err := f.client(t, on(&clock{})).List(t.Context(), incident.Query{}, nil)
	told(t, err, "wants to be left alone until 12:15:00 UTC")
}

// TestNoTimeToWait: who would give up before the wait is over hears so at once.
func TestNoTimeToWait(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", header("Retry-After", "60", status(429, "application/json", `{}`)))
	clock := &clock{}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := f.client(t, on(clock)).List(ctx, incident.Query{}, nil)
	told(t, err, "wants to be left alone until 12:01:00 UTC")
	if len(clock.waits) > 0 || f.times("search") != 1 {
		t.Errorf("waited %v, asked %q", clock.waits, f.asked)
	}
}

// TestNoTimeForAnotherTry: a failure after which there is no time for another try is told as what
// it is, and not as a wait that nobody has.
func TestNoTimeForAnotherTry(t *testing.T) {
	t.Parallel()
	f := jot(t)
	c := f.client(t, on(&clock{}))
	if err := c.Put(t.Context(), "7", record, 1); err != nil {
		t.Fatal(err)
	}
	f.route(recordAt, hangUp)
	before := f.times("PUT")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err := c.Put(ctx, "7", record, 1)
	told(t, err, "the connection broke before the answer was whole")
	if e := (*Error)(nil); !errors.As(err, &e) || !e.Down || f.times("PUT") != before+1 {
		t.Errorf("%v, asked %q", err, f.asked)
	}
}
