package notify

import (
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// lists are those of an audience; in an exercise there is only one.
func (d Desk) lists(a incident.Audience) []List {
	if d.Drill != nil {
		return []List{*d.Drill}
	}
	out := make([]List, len(a.Lists))
	for i, name := range a.Lists {
		out[i] = d.Lists[name]
	}
	return out
}

// address fills in the people. The error says that there is no such letter to correct.
func (d Desk) address(draft *Draft, told History) error {
	letters := told.Letters(draft.Notice.IncidentID, draft.Audience.Name)
	if me := draft.order.Test; !me.IsZero() {
		draft.Test, draft.Recipients = true, Recipients{To: []Address{me}}
	} else {
		d.list(draft)
	}
	if d.Drill != nil {
		draft.drill = map[string]bool{}
		for _, a := range gather([]List{*d.Drill}).all() {
			draft.drill[mailbox(a.mail)] = true
		}
	}
	known := false
	if draft.Notice.Stage == incident.Correction {
		var err error
		if known, err = draft.correct(letters); err != nil {
			return err
		}
	}
	if !known && !draft.Test && d.Drill == nil {
		draft.former(letters)
	}
	return nil
}

// list takes the people of the lists that apply.
func (d Desk) list(draft *Draft) {
	var lists []List
	draft.Sizes = map[string]int{}
	for _, l := range d.lists(draft.Audience) {
		if l.applies(draft.Incident) {
			lists = append(lists, l)
			draft.Lists = append(draft.Lists, l.Name)
			draft.Sizes[l.Name] = l.size()
		}
	}
	draft.Recipients = gather(lists)
}

// correct finds the letter that was wrong, and addresses this one to exactly those who got
// it, or may have. It reports false where they are not known, or do not matter: in a test
// and in an exercise.
func (d *Draft) correct(letters []Receipt) (known bool, err error) {
	at := len(letters) - 1
	if id := d.order.Corrects; id != "" {
		at = slices.IndexFunc(letters, func(r Receipt) bool { return r.ID == id })
		if at < 0 {
			return false, fmt.Errorf("there is no letter %q to %s that could be corrected", id, d.Audience.Name)
		}
	}
	if at < 0 {
		return false, nil
	}
	wrong := letters[at]
	if d.Corrects = wrong.ID; d.Test || d.Drill() {
		return false, nil
	}
	var same []Receipt // the same bytes may have gone to the rest of the list in a sending of their own
	for i, r := range letters {
		if i == at || r.Digest != "" && r.Digest == wrong.Digest {
			same = append(same, r)
		}
	}
	got, elsewhere := reached(same)
	if len(elsewhere) > 0 {
		d.find(Warn, "recipients", wrong.Telling()+" was sent from another machine; who got it is not known here, and this goes to today's lists",
			"send the correction from that machine, or check the lists")
		return false, nil
	}
	d.readdress(wrong, got)
	return true, nil
}

// readdress turns today's recipients into those who got the wrong letter: who was to be seen
// keeps that place, all others are blind copies.
func (d *Draft) readdress(wrong Receipt, got []string) {
	today, rest := d.Recipients, map[string]bool{}
	for _, mail := range got {
		rest[mailbox(mail)] = true
	}
	take := func(all []Address) (out []Address) {
		for _, a := range all {
			if id := mailbox(a.mail); rest[id] {
				delete(rest, id)
				out = append(out, a)
			}
		}
		return out
	}
	d.Recipients = Recipients{To: take(today.To), Cc: take(today.Cc), why: map[string][]Source{}}
	d.Recipients.Bcc = take(today.Bcc)
	left := today.Count() - d.Recipients.Count()
	gone := slices.DeleteFunc(got, func(mail string) bool { return !rest[mailbox(mail)] })
	d.Recipients.Bcc = append(d.Recipients.Bcc, d.parse(gone)...)
	for _, a := range d.Recipients.all() {
		id := mailbox(a.mail)
		d.Recipients.why[id] = append(today.Why(id), Source{Field: "corrected"})
	}
	d.corrected = true
	if left > 0 {
		d.find(Note, "recipients", fmt.Sprintf("%s on today's lists did not get %s, and will not get this letter", people(left), wrong.Telling()),
			"leave it, or send them an update too")
	}
}

// former finds those who got an earlier letter and would not get this one.
func (d *Draft) former(letters []Receipt) {
	over := d.Notice.Stage.Over()
	got, elsewhere := reached(letters)
	if over && len(elsewhere) > 0 {
		was := elsewhere[0].Telling() + " was"
		if n := len(elsewhere) - 1; n > 0 {
			was = fmt.Sprintf("%s and %d more were", elsewhere[0].Telling(), n)
		}
		d.find(Note, "recipients", was+" sent from another machine; who got it is not known here", "look whether the lists are still the same")
	}
	now := map[string]bool{}
	for _, a := range d.Recipients.all() {
		now[mailbox(a.mail)] = true
	}
	d.Former = d.parse(slices.DeleteFunc(got, func(mail string) bool { return now[mailbox(mail)] }))
	if len(d.Former) == 0 {
		return
	}
	const what = "got earlier letters and %s on no list now: %s"
	switch {
	case d.order.Former:
		d.include()
	case over:
		d.find(Warn, "recipients", fmt.Sprintf("%s "+what, people(len(d.Former)), are(len(d.Former)), few(d.Former)), "include them, or mean it")
	}
}

// include writes to former readers too, as blind copies, but for whom the audience's rules
// keep out.
func (d *Draft) include() {
	var out []Address
	for _, a := range d.Former {
		if !permits(d.Audience, a) {
			out = append(out, a)
			continue
		}
		d.Recipients.Bcc = append(d.Recipients.Bcc, a)
		d.Recipients.why[mailbox(a.mail)] = []Source{{Field: "former"}}
	}
	if len(out) > 0 {
		d.find(Note, "recipients", fmt.Sprintf("the rules of %s keep out %s, who got earlier letters", d.Audience.Name, few(out)),
			"change allow or deny in the config, if they should get it")
	}
}

// reached are the mailboxes that letters reached, or may have reached, each once and in their
// order; and the letters of which nobody here knows that.
func reached(letters []Receipt) (got []string, elsewhere []Receipt) {
	seen := map[string]bool{}
	for _, r := range letters {
		if r.Elsewhere || len(r.Outcomes) == 0 {
			elsewhere = append(elsewhere, r)
			continue
		}
		for _, o := range r.Outcomes {
			if (o.State == Accepted || o.State == Unknown) && !seen[mailbox(o.Address)] {
				seen[mailbox(o.Address)] = true
				got = append(got, o.Address)
			}
		}
	}
	return got, elsewhere
}

// parse reads mailboxes of receipts. What is none any more is told, and not forgotten.
func (d *Draft) parse(mails []string) []Address {
	var out []Address
	for _, mail := range mails {
		a, err := ParseAddress(mail)
		if err != nil {
			d.find(Warn, "recipients", "an earlier letter has a reader who cannot be written to: "+incident.CleanLine(err.Error()), "tell them by other means")
			continue
		}
		out = append(out, a)
	}
	return out
}

// maxNamed is how many addresses a finding names.
const maxNamed = 5

// few names the first addresses, and how many more there are.
func few(all []Address) string {
	var names []string
	for _, a := range all[:min(len(all), maxNamed)] {
		names = append(names, a.mail)
	}
	if more := len(all) - maxNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), more)
	}
	return strings.Join(names, ", ")
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
