package config

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bulletin/notify"
	"bulletin/notify/incident"
)

// maxList is some fifty thousand addresses.
const maxList = 4 << 20

// desk reads who writes, to whom, in which words.
func (r *reader) desk(t table) notify.Desk {
	d := notify.Desk{
		From:    t.address("from", true),
		ReplyTo: t.address("reply_to", false),
		House:   t.house(),
		Cadence: t.cadence(),
		Lists:   map[string]notify.List{},
	}
	d.Stages, d.Status = t.stages()
	for _, w := range t.texts("public_fields") {
		d.Public = append(d.Public, w.text)
	}
	lists := t.section("lists", false)
	for _, name := range lists.order {
		d.Lists[name] = r.list(lists, name)
	}
	audiences := t.section("audiences", true)
	for _, name := range audiences.order {
		d.Audiences = append(d.Audiences, r.audience(audiences, name, lists.order))
	}
	if audiences.present && len(audiences.order) == 0 {
		t.fault(audiences.line, "audiences is empty; nobody could be told of anything")
	}
	d.Contexts = t.contexts(d)
	r.words(t, &d)
	return d
}

// address reads one address.
func (t table) address(key string, required bool) notify.Address {
	s := t.text(key)
	if s == "" {
		if required && !t.has(key) {
			t.fault(t.line, "%s is missing", t.full(key))
		}
		return notify.Address{}
	}
	a, err := notify.ParseAddress(s)
	if err != nil {
		t.fault(t.at(key), "%s: %s", t.full(key), err)
	}
	return a
}

func (t table) addresses(key string) []notify.Address {
	var out []notify.Address
	for _, w := range t.texts(key) {
		a, err := notify.ParseAddress(w.text)
		if err != nil {
			t.fault(w.line, "%s: %s", t.full(key), err)
			continue
		}
		out = append(out, a)
	}
	return out
}

// list reads a recipient list. The addresses of its file are blind copies: a long list is
// never a list of people who should see one another.
func (r *reader) list(lists table, name string) notify.List {
	lists.nameOK(name)
	t := lists.section(name, true, "to", "cc", "bcc", "file", "when")
	if !t.present {
		return notify.List{}
	}
	l := t.people(name)
	l.When = t.section("when", false).pairs()
	return l
}

// people reads who stands on a list.
func (t table) people(name string) notify.List {
	before := len(t.faults)
	l := notify.List{Name: name, To: t.addresses("to"), Cc: t.addresses("cc"), Bcc: t.addresses("bcc"), File: t.listFile()}
	if len(l.To)+len(l.Cc)+len(l.Bcc)+len(l.File) == 0 && len(t.faults) == before {
		t.fault(t.line, "%s has no address", t.name)
	}
	return l
}

// drill reads the list of exercises, which has no when: nobody else is written to in one.
func (r *reader) drill(t table) *notify.List {
	s := t.section("drill", false, "to", "cc", "bcc", "file")
	if !s.present {
		return nil
	}
	l := s.people("drill")
	return &l
}

// listFile reads the addresses of a list's file, one a line. Empty lines and lines that
// begin with # are skipped.
func (t table) listFile() []notify.Address {
	p := t.text("file")
	if p == "" {
		return nil
	}
	content, err := readFile(t.path(p), maxList)
	if err != nil {
		t.fault(t.at("file"), "%s: cannot read %q: %s", t.full("file"), p, cause(err))
		return nil
	}
	var out []notify.Address
	n := 0
	for s := range strings.Lines(content) {
		n++
		if s = strings.TrimSpace(s); s == "" || s[0] == '#' {
			continue
		}
		a, err := notify.ParseAddress(s)
		if err != nil {
			t.faultIn(filepath.ToSlash(p), n, "%s: %s", t.name, err)
			continue
		}
		out = append(out, a)
	}
	return out
}

// audience reads one audience. Its exposure has no default: somebody must have decided it.
func (r *reader) audience(audiences table, name string, lists []string) incident.Audience {
	audiences.nameOK(name)
	t := audiences.section(name, true, "exposure", "lists", "timezone", "language", "allow", "deny")
	a := incident.Audience{Name: name, Zone: time.UTC, Language: "en"}
	if !t.present {
		return a
	}
	t.need("exposure")
	if t.oneOf("exposure", "external", "external", "internal") == "internal" {
		a.Exposure = incident.Internal
	}
	if !t.has("lists") {
		t.fault(t.line, "%s is missing", t.full("lists"))
	}
	for _, w := range t.texts("lists") {
		if !slices.Contains(lists, w.text) {
			t.fault(w.line, "%s: unknown list %q%s", t.name, w.text, instead(w.text, lists))
		}
		a.Lists = append(a.Lists, w.text)
	}
	if t.empty("lists") {
		t.fault(t.at("lists"), "%s is empty; nobody would get its letters", t.full("lists"))
	}
	t.manner(&a)
	a.Allow, a.Deny = t.domains("allow"), t.domains("deny")
	return a
}

// domains reads domains of addresses, each with its subdomains. None at all is no rule, and
// whoever wrote the line meant one.
func (t table) domains(key string) []string {
	var out []string
	words := t.texts(key)
	for _, w := range words {
		d, err := notify.ParseDomain(strings.TrimPrefix(w.text, "@"))
		if err != nil {
			t.fault(w.line, "%s: %s", t.full(key), err)
		}
		out = append(out, d)
	}
	if t.empty(key) {
		t.fault(t.at(key), "%s is empty; name domains such as example.com or remove the line", t.full(key))
	}
	return out
}

var languageShape = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// manner reads the audience's time zone and language.
func (t table) manner(a *incident.Audience) {
	if s := t.text("timezone"); s != "" {
		zone, err := time.LoadLocation(s)
		if err != nil || s == "Local" { // which zone that is depends on the machine
			t.fault(t.at("timezone"), "%s: unknown time zone %q; write it as Europe/Paris or UTC", t.name, s)
		} else {
			a.Zone = zone
		}
	}
	if s := t.text("language"); s != "" {
		if a.Language = s; !languageShape.MatchString(s) {
			t.fault(t.at("language"), "%s: %q is no language tag; write it as en or fr", t.name, s)
		}
	}
}

// nameOK checks a name of the house's own: audiences are typed to confirm a letter.
func (t table) nameOK(name string) {
	odd := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' }
	if name == "" || utf8.RuneCountInString(name) > 40 || strings.ContainsFunc(name, odd) {
		t.fault(t.at(name), "%s: %q cannot be a name; use up to 40 letters, digits, - and _", t.name, name)
	}
}

// stages reads the service status word of each stage, and the house's own stages.
func (t table) stages() ([]incident.Stage, map[incident.Stage]string) {
	status := map[incident.Stage]string{incident.Start: "DISRUPTED", incident.Update: "DISRUPTED", incident.Resolved: "UP"}
	var own []incident.Stage
	var usual []string
	for _, s := range incident.Stages() {
		usual = append(usual, string(s))
	}
	stages := t.section("stages", false)
	for _, name := range stages.order {
		stage := incident.Stage(name)
		if !slices.Contains(incident.Stages(), stage) {
			stages.nameOK(name)
			if _, edits := incident.Nearest(name, usual); edits >= 0 && edits <= 2 { // a slip of the finger, and no stage of the house's own
				stages.fault(stages.at(name), "unknown stage %q%s", name, instead(name, usual))
			}
			own = append(own, stage)
		}
		s := stages.section(name, true, "service_status")
		status[stage] = line(s.text("service_status"), status[stage])
	}
	return own, status
}

// cadence reads how often each priority is told, over the usual times.
func (t table) cadence() notify.Cadence {
	c := notify.DefaultCadence()
	own := t.section("cadence", false)
	for _, priority := range own.order {
		c[strings.ToLower(priority)] = own.duration(priority, time.Minute, forever, time.Hour)
	}
	return c
}

var houseShape = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// house reads the house names of Jira fields.
func (t table) house() map[string]string {
	s := t.section("fields", false)
	for _, name := range s.order {
		if !houseShape.MatchString(name) {
			t.fault(s.at(name), "fields: %q cannot be a placeholder; use small letters, digits and -", name)
		}
	}
	return s.pairs()
}

// pairs reads a section in which every key has a text.
func (t table) pairs() map[string]string {
	if t.present && len(t.order) == 0 {
		t.fault(t.line, "%s is empty; give it a value or remove the line", t.name)
	}
	out := map[string]string{}
	for _, key := range t.order {
		out[key] = t.text(key)
	}
	return out
}
