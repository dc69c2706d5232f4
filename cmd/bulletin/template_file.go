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

// shelf is a library, and all that lies in it.
type shelf struct {
	*letters.Library
	list []letters.Listed
}

// sheet is one template in its library.
type sheet struct {
	*shelf
	file string // as people know it: templates/start.html
	name string // as the library knows it: start.html
	key  string // by which it is looked up: start
	text string
}

// shelf is the library of a folder; that of the desk where there is none.
func (b *bench) shelf(dir string) (*shelf, error) {
	if s, ok := b.shelves[dir]; ok {
		return s, nil
	}
	l, err := b.Desk.Templates, error(nil)
	if dir != "" {
		l, err = letters.Open(letters.Folder{Dir: dir})
	}
	if err != nil {
		return nil, err
	}
	b.shelves[dir] = &shelf{l, l.List()}
	return b.shelves[dir], nil
}

// found is the template of a file, or of a name by which the library knows one.
func (b *bench) found(arg string) (*sheet, error) {
	if _, err := os.Stat(arg); err == nil {
		return b.sheet(arg)
	}
	own, err := b.shelf("")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range own.list {
		names = append(names, t.Name, t.File)
		if t.File != arg && (t.Hidden || !strings.EqualFold(t.Name, arg)) {
			continue
		}
		s := &sheet{shelf: own, file: t.File, name: t.File, key: t.Name}
		if builtIn(t) {
			s.text, _ = own.Source(t.File)
		} else if s, err = b.sheet(filepath.Join(own.Dir(), filepath.FromSlash(t.File))); err == nil && t.File != arg {
			s.key = t.Name // it was asked for as the letter of this name
		}
		return s, err
	}
	return nil, &failure{exitUsage, fmt.Errorf("there is no file and no template %q%s", arg, nearest(arg, names)),
		`"bulletin template list" shows the templates that there are`}
}

// sheet is the template of a file: one of the house's lies in the desk's library, another in
// one of its own folder.
func (b *bench) sheet(file string) (*sheet, error) {
	text, err := readPath(file, maxTemplate)
	if err != nil {
		return nil, err
	}
	name := filepath.Base(file)
	s := &sheet{file: file, name: name, key: strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name))), text: text}
	for _, dir := range []string{"", filepath.Dir(file)} {
		if s.shelf, err = b.shelf(dir); err != nil {
			return nil, err
		}
		for _, known := range []func(string) bool{b.staged, func(string) bool { return true }} { // a letter's name before others
			for _, t := range s.list {
				if path.Base(t.File) == name && !builtIn(t) && known(t.Name) && same(filepath.Join(s.Dir(), filepath.FromSlash(t.File)), file) {
					s.name, s.key = t.File, t.Name
					return s, nil
				}
			}
		}
	}
	return s, nil
}

// staged reports a name that begins with a stage.
func (b *bench) staged(name string) bool {
	stage, _, _ := strings.Cut(name, ".")
	return slices.Contains(b.Desk.AllStages(), incident.Stage(stage))
}

// same reports two paths of one file.
func same(a, b string) bool {
	x, err := os.Stat(a)
	y, other := os.Stat(b)
	return err == nil && other == nil && os.SameFile(x, y)
}

// place is a file of the sheet's library as people know it.
func (s *sheet) place(name string) string {
	if name == s.name || name == "" {
		return s.file
	}
	if strings.HasPrefix(name, "builtin/") {
		return name
	}
	return strings.TrimSuffix(s.file, filepath.FromSlash(s.name)) + filepath.FromSlash(name)
}

func builtIn(t letters.Listed) bool { return strings.HasPrefix(t.File, "builtin/") }

// nearest is the end of a sentence about a word that is not known.
func nearest(word string, known []string) string {
	if near, edits := incident.Nearest(word, known); edits >= 0 && edits <= max(2, len(word)/3) {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

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

// readPath reads at most limit bytes of a regular file: a pipe would hold the program.
func readPath(file string, limit int64) (string, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
	case info.IsDir():
		err = errors.New("it is a folder")
	case !info.Mode().IsRegular():
		err = errors.New("it is no regular file")
	}
	if err != nil {
		return "", unread(file, err)
	}
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		return "", unread(file, err)
	}
	defer func() { _ = f.Close() }() // read only: nothing can be lost
	text, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return "", unread(file, err)
	}
	return string(text), nil
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
