package config_test

import (
	"fmt"
	"strings"
	"testing"

	"bulletin/cmd/bulletin/config"
)

// ruled is the good config with contexts and senders behind it, from line 34 on.
const ruled = good + `contexts:
  - when: {priority: [P3, P4]}
    audiences: [staff]
    because: P3 and P4 are for staff alone
  - when: {issuetype: Change, Region: EMEA, Build: 7}
    stages: [correction, resolved]
senders:
  groups: [incident-managers]
  users: [ada@example.com, 5b10]
`

func TestContextsAndSenders(t *testing.T) {
	t.Parallel()
	c, err := config.Load(folder(t, ruled), config.Env(getenv))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%+v %+v", c.Desk.Contexts, c.Senders.Groups) + fmt.Sprint(c.Senders.Users)
	const want = "[{When:[{Field:priority Values:[P3 P4]}] Audiences:[staff] Stages:[] Because:P3 and P4 are for staff alone}" +
		" {When:[{Field:issuetype Values:[Change]} {Field:Region Values:[EMEA]} {Field:Build Values:[7]}] Audiences:[] Stages:[correction resolved] Because:}]" +
		" [incident-managers][ada@example.com 5b10]"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if c, err = config.Load(folder(t, good), config.Env(getenv)); err != nil || c.Desk.Contexts != nil || !c.Senders.Everybody() {
		t.Errorf("without them: %v, %v, %v", c.Desk.Contexts, c.Senders, err)
	}
}

func TestFaultsOfContextsAndSenders(t *testing.T) {
	t.Parallel()
	const rule = "{when: {priority: P4}, audiences: [staff]}"
	for _, row := range []struct{ name, old, new, want string }{
		{"no list", ruled[strings.Index(ruled, "  - when"):strings.Index(ruled, "senders")], "  when: {priority: P4}\n",
			"config.yaml:34: contexts must be a list such as [" + rule + "], not a section"},
		{"no rule", "  - when: {priority: [P3, P4]}\n", "  - P4\n  - when: {priority: [P3, P4]}\n",
			"config.yaml:35: an entry of contexts must be a rule such as " + rule + ", not text"},
		{"unknown key", "    because:", "    because-of:",
			`config.yaml:37: unknown key "because-of" in contexts; did you mean "because"?`},
		{"twice", "    because:", "    audiences:",
			`config.yaml:37: "contexts.audiences" stands here for the second time; the first is in line 36`},
		{"no when", "  - when: {priority: [P3, P4]}\n    audiences", "  - audiences",
			`config.yaml:35: contexts.when is missing; name a field and its value, such as {priority: P4}`},
		{"when of nothing", "when: {priority: [P3, P4]}", "when: {}",
			`config.yaml:35: contexts.when is empty; name a field and its value, such as {priority: P4}`},
		{"when left empty", "when: {priority: [P3, P4]}", "when:",
			`config.yaml:35: contexts.when must be a section of keys and values, not nothing`},
		{"when is text", "when: {priority: [P3, P4]}", "when: P4",
			`config.yaml:35: contexts.when must be a section of keys and values, not text`},
		{"no value", "Region: EMEA, Build", "Region: , Build",
			`config.yaml:38: contexts.when.Region must be text, not nothing`},
		{"no values", "[P3, P4]", "[]",
			`config.yaml:35: contexts.when.priority is empty; give it a value or remove the line`},
		{"an empty value", "[P3, P4]", "[P3, '']",
			`config.yaml:35: an entry of contexts.when.priority is empty; give it a value or remove the line`},
		{"a truth", "issuetype: Change", "issuetype: true",
			`config.yaml:38: contexts.when.issuetype must be text, not a yes or no; put it in quotes`},
		{"no field", "issuetype: Change", "' ': Change",
			`config.yaml:38: a key of contexts.when is empty; name a field`},
		{"unknown audience", "audiences: [staff]", "audiences: [staf]",
			`config.yaml:36: contexts.audiences: unknown audience "staf"; did you mean "staff"?`},
		{"audience far from all", "audiences: [staff]", "audiences: [everybody]",
			`config.yaml:36: contexts.audiences: unknown audience "everybody"; known are customers, staff`},
		{"no audiences", "audiences: [staff]", "audiences: []",
			`config.yaml:36: contexts.audiences is empty; name those that make sense or remove the line`},
		{"one audience", "audiences: [staff]", "audiences: staff",
			`config.yaml:36: contexts.audiences must be a list such as [a, b], not text`},
		{"unknown stage", "[correction, resolved]", "[correction, resolve]",
			`config.yaml:39: contexts.stages: unknown stage "resolve"; did you mean "resolved"?`},
		{"no stages", "[correction, resolved]", "[]",
			`config.yaml:39: contexts.stages is empty; name those that make sense or remove the line`},
		{"nothing narrowed", "    audiences: [staff]\n", "",
			`config.yaml:35: this rule of contexts narrows nothing; give it audiences or stages`},
		{"no reason", "because: P3 and P4 are for staff alone", "because: ''",
			`config.yaml:37: contexts.because is empty; give it a value or remove the line`},
		{"no rules", ruled[strings.Index(ruled, "  - when"):strings.Index(ruled, "senders")], "  []\n",
			"config.yaml:34: contexts is empty; give it a rule such as " + rule + " or remove the line"},
		{"rules left empty", ruled[strings.Index(ruled, "  - when"):strings.Index(ruled, "senders")], "",
			"config.yaml:34: contexts must be a list such as [" + rule + "], not nothing"},
		{"unknown key of senders", "  groups:", "  group:",
			`config.yaml:41: unknown key "group" in senders; did you mean "groups"?`},
		{"no groups", "groups: [incident-managers]", "groups: []",
			`config.yaml:41: senders.groups is empty; name somebody or remove the line`},
		{"one group", "groups: [incident-managers]", "groups: incident-managers",
			`config.yaml:41: senders.groups must be a list such as [a, b], not text`},
		{"an empty user", "[ada@example.com, 5b10]", "['', 5b10]",
			`config.yaml:42: an entry of senders.users is empty; give it a value or remove the line`},
		{"nobody", "senders:\n  groups: [incident-managers]\n  users: [ada@example.com, 5b10]\n", "senders: {}\n",
			`config.yaml:40: senders is empty; name groups or users, or remove it`},
		{"senders left empty", "senders:\n  groups: [incident-managers]\n  users: [ada@example.com, 5b10]\n", "senders:\n",
			`config.yaml:40: senders must be a section of keys and values, not nothing`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(ruled, row.old) {
				t.Fatalf("the config has no %q", row.old)
			}
			_, err := config.Load(folder(t, strings.Replace(ruled, row.old, row.new, 1)), config.Env(getenv))
			want(t, err, row.want)
		})
	}
}
