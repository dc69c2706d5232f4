//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
)

// sent sends the demo's usual letter and returns its id.
func (h house) sent(t *testing.T, more ...string) string {
	t.Helper()
	r := h.call(t, line("send", append([]string{"--confirm", "OPS-147 customers"}, more...)...)...)
	r.want(t, exitDone, "23 accepted", "")
	return regexp.MustCompile(`(?m)^id: ([0-9a-f]{12})$`).FindStringSubmatch(r.out)[1]
}

// Every letter can be found, shown and checked afterwards, by the first digits of its id.
func TestHistoryShowVerifyExport(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.sent(t, "--message", "We are on it.")
	h.call(t, "history", "ops-147").want(t, exitDone, id, "")
	h.call(t, "history", "OPS-147").want(t, exitDone, "23 accepted", "")
	h.call(t, "history", "OPS-126").want(t, exitDone, "No letter about OPS-126 is known.", "")

	h.call(t, "show", id[:5]).want(t, exitDone, "outcome:     23 accepted\n", "")
	h.call(t, "show", id).want(t, exitDone, "accepted  it@alpha.example.com  queue id ", "")
	h.call(t, "show", id, "--format", "text").want(t, exitDone, "We are on it.", "")
	h.call(t, "show", id, "--format", "html").want(t, exitDone, "<html", "")
	if shown := h.call(t, "show", id, "--format", "eml"); shown.code != exitDone || shown.out != h.received(t)[0] {
		t.Error("the bytes that are shown are not those that arrived")
	}
	var r notify.Receipt
	if err := json.Unmarshal([]byte(h.call(t, "show", id, "--format", "json").out), &r); err != nil || r.Count(notify.Accepted) != 23 || !r.Recorded {
		t.Errorf("%+v, %v", r, err)
	}
	h.call(t, "show", strings.Repeat("0", 13), "--format", "eml").want(t, exitFailure, "", "there is no letter")
	h.call(t, "show", id, "--format", "pdf").want(t, exitUsage, "", "--format must be one of")

	h.call(t, "verify", id).want(t, exitDone, "all of it agrees", "")
	h.call(t, "verify", "--jira").want(t, exitDone, "all of it agrees", "")

	story := h.call(t, "export", "OPS-147")
	story.want(t, exitDone, "# What was told about OPS-147\n\n1 letter, as of ", "")
	story.want(t, exitDone, "\n    We are on it.\n", "")
	if strings.Contains(story.out, "alpha.example.com") {
		t.Error("addresses stand in a story that nobody asked to name them")
	}
	h.call(t, "export", "OPS-147", "--addresses").want(t, exitDone, "it@alpha.example.com", "")
	var letters []exported
	if err := json.Unmarshal([]byte(h.call(t, "export", "OPS-147", "--format", "json").out), &letters); err != nil || len(letters) != 1 ||
		letters[0].Tally[notify.Accepted] != 23 || !strings.Contains(letters[0].Text, "We are on it.") {
		t.Errorf("%+v, %v", letters, err)
	}
}

// A letter that was changed on the disk is not shown as what was sent.
func TestVerifyFindsAChangedLetter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.sent(t)
	letters, err := filepath.Glob(filepath.Join(h.state(), "letters", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range letters {
		if err := os.WriteFile(path, []byte("Subject: another\r\n\r\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.call(t, "verify", id).want(t, exitFailure, "was changed", "1 fault found")
	h.call(t, "show", id, "--format", "text").want(t, exitFailure, "", "was changed")
}

// The letter of which the demo does not know whether it arrived is listed with its evidence, and
// settled by a typed phrase alone.
func TestResumeUnknown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	listed := h.call(t, "resume")
	listed.want(t, exitDone, "nobody knows whether it arrived", "")
	id := regexp.MustCompile(`(?m)^([0-9a-f]{12})  .*OPS-123`).FindStringSubmatch(listed.out)
	if id == nil {
		t.Fatalf("OPS-123 is not listed: %s", listed.out)
	}
	for _, row := range []struct {
		args []string
		code int
		err  string
	}{
		{[]string{"resume", id[1]}, exitUsage, "say what is to become of it"},
		{[]string{"resume", "--send"}, exitUsage, "name the letter by its ID"},
		{[]string{"resume", id[1], "--arrived"}, exitNotConfirmed, "the confirmation does not match"},
		{[]string{"resume", id[1], "--arrived", "--confirm", "OPS-123"}, exitNotConfirmed, `type "OPS-123 arrived"`},
		{[]string{"resume", id[1], "--send", "--confirm", "OPS-123 customers"}, exitNotConfirmed, "again to"},
	} {
		h.call(t, row.args...).want(t, row.code, "", row.err)
	}
	h.call(t, "resume", id[1], "--arrived", "--confirm", "OPS-123 arrived").want(t, exitDone, "", "Written down")
	if again := h.call(t, "resume"); strings.Contains(again.out, id[1]) {
		t.Errorf("it is still open: %s", again.out)
	}
	h.call(t, "list").want(t, exitDone, "OPS-123", "")
	h.call(t, "history", "OPS-123").want(t, exitDone, "Duty Manager said arrived", "")
	h.call(t, "resume", id[1], "--drop", "--confirm", "OPS-123 drop").want(t, exitFailure, "", "needs no decision")
}

// What could not leave for all is sent to the rest, with the same bytes.
func TestResumeSendsToTheRest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	content, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	h.mailTo(t, silent(t))
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitUnknown, "23 unknown", "")
	if err := os.WriteFile(h.Config, content, 0o600); err != nil {
		t.Fatal(err)
	}
	id := string(h.told(t).ID)
	h.call(t, "resume").want(t, exitDone, "bulletin resume "+id+" --send --confirm 'OPS-147 again to 23'", "")
	h.call(t, "resume", id, "--send", "--confirm", "OPS-147 again to 23").want(t, exitDone, "23 accepted", "")
	kept := h.call(t, "show", id, "--format", "eml").out
	if got := h.received(t); len(got) != 1 || got[0] != kept {
		t.Error("other bytes left than were confirmed first")
	}
	if open := h.call(t, "resume"); strings.Contains(open.out, "OPS-147") {
		t.Errorf("it is still open: %s", open.out)
	}
	h.call(t, "verify", "--jira").want(t, exitDone, "all of it agrees", "")
}

// A test goes to the operator alone, and a drill to its list alone; neither counts as told.
func TestTestsAndDrills(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.call(t, line("send", "--test", "--confirm", "OPS-147 customers")...).want(t, exitNotConfirmed, "", "the confirmation does not match")
	h.call(t, line("send", "--test", "--confirm", "test")...).want(t, exitDone, "accepted  duty-manager@example.com", "")
	h.call(t, append([]string{"--drill"}, line("send", "--confirm", "OPS-147 customers")...)...).want(t, exitDone, "accepted  drill@example.com", "")
	got := strings.Join(h.received(t), "")
	for _, mark := range []string{"[TEST] [DISRUPTED]", "[DRILL] [DISRUPTED]"} {
		if !strings.Contains(strings.ReplaceAll(got, "\r\n ", " "), mark) {
			t.Errorf("no letter says %s", mark)
		}
	}
	h.call(t, "list").want(t, exitDone, "tell now", "")
	h.sent(t)
	h.edit(t, `drill: .*\n`, "")
	h.call(t, "--drill", "list").want(t, exitConfig, "", "there is no list for drills")
	h.edit(t, `operator_address: .*\n`, "")
	h.call(t, line("send", "--test", "--confirm", "test")...).want(t, exitConfig, "", "there is nobody to send a test to")
}

// Why an address gets letters is answered for any address.
func TestWhyAnAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.call(t, "why", "IT@alpha.example.com").want(t, exitDone, "customers: by the list customers-emea (bcc), where Region is EMEA\n", "")
	h.call(t, "why", "it@lotus.example.com", "OPS-147").want(t, exitDone, "customers-apac (bcc), where Region is APAC: not this incident", "")
	h.call(t, "why", "nobody@example.com").want(t, exitDone, "stands on no list", "")
	h.call(t, "why", "no address").want(t, exitUsage, "", "is no mail address")
	h.sent(t)
	h.call(t, "why", "it@alpha.example.com", "OPS-147").want(t, exitDone, "start of OPS-147 for customers: accepted  it@alpha.example.com", "")
}

// Where Jira does not answer, this machine's letters can still be read.
func TestHistoryWithoutJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.sent(t)
	h.edit(t, `url: http://[^\n]*`, "url: http://127.0.0.1:1")
	h.call(t, "history", "OPS-147").want(t, exitDone, "23 accepted", "only this machine's letters are listed")
	h.call(t, "resume").want(t, exitDone, "OPS-123", "")
}

// The claim of a console that died keeps others out until a person takes it over.
func TestADeadConsolesClaim(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.w.now = time.Now // no letter is confirmed twice in one moment
	h.call(t, "claims", "OPS-147").want(t, exitDone, "Nobody else is writing or sending about OPS-147.", "")
	s := newSlow(t, "DATA")
	content, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	h.mailTo(t, s.port)
	config := h.elsewhere(t, "ada")
	if err := os.WriteFile(h.Config, content, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, append([]string{"--config", config}, line("send", "--confirm", "OPS-147 customers")...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	soon(t, "the letter to leave", s.reached)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitNotSent, "", "ada is sending start of OPS-147 for customers, since")
	listed := h.call(t, "claims", "OPS-147")
	listed.want(t, exitDone, "ada is sending start for customers since", "")
	id, _, _ := strings.Cut(listed.out, " ")
	h.call(t, "claims", "OPS-147", "--take-over", id).want(t, exitNotConfirmed, "", `type "OPS-147 take over"`)
	h.call(t, "claims", "OPS-147", "--take-over", "x", "--confirm", "OPS-147 take over").want(t, exitFailure, "", "there is no claim")
	h.call(t, "claims", "OPS-147", "--take-over", id, "--confirm", "OPS-147 take over").want(t, exitDone, "", "Taken over")
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitDone, "23 accepted", "")
}
