package notify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulletin/notify/incident"
)

// hostile are words that try to become a header, a body or an encoded word.
var hostile = []string{
	"x\r\nBcc: victim@evil.test", "x\nBcc: victim@evil.test", "x\rBcc: victim@evil.test",
	"x\r\n\r\n<b>body</b>", "x\u2028Bcc: victim@evil.test", "x\u0085Bcc: victim@evil.test", "x\x00y\x1b[2J",
	"=?utf-8?q?x=0D=0ABcc:_victim@evil.test?=", "=?no-such-charset?q?x?=", "=?utf-8?b?%%%?=", "=?utf-8?q?Hidden?=",
	"日本 =?utf-8?q?x?=", "\r\n.\r\n", ": :", "\t", "\xff\xfe", "[message] [issue.key] [no.such]",
}

func TestComposeOfHostileWords(t *testing.T) {
	t.Parallel()
	for _, words := range hostile {
		t.Run(fmt.Sprintf("%q", words), func(t *testing.T) {
			t.Parallel()
			o := order("staff")
			o.Incident.Summary, o.Message = words, words
			o.Incident = with(o.Incident, "Region", func(v *incident.Value) { v.Texts = []string{words} })
			harmless(t, fields(t, message(t, "staff").EML()), draft(t, desk(t), o, nil))
		})
	}
}

// The subject is the one header that a draft lets one edit.
func TestComposeOfAHostileSubject(t *testing.T) {
	t.Parallel()
	for _, words := range hostile {
		d := draft(t, desk(t), order("staff"), nil)
		d.Letter.Subject = words
		m := composed(t, d)
		if got := names(fields(t, m.EML())); got != names(fields(t, message(t, "staff").EML())) {
			t.Errorf("%q: header %s", words, got)
		}
		if got := decoded(t, field(t, m.EML(), "Subject")); words != "\t" && got != words {
			t.Errorf("the subject %q reads as %q", words, got)
		}
	}
}

func TestComposeOfAHostileHouse(t *testing.T) {
	t.Parallel()
	for _, words := range hostile {
		d := desk(t)
		d.Audiences[1].Name = words
		d.Audiences[1].Lists = []string{words}
		d.Lists[words] = List{Name: words, To: addresses(t, "a@example.com")}
		d.Status[incident.Start] = words
		o := order(words)
		o.By = words
		got := composed(t, draft(t, d, o, nil))
		if names(fields(t, got.EML())) != "Date From Reply-To To Subject Message-ID Auto-Submitted "+
			"X-Auto-Response-Suppress List-Id MIME-Version Content-Type" || malformed(got.EML()) != "" {
			t.Errorf("%q: %s\n%s", words, malformed(got.EML()), got.EML())
		}
		for _, h := range []string{"From", "To"} {
			if strings.Contains(field(t, got.EML(), h), "evil") {
				t.Errorf("%q reached %s", words, h)
			}
		}
	}
}

func TestComposeOfHostileDisplayNames(t *testing.T) {
	t.Parallel()
	d := draft(t, desk(t), order("staff"), nil)
	want := names(fields(t, composed(t, d).EML()))
	for _, words := range append(hostile, "a, b@evil.test", `"<b@evil.test>`, "é, b@evil.test, <c@evil.test>", "(x", `\`) {
		d.Recipients.To = []Address{{name: words, mail: "a@example.com"}} // worse than ParseAddress lets in
		m, err := d.Compose()
		if err != nil {
			continue // refused as a whole: nothing leaves
		}
		if got := names(fields(t, m.EML())); got != want {
			t.Errorf("%q: header %s", words, got)
		}
		if to := field(t, m.EML(), "To"); !strings.HasSuffix(to, " <a@example.com>") || strings.Contains(to, "\n") {
			t.Errorf("%q: To %s", words, to)
		}
	}
}

func TestComposeOfMuch(t *testing.T) {
	t.Parallel()
	d := draft(t, desk(t), order("staff"), nil)
	var to []string
	for i := range 300 {
		to = append(to, fmt.Sprintf(`"Größe, Nummer %d" <person-%d@example.com>`, i, i))
	}
	d.Recipients.To = addresses(t, to...)
	for _, subject := range []string{
		strings.Repeat("x", 900), strings.Repeat("word ", 400) + "end", strings.Repeat("日本語", 400), strings.Repeat("=?x?q?y?= ", 90) + "end",
	} {
		d.Letter.Subject = subject
		m := composed(t, d)
		if why := malformed(m.EML()); why != "" {
			t.Error(why)
		}
		if got := decoded(t, field(t, m.EML(), "Subject")); got != subject {
			t.Errorf("the subject unfolds to %q, want %q", got, subject)
		}
		if got := field(t, m.EML(), "To"); got != addressList(d.Recipients.To) || strings.Count(got, ">, ") != 299 {
			t.Errorf("To unfolds to %s", got)
		}
	}
}

func FuzzCompose(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, hostile[len(hostile)-1-i])
	}
	f.Add(strings.Repeat("日", 300), strings.Repeat("a", 2000))
	d, usual := desk(f), fields(f, message(f, "staff").EML())
	f.Fuzz(func(t *testing.T, summary, message string) {
		o := order("staff")
		o.Incident.Summary, o.Message = summary, message
		harmless(t, usual, draft(t, d, o, nil))
	})
}

// harmless composes a draft and checks that its words changed no header of the usual letter
// but the subject, and that all of it reads back as it was.
func harmless(t *testing.T, usual []Header, d Draft) {
	t.Helper()
	m := composed(t, d)
	if why := malformed(m.EML()); why != "" {
		t.Error(why)
	}
	depends := func(h Header) bool { return slices.Contains([]string{"Subject", "Message-ID", "Content-Type"}, h.Name) }
	got := fields(t, m.EML())
	if names(got) != names(usual) {
		t.Fatalf("header %s, want %s", names(got), names(usual))
	}
	for i, h := range got {
		if h != usual[i] && !depends(h) {
			t.Errorf("%s has become %s", h.Name, h.Value)
		}
	}
	if s := decoded(t, field(t, m.EML(), "Subject")); s != d.Letter.Subject || strings.ContainsAny(s, "\r\n") {
		t.Errorf("the subject reads %q, want %q", s, d.Letter.Subject)
	}
	if m.Text() != d.Letter.Text || m.HTML() != d.Letter.HTML {
		t.Errorf("the text reads %q, want %q", m.Text(), d.Letter.Text)
	}
}
