package notify

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Places are written as runs, and read back as what they were.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for text, p := range map[string]Places{`"0-99"`: run(0, 99), `"0,2,4-5"`: {0, 2, 4, 5}, `"7"`: {7}, `"3,1-2"`: {3, 1, 2}} {
		b, err := json.Marshal(p)
		if err != nil || string(b) != text {
			t.Errorf("%v is written %s, want %s, %v", p, b, text, err)
		}
		var back Places
		if err := json.Unmarshal([]byte(text), &back); err != nil || !slices.Equal(back, p) {
			t.Errorf("%s is read as %v, %v", text, back, err)
		}
	}
	for _, text := range []string{`""`, `"-1"`, `"5-3"`, `"0-99999999"`, `"1,,2"`, `"a"`, `"1-"`, `" 1"`, `[1]`} {
		var p Places
		if err := json.Unmarshal([]byte(text), &p); err == nil {
			t.Errorf("%s is read as %d places", text, len(p))
		}
	}
}

func run(from, to int) Places {
	var p Places
	for i := from; i <= to; i++ {
		p = append(p, i)
	}
	return p
}

// letterOf is the first event of a letter to so many people.
func letterOf(total int) Event {
	return Event{Letter: "a", What: WasPrepared, At: now, Receipt: &Receipt{Total: total, Notice: Notice{IncidentID: "1", Audience: "customers"}}}
}

// What makes no sense is said, and changes nothing.
func TestEventsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]Event{
		"nobody's letter": {Letter: "b", What: WasEnded, At: now}, "a second preparing": letterOf(3), "nothing prepared": {Letter: "c", What: WasPrepared},
		"too many": {Letter: "c", What: WasPrepared, Receipt: &Receipt{Total: 1 << 30}}, "fewer than none": {Letter: "c", What: WasPrepared, Receipt: &Receipt{Total: -1}},
		"a stranger": {Letter: "a", What: WasCommitting, To: Places{3}}, "another word": {Letter: "a", What: "sung"},
		"another state": {Letter: "a", What: WasSettled, Verdicts: []Verdict{{To: Places{0}, State: "mailed"}}},
	} {
		var s Stories
		if err := s.Add(letterOf(3)); err != nil {
			t.Fatal(err)
		}
		if err := s.Add(e); err == nil {
			t.Errorf("%s is taken in", name)
		}
		if r := s.History()["1"]; len(r) != 1 || r[0].Count(Unsent) != 3 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// Whatever happens in whatever order, the summary and the whole receipt say the same, everybody
// is counted once, and a state of the end is only ever what was last said.
func TestSummaryAndWholeAgree(t *testing.T) {
	t.Parallel()
	states := []State{Accepted, Refused, Unknown, Unsent}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 4))
		n := r.IntN(5)
		events, last := []Event{letterOf(n)}, make([]State, n)
		envelope := make([]string, n)
		for i := range n {
			last[i], envelope[i] = Unsent, strings.Repeat("x", i+1)+"@example.com"
		}
		ended := false
		for range r.IntN(12) {
			e := Event{Letter: "a", At: now}
			var to Places
			for i := range n {
				if r.IntN(2) == 0 {
					to = append(to, i)
				}
			}
			switch r.IntN(5) {
			case 0:
				e.What, e.To = WasCommitting, to
				set(last, to, Unknown)
			case 1, 2:
				s := states[r.IntN(4)]
				e.What, e.Verdicts = WasSettled, []Verdict{{To: to, State: s, Reply: []string{"450 x", "550 x"}[r.IntN(2)]}}
				set(last, to, s)
			case 3:
				e.What, ended = WasEnded, true
			case 4:
				e.What = WasDoubted
				for i := range last {
					if last[i] == Unsent {
						last[i] = Unknown
					}
				}
			}
			events = append(events, e)
		}
		var s Stories
		for _, e := range events {
			if err := s.Add(e); err != nil {
				t.Fatal(err)
			}
		}
		summary := s.History()["1"][0]
		whole, err := Whole(envelope, events...)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range whole.Outcomes {
			if o.State != last[i] || o.Address != envelope[i] {
				t.Fatalf("seed %d: %+v, want %v", seed, whole.Outcomes, last)
			}
		}
		for _, state := range states {
			if summary.Count(state) != whole.Count(state) {
				t.Errorf("seed %d: %d and %d are %s", seed, summary.Count(state), whole.Count(state), state)
			}
		}
		if summary.ForNow() != whole.ForNow() || summary.Case() != whole.Case() || summary.Ended.IsZero() == ended {
			t.Errorf("seed %d: %+v and %+v", seed, summary, whole)
		}
	}
}

func set(states []State, to Places, s State) {
	for _, i := range to {
		states[i] = s
	}
}

// Equal outcomes share one verdict, and come back as they were.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	got := verdicts([]int{0, 1, 2, 5}, []Outcome{{"a", Accepted, "250", "Q"}, {"b", Refused, "550", ""}, {"c", Accepted, "250", "Q"}, {"d", Accepted, "250", "P"}})
	want := []Verdict{{Places{0, 2}, Accepted, "250", "Q"}, {Places{1}, Refused, "550", ""}, {Places{5}, Accepted, "250", "P"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
