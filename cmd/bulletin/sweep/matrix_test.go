package sweep

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/claim"
)

// replies are the ways in which a mail server can answer wrongly.
var replies = []struct {
	name string
	act
}{
	{"4xx", act{say: "451 4.3.0 later\r\n"}},
	{"5xx", act{say: "554 5.7.1 no\r\n"}},
	{"421", act{say: "421 4.3.2 closing\r\n", end: true}},
	{"cut", act{end: true}},
	{"half a reply", act{say: "250", end: true}},
	{"half of many lines", act{say: "250-a\r\n", end: true}},
	{"nonsense", act{say: "\x1b[2J what?\r\n"}},
	{"wrong class", act{say: "399 hm\r\n"}},
	{"two codes", act{say: "250-a\r\n550 b\r\n"}},
	{"an endless line", act{say: "250 " + strings.Repeat("x", 1<<20) + "\r\n", end: true}},
}

// places are the steps of the dialogue at which they come.
var places = []string{"greeting", "EHLO", "MAIL", "MAIL 2", "RCPT 1", "RCPT 2", "RCPT 3", "RCPT", "DATA", "DATA 2", "body", "dot", "dot 2", "QUIT"}

// TestFourBooks meets every wrong answer at every step, with servers that take many commands in
// one go and with those that do not, and with the letter taken over or not where only the server
// knows. After each the operator's receipt, the journal, the server's truth and Jira's mark are
// compared; then the program starts again, and all that is open is settled.
func TestFourBooks(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, place := range places {
		for _, reply := range replies {
			for _, people := range []int{2, 5} {
				for _, pipelining := range []bool{true, false} {
					for _, take := range []bool{false, true} {
						if take && !strings.HasPrefix(place, "dot") || place == "body" && reply.name != "cut" {
							continue
						}
						a := reply.act
						if a.take = take; take && a.say != "" && a.say[0] != '2' && strings.HasPrefix(a.say, "4") || take && strings.HasPrefix(a.say, "5") {
							continue // a server that says no has not taken it
						}
						cases++
						t.Run(fmt.Sprintf("%s/%s/%d/%t/%t", place, reply.name, people, pipelining, take), func(t *testing.T) {
							t.Parallel()
							oneFault(t, place, a, people, pipelining)
						})
					}
				}
			}
		}
	}
	if t.Log(cases, "cases"); cases < 300 {
		t.Error("too few")
	}
}

func oneFault(t *testing.T, place string, a act, people int, pipelining bool) {
	w := newWorld(t)
	w.mail.plays(func(s *script) { s.pipelining, s.faults = pipelining, map[string]act{place: a} })
	j, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	m := message(t, people, false)
	r, err := w.post(j).Send(t.Context(), approve(t, m), notify.Watch{})
	if err != nil {
		t.Errorf("%v", err)
	}
	truth := w.mail.quiet()
	honest(t, "the receipt", r, truth)
	for _, eml := range w.mail.eml {
		if eml != m.EML() {
			t.Errorf("the server took other bytes than were approved: %.80q", eml)
		}
	}
	kept := w.books("the books", j)
	if len(kept) != 1 {
		t.Fatalf("%d letters in the journal", len(kept))
	}
	for i, o := range kept[0].Outcomes {
		if o.State != r.Outcomes[i].State {
			t.Errorf("%s is %s in the journal, and the operator reads %s", o.Address, o.State, r.Outcomes[i].State)
		}
	}
	marks, claims := claim.New(w.jira, func() time.Time { return now }).Read(w.jira.records())
	if len(claims) > 0 || (len(marks) == 1) != r.Told() {
		t.Errorf("Jira has %d marks and %d claims of a letter that is told: %t", len(marks), len(claims), r.Told())
	}
	for _, mark := range marks {
		for _, s := range []notify.State{notify.Accepted, notify.Refused, notify.Unsent, notify.Unknown} {
			if mark.Count(s) != r.Count(s) {
				t.Errorf("Jira says %d %s, the operator reads %d", mark.Count(s), s, r.Count(s))
			}
		}
	}
	refused := map[string]bool{}
	for _, o := range r.Outcomes {
		refused[o.Address] = o.State == notify.Refused && o.Reply[0] == '5'
	}
	w.settle("afterwards", w.restart(nothing), m, refused)
}
