package filters

import (
	"fmt"
	"testing"

	"bulletin/notify/incident"
	"bulletin/tui/screen"
)

// What a text can mean: a filter that is known, a number, a JQL, or nothing.
func TestWhatATextMeans(t *testing.T) {
	t.Parallel()
	p := New(Options{
		Own:     incident.Filter{ID: "10042", Name: "Open incidents", JQL: "project = OPS"},
		Current: incident.Filter{ID: "10079"},
	})
	p.Update(screen.Size{Width: 80, Height: 20})
	p.Update(Read{
		Saved:  []incident.Filter{{ID: "10042", Name: "Open incidents"}, {ID: "10077", Name: "Payments = money"}, {ID: "10079", Name: "Platform"}},
		Recent: []incident.Filter{{Name: "project = EDGE", JQL: "project = EDGE"}, {ID: "10077", Name: "Payments = money"}, {ID: "10042"}},
	})
	for text, want := range map[string]string{
		"":                               "[Open incidents: of the config] [Platform: recent] [project = EDGE: recent] [Payments = money: recent]",
		"PAY":                            "[Payments = money: recent]",
		"money pay":                      "[Payments = money: recent]",
		"payments = money":               "[Payments = money: recent]",
		"payments = cash":                "[payments = cash: this JQL]",
		"10077":                          "[Payments = money: recent]",
		"1007":                           "[Platform: recent] [Payments = money: recent] [1007: by its number]",
		"4711":                           "[4711: by its number]",
		"10042":                          "[Open incidents: of the config]",
		"checkout":                       "",
		"what is this":                   "",
		"nothing in it":                  "",
		"assignee in (currentUser())":    "[assignee in (currentUser()): this JQL]",
		"priority not in (P1, P2)":       "[priority not in (P1, P2): this JQL]",
		"resolution IS EMPTY":            "[resolution IS EMPTY: this JQL]",
		"(created >= -1d OR labels = x)": "[(created >= -1d OR labels = x): this JQL]",
		`"Affected service" ~ "pay*"`:    `["Affected service" ~ "pay*": this JQL]`,
		"cf[10061] != 3":                 "[cf[10061] != 3: this JQL]",
		"status changed":                 "[status changed: this JQL]",
		"status was Open":                "[status was Open: this JQL]",
		"team =":                         "",
	} {
		p.input.SetValue(text)
		p.arrange(incident.Filter{})
		got := ""
		for _, e := range p.shown {
			name := e.as.Name
			if name == "" {
				name = e.as.ID
			}
			got += fmt.Sprintf(" [%s: %s]", name, e.what)
		}
		if want != "" {
			want = " " + want
		}
		if got != want {
			t.Errorf("%q means%s, want%s", text, got, want)
		}
	}
}
