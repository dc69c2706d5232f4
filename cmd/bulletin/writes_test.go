package main

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// All that is ever written to Jira: properties of the issue that are the console's own, and the
// comment where the config wants one.
func TestWhatIsWrittenToJira(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.behind(t, (*httptest.Server).Start)
	h.edit(t, `  filter: 10042`, "  filter: 10042\n  comment: internal")
	h.call(t, "list").want(t, exitDone, "", "")
	h.call(t, line("preview")...).want(t, exitDone, "", "")
	h.call(t, line("send", "--confirm", "OPS-147 customers")...).want(t, exitDone, "23 accepted", "")
	h.call(t, "send", "OPS-147", "--stage", "correction", "--audience", "customers", "--message", "It is Tuesday.", "--confirm", "OPS-147 customers").want(t, exitDone, "23 accepted", "")
	h.call(t, "history", "OPS-147").want(t, exitDone, "", "")
	h.call(t, "claims", "OPS-147").want(t, exitDone, "", "")
	allowed := regexp.MustCompile(`^(GET /rest/api/2/.*|(PUT|DELETE) /rest/api/2/issue/\d+/properties/bulletin\.[^/]+|POST /rest/api/2/issue/\d+/comment)$`)
	comments := 0
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, asked := range g.asked {
		if !allowed.MatchString(asked) {
			t.Errorf("asked %q", asked)
		}
		if strings.HasPrefix(asked, "POST") {
			comments++
		}
	}
	if comments != 2 {
		t.Errorf("%d comments for two letters", comments)
	}
}
