package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// letterKey is what makes two receipts speak of the same sending.
type letterKey struct {
	digest notify.Digest
	began  int64
}

// read folds the lines into one receipt a letter, the last word of each, in the order in
// which the letters were begun.
func read(r *bufio.Reader) (notify.History, error) {
	var order []letterKey
	last := map[letterKey]notify.Receipt{}
	var damage error
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		if err != nil { // a torn last line
			break
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 || bytes.HasSuffix(line, bytes.TrimSpace([]byte(tornMark))) {
			continue
		}
		rec, err := parse(line)
		if err != nil {
			damage = errors.Join(damage, fmt.Errorf("line %d of the journal is damaged: %w", n, err))
			continue
		}
		k := letterKey{rec.Digest, rec.Began.UnixNano()}
		if _, seen := last[k]; !seen {
			order = append(order, k)
		}
		last[k] = rec
	}
	h := notify.History{}
	for _, k := range order {
		h.Add(last[k])
	}
	if damage != nil {
		return h, Damage{damage}
	}
	return h, nil
}

func parse(line []byte) (notify.Receipt, error) {
	var r record
	switch err := json.Unmarshal(line, &r); {
	case err != nil:
		return r.Receipt, err
	case r.V != version:
		return r.Receipt, fmt.Errorf("it is of version %d, this program knows %d", r.V, version)
	case r.Digest == "":
		return r.Receipt, errors.New("it names no letter")
	}
	clean(&r.Receipt)
	return r.Receipt, nil
}

// clean makes the texts of a line harmless: the file is only a file.
func clean(r *notify.Receipt) {
	for _, s := range []*string{&r.IncidentID, &r.Key, (*string)(&r.Stage), &r.Audience, &r.MessageID,
		&r.Subject, &r.By, &r.Server} {
		*s = incident.CleanLine(*s)
	}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		o.Address, o.Reply, o.QueueID = incident.CleanLine(o.Address), incident.CleanLine(o.Reply), incident.CleanLine(o.QueueID)
	}
}

// Damage is what cannot be read of a journal.
type Damage struct{ error }

// Unwrap is the damage of each line.
func (d Damage) Unwrap() error { return d.error }

// Remedy says what to do about it.
func (d Damage) Remedy() string {
	return "look at the file; take a damaged line out only when you know what it said, since who does not know what was sent must not send"
}
