// Package notify is the heart of the house: it makes a draft from an incident, freezes the
// draft into a message, lets a person approve the message, and carries what was approved.
//
//	Desk.Draft -> Draft.Compose -> Message.Approve -> Post.Send -> Receipt
//
// Each step is a type of its own and the only way to the next. A message is composed once;
// review, wire, journal and history see the same bytes under the same digest. The package
// refuses to send what nobody typed a confirmation for, to compose a draft with a block
// finding, to show a Bcc address in the bytes, and to call an unclear outcome anything but
// unknown. It speaks neither to a network nor to a disk: see notify/smtp, notify/journal.
package notify

import (
	"fmt"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

type (
	// Finding is the letter's, under the name of the trade.
	Finding = letter.Finding
	// Severity is the letter's too.
	Severity = letter.Severity
)

// The severities of findings.
const (
	Note  = letter.Note
	Warn  = letter.Warn
	Block = letter.Block
)

// Notice names one telling: it is sent at most once. Stages that an incident has once have
// sequence 1, unless it comes back; the others count up.
type Notice struct {
	IncidentID string         `json:"incident_id"`
	Key        string         `json:"key"`
	Stage      incident.Stage `json:"stage"`
	Sequence   int            `json:"sequence"`
	Audience   string         `json:"audience"`
}

// String is the notice in the words of the trade: "update 3 of OPS-101 for customers".
func (n Notice) String() string {
	return fmt.Sprintf("%s of %s for %s", n.Telling(), n.Key, n.Audience)
}

// Telling is the stage and, where it is counted, its number.
func (n Notice) Telling() string {
	if !n.Stage.Once() || n.Sequence > 1 {
		return fmt.Sprintf("%s %d", n.Stage, n.Sequence)
	}
	return string(n.Stage)
}
