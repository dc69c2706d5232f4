package sweep

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"

	"bulletin/notify"
)

// behaviours are the mail servers that a letter meets.
var behaviours = []struct {
	name    string
	faults  map[string]act
	refused map[string]bool // whom the server never takes
}{
	{"takes all", nil, nil},
	{"refuses one", map[string]act{"RCPT 2": {say: "550 5.1.1 no such user\r\n"}}, map[string]bool{"r2@example.org": true}},
	{"refuses one for now", map[string]act{"RCPT 1": {say: "451 4.7.1 greylisted\r\n"}}, nil},
	{"hangs up at the dot", map[string]act{"dot 1": {end: true}}, nil},
	{"takes it and hangs up", map[string]act{"dot 1": {end: true, take: true}}, nil},
	{"is full at the dot", map[string]act{"dot 1": {say: "452 4.3.1 full\r\n"}}, nil},
	{"takes some, then is full", map[string]act{"dot 2": {say: "452 4.3.1 full\r\n"}}, nil},
	{"closes between letters", map[string]act{"MAIL 2": {say: "421 4.3.2 enough\r\n", end: true}}, nil},
}

// scene is one letter, one mail server, and one thing that breaks.
type scene struct {
	people     int
	pipelining bool
	faults     map[string]act
	refused    map[string]bool
	point      int
	how        fate
	err        error // nil: the process dies
	left       leaves
	down, late bool // Jira is; see properties
}

// play sends the letter, and afterwards compares the books and has all of it settled. It
// returns how many points there were, and whether the one that breaks was reached.
func play(t *testing.T, s scene) (points int, reached bool) {
	t.Helper()
	w := newWorld(t)
	w.mail.plays(func(m *script) { m.pipelining, m.faults = s.pipelining, s.faults })
	w.mu.Lock()
	w.breaks, w.how, w.err, w.mortal = s.point, s.how, s.err, s.err == nil
	w.jira.down, w.jira.late = s.down, s.late
	w.mu.Unlock()
	m := message(t, s.people, s.down)
	var receipt notify.Receipt
	j, err := w.open()
	if err == nil {
		receipt, _ = w.post(j).Send(context.Background(), approve(t, m), notify.Watch{})
	}
	points, reached = w.passed()
	where := w.where()
	if j != nil && !w.isDead() {
		honest(t, where, receipt, w.mail.quiet())
	}
	j = w.restart(s.left)
	story := w.books(where, j)
	if s.err != nil && len(story) > 0 { // a disk that failed once: in the end nothing is missing
		for i, o := range receipt.Outcomes {
			if kept := story[0].Outcomes[i].State; o.State == notify.Accepted && kept != notify.Accepted {
				t.Errorf("%s: %s is accepted, and %s in the journal", where, o.Address, kept)
			}
		}
	}
	if s.down && !reached && (receipt.Told() != anyTold(story) || receipt.Told() && !story[0].Unclaimed) {
		t.Errorf("%s: without Jira it ended as %s", where, states(story))
	}
	w.settle(where, j, m, s.refused)
	return points, reached
}

// honest compares what the operator reads with what the mail server took.
func honest(t *testing.T, where string, r notify.Receipt, truth map[string]int) {
	t.Helper()
	for _, o := range r.Outcomes {
		switch n := truth[o.Address]; {
		case o.State == notify.Accepted && n != 1, (o.State == notify.Unsent || o.State == notify.Refused) && n != 0, n > 1:
			t.Errorf("%s: the operator reads that %s is %s, and the server took it %d times", where, o.Address, o.State, n)
		}
	}
}

// The process dies before, in the middle of and after every step: of the disk, of Jira, of the
// dialogue. What the journal says after that is true, nobody is forgotten, and nobody is mailed
// twice.
func TestCrashAtEveryPoint(t *testing.T) {
	t.Parallel()
	sweep(t, []error{nil})
}

// The disk says no, in four ways, at every step.
func TestDiskFaultAtEveryPoint(t *testing.T) {
	t.Parallel()
	sweep(t, []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS, syscall.EDQUOT})
}

// Jira does not answer, and the process dies at every step of a letter that leaves all the same.
// When Jira is back, what became of it stands there, and no claim.
func TestCrashWithoutJira(t *testing.T) {
	t.Parallel()
	for _, b := range behaviours {
		for _, late := range []bool{false, true} { // what is asked of Jira arrives in silence
			t.Run(fmt.Sprintf("%s/%t", b.name, late), func(t *testing.T) {
				t.Parallel()
				s := scene{people: 5, pipelining: true, faults: b.faults, refused: b.refused, how: half, down: true, late: late}
				t.Log(every(t, s), "points")
			})
		}
	}
}

// sweep plays all scenes: with BULLETIN_SWEEP every one, else enough for every day.
func sweep(t *testing.T, errs []error) {
	long := os.Getenv("BULLETIN_SWEEP") != ""
	for _, b := range behaviours {
		for _, people := range []int{1, 5} { // one transaction, and three
			for _, pipelining := range []bool{true, false} {
				if !long && !pipelining && b.name != "takes all" {
					continue
				}
				t.Run(fmt.Sprintf("%s/%d/%t", b.name, people, pipelining), func(t *testing.T) {
					t.Parallel()
					runs := 0
					for i, err := range errs {
						for _, how := range []fate{undone, half, lost} {
							for left := range everything + 1 {
								if err != nil && left > 0 || !long && (i > 0 || int(left) != int(how)%3 && people > 1) {
									continue
								}
								runs += every(t, scene{people: people, pipelining: pipelining, faults: b.faults, refused: b.refused, how: how, err: err, left: left})
							}
						}
					}
					t.Log(runs, "points")
				})
			}
		}
	}
}

// every plays a scene once for each point that it has.
func every(t *testing.T, s scene) (runs int) {
	for s.point = 1; ; s.point++ {
		_, reached := play(t, s)
		if !reached {
			return runs
		}
		if runs++; t.Failed() {
			return runs
		}
	}
}
