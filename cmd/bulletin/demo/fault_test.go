package demo

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bulletin/jiraclient"
	"bulletin/notify/incident"
)

// meets is what the real client makes of a fault. Some words of the sentence are enough here:
// the sentence itself is the client's own.
type meets struct {
	does func(context.Context, *jiraclient.Client) error
	want string // in the error; empty: it succeeds
	also string // succeeds as well, for a client that asks again
}

func lists(ctx context.Context, c *jiraclient.Client) error {
	_, err := c.List(ctx, incident.Query{}, nil)
	return err
}

func opens(number int, right func(incident.Incident) bool) func(context.Context, *jiraclient.Client) error {
	return func(ctx context.Context, c *jiraclient.Client) error {
		in, err := c.Incident(ctx, ticket{number: number}.key())
		if err == nil && !right(in) {
			return errors.New("the incident is another one")
		}
		return err
	}
}

func listsWith(right func([]incident.Incident) bool) func(context.Context, *jiraclient.Client) error {
	return func(ctx context.Context, c *jiraclient.Client) error {
		p, err := c.List(ctx, incident.Query{}, nil)
		if err == nil && !right(p.Incidents) {
			return errors.New("the list is another one")
		}
		return err
	}
}

func anyOne(incident.Incident) bool { return true }

func has(key string) func([]incident.Incident) bool {
	return func(all []incident.Incident) bool { _, there := withKey(all, key); return there }
}

// meetings has a row for every fault.
var meetings = map[string]meets{
	"anonymous":   {lists, "anonymous", ""},
	"sso":         {lists, "web page", ""},
	"401":         {lists, "(401)", ""},
	"captcha":     {lists, "captcha", ""},
	"filter-gone": {lists, "(404)", ""},
	"gone":        {lists, "(410)", ""},
	"too-long":    {lists, "(413)", ""},
	"rate":        {lists, "(429)", "asks again"},
	"rate-date":   {lists, "(429)", "asks again"},
	"rate-reset":  {lists, "(429)", "asks again"},
	"near-limit":  {lists, "", ""},
	"500":         {lists, "(500)", ""},
	"502":         {lists, "(502)", ""},
	"503":         {lists, "(503)", ""},
	"down":        {lists, "connection", ""},
	"cut":         {lists, "connection", ""},
	"bad-json":    {lists, "JSON", ""},
	"bomb":        {lists, "16 MiB", ""},
	"big": {opens(bigNumber, func(in incident.Incident) bool {
		v, _ := in.Field("Environment")
		return len(v.Texts) == 1 && strings.Contains(v.Texts[0], "cut: ")
	}), "", ""},
	"drip":        {lists, "in time", ""},
	"slow":        {lists, "", ""},
	"token-loop":  {lists, "to its end", ""},
	"short":       {lists, "to its end", ""},
	"shift":       {lists, "", ""},
	"redirect":    {lists, "sso.example.net", ""},
	"downgrade":   {lists, "redirects are not followed", ""},
	"tls-expired": {lists, "expired", ""},
	"tls-name":    {lists, "another name", ""},
	"tls-unknown": {lists, "trust", ""},
	"moved":       {opens(movedNumber, func(in incident.Incident) bool { return in.Key == movedKey && in.ID == "10141" }), "", ""},
	"deleted":     {opens(deletedNumber, anyOne), "(404)", ""},
	"hidden":      {opens(hiddenNumber, anyOne), "(40", ""},
	"read-only": {func(ctx context.Context, c *jiraclient.Client) error {
		if err := c.Writable(ctx, incident.Incident{ID: "10147", Key: "OPS-147"}); err == nil {
			return nil
		}
		return c.Put(ctx, "10147", "bulletin.x", 1)
	}, "(403)", ""},
	"no-group": {func(ctx context.Context, c *jiraclient.Client) error {
		me, err := c.Me(ctx)
		if err == nil && !slices.Equal(me.Groups, groups[1:]) {
			err = errors.New("an incident manager")
		}
		return err
	}, "", ""},
	"no-comments": {func(ctx context.Context, c *jiraclient.Client) error {
		return c.Comment(ctx, "10147", "It is over.", true)
	}, "(403)", ""},
	"new": {listsWith(has(arrivals[0].key())), "", ""},
	"changed": {listsWith(func(all []incident.Incident) bool {
		in, _ := withKey(all, ticket{number: changedNumber}.key())
		return in.Status == "Monitoring" && time.Since(in.Updated) < time.Minute
	}), "", ""},
	"closed": {listsWith(func(all []incident.Incident) bool {
		return !has(ticket{number: closedNumber}.key())(all) && len(all) > 20
	}), "", ""},
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, a := range Ailments() {
		for _, kind := range []string{DataCenter, Cloud} {
			if a.Name == tokenLoop && kind != Cloud {
				continue
			}
			t.Run(a.Name+" "+kind, func(t *testing.T) {
				t.Parallel()
				row, ok := meetings[a.Name]
				if !ok {
					t.Fatal("nobody says how the client meets this fault")
				}
				s := startOptions(t, Options{Kind: kind, Faults: []Fault{{Name: a.Name}}}, func(j *jira) {
					if a.Name == "slow" {
						j.after = atOnce
					}
				})
				ctx := t.Context()
				if a.Name == "drip" {
					patience, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
					defer cancel()
					ctx = patience
				}
				row.check(t, row.does(ctx, s.client(t)))
			})
		}
	}
	if len(meetings) != len(Ailments()) {
		t.Errorf("%d rows for %d faults", len(meetings), len(Ailments()))
	}
}

func (m meets) check(t *testing.T, err error) {
	t.Helper()
	var e *jiraclient.Error
	switch {
	case err == nil && (m.want == "" || m.also != ""):
	case err == nil:
		t.Errorf("it succeeds, and should say %q", m.want)
	case !errors.As(err, &e):
		t.Errorf("%v is no error of Jira", err)
	case m.want == "" || !strings.Contains(err.Error(), m.want):
		t.Errorf("it says %q and not %q", err, m.want)
	}
}

// TestFaultsHaveTheirTime: a fault begins and ends when it was asked to, and the same console
// goes on after it.
func TestFaultsHaveTheirTime(t *testing.T) {
	t.Parallel()
	f, err := ParseFault("503@30s-90s")
	if err != nil {
		t.Fatal(err)
	}
	var spent atomic.Int64
	begin := time.Now()
	s := startOptions(t, Options{Faults: []Fault{f}}, func(j *jira) {
		j.clock = func() time.Time { return begin.Add(time.Duration(spent.Load())) }
	})
	c := s.client(t)
	for after, fails := range map[time.Duration]bool{0: false, 29 * time.Second: false, 30 * time.Second: true, 89 * time.Second: true, 90 * time.Second: false} {
		spent.Store(int64(after))
		if err := lists(t.Context(), c); (err != nil) != fails {
			t.Errorf("after %s: %v", after, err)
		}
	}
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"401": "", "401@0s": "", " captcha@1m30s": "", "down@30s-90s": "",
		"filtergone": `the nearest is "filter-gone"`, "": "there is no fault", "401@": "no time that can be meant",
		"401@-3s": "no time", "401@9s-3s": "no time", "401@9": "no time",
	} {
		_, err := ParseFault(word)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", word, err, want)
		}
	}
}

// TestLimitsSayWhen: three of four requests pass, and the fourth is told when to come back in
// the form that the fault is named after.
func TestLimitsSayWhen(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 31, 10, 0, 20, 0, time.UTC)
	for name, want := range map[string][2]string{
		"rate": {"Retry-After", "5"}, "rate-date": {"Retry-After", "Wed, 31 Jan 2024 10:00:28 GMT"}, "rate-reset": {"X-RateLimit-Reset", "2024-01-31T10:01Z"},
	} {
		s := startOptions(t, Options{Kind: Cloud, Faults: []Fault{{Name: name}}}, func(j *jira) { j.clock = func() time.Time { return at } })
		var statuses []int
		for range 4 {
			status, header, _ := s.send(t, http.MethodGet, "myself", "")
			statuses = append(statuses, status)
			if status == 429 && (header.Get(want[0]) != want[1] || name == "rate-reset" && header.Get("Retry-After") != "") {
				t.Errorf("%s: %v", name, header)
			}
		}
		if !slices.Equal(statuses, []int{200, 200, 200, 429}) {
			t.Errorf("%s: %v", name, statuses)
		}
	}
}
