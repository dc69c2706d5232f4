package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"bulletin/notify/incident"
	"bulletin/tui/column"
)

func TestList(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.call(t, "list")
	r.want(t, exitDone, "OPS-147  3m", "")
	lines := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
	at := strings.Index(lines[0], "SUMMARY")
	for _, l := range lines {
		if ansi.StringWidth(l) <= at || strings.ContainsFunc(l, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("not aligned, or not clean: %q", l)
		}
	}
	if !strings.HasPrefix(lines[0], "PRIORITY  KEY      AGE ") || len(lines) < 20 {
		t.Errorf("got %d lines, %q", len(lines), lines[0])
	}

	var l listed
	if err := json.Unmarshal([]byte(h.call(t, "list", "--json").out), &l); err != nil {
		t.Fatal(err)
	}
	if len(l.Incidents) != len(lines)-1 || l.User == "" || l.Filter == "" || l.At.IsZero() || l.Incidents[0].Owed != "untold" {
		t.Errorf("got %+v", l)
	}
}

// The configured columns stand in the table in their order, and in JSON under "fields".
func TestListOfConfiguredColumns(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	columns := []column.Column{{Field: "key", Name: "key"}, {Field: "customfield_11709", Name: "region", Width: 4},
		{Field: "customfield_11740", Name: "impact-start"}, {Field: "updated", Name: "updated", Head: "CHANGED"}, {Field: "summary", Name: "summary"}, {Field: "status", Name: "status"}}
	p := incident.Picture{At: at, Incidents: []incident.Incident{payments(at)}}
	p.Incidents[0].Updated = at.Add(-5 * time.Minute)
	var b strings.Builder
	if err := table(&b, rows(p, nil, columns, p.At), 0, limits(columns)...); err != nil {
		t.Fatal(err)
	}
	want := "KEY    REGION  IMPACT-START          CHANGED  SUMMARY        STATUS\n" +
		"OPS-1  EMEA    2024-01-31 09:00 UTC  5m       Payments fail  New\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	b.Reset()
	if err := table(&b, rows(p, nil, columns, p.At), 60, limits(columns)...); err != nil || !strings.HasPrefix(b.String(), "KEY    REG…  IMPACT-START        CHANGED  SUMMARY        ST…\n") {
		t.Errorf("on a terminal\n%s%v", b.String(), err)
	}
	got := pictureJSON(p, nil, columns, p.At).Incidents[0].Fields
	if len(got) != 2 || got["region"] != "EMEA" || got["impact-start"] != "2024-01-31 09:00 UTC" {
		t.Errorf("JSON has %v", got)
	}
	out, err := json.Marshal(pictureJSON(p, nil, nil, p.At))
	if err != nil || strings.Contains(string(out), "fields") {
		t.Errorf("without columns JSON has %s, %v", out, err)
	}
}

// What the config names reaches Jira and the table.
func TestListAsksForItsColumns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.edit(t, `badge: DEMO`, "badge: DEMO\ncolumns: [key, status, priority, {field: region, head: WHERE}, summary]")
	r := h.call(t, "list")
	r.want(t, exitDone, "OPS-147", "")
	if head, _, _ := strings.Cut(r.out, "\n"); strings.Join(strings.Fields(head), " ") != "KEY STATUS PRIORITY WHERE SUMMARY" {
		t.Errorf("the head is %q", head)
	}
	d, err := h.w.open(h.Config)
	if err != nil || strings.Join(d.Config.Jira().Columns, " ") != "customfield_11709" {
		t.Errorf("Jira is asked for %v, %v", d.Config.Jira().Columns, err)
	}
}

// What a reader of the list must know stands beside it: two fields have this name.
func TestListSaysItsNotes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.edit(t, `badge: DEMO`, "badge: DEMO\ncolumns: [key, Reported by, summary]")
	h.call(t, "list").want(t, exitDone, "OPS-147", `note: 2 fields are called "Reported by": customfield_11751, customfield_11752; the first with a value counts`)
}

func TestNoIncidents(t *testing.T) {
	t.Parallel()
	got := none(incident.Picture{User: incident.User{Name: "Incident Desk"}, Filter: incident.Filter{Name: "Open\x1b incidents"}, At: time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)})
	if want := "No incidents: as Incident Desk, by filter Open␛ incidents, at 2024-01-31 10:00 UTC."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJiraErrors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.edit(t, `token: \{file: token\}`, `token: {file: password}`)
	h.call(t, "list").want(t, exitJira, "", "(401)")
	h.edit(t, `url: http://127.0.0.1:\d+`, "url: http://127.0.0.1:1")
	h.call(t, "list").want(t, exitJira, "", "bulletin: ")
	h.edit(t, `badge: DEMO`, "bagde: DEMO")
	h.call(t, "list").want(t, exitConfig, "", `bulletin: config.yaml:3: unknown key "bagde"; did you mean "badge"?`)
}

// TestUnread runs commands that send nothing where the mail server's password is missing.
func TestUnread(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.edit(t, `password: \{file: password\}`, `password: {file: none}`)
	h.call(t, "list").want(t, exitDone, "OPS-147", "")
	h.call(t, line("preview")...).want(t, exitDone, "OPS-147", "")
	h.call(t, line("send", "--confirm", "OPS-147 customers", "--dry-run")...).want(t, exitDone, "dry run", "")
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitConfig, "", `the secret from the file "none" cannot be used`)
}

func TestTable(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"KEY", "SERVICES", "SUMMARY"}, {"OPS-1", "検索, Billing, Payments, Login", "a long summary of it"}}
	for width, want := range map[int]string{
		0:  "KEY    SERVICES                        SUMMARY\nOPS-1  検索, Billing, Payments, Login  a long summary of it\n",
		40: "KEY    SERVICES            SUMMARY\nOPS-1  検索, Billing, Pa…  a long summa…\n",
	} {
		var b strings.Builder
		if err := table(&b, rows, width); err != nil || b.String() != want {
			t.Errorf("at %d got\n%swant\n%s", width, b.String(), want)
		}
	}
}

func TestWorldOfAProcess(t *testing.T) {
	t.Parallel()
	if w := process(); w.in != os.Stdin || w.out != os.Stdout || w.err != os.Stderr || w.now().IsZero() {
		t.Errorf("got %+v", w)
	}
}
