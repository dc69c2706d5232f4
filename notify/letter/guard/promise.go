package guard

import (
	"regexp"
	"strings"
	"unicode"
)

// promised are promises with a word of the future, and offered those without, which are
// none where their clause tells of the past.
var (
	promised = patterns(func(t tongue) []string { return t.sure })
	offered  = patterns(func(t tongue) []string { return t.unsure })
)

var (
	// A clause that tells when the next words come, or of papers, promises no repair.
	telling = regexp.MustCompile(`(?i)\b(?:(?:next|further|another|an)\s+(?:\w+\s+)?updates?|updates?\s+(?:on|about|by|at|in|within|before|you)|` +
		`communication|write\s+again|inform|post-?mortem|report|analysis|review|summary|details|invoice|maintenance|` +
		`prochaine?s?\s+(?:mise|point|information|message|nouvelle)|mise\s+à\s+jour|informer|tiendrons|rapport|bilan|` +
		`nächste[nrs]?\s+(?:Meldung|Aktualisierung|Information|Nachricht|Update|Statusmeldung)|informieren|Bericht|` +
		`próxim[ao]\s+(?:actualización|comunicado|información|mensaje)|actualización|informar|comunicado|informe)`)
	// A clause with one of these tells what was.
	past = regexp.MustCompile(`(?i)(?:\b(?:was|were|had|has|have|been|came|went|managed|able|took|identified|deployed|applied|implemented|released|` +
		`confirmed|rolled|found|a\s+pu|ont\s+pu|a\s+été|ont\s+été|avons|avait|fut|furent|est|sont|ayant|constaté|confirmé|` +
		`wurden?|war|waren|konnten?|fue|fueron|ha\s+sido|han\s+sido|hemos|estaba)|était|étaient|effectif)(?:[^\p{L}]|$)`)
)

// promises finds promised times of repair.
func promises(text string, in []sentence) []Hit {
	var hits []Hit
	for _, at := range each(promised, in) {
		if !telling.MatchString(clause(text, at)) {
			hits = append(hits, promise.at(at[0], whole(text, at[1])))
		}
	}
	for _, at := range each(offered, in) {
		if c := clause(text, at); !telling.MatchString(c) && !past.MatchString(c) {
			hits = append(hits, promise.at(at[0], whole(text, at[1])))
		}
	}
	return hits
}

// each is where the phrases of all languages stand.
func each(all []phrase, in []sentence) [][]int {
	var out [][]int
	for _, p := range all {
		out = append(out, p.find(in)...)
	}
	return out
}

// whole is the end of the word or the time in which a match ends: 14:00, and not its 1.
func whole(text string, end int) int {
	rest := text[end:]
	if i := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) }); i >= 0 {
		rest = rest[:i]
	}
	return end + len(strings.TrimRight(rest, ".,;:!?)\"'»”"))
}

// clause is a match with what stands before it in its clause.
func clause(text string, at []int) string {
	before := tail(text[:at[0]], 160)
	before = before[strings.LastIndexAny(before, ".!?;,")+1:]
	if i := strings.LastIndex(before, "\n\n"); i >= 0 {
		before = before[i:]
	}
	return before + text[at[0]:at[1]]
}
