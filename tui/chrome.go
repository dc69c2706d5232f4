package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"bulletin/tui/screen"
)

// The least room in which the console is of use, in cells.
const minWidth, minHeight = 40, 12

func (c *Console) tooSmall() bool { return c.size.Width < minWidth || c.size.Height < minHeight }

// View implements tea.Model: the title, the page, the status line, the keys.
func (c *Console) View() string {
	var lines []string
	switch {
	case c.size == screen.Size{}:
		return ""
	case c.tooSmall():
		lines = c.small()
	default:
		page := c.top().View()
		if c.help {
			page = c.helpPage()
		}
		status := c.statusLines()
		body := c.body(page)
		lines = append([]string{c.title()}, body[:len(body)+1-len(status)]...)
		lines = append(append(lines, status...), c.keyLine())
	}
	return c.encode(strings.Join(lines, "\n"))
}

// small says what is missing, as far as there is room even for that.
func (c *Console) small() []string {
	text := fmt.Sprintf("%s Too small: %dx%d. Needs %dx%d. Nothing can be sent.", c.Badge, c.size.Width, c.size.Height, minWidth, minHeight)
	lines, _ := screen.Window(screen.Wrap(strings.TrimSpace(text), c.size.Width), 0, c.size.Height)
	return lines
}

// body is the page in exactly the room it was given.
func (c *Console) body(page string) []string {
	height := c.size.Height - 3
	lines := strings.Split(page, "\n")
	lines = lines[:min(len(lines), height)]
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines
}

func (c *Console) title() string {
	badge, room := "", c.size.Width
	if c.Badge != "" {
		text := " " + c.Badge + " "
		badge, room = c.Theme.Badge.Render(text), room-width(text)
	}
	left := " bulletin " + c.Theme.Marks.Dot + " " + c.top().Title()
	return badge + c.Theme.Bar.Render(screen.Spread(left, c.Now().UTC().Format("15:04 UTC "), room, c.Theme.Marks.More))
}

// statusLines are what was said last, in full: a long sentence takes lines of the page.
func (c *Console) statusLines() []string {
	style := c.Theme.Good
	if c.status.Bad {
		style = c.Theme.Bad
	}
	text := c.status.Text
	if waits := c.wait(); waits != "" {
		text, style = waits, c.Theme.Warn
	}
	lines, _ := screen.Window(screen.Wrap(screen.Row(text), c.size.Width-2), 0, 3)
	if c.failure != nil {
		style = c.Theme.Bad
		lines = screen.Tell(c.failure, "", c.size.Width-2, 3, c.Theme.Marks.More)
	}
	for i, l := range lines {
		lines[i] = style.Render(" " + l)
	}
	return lines
}

// keyLine names as many keys as fit, and always the help.
func (c *Console) keyLine() string {
	help := helpKey()
	if c.top().Typing() {
		help = anywhereKey()
	}
	tail := c.keyHelp(help)
	if g, ok := c.top().(screen.Grabber); ok && g.Grabs() {
		tail = "" // no key does anything else
	}
	room := c.size.Width - width(tail) - 1
	line := " "
	for _, b := range c.top().Keys() {
		next := c.keyHelp(b) + "  "
		if width(line)+width(next) > room {
			break
		}
		line += next
	}
	return line + tail
}

func (c *Console) keyHelp(b key.Binding) string {
	return c.Theme.Key.Render(b.Help().Key) + " " + c.Theme.Dim.Render(b.Help().Desc)
}

// helpPage is all keys of the page, from the same bindings that work there.
func (c *Console) helpPage() string {
	bindings := append(c.top().Keys(), helpKey(), anywhereKey(), stopKey(), screen.Key("ctrl+c", "quit"))
	lines := []string{"", c.Theme.Strong.Render(" Keys here. Any key closes the help."), ""}
	rows := max(1, c.size.Height-3-len(lines))
	wide := c.size.Width / ((len(bindings)-1)/rows + 1)
	if wide < 24 { // no room for columns: one key after the other
		var all []string
		for _, b := range bindings {
			all = append(all, strings.ReplaceAll(b.Help().Key+" "+b.Help().Desc, " ", "\u00a0"))
		}
		text := strings.Join(screen.Wrap(strings.Join(all, "  "), c.size.Width-2), "\n ")
		return strings.Join(append(lines, " "+strings.ReplaceAll(text, "\u00a0", " ")), "\n")
	}
	for i := range min(rows, len(bindings)) {
		line := ""
		for j := i; j < len(bindings); j += rows {
			h := bindings[j].Help()
			line += screen.Fit(" "+c.Theme.Key.Render(screen.Fit(h.Key, 10, ""))+h.Desc, wide, c.Theme.Marks.More)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}
