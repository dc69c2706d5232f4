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

// mailboxes finds mail addresses other than those that a letter may show.
func (g *Guard) mailboxes(text string) []Hit {
	var hits []Hit
	for _, at := range mailbox.FindAllStringIndex(text, -1) {
		address := text[at[0]:at[1]]
		bare := strings.TrimLeft(address, ".!#$%&*+/=?^_{}~'-")
		start := at[1] - len(bare)
		local, domain, _ := strings.Cut(bare, "@")
		if !tld.MatchString(domain) || local == "" || g.allowed[strings.ToLower(bare)] {
			continue
		}
		hits = append(hits, g.mailboxRule(local, host(domain)).at(start, at[1]))
	}
	return hits
}

func (g *Guard) mailboxRule(local, domain string) rule {
	ours := g.house != "" && (domain == g.house || strings.HasSuffix(domain, "."+g.house))
	switch {
	case g.internal(domain):
		return innerMailbox
	case !ours:
		return otherMailbox
	case roles[strings.ToLower(strings.FieldsFunc(local+"-", separator)[0])]:
		return roleMailbox
	}
	return staffMailbox
}

func separator(r rune) bool { return strings.ContainsRune("-._+", r) }
