package notify

import (
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
	To       []int     `json:"to,omitempty"`       // of committing: places in the envelope, from 0
	Verdicts []Verdict `json:"verdicts,omitempty"` // of settled
	Server   string    `json:"server,omitempty"`   // of ended
	Stop     *Stop     `json:"stop,omitempty"`     // of ended
	Decision Decision  `json:"decision,omitempty"` // of decided
	// Unclaimed, of ended, is that of the receipt.
	Unclaimed bool `json:"unclaimed,omitempty"`
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
)

// Verdict is one outcome that several recipients share.
type Verdict struct {
	To      []int  `json:"to"` // places in the envelope, from 0
	State   State  `json:"state"`
	Reply   string `json:"reply,omitempty"`
	QueueID string `json:"queue_id,omitempty"`
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
	Again   Decision = "again"   // the same bytes went to the rest, as another letter; it is never written: see [Supersede]
	Dropped Decision = "dropped" // it is not to be sent any more
)
