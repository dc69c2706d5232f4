package jiraclient

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// schemaFor is a field with a schema such as array/option or any/x:select.
func schemaFor(schema string) field {
	kind, rest, _ := strings.Cut(schema, "/")
	items, custom := rest, ""
	if strings.Contains(rest, ":") {
		items, custom = "", rest
	}
	f := field{name: "Field"}
	if schema != "" {
		f.typed(fmt.Appendf(nil, `{"type":%q,"items":%q,"custom":%q}`, kind, items, custom))
	}
	return f
}

// TestShapesOfValues are shapes beyond those of the recorded issues: odd ones, and schemas
// that are missing or do not tell the truth.
func TestShapesOfValues(t *testing.T) {
	t.Parallel()
	const adf = `{"type":"doc","version":1,"content":`
	for _, c := range []struct {
		schema, json string
		kind         incident.Kind
		text         string
	}{
		{"number", `12345678901234567890`, incident.Number, "12345678901234567890"},
		{"number", `0.1`, incident.Number, "0.1"},
		{"number", `-0.50`, incident.Number, "-0.5"},
		{"number", `1e400`, incident.Text, "1e400"},
		{"number", `" 12.50 "`, incident.Number, "12.5"}, // scripted fields of Data Center
		{"number", `"twelve"`, incident.Text, "twelve"},
		{"number", `{"value":"x"}`, incident.Option, "x"},
		{"number", `[5]`, incident.Number, "5"},
		{"number", `[5,6]`, incident.Text, "5, 6"},
		{"string", `5`, incident.Number, "5"},
		{"string", `true`, incident.Text, "true"},
		{"string", `"2024-01-31"`, incident.Text, "2024-01-31"}, // a text that looks like a day
		{"string", `"Search (SVC-1)"`, incident.Text, "Search (SVC-1)"},
		{"", `"2024-01-31"`, incident.Date, "2024-01-31"},
		{"any", `"2024-01-31T10:00:00.000+0100"`, incident.DateTime, "2024-01-31 09:00 UTC"},
		{"", `"31/Jan/24"`, incident.Text, "31/Jan/24"},
		{"date", `"2024-02-30"`, incident.Text, "2024-02-30"},
		{"date", `"0001-01-01"`, incident.Text, "0001-01-01"},
		{"datetime", `"9999-12-31T23:59:59.000-2300"`, incident.Text, "9999-12-31T23:59:59.000-2300"}, // no year that can be written
		{"datetime", `"0000-01-01T00:00:00.000+2300"`, incident.Text, "0000-01-01T00:00:00.000+2300"},
		{"datetime", `1706695200000`, incident.Number, "1706695200000"},
		{"array/date", `["2024-01-31"]`, incident.Text, "2024-01-31"},
		{"option", `null`, incident.Option, ""},
		{"option", `"Red"`, incident.Option, "Red"},
		{"array/option", `[]`, incident.Option, ""},
		{"array/option", `[{"value":"Red"},null,{"value":""},{"value":" Blue\n"}]`, incident.Option, "Red, Blue"},
		{"option", `{"value":5}`, incident.Option, "5"},
		{"", `{"value":"Europe","child":{"value":"Bern","child":{"value":"Old town"}}}`, incident.Cascading, "Europe - Bern - Old town"},
		{"", `{"value":"Europe","child":"Bern"}`, incident.Cascading, "Europe - Bern"},
		{"option-with-child", `{"value":"Europe"}`, incident.Cascading, "Europe"},
		{"option-with-child", `null`, incident.Cascading, ""},
		{"", `[{"value":"Europe","child":{"value":"Bern"}},{"value":"Asia"}]`, incident.Option, "Europe - Bern, Asia"},
		{"", `[{"displayName":"Ada Example"},{"value":"Europe","child":{"value":"Bern"}}]`, incident.Text, "Ada Example, Europe - Bern"},
		{"array/string", `["a","b"]`, incident.Option, "a, b"},
		{"user", `{"name":"bob","key":"JIRAUSER1"}`, incident.Person, "bob"},
		{"user", `"bob"`, incident.Person, "bob"},
		{"user", `{"accountId":"5b10"}`, incident.Person, "5b10"},
		{"", `{"displayName":"Ada Example"}`, incident.Person, "Ada Example"},
		{"string", `[{"displayName":"Ada Example"},{"displayName":"Bo Example"}]`, incident.Person, "Ada Example, Bo Example"},
		{"", `[{"displayName":"Ada Example"},{"value":"x"}]`, incident.Text, "Ada Example, x"},
		{"", `{"name":"4.1","self":"https://jira.example.com/rest/api/2/version/1"}`, incident.Version, "4.1"},
		{"", `{"name":"Pay","self":"https://jira.example.com/rest/api/2/component/1"}`, incident.Component, "Pay"},
		{"any/x:cmdb-object-cftype", `[{"label":"Search","objectKey":"SVC-1"},{"objectKey":"SVC-2"},{"label":"Mail"},{"objectId":"3"}]`, incident.Asset, "Search (SVC-1), SVC-2, Mail, object 3"},
		{"any/x:cmdb-object-cftype", `"Search (SVC-1)"`, incident.Asset, "Search (SVC-1)"},
		{"any/x:unheard-of", `["Search (SVC-1)"]`, incident.Asset, "Search (SVC-1)"},
		{"any/x:cascadingselect", `{"value":"a","child":{"value":"b"}}`, incident.Cascading, "a - b"},
		{"", `{"ongoingCycle":{"breached":true,"remainingTime":-1097501524,"paused":true}}`, incident.Text, "breached, 304h 51m over, paused"}, // JSDCLOUD-2408
		{"", `{"name":"Time to answer","ongoingCycle":{"breached":false}}`, incident.Text, "Time to answer: running"},
		{"", `{"name":"Time to answer","completedCycles":[{"breached":true,"elapsedTime":{"millis":3900000}}]}`, incident.Text, "Time to answer: breached, in 1h 5m"},
		{"", `{"name":"Time to answer","completedCycles":[]}`, incident.Text, ""},
		{"", `{"requestType":{"name":"Report a problem"}}`, incident.Option, "Report a problem"},
		{"", `[{"name":"Manager","finalDecision":"declined"}]`, incident.Text, "Manager: declined"},
		{"", `{"rating":4}`, incident.Number, "4"},
		{"", `"com.atlassian.greenhopper.service.sprint.Sprint@1[id=1,name=a]"`, incident.Option, "a"},
		{"", `"com.atlassian.greenhopper.service.sprint.Sprint@1[id=1]"`, incident.Text, "com.atlassian.greenhopper.service.sprint.Sprint@1[id=1]"},
		{"", `{"id":"9","key":"OPS-9","fields":{"summary":"Bad day"}}`, incident.Text, "OPS-9 Bad day"},
		{"", adf + `[{"type":"heading","content":[{"type":"text","text":"What"}]},{"content":[{"text":"late type","type":"text"}],"type":"paragraph"}]}`, incident.Text, "What\nlate type"},
		{"", adf + `[{"type":"paragraph","content":[{"type":"emoji","attrs":{"shortName":":fire:"}},{"type":"status","attrs":{"text":"UP"}},{"type":"date","attrs":{"timestamp":"1706659200000"}}]}]}`, incident.Text, ":fire:UP2024-01-31"},
		{"", adf + `[{"type":"expand","attrs":{"title":"More"},"content":[{"type":"paragraph","content":[{"type":"text","text":"x"}]}]},{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"cell"}]}]}]}]}]}`, incident.Text, "More\nx\ncell"},
		{"", adf + `[]}`, incident.Text, ""},
		{"", `{"b":{"c":[1,true]},"a":"x","self":"u"}`, incident.Text, "a: x; b: c: 1, true"},
		{"", `[[1,2],["a"]]`, incident.Text, "1, 2, a"},
		{"", `{}`, incident.Text, ""},
		{"number", `{}`, incident.Number, ""},
	} {
		v := value("customfield_1", schemaFor(c.schema), []byte(c.json), nil)
		if v.Kind != c.kind || v.String() != c.text {
			t.Errorf("%s as %q: %s %q, want %s %q", c.json, c.schema, v.Kind, v, c.kind, c.text)
		}
	}
}

// TestFormatting: rendered HTML counts for what people write, and for nothing else.
func TestFormatting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ schema, json, rendered, html string }{
		{"string", `"*a*"`, `"<b>a</b>"`, "<b>a</b>"},
		{"string", `"a"`, `"a"`, "a"},
		{"string", `"a"`, `null`, ""},
		{"string", `"a"`, `""`, ""},
		{"", `"a"`, `"<i>a</i>"`, "<i>a</i>"},
		{"", `"a"`, `"a"`, ""},
		{"any", `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}`, `"<p>a</p>"`, "<p>a</p>"},
		{"datetime", `"2024-01-31T10:00:00.000+0000"`, `"<b>Yesterday</b>"`, ""},
		{"date", `"some day"`, `"<b>some day</b>"`, ""},
		{"option", `{"value":"a"}`, `"<b>a</b>"`, ""},
		{"number", `5`, `"<b>5</b>"`, ""},
		{"user", `"bob"`, `"<b>bob</b>"`, ""},
		{"string", `null`, `"<b>a</b>"`, ""},
	} {
		v := value("x", schemaFor(c.schema), []byte(c.json), []byte(c.rendered))
		if v.HTML != c.html || (v.Kind == incident.Rich) != (c.html != "") {
			t.Errorf("%s as %q: %s <%s>", c.json, c.schema, v.Kind, v.HTML)
		}
	}
}

// TestWhatCountsDown: promises sort by what is left, those that have ended behind.
func TestWhatCountsDown(t *testing.T) {
	t.Parallel()
	of := func(json string) incident.Value { return value("x", field{}, []byte(json), nil) }
	rising := []incident.Value{
		of(`{"ongoingCycle":{"breached":true,"remainingTime":{"millis":-7200000,"friendly":"-2h"}}}`),
		of(`{"ongoingCycle":{"remainingTime":{"millis":2700000,"friendly":"45m"}}}`),
		of(`{"ongoingCycle":{"remainingTime":{"millis":10800000,"friendly":"3h"}}}`),
		of(`{"completedCycles":[{"breached":false,"elapsedTime":{"millis":60000,"friendly":"1m"}}]}`),
		of(`null`),
	}
	for i := range rising[1:] {
		if incident.Compare(rising[i], rising[i+1]) >= 0 {
			t.Errorf("%q does not stand before %q", rising[i], rising[i+1])
		}
	}
	if v := of(`{"ongoingCycle":{"remainingTime":{"millis":1e999}}}`); v.Number != still || v.String() != "running" {
		t.Errorf("%+v", v)
	}
	if (of(`"x"`).Time != time.Time{}) {
		t.Error("a text has a time")
	}
}
