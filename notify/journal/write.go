package journal

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"bulletin/notify"
)

// Open keeps the letter and its recipients, and then that it is prepared. Until done is
// called or the process ends, nobody else can open a letter about the incident: that is a
// [*BusyError]. Other errors are [*OldFormError], [*DamageError] and
// [*notify.OvertakenError]; in all of these cases nothing was written.
func (j *Journal) Open(r notify.Receipt, m notify.Message) (done func(), err error) {
	if r.Digest != m.Digest() || r.Total != len(m.Envelope()) {
		return nil, errors.New("keep the letter: the receipt is that of another one")
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	unlock, err := j.alone()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := j.ready(); err != nil {
		return nil, err
	}
	release, err := j.claim(r.Notice)
	if err != nil {
		return nil, err
	}
	if err := j.prepare(r, m); err != nil {
		release()
		return nil, err
	}
	return sync.OnceFunc(func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		release()
	}), nil
}

// ready says why no letter can be begun.
func (j *Journal) ready() error {
	if err := j.old(); err != nil {
		return err
	}
	if err := j.log.look(); err != nil {
		return err
	}
	return j.log.open()
}

// prepare writes down a letter that may leave then. It is called under both locks.
func (j *Journal) prepare(r notify.Receipt, m notify.Message) error {
	if err := j.log.stories.History().Overtaken(m.Draft()); err != nil {
		return err
	}
	if err := j.resumes(r, m); err != nil {
		return err
	}
	if err := store(j.disk, j.Letter(r.Digest), m.EML()); err != nil {
		return fmt.Errorf("keep the letter: %w", err)
	}
	var list strings.Builder
	for _, mailbox := range m.Envelope() {
		list.WriteString(mailbox + "\n")
	}
	people := digest(list.String())
	if err := store(j.disk, file(j.dir, "people", people, ".txt"), list.String()); err != nil {
		return fmt.Errorf("keep the recipients: %w", err)
	}
	r.Outcomes, r.Tally = nil, nil
	return j.append(notify.Event{Letter: r.ID, What: notify.WasPrepared, At: r.Began, By: r.By, Receipt: &r}, people)
}

// resumes says why the rest of a letter cannot leave: since it was shown, somebody has settled
// the letter, or some of the rest have it.
func (j *Journal) resumes(r notify.Receipt, m notify.Message) error {
	if r.Resumes == "" {
		return nil
	}
	for _, first := range j.log.stories.History()[r.IncidentID] {
		if first.ID != r.Resumes {
			continue
		}
		whole, err := j.log.whole(first)
		if err != nil {
			return err
		}
		rest := whole.Rest()
		if whole.Case() == notify.Closed || slices.ContainsFunc(m.Envelope(), func(to string) bool { return !slices.Contains(rest, to) }) {
			return &SettledError{whole}
		}
		return nil
	}
	return &UnknownError{string(r.Resumes)}
}

// decides says why a decision does not fit a letter any more.
func (j *Journal) decides(e notify.Event) error {
	for _, all := range j.log.stories.History() {
		for _, r := range all {
			settled := r.Decided != "" && (r.Decided != notify.Arrived || e.Decision == notify.Arrived)
			if r.ID == e.Letter && settled && e.Decision != notify.Again {
				return &SettledError{r}
			}
		}
	}
	return nil
}

// Write keeps an event. It is durable when Write returns. A decision about a letter that is
// leaving is refused; that is a [*BusyError]. After an error the event may be in the journal
// or not; the next one can be written.
func (j *Journal) Write(e notify.Event) error {
	if e.What == notify.WasPrepared || e.What == wasAcknowledged {
		return fmt.Errorf("write the journal: %q is no event for this door", e.What)
	}
	return j.write(func() error {
		if e.What == notify.WasDecided {
			if r, ok := j.mayLeave(j.log.stories.History())[e.Letter]; ok {
				if err := j.busy(r.Notice); err != nil {
					return err
				}
			}
			if err := j.decides(e); err != nil {
				return err
			}
		}
		return j.append(e, "")
	})
}

// Acknowledge writes down that somebody knows of the damage so far, so that letters can be
// sent again. It mends nothing: what is in doubt stays so.
func (j *Journal) Acknowledge(by string, now time.Time) error {
	return j.write(func() error {
		if j.log.open() == nil {
			return nil
		}
		return j.append(notify.Event{What: wasAcknowledged, At: now, By: by}, "")
	})
}

// write does something with a log that nobody else appends to.
func (j *Journal) write(do func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	unlock, err := j.alone()
	if err != nil {
		return err
	}
	defer unlock()
	if err := j.log.look(); err != nil {
		return err
	}
	return do()
}

// append writes a line behind the others, all of which have been read. It is durable when
// append returns. One that was left torn is first ended as such.
func (j *Journal) append(e notify.Event, people notify.Digest) error {
	line, err := encode(j.log.last, e, people)
	if err == nil {
		err = j.makesSense(line)
	}
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if err := j.put(max(j.log.newest().name, month(e.At)), string(line)+"\n"); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if j.log.missing && e.What != wasAcknowledged {
		return nil // the head tells what is missing
	}
	if err := j.log.testify(line); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

// makesSense reads a line as all others will.
func (j *Journal) makesSense(line []byte) error {
	_, text, _ := split(line)
	r, err := decode(text)
	if err != nil || r.What == wasAcknowledged {
		return err
	}
	return j.log.stories.Check(r.Event)
}

// put makes a line durable, in the newest segment or a new one. What another console has
// left behind without making it durable, because it was killed, becomes so too.
func (j *Journal) put(name, line string) error {
	before := j.log.newest().name
	if name == before && j.log.torn() {
		line = tornMark + "\n" + line
	}
	if name != before && before != "" {
		if err := write(j.disk, j.log.path(before), 0, ""); err != nil {
			return err
		}
	}
	if err := write(j.disk, j.log.path(name), os.O_CREATE|os.O_APPEND, line); err != nil {
		return err
	}
	if name != j.log.durable {
		if err := j.disk.SyncDir(j.log.folder()); err != nil {
			return err
		}
		j.log.durable = name
	}
	return nil
}
