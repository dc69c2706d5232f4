package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// adds puts a section at the end of the config, in place of the one that is there.
func (h house) adds(t *testing.T, lines string) {
	t.Helper()
	name, _, _ := strings.Cut(lines, ":")
	h.edit(t, `(?m)^`+name+`:.*\n(?: .*\n)*`, "")
	h.edit(t, `\s*\z`, "\n"+lines)
}

// What makes no sense for an incident is neither shown as a letter nor sent.
func TestContextsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.adds(t, "contexts:\n  - when: {project: OPS, priority: [P1, P2]}\n    audiences: [staff]\n    because: customers read the status page\n")
	const what = "block: context: start for customers does not fit OPS-147: customers read the status page; write to staff, or correct project or priority in Jira, or contexts in the config\n"
	for _, args := range [][]string{line("preview"), line("send", "--confirm", "OPS-147 customers"), line("send", "--confirm", "OPS-147 customers", "--accept-warnings")} {
		h.call(t, args...).want(t, exitBlocked, "", what)
	}
	h.call(t, "send", "OPS-147", "--stage", "start", "--audience", "staff", "--confirm", "OPS-147").want(t, exitDone, "4 accepted", "")
	if got := h.received(t); len(got) != 1 {
		t.Errorf("%d letters left", len(got))
	}
}

// Who is none of the senders can look, preview, test and take part in drills, and not send.
func TestSendersOnTheCommandLine(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.adds(t, "senders: {groups: [night-watch], users: [ada@example.com]}\n")
	send := line("send", "--confirm", "OPS-147 customers")
	for _, args := range [][]string{send, append(send, "--dry-run"), line("send", "--confirm", "nonsense")} {
		r := h.call(t, args...)
		r.want(t, exitNotConfirmed, "", "bulletin: Incident Desk (incident-desk) may look and preview; sending is for night-watch, ada@example.com")
		r.want(t, exitNotConfirmed, "", "\nWhat to do: ask to be put into the group night-watch in Jira, or ask one of them to send it; nothing was sent.\n")
	}
	h.call(t, "list").want(t, exitDone, "OPS-147", "")
	h.call(t, line("preview")...).want(t, exitDone, "OPS-147", "")
	h.call(t, line("send", "--test", "--confirm", "test")...).want(t, exitDone, "1 accepted", "")
	h.call(t, append([]string{"--drill"}, send...)...).want(t, exitDone, "1 accepted", "")
	if got := h.received(t); len(got) != 2 {
		t.Errorf("%d letters left", len(got))
	}
	h.edit(t, `users: \[.*\]`, "users: [Incident-Desk]")
	h.call(t, send...).want(t, exitDone, "23 accepted", "")
}

// The rest of a letter is a letter: it is for senders alone, while anybody may say what became
// of one.
func TestSendersOfTheRest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.adds(t, "senders: {users: [ada]}\n")
	listed := regexp.MustCompile(`(?m)^([0-9a-f]{12})  .*OPS-123`).FindStringSubmatch(h.call(t, "resume").out)
	if listed == nil {
		t.Fatal("OPS-123 is not listed")
	}
	id := listed[1]
	h.call(t, "resume", id, "--send", "--confirm", "OPS-123 again to 23").want(t, exitNotConfirmed, "", "sending is for ada")
	h.call(t, "resume", id, "--arrived", "--confirm", "OPS-123 arrived").want(t, exitDone, "", "Written down")
	if got := h.received(t); len(got) != 0 {
		t.Errorf("%d letters left", len(got))
	}
}

// In an exercise everybody may send, the rest of a letter too.
func TestSendersOfADrill(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.adds(t, "senders: {users: [ada]}\n")
	content, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	h.mailTo(t, silent(t))
	h.call(t, append([]string{"--drill"}, line("send", "--confirm", "OPS-147 customers")...)...).want(t, exitUnknown, "1 unknown", "")
	if err := os.WriteFile(h.Config, content, 0o600); err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`(?m)^([0-9a-f]{12})  .*OPS-147`).FindStringSubmatch(h.call(t, "--drill", "resume").out)
	if id == nil {
		t.Fatal("the letter is not listed")
	}
	h.call(t, "--drill", "resume", id[1], "--send", "--confirm", "OPS-147 again to 1").want(t, exitDone, "1 accepted", "")
}
