package review

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/x/ansi"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/themes"
	"bulletin/tui/screen"
)

// draw is the letter as it will leave; of one that is blocked, as it stands now.
func (p *Page) draw(width int) ([]string, error) {
	if !p.blocked() {
		return draw(p.Message, p.Theme, width)
	}
	text, err := drawText(incident.Clean(p.Draft.Letter.Text), p.Theme, width)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, l := range screen.Wrap("Blocked: it will not leave like this. View 4 says what to mend.", width-2) {
		lines = append(lines, p.Theme.Bad.Render(" "+l))
	}
	lines = append(lines, drawHeaders([]notify.Header{{Name: "Subject", Value: p.Draft.Letter.Subject}}, p.Theme, width)...)
	return append(append(lines, ""), text...), nil
}

// draw is the message's headers and its text part, through glamour, in lines of at most a
// width. Not a character of the text is lost or moved.
func draw(m notify.Message, t themes.Theme, width int) ([]string, error) {
	text, err := drawText(incident.Clean(m.Text()), t, width)
	if err != nil {
		return nil, err
	}
	return append(append(drawHeaders(m.Headers(), t, width), ""), text...), nil
}

func drawHeaders(headers []notify.Header, t themes.Theme, width int) []string {
	var out []string
	for _, h := range headers {
		label := h.Name + ": "
		for i, l := range screen.Wrap(h.Value, width-len(label)-1) {
			if i == 0 {
				out = append(out, " "+t.Key.Render(label)+l)
			} else {
				out = append(out, " "+strings.Repeat(" ", len(label))+l)
			}
		}
	}
	return out
}

func drawText(text string, t themes.Theme, width int) ([]string, error) {
	r, err := glamour.NewTermRenderer(
		glamour.WithStyles(t.Letter),
		glamour.WithWordWrap(0), // it breaks at hyphens, and takes quadratic time over long words
		glamour.WithPreservedNewLines(),
		glamour.WithInlineTableLinks(true),
	)
	if err != nil {
		return nil, err
	}
	out, err := r.Render(markdown(narrow(text, max(1, width-1))))
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.SplitSeq(strings.Trim(strings.ReplaceAll(out, "\u00a0", " "), "\n"), "\n") {
		for l := range strings.SplitSeq(ansi.Hardwrap(strings.TrimRight(line, " "), max(1, width-1), true), "\n") {
			lines = append(lines, " "+l)
		}
	}
	return lines, nil
}

// narrow breaks lines that are wider than the page between their words; a word alone that is
// wider is broken where the page ends. What was indented stays so.
func narrow(text string, width int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		body := strings.TrimLeft(line, " ")
		indent := line[:min(len(line)-len(body), width/2)]
		for _, l := range broken(body, width-len(indent)) {
			out = append(out, indent+l)
		}
	}
	return strings.Join(out, "\n")
}

func broken(line string, width int) []string {
	if ansi.StringWidth(line) <= width {
		return []string{line}
	}
	var out []string
	begun, wide := "", 0
	for word := range strings.SplitSeq(line, " ") {
		w := ansi.StringWidth(word)
		switch {
		case begun != "" && wide+1+w <= width:
			begun, wide = begun+" "+word, wide+1+w
			continue
		case begun != "":
			out = append(out, begun)
		}
		parts := strings.Split(ansi.Hardwrap(word, width, true), "\n")
		out, begun = append(out, parts[:len(parts)-1]...), parts[len(parts)-1]
		wide = ansi.StringWidth(begun)
	}
	return append(out, begun)
}

// markdown writes plain text as Markdown that means the same text: every mark is escaped,
// indentation is kept by spaces that do not break. The label of a "Label: value" line and a
// line that is underlined become strong.
func markdown(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, " ")
		body := strings.TrimLeft(line, " ")
		lead := strings.Repeat("\u00a0", len(line)-len(body))
		label := 0
		if rest, item := strings.CutPrefix(body, "- "); item {
			lead, body = lead+escape("- "), rest
		}
		if at := strings.Index(body, ": "); at > 0 && at <= 30 && !strings.HasPrefix(lead, "\u00a0") {
			label = at + 1
		}
		if i+1 < len(lines) && body != "" && underline(lines[i+1]) {
			label = len(body)
		}
		if label > 0 && strings.TrimSpace(body[:label]) == body[:label] {
			lines[i] = lead + "**" + escape(body[:label]) + "**" + escape(body[label:])
		} else {
			lines[i] = lead + escape(body)
		}
	}
	return strings.Join(lines, "\n")
}

// underline reports a line of nothing but = or -.
func underline(s string) bool {
	return len(s) > 2 && (strings.Trim(s, "=") == "" || strings.Trim(s, "-") == "")
}

// escape writes all ASCII punctuation as character references (CommonMark 2.5), which
// cannot be Markdown: not a mark, not a link, not an address. glamour takes one backslash
// away before punctuation even then, so a backslash is written twice.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString("&#92;&#92;")
		case r > ' ' && r < 0x7f && !letterOrDigit(r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func letterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
