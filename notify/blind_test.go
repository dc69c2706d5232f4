package notify

import (
	"errors"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulletin/notify/incident"
)

// Where a blind reader's address can hide in what a letter is made of.
var hideouts = map[string]struct {
	words string
	shown bool
}{
	"the words":             {"Ask it@alpha.example.com.", true},
	"capital letters":       {"IT@Alpha.Example.COM", true},
	"a bracket":             {"<it@alpha.example.com>", true},
	"quotes":                {"'it@alpha.example.com'", true},
	"stars":                 {"*it@alpha.example.com*", true},
	"a link":                {"mailto:it@alpha.example.com?subject=x", true},
	"an escaped link":       {"https://example.com/?to=it%40alpha.example.com&x=1", true},
	"all of it escaped":     {"https://example.com/%69%74%40%61lpha.example%2Ecom", true},
	"behind a sign":         {"to=it@alpha.example.com", true},
	"behind a dash":         {"- -it@alpha.example.com", true},
	"before a dash":         {"it@alpha.example.com--", true},
	"the end of a sentence": {"(it@alpha.example.com).", true},
	"among others":          {"a@b.example, it@alpha.example.com; c@d.example", true},
	"an entity":             {"it&#64;alpha.example.com", true},
	"an entity of a letter": {"&#73;t&commat;alpha&period;example.com", true},
	"an unseen space":       {"it@\u200balpha.example.com", true},
	"a soft hyphen":         {"i\u00adt@alpha.example.com", true},
	"the other reader":      {"ops@beta.example.com", true},
	"in Unicode":            {"an@bücher.example", true},
	"as an A-label":         {"an@xn--bcher-kva.example", true},
	"signs in front":        {"!#it@alpha.example.com", true},
	"two @":                 {"x@it@alpha.example.com", true},
	"a longer name":         {"kit@alpha.example.com", false},
	"a dotted name":         {"first.it@alpha.example.com", false},
	"a name with a plus":    {"x+it@alpha.example.com", false},
	"a shorter domain":      {"it@alpha.example.co", false},
	"a longer domain":       {"it@alpha.example.com.evil.example", false},
	"another domain":        {"it@beta.example.com", false},
	"no domain":             {"it@ alpha.example.com", false},
	"the sender":            {"noc@example.com", false},
	"who is answered":       {"Write to help@example.com.", false},
	"who is seen":           {"Ask desk@example.com.", false},
	"nobody":                {"@ @@ a@ @b %40 &#64;", false},
	"a name beyond measure": {strings.Repeat("x", 80) + "it@alpha.example.com", false},
	"a domain beyond it":    {"it@" + strings.Repeat("ü", 5000), false},
	"a broken escape":       {"%zz it%4", false},
}

// private is a letter to blind readers, with two whom all may see.
func private(t testing.TB) Draft {
	t.Helper()
	d := lists(t, List{
		Name: "x", To: addresses(t, "desk@example.com"),
		Bcc: addresses(t, "it@alpha.example.com", "noc@example.com"), File: addresses(t, "Ops@beta.example.com", "help@example.com", "an@bücher.example"),
	})
	return draft(t, d, order("customers"), nil)
}

// another is the same draft, of which the first keeps its people.
func another(d Draft) Draft {
	d.Recipients.To = slices.Clone(d.Recipients.To)
	return d
}

// places are where words can get into a letter.
var places = map[string]func(d *Draft, words string){
	"text":                           func(d *Draft, words string) { d.Letter.Text += words },
	"HTML":                           func(d *Draft, words string) { d.Letter.HTML += "<p>" + words + "</p>" },
	"comment":                        func(d *Draft, words string) { d.Letter.HTML += "<!-- " + words + " -->" },
	"link":                           func(d *Draft, words string) { d.Letter.HTML += `<a href="` + words + `">x</a>` },
	"subject":                        func(d *Draft, words string) { d.Letter.Subject += " " + strings.Join(strings.Fields(words), " ") },
	"name of the audience's answers": func(d *Draft, words string) { d.ReplyTo.name = strings.Join(strings.Fields(words), " ") },
	"name of one who is seen":        func(d *Draft, words string) { d.Recipients.To[0].name = strings.Join(strings.Fields(words), " ") },
}

// The last look is at the finished bytes: no finding stands before it here.
func TestNoReaderIsShownToOthers(t *testing.T) {
	t.Parallel()
	usual := private(t)
	for name, c := range hideouts {
		for place, put := range places {
			d := another(usual)
			put(&d, c.words)
			m, err := d.Compose()
			if (err != nil) != c.shown {
				t.Errorf("%s in the %s: %v", name, place, err)
			}
			if _, ok := errors.AsType[*BlockedError](err); ok != (err != nil) || err != nil && m.EML() != "" {
				t.Errorf("%s in the %s: %v beside %d bytes", name, place, err, len(m.EML()))
			}
		}
	}
}

// Quoted-printable breaks lines anywhere, also in an address.
func TestNoReaderIsShownAcrossLines(t *testing.T) {
	t.Parallel()
	usual := private(t)
	for pad := range 80 {
		for _, place := range []string{"text", "HTML", "link"} {
			d := another(usual)
			places[place](&d, strings.Repeat("=", pad)+" it@alpha.example.com")
			if _, err := d.Compose(); err == nil || !strings.Contains(err.Error(), "it@alpha.example.com") {
				t.Errorf("%d signs before it in the %s: %v", pad, place, err)
			}
		}
	}
}

// What comes by the template or from the operator is told while the letter is written.
func TestAReaderInTheWordsIsAFinding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ template, message string }{
		"the operator's words": {"<p>[message]</p>", "Ask it@alpha.example.com"},
		"the template's":       {"<p>[message] it@alpha.example.com</p>", "x"},
		"a link":               {`<p>[message] <a href="mailto:it%40alpha.example.com">us</a></p>`, "x"},
		"a picture's words":    {`<p>[message] <img src="https://example.com/x.png" alt="it@alpha.example.com"></p>`, "x"},
		"the subject":          {"---\nsubject: \"News for it@alpha.example.com\"\n---\n<p>[message]</p>", "x"},
	} {
		d, o := desk(t), order("customers")
		d.Templates = templates(t, map[string]string{"start.html": c.template})
		o.Message = c.message
		if got := draft(t, d, o, nil); !found(got, Block, "", "it shows it@alpha.example.com, who gets it as a blind copy") {
			t.Errorf("%s: %+v", name, got.Findings)
		}
		d.Audiences[0].Exposure = incident.Internal
		if got := draft(t, d, o, nil); got.Blocked() != nil {
			t.Errorf("%s, inside of the house: %+v", name, got.Findings)
		}
	}
}

// FuzzNoReaderIsShown puts words into every place of a letter, behind so many others. What
// is composed shows no reader to another, by a reading of its own.
func FuzzNoReaderIsShown(f *testing.F) {
	for _, c := range hideouts {
		f.Add(c.words, uint8(3))
		f.Add(strings.Repeat("ü ", 20)+c.words, uint8(70))
	}
	usual := private(f)
	f.Fuzz(func(t *testing.T, words string, pad uint8) {
		for place, put := range places {
			d := another(usual)
			put(&d, strings.Repeat("x", int(pad))+" "+incident.Clean(words))
			m, err := d.Compose()
			if err != nil {
				continue
			}
			views := []string{unquoted(t, m)}
			for _, h := range fields(t, m.EML()) {
				views = append(views, decoded(t, h.Value))
			}
			for _, v := range views {
				plain, _ := url.PathUnescape(html.UnescapeString(v))
				if who := readerIn.FindString(v + "\n" + html.UnescapeString(v) + "\n" + plain); who != "" {
					t.Errorf("the %s shows %q", place, who)
				}
			}
		}
	})
}

// readerIn finds one of the blind readers, with what surrounds the address where that makes
// no other one of it.
var readerIn = regexp.MustCompile(`(?i)(?:^|[^a-z0-9.+_-])(?:it@alpha\.example\.com|ops@beta\.example\.com|an@xn--bcher-kva\.example)(?:$|\.?(?:[\s<>(),;:"'/?&]|$))`)

// A wrong letter must not be let through because its list is long, nor a long list take long.
func TestNoReaderOfThousandsIsShown(t *testing.T) {
	t.Parallel()
	d := draft(t, lists(t, List{Name: "x", Bcc: many(t, 10_000, "alpha.example")}), order("customers"), nil)
	for _, n := range []int{0, 5_000, 9_999} {
		shown := d
		shown.Letter.HTML += fmt.Sprintf(`<span hidden>reader-%d@alpha.example</span>`, n)
		if _, err := shown.Compose(); err == nil {
			t.Errorf("reader %d is shown", n)
		}
	}
	composed(t, d)
}
