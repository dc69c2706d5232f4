package incident

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"empty":                      {"", ""},
		"printable ASCII":            {" ~ plain [text]\n<b>&amp;</b> ~ ", " ~ plain [text]\n<b>&amp;</b> ~ "},
		"other scripts":              {"Größe 日本語 العربية", "Größe 日本語 العربية"},
		"NUL":                        {"a\x00b", "a␀b"},
		"bell and backspace":         {"a\a\bb", "a␇␈b"},
		"the last C0":                {"a\x1fb", "a␟b"},
		"DEL":                        {"a\x7fb", "a␡b"},
		"ESC clears the screen":      {"\x1b[2J\x1b[H", "␛[2J␛[H"},
		"ESC sets the title":         {"\x1b]0;owned\x07", "␛]0;owned␇"},
		"the first C1":               {"a\u0080b", "a<U+0080>b"},
		"C1 CSI":                     {"a\u009b31mb", "a<U+009B>31mb"},
		"the last C1":                {"a\u009fb", "a<U+009F>b"},
		"no-break space is no C1":    {"a\u00a0b", "a\u00a0b"},
		"CR LF":                      {"a\r\nb", "a\nb"},
		"CR":                         {"a\rb", "a\nb"},
		"CR CR LF":                   {"a\r\r\nb", "a\n\nb"},
		"LF CR":                      {"a\n\rb", "a\n\nb"},
		"VT":                         {"a\vb", "a\nb"},
		"FF":                         {"a\fb", "a\nb"},
		"NEL":                        {"a\u0085b", "a\nb"},
		"line separator":             {"a\u2028b", "a\nb"},
		"paragraph separator":        {"a\u2029b", "a\nb"},
		"tab":                        {"a\tb", "a    b"},
		"right-to-left override":     {"a\u202egnp.exe\u202c", "a<U+202E>gnp.exe<U+202C>"},
		"embeddings":                 {"\u202a\u202b\u202d", "<U+202A><U+202B><U+202D>"},
		"isolates":                   {"\u2066\u2067\u2068\u2069", "<U+2066><U+2067><U+2068><U+2069>"},
		"bidi marks":                 {"\u200e\u200f\u061c", "<U+200E><U+200F><U+061C>"},
		"zero-width space":           {"pass\u200bword", "password"},
		"word joiner":                {"a\u2060b", "ab"},
		"byte order mark":            {"\ufeffa", "a"},
		"Mongolian vowel separator":  {"a\u180eb", "ab"},
		"soft hyphen":                {"a\u00adb", "ab"},
		"interlinear annotation":     {"a\ufff9b\ufffbc", "abc"},
		"tags":                       {"a\U000e0041\U000e007fb", "ab"},
		"the whole block of tags":    {"a\U000e0000\U000e0002\U000e0fffb", "ab"},
		"bytes in selectors":         {"a\U000e0100\U000e01efb", "ab"},
		"invalid UTF-8":              {"a\xffb\xc3", "a\ufffdb\ufffd"},
		"a surrogate in UTF-8":       {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
		"an overlong ESC":            {"\xc0\x9b", "\ufffd\ufffd"},
		"emoji joined":               {"👩\u200d💻", "👩\u200d💻"},
		"emoji with a selector":      {"⚠\ufe0f", "⚠\ufe0f"},
		"a Persian non-joiner":       {"می\u200cخواهم", "می\u200cخواهم"},
		"an Arabic number sign":      {"\u0600\u0661", "\u0600\u0661"},
		"marks stay":                 {"␛<U+202E>", "␛<U+202E>"},
		"eight accents":              {"a" + accents(8) + "b", "a" + accents(8) + "b"},
		"nine accents":               {"a" + accents(9) + "b", "a" + accents(8) + "<U+0301 x1>b"},
		"ten thousand accents":       {"a" + accents(10_000), "a" + accents(8) + "<U+0301 x9992>"},
		"accents on nothing":         {accents(10), accents(8) + "<U+0301 x2>"},
		"each character its own":     {"a" + accents(5) + "e" + accents(5), "a" + accents(5) + "e" + accents(5)},
		"each line its own":          {"a" + accents(8) + "\n" + accents(9) + "\n", "a" + accents(8) + "\n" + accents(8) + "<U+0301 x1>\n"},
		"the first that is too many": {"a" + accents(8) + "\u0302\u0303b", "a" + accents(8) + "<U+0302 x2>b"},
		"hidden between accents":     {"a" + strings.Repeat("\u0301\u200b\ufeff", 10), "a" + accents(8) + "<U+0301 x2>"},
		"joiners between accents":    {"a" + strings.Repeat("\u0301\u200d", 5), "a" + strings.Repeat("\u0301\u200d", 4) + "<U+0301 x2>"},
		"a mark that reorders":       {"a" + accents(9) + "\u202e", "a" + accents(8) + "<U+0301 x1><U+202E>"},
		"a pointed Hebrew letter":    {"שּׁ֑֖", "שּׁ֑֖"},
		"a Tibetan stack":            {"རྐྱྀ", "རྐྱྀ"},
		"a chain of emoji":           {"👩🏽\u200d❤\ufe0f\u200d💋\u200d👩🏽", "👩🏽\u200d❤\ufe0f\u200d💋\u200d👩🏽"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%+q) = %+q, want %+q", c.in, got, c.want)
			}
		})
	}
}

func accents(n int) string { return strings.Repeat("\u0301", n) }

func TestCleanLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"one line", "one line"},
		{"  padded  ", "padded"},
		{"two  spaces stay", "two  spaces stay"},
		{"a\nb", "a b"},
		{"a\r\n\r\n  b\n", "a b"},
		{"\n\r\v\f\u0085\u2028\u2029", ""},
		{"a\u2028Bcc: b@example.com", "a Bcc: b@example.com"},
		{"\ta\t", "a"},
		{"a\x1b[2Jb", "a␛[2Jb"},
		{"a" + accents(8) + "\n" + accents(8), "a" + accents(8) + " " + accents(8)},
	} {
		if got := CleanLine(c.in); got != c.want {
			t.Errorf("CleanLine(%+q) = %+q, want %+q", c.in, got, c.want)
		}
	}
}

// Every rune there is, 64 at a time.
func TestCleanOfEveryRune(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		b.WriteRune(r)
		if r%64 != 63 {
			continue
		}
		if why := unclean("a" + b.String() + "b"); why != "" {
			t.Errorf("up to U+%04X: %s", r, why)
		}
		b.Reset()
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "plain", "a\r\nb", "\x1b[2J", "\u202e\u200b", "\xff\xc2", "\r\u200b\n", "👩\u200d💻\t", "a" + accents(20) + "\u200b" + accents(20), accents(9) + "\n" + accents(9)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if why := unclean(s); why != "" {
			t.Errorf("%+q: %s", s, why)
		}
	})
}

// unclean says which promise the cleaning of s breaks, if one.
func unclean(s string) string {
	text, line := Clean(s), CleanLine(s)
	acts := func(r rune) bool {
		return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 0x2028 || r == 0x2029
	}
	switch {
	case strings.ContainsFunc(text, acts):
		return "Clean leaves what acts"
	case !utf8.ValidString(text):
		return "Clean leaves what is no UTF-8"
	case Clean(text) != text:
		return "Clean is not idempotent"
	case piled(text) || piled(line):
		return "marks are piled up"
	case strings.Contains(line, "\n") || strings.ContainsFunc(line, acts):
		return "CleanLine leaves a line end or what acts"
	case CleanLine(line) != line:
		return "CleanLine is not idempotent"
	}
	return ""
}

// piled reports more than eight marks on one character.
func piled(s string) bool {
	marks := 0
	for _, r := range s {
		if !unicode.Is(unicode.M, r) && r != 0x200c && r != 0x200d {
			marks = 0
		} else if marks++; marks > 8 {
			return true
		}
	}
	return false
}
