package jiraclient

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// unsound says which promise about what is read from Jira does not hold for i, if one.
func unsound(i incident.Incident) string {
	lines := append([]string{i.ID, i.Key, i.Summary, i.Status, i.Priority}, i.Services...)
	for _, v := range i.All() {
		lines = append(lines, v.ID, v.Name)
		size := 0
		for _, s := range append([]string{v.HTML}, v.Texts...) {
			if incident.Clean(s) != s {
				return "it is not clean: " + shorten(s)
			}
		}
		for _, s := range v.Texts {
			size += len(s)
		}
		if size > maxField+60 || len(v.HTML) > maxField+60 || len(v.Texts) > maxTexts+1 {
			return "it is larger than a field may be"
		}
		if v.Kind != incident.Text && v.Kind != incident.Rich {
			lines = append(lines, v.Texts...)
		}
	}
	for _, s := range lines {
		if incident.CleanLine(s) != s || !utf8.ValidString(s) {
			return "it is not a clean line: " + shorten(s)
		}
	}
	data, err := json.Marshal(i)
	var back incident.Incident
	if err != nil || json.Unmarshal(data, &back) != nil || !reflect.DeepEqual(i, back) {
		return "it does not come back from JSON as it was"
	}
	return ""
}

// clean fails where a promise about i does not hold.
func clean(t *testing.T, i incident.Incident) {
	t.Helper()
	if why := unsound(i); why != "" {
		t.Error(why)
	}
}

// TestHostileFields: whatever an author or an app puts into a field, the issue can be read, and
// what is kept of it is no larger than a field may be.
func TestHostileFields(t *testing.T) {
	t.Parallel()
	const ten = 10 << 20
	rep := func(s string, bytes int) string { return strings.Repeat(s, bytes/len(s)) }
	nest := func(open, in, end string) string {
		return strings.Repeat(open, 9_900) + in + strings.Repeat(end, 9_900)
	}
	list := func(item string, n int) string { return "[" + strings.Repeat(item+",", n) + item + "]" }
	for name, raw := range map[string]string{
		"10 MB of words":                  `"` + rep("word ", ten) + `"`,
		"10 MB of blanks and a word":      `"` + rep(" ", ten) + `x"`,
		"10 MB of escapes":                `"` + rep(`\u001b\n`, ten) + `"`,
		"10 MB of accents":                `"a` + rep("\u0301", ten) + `"`,
		"10 MB of quotes":                 `"` + rep(`\"`, ten) + `"`,
		"10 MB of backslashes":            `"` + rep(`\\`, ten) + `"`,
		"10 MB of digits":                 rep("1", ten),
		"10 MB of markup":                 `"` + rep("<a>", ten) + `"`,
		"nested arrays":                   nest("[", "1", "]"),
		"nested objects":                  nest(`{"value":`, "1", "}"),
		"nested options":                  nest(`{"value":"a","child":`, `"b"`, "}"),
		"nested strangers":                nest(`{"a":`, `"b"`, "}"),
		"a nested document":               `{"type":"doc","content":[` + strings.Repeat(`{"type":"panel","content":[`, 4_900) + strings.Repeat("]}", 4_900) + "]}",
		"100,000 options":                 list(`{"self":"https://jira.example.com/rest/api/2/customFieldOption/1","value":"Red","id":"1"}`, 100_000),
		"100,000 labels":                  list(`"a"`, 100_000),
		"100,000 nothings":                list(`""`, 100_000),
		"100,000 people":                  list(`{"accountId":"1","displayName":"Ada Example"}`, 100_000),
		"100,000 members":                 "{" + rep(`"a":1,`, 600_000) + `"b":2}`,
		"100,000 deep members":            "{" + rep(`"a":{"b":{"c":{"d":[1,{"e":2}]}}},`, 3_000_000) + `"b":2}`,
		"100,000 paragraphs":              `{"type":"doc","content":` + list(`{"type":"paragraph","content":[{"type":"text","text":"word"}]}`, 100_000) + "}",
		"100,000 cycles":                  `{"completedCycles":` + list(`{"breached":true}`, 100_000) + "}",
		"a long sprint":                   `"com.atlassian.greenhopper.service.sprint.Sprint@1[id=1,name=` + rep(",name=", ten) + `]"`,
		"a number without an end of sort": `[` + rep("1e5,", 1_000_000) + `1]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schemas := []string{`{"type":"any"}`, `{"type":"string"}`, `{"type":"array","items":"option"}`, `{"type":"any","custom":"x:cmdb-object-cftype"}`}
			if len(raw) > 1<<20 { // once is enough
				schemas = schemas[:1]
			}
			for _, schema := range schemas {
				body := `{"id":"1","key":"OPS-1","fields":{"components":` + raw + `,"x":` + raw + `},"renderedFields":{"x":` + raw + `},"schema":{"x":` + schema + `}}`
				is, ok := parse([]byte(body))
				if !ok {
					t.Fatal("no issue")
				}
				in := is.typed()
				in.Fields = is.values()
				clean(t, in)
			}
		})
	}
}
