package guard

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// place is where a link is internal: below the path of a host.
type place struct{ port, path string }

// readPlace reads host[:port][/path].
func readPlace(s string) (string, place) {
	s = decode(strings.TrimSpace(s))
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	name, below, _ := strings.Cut(s, "/")
	name, port, _ := strings.Cut(name, ":")
	return host(name), place{port, clean(below)}
}

// clean is a path as servers read it, in lower case, with a slash at its beginning only.
func clean(p string) string { return path.Clean("/" + strings.ToLower(p)) }

// holds reports whether the place is named by what follows its host's name in a link.
func (p place) holds(rest, scheme string) bool {
	port := number.FindString(rest)
	rest = rest[len(port):]
	if port = strings.TrimPrefix(port, ":"); p.port != "" && p.port != port {
		byDefault := p.port == "443" && scheme != "http" || p.port == "80" && scheme != "https"
		if port != "" || !byDefault {
			return false
		}
	}
	if p.path == "/" {
		return true
	}
	rest = clean(strings.TrimRight(below.FindString(rest[:min(len(rest), 512)]), ".,:;!"))
	return rest == p.path || strings.HasPrefix(rest, p.path+"/")
}

// host is a host's name in one spelling: in ASCII and lower case, without the last dot. Its
// letters may have been written in any script (RFC 5891, UTS 46), which is why the standard
// library is not enough here.
func host(s string) string {
	s = strings.Trim(strings.TrimSpace(s), ".-_。．｡")
	for i := range len(s) {
		if s[i] >= 0x80 {
			if ascii, err := idna.Lookup.ToASCII(s); err == nil {
				return ascii
			}
			break
		}
	}
	return strings.ToLower(s)
}

var (
	label  = regexp.MustCompile(`[\p{L}\p{M}\p{N}_.。．｡-]+`)
	number = regexp.MustCompile(`^:[0-9]{1,5}\b`)
	below  = regexp.MustCompile(`^/[^?#&;()\[\]{}]*`)
)

// hosts finds internal links and the names of internal machines.
func (g *Guard) hosts(text string, in []run) []Hit {
	var hits []Hit
	for _, at := range in {
		words := text[at.start:at.end]
		if !strings.ContainsAny(words, ".-:%0123456789。．｡") {
			continue // a plain word
		}
		plain := decode(words)
		for _, in := range label.FindAllStringIndex(plain, -1) {
			h, ok := g.named(plain, in[0], in[1])
			switch {
			case !ok:
				continue
			case h.Kind == Link || plain != words: // all of the link, whose host may stand in disguise
				h.Start, h.End = 0, len(strings.TrimRight(words, ".,:;!?)]}'"))
				h.Start += len(words[:h.End]) - len(strings.TrimLeft(words[:h.End], "([{'"))
			}
			h.Start, h.End = h.Start+at.start, h.End+at.start
			hits = append(hits, h)
			if plain != words || h.Kind == Link {
				break
			}
		}
	}
	return hits
}

// decode resolves percent-encoding, also where it was encoded twice, as redirectors do, and
// the backslashes that browsers take for slashes.
func decode(s string) string {
	for range 2 {
		if !strings.Contains(s, "%") {
			break
		}
		if d, err := url.PathUnescape(s); err == nil {
			s = d
		}
	}
	if strings.Contains(s, `:\\`) {
		s = strings.ReplaceAll(s, `\`, "/")
	}
	return s
}

// named is the hit where s[start:end] names a machine or the place of an internal link.
func (g *Guard) named(s string, start, end int) (Hit, bool) {
	raw := s[start:end]
	trimmed := strings.TrimRight(raw, ".-_。．｡")
	start += len(trimmed) - len(strings.TrimLeft(trimmed, ".-_"))
	end -= len(raw) - len(trimmed)
	if start >= end {
		return Hit{}, false
	}
	before, rest := s[:start], strings.TrimLeft(s[end:], ".")
	inURL := strings.HasSuffix(before, "//")
	if strings.HasSuffix(before, "@") && !strings.Contains(tail(before, 300), "//") && strings.ContainsAny(s[start:end], ".。．｡") {
		return Hit{}, false // a mailbox
	}
	if !inURL && !strings.HasPrefix(rest, ":") && !strings.ContainsAny(s[start:end], ".-。．｡0123456789") {
		return Hit{}, false // a plain word
	}
	name := host(s[start:end])
	if inURL || strings.Contains(name, ".") || strings.HasPrefix(rest, ":") {
		if g.linked(name, before, rest) {
			return innerLink.at(start, end), true
		}
	}
	switch {
	case name == "localhost" && (inURL || number.MatchString(rest)), g.internal(s[start:end], name):
		return innerHost.at(start, end+len(number.FindString(s[end:]))), true
	case server(s, start, end):
		return serverName.at(start, end), true
	}
	return Hit{}, false
}

// linked reports whether a name between these words is that of an internal link.
func (g *Guard) linked(name, before, rest string) bool {
	scheme := ""
	if head, ok := strings.CutSuffix(tail(before, 16), "://"); ok {
		scheme = strings.ToLower(strings.TrimLeft(tail(head, 5), ":/=?&"))
	}
	for _, p := range g.links[name] {
		if p.holds(rest, scheme) {
			return true
		}
	}
	return false
}

// internal reports whether a host's name, as written and in its one spelling, lies in an
// internal domain. One of a single label may also be the beginning of a sentence.
func (g *Guard) internal(raw, name string) bool {
	d := g.domain(name)
	return d != "" && (strings.Contains(d, ".") || !prose(raw))
}

// domain is the internal domain in which a host's name lies, or "". A domain of one label
// holds names and is none.
func (g *Guard) domain(name string) string {
	if strings.Contains(name, ".") && g.domains[name] {
		return name
	}
	for name = tail(name, 253); ; { // the longest that a name can be, RFC 1035
		_, parent, ok := strings.Cut(name, ".")
		if !ok || g.domains[parent] {
			return parent
		}
		name = parent
	}
}

// prose reports whether a name is two sentences without a space: "down.Local time is".
func prose(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return last != "" && strings.ToUpper(last[:1]) == last[:1] && strings.ToUpper(last) != last
}
