package letter

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/net/html"

	"bulletin/notify/incident"
	"bulletin/notify/letter/node"
	"bulletin/notify/letter/plain"
)

// tongues are the languages of the templates that are not in English, by their number.
var tongues = map[string]string{"31": "ar", "32": "ja", "33": "de", "34": "fr", "35": "es"}

// Templates as incident teams have them: each is filled, and its letter and its findings
// are as INDEX.tsv and the golden files say.
func TestTeams(t *testing.T) {
	l, err := Open(Folder{Dir: filepath.Join("testdata", "teams")})
	if err != nil {
		t.Fatal(err)
	}
	worst := index(t)
	for _, e := range l.own.files {
		stem := strings.TrimSuffix(e.source.name, filepath.Ext(e.source.name))
		if strings.HasPrefix(stem, "_") {
			continue
		}
		t.Run(stem, func(t *testing.T) {
			a := incident.Audience{Name: "staff", Exposure: incident.Internal, Language: "en"}
			if other := tongues[stem[:2]]; other != "" {
				a.Language = other
			}
			tpl := l.template(e.source, a)
			filled, findings := tpl.Fill(teamFacts(), Manner{Zone: zone(t, "Europe/Paris"), Language: a.Language,
				Base: "https://jira.example.com", Brand: Brand{Name: "Example Org"}})
			name := filepath.Join("teams", "golden", stem)
			golden(t, name+".html", filled.HTML)
			golden(t, name+".txt", "Subject: "+filled.Subject+"\n\n"+filled.Text)
			golden(t, name+".findings", told(findings))
			if got := gravest(findings); got != worst[e.source.name] {
				t.Errorf("the gravest finding is %q; INDEX.tsv says %q\n%s", got, worst[e.source.name], told(findings))
			}
			delete(worst, e.source.name)
			sound(t, filled, findings)
		})
	}
	for name := range worst {
		t.Errorf("INDEX.tsv names %s, which is not there", name)
	}
}

// sound checks what every letter promises, whatever its template.
func sound(t *testing.T, l Letter, findings []Finding) {
	t.Helper()
	readable(t, l.Text)
	tree := reparse(t, l.HTML)
	fits(t, tree, l.Text)
	var again bytes.Buffer
	if err := html.Render(&again, tree); err != nil {
		t.Fatal(err)
	}
	if first, second := outline(tree), outline(reparse(t, again.String())); first != second {
		t.Error("a reader's parser sees another tree when it reads the letter again:\n" + difference(first, second))
	}
	if read := plain.Text(tree, plain.Columns); read != l.Text {
		t.Error("the letter read back has another text part:\n" + difference(l.Text, read))
	}
	for _, left := range claimed.FindAllString(l.Subject+"\n"+l.Text+"\n"+l.HTML, -1) {
		if !excused(findings, left) {
			t.Errorf("%s is left in the letter, and no finding says so", left)
		}
	}
	rest := squeeze(l.Text)
	for _, w := range visibleWords(tree) {
		i := strings.Index(rest, w)
		if i < 0 {
			i = strings.Index(rest, strings.TrimSuffix(w, ":")) // a label's colon is the text part's own
			w = strings.TrimSuffix(w, ":")
		}
		if i < 0 {
			t.Fatalf("the word %q is not in its place in\n%s", w, l.Text)
		}
		rest = rest[i+len(w):]
	}
}

// fits checks that a line is wider than a page only for one word, or because an author set it
// so in pre.
func fits(t *testing.T, tree *html.Node, text string) {
	t.Helper()
	set := ""
	for n := range tree.Descendants() {
		if n.Type == html.TextNode && node.Inside(n, "pre") {
			set += squeeze(n.Data)
		}
	}
	for line := range strings.Lines(text) {
		widest := 0
		for _, w := range strings.Fields(line) {
			widest = max(widest, uniseg.StringWidth(w))
		}
		const page, marks = 78, 8 // marks and indents stand before a word
		if uniseg.StringWidth(strings.TrimSuffix(line, "\n")) > page && widest <= page-marks && !strings.Contains(set, squeeze(line)) {
			t.Errorf("wider than %d: %q", page, line)
		}
	}
}

// claimed is what only a placeholder looks like, also with tags in it; tagged finds those.
var (
	claimed = regexp.MustCompile(`(?i)\[(?:issue\.|custom-field-)(?:<[^>]*>|[^<>\[\]])*\]`)
	tagged  = regexp.MustCompile(`<[^>]*>`)
)

// excused reports a finding that says that these words stay, or why.
func excused(findings []Finding, left string) bool {
	left = squeeze(html.UnescapeString(tagged.ReplaceAllString(left, "")))
	for _, f := range findings {
		if f.Severity > Note && strings.Contains(squeeze(f.What), left) {
			return true
		}
	}
	return false
}

// index is the gravest finding that each template is to have, by file.
func index(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "teams", "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	worst := map[string]string{}
	for line := range strings.Lines(string(b)) {
		columns := strings.Split(strings.TrimSpace(line), "\t")
		if len(columns) != 3 {
			t.Fatalf("INDEX.tsv: %q", line)
		}
		worst[columns[0]], _, _ = strings.Cut(columns[2], ":")
	}
	return worst
}

// outline is a tree as one line for each node, whatever the order of its attributes.
func outline(doc *html.Node) string {
	var b strings.Builder
	for n := range doc.Descendants() {
		attributes := make([]string, len(n.Attr))
		for i, a := range n.Attr {
			attributes[i] = fmt.Sprintf("%s=%q", a.Key, a.Val)
		}
		slices.Sort(attributes)
		depth := 0
		for range n.Ancestors() {
			depth++
		}
		fmt.Fprintf(&b, "%d %d %q %v\n", depth, n.Type, html.UnescapeString(n.Data), attributes)
	}
	return b.String()
}

func gravest(findings []Finding) string {
	worst := Note
	for _, f := range findings {
		worst = max(worst, f.Severity)
	}
	if worst == Note {
		return "-"
	}
	return worst.String()
}

func told(findings []Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s  %s  %s; %s\n", f.Severity, f.Where, f.Says(), f.Do)
	}
	return b.String()
}

// difference is where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%q\n%q", a[max(0, i-60):min(len(a), i+60)], b[max(0, i-60):min(len(b), i+60)])
}

// squeeze is a text without spaces and what nobody sees.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '\u00ad' || r == '\u034f' || r == '\u2800' {
			return -1
		}
		return r
	}, s)
}

var (
	// inFlow are the elements that stand in a line and leave a word whole.
	inFlow = regexp.MustCompile(`^(?:abbr|acronym|b|basefont|bdi|bdo|big|blink|cite|code|data|dfn|em|font|i|ins|kbd|mark|o:p|samp|small|span|strong|sub|sup|time|tt|u|var|wbr|nobr|st1:.*)$`)
)

// visibleWords are the words that a browser shows, with the words of its pictures.
func visibleWords(doc *html.Node) []string {
	var b strings.Builder
	var look func(*html.Node)
	look = func(n *html.Node) {
		if node.Unseen(n) {
			return
		}
		space := ""
		if n.Type == html.ElementNode && !inFlow.MatchString(n.Data) {
			space = " "
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		b.WriteString(space)
		if n.Data == "img" {
			b.WriteString(node.Alt(n))
		}
		for c := range node.Children(n) {
			look(c)
		}
		b.WriteString(space)
	}
	look(doc)
	var words []string
	for _, w := range strings.Fields(b.String()) {
		if w = squeeze(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}
