package letter

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"bulletin/notify/incident"
	"bulletin/notify/letter/plain"
)

var update = flag.Bool("update", false, "write the golden files anew")

// readers are those for whom there are built-in letters.
func readers() []incident.Audience {
	return []incident.Audience{
		{Name: "customers", Language: "en"}, {Name: "staff", Exposure: incident.Internal, Language: "en"},
		{Name: "management", Exposure: incident.Internal, Language: "en"}, {Name: "clients", Language: "fr"},
		{Name: "équipe", Exposure: incident.Internal, Language: "fr-CA"}, {Name: "management", Exposure: incident.Internal, Language: "fr"},
	}
}

// course is how an outage of an hour goes: what its letters say at each stage.
func course(s incident.Stage, a incident.Audience) table {
	over := s == incident.Resolved || s == incident.Postmortem
	facts := outage().with("stage", said(string(s))).with("audience", said(a.Name)).with("exposure", said(a.Exposure.String())).
		with("sequence", said("1")).with("issue.created", at("2026-01-31T10:02:00Z")).
		with("impact-end", incident.Value{Name: "Impact End Date", Kind: incident.DateTime})
	moment := map[incident.Stage]struct{ now, duration string }{
		incident.Start: {"2026-01-31T10:05:00Z", "5 min"}, incident.Update: {"2026-01-31T10:25:00Z", "25 min"},
		incident.Correction: {"2026-01-31T10:40:00Z", "40 min"}, incident.Resolved: {"2026-01-31T11:20:00Z", "1 h 05 min"},
		incident.Postmortem: {"2026-02-03T09:00:00Z", "1 h 05 min"},
	}[s]
	facts = facts.with("now", at(moment.now)).with("duration", said(moment.duration)).with("service-status", said("DISRUPTED"))
	if over {
		facts = facts.with("impact-end", at("2026-01-31T11:05:00Z")).with("service-status", said("UP")).
			with("issue.status", named("Status", "Done")).with("next-update", incident.Value{Kind: incident.DateTime})
	}
	if s == incident.Start || s == incident.Update {
		facts = facts.with("root-cause", named("Root Cause"))
	}
	if s == incident.Postmortem {
		facts = facts.with("issue.resolved", at("2026-01-31T11:30:00Z"))
	}
	return inWords(facts, s, over, strings.HasPrefix(a.Language, "fr"))
}

// inWords is what people wrote of the outage, in the language of those who read it.
func inWords(facts table, s incident.Stage, over, french bool) table {
	if french {
		for name, v := range map[string]string{
			"issue.summary": "Échecs de paiement par carte", "root-cause": "Un certificat avait expiré.",
			"workaround": "Payer par virement.\nComptez un jour ouvré.",
		} {
			if !facts[name].Empty() {
				facts = facts.with(name, named(name, v))
			}
		}
		facts = facts.with("components", named("Components", "Paiements", "Boutique"))
	}
	impact := map[[2]bool]string{ // over, french
		{false, false}: "<p>Card payments fail for about one in five customers. Refunds and transfers are <b>not</b> affected.</p>" +
			"<ul><li>Web shop: slow</li><li>App: some payments are refused</li></ul>",
		{true, false}: "<p>Card payments failed for about one in five customers. Refunds and transfers were <b>not</b> affected.</p>",
		{false, true}: "<p>Les paiements par carte échouent pour environ un client sur cinq. Les remboursements et les virements <b>ne sont pas</b> touchés.</p>" +
			"<ul><li>Boutique en ligne&nbsp;: lente</li><li>Application&nbsp;: certains paiements sont refusés</li></ul>",
		{true, true}: "<p>Les paiements par carte ont échoué pour environ un client sur cinq. Les remboursements et les virements <b>n’ont pas</b> été touchés.</p>",
	}[[2]bool{over, french}]
	messages := map[incident.Stage][2]string{
		incident.Start:      {"Please do not repeat a payment that failed.", "Merci de ne pas relancer un paiement qui a échoué."},
		incident.Update:     {"The number of failing payments is falling.", "Le nombre d’échecs est en baisse."},
		incident.Correction: {"Refunds are not affected.", "Les remboursements ne sont pas touchés."},
		incident.Resolved:   {"Some refunds will arrive up to one day late.", "Certains remboursements arriveront avec un jour de retard."},
		incident.Postmortem: {"All certificates are now renewed a month before they expire. The one that failed had not been watched.",
			"Tous les certificats sont désormais renouvelés un mois avant leur échéance. Celui qui a expiré n’était pas surveillé."},
	}
	message := messages[s][0]
	if french {
		message = messages[s][1]
	}
	return facts.with("customer-description", richly(impact, "x")).with("message", said(message))
}

// eachBuiltin fills every built-in letter with the same facts.
func eachBuiltin(t *testing.T, facts Facts, look func(tpl *Template, l Letter, findings []Finding)) {
	t.Helper()
	eachLetter(t, func(incident.Stage, incident.Audience) Facts { return facts }, look)
}

// eachLetter fills every built-in letter with the facts of its stage and audience.
func eachLetter(t *testing.T, facts func(incident.Stage, incident.Audience) Facts, look func(tpl *Template, l Letter, findings []Finding)) {
	t.Helper()
	l, err := Open(Folder{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range readers() {
		for _, s := range incident.Stages() {
			tpl, err := l.Find(s, a)
			if err != nil {
				t.Fatal(err)
			}
			filled, findings := tpl.Fill(facts(s, a), Manner{Zone: zone(t, "Europe/Paris"), Language: a.Language})
			look(tpl, filled, findings)
		}
	}
}

func TestBuiltinLetters(t *testing.T) {
	facts := func(s incident.Stage, a incident.Audience) Facts { return course(s, a) }
	eachLetter(t, facts, func(tpl *Template, l Letter, findings []Finding) {
		for _, f := range findings {
			t.Errorf("%s: %v", tpl.Name(), f)
		}
		name := filepath.Join("builtin", strings.TrimSuffix(filepath.Base(tpl.Name()), ".html"))
		golden(t, name+".html", l.HTML)
		golden(t, name+".txt", "Subject: "+l.Subject+"\n\n"+l.Text)
		readable(t, l.Text)
	})
}

// The letter goes out with the least that can be known in the first five minutes. Only what
// is nothing without the operator's words needs them.
func TestBuiltinLettersOfLittle(t *testing.T) {
	little := func(s incident.Stage, a incident.Audience) Facts {
		facts := course(s, a)
		for _, name := range strings.Fields("components region customer-description impact-end workaround root-cause duration next-update service-status issue.assignee issue.resolved") {
			facts = facts.with(name, named(name))
		}
		switch {
		case s == incident.Correction: // of what was said of the end: no update is promised
			facts = facts.with("now", at("2026-01-31T12:00:00Z")).with("issue.status", named("Status", "Done"))
		case s != incident.Postmortem, a.Exposure == incident.Internal && a.Name != "management":
			facts = facts.with("message", said())
		}
		return facts
	}
	eachLetter(t, little, func(tpl *Template, l Letter, findings []Finding) {
		for _, f := range findings {
			t.Errorf("%s: %v", tpl.Name(), f)
		}
		if strings.Contains(l.Text, "[") || strings.Contains(l.Subject, "] :") && !strings.Contains(tpl.Name(), ".fr.") || strings.Contains(l.Subject, "[]") {
			t.Errorf("%s: %s\n%s", tpl.Name(), l.Subject, l.Text)
		}
		golden(t, filepath.Join("builtin", strings.TrimSuffix(filepath.Base(tpl.Name()), ".html"))+".little.txt", "Subject: "+l.Subject+"\n\n"+l.Text)
	})
}

// What is not public by nature or by the house's usual config may not be in an external one.
func TestExternalLettersUseOnlyPublicNames(t *testing.T) {
	public := strings.Fields("issue.key issue.summary components region impact-start impact-end customer-description " +
		"workaround now next-update duration sequence stage service-status message contact audience exposure brand")
	facts := func(s incident.Stage, a incident.Audience) Facts {
		all := course(s, a)
		for name, f := range all {
			f.Internal = !slices.Contains(public, name)
			all[name] = f
		}
		return all
	}
	eachLetter(t, facts, func(tpl *Template, _ Letter, findings []Finding) {
		if !strings.Contains(tpl.Name(), ".internal") && len(findings) > 0 {
			t.Errorf("%s: %v", tpl.Name(), findings)
		}
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(got, "\n") {
		if wanted := strings.Split(string(want), "\n"); i >= len(wanted) || line != wanted[i] {
			t.Errorf("%s:%d differs; got %s", name, i+1, line)
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s ends early", name)
	}
}

// readable checks what every text part promises.
func readable(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "\n\n\n") {
		t.Errorf("two empty lines in a row:\n%q", text)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " \t") != line {
			t.Errorf("trailing space: %q", line)
		}
	}
}

// narrow checks that only a word that is wider than the page makes a line so. What an
// author set in pre stays as it is and is not for this.
func narrow(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		widest := 0
		for _, word := range strings.Fields(line) {
			widest = max(widest, uniseg.StringWidth(word))
		}
		if uniseg.StringWidth(line) > plain.Columns && widest <= plain.Columns-8 { // a mark and an indent stand before a word
			t.Errorf("wider than %d: %q", plain.Columns, line)
		}
	}
}
