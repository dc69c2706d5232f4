package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulletin/cmd/bulletin/config"
	"bulletin/cmd/bulletin/demo"
	"bulletin/notify"
	"bulletin/notify/incident"
)

// example is the config that the help shows.
func example() string {
	_, text, _ := strings.Cut(topic("config"), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	return text
}

// layOut puts a config and the files that the example names into a folder.
func layOut(t *testing.T, content string, templates map[string]string) (w world, file string) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"config.yaml": content, "lists/emea.txt": "a@example.com\n", "templates/x": ""}
	for name, template := range templates {
		files["templates/"+name] = template
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return world{in: strings.NewReader(""), getenv: func(key string) string {
		return map[string]string{"HOME": dir, "BULLETIN_JIRA_TOKEN": "x"}[key]
	}, now: time.Now}, filepath.Join(dir, "config.yaml")
}

// helped is the desk of the example.
func helped(t *testing.T, templates map[string]string) *desk {
	t.Helper()
	w, file := layOut(t, example(), templates)
	d, err := w.open(file, "smtp.password")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestHelpConfig loads the config that the help shows.
func TestHelpConfig(t *testing.T) {
	t.Parallel()
	d := helped(t, nil)
	if want := filepath.Join(filepath.Dir(d.File), ".local/state/bulletin"); d.State != want {
		t.Errorf("state %q, want %q", d.State, want)
	}
}

// payments is an incident of which all is known.
func payments(at time.Time) incident.Incident {
	field := func(id, name string, texts ...string) incident.Value {
		return incident.Value{ID: id, Name: name, Texts: texts}
	}
	return incident.Incident{
		ID: "1", Key: "OPS-1", Summary: "Payments fail", Priority: "P1", Status: "New", Created: at.Add(-time.Hour),
		Services: []string{"Payments"},
		Fields: []incident.Value{
			field("summary", "Summary", "Payments fail"), field("components", "Component/s", "Payments"),
			field("customfield_11709", "Region", "EMEA"), field("customfield_11710", "Workaround", "Pay by card."),
			field("customfield_11754", "Customer Description", "Payments are declined."),
			{ID: "customfield_11740", Name: "Impact Start Date", Kind: incident.DateTime, Time: at.Add(-time.Hour)},
			{ID: "customfield_11745", Name: "Impact End Date", Kind: incident.DateTime, Time: at},
		},
	}
}

// TestHelpDrafts: whoever starts from the example can tell customers of an incident.
func TestHelpDrafts(t *testing.T) {
	t.Parallel()
	d := helped(t, nil)
	at := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	for _, stage := range incident.Stages() {
		draft, err := d.Desk.Draft(notify.Order{Incident: payments(at), Stage: stage, Audience: "customers", At: at, Message: "A cable was cut."}, notify.History{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := draft.Compose(); err != nil || !strings.Contains(draft.Letter.Text, "Payments") {
			t.Errorf("%s: %v, of\n%s", stage, draft.Findings, draft.Letter.Text)
		}
	}
}

// TestHelpNamesEveryKey asks the loader for the keys that it knows, with one that it does
// not know in each section.
func TestHelpNamesEveryKey(t *testing.T) {
	t.Parallel()
	text := "\n" + example()
	section := map[string]string{"": text}
	for _, name := range []string{"jira", "smtp", "lists", "audiences", "contexts", "stages"} {
		section[name] = regexp.MustCompile(`\n` + name + `:.*\n(?:[ #].*\n)*`).FindString(text)
	}
	for _, stage := range incident.Stages() {
		if !strings.Contains(section["stages"], "\n  "+string(stage)+": {") {
			t.Errorf("help config says nothing of the stage %s", stage)
		}
	}
	for name, known := range knownKeys(t) {
		name, _, _ = strings.Cut(name, ".")
		for _, key := range known {
			if !regexp.MustCompile(`(?m)(^|[\s{])` + key + `:`).MatchString(section[name]) {
				t.Errorf("help config says nothing of %s in section %q", key, name)
			}
		}
	}
}

// knownKeys are the keys that the loader names when it refuses an unknown one, by section.
func knownKeys(t *testing.T) map[string][]string {
	t.Helper()
	wrong := "zzzz: 1\n" + example()
	for before, after := range map[string]string{
		"jira:\n": "jira:\n  zzzz: 1\n", "smtp:\n": "smtp:\n  zzzz: 1\n", "  customers-emea:\n": "  customers-emea:\n    zzzz: 1\n",
		"{exposure: internal,": "{zzzz: 1, exposure: internal,", "  start: {": "  start: {zzzz: 1, ", "  - when: {": "  - zzzz: 1\n    when: {",
	} {
		if strings.Count(wrong, before) != 1 {
			t.Fatalf("the example has no %q, or several", before)
		}
		wrong = strings.Replace(wrong, before, after, 1)
	}
	w, file := layOut(t, wrong, nil)
	_, err := w.open(file, "smtp.password")
	var bad *config.Error
	if !errors.As(err, &bad) || len(bad.Faults) != 7 {
		t.Fatalf("want 7 faults, got %v", err)
	}
	refused := regexp.MustCompile(`unknown key "zzzz"(?: in ([\w.-]+))?; known are (.+)`)
	out := map[string][]string{}
	for _, fault := range bad.Faults {
		m := refused.FindStringSubmatch(fault)
		if m == nil {
			t.Fatalf("another fault: %s", fault)
		}
		out[m[1]] = append(out[m[1]], strings.Split(m[2], ", ")...)
	}
	return out
}

// TestHelpLetters: the names that the help tells are known, those that it calls public are,
// and its grammar and its file names hold.
func TestHelpLetters(t *testing.T) {
	t.Parallel()
	_, text, _ := strings.Cut(topic("letters"), "Names from Jira: ")
	text, _, _ = strings.Cut(text, "A pattern ")
	_, public, _ := strings.Cut(text, "always these:")
	public, _, _ = strings.Cut(public, ";")
	quoted := regexp.MustCompile("`([a-z][a-z.-]*)`")
	every, always := quoted.ReplaceAllString(text, "[$1?-]"), quoted.ReplaceAllString(public, "[$1?-]")
	const front = "---\nsubject: \"[service-status]: [issue.key]\"\n---\n"
	d := helped(t, map[string]string{
		"start.external.html": front + "<p>" + always + "</p>",
		"start.staff.html":    front + "<p>" + every + "</p>",
		"start.html":          "<p>not the nearest</p>",
		"update.staff.html": front + "<p>[customer-description!]</p><p>[root-cause?not known] on [issue.created|yyyy-MM-dd HH:mm z], " +
			"[custom-field-11754|Customer Description], [custom-field-11745|yyyy-MM-dd|Impact End Date], [field|Customer Description] [EXTERNAL]</p>",
	})
	d.Desk.Public = nil
	at := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	in := payments(at)
	in.Fields = append(in.Fields, incident.Value{ID: "created", Name: "Created", Kind: incident.DateTime, Time: in.Created})
	for _, row := range []struct{ stage, audience, template, want string }{
		{"start", "customers", "start.external.html", "service-desk@example.com"},
		{"start", "staff", "start.staff.html", "Payments fail"},
		{"update", "staff", "update.staff.html", "not known on 2024-01-31 09:00 UTC, Payments are declined., 2024-01-31, Payments are declined. [EXTERNAL]"},
	} {
		draft, err := d.Desk.Draft(notify.Order{Incident: in, Stage: incident.Stage(row.stage), Audience: row.audience, At: at}, notify.History{})
		if err != nil || draft.Blocked() != nil || draft.Template.Name() != row.template {
			t.Errorf("%s, %s: template %s: %v %v", row.stage, row.audience, draft.Template.Name(), err, draft.Findings)
		}
		if !strings.Contains(strings.Join(strings.Fields(draft.Letter.Text), " "), row.want) {
			t.Errorf("no %q in\n%s", row.want, draft.Letter.Text)
		}
	}
	if n := len(quoted.FindAllString(public, -1)); n < 10 {
		t.Errorf("only %d names are always public: %s", n, public)
	}
}

// TestHelpFaults: every fault of the demo is explained, and no other.
func TestHelpFaults(t *testing.T) {
	t.Parallel()
	_, rows, _ := strings.Cut(topic("faults"), "| fault |")
	told := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?`) \\| ").FindAllStringSubmatch(rows, -1) {
		for name := range strings.SplitSeq(row[1], ", ") {
			told[strings.Trim(name, "`")] = true
		}
	}
	for _, a := range demo.Ailments() {
		if !told[a.Name] {
			t.Errorf("help faults says nothing of %s", a.Name)
		}
		delete(told, a.Name)
	}
	for name := range told {
		t.Errorf("help faults tells of %s, which does not exist", name)
	}
}
