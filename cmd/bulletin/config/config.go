// Package config reads the one file in which a house says where its Jira and its mail server
// are, who is told of incidents, and in which words. What it returns is ready for use.
//
// It reads strictly: an unknown key, a wrong type, a missing value, a bad address, an unknown
// list or stage is refused with file, line, the offending word and the nearest right one. One
// pass finds all of them. It refuses secrets written into the file, YAML features that hide
// what a file says (anchors, aliases, tags, duplicate keys), and to show a secret: no error
// and no formatting of a Config contains one.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"bulletin/jiraclient"
	"bulletin/notify"
	"bulletin/notify/smtp"
	"bulletin/tui/column"
)

// Config is the file as ready parts.
type Config struct {
	File string // the path of the file
	// Jira is a function, because fmt prints what lies in unexported fields past any
	// method, but never what a function returns: here, the token.
	Jira     func() jiraclient.Options
	SMTP     smtp.Server
	Desk     notify.Desk
	State    string // the journal's folder
	Operator string // who sends, as the journal names them
	Badge    string // shown in the console at all times, such as DEMO
	Theme    string
	Refresh  time.Duration
	Me       notify.Address  // the operator's own, to which tests of letters go; may be zero
	Drill    *notify.List    // who is written to in an exercise; nil where the config has none
	Hold     time.Duration   // in which a letter can be taken back
	Senders  notify.Senders  // who may send
	Record   bool            // what was sent is recorded in Jira
	Comment  string          // none, internal or public: whether a comment says so too
	Columns  []column.Column // of the list of incidents; nil: the usual ones
}

// Format keeps secrets out of every way to print a Config.
func (c Config) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "config %s", c.File) }

// maxFile is more than any honest config has.
const maxFile = 1 << 20

// Option changes how a file is loaded.
type Option func(*reader)

// Without leaves the secrets under these keys ("jira.token", "smtp.password") unread, for
// commands that need none: nobody likes to unlock a key ring for nothing.
func Without(keys ...string) Option {
	return func(r *reader) {
		for _, k := range keys {
			r.unread[k] = true
		}
	}
}

// Env reads environment variables from lookup instead of the process.
func Env(lookup func(string) string) Option {
	return func(r *reader) { r.getenv = lookup }
}

// Load reads the config at path; an empty path means the user's own. The error is an
// [*Error] with everything that is wrong.
func Load(path string, options ...Option) (Config, error) {
	r := &reader{getenv: os.Getenv, unread: map[string]bool{}, patience: 30 * time.Second}
	for _, o := range options {
		o(r)
	}
	if path == "" {
		path = filepath.Join(r.home("XDG_CONFIG_HOME", ".config"), "bulletin", "config.yaml")
	}
	r.file, r.dir = filepath.Base(path), filepath.Dir(path)
	source, err := readFile(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, &Error{File: path, Faults: []string{"there is no config file " + path}}
	}
	if err != nil {
		return Config{}, &Error{File: path, Faults: []string{"cannot read the config file " + path + ": " + cause(err)}}
	}
	c := r.config(r.parse(source))
	c.File = path
	if len(r.faults) > 0 {
		return Config{}, r.refusal(path)
	}
	return c, nil
}

// config reads the whole file's table.
func (r *reader) config(t table) Config {
	if !t.present {
		return Config{}
	}
	c := Config{
		Operator: line(t.text("operator"), r.login()),
		Badge:    line(t.text("badge"), ""),
		Theme:    t.oneOf("theme", "", "dark", "light", "mono"),
		Refresh:  t.duration("refresh", 10*time.Second, forever, time.Minute),
		State:    r.path(t.text("state")),
		Me:       t.address("operator_address", false),
		Hold:     t.duration("hold", 0, 30*time.Second, 5*time.Second),
		Drill:    r.drill(t),
		Senders:  t.senders(),
	}
	if c.State == "" {
		c.State = filepath.Join(r.home("XDG_STATE_HOME", filepath.Join(".local", "state")), "bulletin")
	}
	section := t.section("jira", true, "url", "site", "auth", "email", "token", "filter", "jql", "ca_file", "cert_file", "key_file", "proxy", "budget", "record", "comment")
	jira := r.jira(section)
	c.Record = section.yes("record", true)
	c.Comment = section.oneOf("comment", "none", "none", "internal", "public")
	c.SMTP = r.smtp(t.section("smtp", true, "host", "port", "tls", "ca_file", "username", "password", "transaction", "pace"))
	c.Desk = r.desk(t)
	c.Columns = t.columns(c.Desk.House)
	jira.Columns = column.Fields(c.Columns)
	c.Jira = func() jiraclient.Options { return jira }
	c.Desk.Browse = jira.URL + "/browse/"
	if section.has("site") { // a scoped token of Cloud goes through another host than people do
		c.Desk.Browse = section.base("site") + "/browse/"
	}
	return c
}

// line is s on one line, or the other where it is empty.
func line(s, otherwise string) string {
	if s = clean(s); s == "" {
		return otherwise
	}
	return s
}

// login is the operator's name where the config gives none.
func (r *reader) login() string {
	for _, key := range []string{"USER", "LOGNAME", "USERNAME"} {
		if name := clean(r.getenv(key)); name != "" {
			return name
		}
	}
	if u, err := user.Current(); err == nil {
		return clean(u.Username)
	}
	return "unknown"
}

// home is a base folder of the XDG specification, which ignores relative ones.
func (r *reader) home(key, otherwise string) string {
	if dir := r.getenv(key); filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(r.userHome(), otherwise)
}

func (r *reader) userHome() string {
	if dir := r.getenv("HOME"); dir != "" {
		return dir
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	return dir
}

// path is a path of the config: relative ones start at the config's folder.
func (r *reader) path(p string) string {
	rest, mine := strings.CutPrefix(p, "~/")
	switch {
	case p == "" || filepath.IsAbs(p):
		return p
	case mine:
		return filepath.Join(r.userHome(), rest)
	}
	return filepath.Join(r.dir, p)
}

// regular looks at a file before it is opened: to open a pipe would wait for its writer.
func regular(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no regular file")
	}
	return info, err
}

// readFile reads a regular file of at most limit bytes.
func readFile(path string, limit int64) (string, error) {
	if _, err := regular(path); err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return "", err
	}
	if int64(len(b)) > limit {
		return "", fmt.Errorf("it is larger than %d KiB", limit>>10)
	}
	return strings.TrimPrefix(string(b), "\ufeff"), nil
}

// cause is an error without the path that the sentence around it already names.
func cause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}
