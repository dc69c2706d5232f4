package review

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"bulletin/notify/incident"
	"bulletin/themes"
)

var update = flag.Bool("update", false, "write the golden files anew")

// styled are the letters whose colours are in the golden files too: a plain table of facts,
// one with headings and a list, and one in pre.
var styled = []string{"01-nested-layout-tables", "37-plain", "30-pre"}

// The text parts of the letters of incident teams, drawn as the review page draws them.
func TestTeams(t *testing.T) {
	theme, err := themes.Named("dark", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join("..", "..", "notify", "letter", "testdata", "teams", "golden", "*.txt"))
	if err != nil || len(parts) == 0 {
		t.Fatal(len(parts), err)
	}
	for _, part := range parts {
		stem := strings.TrimSuffix(filepath.Base(part), ".txt")
		t.Run(stem, func(t *testing.T) {
			b, err := os.ReadFile(part)
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := strings.Cut(string(b), "\n\n") // the subject is a header
			text = incident.Clean(text)
			for _, width := range []int{60, 80, 120} {
				wordsInOrder(t, text, frame(t, theme, text, width), width)
				lossless(t, theme, text, width)
			}
			golden(t, stem+".frame", ansi.Strip(frame(t, theme, text, 80)))
		})
	}
}

func TestTeamsInColour(t *testing.T) {
	before := lipgloss.ColorProfile()
	lipgloss.SetColorProfile(termenv.TrueColor)
	t.Cleanup(func() { lipgloss.SetColorProfile(before) })
	theme, err := themes.Named("dark", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	for _, stem := range styled {
		b, err := os.ReadFile(filepath.Join("..", "..", "notify", "letter", "testdata", "teams", "golden", stem+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(string(b), "\n\n")
		got := frame(t, theme, incident.Clean(text), 80)
		if ansi.Strip(got) == got {
			t.Errorf("%s has no colours", stem)
		}
		golden(t, stem+".ansi", got)
	}
}

func frame(t *testing.T, theme themes.Theme, text string, width int) string {
	t.Helper()
	lines, err := drawText(text, theme, width)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n") + "\n"
}

// wordsInOrder finds each word of the text in the frame, whole unless it is wider than a line,
// and nothing else.
func wordsInOrder(t *testing.T, text, frame string, width int) {
	t.Helper()
	got := strings.Fields(ansi.Strip(frame))
	for line := range strings.Lines(text) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		for _, w := range strings.Fields(line) {
			pieces, joined := 0, ""
			for pieces < len(got) && len(joined) < len(w) {
				joined += got[pieces]
				pieces++
			}
			if joined != w || pieces > 1 && ansi.StringWidth(w) < width-indent {
				t.Errorf("at width %d the word %q is not whole and in its place in\n%s", width, w, ansi.Strip(frame))
				return
			}
			got = got[pieces:]
		}
	}
	if len(got) > 0 {
		t.Errorf("at width %d the letter does not say %q", width, got)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "teams", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s", name, got)
	}
}
