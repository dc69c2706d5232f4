package guard

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var (
	// After an address: a port or the length of a prefix. After "fe80::1": its zone.
	suffix = regexp.MustCompile(`^(?::[0-9]{1,5}|/[0-9]{1,3})\b`)
	zone   = regexp.MustCompile(`^%[0-9A-Za-z]{1,15}`)
	// Before a dotted number: it is a version or the number of a section.
	numbered = regexp.MustCompile(`(?i)(?:(?:\b|_)(?:v|ver|versions?|versi[oó]n(?:es)?|versionen|releases?|rev|revision|révision|build|firmware|` +
		`driver|bios|schema|fassung|sections?|sección|chapter|chapitre|capítulo|clause|paragraph|` +
		`paragraphe|appendix|annexe?|abschnitt|kapitel|ziffer|punkt|absatz|article|artikel|artículo)|§)` +
		`\.?\s*(?:(?:number|no|nr|num|numéro|is|was|n°|#)\.?\s*){0,2}` + opening)
	// Before a dotted number: it may be a version, or the machine that was changed.
	changed = regexp.MustCompile(`(?i)\b(?:(?:v|ver|versions?|releas\w*|revision|build|firmware|driver|bios|patch\w*|hotfix|table|figure|fig)|` +
		`(?:upgrad|updat|migrat|mis à jour|mise à jour|aktualisier|actualiz)\p{L}*(?:\s+\p{L}+){0,3})` +
		`\.?\s*(?:(?:number|no|nr|num|numéro|is|was|from|to|of|von|auf|de|vers|en|à|n°|#)\.?\s*){0,2}` + opening)
	// Before a dotted number, and one with it: the address of a machine.
	machined = regexp.MustCompile(`(?i)(?:\b|_)(?:ip|addr|address|node|host|server|srv|vm|router|gateway|gw|serveur|nœud|knoten|servidor|nodo)-?$`)
	// Between two numbers of which the second is what the first is.
	listed = regexp.MustCompile(`(?i)^\s*(?:,|/|-|–|&|to|and|or|through|et|ou|à|und|oder|bis|y|o|a)\s*v?\s*$`)
	// After a dotted number: it is part of a version or of a file's name.
	versioned = regexp.MustCompile(`^(?i:[-+](?:rc|alpha|beta|snapshot|release|final|ga|build|sp|hotfix|patch|dev|pre)|\.(?:jar|war|zip|t?gz|tar|rpm|deb|exe|msi|whl|pkg|dmg|apk|iso|img)\b)`)
)

// opening is what may stand between a word and its number.
const opening = `[:=(_*"'“«]{0,3}\s*$`

var carrier = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598

// reading is what the words around a dotted number make of it.
type reading int

const (
	plain   reading = iota
	perhaps         // a version, or the machine that was changed
	version         // or the number of a section
)

// addresses finds IP addresses, with their ports and prefixes.
func (g *Guard) addresses(text string) []Hit {
	var hits []Hit
	last, before := 0, plain
	for _, at := range dotted(text) {
		start, end := at.start, at.end
		read := readingAt(text, start, end)
		if read == plain && before != plain && listed.MatchString(tail(text[last:start], 16)) {
			read = before
		}
		last, before = end, read
		ip, err := netip.ParseAddr(norm.NFKC.String(text[start:end]))
		if err != nil {
			continue
		}
		more := suffix.FindString(text[end:min(len(text), end+8)])
		if g.numbers[text[start:end]] && more == "" {
			continue
		}
		if r, ok := dottedRule(text, start, end, ip, read); ok {
			hits = append(hits, r.at(start, end+len(more)))
		}
	}
	for _, at := range colons(text) {
		if h, ok := sixth(text, at.start, at.end); ok {
			hits = append(hits, h)
		}
	}
	return hits
}

// readingAt is what the words around a dotted number make of it.
func readingAt(text string, start, end int) reading {
	before := tail(text[:start], 60)
	switch {
	case numbered.MatchString(before), versioned.MatchString(text[end:min(len(text), end+10)]):
		return version
	case changed.MatchString(before):
		return perhaps
	}
	return plain
}

// dottedRule is what is said of an address, if anything. A version is silent, and so is what
// is part of something longer: of "libssl-10.0.0.1", of a telephone number. In the ranges of
// internal networks, where versions are few, doubt is a warning.
func dottedRule(text string, start, end int, ip netip.Addr, read reading) (rule, bool) {
	before, n := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	r, machine := addressRule(ip), machined.MatchString(tail(text[:start], 16))
	if read == version || before == '-' && !machine && ended(text[:start-n]) {
		return r, false
	}
	glued := lettered(before) && !machine || lettered(after)
	if !r.grave {
		return r, read == plain && !glued && before != '.' && before != '+'
	}
	if glued || read == perhaps {
		return perhapsInner, true
	}
	return r, true
}

// ended reports whether the text ends with a letter.
func ended(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r)
}

// lettered reports whether a character belongs to a word; a line beneath words does not.
func lettered(r rune) bool { return r != '_' && wordly(r) }

// sixth is a hit where text[start:end] is an address of IPv6 in use on the internet or
// inside a house. Times, addresses of network cards and C++ names are none.
func sixth(text string, start, end int) (Hit, bool) {
	s := strings.TrimRight(text[start:end], ".")
	if strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "::") {
		s = s[:len(s)-1]
	}
	if strings.HasPrefix(s, ":") && !strings.HasPrefix(s, "::") { // "address:fe80::1"
		s, start = s[1:], start+1
	}
	end = start + len(s)
	if len(s) < 3 || len(s) > 45 || wordAt(text, start, end) || !strings.ContainsAny(s, "0123456789") {
		return Hit{}, false
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return Hit{}, false
	}
	if ip.Is4In6() {
		ip = ip.Unmap()
	}
	// Groups of two digits, as in the address of a network card, are never global.
	global := ip.Is4() || ip.As16()[0]&0xe0 == 0x20 // 2000::/3, RFC 4291
	r := addressRule(ip)
	if !r.grave && !global {
		return Hit{}, false
	}
	end += len(zone.FindString(text[end:min(len(text), end+16)]))
	return r.at(start, end+len(suffix.FindString(text[end:min(len(text), end+8)]))), true
}

// wordAt reports whether a letter or digit stands directly before start or after end.
func wordAt(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return wordly(before) || wordly(after)
}

// addressRule says whether an address is one of an internal network (RFC 1918, 3927, 4193,
// 6598, loopback).
func addressRule(ip netip.Addr) rule {
	siteLocal := ip.Is6() && ip.As16()[0] == 0xfe && ip.As16()[1]&0xc0 == 0xc0 // RFC 3879
	if ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || carrier.Contains(ip) || siteLocal {
		return innerAddress
	}
	return outerAddress
}

// wordly reports whether a character belongs to a word.
func wordly(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_')
}

// tail is the last n bytes of s, or fewer.
func tail(s string, n int) string { return s[max(0, len(s)-n):] }
