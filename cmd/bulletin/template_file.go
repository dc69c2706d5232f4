package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"bulletin/jiraclient"
	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

// maxTemplate is one byte more than a template may have: so a library says what is wrong.
const maxTemplate = 1<<20 + 1

// unread is the error of a file that a command line names and that cannot be read.
func unread(file string, err error) error {
	var bad *fs.PathError
	if errors.As(err, &bad) {
		err = bad.Err
	}
	return &failure{exitUsage, fmt.Errorf("cannot read %s: %w", file, err), "name a file that you can read"}
}

// readRegular reads at most limit bytes of a regular file: a pipe would hold the program.
func readRegular(fsys fs.FS, name string, limit int64) (string, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return "", err
	case info.IsDir():
		return "", errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return "", errors.New("it is no regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // read only: nothing can be lost
	b, err := io.ReadAll(io.LimitReader(f, limit))
	return string(b), err
}

// readPath is readRegular for a path of the command line.
func readPath(file string, limit int64) (string, error) {
	text, err := readRegular(os.DirFS(filepath.Dir(file)), filepath.Base(file), limit)
	if err != nil {
		return "", unread(file, err)
	}
	return text, nil
}

// recordedIn reads an incident from Jira's own answer in a file.
func recordedIn(file string) (incident.Incident, error) {
	text, err := readPath(file, 16<<20+1)
	if err != nil {
		return incident.Incident{}, err
	}
	in, err := jiraclient.Recorded(strings.NewReader(text))
	var bad *jiraclient.Error
	if errors.As(err, &bad) {
		bad.Doing += " in " + file
	}
	return in, err
}

// found is the template of a file, or of a name by which the library knows one.
func (b *bench) found(arg string) (*sheet, error) {
	if _, err := os.Stat(arg); err == nil {
		text, err := readPath(arg, maxTemplate)
		if err != nil {
			return nil, err
		}
		s, err := b.lay(filepath.Dir(arg), filepath.Base(arg), text)
		if err == nil {
			b.served(s)
		}
		return s, err
	}
	all := b.Desk.Templates.List()
	for _, t := range all {
		if t.File != arg && (t.Hidden || !strings.EqualFold(t.Name, arg)) {
			continue
		}
		s, err := b.listed(t)
		if err == nil && t.File != arg { // it was asked for as the letter of this name
			s.serve(t)
		}
		return s, err
	}
	var names []string
	for _, t := range all {
		names = append(names, t.Name, t.File)
	}
	return nil, &failure{exitUsage, fmt.Errorf("there is no file and no template %q%s", arg, nearest(arg, names)),
		`"bulletin template list" shows the templates that there are`}
}

// listed is a template of the library's list.
func (b *bench) listed(t letters.Listed) (*sheet, error) {
	if b.folder != "" && !builtIn(t) {
		return b.found(filepath.Join(b.folder, filepath.FromSlash(t.File)))
	}
	text, _ := b.Desk.Templates.Source(t.File)
	return b.lay("", path.Base(t.File), text)
}

func builtIn(t letters.Listed) bool { return strings.HasPrefix(t.File, "builtin/") }

// nearest is the end of a sentence about a word that is not known.
func nearest(word string, known []string) string {
	if near, edits := incident.Nearest(word, known); edits >= 0 && edits <= max(2, len(word)/3) {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// kinds are the ends of templates' names.
var kinds = []string{".html", ".htm", ".md"}

// isTemplate reports the name of a template's file.
func isTemplate(name string) bool { return slices.Contains(kinds, strings.ToLower(filepath.Ext(name))) }
