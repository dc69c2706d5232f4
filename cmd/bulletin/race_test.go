//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// elsewhere is the same house seen from another machine: the same Jira and mail server,
// another journal and another operator.
func (h house) elsewhere(t *testing.T, operator string) (config string) {
	t.Helper()
	content, err := os.ReadFile(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(content), "state: state", "state: state-of-"+operator, 1)
	text = strings.Replace(text, "operator: Duty Manager", "operator: "+operator, 1)
	config = filepath.Join(filepath.Dir(h.Config), operator+".yaml")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config
}

// Two consoles on two machines send the same notice at the same moment, with one Jira between
// them: never do both letters leave. Where both step back, a person tries again.
func TestTwoConsolesRace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	configs := []string{h.elsewhere(t, "ada"), h.elsewhere(t, "bob")}
	both := 0
	for _, key := range []string{"OPS-147", "OPS-126", "OPS-132", "OPS-135", "OPS-139"} {
		var lines [2][]string // what each console would send, to the byte
		for i, config := range configs {
			shown := h.w.call(t, "--config", config, "preview", key, "--stage", "start", "--audience", "staff")
			_, printed, _ := strings.Cut(shown.err, "within the hour:\nbulletin ")
			lines[i] = append(shellWords(t, printed), "--accept-warnings")
		}
		var results [2]result
		var race sync.WaitGroup
		for i, args := range lines {
			race.Go(func() {
				var out, complaint bytes.Buffer
				cmd := program(t, args...)
				cmd.Stdout, cmd.Stderr = &out, &complaint
				_ = cmd.Run() // the exit code tells
				results[i] = result{cmd.ProcessState.ExitCode(), out.String(), complaint.String()}
			})
		}
		race.Wait()
		sent := 0
		for i, r := range results {
			switch {
			case r.code == exitDone:
				sent++
			case r.code == exitNotSent && strings.Contains(r.err, "of "+key+" for staff"): // the other one has it
			case r.code == exitNotConfirmed: // the other one had sent it before this one looked
			default:
				t.Errorf("%s, console %d: %+v", key, i, r)
			}
		}
		if sent == 0 {
			both++
			h.w.call(t, lines[0]...).want(t, exitDone, "4 accepted", "")
		}
		for _, args := range lines { // none of them leaves any more
			if again := h.w.call(t, args...); again.code != exitNotConfirmed {
				t.Errorf("%s again: %+v", key, again)
			}
		}
		if got := strings.Count(strings.Join(h.received(t), ""), "("+key+")\r\n"); got != 1 {
			t.Errorf("%s left %d times", key, got)
		}
		for _, config := range configs { // and both know of it
			h.w.call(t, "--config", config, "history", key).want(t, exitDone, "4 accepted", "")
		}
	}
	t.Logf("in %d of 5 races both stepped back", both)
}
