package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"time"
)

// Compose freezes the draft into a message. The same draft gives the same bytes. The error
// is a [*BlockedError] where a finding forbids it.
func (d Draft) Compose() (Message, error) {
	if err := d.Blocked(); err != nil {
		return Message{}, err
	}
	if a, shown := d.exposed(); shown { // once more: no change of a draft may bring it back
		return Message{}, fmt.Errorf("the readers of an external letter would see %s", a.Mail())
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
	return m, nil
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
	return append(h,
		Header{"Subject", encode(mime.QEncoding, d.Letter.Subject)},
		Header{"Message-ID", id},
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
	return hex.EncodeToString(h.Sum(nil))
}

// body is the text and the HTML part as multipart/alternative, with its Content-Type.
func (d Draft) body(boundary string) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, "", err
	}
	for _, p := range []struct{ kind, content string }{
		{"text/plain", d.Letter.Text}, {"text/html", d.Letter.HTML},
	} {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Type":              {p.kind + "; charset=utf-8"},
			"Content-Transfer-Encoding": {"quoted-printable"},
		})
		if err != nil {
			return nil, "", err
		}
		q := quotedprintable.NewWriter(part)
		if _, err := q.Write([]byte(p.content)); err != nil {
			return nil, "", err
		}
		if err := q.Close(); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), fmt.Sprintf("multipart/alternative; boundary=%q", boundary), nil
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
