package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// editing is the kind of request that an open editor is.
const editing = "edit"

// edit opens the text in the operator's editor and gives the page what came of it.
func (c *Console) edit(p screen.Page, e screen.Edit) tea.Cmd {
	a := c.ask(p, editing, nil)
	s := &session{ctx: c.ctx, edit: e}
	return tea.Exec(s, func(err error) tea.Msg {
		a.msg = screen.Edited{Text: s.text, Err: err}
		return a
	})
}

// session is one use of the editor: the text goes into a file that only its owner can read,
// and comes back from it. A text that cannot be taken stays in its file.
type session struct {
	ctx      context.Context
	edit     screen.Edit
	text     string
	in       io.Reader
	out, err io.Writer
}

// SetStdin, SetStdout and SetStderr implement tea.ExecCommand.
func (s *session) SetStdin(r io.Reader)  { s.in = r }
func (s *session) SetStdout(w io.Writer) { s.out = w }
func (s *session) SetStderr(w io.Writer) { s.err = w }

// Run implements tea.ExecCommand.
func (s *session) Run() error {
	path, err := scratch(s.edit.Text)
	if err != nil {
		return fmt.Errorf("open the editor: %w", err)
	}
	editor := strings.Fields(first(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi"))
	cmd := exec.CommandContext(s.ctx, editor[0], append(editor[1:], path)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.in, s.out, s.err
	if err := errors.Join(cmd.Run(), s.read(path)); err != nil {
		return fmt.Errorf("your words are as before; what the editor %s saved is in %s: %w", editor[0], path, err)
	}
	return os.Remove(path)
}

// read takes the text back, if it is one and not too long.
func (s *session) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, int64(s.edit.Limit)*utf8.UTFMax+1))
	if err != nil {
		return err
	}
	s.text = strings.TrimRight(incident.Clean(string(text)), "\n")
	if utf8.RuneCountInString(s.text) > s.edit.Limit {
		return fmt.Errorf("it is longer than %s", screen.Count(s.edit.Limit, "character", "characters"))
	}
	return nil
}

// scratch is a new file with the text.
func scratch(text string) (path string, err error) {
	f, err := os.CreateTemp("", "bulletin-*.txt")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	return f.Name(), errors.Join(err, f.Close())
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
