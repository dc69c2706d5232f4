package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bulletin/notify"
)

// A line is HASH SPACE JSON. The hash is the beginning of the SHA-256 of the hash before and
// the JSON: it tells a changed line, and one that was taken out or put in.
const (
	hashed  = 16 // bytes of the SHA-256, two digits each
	genesis = "the first line of a bulletin log"
	version = 2
)

// tornMark ends a line that a crash or a full disk has torn. No whole line ends so.
const tornMark = " #torn"

// wasAcknowledged is the record of a person who knows of the damage before it. It is of no
// letter.
const wasAcknowledged notify.What = "acknowledged"

// record is one line's JSON: an event, with recipients as ranges of places.
type record struct {
	V int `json:"v"`
	notify.Event
	To       places        `json:"to,omitempty"`
	Verdicts []verdict     `json:"verdicts,omitempty"`
	People   notify.Digest `json:"people,omitempty"` // of prepared: the envelope
}

type verdict struct {
	notify.Verdict
	To places `json:"to"`
}

// encode is the line of an event, without its end.
func encode(before string, e notify.Event, people notify.Digest) ([]byte, error) {
	r := record{V: version, Event: e, To: e.To, People: people}
	r.At = e.At.UTC()
	for _, v := range e.Verdicts {
		r.Verdicts = append(r.Verdicts, verdict{v, v.To})
	}
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return append([]byte(chain(before, text)+" "), text...), nil
}

// decode reads a line's JSON. What it says is cleaned.
func decode(text []byte) (record, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("it is no record: %w", err)
	}
	if r.V != version {
		return r, fmt.Errorf("it is of version %d, and this program knows %d", r.V, version)
	}
	r.Event.To = r.To
	for _, v := range r.Verdicts {
		v.Verdict.To = v.To
		r.Event.Verdicts = append(r.Event.Verdicts, v.Verdict)
	}
	return r, clean(&r.Event)
}

// chain is the hash of a line behind another.
func chain(before string, text []byte) string {
	h := sha256.New()
	h.Write([]byte(before))
	h.Write(text)
	return hex.EncodeToString(h.Sum(nil)[:hashed])
}

// split parts a line into its hash and its JSON. Where it is not ok, it is no line of a
// journal, but may have been.
func split(line []byte) (hash string, text []byte, ok bool) {
	if len(line) <= 2*hashed {
		return "", nil, false
	}
	hash, text = string(line[:2*hashed]), line[2*hashed+1:]
	ok = line[2*hashed] == ' '
	for i := range hash {
		ok = ok && strings.IndexByte("0123456789abcdef", hash[i]) >= 0
	}
	return hash, text, ok
}

// places are recipients by their places in an envelope. They are written as ranges, since a
// transaction's recipients stand in a row: "0-99,105".
type places []int

// MarshalText writes the ranges.
func (p places) MarshalText() ([]byte, error) {
	var b []byte
	for i := 0; i < len(p); {
		last := i
		for last+1 < len(p) && p[last+1] == p[last]+1 {
			last++
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(p[i]), 10)
		if last > i {
			b = strconv.AppendInt(append(b, '-'), int64(p[last]), 10)
		}
		i = last + 1
	}
	return b, nil
}

var errPlaces = errors.New("its recipients are no ranges of places")

// UnmarshalText reads ranges of at most [notify.MaxTotal] places.
func (p *places) UnmarshalText(text []byte) error {
	*p = nil
	for len(text) > 0 {
		part, rest, more := bytes.Cut(text, []byte(","))
		if more && len(rest) == 0 {
			return errPlaces
		}
		low, high, isRange := bytes.Cut(part, []byte("-"))
		if !isRange {
			high = low
		}
		from, to := place(low), place(high)
		if from < 0 || to < from || len(*p)+to-from >= notify.MaxTotal {
			return errPlaces
		}
		*p = slices.Grow(*p, to-from+1)
		for i := from; i <= to; i++ {
			*p = append(*p, i)
		}
		text = rest
	}
	return nil
}

// place reads a place; -1 where it is none.
func place(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil || n >= notify.MaxTotal {
		return -1
	}
	return n
}
