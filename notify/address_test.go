package notify

import (
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"bulletin/notify/incident"
)

func TestParseAddressAccepts(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("d", 63)
	longest := label + "." + label + "." + label + "." + strings.Repeat("d", 61) // 253 octets
	for in, want := range map[string]string{                                     // what String says
		"user@example.com":                   "user@example.com",
		"\r\nuser@example.com\n":             "user@example.com", // a line of a list's file
		" user@example.com\t":                "user@example.com",
		"<user@example.com>":                 "user@example.com",
		"User.Name@EXAMPLE.Com":              "User.Name@example.com",
		"a!#$%&'*+-/=?^_`{|}~@example.com":   "a!#$%&'*+-/=?^_`{|}~@example.com",
		"root@localhost":                     "root@localhost",
		"user@xn--bcher-kva.example.com":     "user@xn--bcher-kva.example.com",
		"user@1.2-3.example.com":             "user@1.2-3.example.com",
		"user@bücher.example.com":            "user@xn--bcher-kva.example.com",
		"Bob <user@BÜCHER.example>":          "Bob <user@xn--bcher-kva.example>",
		strings.Repeat("l", 64) + "@a.test":  strings.Repeat("l", 64) + "@a.test",
		"user@" + longest:                    "user@" + longest,
		"Name <user@example.com>":            "Name <user@example.com>",
		"  Two   Words  <user@example.com>":  "Two Words <user@example.com>",
		`"a   b" <user@example.com>`:         "a b <user@example.com>",
		`"Ops, \"On\" Call" <u@example.com>`: `Ops, "On" Call <u@example.com>`,
		"Jörg <user@example.com>":            "Jörg <user@example.com>",
		"=?utf-8?q?J=C3=B6rg?= <u@a.test>":   "Jörg <u@a.test>",
	} {
		a, err := ParseAddress(in)
		if err != nil || a.String() != want || a.IsZero() {
			t.Errorf("ParseAddress(%q) = %q, %v; want %q", in, a, err, want)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("d", 63)
	for name, in := range map[string]string{
		"nothing":                        "",
		"no at":                          "example.com",
		"no local part":                  "@example.com",
		"no domain":                      "user@",
		"no dot in the domain":           "user@example",
		"two addresses":                  "a@example.com, b@example.com",
		"quoted space":                   `"a b"@example.com`,
		"quoted at":                      `"a@b"@example.com`,
		"an ESMTP parameter":             `"a@b> ORCPT=c@d"@e.example.com`,
		"an address literal":             "user@[192.0.2.1]",
		"an IPv6 literal":                "user@[IPv6:2001:db8::1]",
		"CR LF":                          "user@example.com\r\nBcc: b@example.com",
		"LF in the local part":           "us\ner@example.com",
		"quoted CR LF":                   "\"a\r\nb\"@example.com",
		"NUL":                            "user\x00@example.com",
		"non-ASCII local part":           "jörg@example.com",
		"a quoted local part":            `"user"@example.com`,
		"a comment":                      "user@example.com (a comment)",
		"a group":                        "g: user@example.com;",
		"a group before a mailbox":       "g: <user@example.com>",
		"a mailbox before a mailbox":     "a@example.com <user@example.com>",
		"a joiner in the name":           "a\u200db <user@example.com>",
		"a filler in the name":           "a\u3164 <user@example.com>",
		"an encoded joiner":              "=?utf-8?b?YeKAjWI=?= <user@example.com>",
		"a hidden rune in the domain":    "user@exa\u00admple.com",
		"a no-break space around":        "\u00a0user@example.com",
		"a homograph":                    "user@exаmple.com",
		"trailing dot of the domain":     "user@example.com.",
		"trailing dot of the local part": "user.@example.com",
		"leading dot":                    ".user@example.com",
		"two dots":                       "us..er@example.com",
		"two dots quoted":                `"us..er"@example.com`,
		"two dots in the domain":         "user@example..com",
		"a hyphen first":                 "user@-example.com",
		"a hyphen last":                  "user@example-.com",
		"an underscore in the domain":    "user@ex_ample.com",
		"65 octets":                      strings.Repeat("l", 65) + "@example.com",
		"a label of 64":                  "user@" + strings.Repeat("d", 64) + ".example.com",
		"a domain of 255":                "user@" + strings.Repeat(label+".", 3) + label,
		"a domain of 254":                "user@" + strings.Repeat(label+".", 3) + label[:62],
		"ESC in the name":                "\"a\x1b[2J\" <user@example.com>",
		"encoded ESC in the name":        "=?utf-8?q?a=1b[2J?= <user@example.com>",
		"encoded CR LF in the name":      "=?utf-8?q?a=0D=0ABcc:_b?= <user@example.com>",
		"encoded LF in the name":         "=?utf-8?q?a=0Ab?= <user@example.com>",
		"encoded DEL in the name":        "=?utf-8?q?a=7F?= <user@example.com>",
		"C1 CSI in the name":             "\"a\u009b2J\" <user@example.com>",
		"NEL in the name":                "\"a\u0085b\" <user@example.com>",
		"bidi in the name":               "\"a\u202eb\" <user@example.com>",
		"a hidden rune in the name":      "\"a\u200bb\" <user@example.com>",
		"encoded invalid UTF-8":          "=?utf-8?q?a=FF?= <user@example.com>",
		"another file":                   strings.Repeat("a\u0301", 5000) + "@example.com",
		"a name beyond all measure":      strings.Repeat("n", 990) + " <user@example.com>",
	} {
		if a, err := ParseAddress(in); err == nil || !a.IsZero() {
			t.Errorf("%s: ParseAddress(%.99q) = %.99q, %v", name, in, a, err)
		} else if incident.CleanLine(err.Error()) != err.Error() {
			t.Errorf("%s: the error would act on a terminal: %q", name, err)
		}
	}
}

// A refusal says what is wrong: the operator looks at a list of thousands.
func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	for in, says := range map[string]string{
		"nobody":                           "is no mail address",
		"us\u200ber@example.com":           "holds U+200B, which cannot be seen or acts on what is",
		"user@exam\u202eple.com":           "holds U+202E, which cannot be seen or acts on what is",
		"a\u3164 <user@example.com>":       "holds U+3164, which cannot be seen or acts on what is",
		"=?utf-8?b?YeKAjWI=?= <u@a.test>":  "has control or hidden characters in the name",
		`"user"@example.com`:               `the local part "\"user\"" is quoted; only plain ones are written to`,
		"jörg@example.com":                 `the local part "jörg" holds more than ASCII`,
		"us..er@example.com":               `"us..er" is no plain local part`,
		"user@[192.0.2.1]":                 `"[192.0.2.1]" is an address literal; write the domain's name`,
		"user@раypal.example":              `"раypal" mixes Cyrillic and Latin letters, as forged names do`,
		"a, b <user@example.com>":          "is no mail address",
		strings.Repeat("a", 3000) + "@a.b": "… is no mail address: it has 3004 bytes",
	} {
		if _, err := ParseAddress(in); err == nil || !strings.Contains(err.Error(), says) || len(err.Error()) > 300 {
			t.Errorf("%.99q: %v, want %s", in, err, says)
		}
	}
}

func TestAddressParts(t *testing.T) {
	t.Parallel()
	a := address(t, "Ops <User@Example.COM>")
	if a.Mail() != "User@example.com" || a.Domain() != "example.com" {
		t.Errorf("Mail %q, Domain %q", a.Mail(), a.Domain())
	}
	if zero := (Address{}); !zero.IsZero() || zero.Mail() != "" || zero.Domain() != "" || zero.String() != "" {
		t.Errorf("the zero address is %+v", zero)
	}
}

func TestAddressHeader(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"u@example.com":                        "<u@example.com>",
		"Two Words <u@example.com>":            "Two Words <u@example.com>",
		`"Ops, Desk" <u@example.com>`:          `"Ops, Desk" <u@example.com>`,
		`"a \"b\" \\c" <u@example.com>`:        `"a \"b\" \\c" <u@example.com>`,
		"Jörg <u@example.com>":                 "=?utf-8?b?SsO2cmc=?= <u@example.com>",
		`"=?utf-8?q?Boss?=" <u@example.com>`:   "=?utf-8?b?PT91dGYtOD9xP0Jvc3M/PQ==?= <u@example.com>",
		`"Jörg (b@c.test), x" <u@example.com>`: "=?utf-8?b?SsO2cmcgKGJAYy50ZXN0KSwgeA==?= <u@example.com>",
	} {
		if got := address(t, in).header(); got != want {
			t.Errorf("%q: header %q, want %q", in, got, want)
		}
		if why := unsafe(address(t, in)); why != "" {
			t.Errorf("%q: %s", in, why)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"user@example.com", "Name <u@example.com>", `"a@b> ORCPT=c@d"@e`, "Jörg, Ops <u@example.com>",
		`"Jörg \"x\" (y), <z@example.com>" <u@example.com>`, "=?utf-8?q?=22,=3D=3F?= <u@example.com>",
		"u@bücher.example", "u@xn--bcher-kva.example", "u@例え.jp", "u@xn--a.com", "u@раypal.com", "u@İ.com", "ű@a.test", "u@[192.0.2.1]",
		"g: u@example.com;", "u@example.com (a comment)", `"=?x?q?y?=" <u@example.com>`, "a\r\n <u@example.com>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			return
		}
		if why := unsafe(a); why != "" {
			t.Errorf("%q: header %q: %s", s, a.header(), why)
		}
		if !plainMailbox.MatchString(a.Mail()) || len(a.Domain()) > 253 {
			t.Errorf("%q became %q", s, a.Mail())
		}
		for _, form := range []string{a.Mail(), a.header()} {
			if again, err := ParseAddress(form); err != nil || again.Mail() != a.Mail() || form != a.Mail() && again != a {
				t.Errorf("%q became %q, and that %q, %v", s, form, again, err)
			}
		}
	})
}

// plainMailbox is a dot-string of RFC 5321 at labels of letters, digits and hyphens.
var plainMailbox = regexp.MustCompile("^(?i:[a-z0-9!#$%&'*+/=?^_`{|}~-]+)(?i:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@" +
	`(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$`)

// unsafe says why an accepted address must not stand in a header or a command, if so.
func unsafe(a Address) string {
	h := a.header()
	control := func(r rune) bool { return r > unicode.MaxASCII || unicode.IsControl(r) }
	all, err := mail.ParseAddressList("before@example.com, " + h + ", after@example.com")
	switch {
	case strings.Count(a.Mail(), "@") != 1 || strings.ContainsAny(a.Mail(), " <>\",;:"):
		return "the mailbox is not plain: " + a.Mail()
	case strings.ContainsFunc(h, control):
		return "the header is not printable ASCII"
	case err != nil:
		return err.Error()
	case len(all) != 3 || all[1].Address != a.Mail():
		return "the header reads as other mailboxes"
	case all[1].Name != a.name:
		return "the header reads as another name: " + all[1].Name
	case incident.Clean(a.String()) != a.String():
		return "the name would act on a terminal"
	}
	return ""
}
