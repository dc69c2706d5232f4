package jiraclient

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestComment: it is posted as it is; an internal one is so for certain, or the error says
// what to do.
func TestComment(t *testing.T) {
	t.Parallel()
	const propertyAt = "comment/31/properties/sd.public.comment"
	confirmed := answer(`{"key":"sd.public.comment","value":{"internal":true}}`)
	for _, tt := range []struct {
		name     string
		internal bool
		made     string
		property http.HandlerFunc
		want     string // empty: no error
	}{
		{"public", false, `{"id":"31"}`, confirmed, ""},
		{"internal", true, `{"id":"31"}`, confirmed, ""},
		{"internal, by number", true, `{"id":31}`, confirmed, ""},
		{"not kept", true, `{"id":"31"}`, status(404, "application/json", `{}`), "Jira did not keep that it is internal (404)"},
		{"public after all", true, `{"id":"31"}`, answer(`{"value":{"internal":false}}`), "Jira says that it is not internal"},
		{"odd value", true, `{"id":"31"}`, answer(`{"value":"internal"}`), "not valid JSON of the documented kind"},
		{"forbidden", true, `{"id":"31"}`, status(403, "application/json", `{}`), "(403)"},
		{"hang up", true, `{"id":"31"}`, hangUp, "the connection broke"},
		{"no id", true, `{}`, confirmed, "Jira's answer does not name it"},
		{"odd id", true, `{"id":"../7"}`, confirmed, "Jira's answer does not name it"},
	} {
		f := jot(t)
		var body string
		f.route("issue/7/comment", func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			body = r.Method + " " + strings.TrimSpace(string(b))
			status(201, "application/json", tt.made)(w, r)
		})
		f.route(propertyAt, tt.property)
		err := f.client(t).Comment(t.Context(), "7", "*Mailed* é", tt.internal)
		want := `POST {"body":"*Mailed* é"}`
		if tt.internal {
			want = `POST {"body":"*Mailed* é","properties":[{"key":"sd.public.comment","value":{"internal":true}}]}`
		}
		if body != want || f.times("POST") != 1 {
			t.Errorf("%s: %s, %d times", tt.name, body, f.times("POST"))
		}
		if read := f.times(propertyAt) > 0; read && !tt.internal {
			t.Errorf("%s: asked %q", tt.name, f.asked)
		}
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		told(t, err, "the comment stands in Jira, and customers may see it: ")
		told(t, err, tt.want)
		if e := (*Error)(nil); !errors.As(err, &e) || !strings.Contains(e.Do, "delete the comment or make it internal") {
			t.Errorf("%s: the remedy is %q", tt.name, e.Do)
		}
	}
}
