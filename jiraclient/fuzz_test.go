package jiraclient

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"bulletin/notify/incident"
)

// FuzzIssue: no JSON makes the reading of an issue panic, leaves a string unclean or too long,
// or makes a value that cannot be kept on disk.
func FuzzIssue(f *testing.F) {
	for _, s := range []string{ // small ones: what chance makes of a large one takes long to be made small again
		`{"id":1,"key":"A1-1","fields":{"a\u001b":"\ud800","b":[[],{},null,"\u202e"]},"names":[],"schema":{"a":1}}`,
		`{"id":"1","key":"AB-1","fields":{"a":{"value":{"value":null},"child":3},"b":1e9,"components":"a\nb"}}`, `null`, `{`, `[]`,
		`{"id":"1","key":"AB-1","fields":{"t":"0000-01-01T00:00:00.000+2300","a":[{"type":"doc","content":[{}]}],"a":"\\"}}`,
		`{"id":"1","key":"AB-1","fields":{"s":{"ongoingCycle":{"remainingTime":-1}}},"properties":{"bulletin.x":{"a":1}}}`,
		"{\"id\":\"1\",\"key\":\"AB-1\",\"fields\":{},\"properties\":{\"bulletin.x\":\"\xff\"}}",
		`{"id":"1","key":"AB-1","fields":{"d":"a"},"renderedFields":{"d":"<b>a"},"names":{"d":"D"},"schema":{"d":{"type":"string"}}}`,
		`{"id":"1","key":"AB-1","fields":{"summary":"s","status":{"name":"x","statusCategory":{"key":"done"}},"priority":{"name":"P"},"created":"2024-01-31T10:00:00.000+0000"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		is, ok := parse(raw)
		if !ok {
			return
		}
		i := is.typed()
		i.Fields, i.Records = is.values(), records(is.properties)
		if !json.Valid(raw) {
			i.Records = nil // of what is no JSON they are no JSON
		}
		clean(t, i)
		if s, ok := summary(raw, names{"a": {}, "b": {}}); !ok || unsound(s) != "" {
			t.Errorf("in a list: %s", unsound(s))
		}
	})
}

// FuzzValue: a field of any kind holds any JSON.
func FuzzValue(f *testing.F) {
	for _, raw := range []string{`"a"`, `[{"value":"a","child":{"value":"b"}}]`, `{"label":"x","objectKey":"A-1"}`, `-1.50e3`, `{"type":"doc","content":[{"type":"text","text":"x"}]}`,
		`{"ongoingCycle":{"breached":true,"remainingTime":{"millis":-9,"friendly":"\u001b"}}}`, `"com.atlassian.greenhopper.service.sprint.Sprint@1[name=a,id=1]"`, `[1,[2]]`, `{"displayName":"\n"}`} {
		f.Add(`{"type":"any"}`, raw, `"<b>a"`)
		f.Add(`{"type":"array","items":"string"}`, raw, `null`)
	}
	f.Add(`{"type":"number","custom":"x:float"}`, `"5"`, ``)
	f.Add(`{"type":"datetime"}`, `"9999-12-31T23:59:59.000-2300"`, `x`)
	f.Fuzz(func(t *testing.T, schema, raw, rendered string) {
		fd := field{name: "n"}
		fd.typed([]byte(schema))
		v := value("customfield_1", fd, []byte(raw), []byte(rendered))
		clean(t, incident.Incident{Fields: []incident.Value{v}})
		if v.Kind == incident.Number && len(v.Texts) > 1 || v.Timed() && len(v.Texts) > 0 || v.HTML != "" && v.Kind != incident.Rich {
			t.Errorf("%+v", v)
		}
		if incident.Compare(v, v) != 0 {
			t.Errorf("%+v is not like itself", v)
		}
	})
}

// FuzzEach: what is valid JSON is read as encoding/json reads it.
func FuzzEach(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":[1,2],"a":{"c":"\u0041\\"}}`, `{"\u0061":"\ud83d\ude00"}`, `[1, "a" , {} ]`, " {\"a\" :\n null } ", `{"a":"\ud800"}`, `{`, `[1,`, `{"a"}`, `{1:2}`, `]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := map[string]string{}
		n := 0
		for m := range each(raw) {
			got[string(m.name)] = string(m.value)
			n++
		}
		var m map[string]json.RawMessage
		if json.Unmarshal(raw, &m) == nil {
			for k, v := range m {
				if got[k] != string(v) {
					t.Errorf("%q is %q, want %q", k, got[k], v)
				}
			}
			if len(m) != len(got) {
				t.Errorf("%d members, want %d", len(got), len(m))
			}
		}
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) == nil && len(list) != n {
			t.Errorf("%d elements, want %d", n, len(list))
		}
	})
}

// FuzzFilters: no answer makes the reading of filters panic, shows the token, or leaves a name
// unclean.
func FuzzFilters(f *testing.F) {
	for _, s := range []string{`[{"id":"1","name":"Open","jql":"project = OPS"}]`, `[{"id":1,"name":{"a":"` + secret + `"},"jql":5}]`, `[null]`, `{}`, `[{"name":"\u001b[31m\n","jql":"a"}]`} {
		f.Add([]byte(s))
	}
	c := &Client{hide: hider(secret, "Bearer "+secret)}
	f.Fuzz(func(t *testing.T, body []byte) {
		var all []map[string]json.RawMessage
		if _, bad := unreadable("application/json", body, &all); bad {
			return
		}
		for _, m := range all {
			filter := c.toFilter(m)
			for _, s := range []string{filter.ID, filter.Name} {
				if incident.CleanLine(s) != s || len(s) > maxField+60 {
					t.Errorf("not a clean line: %q", s)
				}
			}
			if strings.Contains(filter.Name, secret) {
				t.Errorf("shows the token: %q", filter.Name)
			}
		}
	})
}

// FuzzErrors: whatever an error's body is, the operator reads one short clean line without the
// token.
func FuzzErrors(f *testing.F) {
	for _, s := range []string{`{"errorMessages":["no"],"errors":{"a":"b"}}`, `{"message":"` + secret + `"}`, `<html>`, `{"errors":{"a":["\u001b[2J",{"b":1}]}}`, ``, `[]`,
		`{"errorMessages":["Bearer ` + secret + `"]}`, `{"errors":` + strings.Repeat(`{"a":`, 50) + `1` + strings.Repeat("}", 50) + `}`} {
		for _, code := range []int{400, 403, 404, 429, 500, 503} {
			f.Add(code, []byte(s))
		}
	}
	c := &Client{hide: hider(secret, "Bearer "+secret)}
	f.Fuzz(func(t *testing.T, code int, body []byte) {
		e := c.judge(question{doing: "read", missing: notJira}, code, body)
		all := e.Error() + e.Remedy()
		switch {
		case incident.CleanLine(e.Error()) != e.Error() || !utf8.ValidString(all):
			t.Errorf("not a clean line: %q", e.Error())
		case strings.Contains(all, secret):
			t.Errorf("shows the token: %q", all)
		case len([]rune(all)) > 700:
			t.Errorf("%d characters", len([]rune(all)))
		case code >= http.StatusInternalServerError && !e.Unreachable():
			t.Errorf("%d is not said to be Jira's own failure", code)
		}
	})
}
