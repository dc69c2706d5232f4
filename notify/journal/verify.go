package journal

import (
	"fmt"

	"bulletin/notify"
)

// Report is what a look at the whole journal has found.
type Report struct {
	Records int           // lines that are whole and in the chain
	Letters int           // that were prepared
	Head    string        // the hash of the last line, which stands for all before it
	Faults  []Fault       // lines that are not what was written
	Missing []MissingPart // letters and lists that are not what was kept
}

// MissingPart is a letter of which something is gone or changed.
type MissingPart struct {
	notify.Receipt
	Err error
}

// Sound reports that nothing is wrong.
func (r Report) Sound() bool { return len(r.Faults)+len(r.Missing) == 0 }

// Verify reads the whole journal anew: every line against its hash and the one before, every
// letter's bytes and every list of recipients against their digests. Only is the letter to
// look at; empty, all of them.
func (j *Journal) Verify(only notify.ID) (Report, error) {
	fresh := &Journal{dir: j.dir, disk: j.disk}
	if err := fresh.catchUp(); err != nil {
		return Report{}, err
	}
	l := &fresh.log
	report := Report{Records: l.records, Letters: len(l.people), Head: l.hash, Faults: l.faults}
	checked := map[notify.Digest]error{}
	for _, all := range l.stories.History() {
		for _, r := range all {
			if only != "" && r.ID != only {
				continue
			}
			if err := fresh.check(r, checked); err != nil {
				report.Missing = append(report.Missing, MissingPart{r, err})
			}
		}
	}
	return report, nil
}

// check compares a letter and its recipients with their digests, each of which once.
func (j *Journal) check(r notify.Receipt, checked map[notify.Digest]error) error {
	once := func(d notify.Digest, look func() error) error {
		err, known := checked[d]
		if !known {
			err = look()
			checked[d] = err
		}
		return err
	}
	if err := once(r.Digest, func() error { _, err := j.EML(r.Digest); return err }); err != nil {
		return err
	}
	people := j.log.people[r.ID]
	return once(people, func() error {
		if _, err := j.envelope(people); err != nil {
			return fmt.Errorf("its recipients: %w", err)
		}
		return nil
	})
}
