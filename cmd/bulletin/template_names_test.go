package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// TestNamesAreTheDesks: the names that the workbench knows are those of a letter, with the
// same values, and internal are the same.
func TestNamesAreTheDesks(t *testing.T) {
	t.Parallel()
	d := helped(t, nil)
	b := &bench{desk: d}
	at := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	in := exampleIncident(d.Desk, at)
	for _, public := range [][]string{d.Desk.Public, nil, {"customfield_11740", "IMPACT-END", "url", "Project"}, {"impact-end"}} {
		b.Desk.Public = public
		for names := range slices.Chunk(b.names(in, b.external(), at), 40) { // more findings are not told
			namesAgree(t, b, names, notify.Order{Incident: in, Stage: "start", Audience: "customers", At: at, By: b.Operator, Message: "Your own words for this letter."})
		}
	}
	once := map[string]bool{}
	for _, k := range b.names(in, b.external(), at) {
		if strings.HasPrefix(k.Name, "field|") || once[k.Name] {
			t.Errorf("%s has a name already", k.Name)
		}
		once[k.Name] = true
	}
	// And the other way round: a letter knows no name that the list lacks.
	all := b.names(in, b.external(), at)
	for _, row := range strings.Fields(strings.NewReplacer("`", " ", ",", " ", ";", " ").Replace(topic("letters"))) {
		if regexp.MustCompile(`^(issue|project)\.[a-z]+$`).MatchString(row) && !slices.ContainsFunc(all, func(k known) bool { return k.Name == row }) {
			t.Errorf("the list lacks %s", row)
		}
	}
}

// namesAgree fills a template with one name in each line.
func namesAgree(t *testing.T, b *bench, names []known, o notify.Order) {
	t.Helper()
	text := "---\nsubject: x\n---\n"
	for _, k := range names {
		name, rest, dated := strings.Cut(strings.TrimSuffix(k.written(), "]"), "|")
		if dated {
			rest = "|" + rest
		}
		text += "<p>x " + name + "?-" + rest + "] x</p>\n"
	}
	s, err := b.lay("", "start.html", text)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := b.draft(s, o)
	if err != nil {
		t.Fatal(err)
	}
	hidden := map[int]bool{}
	for _, f := range draft.Findings {
		if strings.Contains(f.What, "is no known name") {
			t.Errorf("a letter does not know it: %s", f.What)
		}
		hidden[f.Pos.Line-4] = hidden[f.Pos.Line-4] || strings.Contains(f.What, "is internal")
	}
	for i, k := range names {
		if hidden[i] == k.Public {
			t.Errorf("%s with %q: hidden %v, public %v", k.Name, b.Desk.Public, hidden[i], k.Public)
		}
		if v := k.Value.String(); k.Value.Kind == incident.Text && k.Public && v != "" && !strings.Contains(draft.Letter.Text, "x "+v+" x") {
			t.Errorf("%s: the list says %q, the letter\n%s", k.Name, v, draft.Letter.Text)
		}
	}
}
