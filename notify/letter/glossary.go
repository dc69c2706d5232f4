package letter

import (
	"maps"
	"strings"

	"bulletin/notify/incident"
)

// Glossary has other words for values, by the value in lower case and by whom they are for:
// "customers.fr", "customers", "external.fr", "external", "fr", or "all".
type Glossary map[string]map[string]string

// For are the words for an audience, those closest to it.
func (g Glossary) For(a incident.Audience) map[string]string {
	all := map[string]string{}
	for value, words := range g {
		for _, name := range append(names("", a), ".all") {
			if w, ok := words[strings.TrimPrefix(name, ".")]; ok && name != "" {
				all[value] = w
				break
			}
		}
	}
	return all
}

// merged is a glossary over another.
func merged(under, over map[string]string) map[string]string {
	if len(over) == 0 {
		return under
	}
	all := maps.Clone(under)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, over)
	return all
}
