package guard

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const pathEnd = `[^\s<>"'|*?,;()\[\]{}]+`

var (
	unixPath = phrase{regexp.MustCompile(`(?:file://)?/(?:bin|boot|dev|etc|home|lib|lib64|mnt|nfs|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|Users|Volumes)/` + pathEnd),
		strings.Fields(`/bin/ /boot/ /dev/ /etc/ /home/ /lib/ /lib64/ /mnt/ /nfs/ /opt/ /proc/ /root/ /run/ /sbin/ /srv/ /sys/ /tmp/ /usr/ /var/ /users/ /volumes/`)}
	windowsPath = phrase{regexp.MustCompile(`(?:\b[A-Za-z]:\\|\\\\[A-Za-z0-9][A-Za-z0-9._$-]*\\)` + pathEnd), []string{`\`}}
)

// paths finds the paths of files on machines. The path of a public URL is none.
func paths(text string, in told) []Hit {
	var hits []Hit
	for _, at := range unixPath.find(in) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		if text[at[0]] == 'f' || !wordly(before) && !strings.ContainsRune("/.-", before) {
			hits = append(hits, filePath.at(at[0], at[0]+len(strings.TrimRight(text[at[0]:at[1]], ".:!"))))
		}
	}
	for _, at := range windowsPath.find(in) {
		hits = append(hits, filePath.at(at[0], at[1]))
	}
	return hits
}
