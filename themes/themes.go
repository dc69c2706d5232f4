// Package themes says how things look: styles by their meaning, the marks that a terminal
// can show, and the style of the letter's review.
//
// Colours are the terminal's own sixteen, so that a reader's palette stays in force, and no
// colour carries a meaning that a word does not carry too. The package refuses to ask the
// terminal anything.
package themes

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/glamour/ansi"
	"github.com/charmbracelet/lipgloss"
)

// Theme is how everything looks. Pages take it as it comes and never build styles.
type Theme struct {
	Bar      lipgloss.Style // the title line
	Badge    lipgloss.Style // DEMO, DRILL: what must never be overlooked
	Selected lipgloss.Style // the row under the cursor
	Strong   lipgloss.Style
	Dim      lipgloss.Style
	Key      lipgloss.Style // a key in a line of help
	Good     lipgloss.Style
	Warn     lipgloss.Style
	Bad      lipgloss.Style
	Letter   ansi.StyleConfig // glamour's style for the review
	Marks    Marks
}

// Marks are the few signs beyond letters that the console draws.
type Marks struct {
	ASCII  bool // nothing beyond ASCII may be drawn, whatever the text
	More   string
	Point  string // before the row under the cursor
	Dot    string // between facts on one line
	Rule   string
	Before string // before a chosen word
	After  string // behind it
	Falls  string // behind the head of the column by which a list is sorted
	Rises  string // the same, reversed
}

type palette struct{ accent, good, warn, bad, barFore, barBack string }

// Named gives the theme of this name: dark, light, mono, or dark where the name is empty.
// The environment can ask for no colour (NO_COLOR) or show that the terminal knows no UTF-8
// (LC_ALL, LC_CTYPE, LANG).
func Named(name string, getenv func(string) string) (Theme, error) {
	if name == "" {
		name = "dark"
	}
	if getenv("NO_COLOR") != "" {
		name = "mono"
	}
	var t Theme
	switch name {
	case "dark":
		t = coloured(palette{accent: "14", good: "10", warn: "11", bad: "9", barFore: "15", barBack: "4"})
	case "light":
		t = coloured(palette{accent: "4", good: "2", warn: "5", bad: "1", barFore: "15", barBack: "4"})
	case "mono":
		t = mono()
	default:
		return Theme{}, fmt.Errorf("there is no theme %q; there are dark, light and mono", name)
	}
	t.Marks = marks(getenv)
	t.Letter = letterStyle(name)
	return t, nil
}

// Drill is the theme with another bar and another badge: an exercise must not look like the
// real thing, nor the real thing like an exercise.
func (t Theme) Drill() Theme {
	if t.Bar.GetBackground() == (lipgloss.NoColor{}) { // no colours: underlined, where the real one is not
		t.Bar, t.Badge = t.Bar.Underline(true), t.Badge.Underline(true)
		return t
	}
	t.Bar = t.Bar.Background(lipgloss.Color("5"))
	t.Badge = t.Badge.Foreground(lipgloss.Color("15")).Background(lipgloss.Color("5"))
	t.Selected = t.Selected.Foreground(lipgloss.Color("5"))
	return t
}

func coloured(p palette) Theme {
	fore := func(c string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(c)) }
	bar := fore(p.barFore).Background(lipgloss.Color(p.barBack)).Bold(true)
	return Theme{
		Bar:      bar,
		Badge:    lipgloss.NewStyle().Foreground(lipgloss.Color("0")).Background(lipgloss.Color("11")).Bold(true),
		Selected: lipgloss.NewStyle().Reverse(true),
		Strong:   lipgloss.NewStyle().Bold(true),
		Dim:      lipgloss.NewStyle().Faint(true),
		Key:      fore(p.accent),
		Good:     fore(p.good),
		Warn:     fore(p.warn),
		Bad:      fore(p.bad).Bold(true),
	}
}

func mono() Theme {
	plain, bold := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)
	reverse := lipgloss.NewStyle().Reverse(true)
	return Theme{Bar: reverse, Badge: reverse.Bold(true), Selected: reverse, Strong: bold,
		Dim: plain, Key: bold, Good: plain, Warn: bold, Bad: bold}
}

// marks chooses ASCII where the locale is set to something other than UTF-8.
func marks(getenv func(string) string) Marks {
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale = getenv(name); locale != "" {
			break
		}
	}
	locale = strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	if locale != "" && !strings.Contains(locale, "utf8") {
		return Marks{ASCII: true, More: "~", Point: ">", Dot: "|", Rule: "-", Before: "[", After: "]", Falls: "v", Rises: "^"}
	}
	return Marks{More: "…", Point: "▌", Dot: "·", Rule: "─", Before: "‹", After: "›", Falls: "▾", Rises: "▴"}
}
