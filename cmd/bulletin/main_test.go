package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulletin/cmd/bulletin/demo"
)

// house is a running demo and the commands that are called on it. The commands speak to its
// Jira over HTTP and to its go-smtp server over STARTTLS.
type house struct {
	*demo.Site
	w world
}

func newHouse(t *testing.T) house { return newHouseOf(t, demo.Options{}) }

func newHouseOf(t *testing.T, o demo.Options) house {
	t.Helper()
	now := time.Now().Truncate(time.Second)
	site, err := o.Start(now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := site.Close(); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(filepath.Dir(site.Config)); err != nil {
			t.Error(err)
		}
	})
	return house{site, world{in: strings.NewReader(""), getenv: func(string) string { return "" }, after: atOnce,
		now: func() time.Time { return now }}}
}

// result is what a command left behind.
type result struct {
	code     int
	out, err string
}

func (w world) call(t *testing.T, args ...string) result {
	t.Helper()
	var out, complaint bytes.Buffer
	w.out, w.err = &out, &complaint
	code := run(t.Context(), w, args...)
	return result{code, out.String(), complaint.String()}
}

func (h house) call(t *testing.T, args ...string) result {
	t.Helper()
	return h.w.call(t, append([]string{"--config", h.Config}, args...)...)
}

// want checks the exit code, and that out and err hold these words.
func (r result) want(t *testing.T, code int, out, complaint string) {
	t.Helper()
	if r.code != code || !strings.Contains(r.out, out) || !strings.Contains(r.err, complaint) {
		t.Errorf("got exit code %d, out %q, err %q; want %d, %q, %q", r.code, r.out, r.err, code, out, complaint)
	}
	if strings.Count(r.err, "bulletin: ") > 1 {
		t.Errorf("more than one error: %q", r.err)
	}
}

// edit changes the config by a pattern that must be there.
func (h house) edit(t *testing.T, pattern, with string) {
	t.Helper()
	content, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	re := regexp.MustCompile(pattern)
	if !re.Match(content) {
		t.Fatalf("the demo's config has no %q", pattern)
	}
	if err := os.WriteFile(h.Config, re.ReplaceAll(content, []byte(with)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// received are the letters that the mail server accepted.
func (h house) received(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(h.Letters, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	return out
}

// closed is a port on which nobody listens, nor will: it is the near end of a connection.
func closed(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(c.Close(), l.Close()) })
	return c.LocalAddr().(*net.TCPAddr).Port
}

// TestUsage is about command lines that need no house.
func TestUsage(t *testing.T) {
	t.Parallel()
	const next = `What to do: "bulletin help" lists the commands, "bulletin COMMAND --help" their flags.` + "\n"
	nothing := filepath.Join(t.TempDir(), "none.yaml")
	for _, row := range []struct {
		args string
		code int
		err  string
	}{
		{"", exitUsage, "bulletin: the console needs a terminal that can draw, and this is none\n" +
			`What to do: without one use "bulletin list", "bulletin preview" and "bulletin send".` + "\n"},
		{"demo", exitUsage, "bulletin: the console needs a terminal that can draw, and this is none\n" +
			`What to do: without one use "bulletin list", "bulletin preview" and "bulletin send".` + "\n"},
		{"demo --serve --fault filtergone", exitUsage, "bulletin: there is no fault \"filtergone\"; the nearest is \"filter-gone\", and \"bulletin help faults\" tells all\n" + next},
		{"demo --serve --jira server", exitUsage, "bulletin: there is no Jira of the kind \"server\"; it is cloud or datacenter\n" + next},
		{"demo --serve --fault 401,token-loop", exitUsage, "bulletin: the fault token-loop is one of Jira Cloud; start the demo with --jira cloud\n" + next},
		{"demo --serve --incidents 20001", exitUsage, "bulletin: 20001 incidents cannot be generated; at most 20000 can\n" + next},
		{"frobnicate", exitUsage, "bulletin: unknown command \"frobnicate\" for \"bulletin\"\n" + next},
		{"list --frobnicate", exitUsage, "bulletin: unknown flag: --frobnicate\n" + next},
		{"list more", exitUsage, "bulletin: unknown command \"more\" for \"bulletin list\"\n" + next},
		{"preview", exitUsage, "bulletin: accepts 1 arg(s), received 0\n" + next},
		{"preview OPS-1 --format pdf", exitUsage, "bulletin: --format must be one of text, html, eml, not \"pdf\"\n" + next},
		{"send OPS-1 --digest 12", exitUsage, "bulletin: --digest \"12\" is no digest; give at least 12 of its hexadecimal digits\n" + next},
		{"list --config " + nothing, exitConfig, "bulletin: there is no config file " + nothing + "\nWhat to do: mend " + nothing +
			`; "bulletin help config" shows its shape, "bulletin demo" works without one.` + "\n"},
	} {
		t.Run(row.args, func(t *testing.T) {
			t.Parallel()
			w := world{in: strings.NewReader(""), getenv: func(string) string { return "" }, now: time.Now}
			r := w.call(t, strings.Fields(row.args)...)
			if r.code != row.code || r.err != row.err || r.out != "" {
				t.Errorf("got %d %q, out %q; want %d %q", r.code, r.err, r.out, row.code, row.err)
			}
		})
	}
}

// TestNoHouse runs what must work without a config, a terminal or a network.
func TestNoHouse(t *testing.T) {
	t.Parallel()
	w := world{in: strings.NewReader(""), getenv: func(string) string { return "" }, now: time.Now}
	for args, out := range map[string]string{
		"version":         "bulletin ",
		"version --json":  `"version": "`,
		"help config":     "Secrets",
		"help letters":    "`block`",
		"help keys":       "| lists, texts | j k, arrows | move |",
		"help sending":    "`unknown`",
		"help exit-codes": "9  the outcome is unknown",
		"send --help":     "9  the outcome is unknown",
		"demo --help":     "filter-gone  the filter is not there: 404",
		"--help":          "Additional help topics",
	} {
		w.call(t, strings.Fields(args)...).want(t, exitDone, out, "")
	}
}

// TestDemoOfCloud: the whole program on a Jira of the other kind.
func TestDemoOfCloud(t *testing.T) {
	t.Parallel()
	h := newHouseOf(t, demo.Options{Kind: demo.Cloud})
	h.call(t, "list").want(t, exitDone, "OPS-147", "")
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitDone, "23 accepted", "")
	h.call(t, "claims", "OPS-147").want(t, exitDone, "Nobody else is writing or sending about OPS-147.", "")
	if asked := h.Answered(); asked["GET search/jql"] == 0 || asked["GET search"] != 0 {
		t.Errorf("it was asked %v", asked)
	}
}

// TestDemoWithFaults: a fault of the demo reaches whoever calls a command, with a remedy.
func TestDemoWithFaults(t *testing.T) {
	t.Parallel()
	f, err := demo.ParseFault("503")
	if err != nil {
		t.Fatal(err)
	}
	newHouseOf(t, demo.Options{Faults: []demo.Fault{f}}).call(t, "list").want(t, exitJira, "", "(503)")
}

func TestDemoServe(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	lines := make(chan string, 20)
	var complaint bytes.Buffer
	w := world{in: strings.NewReader(""), out: each(func(s string) { lines <- s }), err: &complaint,
		getenv: func(string) string { return "" }, now: time.Now}
	done := make(chan int)
	go func() { done <- run(ctx, w, "demo", "--serve") }()
	_, config, _ := strings.Cut(<-lines, "\nconfig: ")
	config, _, _ = strings.Cut(config, "\n")
	w.call(t, "--config", config, "list").want(t, exitDone, "OPS-", "")
	cancel()
	if code := <-done; code != exitDone || !regexp.MustCompile(`^The demo's Jira answered \d+ requests.\nThe demo's mail server received no letter.\n$`).MatchString(complaint.String()) {
		t.Errorf("got %d, %q", code, complaint.String())
	}
	if _, err := os.Stat(config); err == nil {
		t.Error("the demo's config is still there")
	}
}

// each is a writer that hands on every write.
type each func(string)

func (e each) Write(b []byte) (int, error) {
	e(string(b))
	return len(b), nil
}

// atOnce is a clock on which no time has to pass.
func atOnce(time.Duration) <-chan time.Time {
	c := make(chan time.Time, 1)
	c <- time.Now()
	return c
}
