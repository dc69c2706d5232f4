package notify

import (
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"bulletin/notify/incident"
)

// Address is a mailbox with an optional display name. Its parts have been checked and are
// built anew from what was parsed, so it can stand in a header or an SMTP command as it is.
type Address struct {
	name string
	mail string
}

// ParseAddress reads "user@example.com" or "Name <user@example.com>". The local part is an
// RFC 5321 dot-string in ASCII, the domain what [ParseDomain] takes. Quoted local parts,
// address literals, comments, and characters that cannot be seen or reorder what is read are
// refused: what stands on a list must be what a person reads there.
func ParseAddress(s string) (Address, error) {
	typed := strings.Trim(s, " \t\r\n")
	if len(typed) > maxAddress {
		return Address{}, fmt.Errorf("%.40q… is no mail address: it has %d bytes", s, len(typed))
	}
	if r, ok := hidden(typed); ok {
		return Address{}, fmt.Errorf("%q holds %U, which cannot be seen or acts on what is; type the address anew", s, r)
	}
	phrase, spec := apart(typed)
	at := strings.LastIndexByte(spec, '@')
	if at < 0 {
		return Address{}, fmt.Errorf("%q is no mail address", s)
	}
	name, err := displayName(phrase)
	if err != nil {
		return Address{}, fmt.Errorf("%q %w", s, err)
	}
	local, domain := spec[:at], spec[at+1:]
	if err := localPart(local); err != nil {
		return Address{}, fmt.Errorf("%q: %w", s, err)
	}
	if domain, err = ParseDomain(domain); err != nil {
		return Address{}, fmt.Errorf("%q: %w", s, err)
	}
	return Address{name: name, mail: local + "@" + domain}, nil
}

// apart takes the mailbox out of its angle brackets. Without them there is no name.
func apart(s string) (phrase, spec string) {
	open := strings.LastIndexByte(s, '<')
	if open < 0 || !strings.HasSuffix(s, ">") {
		return "", s
	}
	return strings.TrimSpace(s[:open]), s[open+1 : len(s)-1]
}

// displayName reads the phrase before a mailbox (RFC 5322 3.4, RFC 2047).
func displayName(phrase string) (string, error) {
	if phrase == "" {
		return "", nil
	}
	const other = "a@example.com"
	p, err := mail.ParseAddress(phrase + " <" + other + ">")
	if err != nil || p.Address != other {
		return "", errors.New("is no mail address")
	}
	if _, ok := hidden(p.Name); ok || strings.Contains(p.Name, "\n") || incident.Clean(p.Name) != p.Name {
		return "", errors.New("has control or hidden characters in the name")
	}
	name := strings.Join(strings.Fields(p.Name), " ") // a folded line must not be spaces alone
	if len(name) > maxName {
		return "", fmt.Errorf("has a name that is longer than %d bytes", maxName)
	}
	return name, nil
}

// localPart says why what stands before the @ is not written to, if so.
func localPart(s string) error {
	switch {
	case strings.HasPrefix(s, `"`):
		return fmt.Errorf("the local part %q is quoted; only plain ones are written to", s)
	case strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }):
		return fmt.Errorf("the local part %q holds more than ASCII, which not every mail server takes", s)
	case !dotString(s):
		return fmt.Errorf("%q is no plain local part", s)
	}
	return nil
}

// hidden is the first character of s that is unseen, but for tabs.
func hidden(s string) (rune, bool) {
	for _, r := range s {
		if r != '\t' && unseen(r) {
			return r, true
		}
	}
	return 0, false
}

// unseen reports what shows nothing or changes how the rest is read: controls, joiners,
// bidirectional marks, fillers, variation selectors.
func unseen(r rune) bool {
	if r >= ' ' && r < 0x7f || unicode.Is(unicode.Prepended_Concatenation_Mark, r) { // these are of Cf, and seen
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// maxAddress is more than a name and a mailbox need: what is longer is another file.
const maxAddress = 2000

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
