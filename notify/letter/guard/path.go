package guard

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const pathEnd = `[^\s<>"'|*?,;()\[\]{}]+`

var (
	unixPath    = regexp.MustCompile(`(?:file://)?/(?:bin|boot|dev|etc|home|lib|lib64|mnt|nfs|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|Users|Volumes)/` + pathEnd)
	windowsPath = regexp.MustCompile(`(?:\b[A-Za-z]:\\|\\\\[A-Za-z0-9][A-Za-z0-9._$-]*\\)` + pathEnd)
)

// paths finds the paths of files on machines. The path of a public URL is none.
func paths(text string) []Hit {
	var hits []Hit
	for _, at := range unixPath.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		if text[at[0]] == 'f' || !wordly(before) && !strings.ContainsRune("/.-", before) {
			hits = append(hits, filePath.at(at[0], at[0]+len(strings.TrimRight(text[at[0]:at[1]], ".:!"))))
		}
	}
	for _, at := range windowsPath.FindAllStringIndex(text, -1) {
		hits = append(hits, filePath.at(at[0], at[1]))
	}
	return hits
}
