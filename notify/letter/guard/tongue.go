package guard

import (
	"regexp"
	"strings"
)

// tongue is how promises are made in a language. In sure and unsure, GAP is a few words of
// the same clause, WHEN a time, SOON a time that is to come, and REPAIR what becomes of a
// fault.
type tongue struct {
	stems              string // of what is said of repairs, one of which is in every promise
	when, soon, repair string
	sure, unsure       []string
}

const (
	enStems = `fix resol restor repair solv correct recover rectif remed mitigat availab operational online
	work running back normal function patch resume return eta etr estimat solut`
	frStems = `rétabli corrig résol répar restaur disponib opérationnel fonctionnel revenu retour remise normal`
	deStems = `behob behebung gelöst lösung wiederh verfügbar erreichbar hergestellt einsatzbereit repariert beseitigt entstör funktionier normal online`
	esStems = `resuelt solucion resoluc restablec operativ normal disponib funcion`
)

const gap = `(?:\s+[^\s.,;:!?]+){0,4}?`

var tongues = []tongue{english, french, german, spanish}

// patterns is a pattern for each language.
func patterns(of func(tongue) []string) []phrase {
	var all []phrase
	for _, t := range tongues {
		names := strings.NewReplacer("GAP", gap, "WHEN", `(?:`+t.when+`)`, "SOON", `(?:`+t.soon+`)`, "REPAIR", `(?:`+t.repair+`)`)
		var ways []string
		for _, p := range of(t) {
			ways = append(ways, names.Replace(p))
		}
		if len(ways) > 0 {
			all = append(all, phrase{regexp.MustCompile(`(?i)` + strings.Join(ways, `|`)), strings.Fields(t.stems)})
		}
	}
	return all
}

const (
	enSpan = `(?:(?:the|a|an|about|around|approximately|roughly|another|next|coming|less|than|early|late|mid|of|maximum)[\s-]+){0,4}~?` +
		`(?:\d|(?:one|two|three|four|five|six|eight|ten|twelve|twenty|thirty|few|couple|several|half|hours?|minutes?|days?|weeks?|` +
		`noon|midday|midnight|end|eod|tomorrow|tonight|today|morning|afternoon|evening|night|` +
		`monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)`
	enDay  = `\s+(?:tomorrow|tonight|later\s+today|overnight|this\s+(?:morning|afternoon|evening|week))\b`
	enSoon = `\s+(?:in|within|by|before|until|no\s+later\s+than)\s+` + enSpan + `|` + enDay
	enWill = `(?:\b(?:will|shall|should|(?:expect|plan|hope|aim|going|anticipate|intend|likely|due)\w*(?:\s+[a-z]+){0,4}?\s+to)|['’]ll)`
	enTake = `\b(?:will|shall|should|may|might|could|to)(?:\s+[a-z]+){0,2}?\s+take\s+(?:up\s+to\s+|at\s+least\s+)?`
	enMend = `(?:fix|resol|restor|repair|rectif|solv|mitigat|recover|correct)`
	enFix  = `(?:repair|resolution|recovery|restoration|fix|restore|resolve)`
)

var english = tongue{
	stems: enStems,
	when:  `\s+(?:in|within|by|before|at|until|around|about|after|over|during|no\s+later\s+than)\s+` + enSpan + `|` + enDay + `|\s+today\b`,
	soon:  enSoon,
	repair: `fixed|resolved|restored|repaired|solved|corrected|recovered|rectified|remedied|mitigated|available|operational|` +
		`online|working|running|back|normal|up\s+and\s+running|fully\s+functional`,
	sure: []string{
		`(?:\b(?:will|shall|should|would|may|might|could|can|must|to)|['’]ll)(?:\s+[a-z]+){0,3}?\s+(?:be|have)\bGAP\s+(?:REPAIR)\bGAPWHEN`,
		`\b(?:ETA|ETR|ETTR)\b(?:\s+(?:is|of|for|to|now|about|approximately|the|a|fix|repair|resolution|recovery|restoration|full|around|currently|in|at|by)\b){0,6}\s*[:=–-]?\s*~?\d`,
		`\b(?:estimated|expected|anticipated|projected|target(?:ed)?)\s+(?:time\s+(?:of|to|for)\s+)?(?:full\s+)?(?:service\s+)?` + enFix + `(?:\s+time)?\b(?:GAPWHEN|(?:\s+(?:is|remains|now|of|currently)){0,2}\s*[:=–-]?\s*~?\d)`,
		enTake + enSpan + `[^\s.,;!?]*GAP\s+to\s+(?:be\s+)?(?:fully\s+)?` + enMend + `\w*`,
		`\b(?:fix|repairs?|resolution|recovery|restoration)(?:\s+[a-z]+){0,3}?\s+` + enTake + enSpan,
	},
	unsure: []string{
		enWill + `(?:\s+[a-z]+){0,2}?\s+(?:recover|return\s+to\s+(?:normal|service)|resume|work\s+(?:again|normally|as\s+\w+)|fix|resolve|restore|repair|rectify)\bGAPWHEN`,
		`\bback\s+(?:up|online|on\s*line|to\s+normal|in\s+service|in\s+operation)\bGAPSOON`,
		`\b(?:fix|resolution|repair|recovery|restoration|solution|patch|hotfix)\bGAPSOON`,
	},
}

const frSpan = `(?:(?:à|les?|la|environ|des|de|prochaine?s?|quelques|moins|ici)\s+){0,3}~?` +
	`(?:\d|(?:une?|deux|trois|quatre|cinq|six|dix|trente|midi|minuit|demain|ce\s+soir|la\s+fin|fin|heures?|minutes?|jours?|` +
	`lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|l['’]heure)`

var french = tongue{
	stems: frStems,
	when:  `\s+(?:d['’]ici|dans|avant|vers|sous|à|pour|au\s+plus\s+tard|en\s+moins\s+de)\s+` + frSpan + `|\s+(?:demain|ce\s+soir|cet\s+après-midi)\b`,
	soon:  `\s+(?:d['’]ici|dans|avant|sous|au\s+plus\s+tard)\s+` + frSpan,
	repair: `(?:rétabli|corrigé|résolu|réparé|restauré|disponible|opérationnel|fonctionnel|revenu)\p{L}{0,3}|` +
		`(?:retour|revenir)\s+à\s+la\s+normale`,
	sure: []string{
		`\b(?:sera(?:it|ient)?|seront|devrai(?:t|ent)|va|vont)GAP\s+REPAIRGAPWHEN`,
		`(?:retour\s+à\s+la\s+normale|résolution|rétablissement|correctif|correction|réparation|remise\s+en\s+service)GAP\s+(?:prévu|attendu|estimé|espéré|envisagé)\p{L}{0,2}(?:\s*:?GAPWHEN|[\s\x{a0}\x{202f}]*[:=–-]?[\s\x{a0}\x{202f}]*~?\d)`,
	},
	unsure: []string{`(?:REPAIR|résolution|rétablissement|correctif|correction|réparation|retour\s+à\s+la\s+normale)GAPSOON`},
}

const (
	deSpan = `(?:(?:zu|zum|der|den|die|das|etwa|ca\.|circa|rund|nächsten|nächster|kommenden|wenigen|einigen|einer|eine|spätestens)\s+){0,4}` +
		`(?:\d|(?:einer|zwei|drei|vier|fünf|sechs|zehn|dreißig|stunden?|minuten|tagen?|mittag|mitternacht|morgen|abend|ende|heute|` +
		`montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b)[^\s,;!?]*(?:\s+(?:uhr|stunden?|minuten|tagen?|abend|mittag))?`
	deSoon = `(?:bis|in|innerhalb(?:\s+von)?|binnen|vor)\s+` + deSpan
)

var german = tongue{
	stems:  deStems,
	when:   `\s+(?:` + deSoon + `|(?:um|gegen|ab|am)\s+` + deSpan + `|morgen|heute\s+abend)`,
	soon:   `\b` + deSoon,
	repair: `behoben|gelöst|wiederhergestellt|verfügbar|erreichbar|hergestellt|einsatzbereit|repariert|funktionieren|funktioniert|normal|beseitigt`,
	sure: []string{
		`\b(?:wird|werden|sollten?|dürften?|kann|können|voraussichtlich)GAPWHENGAP\s+REPAIR`,
		`\b(?:wird|werden|sollten?|dürften?|können)GAP\s+REPAIRGAPWHEN`,
		`(?:Behebung|Wiederherstellung|Entstörung)GAP\s*:?\s+(?:voraussichtlich|erwartet|geplant)WHEN`,
	},
	unsure: []string{`SOONGAP\s+REPAIR`, `(?:Behebung|Wiederherstellung|Entstörung|Lösung)GAP\s+SOON`},
}

const esSpan = `(?:(?:las?|los|el|de|unas?|unos|próxim[ao]s?|menos|aproximadamente)\s+){0,4}(?:\d|(?:una|dos|tres|cuatro|horas?|minutos|mañana|mediodía|hoy)\b)`

var spanish = tongue{
	stems:  esStems,
	when:   `\s+(?:en|antes|dentro|a|para|hacia|sobre)\s+` + esSpan + `|\s+mañana`,
	soon:   `\s+(?:en|antes|dentro)\s+` + esSpan,
	repair: `(?:resuelt|solucionad|restablecid|restaurad|corregid|reparad|operativ)[oa]s?|disponibles?`,
	sure: []string{
		`\b(?:será|serán|estará|estarán|debería|deberían|quedará|quedarán)GAP\s+REPAIRGAPWHEN`,
		`\b(?:resolución|solución)GAP\s+(?:prevista|estimada)WHEN`,
	},
	unsure: []string{`(?:REPAIR|resolución|solución)GAPSOON`},
}
