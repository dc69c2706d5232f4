package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// outcomes is a letter with one outcome for each "state:address".
func outcomes(r Receipt, all ...string) Receipt {
	r.Outcomes = nil
	for _, s := range all {
		state, mail, _ := strings.Cut(s, ":")
		r.Outcomes = append(r.Outcomes, Outcome{Address: mail, State: State(state)})
	}
	r.Total = len(all)
	return r
}

// everybody is who gets a letter, by their place.
func everybody(d Draft) string {
	return fmt.Sprintf("to %s cc %s bcc %s", mails(d.Recipients.To), mails(d.Recipients.Cc), mails(d.Recipients.Bcc))
}

// Who was told of a disruption must hear of its end, also when the lists are others by then.
func TestFormerReaders(t *testing.T) {
	t.Parallel()
	start := past(incident.Start, 1, "customers", now.Add(-2*time.Hour), Accepted)
	some := outcomes(start, "accepted:it@alpha.example.com", "accepted:Old@gone.example", "unknown:may@gone.example", "refused:no@gone.example", "unsent:un@gone.example")
	again := outcomes(past(incident.Update, 1, "customers", now.Add(-time.Hour), Accepted), "accepted:old@gone.example", "accepted:new@gone.example")
	seven := got(start, mailsOf(many(t, 7, "gone.example"))...)
	summary, elsewhere := some, again
	summary.Outcomes, summary.Tally = nil, map[State]int{Accepted: 5}
	elsewhere.Elsewhere = true
	for name, c := range map[string]struct {
		stage    incident.Stage
		told     []Receipt
		former   string
		severity Severity
		says     string
	}{
		"all are on the lists": {incident.Resolved, []Receipt{start}, "", Note, ""},
		"three are not":        {incident.Resolved, []Receipt{some, again}, "Old@gone.example may@gone.example new@gone.example", Warn, "3 people got earlier letters and are on no list now: Old@gone.example, may@gone.example, new@gone.example"},
		"a post-mortem":        {incident.Postmortem, []Receipt{again}, "old@gone.example new@gone.example", Warn, "2 people got"},
		"seven are not":        {incident.Resolved, []Receipt{seven}, mails(many(t, 7, "gone.example")), Warn, "reader-4@gone.example and 2 more"},
		"in an update":         {incident.Update, []Receipt{some}, "Old@gone.example may@gone.example", Note, ""},
		"of another audience":  {incident.Resolved, []Receipt{start, past(incident.Start, 1, "staff", now, Accepted)}, "", Note, ""},
		"a summary alone":      {incident.Resolved, []Receipt{summary}, "", Note, "start was sent from another machine; who got it is not known here"},
		"from elsewhere too":   {incident.Resolved, []Receipt{some, elsewhere}, "Old@gone.example may@gone.example", Note, "update 1 was sent from another machine"},
		"two from elsewhere":   {incident.Resolved, []Receipt{summary, elsewhere}, "", Note, "start and 1 more were sent from another machine"},
		"not known, an update": {incident.Update, []Receipt{summary}, "", Note, ""},
	} {
		o := order("customers")
		o.Stage, o.Incident = c.stage, done()
		d := draft(t, desk(t), o, history(c.told...))
		if mails(d.Former) != c.former {
			t.Errorf("%s: former %s", name, mails(d.Former))
		}
		if c.says != "" && !found(d, c.severity, "recipients", c.says) || c.says == "" && found(d, Warn, "recipients") || c.says == "" && found(d, Note, "recipients") {
			t.Errorf("%s: %+v", name, d.Findings)
		}
		if everybody(d) != "to  cc  bcc it@alpha.example.com ops@beta.example.com" {
			t.Errorf("%s: %s", name, everybody(d))
		}
	}
}

func mailsOf(all []Address) []string { return strings.Fields(mails(all)) }

func TestFormerReadersAreIncluded(t *testing.T) {
	t.Parallel()
	told := history(outcomes(past(incident.Start, 1, "staff", now.Add(-time.Hour), Accepted), "accepted:on-call@example.com", "accepted:old@gone.example", "unknown:may@sub.denied.example"))
	for name, c := range map[string]struct {
		allow, deny []string
		bcc, says   string
	}{
		"no rules": {nil, nil, "board@example.com old@gone.example may@sub.denied.example", ""},
		"denied":   {nil, []string{"denied.example"}, "board@example.com old@gone.example", "the rules of staff keep out may@sub.denied.example"},
		"allowed":  {[]string{"example.com"}, nil, "board@example.com", "the rules of staff keep out old@gone.example, may@sub.denied.example"},
	} {
		d, o := desk(t), order("staff")
		d.Audiences[1].Allow, d.Audiences[1].Deny = c.allow, c.deny
		o.Stage, o.Incident, o.Former = incident.Resolved, done(), true
		got := draft(t, d, o, told)
		if mails(got.Recipients.Bcc) != c.bcc || len(got.Former) != 2 || got.Blocked() != nil || found(got, Warn, "recipients") {
			t.Errorf("%s: %s, %+v", name, everybody(got), got.Findings)
		}
		if c.says != "" && !found(got, Note, "recipients", c.says) {
			t.Errorf("%s: %+v", name, got.Findings)
		}
		if strings.Contains(c.bcc, "old@") && fmt.Sprint(got.Recipients.Why("old@gone.example")) != "[{ former}]" {
			t.Errorf("%s: why %v", name, got.Recipients.Why("old@gone.example"))
		}
		composed(t, got)
	}
}

// A correction goes to exactly those who got, or may have got, what was wrong.
func TestACorrectionGoesToTheReadersOfTheWrongLetter(t *testing.T) {
	t.Parallel()
	start := outcomes(past(incident.Start, 1, "staff", now.Add(-2*time.Hour), Accepted), "accepted:On-Call@example.com", "accepted:heads@example.com", "accepted:old@gone.example")
	start.ID, start.Digest = "a", "sha256:1"
	wrong := outcomes(past(incident.Update, 1, "staff", now.Add(-time.Hour), Accepted), "accepted:desk@example.com", "unknown:board@example.com",
		"accepted:heads@example.com", "accepted:old@gone.example", "refused:on-call@example.com", "unsent:un@gone.example")
	wrong.ID, wrong.Digest = "b", "sha256:2"
	rest := outcomes(wrong, "accepted:un@gone.example")
	rest.ID, rest.Resumes, rest.Began = "c", "b", now.Add(-time.Minute)
	elsewhere := wrong
	elsewhere.Elsewhere, elsewhere.Outcomes, elsewhere.Tally = true, nil, map[State]int{Accepted: 4}
	today := "to on-call@example.com desk@example.com cc heads@example.com bcc board@example.com"
	for name, c := range map[string]struct {
		told     []Receipt
		id, is   ID
		want     string
		severity Severity
		says     string
	}{
		"the latest": {[]Receipt{start, wrong}, "", "b", "to desk@example.com cc heads@example.com bcc board@example.com old@gone.example", Note,
			"1 person on today's lists did not get update 1, and will not get this letter"},
		"an older one": {[]Receipt{start, wrong}, "a", "a", "to on-call@example.com cc heads@example.com bcc old@gone.example", Note, "2 people on today's lists did not get start"},
		"in two sendings": {[]Receipt{start, wrong, rest}, "", "c", "to desk@example.com cc heads@example.com bcc board@example.com old@gone.example un@gone.example", Note,
			"1 person on today's lists"},
		"of the first of them": {[]Receipt{start, wrong, rest}, "b", "b", "to desk@example.com cc heads@example.com bcc board@example.com old@gone.example un@gone.example", Note,
			"1 person on today's lists"},
		"from another machine": {[]Receipt{start, elsewhere}, "", "b", today, Warn, "update 1 was sent from another machine; who got it is not known here, and this goes to today's lists"},
		"a part of it":         {[]Receipt{start, elsewhere, rest}, "", "c", today, Warn, "sent from another machine"},
		"nothing was told":     {nil, "", "", today, Warn, ""},
	} {
		d, o := desk(t), order("staff")
		d.Templates = library(t, "")
		o.Stage, o.Corrects = incident.Correction, c.id
		got := draft(t, d, o, history(c.told...))
		if everybody(got) != c.want || got.Corrects != c.is {
			t.Errorf("%s: corrects %q: %s, want %s", name, got.Corrects, everybody(got), c.want)
		}
		if c.says != "" && !found(got, c.severity, "recipients", c.says) || c.says == "" && found(got, Warn, "recipients") {
			t.Errorf("%s: %+v", name, got.Findings)
		}
		if m := composed(t, got); strings.Contains(strings.ToLower(m.EML()), "gone.example") {
			t.Errorf("%s: a blind reader is shown:\n%s", name, m.EML())
		}
	}
}

// Everybody who got the wrong letter is in the envelope once, and nobody else, whatever the
// lists are by now.
func TestTheEnvelopeOfACorrection(t *testing.T) {
	t.Parallel()
	wrong := past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted)
	wrong.Outcomes = nil
	var reached []string
	for i, a := range many(t, 200, "alpha.example") {
		state := []State{Accepted, Unknown, Refused, Unsent}[i%4]
		wrong.Outcomes = append(wrong.Outcomes, Outcome{Address: a.Mail(), State: state})
		if state == Accepted || state == Unknown {
			reached = append(reached, a.Mail())
		}
	}
	d, o := lists(t, List{Name: "x", Bcc: many(t, 300, "alpha.example")[100:]}), order("customers")
	d.Templates = library(t, "")
	o.Stage = incident.Correction
	got := draft(t, d, o, history(wrong))
	envelope := map[string]int{}
	for _, mail := range composed(t, got).Envelope() {
		envelope[mail]++
	}
	for _, mail := range reached {
		if envelope[mail] != 1 {
			t.Errorf("%s gets it %d times", mail, envelope[mail])
		}
	}
	if len(envelope) != len(reached) || len(got.Former) > 0 || !found(got, Note, "recipients", "150 people on today's lists did not get start") {
		t.Errorf("%d people for %d readers; %+v", len(envelope), len(reached), got.Findings)
	}
}

// The rules about lists make no sense for readers who are what they are.
func TestACorrectionHasNoFindingsOfLists(t *testing.T) {
	t.Parallel()
	wrong := got(past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted), "it@alpha.example.com", "x@denied.example")
	wrong.Lists = map[string]int{"x": 100}
	d, o := lists(t, List{Name: "x", Bcc: addresses(t, "it@alpha.example.com"), File: addresses(t, "it@alpha.example.com")}), order("customers")
	d.Templates, d.Audiences[0].Deny = library(t, ""), []string{"denied.example"}
	o.Stage = incident.Correction
	got := draft(t, d, o, history(wrong))
	if len(got.Findings) != 1 || !found(got, Warn, "recipients", "denied to customers: x@denied.example", "they got the letter that was wrong") {
		t.Errorf("%+v", got.Findings)
	}
	if why := fmt.Sprint(got.Recipients.Why("it@alpha.example.com"), got.Recipients.Why("x@denied.example")); why != "[{x bcc} {x file} { corrected}] [{ corrected}]" {
		t.Error(why)
	}
}

func TestACorrectionOfNoLetter(t *testing.T) {
	t.Parallel()
	o := order("customers")
	o.Stage, o.Corrects = incident.Correction, "zzz"
	if _, err := desk(t).Draft(o, history(threaded()...)); err == nil || !strings.Contains(err.Error(), `no letter "zzz" to customers`) {
		t.Errorf("%v", err)
	}
}

// A reader whose address is refused today is not forgotten in silence.
func TestAReaderWhoCannotBeWrittenTo(t *testing.T) {
	t.Parallel()
	wrong := outcomes(past(incident.Start, 1, "customers", now.Add(-time.Hour), Accepted), "accepted:it@alpha.example.com", "accepted:x@раypal.example")
	d, o := desk(t), order("customers")
	d.Templates = library(t, "")
	o.Stage = incident.Correction
	if got := draft(t, d, o, history(wrong)); !found(got, Warn, "recipients", "cannot be written to", "Cyrillic", "other means") {
		t.Errorf("%+v", got.Findings)
	}
}
