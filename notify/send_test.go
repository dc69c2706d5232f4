package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// trace is everything around a post in one: book, register and wire. It keeps what was
// called in which order, and fails where it is told to.
type trace struct {
	calls   []string
	stories Stories
	fails   map[string]error // by call
	answer  Delivery         // of the wire; its outcomes are settled in one transaction
	back    chan struct{}
	onCall  func(call string)
	asked   map[string]context.Context // of Jira, by call
}

// ask is a call of Jira.
func (w *trace) ask(ctx context.Context, name string) error {
	if w.asked == nil {
		w.asked = map[string]context.Context{}
	}
	w.asked[name] = ctx
	return w.call(name)
}

func (w *trace) call(name string) error {
	w.calls = append(w.calls, name)
	if w.onCall != nil {
		w.onCall(name)
	}
	return w.fails[name]
}

func (w *trace) Open(r Receipt, _ Message) (func(), error) {
	if err := w.call("open"); err != nil {
		return nil, err
	}
	r.Delivery = Delivery{}
	return func() { w.calls = append(w.calls, "close") },
		w.stories.Add(Event{Letter: r.ID, What: WasPrepared, At: r.Began, Receipt: &r})
}

func (w *trace) Write(e Event) error {
	if err := w.call(string(e.What)); err != nil {
		return err
	}
	return w.stories.Add(e)
}

func (w *trace) Claim(ctx context.Context, _ Receipt) error    { return w.ask(ctx, "claim") }
func (w *trace) Withdraw(ctx context.Context, _ Receipt) error { return w.ask(ctx, "withdraw") }
func (w *trace) Mark(ctx context.Context, _ Receipt) error     { return w.ask(ctx, "mark") }

func (w *trace) Send(_ context.Context, a Approved, l Ledger, _ func(Progress)) Delivery {
	_ = w.call("send")
	m, err := a.Message()
	if err != nil {
		panic(err)
	}
	d := w.answer
	d.Outcomes = each(m.Envelope(), Unsent)
	var to []int
	for i := range d.Outcomes {
		to = append(to, i)
	}
	if err := l.Committing(to); err != nil {
		d.Stop = stopped(StepStore, err)
		return d
	}
	if w.answer.Outcomes == nil {
		d.Outcomes = each(m.Envelope(), Unknown)
		return d
	}
	d.Outcomes = w.answer.Outcomes
	_ = l.Settled(to, d.Outcomes)
	return d
}

func (w *trace) fresh(ctx context.Context, _ Message) error { return w.ask(ctx, "fresh") }

func (w *trace) post() Post {
	return Post{Wire: w, Book: w, Register: w, Fresh: w.fresh, Now: func() time.Time { return now.Add(time.Minute) }}
}

// receipt is what the book says of the one letter in it.
func (w *trace) receipt(t *testing.T) Receipt {
	t.Helper()
	all := w.stories.History()["10101"]
	if len(all) != 1 {
		t.Fatalf("%d letters in the book", len(all))
	}
	return all[0]
}

func allAccepted() []Outcome {
	return []Outcome{
		{Address: "it@alpha.example.com", State: Accepted, Reply: "250 ok", QueueID: "Q1"},
		{Address: "ops@beta.example.com", State: Accepted, Reply: "250 ok", QueueID: "Q1"},
	}
}

// The order of the protocol, and what stands in the book after each way in which it can end.
// Nothing is carried before it is stored, claimed and held; nothing is marked before its end
// is written.
func TestTheStepsOfASending(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		fails  map[string]error
		answer []Outcome
		calls  string
		state  State
		err    string
	}{
		"all is well":              {nil, allAccepted(), "open claim fresh send committing settled ended mark recorded close", Accepted, ""},
		"half of it":               {nil, halfDelivered().Outcomes, "open claim fresh send committing settled ended mark recorded close", "", ""},
		"no answer":                {nil, nil, "open claim fresh send committing ended mark recorded close", Unknown, ""},
		"the disk is full":         {map[string]error{"open": broken}, nil, "open ended", "", "nothing was sent: broken"},
		"the incident has changed": {map[string]error{"fresh": broken}, nil, "open claim fresh withdraw ended close", Unsent, "broken"},
		"somebody else has it":     {map[string]error{"claim": broken}, nil, "open claim ended close", Unsent, "broken"},
		"it cannot be committed":   {map[string]error{"committing": broken}, allAccepted(), "open claim fresh send committing settled withdraw ended close", Unsent, ""},
		"the end is not written":   {map[string]error{"ended": broken}, allAccepted(), "open claim fresh send committing settled ended mark recorded close", Accepted, "the outcome could not be written to the journal: broken"},
		"Jira is gone at the end":  {map[string]error{"mark": broken}, allAccepted(), "open claim fresh send committing settled ended mark close", Accepted, "mailed, but not yet recorded in Jira: broken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &trace{fails: c.fails, answer: Delivery{Server: "mail", Outcomes: c.answer}}
			r, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), Watch{})
			if got := strings.Join(w.calls, " "); got != c.calls {
				t.Errorf("calls: %s\nwant:  %s", got, c.calls)
			}
			if got := fmt.Sprint(err); c.err == "" && err != nil || c.err != "" && got != c.err {
				t.Errorf("error %q, want %q", got, c.err)
			}
			if c.state == "" {
				return
			}
			if kept := w.receipt(t); kept.Count(c.state) != 2 {
				t.Errorf("the book says %v", kept.Tally)
			}
			if r.Count(c.state) != 2 {
				t.Errorf("the receipt says %+v", r.Outcomes)
			}
		})
	}
}

// What the book says after a crash at any step, and after the whole.
func TestTheBookAtEveryStep(t *testing.T) {
	t.Parallel()
	for step, want := range map[string]Case{
		"fresh": NotSent, "claim": NotSent, "send": NotSent, "settled": InDoubt, "ended": Closed, "mark": Closed,
	} {
		w := &trace{answer: Delivery{Outcomes: allAccepted()}}
		var got Case
		w.onCall = func(call string) {
			if call == step {
				got = w.receipt(t).Case()
			}
		}
		if _, err := w.post().Send(t.Context(), approved(t, message(t, "customers")), Watch{}); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("cut off at %s it is case %d, want %d", step, got, want)
		}
		if after := w.receipt(t); !after.Recorded || after.Case() != Closed || after.Server != w.answer.Server {
			t.Errorf("in the end it is %+v", after)
		}
	}
}

// A held letter leaves when the time is over, and not when somebody takes it back or the
// console must end.
func TestHold(t *testing.T) {
	t.Parallel()
	m := message(t, "customers")
	for name, stop := range map[string]func(w *trace, cancel func()){
		"taken back": func(w *trace, _ func()) { close(w.back) },
		"hang-up":    func(_ *trace, cancel func()) { cancel() },
		"nobody":     nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &trace{back: make(chan struct{}), answer: Delivery{Outcomes: allAccepted()}}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := w.post()
			p.Hold = 2500 * time.Millisecond
			var waits []time.Duration
			p.After = func(d time.Duration) <-chan time.Time {
				waits = append(waits, d)
				over := make(chan time.Time, 1)
				if len(waits) == 2 && stop != nil {
					stop(w, cancel)
				} else {
					over <- now
				}
				return over
			}
			var left []time.Duration
			r, err := p.Send(ctx, approved(t, m), Watch{Back: w.back, Tell: func(p Progress) {
				if p.Step == StepHold {
					left = append(left, p.Left)
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			sent := slices.Contains(w.calls, "send")
			if stop == nil {
				if !sent || r.Count(Accepted) != 2 || len(left) != 3 || left[2] != 500*time.Millisecond {
					t.Errorf("calls %v, left %v", w.calls, left)
				}
				return
			}
			if sent || r.Count(Unsent) != 2 || r.Stop == nil || r.Stop.Step != StepHold || !slices.Contains(w.calls, "withdraw") {
				t.Errorf("calls %v, receipt %+v", w.calls, r)
			}
			if w.receipt(t).Case() != Closed {
				t.Error("a letter that was taken back is open")
			}
		})
	}
}

// A test goes to the operator alone: nobody is asked, and nothing is told to Jira.
func TestATestIsNoNotice(t *testing.T) {
	t.Parallel()
	w := &trace{answer: Delivery{Outcomes: allAccepted()}}
	m := message(t, "customers")
	m.draft.Test = true
	p := w.post()
	p.Hold, p.After = time.Minute, func(time.Duration) <-chan time.Time { panic("it is held") }
	r, err := p.Send(t.Context(), approved(t, m), Watch{})
	if got := strings.Join(w.calls, " "); err != nil || got != "open send committing settled ended close" {
		t.Errorf("calls %s, error %v", got, err)
	}
	if told := w.stories.History(); !r.Test || len(told.Letters("10101", "")) > 0 || len(told.Unrecorded()) > 0 {
		t.Errorf("a test counts as a letter: %+v", r)
	}
}

func TestPostRefusesWhatNobodyApproved(t *testing.T) {
	t.Parallel()
	w := &trace{}
	if r, err := w.post().Send(t.Context(), Approved{}, Watch{}); err == nil || r.Digest != "" || len(w.calls) > 0 {
		t.Errorf("calls %v, receipt %+v, error %v", w.calls, r, err)
	}
}
