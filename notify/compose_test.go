package notify

import (
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestComposeGolden(t *testing.T) {
	t.Parallel()
	for file, audience := range map[string]string{"start.external.eml": "customers", "start.internal.eml": "staff"} {
		golden(t, file, message(t, audience))
	}
}

func TestComposeWritesTheHeaderInOrder(t *testing.T) {
	t.Parallel()
	const tail = " Subject Message-ID Auto-Submitted X-Auto-Response-Suppress List-Id MIME-Version Content-Type"
	bare := draft(t, desk(t), order("customers"), nil)
	bare.ReplyTo = Address{}
	for want, m := range map[string]Message{
		"Date From Reply-To To" + tail:    message(t, "customers"),
		"Date From Reply-To To Cc" + tail: message(t, "staff"),
		"Date From To" + tail:             composed(t, bare),
	} {
		if got := names(fields(t, m.EML())); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestComposeHeaders(t *testing.T) {
	t.Parallel()
	m := message(t, "staff")
	id := field(t, m.EML(), "Message-ID")
	want := []Header{
		{"From", "Operations <noc@example.com>"}, {"Reply-To", "<help@example.com>"},
		{"To", "Jörg, On-Call <on-call@example.com>, <desk@example.com>"}, {"Cc", "<heads@example.com>"},
		{"Subject", "[DISRUPTED] Payments: Card payments are failing (OPS-101)"},
		{"Date", "Sat, 31 Jan 2026 10:25:07 +0000"}, {"Message-ID", id},
		{"List-Id", "<staff.bulletin.example.com>"}, {"Auto-Submitted", "auto-generated"},
	}
	if got := fmt.Sprintf("%q", m.Headers()); got != fmt.Sprintf("%q", want) {
		t.Errorf("headers %s\nwant %q", got, want)
	}
	if !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, "@example.com>") || len(id) != 1+32+len("@example.com>") {
		t.Errorf("Message-ID %s", id)
	}
	if field(t, message(t, "customers").EML(), "To") != "undisclosed-recipients:;" {
		t.Error("a letter to Bcc alone names somebody in To")
	}
}

func TestComposeReadsBackWhatWasWritten(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain": "We work on it.", "several lines": "One.\n\nTwo.\n  Three.", "dots": ".\n..\n.a", "From": "From me.\nFrom you.",
		"other scripts": "Größe 日本語 👩\u200d💻", "equals": "a=3D =\n=20", "long": strings.Repeat("word", 400), "boundary": "--=_\n--",
		"marks": "\x1b[2J\u202e",
	} {
		o := order("customers")
		o.Message = text
		d := draft(t, desk(t), o, nil)
		m := composed(t, d)
		if m.Text() != d.Letter.Text || m.HTML() != d.Letter.HTML || !strings.Contains(m.Text(), "OPS-101") {
			t.Errorf("%s: reads\n%q\nwant\n%q", name, m.Text(), d.Letter.Text)
		}
		if why := malformed(m.EML()); why != "" {
			t.Errorf("%s: %s", name, why)
		}
	}
}

func TestComposeTwiceGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	a, b := message(t, "staff"), message(t, "staff")
	if a.EML() != b.EML() || a.Digest() != b.Digest() {
		t.Error("the same draft gave other bytes")
	}
	if want := Sum(a.EML()); a.Digest() != want || len(want) != len("sha256:")+64 {
		t.Errorf("Digest %s, want %s", a.Digest(), want)
	}
}

// A Message-ID never serves twice for different content: list servers would drop the second.
func TestComposeNamesEveryLetterAnew(t *testing.T) {
	t.Parallel()
	seen := map[string]string{field(t, message(t, "staff").EML(), "Message-ID"): "the usual one"}
	for name, change := range map[string]func(*Draft){
		"time":     func(d *Draft) { d.At = d.At.Add(time.Second) },
		"subject":  func(d *Draft) { d.Letter.Subject += "." },
		"text":     func(d *Draft) { d.Letter.Text += "." },
		"HTML":     func(d *Draft) { d.Letter.HTML += "." },
		"words":    func(d *Draft) { d.Letter.Text, d.Letter.HTML = d.Letter.Text+d.Letter.HTML, "" },
		"To":       func(d *Draft) { d.Recipients.To = d.Recipients.To[:1] },
		"Cc":       func(d *Draft) { d.Recipients.Cc = nil },
		"Bcc":      func(d *Draft) { d.Recipients.Bcc = addresses(t, "other@example.com") },
		"no Bcc":   func(d *Draft) { d.Recipients.Bcc = nil },
		"From":     func(d *Draft) { d.From = address(t, "Other <noc@example.com>") },
		"Reply-To": func(d *Draft) { d.ReplyTo = Address{} },
		"audience": func(d *Draft) { d.Audience.Name = "all" },
		"stage":    func(d *Draft) { d.Notice.Stage = incident.Update },
		"number":   func(d *Draft) { d.Notice.Stage, d.Notice.Sequence = incident.Update, 2 },
	} {
		d := draft(t, desk(t), order("staff"), nil)
		change(&d)
		id := field(t, composed(t, d).EML(), "Message-ID")
		if other, twice := seen[id]; twice {
			t.Errorf("another %s has the Message-ID of %s", name, other)
		}
		seen[id] = "another " + name
	}
}

func TestComposeNeverShowsBcc(t *testing.T) {
	t.Parallel()
	for audience, hidden := range map[string][]string{
		"customers": {"it@alpha.example.com", "ops@beta.example.com"}, "staff": {"board@example.com"},
	} {
		m := message(t, audience)
		views := []string{m.EML(), unquoted(t, m), m.Text(), m.HTML(), fmt.Sprint(m.Headers())}
		for _, h := range fields(t, m.EML()) {
			views = append(views, decoded(t, h.Value))
		}
		for _, bcc := range hidden {
			encoded := base64.RawStdEncoding.EncodeToString([]byte(bcc))
			for _, v := range views {
				if low := strings.ToLower(v); strings.Contains(low, bcc) || strings.Contains(low, "bcc") || strings.Contains(v, encoded) {
					t.Errorf("%s is shown:\n%s", bcc, v)
				}
			}
			if !strings.Contains(strings.Join(m.Envelope(), " "), bcc) {
				t.Errorf("%s is not in the envelope", bcc)
			}
		}
	}
}

func TestComposeOfABlockedDraft(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Lists = nil
	m, err := draft(t, d, order("customers"), nil).Compose()
	var blocked *BlockedError
	if !errors.As(err, &blocked) || blocked.Findings != 1 || !strings.Contains(blocked.Remedy(), "check the lists") {
		t.Errorf("error %v", err)
	}
	if m.EML() != "" || m.Text() != "" || m.HTML() != "" || len(m.Headers()) > 0 {
		t.Errorf("a blocked draft gave %q", m.EML())
	}
}

// The letter is frozen: what becomes of the draft afterwards does not reach it.
func TestMessageKeepsItsEnvelope(t *testing.T) {
	t.Parallel()
	d := draft(t, desk(t), order("customers"), nil)
	m := composed(t, d)
	d.Recipients.Bcc[0] = address(t, "stranger@example.com")
	m.Envelope()[1] = "other@example.com"
	if got := strings.Join(m.Envelope(), " "); got != "it@alpha.example.com ops@beta.example.com" {
		t.Errorf("the envelope has become %s", got)
	}
	if m.Sender() != "noc@example.com" || m.Draft().Notice.Stage != incident.Start {
		t.Errorf("sender %s, notice %v", m.Sender(), m.Draft().Notice)
	}
}

func TestDigestShort(t *testing.T) {
	t.Parallel()
	for d, want := range map[Digest]string{
		"sha256:0123456789abcdef": "012 345 678 9ab", "sha256:0123": "0123", "": "",
	} {
		if got := d.Short(); got != want {
			t.Errorf("%q.Short() = %q, want %q", d, got, want)
		}
	}
}

func TestNoticeInWords(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]Notice{
		"start of OPS-1 for staff":    {Key: "OPS-1", Stage: incident.Start, Sequence: 1, Audience: "staff"},
		"update 3 of OPS-1 for staff": {Key: "OPS-1", Stage: incident.Update, Sequence: 3, Audience: "staff"},
	} {
		if n.String() != want {
			t.Errorf("%q, want %q", n, want)
		}
	}
}
