package demo

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bulletin/jiraclient"
	"bulletin/notify"
	"bulletin/notify/claim"
	"bulletin/notify/incident"
)

var _ claim.Properties = (*jiraclient.Client)(nil)

// TestConsolesShareAJira: consoles that all want to send one notice, each through a client of
// its own. No two may; who comes later reads who it was; and there is one comment.
func TestConsolesShareAJira(t *testing.T) {
	t.Parallel()
	s := startScratch(t)
	begin := time.Now()
	letter := func(id notify.ID, by string) notify.Receipt {
		return notify.Receipt{
			ID: id, By: by, Began: begin, Ended: begin, Digest: notify.Digest("sha256:" + strings.Repeat("0", 64)), Total: 1,
			Notice:   notify.Notice{IncidentID: "10147", Key: "OPS-147", Stage: incident.Start, Sequence: 1, Audience: "customers"},
			Delivery: notify.Delivery{Outcomes: []notify.Outcome{{Address: "a@example.com", State: notify.Accepted}}},
		}
	}
	console := func() *claim.Register {
		c := s.client(t)
		r := claim.New(c, time.Now)
		r.Comment = func(ctx context.Context, issueID, text string) error { return c.Comment(ctx, issueID, text, true) }
		return r
	}
	var wg sync.WaitGroup
	var sent atomic.Int32
	for _, id := range []notify.ID{"00000000000a", "00000000000b", "00000000000c", "00000000000d"} {
		wg.Go(func() {
			r, l := console(), letter(id, "desk "+string(id[11:]))
			var taken *notify.TakenError
			switch err := r.Claim(context.Background(), l); {
			case err == nil:
				sent.Add(1)
				if err := errors.Join(r.Mark(context.Background(), l), r.Mark(context.Background(), l)); err != nil {
					t.Error(err)
				}
			case !errors.As(err, &taken):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	late, l := console(), letter("00000000000e", "desk e")
	err := late.Claim(t.Context(), l) // where all withdrew, it is this one's turn
	if err == nil {
		sent.Add(1)
		err = late.Mark(t.Context(), l)
	}
	if taken := (*notify.TakenError)(nil); sent.Load() != 1 || err != nil && (!errors.As(err, &taken) || !taken.Sent) {
		t.Fatalf("%d sent; the last one: %v", sent.Load(), err)
	}
	in, err := s.client(t).Incident(t.Context(), "OPS-147")
	if err != nil {
		t.Fatal(err)
	}
	told, open := late.Read(in)
	if len(told) != 1 || len(open) != 0 || !strings.HasPrefix(told[0].By, "desk ") || told[0].Count(notify.Accepted) != 1 || len(in.Records) != 1 {
		t.Errorf("told %+v, open %+v", told, open)
	}
	if n := len(s.comments.where(func(comment) bool { return true })); n != 1 {
		t.Errorf("%d comments", n)
	}
}
