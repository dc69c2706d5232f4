package jiraclient

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestWhole: issues of one search are what they are one by one, but for their records; names
// and schema stand once.
func TestWhole(t *testing.T) {
	t.Parallel()
	var one map[string]json.RawMessage
	if err := json.Unmarshal([]byte(fixture(t, "issue.json")), &one); err != nil {
		t.Fatal(err)
	}
	want := read(t, fixture(t, "issue.json"))
	want.Records = nil
	names, schema := one["names"], one["schema"]
	delete(one, "names")
	delete(one, "schema")
	body, err := json.Marshal(map[string]any{"names": names, "schema": schema, "issues": []any{one, one}, "total": 2})
	if err != nil {
		t.Fatal(err)
	}
	for kind, path := range map[string]string{"Cloud": "search/jql", "Server": "search"} {
		f := newFake(t, kind)
		f.route(path, answer(string(body)))
		got, err := f.client(t).Whole(context.Background(), []string{"10101", "10102"})
		if err != nil || len(got) != 2 || !reflect.DeepEqual(got[0], want) || !reflect.DeepEqual(got[1], want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", kind, err, got, want)
		}
		at := slices.IndexFunc(f.asked, func(asked string) bool { return strings.HasPrefix(asked, path+"?") })
		q, _ := url.ParseQuery(strings.TrimPrefix(f.asked[at], path+"?"))
		if q.Get("jql") != "id in (10101,10102)" || q.Get("fields") != "*all" || q.Get("expand") != "renderedFields,names,schema" || f.times("search") != 1 {
			t.Errorf("%s asked %v", kind, q)
		}
	}
}

func TestWholeFails(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	c := f.client(t)
	for _, ids := range [][]string{{"1) OR (id > 0"}, {""}, make([]string, MostWhole+1)} {
		if _, err := c.Whole(context.Background(), ids); err == nil || f.count() > 0 {
			t.Errorf("%q is asked for: %v", ids, f.asked)
		}
	}
	if all, err := c.Whole(context.Background(), nil); err != nil || all != nil || f.count() > 0 {
		t.Errorf("nothing is asked for: %v", f.asked)
	}
	for body, want := range map[string]string{
		`{}`:                                  "holds no list",
		`[]`:                                  "holds no list",
		`{"issues":[{"id":"1"}]}`:             "not an issue",
		`{"issues":[{"id":"1","key":"A-1"}]}`: "not an issue",
	} {
		f.route("search", answer(body))
		_, err := c.Whole(context.Background(), []string{"1"})
		told(t, err, want)
	}
}
