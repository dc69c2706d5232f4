package notify

import (
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// fields are the header fields of a letter in their order, unfolded, otherwise as they
// stand in the bytes. It does not lean on the code under test, nor on net/mail.
func fields(t testing.TB, eml string) []Header {
	t.Helper()
	head, _, ok := strings.Cut(eml, "\r\n\r\n")
	if !ok {
		t.Fatal("the letter has no end of its header")
	}
	var out []Header
	for line := range strings.SplitSeq(head, "\r\n") {
		if line[0] == ' ' || line[0] == '\t' {
			out[len(out)-1].Value += line
			continue
		}
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("%q is no header field", line)
		}
		out = append(out, Header{name, value})
	}
	return out
}

func field(t testing.TB, eml, name string) string {
	t.Helper()
	for _, h := range fields(t, eml) {
		if h.Name == name {
			return h.Value
		}
	}
	return ""
}

func names(all []Header) string {
	var out []string
	for _, h := range all {
		out = append(out, h.Name)
	}
	return strings.Join(out, " ")
}

// decoded is a header's value as a mail program shows it.
func decoded(t testing.TB, value string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		t.Errorf("%q: %v", value, err)
	}
	return s
}

// unquoted is the letter with its quoted-printable undone.
func unquoted(t testing.TB, m Message) string {
	t.Helper()
	_, body, _ := strings.Cut(m.EML(), "\r\n\r\n")
	b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil && !strings.Contains(err.Error(), "invalid bytes after =") { // the boundary has a bare =
		t.Fatal(err)
	}
	return string(b)
}

// malformed says which rule of the wire the bytes break, if one.
func malformed(eml string) string {
	for n, line := range strings.Split(eml, "\r\n") {
		switch {
		case strings.ContainsAny(line, "\r\n"):
			return fmt.Sprintf("line %d holds a bare CR or LF", n+1)
		case len(line) > 998:
			return fmt.Sprintf("line %d has %d bytes", n+1, len(line))
		case strings.ContainsFunc(line, func(r rune) bool { return r >= 0x7f || r < ' ' && r != '\t' }):
			return fmt.Sprintf("line %d holds what is not printable ASCII: %q", n+1, line)
		}
	}
	head, _, _ := strings.Cut(eml, "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if strings.TrimSpace(line) == "" {
			return "the header holds an empty line"
		}
		if strings.Contains(strings.TrimSpace(line), " ") && len(line) > 78 && line[0] == ' ' {
			return fmt.Sprintf("%q has %d columns and could be folded", line, len(line))
		}
	}
	if !strings.HasSuffix(eml, "\r\n") {
		return "the last line does not end"
	}
	return ""
}

func TestFold(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"empty":         "",
		"short":         "a b",
		"long word":     strings.Repeat("w", 500),
		"long words":    strings.Repeat(strings.Repeat("w", 77)+" ", 20) + "end",
		"short words":   strings.TrimSpace(strings.Repeat("word ", 500)),
		"at the edge":   strings.Repeat("w", 67) + " " + strings.Repeat("w", 77) + " x",
		"double spaces": strings.TrimSpace(strings.Repeat("two  spaces ", 40)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folded := fold(Header{"Subject", value}) + "\r\n"
			if why := malformed(folded); why != "" {
				t.Error(why)
			}
			if got := field(t, folded, "Subject"); got != value {
				t.Errorf("unfolds to %q, want %q", got, value)
			}
			first, _, _ := strings.Cut(folded, "\r\n")
			if strings.TrimSpace(first) == "Subject:" && value != "" {
				t.Error("the first line holds no value")
			}
		})
	}
}

func TestListID(t *testing.T) {
	t.Parallel()
	for audience, want := range map[string]string{
		"customers":              "<customers.bulletin.example.com>",
		"Key_Accounts EMEA":      "<Key-Accounts-EMEA.bulletin.example.com>",
		"x>\r\nBcc: b@evil.test": "<x---Bcc--b-evil-test.bulletin.example.com>",
		"équipe":                 "<-quipe.bulletin.example.com>",
	} {
		if got := listID(audience, "example.com"); got != want {
			t.Errorf("listID(%q) = %q, want %q", audience, got, want)
		}
	}
}
