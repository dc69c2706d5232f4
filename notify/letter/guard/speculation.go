package guard

import (
	"regexp"
	"strings"
)

// fault is what is the cause of an incident.
const fault = `(?:problems?|issues?|fault|failure|attack|bug|misconfiguration|glitch|defect|outage|overload|(?:power|network)\s+cut|config(?:uration)?\s+change)`

// guesses are speculation on the cause, in English, French, German and Spanish. A plain
// "likely" or "we believe" is none: there must be a cause beside it.
var guesses = phrase{regexp.MustCompile(`(?i)` + strings.NewReplacer(`GAP`, `\s+[^\s.;:!?]+`, `FAULT`, fault).Replace(strings.Join([]string{
	`\bwe\s+(?:\w+\s+)?suspect\b`,
	`\bwe\s+(?:\w+\s+)?(?:believe|think|assume|presume|guess)\b(?:GAP){0,8}?\s+(?:caus\w+|due\s+to|because|the\s+result\s+of|originat\w+|trigger\w+|stem\w*|linked|related)\b`,
	`\b(?:probably|possibly|likely|presumably|apparently|perhaps|potentially|seemingly|supposedly)\s+(?:been\s+)?(?:caused|due|because|triggered|related|linked|the\s+(?:result|cause)|a\s+result|originat\w+)\b`,
	`\b(?:may|might|could)\s+(?:\w+ly\s+|well\s+)?(?:have\s+been|be)\s+(?:caused|due|triggered|related|linked|a\s+result|the\s+result|the\s+cause)\b`,
	`\b(?:seems?|appears?)\s+to\s+(?:be|have\s+been)\s+(?:caused|due|triggered|related|linked|a\s+result|the\s+result)\b`,
	`\b(?:likely|probable|suspected|presumed|assumed)\s+(?:root\s+)?cause\b`,
	`\bpossible\s+(?:root\s+)?cause\s+(?:is|was|may|might|could)\b`,
	`\b(?:probably|possibly|presumably|apparently|perhaps|maybe|likely)\s+(?:an?|some)\s+(?:[\w-]+\s+){0,4}?(?:[\w-]+-)?FAULT\b`,
	`\b(?:it|this|that|cause)\s+(?:\w+\s+)?(?:looks?|seems?|appears?|sounds?)\s+(?:\w+\s+)?(?:like|to\s+be)\s+(?:an?|some|the|our)\s+(?:[\w-]+\s+){0,4}?(?:[\w-]+-)?FAULT\b`,
	`\bcause(?:\s+of(?:GAP){1,4}?)?\s+(?:is|was)\s+(?:most\s+|very\s+|quite\s+)?(?:probably|possibly|presumably|apparently|perhaps|likely)\b`,
	`\bnous\s+(?:pensons|supposons|soupçonnons|croyons|suspectons|présumons)\s+(?:que|qu['’]|une?|le|la|les|des)`,
	`\b(?:probablement|sans\s+doute|vraisemblablement|peut-être|apparemment)(?:\s+\S+)?\s+(?:causée?|due?|dû|provoquée?|liée?|à\s+cause)s?(?:\s|$)`,
	`\b(?:serait|seraient|pourrai(?:t|ent)\s+être|semble\s+être|semblerait)\s+(?:causée?|due?|dû|provoquée?|liée?)s?(?:\s|$)`,
	`\bcause(?:GAP){0,4}?\s+(?:est|soit|serait|était)\s+(?:très\s+)?(?:probablement|sans\s+doute|vraisemblablement|peut-être|apparemment)\s`,
	`\bil\s+sembl(?:e|erait)\s+(?:bien\s+)?qu(?:e|['’]\S+)(?:GAP){0,6}?\s+(?:\S+['’])?(?:cause|causée?s?|due?s?|dû|provoquée?s?|liée?s?|origine)(?:\s|$)`,
	`\b(?:probablement|sans\s+doute|vraisemblablement|peut-être)\s+(?:une?|des|d['’]une?)\s+(?:\S+\s+)?(?:problème|panne|erreur|défaillance|défaut|attaque|bug|bogue|surcharge|coupure)`,
	`\bcause\s+(?:probable|possible|présumée|supposée)\b`,
	`\bwir\s+(?:vermuten|glauben|nehmen\s+an)\b`,
	`(?:\bvermutlich|\bwahrscheinlich|\bmöglicherweise|\bmutmaßlich)(?:GAP){0,6}?\s+(?:verursacht|ausgelöst|zurückzuführen|wegen|aufgrund|durch)\b`,
	`(?:\bvermutlich|\bwahrscheinlich|\bmöglicherweise|\bmutmaßlich|\bsieht\s+nach)\s+eine?[mrns]?\s+(?:[^\s.;:!?]+\s+)?\S*(?:problem|fehler|defekt|ausfall|angriff|störung|überlastung)`,
	`\bUrsache(?:GAP){0,4}?\s+(?:ist|war)\s+(?:sehr\s+)?(?:vermutlich|wahrscheinlich|möglicherweise|mutmaßlich)\b`,
	`\b(?:vermutete|mögliche|wahrscheinliche|mutmaßliche)\s+Ursache\b`,
	`\b(?:sospechamos|creemos|pensamos|suponemos)\s+que\b`,
	`\bprobablemente\s+(?:\w+\s+)?(?:causad|debid|provocad)\w+`,
	`\b(?:probablemente|posiblemente|quizás?|parece\s+(?:ser\s+)?)\s*(?:una?)\s+(?:\S+\s+)?(?:problema|fallo|error|ataque|avería|corte)\b`,
	`\bcausa(?:GAP){0,4}?\s+(?:es|sea|fue)\s+(?:muy\s+)?(?:probablemente|posiblemente|quizás?)(?:\s|$)`,
	`\b(?:posible|probable)\s+causa\b|\bcausa\s+(?:probable|posible)\b`,
}, `|`))), strings.Fields(`suspect caus due dû because trigger related linked result originat stem
	pensons supposons soupçonnons croyons présumons provoqu lié vermut nehmen glauben durch zurückz wegen aufgrund
	probabl possibl presum apparent perhaps maybe like looks seem appear sounds vraisembl peut-être semble
	ausgelöst ursache wahrscheinlich möglicherweise mutmaßlich sieht posibl quizá parece sospechamos creemos pensamos suponemos debid provocad`)}

// speculation finds guesses on the cause.
func speculation(text string, in told) []Hit {
	var hits []Hit
	for _, at := range guesses.find(in) {
		hits = append(hits, guess.at(at[0], at[0]+len(strings.TrimRight(text[at[0]:at[1]], " \t\n"))))
	}
	return hits
}
