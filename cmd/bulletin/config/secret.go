package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// maxSecret is more than any token or password has.
const maxSecret = 64 << 10

// envName is the only shape of a variable's name that is accepted: what looks otherwise may
// be the secret itself, written in the wrong place, and is not repeated.
var envName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

// secret reads {env: NAME}, {file: PATH} or {command: [word, ...]}. What stands there
// otherwise is never repeated. A secret is the first line of what the source gives.
func (t table) secret(key string, required bool) string {
	e, ok := t.entries[key]
	if !ok {
		if required {
			t.fault(t.line, "%s is missing", t.full(key))
		}
		return ""
	}
	name := t.full(key)
	s := t.source(e, name)
	if !s.present || t.unread[name] {
		return ""
	}
	value, err := s.fetch()
	if err == nil && value == "" {
		err = errors.New("it is empty")
	}
	if err == nil && clean(value) != value {
		err = errors.New("it holds control characters or invisible ones")
	}
	if err != nil {
		t.fault(e.line, "%s: the secret from %s cannot be used: %s", name, s.origin(), err)
		return ""
	}
	return value
}

// source reads where a secret comes from, without reading the secret.
func (t table) source(e entry, name string) source {
	kind, value := only(e.value)
	text, plain := scalar(value)
	s := source{reader: t.reader, kind: kind, text: text}
	switch {
	case kind == "env" && plain && !envName.MatchString(text):
		t.fault(e.line, "%s: env must name a variable in capital letters, such as BULLETIN_JIRA_TOKEN; "+
			"what stands there is not repeated here", name)
		return source{}
	case kind == "env", kind == "file":
		s.present = plain && text != ""
	case kind == "command":
		s.words = words(value)
		s.present = len(s.words) > 0
	}
	if !s.present {
		t.fault(e.line, "%s is a secret and never stands in this file; write where it comes from: "+
			"{env: NAME}, {file: PATH} or {command: [word, ...]}, exactly one", name)
	}
	return s
}

// only is the one key of a mapping and its value; an empty key where there is not exactly one.
func only(n ast.Node) (string, ast.Node) {
	m, ok := mapping(n)
	if !ok {
		return "", nil
	}
	i := m.MapRange()
	if !i.Next() {
		return "", nil
	}
	key, _ := scalar(i.Key())
	value := i.Value()
	if i.Next() {
		return "", nil
	}
	return key, value
}

// words is a list of plain texts; nil where it is anything else.
func words(n ast.Node) []string {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	var out []string
	for _, v := range list.Values {
		s, plain := scalar(v)
		if !plain {
			return nil
		}
		out = append(out, s)
	}
	return out
}

// source is where a secret comes from.
type source struct {
	*reader
	present bool
	kind    string // env, file, command
	text    string
	words   []string
}

// origin names the source.
func (s source) origin() string {
	switch s.kind {
	case "env":
		return "the environment variable " + s.text
	case "file":
		return fmt.Sprintf("the file %q", s.text)
	}
	return fmt.Sprintf("the command %q", s.words[0])
}

func (s source) fetch() (string, error) {
	switch s.kind {
	case "env":
		return firstLine(s.getenv(s.text)), nil
	case "file":
		return s.fromFile()
	}
	if len(s.faults) > 0 { // a key ring is not unlocked for a config that is refused anyway
		return "-", nil
	}
	return s.fromCommand()
}

// fromFile reads a secret from a file of its own.
func (s source) fromFile() (string, error) {
	content, err := privateFile(s.path(s.text), maxSecret)
	return firstLine(content), err
}

// privateFile reads a file that nobody but its owner can read.
func privateFile(path string, limit int64) (string, error) {
	info, err := regular(path)
	if err != nil {
		return "", errors.New(cause(err))
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // there the mode says nothing
		return "", fmt.Errorf("others can read it (mode %04o); run chmod 600 on it", info.Mode().Perm())
	}
	content, err := readFile(path, limit)
	if err != nil {
		return "", errors.New(cause(err))
	}
	return content, nil
}

// fromCommand runs a command in the config's folder, without a shell and without input. Its
// output is the secret and is never shown; of its complaints the last line is.
func (s source) fromCommand() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), s.patience)
	defer cancel()
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, s.words[0], s.words[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, &out, &complaint
	cmd.WaitDelay = time.Second // children of the command may hold its pipes open
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("it did not end within %s", s.patience)
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("there is no such program")
	case err != nil:
		why := err.Error()
		if last := lastLine(complaint.String()); last != "" {
			why += ": " + last
		}
		return "", errors.New(why)
	}
	return firstLine(out.String()), nil
}

// firstLine is where the password stores of this world keep the password.
func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(first)
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return clean(lines[len(lines)-1])
}
