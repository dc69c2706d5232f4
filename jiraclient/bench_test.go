package jiraclient

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// wide is an issue of 150 fields with all expansions, as GET issue sends it.
func wide(n int) []byte {
	fields, rendered := map[string]any{
		"summary":    fmt.Sprintf("Card payments fail, case %d", n),
		"status":     map[string]any{"name": "In Progress", "statusCategory": map[string]any{"key": "indeterminate"}},
		"priority":   map[string]any{"id": "1", "name": "P1"},
		"components": []any{map[string]any{"id": "1", "name": "Payments"}},
		"created":    "2024-01-31T10:00:00.000+0000", "updated": "2024-01-31T11:00:00.000+0000",
	}, map[string]any{}
	names, schema := map[string]any{}, map[string]any{}
	option := func(s string) any {
		return map[string]any{"self": "https://jira.example.com/rest/api/2/customFieldOption/10", "value": s, "id": "10", "disabled": false}
	}
	shapes := []struct {
		kind, items, plugin string
		value               any
	}{
		{"string", "", "textarea", strings.Repeat("Payments by card are declined for all schemes. ", 10)},
		{"option", "", "select", option("Severe")},
		{"array", "option", "multiselect", []any{option("EMEA"), option("AMER"), option("APAC")}},
		{"user", "", "userpicker", map[string]any{"accountId": "5b10ac8d82e05b22cc7d4ef5", "displayName": "Ada Example", "active": true,
			"avatarUrls": map[string]any{"16x16": "https://avatar.example.com/16", "48x48": "https://avatar.example.com/48"}}},
		{"datetime", "", "datetime", "2024-01-31T10:00:00.000+0000"},
		{"number", "", "float", 1500.5},
		{"option-with-child", "", "cascadingselect", map[string]any{"value": "Europe", "child": option("Bern")}},
		{"string", "", "textfield", nil}, {"option", "", "select", nil}, {"date", "", "datepicker", nil},
	}
	for id := range fields {
		names[id], schema[id] = strings.ToUpper(id), map[string]any{"type": "string", "system": id}
	}
	for i := len(fields); i < 150; i++ {
		id, s := fmt.Sprintf("customfield_%d", 10000+i), shapes[i%len(shapes)]
		fields[id], names[id] = s.value, fmt.Sprintf("Custom field number %d", i)
		schema[id] = map[string]any{"type": s.kind, "items": s.items, "custom": "com.atlassian.jira.plugin.system.customfieldtypes:" + s.plugin, "customId": 10000 + i}
		rendered[id] = nil
		if s.plugin == "textarea" {
			rendered[id] = "<p>" + s.value.(string) + "</p>"
		}
	}
	b, err := json.Marshal(map[string]any{"id": fmt.Sprint(10000 + n), "key": fmt.Sprintf("OPS-%d", n+1),
		"fields": fields, "renderedFields": rendered, "names": names, "schema": schema, "properties": map[string]any{}})
	if err != nil {
		panic(err)
	}
	return b
}

// BenchmarkIssues decodes 1,000 issues of 150 fields, each as GET issue sends it.
func BenchmarkIssues(b *testing.B) {
	bodies := make([][]byte, 1000)
	for i := range bodies {
		bodies[i] = wide(i)
	}
	b.SetBytes(int64(len(bodies) * len(bodies[0])))
	b.ReportAllocs()
	for b.Loop() {
		for _, body := range bodies {
			is, ok := parse(body)
			if !ok {
				b.Fatal("no issue")
			}
			i := is.typed()
			if i.Fields = is.values(); len(i.Fields) != 144 {
				b.Fatal(len(i.Fields))
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(bodies)), "ns/issue")
}

// BenchmarkPage decodes a page of a list: 100 issues of the usual fields and four columns.
func BenchmarkPage(b *testing.B) {
	var issues []string
	for i := range 100 {
		var all struct{ Fields map[string]json.RawMessage }
		if err := json.Unmarshal(wide(i), &all); err != nil {
			b.Fatal(err)
		}
		few := map[string]json.RawMessage{}
		for _, id := range append(strings.Split(listFields, ","), "customfield_10011", "customfield_10012", "customfield_10013", "customfield_10014") {
			few[id] = all.Fields[id]
		}
		fields, _ := json.Marshal(few)
		issues = append(issues, fmt.Sprintf(`{"id":"%d","key":"OPS-%d","self":"https://jira.example.com/rest/api/2/issue/1","fields":%s}`, i, i+1, fields))
	}
	shown := names{}
	for _, id := range []string{"customfield_10011", "customfield_10012", "customfield_10013", "customfield_10014"} {
		shown[id] = field{name: id}
	}
	body := []byte(`{"isLast":true,"issues":[` + strings.Join(issues, ",") + `]}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var p page
		if f, bad := unreadable("application/json", body, &p); bad {
			b.Fatal(f)
		}
		for _, raw := range p.Issues {
			if _, ok := summary(raw, shown); !ok {
				b.Fatal("no issue")
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(issues)), "ns/issue")
}
