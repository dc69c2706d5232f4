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
	// A clause that tells when the next words come promises no repair.
	telling = regexp.MustCompile(`(?i)\b(?:(?:next|further|another|an)\s+(?:\w+\s+)?updates?|updates?\s+(?:on|about|by|at|in|within|before|you)|` +
		`(?:next|further|another)\s+(?:\w+\s+)?communication|write\s+again|informe?d?\s+(?:you|customers|users|everyone)|(?:you|customers|users|everyone)\s+informed|maintenance|` +
		`prochaine?s?\s+(?:mise|point|information|message|nouvelle|communication)|mise\s+à\s+jour|informer|tiendrons|` +
		`nächste[nrs]?\s+(?:Meldung|Aktualisierung|Information|Nachricht|Update|Statusmeldung)|informieren|` +
		`próxim[ao]\s+(?:actualización|comunicado|información|mensaje)|actualización|informar|comunicado)`)
	// A clause on when a paper is delivered promises none either. A "review" that shows
	// something and an "invoice service" are no papers on their way.
	paper = regexp.MustCompile(`(?i)\b(?:(?:reports?|analys[ei]s|reviews?|summary|details|information|findings|rca|post-?mortem|invoices?)` + about(`of|on|about|for|into`) +
		`\s+(?:will|shall|should|is|are|to|can|may)(?:\s+(?:be|also|then|expected|due|planned|to|made|not|now|going))*\s+` +
		`(?:shared|published|sent|provided|available|follow|ready|delivered|issued|posted)|` +
		`(?:share|publish|send|provide|deliver|issue|post)(?:\s+\w+){0,4}?\s+(?:reports?|analys[ei]s|review|summary|details|findings|rca|post-?mortem|invoices?)|` +
		`(?:rapports?|bilan|analyse|détails|compte[\s-]rendu)(?:\s+(?:complet|complète|détaillée?|finale?|d['’]incident))?` + about(`de|du|des|sur`) + `\s+(?:suivra|(?:sera|seront|devrait)(?:\s+être)?` +
		`\s+(?:disponible|publié|envoyé|partagé|transmis|communiqué|fourni))|` +
		`(?:Berichte?|Analyse|Zusammenfassung|Details|Informationen)` + about(`zum|zur|über|zu|von|der|des`) + `\s+(?:wird|werden|folg\w+|steht|liegt)\b|` +
		`(?:informe|análisis|resumen|detalles)(?:\s+(?:completo|detallado|final))?` + about(`de|del|sobre`) + `\s+(?:estará|será|estarán|serán)\s+(?:disponible|publicad|enviad|compartid))`)
	// A clause with one of these tells what was.
	past = regexp.MustCompile(`(?i)(?:\b(?:was|were|had|has|have|been|came|went|managed|able|took|identified|deployed|applied|implemented|released|` +
		`confirmed|rolled|found|a\s+pu|ont\s+pu|a\s+été|ont\s+été|avons|avait|fut|furent|est|sont|ayant|constaté|confirmé|` +
		`wurden?|war|waren|konnten?|fue|fueron|ha\s+sido|han\s+sido|hemos|estaba)|était|étaient|effectif)(?:[^\p{L}]|$)`)
)

// promises finds promised times of repair.
func promises(text string, in told) []Hit {
	var hits []Hit
	for _, at := range each(promised, in) {
		if !silent(clause(text, at)) {
			hits = append(hits, promise.at(at[0], whole(text, at[1])))
		}
	}
	for _, at := range each(offered, in) {
		if c := clause(text, at); !silent(c) && !past.MatchString(c) {
			hits = append(hits, promise.at(at[0], whole(text, at[1])))
		}
	}
	return hits
}

// about is what a paper is about, if that is told: a few words behind one of these.
func about(words string) string { return `(?:\s+(?:` + words + `)(?:\s+[^\s:;,]+){1,4}?)?` }

// silent reports a clause that promises words and no repair.
func silent(clause string) bool { return telling.MatchString(clause) || paper.MatchString(clause) }

// each is where the phrases of all languages stand.
func each(all []phrase, in told) [][]int {
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
