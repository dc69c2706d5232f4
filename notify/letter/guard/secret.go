package guard

import (
	"regexp"
	"strings"
)

const secretName = `(?:password|passwd|pwd|passphrase|secret|token|api[ _-]?key|access[ _-]?key|client[ _-]?secret|mot de passe|passwort|kennwort|contraseña)`

var secretStems = strings.Fields(`passw pwd passphrase secret token key passe kennwort contraseña`)

var (
	secret = phrase{regexp.MustCompile(strings.Join([]string{
		`(?i:` + secretName + `["']?\s*=\s*["']?[^\s"'<>&]{4,})`,
		`(?i:\bbearer\s+[A-Za-z0-9._~+/=-]{16,})`,
		`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
		`\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){0,2}`,
		`\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,}|AIza[A-Za-z0-9_-]{35})`,
	}, `|`)), append(strings.Fields(`bearer akia asia eyj ghp_ gho_ ghu_ ghs_ ghr_ glpat- xox sk_live_ aiza`), secretStems...)}
	login = regexp.MustCompile(`[a-z][a-z0-9+.-]+://[^\s/:@]+:[^\s/@]+@`)
	// With a colon a word such as "operational" is no secret, so a digit or a sign must be in it.
	spoken  = phrase{regexp.MustCompile(`(?i)` + secretName + `["']?\s*:\s*["']?([^\s"'<>]{4,})`), secretStems}
	armour  = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]{1,40}-----`)
	armoury = regexp.MustCompile(`-----END [A-Z0-9 ]{1,40}-----`)
)

// secrets finds passwords, keys and tokens.
func secrets(text string, in told, pieces []run) []Hit {
	var hits []Hit
	for _, at := range secret.find(in) {
		hits = append(hits, credential.at(at[0], at[1]))
	}
	for _, c := range pieces {
		if words := text[c.start:c.end]; strings.Contains(words, "://") && strings.Contains(words, "@") {
			if at := login.FindStringIndex(words); at != nil {
				hits = append(hits, credential.at(c.start+at[0], c.start+at[1]))
			}
		}
	}
	for _, at := range spoken.find(in) {
		value := strings.TrimRight(text[at[2]:at[3]], ".,;:!?)")
		if strings.ContainsAny(value, "0123456789!$%&*#@^_+=") && !strings.HasPrefix(value, "//") {
			hits = append(hits, credential.at(at[0], at[2]+len(value)))
		}
	}
	for _, at := range armour.FindAllStringIndex(text, -1) {
		end := at[1]
		if to := armoury.FindStringIndex(text[end:min(len(text), end+4096)]); to != nil {
			end += to[1]
		}
		hits = append(hits, credential.at(at[0], end))
	}
	return hits
}
