package letter

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"bulletin/notify/incident"
)

//go:embed builtin/*
var builtin embed.FS

// Library holds the templates of a desk: the user's folder over the built-in ones.
type Library struct {
	folder Folder
	own    shelf
	house  shelf
	images map[string]Image
	unread map[string]error // images that cannot be used
	parsed sync.Map         // templates by file and reader, since a letter is drafted at each pause of the typing
}

// Folder is where a house keeps its templates.
type Folder struct {
	Dir   string // empty: there are the built-in ones alone
	Named []Named
}

// Named gives a file a name by which it is looked up, and perhaps a subject.
type Named struct {
	Name    string // stage, stage.audience, stage.language or stage.audience.language
	File    string
	Subject string // empty: the file's own
}

// entry is a file on a shelf.
type entry struct {
	source source
	err    error  // why it cannot be used
	key    string // by which it is looked up, in lower case
	rank   int    // who named it: the config before the file before the file's name
}

// shelf is a folder's templates, by file name and by key.
type shelf struct {
	files []*entry
	keys  map[string]*entry
}

// Open reads the templates and pictures of a folder, and the built-in templates. A template
// that cannot be used says so in its letters, and in [Library.List]; the others stay usable.
func Open(f Folder) (*Library, error) {
	l := &Library{folder: f, images: map[string]Image{}, unread: map[string]error{}}
	var err error
	if l.house, err = stock(builtin, "builtin", nil); err != nil {
		return nil, err
	}
	if f.Dir == "" {
		return l, nil
	}
	root, err := os.OpenRoot(f.Dir) // nothing outside of it is read, whatever a link says
	if err == nil {
		defer func() { _ = root.Close() }()
		l.own, err = stock(root.FS(), ".", f.Named)
	}
	if err != nil {
		return nil, fmt.Errorf("read the templates in %s: %w", f.Dir, cause(err))
	}
	l.hang(root.FS())
	return l, nil
}

// Dir is the user's folder; empty where there is none.
func (l *Library) Dir() string { return l.folder.Dir }

// Again opens the same folder anew: an author may have mended a template meanwhile.
func (l *Library) Again() (*Library, error) { return Open(l.folder) }

// languages are the tag itself and what is left of it without its last parts (RFC 4647, 3.4).
func languages(tag string) []string {
	var all []string
	for tag != "" {
		all = append(all, tag)
		tag = tag[:max(0, strings.LastIndexByte(tag, '-'))]
	}
	return all
}

// names are those under which a letter for an audience is looked up, the closest first.
func names(stem string, a incident.Audience) []string {
	var all []string
	for _, who := range []string{"." + a.Name, "." + a.Exposure.String(), ""} {
		if who == "." {
			continue
		}
		for _, language := range languages(a.Language) {
			all = append(all, strings.ToLower(stem+who+"."+language))
		}
		all = append(all, strings.ToLower(stem+who))
	}
	return all
}

// find is the entry that serves an audience: any fitting one of the user's goes before any
// built-in one.
func (l *Library) find(stem string, a incident.Audience) (*entry, bool) {
	for _, s := range []shelf{l.own, l.house} {
		for _, name := range names(stem, a) {
			if e, ok := s.keys[name]; ok {
				return e, true
			}
		}
	}
	return nil, false
}

// Find is the template for a stage and an audience. One that cannot be used is found all the
// same: its letters are blocked, and say why.
func (l *Library) Find(stage incident.Stage, a incident.Audience) (*Template, error) {
	e, ok := l.find(string(stage), a)
	if !ok {
		where := "a templates folder, and name it in the config"
		if l.folder.Dir != "" {
			where = l.folder.Dir
		}
		return nil, fmt.Errorf("no template for stage %s and audience %s: write %s.html in %s", stage, a.Name, stage, where)
	}
	return l.use(e, a), nil
}

// use is an entry's template, or one that says why there is none.
func (l *Library) use(e *entry, a incident.Audience) *Template {
	type reader struct {
		entry    *entry
		name     string
		exposure incident.Exposure
		language string
	}
	of := reader{e, a.Name, a.Exposure, a.Language}
	if t, ok := l.parsed.Load(of); ok {
		return t.(*Template)
	}
	t := broken(e.source.name, e.err)
	if e.err == nil {
		t = l.template(e.source, a)
	}
	l.parsed.Store(of, t)
	return t
}

// stock reads the templates of a folder.
func stock(fsys fs.FS, dir string, named []Named) (shelf, error) {
	s := shelf{keys: map[string]*entry{}}
	files, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return s, err
	}
	prefix := strings.TrimPrefix(dir+"/", "./")
	for _, f := range files {
		if f.IsDir() || !slices.Contains([]string{".html", ".htm", ".md"}, strings.ToLower(path.Ext(f.Name()))) {
			continue
		}
		e := load(fsys, prefix+f.Name())
		s.put(e)
		for _, n := range named {
			if n.File == f.Name() {
				s.put(e.named(n))
			}
		}
	}
	for _, n := range named { // in a folder of the folder, or nowhere
		if !slices.ContainsFunc(files, func(f fs.DirEntry) bool { return f.Name() == n.File }) {
			s.put(load(fsys, prefix+path.Clean(n.File)).named(n))
		}
	}
	return s, nil
}

func load(fsys fs.FS, name string) *entry {
	e := &entry{rank: 2, key: strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))}
	text, err := readFile(fsys, name)
	if err != nil {
		name = incident.CleanLine(name)
		e.source.name, e.err = name, &Fault{Pos{name, 1, 1}, "cannot be read: " + cause(err).Error(), "put a readable file there"}
		return e
	}
	e.source, e.err = read(name, text)
	if e.source.front.stage != "" || e.source.front.audience != "" {
		e.rank = 1
	}
	e.key = e.source.key()
	return e
}

// named is the entry under a name of the config.
func (e *entry) named(n Named) *entry {
	other := *e
	other.rank, other.key = 0, strings.ToLower(n.Name)
	if n.Subject != "" {
		other.source.front.subject = n.Subject
		other.source.front.lines = map[string]int{}
	}
	return &other
}

// put takes an entry in. Of two with one key that of the better rank serves, then HTML.
func (s *shelf) put(e *entry) {
	s.files = append(s.files, e)
	if there, ok := s.keys[e.key]; !ok || e.rank < there.rank || e.rank == there.rank && there.source.markdown && !e.source.markdown {
		s.keys[e.key] = e
	}
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
