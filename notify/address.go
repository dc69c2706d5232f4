package notify

import (
	"encoding/base64"
	"fmt"
	"mime"
	"net/mail"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// Address is a mailbox with an optional display name. Its parts have been checked and are
// built anew from what was parsed, so it can stand in a header or an SMTP command as it is.
type Address struct {
	name string
	mail string
}

// ParseAddress reads "user@example.com" or "Name <user@example.com>". The local part is an
// RFC 5321 dot-string. The domain is one of letters, digits and hyphens; one in another script
// becomes its A-labels (RFC 5891), by which the operator sees it too. Quoted local parts,
// address literals, non-ASCII local parts, invisible characters, and labels that mix scripts or
// stand for another spelling are refused.
func ParseAddress(s string) (Address, error) {
	p, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil {
		return Address{}, fmt.Errorf("%q is no mail address", s)
	}
	at := strings.LastIndexByte(p.Address, '@')
	local := p.Address[:at]
	if !dotString(local) {
		return Address{}, fmt.Errorf("%q: %q is no plain local part", s, local)
	}
	domain, err := domainName(p.Address[at+1:])
	if err != nil {
		return Address{}, fmt.Errorf("%q: %w", s, err)
	}
	if strings.Contains(p.Name, "\n") || incident.Clean(p.Name) != p.Name {
		return Address{}, fmt.Errorf("%q: control or hidden characters in the name", s)
	}
	name := strings.Join(strings.Fields(p.Name), " ") // a folded line must not be spaces alone
	if len(name) > maxName {
		return Address{}, fmt.Errorf("%q: the name is longer than %d bytes", s, maxName)
	}
	return Address{name: name, mail: local + "@" + domain}, nil
}

// maxName keeps a name that cannot be folded within a line of RFC 5322.
const maxName = 256

// Mail is the bare mailbox: user@example.com.
func (a Address) Mail() string { return a.mail }

// Domain is what stands behind the @.
func (a Address) Domain() string { return a.mail[strings.LastIndexByte(a.mail, '@')+1:] }

// IsZero reports an address that was never parsed.
func (a Address) IsZero() bool { return a.mail == "" }

// String is the address as a person writes it.
func (a Address) String() string {
	if a.name == "" {
		return a.mail
	}
	return a.name + " <" + a.mail + ">"
}

// header is the address as it stands in a header: ASCII only, RFC 2047 and 5322. The name
// is encoded as base64, because Go's Q leaves commas and quotes, which act in an address.
func (a Address) header() string {
	if a.name == "" {
		return "<" + a.mail + ">" // some filters take a bare one for a machine's
	}
	name := encode(mime.BEncoding, a.name)
	if name == a.name && strings.ContainsAny(name, `()<>[]:;@\,."`) {
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + a.mail + ">"
}

// encode is text as it stands in a header (RFC 2047). What only looks like an encoded word
// is encoded too: it would be read as other words, or not at all.
func encode(e mime.WordEncoder, s string) string {
	out := e.Encode("utf-8", s)
	if out != s || !strings.Contains(s, "=?") {
		return out
	}
	var words []string
	for part := range slices.Chunk([]byte(s), 45) { // 72 columns of at most 75; s is ASCII
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString(part)+"?=")
	}
	return strings.Join(words, " ")
}

// dotString reports an RFC 5321 Dot-string of at most 64 octets.
func dotString(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtext) {
			return false
		}
	}
	return true
}

func notAtext(r rune) bool {
	return !letterOrDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func letterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// hostName reports a domain of LDH labels (RFC 5890) with at least one dot, or localhost.
func hostName(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") && !strings.EqualFold(s, "localhost") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool { return !letterOrDigit(r) && r != '-' }) {
			return false
		}
	}
	return true
}
