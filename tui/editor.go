package tui

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// edit opens the text in the operator's editor and gives the page what came of it.
func (c *Console) edit(p screen.Page, e screen.Edit) tea.Cmd {
	a := c.ask(p, "edit", nil)
	path, err := scratch(e.Text)
	if err != nil {
		return c.handle(p, screen.Failed{Err: err})
	}
	editor := strings.Fields(first(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi"))
	cmd := exec.CommandContext(c.ctx, editor[0], append(editor[1:], path)...)
	return tea.ExecProcess(cmd, func(err error) tea.Msg {
		defer os.Remove(path)
		a.msg = edited(path, editor[0], err)
		return a
	})
}

// edited reads the text back. An editor that failed has changed nothing.
func edited(path, editor string, err error) screen.Edited {
	if err != nil {
		return screen.Edited{Err: fmt.Errorf("the editor %s failed, your words are as before: %w", editor, err)}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return screen.Edited{Err: fmt.Errorf("read the edited text: %w", err)}
	}
	return screen.Edited{Text: strings.TrimRight(incident.Clean(string(text)), "\n")}
}

// scratch is a file that only its owner can read.
func scratch(text string) (string, error) {
	f, err := os.CreateTemp("", "bulletin-*.txt")
	if err != nil {
		return "", fmt.Errorf("open the editor: %w", err)
	}
	_, write := f.WriteString(text)
	if err := errors.Join(write, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("open the editor: %w", err)
	}
	return f.Name(), nil
}

// first is the first that is not blank.
func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
