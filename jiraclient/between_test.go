package jiraclient

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// TestDrip: a byte now and then is no answer.
func TestDrip(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		drop := time.NewTicker(5 * time.Millisecond)
		defer drop.Stop()
		for {
			_, _ = io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			select {
			case <-drop.C:
			case <-r.Context().Done():
				return
			}
		}
	})
	c := f.client(t)
	shortTimeout(t, c, f, 100*time.Millisecond)
	_, err := c.List(context.Background(), incident.Query{}, nil)
	told(t, err, "no answer in time")
	if n := f.times("search"); n != 1 {
		t.Errorf("asked %d times: who is silent took long enough", n)
	}
}

// TestBetweenListAndOpen: what becomes of an issue after the list was read.
func TestBetweenListAndOpen(t *testing.T) {
	t.Parallel()
	const js = "application/json"
	for _, tt := range []struct {
		name string
		h    http.HandlerFunc
		want string
	}{
		{"moved", answer(`{"id":"101","key":"NET-7","fields":{"summary":"x"},"names":{"summary":"Summary"},"schema":{"summary":{"type":"string"}}}`), ""},
		{"deleted", status(404, js, `{"errorMessages":["Issue Does Not Exist"]}`), "read OPS-101 from Jira: OPS-101 does not exist, or Ada Example may not see it (404)"},
		{"hidden", status(403, js, `{"errorMessages":["You do not have the permission to see the specified issue."]}`), "Jira forbids it to this user (403)"},
		{"hidden by 401", status(401, js, `{}`), "Jira refused the token (401)"},
	} {
		f := newFake(t, "Server")
		f.route("search", answer(pageOf(map[string]any{"total": 1}, "101")))
		f.route("issue/OPS-101", tt.h)
		c := f.client(t)
		if _, err := c.List(t.Context(), incident.Query{}, nil); err != nil {
			t.Fatal(err)
		}
		in, err := c.Incident(t.Context(), "OPS-101")
		if tt.want != "" {
			told(t, err, tt.want)
		} else if err != nil || in.Key != "NET-7" || in.ID != "101" {
			t.Errorf("%s: %s %s, %v", tt.name, in.ID, in.Key, err)
		}
	}
}

// TestHugeField: ten megabytes in one field are cut, and it is said that they were.
func TestHugeField(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("issue/OPS-101", answer(`{"id":"101","key":"OPS-101","fields":{"customfield_1":"`+strings.Repeat("x", 10<<20)+`"}}`))
	in, err := f.client(t).Incident(t.Context(), "OPS-101")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := in.Field("customfield_1")
	if s := v.String(); len(s) > maxField+100 || !strings.Contains(s, "[cut: ") {
		t.Errorf("%d bytes, ending in %q", len(s), s[max(0, len(s)-40):])
	}
}

// TestWritable: what an operator hears before they have put work into a letter.
func TestWritable(t *testing.T) {
	t.Parallel()
	in := incident.Incident{ID: "7", Key: "OPS-7"}
	for _, tt := range []struct {
		h    http.HandlerFunc
		want string
	}{
		{answer(`{"permissions":{"EDIT_ISSUES":{"id":"12","key":"EDIT_ISSUES","havePermission":true}}}`), ""},
		{answer(`{"permissions":{"EDIT_ISSUES":{"havePermission":false}}}`), "write to OPS-7 in Jira: Ada Example may not edit it; no letter can leave"},
		{answer(`{"permissions":{}}`), "Jira does not say whether this user may"},
		{status(404, "application/json", `{}`), "the issue does not exist any more, or this user may not see it (404)"},
	} {
		f := newFake(t, "Server")
		f.route("mypermissions", tt.h)
		err := f.client(t).Writable(t.Context(), in)
		if tt.want != "" {
			told(t, err, tt.want)
		} else if err != nil {
			t.Error(err)
		}
		if last := f.asked[len(f.asked)-1]; last != "mypermissions?issueId=7&permissions=EDIT_ISSUES" {
			t.Errorf("asked %q", last)
		}
	}
}
