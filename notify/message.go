package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"bulletin/notify/letter"
)

// Digest names a message by its bytes: "sha256:" and 64 hexadecimal digits.
type Digest string

// Sum is the digest of a text.
func Sum(s string) Digest {
	sum := sha256.Sum256([]byte(s))
	return Digest("sha256:" + hex.EncodeToString(sum[:]))
}

// Short is enough of the digest for two people to compare by voice: 12 digits in threes.
func (d Digest) Short() string {
	h := strings.TrimPrefix(string(d), "sha256:")
	if len(h) < 12 {
		return h
	}
	return h[:3] + " " + h[3:6] + " " + h[6:9] + " " + h[9:12]
}

// Header is one header field of a message, unfolded and decoded.
type Header struct{ Name, Value string }

// Message is a finished letter: envelope, headers and MIME bytes, frozen. Everything that
// it shows of itself it reads from those bytes.
type Message struct {
	draft    Draft
	envelope []string
	eml      string
	id       string
	headers  []Header
	text     string
	html     string
	images   []letter.Image
}

// EML is the whole message as it goes over the wire: RFC 5322, CRLF, 7-bit.
func (m Message) EML() string { return m.eml }

// Digest is the digest of [Message.EML].
func (m Message) Digest() Digest { return Sum(m.eml) }

// Headers are the header fields in their order, without those that only carry MIME.
func (m Message) Headers() []Header { return m.headers }

// Text is the text part.
func (m Message) Text() string { return m.text }

// HTML is the source of the HTML part.
func (m Message) HTML() string { return m.html }

// Images are the pictures that the HTML part names.
func (m Message) Images() []letter.Image { return m.images }

// Draft is what the message was composed from.
func (m Message) Draft() Draft { return m.draft }

// Sender is the mailbox for MAIL FROM.
func (m Message) Sender() string { return m.draft.From.mail }

// Envelope is every mailbox for RCPT TO, each once.
func (m Message) Envelope() []string { return slices.Clone(m.envelope) }
