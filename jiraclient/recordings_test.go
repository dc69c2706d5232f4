package jiraclient

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"bulletin/notify/incident"
)

var update = flag.Bool("update", false, "write the golden files anew")

// recording is a Jira of one kind that answers as its documentation says: testdata/cloud or
// testdata/datacenter.
func recording(t *testing.T, kind string) *fake {
	t.Helper()
	f := newFake(t, kind)
	search := "search"
	if kind == "cloud" {
		search = "search/jql"
		f.route("filter/my", answer(fixture(t, "cloud/filter_my.json")))
	}
	for path, name := range map[string]string{
		"serverInfo": "serverInfo", "myself": "myself", "field": "field", "issue/OPS-101": "issue", search: "search",
		"filter/10042": "filter", "filter/favourite": "filter_favourite", "mypermissions": "mypermissions",
		"issue/10101/properties": "properties", "issue/10101/properties/bulletin.letter.abc": "property",
		"issue/10101/comment": "comment", "comment/10000/properties/sd.public.comment": "comment_property",
	} {
		f.route(path, answer(fixture(t, kind+"/"+name+".json")))
	}
	return f
}

// golden compares lines with a file of testdata.
func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile("testdata/"+name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want := fixture(t, name); got != want {
		t.Errorf("%s is not as it was; if that is meant, go test ./jiraclient -update. Now:\n%s", name, got)
	}
}

// telling is a value on one line: what it is, and what people read.
func telling(v incident.Value) string {
	s := fmt.Sprintf("%-18s %-30s %-16s %q", v.ID, v.Name, v.Kind, v.String())
	if v.Number != 0 {
		s += fmt.Sprintf(" = %v", v.Number)
	}
	if v.HTML != "" {
		s += fmt.Sprintf(" <%d bytes of HTML>", len(v.HTML))
	}
	return s
}

// TestRecordedFields is the kind and the text of every field that a documented issue of each
// kind of Jira has.
func TestRecordedFields(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"cloud", "datacenter"} {
		f := recording(t, kind)
		in, err := f.client(t).Incident(context.Background(), "OPS-101")
		if err != nil {
			t.Fatal(err)
		}
		clean(t, in)
		lines := []string{fmt.Sprintf("%s %s %q", in.ID, in.Key, slices.Collect(maps.Keys(in.Records)))}
		for _, v := range in.All() {
			lines = append(lines, telling(v))
		}
		golden(t, kind+"/issue.golden", lines)
		if f.times("field") > 0 {
			t.Errorf("%s: the names were asked for, and the issue has them", kind)
		}
	}
}

// TestRecordedFieldsWithoutSchema: from its own shape alone a value is the same text, and
// where the shape tells it the same kind.
func TestRecordedFieldsWithoutSchema(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"cloud", "datacenter"} {
		is, ok := parse([]byte(fixture(t, kind+"/issue.json")))
		if !ok {
			t.Fatal("no issue")
		}
		with := is.values()
		for id, f := range is.names {
			is.names[id] = field{name: f.name}
		}
		var lines []string
		for i, bare := range is.values() {
			v := with[i]
			if bare.ID != v.ID || bare.String() != v.String() {
				t.Errorf("%s: %s reads %q, and %q without its schema", kind, v.Name, v, bare)
			}
			if bare.Kind != v.Kind && !v.Empty() {
				lines = append(lines, fmt.Sprintf("%s: %s is %s", v.Name, v.Kind, bare.Kind))
			}
		}
		golden(t, kind+"/bare.golden", lines)
	}
}

// TestRecordedAnswers is what the client makes of the other documented answers.
func TestRecordedAnswers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, kind := range []string{"cloud", "datacenter"} {
		f := recording(t, kind)
		c := f.client(t, func(o *Options) { o.Columns = []string{"region", "customfield_10012", "Summary"} })
		p, err := c.List(ctx, incident.Query{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		id := map[string]string{"cloud": "5b10a2844c20165700ede21g", "datacenter": "ada"}[kind]
		if p.User.ID != id || p.User.Name != "Ada Example" || p.User.Email != "ada@example.com" || p.Filter.Name != "Open incidents" ||
			!slices.Equal(p.Notes, []string{`2 fields are called "region": customfield_10014, customfield_10027; the first with a value counts`}) {
			t.Errorf("%s: %+v", kind, p)
		}
		for i, want := range []struct{ region, users string }{{"Europe, Asia", "1500.5"}, {"everywhere", "7"}} {
			in := p.Incidents[i]
			clean(t, in)
			region, _ := in.Field("Region")
			users, _ := in.Field("Affected users")
			if region.String() != want.region || users.String() != want.users || users.Kind != incident.Number || len(in.Fields) != 3 ||
				in.Status != "In Progress" || in.Done || !slices.Equal(in.Services, []string{"Payments", "Checkout"}) || in.Created.Hour() != 10 {
				t.Errorf("%s: %+v", kind, in)
			}
		}
		shelves := map[string]string{"cloud": "All incidents, Mine, Open incidents", "datacenter": "All incidents, Open incidents"}
		all, err := c.Filters(ctx)
		var called []string
		for _, f := range all {
			called = append(called, f.Name)
		}
		if err != nil || strings.Join(called, ", ") != shelves[kind] {
			t.Errorf("%s: %v, %v", kind, called, err)
		}
		if err := c.Writable(ctx, p.Incidents[0]); err != nil {
			t.Error(err)
		}
		keys, err := c.Keys(ctx, "10101")
		var letter struct{ Stage string }
		there, getErr := c.Get(ctx, "10101", "bulletin.letter.abc", &letter)
		if err != nil || getErr != nil || !there || !slices.Equal(keys, []string{"bulletin.letter.abc"}) || letter.Stage != "start" {
			t.Errorf("%s: %v %v %v %v", kind, keys, err, letter, getErr)
		}
		if err := c.Comment(ctx, "10101", "Told customers: start.", true); err != nil {
			t.Error(err)
		}
	}
}

// TestRecordedRefusals is what the operator reads of documented errors.
func TestRecordedRefusals(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{"cloud": "Unbounded JQL queries are not allowed here", "datacenter": "does not exist for the field 'project'"} {
		f := recording(t, kind)
		path := map[string]string{"cloud": "search/jql", "datacenter": "search"}[kind]
		f.route(path, status(http.StatusBadRequest, "application/json", fixture(t, kind+"/errors.json")))
		_, err := f.client(t).List(context.Background(), incident.Query{}, nil)
		told(t, err, want)
		f.route(path, status(http.StatusTooManyRequests, "application/json", fixture(t, kind+"/429.json")))
		_, err = f.client(t).List(context.Background(), incident.Query{}, nil)
		told(t, err, "(429)")
	}
}

// TestSources: each recorded answer says from which page it is.
func TestSources(t *testing.T) {
	t.Parallel()
	sources := fixture(t, "SOURCES.md")
	for _, kind := range []string{"cloud", "datacenter"} {
		files, err := os.ReadDir("testdata/" + kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if name := kind + "/" + file.Name(); strings.HasSuffix(name, ".json") && !strings.Contains(sources, "`"+name+"`") {
				t.Errorf("SOURCES.md does not say where %s is from", name)
			}
		}
	}
}
