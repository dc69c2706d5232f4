//go:build unix

package main

import (
	"bytes"
	"fmt"
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
		args := []string{"send", key, "--stage", "start", "--audience", "staff", "--confirm", key, "--accept-warnings"}
		var results [2]result
		var race sync.WaitGroup
		for i, config := range configs {
			race.Go(func() {
				var out, complaint bytes.Buffer
				cmd := program(t, append([]string{"--config", config}, args...)...)
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
			case r.code != exitNotSent || !strings.Contains(r.err, "start of "+key+" for staff"):
				t.Errorf("%s, console %d: %+v", key, i, r)
			}
		}
		if sent == 0 {
			both++
			h.w.call(t, append([]string{"--config", configs[0]}, args...)...).want(t, exitDone, "4 accepted", "")
		}
		if got := strings.Join(h.received(t), ""); strings.Count(got, "("+key+")\r\n") != 1 {
			t.Errorf("%s left %d times", key, strings.Count(got, "("+key+")\r\n"))
		}
		for i, config := range configs {
			again := h.w.call(t, append([]string{"--config", config}, args...)...)
			if again.code == exitDone && !strings.Contains(again.out, "start 2 of "+key) {
				t.Errorf("%s, console %d sent it a second time: %s", key, i, again.out)
			}
		}
		shown := h.w.call(t, "--config", configs[1], "history", key)
		shown.want(t, exitDone, "start", "")
		if lines := strings.Count(shown.out, "\n"); lines < 2 {
			t.Errorf("%s: the history of the other machine is not seen:\n%s", key, shown.out)
		}
	}
	t.Log(fmt.Sprintf("in %d of 5 races both stepped back", both))
}
