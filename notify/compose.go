package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"time"

	"bulletin/notify/letter"
)

// Compose freezes the draft into a message. The same draft gives the same bytes. The error
// is a [*BlockedError] where a finding forbids it.
func (d Draft) Compose() (Message, error) {
	if err := d.Blocked(); err != nil {
		return Message{}, err
	}
	if err := d.confined(); err != nil {
		return Message{}, err
	}
	name := d.fingerprint()
	body, contentType, err := d.body("=_" + name[:32])
	if err != nil {
		return Message{}, fmt.Errorf("compose the letter: %w", err)
	}
	id := "<" + name[:32] + "@" + d.From.Domain() + ">"
	var b strings.Builder
	for _, h := range append(d.header(id), Header{"Content-Type", contentType}) {
		b.WriteString(fold(h))
	}
	b.WriteString("\r\n")
	b.Write(body)
	m := Message{draft: d, envelope: d.Recipients.Envelope(), eml: b.String(), id: id}
	if err := m.read(); err != nil {
		return Message{}, fmt.Errorf("read the composed letter back: %w", err)
	}
	if err := m.secret(); err != nil {
		return Message{}, err
	}
	return m, nil
}

// confined looks once more at who gets the letter: no change of a draft may bring back what
// its findings kept out.
func (d Draft) confined() error {
	if why := d.exposed(); why != "" {
		return refused("recipients", why, "use bcc")
	}
	if !d.Drill() {
		return nil
	}
	for _, a := range d.Recipients.all() {
		if !d.drill[mailbox(a.mail)] {
			return refused("recipients", a.mail+" is not on the drill list, and this is an exercise", "draft the letter again")
		}
	}
	return nil
}

// header is the message's header but for the body's description. Bcc is not in it.
func (d Draft) header(id string) []Header {
	h := []Header{
		{"Date", d.At.Format(time.RFC1123Z)},
		{"From", d.From.header()},
	}
	if !d.ReplyTo.IsZero() {
		h = append(h, Header{"Reply-To", d.ReplyTo.header()})
	}
	to := "undisclosed-recipients:;" // RFC 5322 A.1.3: To must not be empty for all programs
	if len(d.Recipients.To) > 0 {
		to = addressList(d.Recipients.To)
	}
	h = append(h, Header{"To", to})
	if len(d.Recipients.Cc) > 0 {
		h = append(h, Header{"Cc", addressList(d.Recipients.Cc)})
	}
	h = append(h,
		Header{"Subject", encode(mime.QEncoding, d.Letter.Subject)},
		Header{"Message-ID", id},
	)
	if d.Thread != "" { // RFC 5322 3.6.4
		h = append(h, Header{"In-Reply-To", d.Thread}, Header{"References", d.references()})
	}
	return append(h,
		Header{"Auto-Submitted", "auto-generated"},                  // RFC 3834: no out-of-office replies
		Header{"X-Auto-Response-Suppress", "All"},                   // the same for Exchange
		Header{"List-Id", listID(d.Audience.Name, d.From.Domain())}, // RFC 2919
		Header{"MIME-Version", "1.0"},
	)
}

// listID is an audience as a list identifier; what a label cannot hold becomes a hyphen.
func listID(audience, domain string) string {
	label := strings.Map(func(r rune) rune {
		if letterOrDigit(r) {
			return r
		}
		return '-'
	}, audience)
	return "<" + label + ".bulletin." + domain + ">"
}

func addressList(as []Address) string {
	out := make([]string, len(as))
	for i, a := range as {
		out[i] = a.header()
	}
	return strings.Join(out, ", ")
}

// fingerprint names the letter by all that makes it this one, so that a Message-ID never
// serves twice for different content.
func (d Draft) fingerprint() string {
	h := sha256.New()
	for _, f := range d.header("") {
		fmt.Fprintf(h, "%s: %s\n", f.Name, f.Value)
	}
	fmt.Fprintf(h, "%q %q %q %q", d.Recipients.Envelope(), d.Notice, d.Letter.Text, d.Letter.HTML)
	for _, i := range d.Letter.Images {
		fmt.Fprintf(h, " %q %q", i.ID, i.Name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// body is the text and the HTML part as multipart/alternative, with its Content-Type. With
// pictures, the HTML part and they are one multipart/related in it (RFC 2387).
func (d Draft) body(boundary string) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, "", err
	}
	if err := part(w, "text/plain", d.Letter.Text); err != nil {
		return nil, "", err
	}
	if err := d.rich(w, boundary+"=r"); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), fmt.Sprintf("multipart/alternative; boundary=%q", boundary), nil
}

// rich writes the HTML part, with its pictures where it has some.
func (d Draft) rich(w *multipart.Writer, boundary string) error {
	if len(d.Letter.Images) == 0 {
		return part(w, "text/html", d.Letter.HTML)
	}
	outer, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type": {fmt.Sprintf("multipart/related; type=%q; boundary=%q", "text/html", boundary)},
	})
	if err != nil {
		return err
	}
	inner := multipart.NewWriter(outer)
	if err := inner.SetBoundary(boundary); err != nil {
		return err
	}
	if err := part(inner, "text/html", d.Letter.HTML); err != nil {
		return err
	}
	for _, i := range d.Letter.Images {
		if err := picture(inner, i); err != nil {
			return err
		}
	}
	return inner.Close()
}

// part writes a text.
func part(w *multipart.Writer, kind, content string) error {
	p, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {kind + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(p)
	if _, err := q.Write([]byte(content)); err != nil {
		return err
	}
	return q.Close()
}

// picture writes an image in lines of 76 characters (RFC 2045, 6.8).
func picture(w *multipart.Writer, i letter.Image) error {
	p, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {i.Type},
		"Content-Transfer-Encoding": {"base64"},
		"Content-ID":                {"<" + i.ID + ">"},
		"Content-Disposition":       {mime.FormatMediaType("inline", map[string]string{"filename": i.Name})},
	})
	if err != nil {
		return err
	}
	text := base64.StdEncoding.EncodeToString([]byte(i.Content))
	for len(text) > 0 {
		n := min(76, len(text))
		if _, err := io.WriteString(p, text[:n]+"\r\n"); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

// fold writes a header field in lines of at most 78 columns where it has spaces, and of
// at most 998 in any case (RFC 5322 2.1.1).
func fold(h Header) string {
	var b strings.Builder
	line := h.Name + ":"
	for word := range strings.SplitSeq(h.Value, " ") {
		if len(line)+1+len(word) > 78 && line != h.Name+":" {
			b.WriteString(line + "\r\n")
			line = ""
		}
		line += " " + word
	}
	b.WriteString(line + "\r\n")
	return b.String()
}
