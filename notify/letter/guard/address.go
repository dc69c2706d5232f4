package guard

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// After an address: a port or the length of a prefix. After "fe80::1": its zone.
	suffix = regexp.MustCompile(`^(?::[0-9]{1,5}|/[0-9]{1,3})\b`)
	zone   = regexp.MustCompile(`^%[0-9A-Za-z]{1,15}`)
	// Before a dotted number: it is a version or the number of a section.
	numbered = regexp.MustCompile(`(?i)(?:\b(?:v|ver|versions?|versi[oó]n(?:es)?|versionen|release[sd]?|rev|revision|révision|build|firmware|` +
		`driver|patch|hotfix|bios|schema|fassung|sections?|sección|chapter|chapitre|capítulo|clause|paragraph|` +
		`paragraphe|appendix|annexe?|table|figure|fig|abschnitt|kapitel|ziffer|punkt|absatz|article|artikel|artículo)|§|` +
		`\b(?:upgrad|updat|migrat|mis à jour|aktualisier|actualiz)\p{L}*(?:\s+\p{L}+){0,3})` +
		`\.?\s*(?:(?:number|no|nr|num|numéro|is|was|from|to|of|von|auf|de|vers|en|à|n°|#)\.?\s*){0,2}[:=(]?\s*$`)
	// Between two numbers of which the second is what the first is.
	listed = regexp.MustCompile(`(?i)^\s*(?:,|/|-|–|&|to|and|or|through|et|ou|à|und|oder|bis|y|o|a)\s*v?\s*$`)
	// After a dotted number: it is part of a version or of a file's name.
	versioned = regexp.MustCompile(`^(?i:[-+](?:rc|alpha|beta|snapshot|release|final|ga|build|sp|hotfix|patch|dev|pre)|\.(?:jar|war|zip|t?gz|tar|rpm|deb|exe|msi|whl|pkg|dmg|apk|iso|img)\b)`)
)

var carrier = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598

// addresses finds IP addresses, with their ports and prefixes.
func addresses(text string) []Hit {
	var hits []Hit
	last, lastVersion := 0, false
	for _, at := range dotted(text) {
		start, end := at.start, at.end
		version := versionAt(text, start, end) || lastVersion && listed.MatchString(tail(text[last:start], 16))
		last, lastVersion = end, version
		ip, err := netip.ParseAddr(text[start:end])
		if err != nil || version || joined(text, start, end) {
			continue
		}
		hits = append(hits, addressRule(ip).at(start, end+len(suffix.FindString(text[end:min(len(text), end+8)]))))
	}
	for _, at := range colons(text) {
		if h, ok := sixth(text, at.start, at.end); ok {
			hits = append(hits, h)
		}
	}
	return hits
}

// versionAt reports whether the words around a dotted number say that it is a version or
// the number of a section.
func versionAt(text string, start, end int) bool {
	return numbered.MatchString(tail(text[:start], 60)) || versioned.MatchString(text[end:min(len(text), end+10)])
}

// joined reports whether what stands at start and end is a part of something longer: of
// "v10.0.0.1", of "libssl-10.0.0.1", of a telephone number.
func joined(text string, start, end int) bool {
	before, n := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if before == '-' {
		word := tail(text[:start-n], 3)
		inner, _ := utf8.DecodeLastRuneInString(word)
		return unicode.IsLetter(inner) && !strings.EqualFold(tail(word, 2), "ip")
	}
	return wordly(before) || wordly(after) || before == '+' || before == '.'
}

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
