package notify

import (
	"fmt"
	"slices"
	"strings"

	"bulletin/notify/incident"
)

// permits reports that an audience's rules let an address in.
func permits(a incident.Audience, to Address) bool {
	return (len(a.Allow) == 0 || covered(to, a.Allow)) && !covered(to, a.Deny)
}

// covered reports an address in one of the domains, or in a subdomain of one.
func covered(a Address, domains []string) bool {
	domain := a.Domain()
	return slices.ContainsFunc(domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// recipients adds the findings about who gets the letter.
func (d *Draft) recipients(told History) {
	if d.Test {
		return
	}
	if d.Recipients.Count() == 0 {
		d.find(Block, "recipients", "nobody is on the lists of "+d.Audience.Name+" for this incident",
			"check the lists and their when in the config")
	}
	if why := d.exposed(); why != "" {
		d.find(Block, "recipients", why, "use bcc in the config")
	}
	if !d.Drill() {
		d.kept()
	}
	if !d.corrected {
		d.once()
		d.grown(told)
	}
}

// once tells how many stand more than once on the lists.
func (d *Draft) once() {
	const tidy = "leave it, or tidy up the lists"
	lists, places := d.Recipients.repeated()
	n, where := lists+places, "on several lists"
	if places > 0 {
		where = "several times on the lists"
	}
	switch n {
	case 0:
	case 1:
		d.find(Note, "recipients", "1 address stands "+where+" and gets one letter", tidy)
	default:
		d.find(Note, "recipients", fmt.Sprintf("%d addresses stand %s and get one letter", n, where), tidy)
	}
}

// kept tells of addresses that the audience's rules keep out. Who got a wrong letter gets its
// correction all the same, if the operator says so.
func (d *Draft) kept() {
	severity, mend := Block, "take them off the lists, or change audiences."+d.Audience.Name+".%s in the config"
	if d.corrected {
		severity, mend = Warn, "mean it: they got the letter that was wrong; the rule is audiences."+d.Audience.Name+".%s"
	}
	all := d.Recipients.all()
	if len(d.Audience.Allow) > 0 {
		if out := slices.DeleteFunc(slices.Clone(all), func(a Address) bool { return covered(a, d.Audience.Allow) }); len(out) > 0 {
			d.find(severity, "recipients", fmt.Sprintf("not in the domains to which %s is allowed: %s", d.Audience.Name, few(out)), fmt.Sprintf(mend, "allow"))
		}
	}
	if out := slices.DeleteFunc(all, func(a Address) bool { return !covered(a, d.Audience.Deny) }); len(out) > 0 {
		d.find(severity, "recipients", fmt.Sprintf("in domains that are denied to %s: %s", d.Audience.Name, few(out)), fmt.Sprintf(mend, "deny"))
	}
}

// maxVisible is how many people may stand in To and Cc of an external letter.
const maxVisible = 3

// exposed says whom the readers of an external letter would see and should not, if anybody.
// The house's own may be seen, a few of them.
func (d Draft) exposed() string {
	if d.Audience.Exposure == incident.Internal || d.Recipients.Count() < 2 {
		return ""
	}
	visible := slices.Concat(d.Recipients.To, d.Recipients.Cc)
	for _, a := range visible {
		if a.Domain() != d.From.Domain() {
			return a.Mail() + " stands in To or Cc, where the other readers of an external letter would see it"
		}
	}
	if len(visible) > maxVisible {
		return fmt.Sprintf("%d people stand in To and Cc of an external letter, and more than %d may not", len(visible), maxVisible)
	}
	return ""
}

// grown tells of lists that have become much longer or shorter since a letter last used them.
func (d *Draft) grown(told History) {
	last := map[string]Receipt{}
	for _, all := range told {
		for _, r := range all {
			if r.Test || r.Began.After(d.At) || !r.Told() {
				continue
			}
			for name := range r.Lists {
				if c := r.Began.Compare(last[name].Began); c > 0 || c == 0 && r.ID > last[name].ID {
					last[name] = r
				}
			}
		}
	}
	for _, name := range d.Lists {
		r, used := last[name]
		was, is := r.Lists[name], d.Sizes[name]
		if used && max(was-is, is-was) >= 3 && (2*is >= 3*was || 2*is <= was) {
			d.find(Warn, "recipients", fmt.Sprintf("the list %s has %d addresses; it had %d at %s, for %s", name, is, was, clock(r.Began), r.Notice),
				"look at the list, or mean it")
		}
	}
}
