package notify

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const sending ID = "aaaa00000001"

func prepared(total int) Event {
	return Event{Letter: sending, What: WasPrepared, At: now, Receipt: &Receipt{Notice: Notice{IncidentID: "1"}, Total: total}}
}

func commits(to ...int) Event { return Event{Letter: sending, What: WasCommitting, At: now, To: to} }

func settles(s State, reply string, to ...int) Event {
	return Event{Letter: sending, What: WasSettled, At: now, Verdicts: []Verdict{{To: to, State: s, Reply: reply, QueueID: "Q"}}}
}

func ends() Event {
	return Event{Letter: sending, What: WasEnded, At: now.Add(time.Minute), Server: "mail", Stop: &Stop{Step: "RCPT"}}
}

func decides(d Decision) Event {
	return Event{Letter: sending, What: WasDecided, At: now, By: "night", Decision: d}
}

// brief is a receipt in a few words: unsent, unknown, accepted, refused for good and for now.
func brief(r Receipt) string {
	s := fmt.Sprintf("%d %d %d %d+%d", r.Count(Unsent), r.Count(Unknown), r.Count(Accepted), r.Count(Refused)-r.ForNow(), r.ForNow())
	if !r.Ended.IsZero() {
		s += " ended"
	}
	if r.Recorded {
		s += " recorded"
	}
	return strings.TrimSpace(s + " " + string(r.Decided))
}

var lost = Event{What: WasLost}

func TestTheStoryOfALetter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events []Event
		want   string
	}{
		"prepared":                      {nil, "4 0 0 0+0"},
		"the first two are leaving":     {[]Event{commits(0, 1)}, "2 2 0 0+0"},
		"accepted":                      {[]Event{commits(0, 1), settles(Accepted, "250 ok", 0, 1)}, "2 0 2 0+0"},
		"one of them is":                {[]Event{commits(0, 1), settles(Accepted, "250 ok", 0)}, "2 1 1 0+0"},
		"refused":                       {[]Event{settles(Refused, "550 no", 3)}, "3 0 0 1+0"},
		"refused for now":               {[]Event{settles(Refused, "450 later", 3)}, "3 0 0 0+1"},
		"refused, and no reply is kept": {[]Event{settles(Refused, "", 3)}, "3 0 0 1+0"},
		"refused for now, and again":    {[]Event{commits(3), settles(Refused, "450 later", 3), commits(3)}, "3 1 0 0+0"},
		"the dot was not written":       {[]Event{commits(0), settles(Unsent, "", 0)}, "4 0 0 0+0"},
		"unknown":                       {[]Event{commits(0), settles(Unknown, "", 0), ends()}, "3 1 0 0+0 ended"},
		"ended":                         {[]Event{commits(0), settles(Accepted, "250 ok", 0), ends()}, "3 0 1 0+0 ended"},
		"ended twice":                   {[]Event{commits(0), ends(), ends()}, "3 1 0 0+0 ended"},
		"decided":                       {[]Event{commits(0), decides(Arrived)}, "3 1 0 0+0 arrived"},
		"decided twice":                 {[]Event{decides(Dropped), decides(Again)}, "4 0 0 0+0 again"},
		"recorded":                      {[]Event{ends(), {Letter: sending, What: WasRecorded}}, "4 0 0 0+0 ended recorded"},
		"lost":                          {[]Event{lost}, "0 4 0 0+0"},
		"lost in the middle":            {[]Event{commits(0, 1), settles(Accepted, "250 ok", 0), settles(Refused, "550", 3), lost}, "0 2 1 1+0"},
		"lost, and it goes on":          {[]Event{commits(0), lost, commits(1), settles(Accepted, "250 ok", 0, 1), ends()}, "0 2 2 0+0 ended"},
		"lost, and it leaves again":     {[]Event{commits(0), lost, commits(0)}, "0 4 0 0+0"},
		"lost after the end":            {[]Event{commits(0), ends(), lost}, "3 1 0 0+0 ended"},
	} {
		events := append([]Event{prepared(4)}, c.events...)
		var s Stories
		for _, e := range events {
			if err := s.Add(e); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := brief(s.History()["1"][0]); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		whole, err := Whole([]string{"a", "b", "c", "d"}, events...)
		if got := brief(whole); err != nil || got != c.want {
			t.Errorf("%s, whole: %s, want %s, %v", name, got, c.want, err)
		}
	}
}

func TestEventsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before []Event
		event  Event
		why    string
	}{
		"of no letter":             {nil, commits(0), "of which nothing is written before"},
		"prepared twice":           {[]Event{prepared(2)}, prepared(2), "a second time"},
		"prepares nothing":         {nil, Event{Letter: sending, What: WasPrepared}, "no letter"},
		"prepares it without name": {nil, Event{What: WasPrepared, Receipt: &Receipt{}}, "no letter"},
		"fewer than nobody":        {nil, prepared(-1), "-1 recipients"},
		"more than there are":      {nil, prepared(MaxTotal + 1), "recipients"},
		"leaves for the third":     {[]Event{prepared(2)}, commits(1, 2), "recipient 3 of 2"},
		"leaves for less than one": {[]Event{prepared(2)}, commits(-1), "recipient 0 of 2"},
		"settles the third":        {[]Event{prepared(2)}, settles(Accepted, "", 0, 2), "recipient 3 of 2"},
		"leaves twice":             {[]Event{prepared(2), commits(0)}, commits(1, 0), "left for recipient 1 before"},
		"leaves for who has it":    {[]Event{prepared(2), settles(Accepted, "", 1)}, commits(1), "left for recipient 2 before"},
		"leaves after the end":     {[]Event{prepared(2), ends()}, commits(0), "which has ended"},
		"settled after the end":    {[]Event{prepared(2), ends()}, settles(Accepted, "", 0), "which has ended"},
		"leaves after a decision":  {[]Event{prepared(2), decides(Dropped)}, commits(0), "a person has decided"},
		"ends at no time":          {[]Event{prepared(2)}, Event{Letter: sending, What: WasEnded}, "no time"},
		"another state":            {[]Event{prepared(2)}, settles("burnt", "", 0), `"burnt"`},
		"another decision":         {[]Event{prepared(2)}, decides("burn"), `"burn"`},
		"another event":            {[]Event{prepared(2)}, Event{Letter: sending, What: "burnt"}, `"burnt"`},
	} {
		var s Stories
		for _, e := range c.before {
			if err := s.Add(e); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		before := fmt.Sprint(s.History())
		if err := s.Check(c.event); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: Check = %v", name, err)
		}
		if err := s.Add(c.event); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: Add = %v", name, err)
		}
		if after := fmt.Sprint(s.History()); after != before {
			t.Errorf("%s: it changed %s to %s", name, before, after)
		}
	}
}

// What became of a letter is said by events alone.
func TestAReceiptIsPreparedWithoutOutcomes(t *testing.T) {
	t.Parallel()
	e := prepared(1)
	e.Receipt.Ended, e.Receipt.Decided, e.Receipt.DecidedBy, e.Receipt.Recorded = now, Dropped, "x", true
	e.Receipt.Elsewhere, e.Receipt.Leaving, e.Receipt.Tally, e.Receipt.Later = true, true, map[State]int{Accepted: 7}, 7
	e.Receipt.Delivery = Delivery{Server: "x", Stop: &Stop{}, Outcomes: []Outcome{{State: Accepted}}}
	var s Stories
	if err := s.Add(e); err != nil {
		t.Fatal(err)
	}
	want := Receipt{ID: sending, Notice: Notice{IncidentID: "1"}, Began: now, Total: 1, Tally: map[State]int{Unsent: 1}}
	if got := s.History()["1"][0]; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// random is an event of a letter, which may make no sense.
func random(r *rand.Rand, id ID) Event {
	some := func() (to []int) {
		for i := range 5 {
			if r.IntN(3) == 0 {
				to = append(to, i)
			}
		}
		return to
	}
	states := []State{Accepted, Refused, Unsent, Unknown}
	e := []Event{
		commits(some()...), commits(some()...), settles(states[r.IntN(4)], []string{"450 later", "550 no", ""}[r.IntN(3)], some()...),
		settles(states[r.IntN(4)], "250 ok", some()...), {What: WasRecorded}, lost, ends(), decides(Arrived),
	}[r.IntN(8)]
	if e.What != WasLost {
		e.Letter = id
	}
	return e
}

// The summary of a letter among others is the whole one counted, at every step.
func TestSummariesAndWholesAgree(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	envelope := []string{"a", "b", "c", "d", "e"}
	for range 2000 {
		var s Stories
		own := map[ID][]Event{}
		for range 25 {
			id := ID(fmt.Sprint("letter", r.IntN(3)))
			e := random(r, id)
			if _, ok := own[id]; !ok {
				e = prepared(5)
				e.Letter = id
			}
			if s.Add(e) != nil {
				continue
			}
			for other := range own {
				if e.What == WasLost && other != id {
					own[other] = append(own[other], e)
				}
			}
			own[id] = append(own[id], e)
			for _, summary := range s.History()["1"] {
				whole, err := Whole(envelope, own[summary.ID]...)
				if err != nil || !agree(summary, whole) {
					t.Fatalf("%+v\n%+v, %v\nafter %+v", summary, whole, err, own[summary.ID])
				}
			}
		}
	}
}

func agree(summary, whole Receipt) bool {
	counted := whole
	counted.Tally, counted.Later = nil, 0
	for _, s := range []State{Unsent, Unknown, Accepted, Refused} {
		if summary.Count(s) != counted.Count(s) {
			return false
		}
	}
	whole.Outcomes = nil
	return summary.ForNow() == counted.ForNow() && reflect.DeepEqual(summary, whole)
}

func TestAWholeReceiptNeedsItsRecipients(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		envelope []string
		events   []Event
	}{
		"nothing":             {nil, nil},
		"not prepared":        {[]string{"a"}, []Event{lost, prepared(1)}},
		"fewer recipients":    {[]string{"a"}, []Event{prepared(2)}},
		"more recipients":     {[]string{"a", "b", "c"}, []Event{prepared(2)}},
		"what makes no sense": {[]string{"a", "b"}, []Event{prepared(2), commits(2)}},
	} {
		if r, err := Whole(c.envelope, c.events...); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	whole, err := Whole([]string{"a", "b"}, prepared(2), commits(0, 1), settles(Refused, "450 later", 1))
	want := []Outcome{{Address: "a", State: Unknown}, {Address: "b", State: Refused, Reply: "450 later", QueueID: "Q"}}
	if err != nil || !slices.Equal(whole.Outcomes, want) {
		t.Errorf("%+v, %v", whole.Outcomes, err)
	}
}

// Earlier histories stay as they were.
func TestHistoriesDoNotChange(t *testing.T) {
	t.Parallel()
	var s Stories
	add := func(e Event) History {
		t.Helper()
		if err := s.Add(e); err != nil {
			t.Fatal(err)
		}
		return s.History()
	}
	first := add(prepared(2))
	second := add(commits(0))
	if brief(first["1"][0]) != "2 0 0 0+0" || brief(second["1"][0]) != "1 1 0 0+0" {
		t.Errorf("%v, %v", first, second)
	}
	for i := range 5 { // what a reader adds is his alone
		another := prepared(1)
		another.Letter = ID(fmt.Sprint("bbbb", i))
		h := add(another)
		if len(h["1"]) != i+2 || h["1"][i+1].ID != another.Letter || i > 0 && second["1"][i+1].ID != "elsewhere" {
			t.Errorf("%d: %v, %v", i, h, second)
		}
		h.Add(Receipt{Notice: Notice{IncidentID: "1"}, ID: "elsewhere"})
		second = h
	}
}
