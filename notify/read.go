package notify

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// shown are the header fields that a reviewer sees, in the order of the message.
var shown = []string{"From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID",
	"In-Reply-To", "References", "List-Id", "Auto-Submitted"}

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
	return m.readParts(msg.Header.Get("Content-Type"), msg.Body)
}

// readParts reads the parts of a multipart, and of those in it.
func (m *Message) readParts(contentType string, body io.Reader) error {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextPart() // decodes quoted-printable by itself
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.readPart(part); err != nil {
			return err
		}
	}
}

func (m *Message) readPart(part *multipart.Part) error {
	contentType := part.Header.Get("Content-Type")
	kind, _, _ := strings.Cut(contentType, ";")
	if kind == "multipart/related" {
		return m.readParts(contentType, part)
	}
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	switch kind {
	case "text/plain":
		m.text = text
	case "text/html":
		m.html = text
	default:
		return m.readPicture(part, text, kind)
	}
	return nil
}

func (m *Message) readPicture(part *multipart.Part, text, kind string) error {
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("a picture: %w", err)
	}
	m.images = append(m.images, letter.Image{
		ID: strings.Trim(part.Header.Get("Content-ID"), "<>"), Name: part.FileName(), Type: kind, Content: string(content),
	})
	return nil
}
