package notify

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"

	"bulletin/notify/incident"
)

// shown are the header fields that a reviewer sees, in the order of the message.
var shown = []string{"From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID",
	"List-Id", "Auto-Submitted"}

// read fills in what the message shows of itself from its bytes.
func (m *Message) read() error {
	msg, err := mail.ReadMessage(strings.NewReader(m.eml))
	if err != nil {
		return err
	}
	decode := new(mime.WordDecoder)
	for _, name := range shown {
		raw := msg.Header.Get(name)
		if raw == "" {
			continue
		}
		value, err := decode.DecodeHeader(raw)
		if err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
		m.headers = append(m.headers, Header{name, incident.CleanLine(value)})
	}
	return m.readBody(msg)
}

func (m *Message) readBody(msg *mail.Message) error {
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextPart() // decodes quoted-printable by itself
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		text := strings.ReplaceAll(string(content), "\r\n", "\n")
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			m.html = text
		} else {
			m.text = text
		}
	}
}
