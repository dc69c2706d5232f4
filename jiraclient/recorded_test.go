package jiraclient

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"bulletin/notify/incident"
)

// TestRecorded: a saved answer is the same incident as the answer itself.
func TestRecorded(t *testing.T) {
	t.Parallel()
	body := fixture(t, "issue.json")
	f := newFake(t, "Server")
	f.route("issue/OPS-101", answer(body))
	want, err := f.client(t).Incident(context.Background(), "OPS-101")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{body, "\uFEFF" + body + "\r\n"} {
		got, err := Recorded(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != want.ID || len(got.Fields) != len(want.Fields) {
			t.Errorf("got %d fields of %s, want %d of %s", len(got.Fields), got.ID, len(want.Fields), want.ID)
		}
		for i := range got.Fields { // the live answer had names that it came without
			w := want.Fields[i]
			if g, ok := got.Field(w.ID); !ok || g.Kind != w.Kind || !reflect.DeepEqual(g.Texts, w.Texts) || g.HTML != w.HTML || !g.Time.Equal(w.Time) {
				t.Errorf("got %+v, want %+v", g, w)
			}
		}
	}
}

// whole is a small answer with all three expansions; the pattern names what is left out.
func whole(without string) string {
	s := `{"id":"1","key":"OPS-1","fields":{},"renderedFields":{},"names":{},"schema":{}}`
	return strings.Replace(s, `,"`+without+`":{}`, "", 1)
}

func TestRecordedErrors(t *testing.T) {
	t.Parallel()
	if _, err := Recorded(strings.NewReader(whole("nothing"))); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct{ body, want string }{
		"nothing":        {" \n", "it is empty"},
		"a page":         {"<!DOCTYPE html><title>Log in</title>", "a web page, most likely a login page"},
		"UTF-16":         {"\xff\xfe{\x00}\x00", "not UTF-8"},
		"half":           {`{"id":"1","key":"OPS-1","fie`, "cut short"},
		"broken":         {"{\"id\":\"1\",\n  \"é\" 2}", "not JSON: line 2, column 7"},
		"two":            {"{} {}", "not JSON: line 1, column 4"},
		"empty object":   {"{}", "not an issue"},
		"empty list":     {"[]", "not an issue"},
		"null":           {"null", "not an issue"},
		"search":         {`{"issues":[{"id":"1","key":"OPS-1"}]}`, "a list of issues"},
		"error":          {`{"errorMessages":["Issue does\u001b not\n exist"],"errors":{}}`, "an error of Jira: Issue does␛ not exist"},
		"no fields":      {whole("fields"), "not an issue"},
		"no names":       {whole("names"), "it has no names"},
		"no schema":      {whole("schema"), "it has no schema"},
		"no rendered":    {whole("renderedFields"), "it has no renderedFields"},
		"far too large":  {`{"x":"` + strings.Repeat("x", maxBody) + `"}`, "larger than 16 MiB"},
		"a deep nesting": {strings.Repeat(`[`, 20_000), "it is "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Recorded(strings.NewReader(row.body))
			told(t, err, row.want)
		})
	}
	_, err := Recorded(iotest.ErrReader(errors.New("disk\x1b gone")))
	told(t, err, "it cannot be read: disk␛ gone")
}

// FuzzRecorded: no file makes the reading panic, or leaves a string unclean.
func FuzzRecorded(f *testing.F) {
	f.Add([]byte(fixture(f, "issue.json")))
	for _, s := range []string{"", "<", "{}", "{", "\xff\xfe", whole("nothing"), `{"issues":[]}`, "\uFEFF[1,]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		in, err := Recorded(strings.NewReader(string(body)))
		if err == nil {
			clean(t, in)
			return
		}
		if s := err.Error(); incident.CleanLine(s) != s {
			t.Errorf("not a clean line: %q", s)
		}
	})
}
