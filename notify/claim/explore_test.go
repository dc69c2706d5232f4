package claim_test

import (
	"fmt"
	"iter"
	"slices"

	"bulletin/notify"
)

// ways are in how many orders something can go, and in how many of them it ends as asked for.
type ways struct{ all, hits int }

// choose returns a number from 0 to below n. State says all on which the rest depends; where it
// is empty, nobody knows.
type choose func(n int, state string) int

// explore counts the ways in which a run can go that depends on its choices alone. What
// follows a state is tried once, however many ways lead to it.
func explore(run func(choose) bool) ways {
	type undecided struct{}
	known := map[string]ways{}
	var visit func(path []int) ways
	visit = func(path []int) (w ways) {
		width, at, next := 0, "", 0
		ended := func() (ended bool) {
			defer func() {
				if x := recover(); x != nil && x != (undecided{}) {
					panic(x)
				}
			}()
			if run(func(n int, state string) int {
				if next == len(path) {
					width, at = n, state
					panic(undecided{})
				}
				next++
				return path[next-1]
			}) {
				w.hits = 1
			}
			return true
		}()
		if ended {
			w.all = 1
			return w
		}
		if w, ok := known[at]; ok && at != "" {
			return w
		}
		for i := range width {
			more := visit(append(slices.Clone(path), i))
			w.all, w.hits = w.all+more.all, w.hits+more.hits
		}
		known[at] = w
		return w
	}
	return visit(nil)
}

// protocol takes a notice; a nil error means that the letter may leave.
type protocol func(p port, letter notify.Receipt) error

// console is somebody with a letter, and what they do when they may send it.
type console struct {
	letter notify.Receipt
	then   func(p port, letter notify.Receipt) error // a nil one: to take the letter back
}

// world is what becomes of some consoles and one issue.
type world struct {
	store   store
	claim   protocol
	faults  int  // how many requests may have another fate than to arrive and be answered
	alike   bool // the consoles differ by name alone, so that it does not matter who begins
	stale   bool // lists may show any state that the issue was in
	choose  choose
	holders []notify.ID // who may have sent
	most    int         // how many could, at the same time
	crashed bool
	failed  bool // a request had another fate
	errs    map[notify.ID]error
}

// dead is the panic of a console that crashed.
type dead struct{}

// run lets the consoles act, one request at a time, in an order that is chosen.
func (w *world) run(consoles ...console) {
	w.errs = map[notify.ID]error{}
	acts := make([]*actor, len(consoles))
	for i, c := range consoles {
		acts[i] = w.start(c)
		defer acts[i].stop()
	}
	for begins := true; ; begins = false {
		var ready []*actor
		state := fmt.Sprint(&w.store, w.faults, w.holders, w.most, w.crashed, w.failed, w.errs)
		for i, a := range acts {
			if a.waiting {
				state += fmt.Sprint("; ", i, a.past)
				ready = append(ready, a)
			}
		}
		if w.stale {
			state = ""
		}
		switch {
		case len(ready) == 0:
			return
		case begins && w.alike:
			ready = ready[:1]
		}
		who := w.choose(len(ready)+min(len(w.store.late), 1), state)
		if who == len(ready) {
			arrives := w.store.late[0]
			w.store.late = w.store.late[1:]
			w.store.write(arrives)
			continue
		}
		ready[who].step(w.fate(ready[who].request))
	}
}

// fate chooses how a request goes. To lose either way is the same for a list.
func (w *world) fate(request string) fate {
	if w.faults == 0 {
		return goes
	}
	n := int(fates)
	if request == "keys" {
		n = int(lostReply)
	}
	f := fate(w.choose(n, ""))
	if f != goes {
		w.faults--
		w.failed = true
	}
	return f
}

// actor is a console that runs from request to request.
type actor struct {
	world   *world
	request string // for whose turn it waits
	waiting bool
	past    string // what was answered
	fate    fate
	next    func() (string, bool)
	stop    func()
}

func (w *world) start(c console) *actor {
	a := &actor{world: w}
	a.next, a.stop = iter.Pull(func(yield func(string) bool) {
		defer func() {
			if x := recover(); x != nil && x != (dead{}) {
				panic(x)
			}
		}()
		p := port{store: &w.store, turn: func(request string) fate {
			if !yield(request) {
				panic(dead{})
			}
			return a.fate
		}, saw: func(keys []string) { a.past += fmt.Sprint(keys) }}
		if w.stale {
			p.stale = func(n int) int { return w.choose(n, "") }
		}
		w.live(p, c)
	})
	a.request, a.waiting = a.next()
	return a
}

// step gives the actor its turn.
func (a *actor) step(f fate) {
	a.past += fmt.Sprint(a.request, f)
	if f == crash {
		a.world.crashed, a.waiting = true, false
		a.stop()
		return
	}
	a.fate = f
	a.request, a.waiting = a.next()
}

// live is a console's life: it claims, and sends if it may.
func (w *world) live(p port, c console) {
	id := c.letter.ID
	if w.errs[id] = w.claim(p, c.letter); w.errs[id] != nil {
		return
	}
	w.holders = append(w.holders, id)
	w.most = max(w.most, len(w.holders))
	if c.then != nil {
		w.errs[id] = c.then(p, c.letter)
		return // it has sent, for good
	}
	w.holders = slices.DeleteFunc(w.holders, func(h notify.ID) bool { return h == id })
	w.errs[id] = withdraw(p, c.letter)
}
