package notify

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Event is one entry of a letter's story. The stories of all letters, in the order in which
// things happened, are the journal; what an event means for a letter is said by [Stories].
type Event struct {
	Letter   ID        `json:"letter"`
	What     What      `json:"what"`
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty"`
	Receipt  *Receipt  `json:"receipt,omitempty"`  // of prepared: without outcomes
	To       Places    `json:"to,omitempty"`       // of committing
	Verdicts []Verdict `json:"verdicts,omitempty"` // of settled
	Server   string    `json:"server,omitempty"`   // of ended
	Stop     *Stop     `json:"stop,omitempty"`     // of ended
	Decision Decision  `json:"decision,omitempty"` // of decided
}

// What happened to a letter.
type What string

// The events of a letter's life. There is none for each transaction that begins: until one
// commits, its recipients are as unsent as they were when the letter was prepared.
const (
	WasPrepared   What = "prepared"   // bytes and recipients are on the disk; nothing has left
	WasCommitting What = "committing" // all but the final dot has left for these recipients
	WasSettled    What = "settled"    // what became of them
	WasEnded      What = "ended"      // nothing more will happen to the letter
	WasDecided    What = "decided"    // a person settled what was open
	WasRecorded   What = "recorded"   // Jira has what became of the letter
	WasDoubted    What = "doubted"    // never written: a part of the journal cannot be read
)

// Verdict is one outcome that several recipients share.
type Verdict struct {
	To      Places `json:"to"`
	State   State  `json:"state"`
	Reply   string `json:"reply,omitempty"`
	QueueID string `json:"queue_id,omitempty"`
}

// Places are recipients by their places in the envelope, from 0. As text they are runs: 0-99,103.
type Places []int

// MarshalText implements [encoding.TextMarshaler].
func (p Places) MarshalText() ([]byte, error) {
	var b []byte
	for i := 0; i < len(p); {
		last := i
		for last+1 < len(p) && p[last+1] == p[last]+1 {
			last++
		}
		if len(b) > 0 {
			b = append(b, ',')
		}
		if b = strconv.AppendInt(b, int64(p[i]), 10); last > i {
			b = strconv.AppendInt(append(b, '-'), int64(p[last]), 10)
		}
		i = last + 1
	}
	return b, nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes no more places than any letter
// has recipients.
func (p *Places) UnmarshalText(text []byte) error {
	*p = nil
	for run := range strings.SplitSeq(string(text), ",") {
		first, last, isRun := strings.Cut(run, "-")
		from, err := strconv.Atoi(first)
		to := from
		if isRun && err == nil {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 0 || to < from || to-from+len(*p) >= maxTotal {
			return fmt.Errorf("%q are no recipients", run)
		}
		for i := from; i <= to; i++ {
			*p = append(*p, i)
		}
	}
	return nil
}

// verdicts gathers the outcomes of recipients; equal ones share one verdict.
func verdicts(to []int, outcomes []Outcome) []Verdict {
	var all []Verdict
	at := map[Outcome]int{}
	for i, o := range outcomes {
		o.Address = ""
		n, ok := at[o]
		if !ok {
			n = len(all)
			at[o] = n
			all = append(all, Verdict{State: o.State, Reply: o.Reply, QueueID: o.QueueID})
		}
		all[n].To = append(all[n].To, to[i])
	}
	return all
}

// Decision is what a person says to a letter that was left open.
type Decision string

// The decisions. To leave a letter open is none.
const (
	Arrived Decision = "arrived" // the person knows that it did
	Again   Decision = "again"   // the same bytes went to the rest, as another letter; it is never written, but follows from that
	Dropped Decision = "dropped" // it is not to be sent any more
)
