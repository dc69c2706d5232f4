package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bulletin/notify/incident"
	letters "bulletin/notify/letter"
)

// sheet is one template with all that it needs, wherever it lies.
type sheet struct {
	folder  string            // in which it lies; empty: it is built in
	name    string            // by which findings call it: start.html
	key     string            // by which it is looked up: start
	subject string            // that the config gives it, if it does
	text    string            // its source
	library *letters.Library  // in which it lies
	texts   map[string]string // it and the partials that are the house's own, by name
	places  map[string]string // where those lie
	fault   error             // why there is nothing but a name
}

// lay gives a template a folder of its own, with the partials and pictures that it can have:
// those beside it go before those of the templates folder. So a template lies in a library
// wherever its file is, and nothing else of that place is read. A built-in one has no folder.
// Under names, if any, the library finds it.
func (b *bench) lay(folder, name, text string, names ...letters.Named) (*sheet, error) {
	dir, err := os.MkdirTemp("", "bulletin-")
	if err != nil {
		return nil, fmt.Errorf("lay out the template: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the library has read all of it
	s := &sheet{name: name, folder: folder, text: text, texts: map[string]string{name: text},
		places: map[string]string{name: filepath.Join(folder, name)}}
	if folder == "" {
		s.places[name] = path.Join("builtin", name)
	}
	folders := []string{folder, b.folder}
	for _, folder := range folders {
		s.partials(folder)
	}
	for name, text := range s.texts {
		if err := put(dir, name, text); err != nil {
			return nil, err
		}
	}
	for _, folder := range folders {
		if err := s.pictures(folder, dir); err != nil {
			return nil, err
		}
	}
	f := letters.Folder{Dir: dir}
	for _, n := range names {
		n.File = name
		f.Named = append(f.Named, n)
	}
	if s.library, err = letters.Open(f); err != nil {
		return nil, err
	}
	s.key = s.own().Name
	return s, nil
}

// served is the name by which the config has letters look up a sheet of its folder.
func (b *bench) served(s *sheet) {
	if b.folder == "" || s.folder == "" || !same(s.folder, b.folder) {
		return
	}
	for _, t := range b.Desk.Templates.List() {
		if stage, _, _ := strings.Cut(t.Name, "."); t.File == s.name && slices.Contains(b.Desk.AllStages(), incident.Stage(stage)) {
			s.serve(t)
			return
		}
	}
}

// serve makes the sheet the template of a list.
func (s *sheet) serve(as letters.Listed) {
	s.key = as.Name
	if s.own().Subject != as.Subject {
		s.subject = as.Subject
	}
}

// own is the sheet as its file alone says what it is.
func (s *sheet) own() letters.Listed {
	for _, t := range s.library.List() {
		if t.File == s.name {
			return t
		}
	}
	return letters.Listed{}
}

// same reports two paths of one folder.
func same(a, b string) bool {
	x, err := os.Stat(a)
	y, other := os.Stat(b)
	return err == nil && other == nil && os.SameFile(x, y)
}

// partials adds those of a folder, where there is none of the name yet.
func (s *sheet) partials(folder string) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return // what is missing is told where it is included
	}
	defer func() { _ = root.Close() }()
	entries, _ := fs.ReadDir(root.FS(), ".")
	for _, e := range entries {
		if _, there := s.texts[e.Name()]; there || !strings.HasPrefix(e.Name(), "_") || !isTemplate(e.Name()) {
			continue
		}
		if text, err := readRegular(root.FS(), e.Name(), maxTemplate); err == nil {
			s.texts[e.Name()], s.places[e.Name()] = text, filepath.Join(folder, e.Name())
		}
	}
}

// picture is where a template names one, in HTML or in Markdown.
var picture = regexp.MustCompile(`(?i)(?:\b(?:src|background)\s*=\s*["']?|!\[[^\]]*\]\(\s*<?)([^"'<>()\s]+)`)

// pictures copies those of a folder that the sources name.
func (s *sheet) pictures(folder, to string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil //nolint:nilerr // a picture that is missing is told in the letter
	}
	defer func() { _ = root.Close() }()
	for _, text := range s.texts {
		for _, m := range picture.FindAllStringSubmatch(text, -1) {
			name := path.Clean(m[1])
			if !filepath.IsLocal(name) || isTemplate(name) {
				continue
			}
			if _, err := os.Stat(filepath.Join(to, name)); err == nil {
				continue
			}
			content, err := readRegular(root.FS(), name, maxTemplate)
			if err != nil {
				continue
			}
			if err := put(to, name, content); err != nil {
				return err
			}
		}
	}
	return nil
}

// put writes a file that only its owner can read, and its folders.
func put(dir, name, content string) error {
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.WriteFile(file, []byte(content), 0o600) //nolint:gosec // the name is a plain or a local one
}
