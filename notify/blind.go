package notify

import (
	"html"
	"iter"
	"mime"
	"net/mail"
	"strconv"
	"strings"
	"unicode"

	"bulletin/notify/incident"
)

// blind are the mailboxes of an external letter's readers whom the other readers must not
// learn of: all but those in To and Cc, and the sender.
func (d Draft) blind() map[string]bool {
	if d.Audience.Exposure == incident.Internal {
		return nil
	}
	all := make(map[string]bool, len(d.Recipients.Bcc))
	for _, a := range d.Recipients.Bcc {
		all[mailbox(a.mail)] = true
	}
	delete(all, mailbox(d.From.mail))
	delete(all, mailbox(d.ReplyTo.mail))
	return all
}

// unblind is the finding about words that show a blind reader, if they do.
func (d Draft) unblind() (where, what, do string) {
	blind := d.blind()
	for _, p := range []struct{ where, text string }{{"subject", d.Letter.Subject}, {"letter", d.Letter.Text}, {"letter", d.Letter.HTML}} {
		if who, shown := shows(p.text, blind); shown {
			return p.where, "it shows " + who + ", who gets it as a blind copy, to all its readers", "take the address out of the words, or the reader off the lists"
		}
	}
	return "", "", ""
}

// secret is the error of a finished letter that shows a blind reader somewhere in its bytes,
// however they are encoded. It is the last look, behind all findings.
func (m Message) secret() error {
	blind := m.draft.blind()
	if len(blind) == 0 {
		return nil
	}
	msg, err := mail.ReadMessage(strings.NewReader(m.eml))
	if err != nil {
		return err
	}
	texts := []string{m.text, m.html}
	decode := new(mime.WordDecoder)
	for _, values := range msg.Header {
		for _, v := range values {
			if plain, err := decode.DecodeHeader(v); err == nil {
				v = plain
			}
			texts = append(texts, v)
		}
	}
	for _, i := range m.images {
		texts = append(texts, i.Name, i.ID, i.Content)
	}
	for _, text := range texts {
		if who, shown := shows(text, blind); shown {
			return refused("letter", "its bytes show "+who+", who gets it as a blind copy", "take the address out of the words, or the reader off the lists")
		}
	}
	return nil
}

// shows is the first of the mailboxes that stands in a text: as it is, in HTML's entities, in
// the escapes of a URL, or with characters in it that nobody sees. The text is read once,
// however many mailboxes there are.
func shows(text string, mailboxes map[string]bool) (string, bool) {
	if len(mailboxes) == 0 {
		return "", false
	}
	for _, decode := range []func(string) string{strings.TrimSpace, html.UnescapeString, unescape, reveal} {
		text = strings.ToLower(decode(text))
		for at := range ats(text) {
			if who, ok := named(text, at, mailboxes); ok {
				return who, true
			}
		}
	}
	return "", false
}

// ats are the places of all @ in a text.
func ats(text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for from := 0; ; {
			i := strings.IndexByte(text[from:], '@')
			if i < 0 || !yield(from+i) {
				return
			}
			from += i + 1
		}
	}
}

// named looks up the mailboxes that the @ at this place may belong to.
func named(text string, at int, mailboxes map[string]bool) (string, bool) {
	domain := domainAt(text[at+1:])
	if domain == "" {
		return "", false
	}
	for _, local := range localsAt(text[:at]) {
		if who := local + "@" + domain; mailboxes[who] {
			return who, true
		}
	}
	return "", false
}

// domainAt is the domain with which a text begins, as an address has it.
func domainAt(text string) string {
	end := strings.IndexFunc(text[:min(len(text), 1024)], func(r rune) bool {
		return r != '.' && r != '-' && !unicode.In(r, unicode.L, unicode.N, unicode.M)
	})
	if end < 0 {
		end = min(len(text), 1024)
	}
	domain := strings.Trim(text[:end], ".-")
	if strings.ContainsFunc(domain, func(r rune) bool { return r > unicode.MaxASCII }) {
		domain, _ = ParseDomain(domain)
	}
	return domain
}

// localsAt are the local parts with which a text may end. What a local part can hold beside
// letters, digits and the four signs that join them is taken for its surroundings too: the =
// of to=a@example.com, the stars of *a@example.com*.
func localsAt(text string) []string {
	start := len(text)
	for start > 0 && len(text)-start <= 64 && (text[start-1] == '.' || !notAtext(rune(text[start-1]))) {
		start--
	}
	var all []string
	inWord := len(text)-start > 64 // too long for one; only a part of it can be
	for i := start; i < len(text); i++ {
		if !inWord {
			all = append(all, text[i:])
		}
		switch c := text[i]; {
		case letterOrDigit(rune(c)):
			inWord = true
		case strings.IndexByte(".-_+", c) < 0:
			inWord = false
		}
	}
	return all
}

// unescape undoes the escapes of a URL where they are some (RFC 3986 2.1).
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// reveal takes out what nobody sees.
func reveal(s string) string {
	return strings.Map(func(r rune) rune {
		if unseen(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
