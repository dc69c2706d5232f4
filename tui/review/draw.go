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
		glamour.WithWordWrap(width-1),
		glamour.WithPreservedNewLines(),
		glamour.WithInlineTableLinks(true),
	)
	if err != nil {
		return nil, err
	}
	// Words longer than a line are broken first: glamour takes quadratic time over them.
	out, err := r.Render(markdown(ansi.Hardwrap(text, max(1, width-1), true)))
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

// markdown writes plain text as Markdown that means the same text: every mark is escaped,
// indentation is kept by spaces that do not break. The label of a "Label: value" line and a
// line that is underlined become strong.
func markdown(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, " ")
		body := strings.TrimLeft(line, " ")
		indent := strings.Repeat("\u00a0", len(line)-len(body))
		label := 0
		if at := strings.Index(body, ": "); at > 0 && at <= 30 && indent == "" {
			label = at + 1
		}
		if i+1 < len(lines) && body != "" && underline(lines[i+1]) {
			label = len(body)
		}
		if label > 0 && strings.TrimSpace(body[:label]) == body[:label] {
			lines[i] = "**" + escape(body[:label]) + "**" + escape(body[label:])
		} else {
			lines[i] = indent + escape(body)
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
