package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"bulletin/notify/journal"
)

// letter are the flags of a letter of the demo that nothing is wrong with.
var letter = []string{"OPS-147", "--stage", "start", "--audience", "customers"}

func line(verb string, more ...string) []string {
	return append(append([]string{verb}, letter...), more...)
}

// TestSameBytes is the promise: what preview showed is what the server got, what the journal
// keeps and what the digest names.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the printed line is for a unix shell")
	}
	h := newHouse(t)
	words := "Grüße from the desk:\nwe're on it, since 'now'"
	shown := h.call(t, line("preview", "--message", words, "--format", "eml")...)
	shown.want(t, exitDone, "Subject: ", "recipients: 23")
	digest := sum(shown.out)
	if !strings.Contains(shown.err, "digest: "+digest+"\n") {
		t.Errorf("preview tells another digest than %s: %q", digest, shown.err)
	}
	for name, s := range map[string]string{"a Bcc address": "it@alpha.example.com", "a Bcc header": "\nBcc:"} {
		if strings.Contains(shown.out, s) {
			t.Errorf("%s stands in the bytes", name)
		}
	}

	// The printed command line, read as a shell reads it, sends it.
	_, printed, _ := strings.Cut(shown.err, "within the hour:\nbulletin ")
	sent := h.w.call(t, shellWords(t, printed)...)
	sent.want(t, exitDone, "start of OPS-147 for customers: 23 accepted, 0 refused, 0 unsent, 0 unknown\n", "")
	sent.want(t, exitDone, "digest: "+digest+"\n", "")
	if got := h.received(t); len(got) != 1 || got[0] != shown.out {
		t.Errorf("the server received %q, preview showed %q", got, shown.out)
	}
	kept, err := os.ReadFile(filepath.Join(filepath.Dir(h.Config), "state", "letters", digest[len("sha256:"):]+".eml"))
	if err != nil || string(kept) != shown.out {
		t.Errorf("the journal keeps %q, %v", kept, err)
	}
}

func sum(s string) string {
	b := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(b[:])
}

// shellWords has a real shell read a line.
func shellWords(t *testing.T, line string) []string {
	t.Helper()
	out, err := exec.Command("sh", "-c", `printf '%s\0' `+line).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestFormats(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.call(t, line("preview")...).want(t, exitDone, "Reference: OPS-147\n", "--confirm 'OPS-147 customers'")
	h.call(t, line("preview", "--format", "html")...).want(t, exitDone, "<html", "digest: sha256:")
	h.w.in = strings.NewReader("from the input\n")
	r := h.call(t, line("preview", "--message-file", "-", "--json")...)
	var f facts
	if err := json.Unmarshal([]byte(r.out), &f); err != nil {
		t.Fatalf("%v in %q", err, r.out)
	}
	if f.Key != "OPS-147" || f.AcceptWarnings || len(f.Recipients) != 23 || !strings.Contains(f.Content, "\nfrom the input\n") ||
		!strings.HasSuffix(f.Send, " --message 'from the input'") {
		t.Errorf("got %+v", f)
	}
	file := filepath.Join(t.TempDir(), "words.txt")
	if err := os.WriteFile(file, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.call(t, line("preview", "--message-file", file)...).want(t, exitDone, "\nfrom a file\n", " --message-file "+file)
}

// TestRefusals are the ways in which a send must not send.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	now := h.w.now().UTC()
	at := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	digest := sum(h.call(t, line("preview", "--format", "eml")...).out)
	for _, row := range []struct {
		name string
		args []string
		code int
		err  string
	}{
		{"no phrase", nil, exitNotConfirmed, "bulletin: the confirmation does not match: type \"OPS-147 customers\"\n" +
			"What to do: give exactly this phrase with --confirm; nothing was sent.\n"},
		{"half a phrase", []string{"--confirm", "OPS-147"}, exitNotConfirmed, "type \"OPS-147 customers\""},
		{"phrase in small letters", []string{"--confirm", "ops-147 customers"}, exitNotConfirmed, "type \"OPS-147 customers\""},
		{"another digest", []string{"--confirm", "OPS-147 customers", "--digest", "0123456789ab"}, exitNotConfirmed,
			"bulletin: the letter would be another: its digest is " + digest + "\n"},
		{"other words", []string{"--confirm", "OPS-147 customers", "--digest", digest, "--message", "more"}, exitNotConfirmed, "the letter would be another"},
		{"another time", []string{"--confirm", "OPS-147 customers", "--digest", digest, "--at", at(-time.Minute)}, exitNotConfirmed, "the letter would be another"},
		{"an old letter", []string{"--confirm", "OPS-147 customers", "--at", at(-61 * time.Minute)}, exitUsage, "is 1h 01m ago; a letter may be an hour old, so preview it again"},
		{"a letter of the future", []string{"--confirm", "OPS-147 customers", "--at", at(2 * time.Minute)}, exitUsage, "is in the future"},
		{"no time", []string{"--at", "noon"}, exitUsage, "--at \"noon\" is no time; write it as 2024-01-31T10:00:00Z"},
		{"two messages", []string{"--message", "a", "--message-file", "b"}, exitUsage, "give --message or --message-file, not both"},
		{"no such message", []string{"--message-file", "none.txt"}, exitUsage, "cannot read the message: open none.txt"},
		{"unknown stage", []string{"--stage", "begin"}, exitUsage, "--stage must be one of start, update, resolved, postmortem, correction, maintenance, not \"begin\""},
		{"unknown audience", []string{"--audience", "all"}, exitUsage, "--audience must be one of customers, staff, management, not \"all\""},
	} {
		t.Run(row.name, func(t *testing.T) {
			h.call(t, line("send", row.args...)...).want(t, row.code, "", row.err)
		})
	}
	h.call(t, "send", "OPS-999", "--stage", "start", "--audience", "staff", "--confirm", "OPS-999").
		want(t, exitJira, "", "bulletin: read OPS-999 from Jira: ")
	h.call(t, line("send", "--confirm", "OPS-147 customers", "--digest", digest[:19], "--dry-run")...).
		want(t, exitDone, "dry run, nothing was sent: start of OPS-147 for customers would go to 23 recipients\n", "")
	if got := h.received(t); len(got) != 0 {
		t.Errorf("%d letters left", len(got))
	}
}

// TestOutcomes are the exit codes of what became of a letter.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	confirm := []string{"--confirm", "OPS-147 customers"}
	for _, row := range []struct {
		name      string
		smtp      func(t *testing.T) int
		args      []string
		code      int
		out, err  string
		lettersIn int
	}{
		{"accepted", nil, line("send", confirm...), exitDone, "23 accepted, 0 refused, 0 unsent, 0 unknown\n", "", 1},
		{"one by one", nil, []string{"send", "OPS-147", "--stage", "start", "--audience", "management", "--confirm", "OPS-147"}, exitDone,
			"  accepted  board-office@example.com  queue id ", "", 1},
		{"some refused", nil, []string{"send", "OPS-115", "--stage", "update", "--audience", "customers",
			"--confirm", "OPS-115 customers", "--accept-warnings"}, exitPartly,
			"  refused   former.partner@delta.example.com  550 5.1.1 ", "bulletin: 1 of 6 did not get it", 1},
		{"nobody there", closed, line("send", confirm...), exitNotSent, "0 accepted, 0 refused, 23 unsent, 0 unknown\n",
			"bulletin: nothing was sent: at connect: ", 0},
		{"no answer", silent, line("send", confirm...), exitUnknown, "0 accepted, 0 refused, 0 unsent, 23 unknown\n",
			"bulletin: the outcome is unknown for 23 of 23", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if row.smtp != nil {
				h.mailTo(t, row.smtp(t))
			}
			r := h.call(t, row.args...)
			r.want(t, row.code, row.out, row.err)
			if row.code != exitDone && !strings.Contains(r.err, "\nWhat to do: ") {
				t.Errorf("no remedy in %q", r.err)
			}
			if got := len(h.received(t)); got != row.lettersIn {
				t.Errorf("%d letters arrived, want %d", got, row.lettersIn)
			}
		})
	}
}

// TestTwice sends, and is warned when it would tell the same thing again.
func TestTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	send := line("send", "--confirm", "OPS-147 customers")
	h.call(t, append(send, "--json")...).want(t, exitDone, `"state": "accepted"`, "")
	h.call(t, send...).want(t, exitBlocked, "", "bulletin: the letter has 2 warnings that nobody accepted\n")
	h.call(t, line("preview")...).want(t, exitDone, "OPS-147", "warnings: 2; to send it all the same, add --accept-warnings\n")
	r := h.call(t, line("preview", "--json")...)
	r.want(t, exitDone, "\n  \"send_needs_accept_warnings\": true,\n", "")
	if strings.Contains(r.out, "--accept-warnings") {
		t.Errorf("the printed line accepts warnings that nobody read: %s", r.out)
	}
	h.call(t, append(send, "--accept-warnings")...).want(t, exitDone, "23 accepted", "warn: stage: customers was already told start")
	h.call(t, "list").want(t, exitDone, "OPS-147  3m       due ", "")
}

func TestBlocked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.edit(t, `  - summary\n`, "")
	for _, args := range [][]string{line("preview"), line("preview", "--json"), line("send", "--confirm", "OPS-147 customers")} {
		r := h.call(t, args...)
		r.want(t, exitBlocked, "", "block: ")
		if r.out != "" || !strings.Contains(r.err, "bulletin: the letter is blocked: ") {
			t.Errorf("got %q, %q", r.out, r.err)
		}
	}
	if got := h.received(t); len(got) != 0 {
		t.Errorf("%d letters left", len(got))
	}
}

// TestDamagedJournal costs a column of the list, and keeps everything from being sent.
func TestDamagedJournal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	log := h.segment(t)
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, append([]byte("{dam\x1baged\n"), content...), 0o600); err != nil {
		t.Fatal(err)
	}
	h.call(t, "list").want(t, exitDone, "OPS-147", "warning: what is owed may be wrong: the journal is damaged: log/"+filepath.Base(log)+", line 1 (byte 0)")
	r := h.call(t, line("send", "--confirm", "OPS-147 customers")...)
	r.want(t, exitFailure, "", "the journal is damaged: log/"+filepath.Base(log)+", line 1 (byte 0)")
	r.want(t, exitFailure, "", "\nWhat to do: "+(&journal.DamageError{}).Remedy()+".\n")
	h.call(t, "verify").want(t, exitFailure, "wrong: log/"+filepath.Base(log)+", line 1", "faults found")
	h.call(t, "resume").want(t, exitDone, "OPS-123", "the journal is damaged")

	// A person who has seen it can go on; that it is damaged stays known.
	h.call(t, "verify", "--acknowledge").want(t, exitDone, "", "Duty Manager has seen what is damaged")
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitDone, "23 accepted", "")
	h.call(t, "verify").want(t, exitDone, "acknowledged: log/"+filepath.Base(log)+", line 1", "")
}
