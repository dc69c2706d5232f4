package journaltest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/notify/journal"
	"bulletin/notify/letter"
)

const state = "/home/desk/state"

var began = time.Date(2026, 1, 31, 23, 59, 0, 0, time.UTC)

// later is the letter that is sent a month after the others.
const later = 4

// written is a letter about an incident of its own to a and b.
func written(t testing.TB, n int) (notify.Receipt, notify.Message) {
	t.Helper()
	notice := notify.Notice{IncidentID: fmt.Sprint(n), Key: fmt.Sprint("OPS-", n), Stage: incident.Start, Sequence: 1, Audience: "customers"}
	words := fmt.Sprint("letter ", n)
	d := notify.Draft{Notice: notice, From: mailbox(t, "noc"), At: began, Letter: letter.Letter{Subject: words, Text: words, HTML: words}}
	d.Recipients.Bcc = []notify.Address{mailbox(t, "a"), mailbox(t, fmt.Sprint("b", n))}
	m, err := d.Compose()
	must(t, err)
	began := began
	if n == later {
		began = began.AddDate(0, 1, 0)
	}
	return notify.Receipt{ID: notify.ID(fmt.Sprintf("%012d", n)), Notice: notice, Digest: m.Digest(), Subject: words, By: "desk", Began: began, Total: 2}, m
}

func mailbox(t testing.TB, name string) notify.Address {
	t.Helper()
	a, err := notify.ParseAddress(name + "@example.com")
	must(t, err)
	return a
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// promise is what a journal has said about a letter by returning without an error.
type promise struct {
	events  []notify.What
	pending notify.What // a Write began
}

// console runs one sending after the other, as far as the disk lets it, and notes what the
// journal has promised. An error ends it.
func console(t testing.TB, d *Disk, promises map[int]*promise, letters ...int) error {
	t.Helper()
	j, err := journal.Open(state, journal.On(d))
	if err != nil {
		return err
	}
	return send(t, j, promises, letters...)
}

func send(t testing.TB, j *journal.Journal, promises map[int]*promise, letters ...int) error {
	t.Helper()
	for _, n := range letters {
		r, m := written(t, n)
		p := &promise{pending: notify.WasPrepared}
		promises[n] = p
		done, err := j.Open(r, m)
		if err != nil {
			return err
		}
		defer done()
		p.keep(notify.WasPrepared)
		for i, e := range []notify.Event{
			{What: notify.WasCommitting, To: []int{0, 1}},
			{What: notify.WasSettled, Verdicts: []notify.Verdict{{To: []int{0, 1}, State: notify.Accepted, Reply: "250 ok"}}},
			{What: notify.WasEnded},
			{What: notify.WasRecorded},
		} {
			e.Letter, e.At = r.ID, r.Began.Add(time.Duration(i)*30*time.Second) // a month ends meanwhile
			p.pending = e.What
			if err := j.Write(e); err != nil {
				return err
			}
			p.keep(e.What)
		}
	}
	return nil
}

func (p *promise) keep(w notify.What) { p.events, p.pending = append(p.events, w), "" }

// holds reports whether a state of a letter is one that the promises allow.
func (p *promise) holds(r notify.Receipt) error {
	kept := len(p.events)
	had := func(n int) bool { return kept >= n } // prepared, committing, settled, ended, recorded
	may := func(n int) bool { return kept >= n || kept == n-1 && p.pending != "" }
	switch {
	case r.Count(notify.Unsent) > 0 && (had(2) || r.Count(notify.Unsent) != 2):
		return errors.New("it is called unsent")
	case r.Count(notify.Unknown) > 0 && (had(3) || !may(2)):
		return errors.New("it is called unknown")
	case r.Count(notify.Accepted) > 0 && !may(3):
		return errors.New("it is called accepted")
	case r.Ended.IsZero() && had(4) || !r.Ended.IsZero() && !may(4):
		return fmt.Errorf("it ended at %s", r.Ended)
	case r.Recorded && !may(5) || !r.Recorded && had(5):
		return errors.New("recorded is wrong")
	case r.Leaving:
		return errors.New("it is leaving, and the console is dead")
	}
	return nil
}

// check looks at the disk as a new console does.
func check(t testing.TB, d *Disk, promises map[int]*promise) error {
	t.Helper()
	j, err := journal.Open(state, journal.On(d))
	if err != nil {
		return err
	}
	h, err := j.History()
	if err != nil {
		return err
	}
	for n, p := range promises {
		r, m := written(t, n)
		all := h[r.IncidentID]
		if len(all) == 0 {
			if len(p.events) > 0 {
				return fmt.Errorf("letter %d is lost, after %v", n, p.events)
			}
			continue
		}
		if err := p.holds(all[0]); err != nil {
			return fmt.Errorf("letter %d, after %v, perhaps %s: %w: %v", n, p.events, p.pending, err, all[0].Tally)
		}
		if eml, err := j.EML(r.Digest); err != nil || eml != m.EML() {
			return fmt.Errorf("letter %d: %w", n, err)
		}
		whole, err := j.Story(r.IncidentID)
		if err != nil || len(whole) != 1 || len(whole[0].Outcomes) != 2 || whole[0].Outcomes[0].Address != "a@example.com" {
			return fmt.Errorf("letter %d: %v, %w", n, whole, err)
		}
	}
	if r, err := j.Verify(); err != nil || !r.Sound() {
		return fmt.Errorf("%v, %w", r, err)
	}
	return nil
}

func copied(all map[int]*promise) map[int]*promise {
	out := map[int]*promise{}
	for n, p := range all {
		c := *p
		out[n] = &c
	}
	return out
}

// found is the disk after a crash, in all ways.
func found(d *Disk) map[string]*Disk {
	return map[string]*Disk{"lost": d.AfterCrash(false), "kept": d.AfterCrash(true), "torn": d.AfterTornCrash()}
}

// steps is how many operations a console takes on a disk.
func steps(t testing.TB, d *Disk, letters ...int) int {
	t.Helper()
	d = d.AfterCrash(true)
	must(t, console(t, d, map[int]*promise{}, letters...))
	return d.Ops()
}

// Whatever a console had promised is there after a crash at any operation, and the next one
// goes on. Then that one crashes too, right after it has done its work: what the first had
// left behind without making it durable may have served it, and must be there with it.
func TestACrashAnywhere(t *testing.T) {
	t.Parallel()
	crashes := 0
	for n := 1; n <= steps(t, New(), 1); n++ {
		for _, m := range []Moment{Before, Middle, After} {
			d, promises := New(), map[int]*promise{}
			d.CrashAt(n, m)
			if err := console(t, d, promises, 1); !errors.Is(err, ErrCrash) {
				t.Fatalf("no crash at %d: %v", n, err)
			}
			name := d.Names()[n-1]
			for fate, d := range found(d) {
				where := fmt.Sprintf("crash at %d (%s), moment %d, unsynced %s", n, name, m, fate)
				if err := check(t, d, promises); err != nil {
					t.Errorf("%s: %v", where, err)
				}
				for _, next := range []int{3, later} {
					crashes += goOn(t, where, d.AfterCrash(true), copied(promises), next)
				}
			}
		}
	}
	t.Logf("%d crashes", crashes)
}

// goOn has the next console send a letter. Then the power is lost.
func goOn(t *testing.T, where string, d *Disk, promises map[int]*promise, letter int) (crashes int) {
	t.Helper()
	if err := console(t, d, promises, letter); err != nil {
		t.Errorf("%s: the next console: %v", where, err)
	}
	for fate, d := range found(d) {
		if err := check(t, d, promises); err != nil {
			t.Errorf("%s, then letter %d, then %s: %v", where, letter, fate, err)
		}
		crashes++
	}
	return crashes
}
