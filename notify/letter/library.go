package letter

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bulletin/notify/incident"
)

//go:embed builtin/*.html
var builtin embed.FS

// Library holds the templates of a desk: the user's folder over the built-in ones.
type Library struct {
	dir     string
	own     map[string]*Template // by file name
	builtin map[string]*Template
}

// Open reads every *.html of a folder, and the built-in templates. Without a folder there
// are the built-in ones alone. One bad template is an error: better to hear of it when the
// program starts than when the letter is needed.
func Open(dir string) (*Library, error) {
	l := &Library{dir: dir}
	var err error
	if l.builtin, err = read(builtin, "builtin", "builtin/"); err != nil {
		return nil, err
	}
	for _, t := range l.builtin {
		t.english = true
	}
	if dir == "" {
		return l, nil
	}
	if l.own, err = read(os.DirFS(dir), ".", ""); err != nil {
		return nil, fmt.Errorf("read the templates in %s: %w", dir, err)
	}
	return l, nil
}

// Find is the template for a stage and an audience: for the audience by name, for its
// exposure, or for everyone. Any fitting one of the user's goes before any built-in one.
func (l *Library) Find(stage incident.Stage, a incident.Audience) (*Template, error) {
	names := []string{
		fmt.Sprintf("%s.%s.html", stage, a.Name),
		fmt.Sprintf("%s.%s.html", stage, a.Exposure),
		fmt.Sprintf("%s.html", stage),
	}
	for _, set := range []map[string]*Template{l.own, l.builtin} {
		for _, name := range names {
			if t, ok := set[name]; ok {
				return t, nil
			}
		}
	}
	where := "a templates folder, and name it in the config"
	if l.dir != "" {
		where = l.dir
	}
	return nil, fmt.Errorf("no template for stage %s and audience %s: write %s in %s",
		stage, a.Name, names[2], where)
}

func read(fsys fs.FS, dir, prefix string) (map[string]*Template, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, cause(err)
	}
	all := map[string]*Template{}
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) != ".html" {
			continue
		}
		source, err := readFile(fsys, strings.TrimPrefix(dir+"/"+e.Name(), "./"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), cause(err))
		}
		if all[e.Name()], err = Parse(prefix+e.Name(), source); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readFile reads a little more than a template may have, and only from a regular file: a
// pipe would hold the program.
func readFile(fsys fs.FS, name string) (string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("not a regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // read only: nothing can be lost
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	return string(b), err
}

// cause is the error without the path, which the caller names in a better way.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
