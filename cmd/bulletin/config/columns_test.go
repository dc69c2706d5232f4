package config_test

import (
	"fmt"
	"strings"
	"testing"

	"bulletin/cmd/bulletin/config"
)

// TestColumns: what the list shows, in the order of the config, and what Jira must be asked for.
func TestColumns(t *testing.T) {
	t.Parallel()
	c, err := config.Load(folder(t, good+`columns:
  - Priority
  - key
  - {field: impact-start, width: 16}
  - {field: Region, width: 3, head: REG}
  - components
  - customfield_11754
  - root-cause
  - summary
`), config.Env(getenv))
	if err != nil {
		t.Fatal(err)
	}
	want := "[{priority Priority  0} {key key  0} {customfield_11740 impact-start  16} {Region Region REG 3} " +
		"{services components  0} {customfield_11754 customfield_11754  0} {Root Cause root-cause  0} {summary summary  0}]"
	if got := fmt.Sprint(c.Columns); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := fmt.Sprint(c.Jira().Columns); got != "[customfield_11740 Region customfield_11754 Root Cause]" {
		t.Errorf("Jira is asked for %s", got)
	}
	without, err := config.Load(folder(t, good), config.Env(getenv))
	if err != nil || without.Columns != nil || without.Jira().Columns != nil {
		t.Errorf("without the section: %v, %v, %v", without.Columns, without.Jira().Columns, err)
	}
}

func TestColumnFaults(t *testing.T) {
	t.Parallel()
	for columns, fault := range map[string]string{
		"[key, priorty]":                            `config.yaml:34: unknown column "priorty"; did you mean "priority"? A field that Jira calls so can be named by its id`,
		"[key, impact-starts]":                      `config.yaml:34: unknown column "impact-starts"; did you mean "impact-start"? A field that Jira calls so can be named by its id`,
		"[key, key]":                                `config.yaml:34: columns: "key" stands here for the second time`,
		"[key, services, Components]":               `config.yaml:34: columns: "Components" stands here for the second time`,
		"[key, impact-start, CUSTOMFIELD_11740]":    `config.yaml:34: columns: "CUSTOMFIELD_11740" stands here for the second time`,
		"[key, a, b, c, d, e, f, g, h, i, j, k]":    "",
		"[key, a, b, c, d, e, f, g, h, i, j, k, l]": `config.yaml:34: columns: the most are 12`,
		"[priority, summary]":                       `config.yaml:34: columns: the key is missing; without it nobody can tell two incidents apart`,
		"[]":                                        `config.yaml:34: columns: the key is missing; without it nobody can tell two incidents apart`,
		"key":                                       `config.yaml:34: columns must be a list such as [priority, key, summary], not text`,
		"":                                          `config.yaml:34: columns must be a list such as [priority, key, summary], not nothing`,
		"[key, [a]]":                                `config.yaml:34: an entry of columns must be text, not a list`,
		"[key, '']":                                 `config.yaml:34: an entry of columns is empty; give it a value or remove the line`,
		"[key, {field: Region, width: 2}]":          `config.yaml:34: columns.width: "2" must be a number from 3 to 60`,
		"[key, {field: Region, width: 61}]":         `config.yaml:34: columns.width: "61" must be a number from 3 to 60`,
		"[key, {field: Region, width: 60}]":         "",
		"[key, {field: Region, wdith: 6}]":          `config.yaml:34: unknown key "wdith" in columns; did you mean "width"?`,
		"[key, {width: 6}]":                         `config.yaml:34: columns.field is missing`,
		"\n  - key\n  - width: 6\n    field: summery": `config.yaml:37: unknown column "summery"; did you mean "summary"? A field that Jira calls so can be named by its id`,
		"[key, \"Reg\\e[2Jion\"]":                     "",
	} {
		_, err := config.Load(folder(t, good+"columns: "+columns+"\n"), config.Env(getenv))
		switch {
		case fault != "":
			want(t, err, fault)
		case err != nil:
			t.Errorf("%s: %v", columns, err)
		}
	}
	c, err := config.Load(folder(t, good+"columns: [key, \"Reg\\e[2Jion\"]\n"), config.Env(getenv))
	if err != nil || strings.Contains(c.Columns[1].Title(), "\x1b") {
		t.Errorf("got %v, %v", c.Columns, err)
	}
}
