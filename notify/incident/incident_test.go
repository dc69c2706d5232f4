package incident

import (
	"slices"
	"testing"
	"time"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func outage() Incident {
	return Incident{
		ID: "10101", Key: "OPS-101", Summary: "Card payments fail", Status: "In Progress", Priority: "P1",
		Services: []string{"Payments", "Checkout"}, Created: noon, Updated: noon.Add(time.Hour),
		Fields: []Value{
			{ID: "customfield_1", Name: "Region", Texts: []string{"Europe", "Asia"}},
			{ID: "customfield_2", Name: "customfield_1", Texts: []string{"a name that is another's id"}},
			{ID: "customfield_3", Name: "Region", Texts: []string{"the second of its name"}},
		},
	}
}

func TestField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, want string }{
		{"issuekey", "OPS-101"},
		{"KEY", "OPS-101"},
		{"summary", "Card payments fail"},
		{"Status", "In Progress"},
		{"priority", "P1"},
		{"components", "Payments, Checkout"},
		{"created", "2026-01-31 12:00 UTC"},
		{"updated", "2026-01-31 13:00 UTC"},
		{"CustomField_3", "the second of its name"},
		{"region", "Europe, Asia"},        // the first of that name
		{"customfield_1", "Europe, Asia"}, // an id goes before a name
	} {
		v, ok := outage().Field(c.name)
		if !ok || v.String() != c.want {
			t.Errorf("Field(%q) = %q, %t; want %q", c.name, v, ok, c.want)
		}
	}
	if v, ok := outage().Field("nowhere"); ok || !v.Empty() {
		t.Errorf("a field that is not there = %+v, %t", v, ok)
	}
}

func TestAllHoldsEveryFieldOnce(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, v := range outage().All() {
		ids = append(ids, v.ID)
	}
	want := []string{"issuekey", "summary", "status", "priority", "components", "created", "updated",
		"customfield_1", "customfield_2", "customfield_3"}
	if !slices.Equal(ids, want) {
		t.Errorf("All = %v, want %v", ids, want)
	}
}

func TestValueStringAndEmpty(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*60*60)
	for name, c := range map[string]struct {
		v     Value
		want  string
		empty bool
	}{
		"zero":             {Value{}, "", true},
		"one text":         {Value{Texts: []string{"a"}}, "a", false},
		"several":          {Value{Texts: []string{"a", "b"}}, "a, b", false},
		"blank":            {Value{Texts: []string{" \n"}}, " \n", true},
		"rich":             {Value{Kind: Rich, Texts: []string{"a"}, HTML: "<b>a</b>"}, "a", false},
		"day":              {Value{Kind: Date, Time: noon}, "2026-01-31", false},
		"no day":           {Value{Kind: Date}, "", true},
		"a day in words":   {Value{Kind: Date, Texts: []string{"soon"}}, "soon", true},
		"instant":          {Value{Kind: DateTime, Time: noon.In(tokyo)}, "2026-01-31 12:00 UTC", false},
		"no instant":       {Value{Kind: DateTime, Texts: []string{"soon"}}, "soon", true},
		"text with a time": {Value{Time: noon}, "", true},
	} {
		if got := c.v.String(); got != c.want || c.v.Empty() != c.empty {
			t.Errorf("%s: String %q, Empty %t; want %q, %t", name, got, c.v.Empty(), c.want, c.empty)
		}
	}
}

func TestValueHas(t *testing.T) {
	t.Parallel()
	v := Value{Texts: []string{"Europe", "North America"}}
	for want, has := range map[string]bool{
		"Europe": true, "eUROPE": true, "north america": true,
		"Euro": false, "America": false, "Europe, North America": false, "": false,
	} {
		if v.Has(want) != has {
			t.Errorf("Has(%q) = %t", want, !has)
		}
	}
}

func TestStagesInTheOrderOfALife(t *testing.T) {
	t.Parallel()
	if got := Stages(); !slices.Equal(got, []Stage{"start", "update", "resolved", "postmortem", "correction"}) {
		t.Errorf("Stages = %v", got)
	}
}

// An audience that nobody thought about is treated with the greater care.
func TestExposureOfTheZeroAudience(t *testing.T) {
	t.Parallel()
	if got := (Audience{}).Exposure; got != External || got.String() != "external" || Internal.String() != "internal" {
		t.Errorf("the zero audience is %v; the words are %v, %v", got, External, Internal)
	}
}

// An empty field does not hide another one of its name.
func TestFieldsOfOneName(t *testing.T) {
	t.Parallel()
	in := Incident{Fields: []Value{{ID: "customfield_1", Name: "Region"}, {ID: "customfield_2", Name: "Region", Texts: []string{"EMEA"}}}}
	if v, ok := in.Field("region"); !ok || v.ID != "customfield_2" {
		t.Errorf("found %+v, %v", v, ok)
	}
	if v, ok := in.Field("customfield_1"); !ok || v.ID != "customfield_1" {
		t.Errorf("found %+v, %v", v, ok)
	}
}
