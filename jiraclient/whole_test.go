package jiraclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
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

// TestWholeOfWhatIsGone: one issue that is gone, or that cannot be read, costs the others nothing,
// and a Jira that gives none is not asked without end.
func TestWholeOfWhatIsGone(t *testing.T) {
	t.Parallel()
	ids := make([]string, MostWhole)
	for i := range ids {
		ids[i] = strconv.Itoa(i + 1)
	}
	for _, c := range []struct {
		name string
		gone []string
		body http.HandlerFunc
		come int
	}{
		{"one is gone", []string{"13"}, status(http.StatusBadRequest, "application/json", `{"errorMessages":["no issue 13"]}`), 19},
		{"two are gone", []string{"1", "20"}, status(http.StatusBadRequest, "application/json", `{}`), 18},
		{"one is odd", []string{"7"}, answer(`{"issues":[{"id":"7"}]}`), 19},
		{"all are gone", ids, status(http.StatusBadRequest, "application/json", `{}`), 0},
	} {
		f := newFake(t, "Cloud")
		f.route("search/jql", func(w http.ResponseWriter, r *http.Request) {
			wanted := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Query().Get("jql"), "id in "), "()"), ",")
			var all []string
			for _, id := range wanted {
				if slices.Contains(c.gone, id) {
					c.body(w, r)
					return
				}
				all = append(all, fmt.Sprintf(`{"id":%q,"key":"OPS-%s","fields":{}}`, id, id))
			}
			answer(`{"issues":[`+strings.Join(all, ",")+`]}`)(w, r)
		})
		got, err := f.client(t).Whole(t.Context(), ids)
		if len(got) != c.come || (err == nil) != (c.come > 0) || f.times("search/jql") > MostWhole {
			t.Errorf("%s: %d came by %d questions: %v", c.name, len(got), f.times("search/jql"), err)
		}
	}
}

// TestWholeOfASilentJira: silence is no missing issue, and is not asked twenty times.
func TestWholeOfASilentJira(t *testing.T) {
	t.Parallel()
	f := newFake(t, "Server")
	f.route("search", status(http.StatusServiceUnavailable, "text/plain", ""))
	_, err := f.client(t).Whole(t.Context(), []string{"1", "2"})
	once := f.times("search")
	var e *Error
	if !errors.As(err, &e) || !e.Unreachable() {
		t.Errorf("%v", err)
	}
	if _, err = f.client(t).Whole(t.Context(), []string{"1"}); f.times("search") != 2*once || err == nil {
		t.Errorf("%d questions, then %d: %v", once, f.times("search")-once, err)
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
