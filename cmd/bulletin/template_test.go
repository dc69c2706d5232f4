package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const moment = "2024-01-31T10:00:00Z"

// author is a world without a config, and a folder with files.
func author(t *testing.T, files map[string]string) (w world, dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, content := range files {
		if err := put(dir, name, content); err != nil {
			t.Fatal(err)
		}
	}
	home := t.TempDir()
	return world{in: strings.NewReader(""), now: time.Now, getenv: func(key string) string {
		return map[string]string{"HOME": home}[key]
	}}, dir
}

// withTemplates is a house with more in its templates folder.
func withTemplates(t *testing.T, files map[string]string) (h house, dir string) {
	t.Helper()
	h = newHouse(t)
	dir = filepath.Join(filepath.Dir(h.Config), "templates")
	for name, content := range files {
		if err := put(dir, name, content); err != nil {
			t.Fatal(err)
		}
	}
	return h, dir
}

// recorded is the answer of the house's Jira about an issue.
func (h house) recorded(t *testing.T, key string) string {
	t.Helper()
	config, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(filepath.Join(filepath.Dir(h.Config), "token"))
	if err != nil {
		t.Fatal(err)
	}
	url := regexp.MustCompile(`url: (http://\S+)`).FindSubmatch(config)[1]
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, string(url)+"/rest/api/2/issue/"+key+"?expand=renderedFields,names,schema", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	file := filepath.Join(t.TempDir(), "issue.json")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.ReadFrom(a.Body)
	if err = errors.Join(err, f.Close()); err != nil || a.StatusCode != http.StatusOK {
		t.Fatal(err, a.Status)
	}
	return file
}

// put writes a file, and its folders.
func put(dir, name, content string) error {
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(content), 0o600)
}

func TestTemplateList(t *testing.T) {
	t.Parallel()
	w, _ := author(t, nil)
	w.call(t, "template", "list").want(t, exitDone, "builtin/start.html", "")
	h, _ := withTemplates(t, map[string]string{
		"start.html": "<p>x</p>", "start.md": "x", "update.md": "[include nothing]", "other.html": "---\nstage: resolved\naudience: staff\n---\n<p>x</p>",
	})
	var all []shelvedTemplate
	if err := json.Unmarshal([]byte(h.call(t, "template", "list", "--json").out), &all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []shelvedTemplate{
		{Name: "start", File: "start.html"},
		{Name: "start", File: "start.md", Hidden: true, HiddenBy: "start.html"},
		{Name: "resolved.staff", File: "other.html"},
		{Name: "update", File: "update.md", Fault: "update.md:1:1: [include nothing]: there is no partial of this name", Do: "write _nothing.html in the templates folder, or take the include out"},
	} {
		if !slices.Contains(all, want) {
			t.Errorf("no %+v in %+v", want, all[:4])
		}
	}
	i := slices.IndexFunc(all, func(s shelvedTemplate) bool { return s.File == "builtin/start.html" })
	if i < 0 || !all[i].BuiltIn || all[i].HiddenBy != "start.html" {
		t.Errorf("the built-in one is %+v", all[max(0, i)])
	}
	r := h.call(t, "template", "list")
	r.want(t, exitDone, "update                    own       update.md ", "")
	r.want(t, exitDone, "broken: update.md:1:1: [include nothing]", "")
	r.want(t, exitDone, "hidden by start.html", "")
}

func TestTemplateShow(t *testing.T) {
	t.Parallel()
	const source = "---\nsubject: \"Hello [issue.key]\"\n---\n<p>Own</p>\n"
	h, dir := withTemplates(t, map[string]string{"start.external.html": source, "bad.html": "<p>\xff</p>"})
	for _, name := range []string{"start.external", "START.external", "start.external.html", filepath.Join(dir, "start.external.html")} {
		if r := h.call(t, "template", "show", name); r.out != source || r.code != exitDone {
			t.Errorf("%s: got %d, %q, %q", name, r.code, r.out, r.err)
		}
	}
	h.call(t, "template", "show", "builtin/start.html").want(t, exitDone, "[include facts]", "")
	h.call(t, "template", "show", "bad").want(t, exitDone, "<p>\xff</p>", "")
	r := h.call(t, "template", "show", "--stage", "start", "--audience", "customers")
	r.want(t, exitDone, "start for customers (external, en)", "")
	for _, want := range []string{
		`(?m)^1 +start.customers.en +own +-$`, `(?m)^4 +start.external +own +start.external.html +serves$`,
		`(?m)^12 +start +built-in +builtin/start.html +too late$`, `(?m)^subject: Hello \[issue.key\]$`, `(?m)^such as: Hello OPS-101$`,
	} {
		if !regexp.MustCompile(want).MatchString(r.out) {
			t.Errorf("no %s in\n%s", want, r.out)
		}
	}
	h.call(t, "template", "show", "--stage", "start", "--audience", "staff").want(t, exitDone, "builtin/start.internal.html  serves", "")
	h.call(t, "template", "show", "start.externl").want(t, exitUsage, "", `there is no file and no template "start.externl"; did you mean "start.external"?`)
	h.call(t, "template", "show", "--stage", "start", "--audience", "custmers").want(t, exitUsage, "", `not "custmers"; did you mean "customers"?`)
	h.call(t, "template", "show").want(t, exitUsage, "", "give a FILE or a NAME, or else --stage and --audience")
	h.call(t, "template", "show", "start", "--stage", "start").want(t, exitUsage, "", "give a FILE or a NAME")
	h.edit(t, `stages:\n`, "stages:\n  drill: {service_status: UP}\n")
	h.call(t, "template", "show", "--stage", "drill", "--audience", "staff").want(t, exitConfig, "", "no template for stage drill")
}

func TestTemplateFields(t *testing.T) {
	t.Parallel()
	w, _ := author(t, nil)
	w.call(t, "template", "fields").want(t, exitDone, "[custom-field-11745|yyyy-MM-dd HH:mm z|Impact End Date]    time ", "values of OPS-101")
	h := newHouse(t)
	h.call(t, "template", "fields").want(t, exitDone, "[severity] ", "values of OPS-147")
	if r := h.call(t, "template", "fields"); !regexp.MustCompile(`(?m)^\[duration\] +text +everybody +[1-9]`).MatchString(r.out) {
		t.Errorf("no duration in\n%s", r.out)
	}
	file := h.recorded(t, "OPS-104")
	for _, from := range [][]string{{"--issue", "OPS-104"}, {"--issue-file", file}} {
		var all []listedField
		r := h.call(t, append([]string{"template", "fields", "--json"}, from...)...)
		if err := json.Unmarshal([]byte(r.out), &all); err != nil {
			t.Fatal(err, r)
		}
		for _, want := range []listedField{
			{"[issue.key]", "issue.key", "Key", "issuekey", "text", true, "OPS-104"},
			{"[severity]", "severity", "Severity", "customfield_11713", "option", false, "High"},
			{"[custom-field-11712|Root Cause]", "custom-field-11712", "Root Cause", "customfield_11712", "rich text", false, "One of three nodes kept the previous signing key after its rotation."},
			{"[contact]", "contact", "", "", "text", true, "service-desk@example.com"},
		} {
			if !slices.Contains(all, want) {
				t.Errorf("no %+v", want)
			}
		}
	}
	w.call(t, "template", "fields", "--issue-file", file).want(t, exitDone, "OPS-104", "")
	h.call(t, "template", "fields", "--issue", "OPS-104", "--issue-file", file).want(t, exitUsage, "", "not both")
	h.call(t, "template", "fields", "--issue", "OPS-9999").want(t, exitJira, "", "does not exist")
	w.call(t, "template", "fields", "--issue", "OPS-104").want(t, exitConfig, "", "there is no config file")
}

func TestTemplateNew(t *testing.T) {
	t.Parallel()
	h, dir := withTemplates(t, nil)
	for _, name := range []string{"start", "update.customers", "resolved.internal.fr", "postmortem.fr", "correction.staff", "_footer"} {
		for _, kind := range []string{".html", ".md"} {
			file := filepath.Join(dir, name+kind)
			r := h.call(t, "template", "new", name+kind)
			r.want(t, exitDone, file+"\n", "template lint ")
			if r := h.call(t, "template", "lint", "--strict", file); r.code != exitDone || r.out != "" {
				t.Errorf("%s: %d %s %s", name, r.code, r.out, r.err)
			}
			if name[0] != '_' {
				if r := h.call(t, "template", "render", file); r.code != exitDone || !strings.Contains(r.out, "Card payments are declined.") {
					t.Errorf("%s: %d %s %s", name, r.code, r.out, r.err)
				}
			}
		}
	}
	before, err := os.ReadFile(filepath.Join(dir, "start.html"))
	if err != nil {
		t.Fatal(err)
	}
	h.call(t, "template", "new", "start", "--from", "builtin/update.html").want(t, exitUsage, "", "start.html is there already, and is left as it is")
	if after, err := os.ReadFile(filepath.Join(dir, "start.html")); err != nil || string(after) != string(before) {
		t.Errorf("it was overwritten: %v", err)
	}
	h.call(t, "template", "new", "start.staff", "--from", "builtin/start.internal.html").want(t, exitDone, "start.staff.html", "")
	h.call(t, "template", "show", "start.staff").want(t, exitDone, "[include internal]", "")
	for name, want := range map[string]string{
		"begin": "the name begin begins with no stage; the stages are start, ", "updates": `did you mean "update"?`, "start.custmers": `did you mean "customers"?`, "../start": "is no name for a template",
		"start.customers.x1y2": "is no audience", "": "is no name", "start html": "is no name",
	} {
		h.call(t, "template", "new", name).want(t, exitUsage, "", want)
	}
	h.call(t, "template", "new", "update.staff", "--from", "builtin/updat.html").want(t, exitUsage, "", `did you mean "builtin/update.html"?`)
}

// TestTemplateSecretless: an author needs neither a token nor a password.
func TestTemplateSecretless(t *testing.T) {
	t.Parallel()
	h, _ := withTemplates(t, map[string]string{"start.md": "---\nsubject: x\n---\nhello\n"})
	h.edit(t, `token: \{file: token\}`, `token: {file: none}`)
	h.edit(t, `password: \{file: password\}`, `password: {file: none}`)
	for _, args := range []string{"list", "show start", "lint start", "render start", "new update"} {
		h.call(t, append([]string{"template"}, strings.Fields(args)...)...).want(t, exitDone, "", "")
	}
	h.call(t, "template", "render", "start", "--issue", "OPS-147").want(t, exitConfig, "", "cannot be used")
}

func TestColumns(t *testing.T) {
	t.Parallel()
	rows := func() [][]string {
		return [][]string{{"PLACEHOLDER", "KIND", "EXAMPLE"}, {"[custom-field-11745|Impact End Date]", "text", "検索\x1b[2J and more words than there is room for"}}
	}
	for width, want := range map[int]string{
		0:  "PLACEHOLDER                           KIND  EXAMPLE\n[custom-field-11745|Impact End Date]  text  検索␛[2J and more words than there is room for\n",
		60: "PLACEHOLDER                       KIND  EXAMPLE\n[custom-field-11745|Impact End …  text  検索␛[2J and more w…\n",
	} {
		var b strings.Builder
		if err := columns(&b, rows(), width, 0); err != nil || b.String() != want {
			t.Errorf("at %d got\n%swant\n%s", width, b.String(), want)
		}
	}
}
