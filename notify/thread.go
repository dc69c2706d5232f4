package notify

import (
	"fmt"
	"regexp"
	"strings"
)

// messageID is the form of a Message-ID that may stand in our headers (RFC 5322 3.6.4); one
// from Jira may be anybody's.
var messageID = regexp.MustCompile(`^<[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,128}@[A-Za-z0-9.-]{1,128}>$`)

// keepStem makes the letter one of the audience's thread: it answers the first one, and its
// subject calls the incident what the first one called it.
func (d *Draft) keepStem(told History) {
	services := strings.Join(d.Incident.Services, ", ")
	d.Stem = Stem{Summary: d.Incident.Summary, Services: services}
	letters := told.Letters(d.Notice.IncidentID, d.Audience.Name)
	if len(letters) == 0 {
		return
	}
	if id := letters[0].MessageID; messageID.MatchString(id) {
		d.Thread = id
	}
	first := letters[0].Stem
	if first == (Stem{}) {
		return
	}
	d.Stem = first
	for what, change := range map[string][2]string{"summary": {d.Incident.Summary, first.Summary}, "services": {services, first.Services}} {
		now, before := change[0], change[1]
		if now == before || now == "" || before == "" || !strings.Contains(d.Letter.Subject, now) {
			continue
		}
		d.Letter.Subject = strings.Replace(d.Letter.Subject, now, before, 1)
		d.find(Note, "subject", fmt.Sprintf("the %s in Jira has changed since %s; the subject keeps the first words, so that mail programs keep one thread", what, letters[0].Telling()),
			"say in your message what is new")
	}
}

// earlier is where the addresses come from that stand on no list now.
const earlier = "earlier letters"

// remember finds who got an earlier letter of this incident and is on no list now, and includes
// them where that was asked for.
func (d *Draft) remember(letters []Receipt) {
	seen := map[string]bool{}
	elsewhere := 0
	for _, r := range letters {
		if r.Outcomes == nil {
			elsewhere++
		}
		for _, o := range r.Outcomes {
			id := strings.ToLower(o.Address)
			if o.State != Accepted && o.State != Unknown || seen[id] || d.Recipients.Has(id) {
				continue
			}
			seen[id] = true
			if a, err := ParseAddress(o.Address); err == nil && d.Audience.MayGet(a.Domain()) {
				d.Former = append(d.Former, a)
			}
		}
	}
	over := d.Notice.Stage.Over()
	switch {
	case d.order.Former && len(d.Former) > 0:
		d.Recipients = d.Recipients.with(d.Former, earlier)
		d.Lists = append(d.Lists, earlier)
	case over && len(d.Former) > 0:
		d.find(Warn, "recipients", some(mailboxes(d.Former))+" got an earlier letter and would not get "+string(d.Notice.Stage),
			"include the former readers: ctrl+f in compose, --former on the command line; or mean it")
	}
	if over && elsewhere > 0 {
		d.find(Note, "recipients", fmt.Sprintf("%d of the earlier letters left from another machine; who got them is not known here", elsewhere),
			"trust the lists, or send from there")
	}
}

// correct makes the letter one for exactly those who got, or may have got, the wrong one.
func (d *Draft) correct(letters []Receipt) {
	if len(letters) == 0 {
		return
	}
	wrong := letters[len(letters)-1]
	for _, r := range letters {
		if r.ID == d.order.Corrects && r.ID != "" {
			wrong = r
		}
	}
	d.Corrects = wrong.ID
	if wrong.Outcomes == nil {
		d.find(Warn, "recipients", wrong.Telling()+" left from another machine; who got it is not known here, so this goes to today's lists",
			"send the correction from that machine, or mean it")
		return
	}
	var readers []string
	for _, r := range letters {
		for _, o := range r.Outcomes {
			if r.Digest == wrong.Digest && (o.State == Accepted || o.State == Unknown) && (d.drill == nil || len(d.drill[strings.ToLower(o.Address)]) > 0) {
				readers = append(readers, o.Address)
			}
		}
	}
	d.Recipients = d.Recipients.only(readers, "who got "+wrong.Telling())
	d.Lists, d.Sizes = []string{"who got " + wrong.Telling()}, nil
}

func mailboxes(all []Address) []string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = a.mail
	}
	return out
}

// some names a few of many.
func some(all []string) string {
	const few = 5
	if len(all) <= few {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:few], ", "), len(all)-few)
}
