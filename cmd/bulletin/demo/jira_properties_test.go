package demo

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

// TestProperties: the statuses are those that Jira documents.
func TestProperties(t *testing.T) {
	t.Parallel()
	s := startScratch(t)
	long := strings.Repeat("é", maxValue-2)
	for _, row := range []struct {
		method, path, body string
		status             int
		want               string // the answer
	}{
		{"GET", "issue/OPS-147/properties", "", 200, `{"keys":[]}`},
		{"GET", "issue/OPS-147/properties/a.b", "", 404, ""},
		{"DELETE", "issue/OPS-147/properties/a.b", "", 404, ""},
		{"PUT", "issue/OPS-147/properties/a.b", `{"x":1}`, 201, ""},
		{"PUT", "issue/10147/properties/a.b", ` {"x":2} `, 200, ""},
		{"GET", "issue/ops-147/properties/a.b", "", 200, `{"key":"a.b","value":{"x":2}}`},
		{"GET", "issue/OPS-147/properties", "", 200, `{"keys":[{"key":"a.b","self":"` + s.base + `/rest/api/2/issue/10147/properties/a.b"}]}`},
		{"GET", "issue/OPS-106/properties", "", 200, `{"keys":[]}`},
		{"PUT", "issue/OPS-147/properties/a.b", `{"x":`, 400, ""},
		{"PUT", "issue/OPS-147/properties/a.b", ``, 400, ""},
		{"PUT", "issue/OPS-147/properties/long", `"` + long + `"`, 201, ""},
		{"PUT", "issue/OPS-147/properties/long", `"` + long + `x"`, 400, ""},
		{"PUT", "issue/OPS-147/properties/" + strings.Repeat("k", 256), `1`, 400, ""},
		{"PUT", "issue/OPS-1/properties/a.b", `1`, 404, ""},
		{"DELETE", "issue/OPS-147/properties/a.b", "", 204, ""},
		{"GET", "issue/OPS-147/properties/a.b", "", 404, ""},
	} {
		status, o := s.do(t, row.method, row.path, row.body)
		if status != row.status || status >= 400 && o["errorMessages"] == nil {
			t.Errorf("%s %.60s: %d %v", row.method, row.path, status, o)
		}
		if js, _ := json.Marshal(o); row.want != "" && string(js) != row.want {
			t.Errorf("%s %s:\n got %s\nwant %s", row.method, row.path, js, row.want)
		}
	}
}

// TestPropertiesOfAnIssue: they come with it where they are asked for.
func TestPropertiesOfAnIssue(t *testing.T) {
	t.Parallel()
	s := startScratch(t)
	for _, key := range []string{"bulletin.a", "other"} {
		s.do(t, "PUT", "issue/OPS-147/properties/"+key, `{"x":1}`)
	}
	for query, want := range map[string]string{
		"": `null`, "?properties=*all": `{"bulletin.a":{"x":1},"other":{"x":1}}`, "?properties=other": `{"other":{"x":1}}`, "?properties=*all,-other": `{"bulletin.a":{"x":1}}`,
	} {
		_, o := s.do(t, "GET", "issue/OPS-147"+query, "")
		if js, _ := json.Marshal(o["properties"]); string(js) != want {
			t.Errorf("%s: %s, want %s", query, js, want)
		}
	}
	if in, err := s.client(t).Incident(t.Context(), "OPS-147"); err != nil || len(in.Records) != 1 || in.Records["bulletin.a"] != `{"x":1}` {
		t.Errorf("the client reads %v, %v", in.Records, err)
	}
}

// TestWritingAtOnce: many consoles write, and each finds what it wrote.
func TestWritingAtOnce(t *testing.T) {
	t.Parallel()
	s := startScratch(t)
	c := s.client(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			ctx, key, got := context.Background(), "bulletin.x."+string(rune('a'+i)), 0
			if err := c.Put(ctx, "10147", key, i); err != nil {
				t.Error(err)
			}
			if there, err := c.Get(ctx, "10147", key, &got); !there || err != nil || got != i {
				t.Errorf("%s: %d, %v, %v", key, got, there, err)
			}
			if err := c.Comment(ctx, "10147", key, true); err != nil {
				t.Error(err)
			}
			if _, err := c.Incident(ctx, "OPS-147"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	keys, err := c.Keys(t.Context(), "10147")
	if err != nil || len(keys) != 8 {
		t.Errorf("%v, %v", keys, err)
	}
}

// TestComments: what is said of a comment when it is posted is kept with it.
func TestComments(t *testing.T) {
	t.Parallel()
	s := startScratch(t)
	c := s.client(t)
	for _, internal := range []bool{false, true} {
		if err := c.Comment(t.Context(), "10147", "Mailed", internal); err != nil {
			t.Error(err)
		}
	}
	_, o := s.do(t, "GET", "issue/OPS-147/comment", "")
	list, _ := o["comments"].([]any)
	if o["total"] != 2.0 || len(list) != 2 || list[1].(map[string]any)["body"] != "Mailed" {
		t.Fatalf("comments: %v", o)
	}
	for i, want := range []string{`{"keys":[]}`, `{"keys":[{"key":"sd.public.comment","self":"` + s.base + `/rest/api/2/comment/31001/properties/sd.public.comment"}]}`} {
		_, o := s.do(t, "GET", "comment/"+list[i].(map[string]any)["id"].(string)+"/properties", "")
		if js, _ := json.Marshal(o); string(js) != want {
			t.Errorf("comment %d: %s, want %s", i, js, want)
		}
	}
	for _, row := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "issue/OPS-147/comment", `{"body":""}`, 400}, {"POST", "issue/OPS-147/comment", `{`, 400},
		{"POST", "issue/OPS-1/comment", `{"body":"x"}`, 404}, {"GET", "comment/1/properties", "", 404},
		{"POST", "issue/OPS-147/comment", `{"body":"` + strings.Repeat("x", maxComment+1) + `"}`, 400},
		{"GET", "comment/31000/properties/sd.public.comment", "", 404},
	} {
		if status, o := s.do(t, row.method, row.path, row.body); status != row.status || o["errorMessages"] == nil {
			t.Errorf("%s %s %.30s: %d %v", row.method, row.path, row.body, status, o)
		}
	}
}
