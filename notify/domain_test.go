package notify

import (
	"strings"
	"testing"

	"bulletin/notify/incident"
)

func TestParseDomain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Example.COM":                  "example.com",
		"localhost":                    "localhost",
		"LOCALHOST":                    "localhost",
		"r3---sn-x.example.com":        "r3---sn-x.example.com",
		"bücher.example":               "xn--bcher-kva.example",
		"BÜCHER.example":               "xn--bcher-kva.example",
		"bu\u0308cher.example":         "xn--bcher-kva.example", // the same, of two characters
		"xn--bcher-kva.example":        "xn--bcher-kva.example",
		"XN--BCHER-KVA.Example":        "xn--bcher-kva.example",
		"straße.example":               "xn--strae-oqa.example", // and not strasse
		"пример.рф":                    "xn--e1afmkfd.xn--p1ai",
		"сосо.example":                 "xn--n1aahb.example", // all Cyrillic; what is shown tells it from coco
		"例え2-a.example":                "xn--2-a-763b408n.example",
		"ハローワーク.example":               "xn--pck3c7di8db.example",
		"ラーメン・すし.example":              "",
		"漢字ㄅabc.example":               "",
		"한국漢abc.example":               "",
		"col·leccio.example":           "xn--colleccio-2pa.example",
		"مثال١.example":                "",
		strings.Repeat("ü", 30) + ".a": "",
	} {
		got, err := ParseDomain(in)
		if err != nil || want != "" && got != want {
			t.Errorf("ParseDomain(%q) = %q, %v; want %q", in, got, err, want)
		}
		if again, err := ParseDomain(got); err != nil || again != got || !hostName(got) {
			t.Errorf("%q becomes %q, and that %q, %v", in, got, again, err)
		}
	}
}

// Each refusal says why: whoever wrote the list must mend it.
func TestParseDomainRefuses(t *testing.T) {
	t.Parallel()
	for in, says := range map[string]string{
		"":                             "no domain name",
		"example":                      "no domain name",
		"[192.0.2.1]":                  "an address literal",
		"[IPv6:2001:db8::1]":           "an address literal",
		"раypal.example":               "mixes Cyrillic and Latin letters",
		"xn--ypal-43d9g.example":       `"раypal" mixes Cyrillic and Latin letters`, // the same, as an A-label
		"αpple.example":                "mixes Greek and Latin letters",
		"한국ひら.example":                 "mixes Hangul and Hiragana letters",
		"ㄅひ.example":                   "mixes Bopomofo and Hiragana letters",
		"exa\u200dmple.example":        "U+200D, which cannot be seen",
		"a\u202eb.example":             "U+202E, which cannot be seen",
		"a\x00b.example":               "no domain name",
		"xn--ab-j1t.example":           "U+200C, which cannot be seen",
		"xn--bucher-xyd.example":       "no registry could take it", // of a u and two dots, not of ü
		"xn--a.example":                "",
		"xn--.example":                 "no registry could take it",
		"xn--abc-.example":             "",
		"xn--abcäö.example":            "",
		"xn--BCHER-kva8445foa.a.test":  "belongs to no writing",
		"ｅxample.example":              "no registry could take it", // full width
		"ex。ample":                     "",                          // another kind of dot
		"exampleー1.example":            "'ー' belongs to no writing in it",
		"a·b.example":                  "'·' belongs to no writing in it",
		"☃.example":                    "belongs to no writing",
		"İstanbul.example":             "only looks like one of ASCII",
		"\u212aelvin.example":          "only looks like one of ASCII",
		"ſmall.example":                "",
		"\u0301a.example":              "no registry could take it",
		"אa.example":                   "",
		"-ü.example":                   "",
		"ü_.example":                   "",
		strings.Repeat("ü", 60) + ".a": "",
	} {
		got, err := ParseDomain(in)
		if err == nil || got != "" || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseDomain(%q) = %q, %v; want %q", in, got, err, says)
		} else if incident.CleanLine(err.Error()) != err.Error() {
			t.Errorf("%q: the error would act on a terminal: %q", in, err)
		}
	}
}

// A homograph looks like another name; what the operator is shown does not.
func TestHomographsAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	latin, cyrillic := address(t, "user@coco.example"), address(t, "Coco <user@сосо.example>")
	if cyrillic.String() != "Coco <user@xn--n1aahb.example>" || latin.Mail() == cyrillic.Mail() {
		t.Errorf("%s is shown as %s", "сосо", cyrillic)
	}
}
