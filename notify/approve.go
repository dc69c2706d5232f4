package notify

import (
	"errors"
	"fmt"
	"time"

	"bulletin/notify/incident"
)

// Approved is a message that a person has confirmed by typing its phrase. It is the only
// thing that can be sent; its zero value cannot.
type Approved struct {
	message *Message
	by      string
	at      time.Time
}

// Phrase is what must be typed to approve the message: the incident's key and, where the
// audience is external, the audience's name. One that goes to the rest of its recipients
// asks for their number, and one for which Jira was not to be had for two words more; a test
// to oneself for no more than that word.
func (m Message) Phrase() string {
	phrase := m.draft.Notice.Key
	switch {
	case m.draft.Test:
		return "test"
	case m.draft.Resumes != "":
		phrase = m.again()
	case m.draft.Audience.Exposure != incident.Internal:
		phrase += " " + m.draft.Audience.Name
	}
	if m.WithoutJira() {
		phrase += " without jira"
	}
	return phrase
}

// MaxAge is how old a letter may be when it is approved: what it says of now must be true.
const MaxAge = time.Hour

var (
	// ErrPhrase says that what was typed is not the message's phrase.
	ErrPhrase = errors.New("the confirmation does not match")
	// ErrOld says that the message is older than [MaxAge].
	ErrOld = errors.New("the letter is more than an hour old")
	// ErrWarnings says that the message has warnings that nobody has accepted.
	ErrWarnings = errors.New("the letter has warnings that nobody accepted")
)

// Consent is what a person says to a message: who, when, what they typed, and whether they
// have read its warnings and accept them.
type Consent struct {
	Typed    string
	By       string
	At       time.Time
	Warnings bool
}

// Approve turns the message into one that can be sent, if the typed words are exactly its
// phrase, its warnings are accepted, and it is not too old. The error is [ErrPhrase],
// [ErrWarnings] or [ErrOld] where not.
func (m Message) Approve(c Consent) (Approved, error) {
	switch {
	case m.eml == "":
		return Approved{}, errors.New("there is no message to approve")
	case len(m.envelope) == 0:
		return Approved{}, errors.New("the message goes to nobody")
	case c.Typed == "" || c.Typed != m.Phrase(): // Enter alone never approves
		return Approved{}, fmt.Errorf("%w: type %q", ErrPhrase, m.Phrase())
	case m.draft.Count(Warn) > 0 && !c.Warnings:
		return Approved{}, ErrWarnings
	case c.At.Sub(m.draft.At) > MaxAge && m.draft.Resumes == "": // the person knows the age of what was cut off
		return Approved{}, ErrOld
	}
	return Approved{message: &m, by: c.By, at: c.At}, nil
}

// Message is what was approved. The error says that nothing was.
func (a Approved) Message() (Message, error) {
	if a.message == nil {
		return Message{}, errors.New("refused: nobody approved this message")
	}
	return *a.message, nil
}

// receipt is the receipt before anything has happened.
func (a Approved) receipt() Receipt {
	m, d := a.message, a.message.draft
	return Receipt{
		ID:         newID(m.Digest(), a.at, d.Resumes),
		Notice:     d.Notice,
		Digest:     m.Digest(),
		MessageID:  m.id,
		Subject:    d.Letter.Subject,
		Stem:       d.Stem,
		External:   d.Audience.Exposure == incident.External,
		By:         a.by,
		Began:      a.at,
		NextUpdate: d.NextUpdate,
		Essence:    d.Essence,
		Accepted:   d.warnings(),
		Lists:      d.Sizes,
		Total:      len(m.envelope),
		Test:       d.Test,
		Resumes:    d.Resumes,
		Corrects:   d.Corrects,
	}
}
