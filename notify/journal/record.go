package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// record is one line of the log.
type record struct {
	V      int           `json:"v"`
	People notify.Digest `json:"people,omitempty"` // of a prepared letter: its recipients
	notify.Event
}

const (
	// version is that of the lines which this program writes and reads.
	version = 2
	// genesis stands for the line before the first.
	genesis = "bulletin journal"
	// hashLength is how much of the SHA-256 a line carries, in hexadecimal digits.
	hashLength = 32
	// tornMark ends a line that a crash has torn. No whole line ends so: it is no JSON.
	tornMark = " #torn"
	// acknowledged is a record of the journal's own: a person has seen the damage before it.
	acknowledged notify.What = "acknowledged"
)

// chain is the hash of a line, from that of the line before.
func chain(before, body string) string {
	sum := sha256.Sum256([]byte(before + body))
	return hex.EncodeToString(sum[:])[:hashLength]
}

// line is a record as it is written.
func (r record) line(before string) (string, error) {
	r.V = version
	body, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	return chain(before, string(body)) + " " + string(body) + "\n", nil
}

// parse reads a line without its end, and returns the hash for the next one. A line that is not
// what was written is an error, and its hash is still that which it carries.
func parse(before, line string) (r record, hash string, err error) {
	hash, body, ok := strings.Cut(line, " ")
	if !ok || len(hash) != hashLength {
		return r, before, errors.New("it is no line of a journal")
	}
	if chain(before, body) != hash {
		return r, hash, errors.New("it was changed, or a line before it was taken out or put in")
	}
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return r, hash, fmt.Errorf("it cannot be read: %w", err)
	}
	if r.V != version {
		return r, hash, fmt.Errorf("it is of version %d, this program knows %d", r.V, version)
	}
	r.clean()
	return r, hash, nil
}

// reread reads the event of a line that has been verified before.
func reread(line string) (notify.Event, error) {
	var r record
	if len(line) < hashLength {
		return r.Event, errors.New("the line is gone")
	}
	if err := json.Unmarshal([]byte(line[hashLength:]), &r); err != nil {
		return r.Event, err
	}
	r.clean()
	return r.Event, nil
}

// clean makes the texts of a line harmless: the file is only a file.
func (r *record) clean() {
	texts := []*string{(*string)(&r.Letter), &r.By, &r.Server}
	for i := range r.Verdicts {
		texts = append(texts, &r.Verdicts[i].Reply, &r.Verdicts[i].QueueID)
	}
	if s := r.Stop; s != nil {
		texts = append(texts, &s.Step, &s.Why, &s.Do)
	}
	if l := r.Receipt; l != nil {
		texts = append(texts, &l.IncidentID, &l.Key, (*string)(&l.Stage), &l.Audience, &l.MessageID, &l.Subject, &l.By)
	}
	for _, s := range texts {
		*s = incident.CleanLine(*s)
	}
}

// segment is the file in which an event of a moment is written.
func segment(at time.Time) string { return at.UTC().Format("2006-01") + ".jsonl" }

// isSegment reports a file that [segment] can have named.
func isSegment(name string) bool {
	month, ok := strings.CutSuffix(name, ".jsonl")
	_, err := time.Parse("2006-01", month)
	return ok && err == nil
}

// Fault is a place in the log that cannot be read.
type Fault struct {
	Segment string
	Line    int // from 1
	Offset  int64
	Err     error
}

// Error names the place and what is wrong there.
func (f Fault) Error() string {
	return fmt.Sprintf("line %d of the journal %s (byte %d) is damaged: %s", f.Line, f.Segment, f.Offset, f.Err)
}

// Unwrap is what is wrong.
func (f Fault) Unwrap() error { return f.Err }

// Damage is all that cannot be read of a journal and that nobody has acknowledged.
type Damage struct{ Faults []Fault }

// Error names the first place and how many there are.
func (d *Damage) Error() string {
	more := ""
	if n := len(d.Faults); n > 1 {
		more = fmt.Sprintf(" (and %d more)", n-1)
	}
	return d.Faults[0].Error() + more
}

// Remedy says what to do about it.
func (d *Damage) Remedy() string {
	return "look at \"bulletin verify\" and at the letters that it calls unknown; when you know what was sent, go on with \"bulletin verify --acknowledge\""
}
