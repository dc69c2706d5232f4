package guard

import (
	"regexp"
	"strings"
)

var (
	mailbox = regexp.MustCompile(`[\p{L}\p{N}.!#$%&*+/=?^_{}~'-]+@[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{N}])?`)
	tld     = regexp.MustCompile(`\.(?:\p{L}{2,}|xn--[a-z0-9-]+)$`)
)

// roles are the first words of mailboxes that are not a person's.
var roles = set(`no noreply donotreply do support service services servicedesk helpdesk help info sales contact kontakt office
	hello team status incident incidents security abuse postmaster webmaster hostmaster privacy press billing accounts
	account customercare customer customers notifications notification alerts alert news newsletter feedback marketing
	jobs hr legal admin administrator it ops operations noc soc mailer bounce bounces unsubscribe assistance vertrieb
	datenschutz ventas soporte ayuda care desk enquiries inquiries reception postmaster mail email web statuspage`)

// mailboxesIn are the stretches that have the form of a mail address.
func mailboxesIn(text string, in []run) []run {
	var all []run
	for _, c := range in {
		if !strings.Contains(text[c.start:c.end], "@") {
			continue
		}
		for _, at := range mailbox.FindAllStringIndex(text[c.start:c.end], -1) {
			all = append(all, run{c.start + at[0], c.start + at[1]})
		}
	}
	return all
}

// mailboxes finds mail addresses other than those that a letter may show.
func (g *Guard) mailboxes(text string, in []run) []Hit {
	var hits []Hit
	for _, at := range mailboxesIn(text, in) {
		address := text[at.start:at.end]
		bare := strings.TrimLeft(address, ".!#$%&*+/=?^_{}~'-")
		start := at.end - len(bare)
		local, domain, _ := strings.Cut(bare, "@")
		if !tld.MatchString(domain) || local == "" || g.allowed[strings.ToLower(bare)] {
			continue
		}
		if r, ok := g.mailboxRule(local, host(domain)); ok {
			hits = append(hits, r.at(start, at.end))
		}
	}
	return hits
}

// mailboxRule is what is said of a mailbox, if anything: one of a role in the house is no
// staff's, and silent.
func (g *Guard) mailboxRule(local, domain string) (rule, bool) {
	ours := g.house != "" && (domain == g.house || strings.HasSuffix(domain, "."+g.house))
	switch {
	case g.domain(domain) != "":
		return innerMailbox, true
	case !ours:
		return otherMailbox, true
	case roles[strings.ToLower(strings.FieldsFunc(local+"-", separator)[0])]:
		return rule{}, false
	}
	return staffMailbox, true
}

func separator(r rune) bool { return strings.ContainsRune("-._+", r) }
