package smtp

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// TestRefusedTransaction: where the server refuses everyone of a transaction, the next one
// still leaves.
func TestRefusedTransaction(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 250 {
		many = append(many, fmt.Sprintf("r%03d@example.test", i))
	}
	refuse := func(from, to int, more map[string]act) map[string]act {
		faults := maps.Clone(more)
		if faults == nil {
			faults = map[string]act{}
		}
		for i := from; i <= to; i++ {
			faults[fmt.Sprintf("RCPT %d", i)] = act{say: "550 5.1.1 nobody\r\n"}
		}
		return faults
	}
	a, r, u := strings.Repeat("A", 100), strings.Repeat("R", 100), strings.Repeat("U", 100)
	for name, c := range map[string]struct {
		faults map[string]act
		want   string
		stop   string
		resets int
	}{
		"the first":    {refuse(1, 100, nil), r + a + a[:50], "", 1},
		"the middle":   {refuse(101, 200, nil), a + r + a[:50], "", 1},
		"the last":     {refuse(201, 250, nil), a + a + r[:50], "", 0},
		"all":          {refuse(1, 250, nil), r + r + r[:50], "RCPT", 2},
		"no RSET":      {refuse(1, 100, map[string]act{"RSET": {say: "502 what?\r\n"}}), r + u + u[:50], "RSET", 1},
		"cut at RSET":  {refuse(1, 100, map[string]act{"RSET": {end: true}}), r + u + u[:50], "RSET", 1},
		"421 at RSET":  {refuse(1, 100, map[string]act{"RSET": {say: "421 enough\r\n", end: true}}), r + u + u[:50], "RSET", 1},
		"and then 554": {refuse(1, 100, map[string]act{"dot 1": {say: "554 spam\r\n"}}), r + r + u[:50], "final dot", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, script{mode: None, faults: c.faults})
			message := approved(t, "Hello", many...)
			d := f.send(t.Context(), t, f.server(), message, nil)
			f.stop()
			honest(t, f, d, eml(t, message))
			if got := states(d); got != c.want {
				t.Errorf("states\n%s, want\n%s; %+v", got, c.want, d.Stop)
			}
			if (d.Stop == nil) != (c.stop == "") || d.Stop != nil && d.Stop.Step != c.stop {
				t.Errorf("stop %+v, want %q", d.Stop, c.stop)
			}
			if f.heard("RSET") != c.resets || f.conns != 1 {
				t.Errorf("heard RSET %d times on %d connections", f.heard("RSET"), f.conns)
			}
			if i := strings.Index(c.want, "R"); name != "and then 554" && d.Outcomes[i].Reply != "550 5.1.1 nobody" {
				t.Errorf("a refusal without the server's words: %+v", d.Outcomes[i])
			}
		})
	}
}

// TestAdvice: what a stop advises never is to send the letter once more.
func TestAdvice(t *testing.T) {
	t.Parallel()
	for _, s := range []step{stepConnect, stepGreeting, stepEHLO, stepSTARTTLS, stepTLS, stepAUTH, stepMAIL,
		stepRCPT, stepDATA, stepRSET, stepBody, stepDot} {
		for _, do := range []string{broken(s), mend(s)} {
			if do == "" || strings.Contains(do, "send to") || strings.Contains(do, "then send") || strings.Contains(do, "again") {
				t.Errorf("%s: %q", s, do)
			}
		}
	}
}
